"""`zhibiao extract`: report files into a store or a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhibiao import __version__
from zhibiao.cli.errors import UsageError
from zhibiao.cli.log import event
from zhibiao.cli.messages import Messages
from zhibiao.cli.options import LogJson, MinConfidence, Model, Overwrite, Quiet, Vocabulary, check_confidence
from zhibiao.cli.progress import watching
from zhibiao.cli.summary import fields_of, summary_text


def run(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="extract.paths")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="extract.output")],
    format: Annotated[str | None, typer.Option("--format", metavar="FORMAT", help="extract.format")] = None,
    overwrite: Overwrite = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", help="extract.jobs")] = 1,
    model: Model = None,
    vocabulary: Vocabulary = None,
    metadata: Annotated[
        Path | None, typer.Option("--metadata", metavar="CSV", help="extract.metadata")
    ] = None,
    place: Annotated[str | None, typer.Option("--place", metavar="PLACE", help="extract.place")] = None,
    year: Annotated[int | None, typer.Option("--year", metavar="YEAR", help="extract.year")] = None,
    min_confidence: MinConfidence = 0.0,
    seconds: Annotated[float, typer.Option("--seconds", metavar="S", help="extract.seconds")] = 300.0,
    megabytes: Annotated[int, typer.Option("--megabytes", metavar="MB", help="extract.megabytes")] = 4096,
    quiet: Quiet = False,
    log_json: LogJson = False,
) -> int:
    """Read the files, write the table, say what became of them."""
    say: Messages = context.obj
    check_confidence(min_confidence, say)
    _check(say, jobs=jobs, seconds=seconds, megabytes=megabytes)

    from zhibiao.api import Limits, extract_to

    if log_json:
        event("start", version=__version__, paths=paths, output=output, jobs=jobs)
    with watching(say, quiet=quiet, log_json=log_json) as report:
        summary = extract_to(
            paths,
            output,
            format=format,
            overwrite=overwrite,
            jobs=jobs,
            model=model,
            vocabulary=vocabulary,
            metadata=metadata,
            place=place,
            year=year,
            limits=Limits(seconds, megabytes),
            min_confidence=min_confidence,
            progress=report,
        )
    status = 0 if not summary.failed else 1 if summary.failed < summary.files else 2
    if log_json:
        event("summary", status=status, output=output, **fields_of(summary))
    elif not quiet:
        print(summary_text(summary, say))
    return status


def _check(say: Messages, *, jobs: int, seconds: float, megabytes: int) -> None:
    """Numbers out of range; raises UsageError."""
    for option, value, least in (("jobs", jobs, 1), ("seconds", seconds, 1), ("megabytes", megabytes, 64)):
        if value < least:
            raise UsageError(say("extract.least", option=f"--{option}", value=value, least=least))
