"""Options that several commands share, and those that every command has."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from zhibiao import __version__
from zhibiao.cli.errors import UsageError
from zhibiao.cli.messages import Messages


class Language(StrEnum):
    """Languages the program speaks."""

    ZH = "zh"
    EN = "en"


Model = Annotated[Path | None, typer.Option("--model", "-m", metavar="MODEL", help="option.model")]
Vocabulary = Annotated[Path | None, typer.Option("--vocabulary", metavar="FOLDER", help="option.vocabulary")]
MinConfidence = Annotated[float, typer.Option("--min-confidence", metavar="P", help="option.min_confidence")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="option.overwrite")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="option.quiet")]
LogJson = Annotated[bool, typer.Option("--log-json", help="option.log_json")]

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="extract.paths")]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="extract.output")]
Format = Annotated[str | None, typer.Option("--format", metavar="FORMAT", help="extract.format")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", metavar="N", help="extract.jobs")]
Metadata = Annotated[Path | None, typer.Option("--metadata", metavar="CSV", help="extract.metadata")]
Place = Annotated[str | None, typer.Option("--place", metavar="PLACE", help="extract.place")]
Year = Annotated[int | None, typer.Option("--year", metavar="YEAR", help="extract.year")]
Seconds = Annotated[float, typer.Option("--seconds", metavar="S", help="extract.seconds")]
Megabytes = Annotated[int, typer.Option("--megabytes", metavar="MB", help="extract.megabytes")]


def check_confidence(value: float, say: Messages) -> None:
    """Raises `UsageError` for what is no probability."""
    if not 0.0 <= value <= 1.0:
        raise UsageError(say("option.confidence_range", value=value))


def everywhere(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=lambda context, given: _version(given), is_eager=True, help="option.version"
        ),
    ] = False,
    lang: Annotated[Language | None, typer.Option("--lang", expose_value=False, help="option.lang")] = None,
    debug: Annotated[bool, typer.Option("--debug", expose_value=False, help="option.debug")] = False,
    help_: Annotated[
        bool,
        typer.Option(
            "--help",
            "-h",
            callback=lambda context, given: _help(context, given),
            is_eager=True,
            expose_value=False,
            help="option.help",
        ),
    ] = False,
) -> None:
    """Language and debugging are looked up before a line is parsed, so that even its errors come in the right
    language."""


def _version(given: bool) -> None:
    if given:
        print(f"zhibiao {__version__}")
        raise typer.Exit


def _help(context: typer.Context, given: bool) -> None:
    if given:
        print(context.get_help(), end="")
        raise typer.Exit
