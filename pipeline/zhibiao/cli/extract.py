"""`zhibiao extract`: report files into a store or a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from zhibiao import __version__
from zhibiao.cli.errors import UsageError
from zhibiao.cli.log import event
from zhibiao.cli.messages import Messages
from zhibiao.cli.options import (
    Format,
    Jobs,
    LogJson,
    Megabytes,
    Metadata,
    MinConfidence,
    Model,
    Output,
    Overwrite,
    Paths,
    Place,
    Quiet,
    Seconds,
    Vocabulary,
    Year,
    check_confidence,
)
from zhibiao.cli.progress import watching
from zhibiao.cli.summary import fields_of, summary_text

if TYPE_CHECKING:
    from pathlib import Path

    from zhibiao.api import Summary


def run(
    context: typer.Context,
    paths: Paths,
    output: Output,
    format: Format = None,
    overwrite: Overwrite = False,
    jobs: Jobs = 1,
    model: Model = None,
    vocabulary: Vocabulary = None,
    metadata: Metadata = None,
    place: Place = None,
    year: Year = None,
    min_confidence: MinConfidence = 0.0,
    seconds: Seconds = 300.0,
    megabytes: Megabytes = 4096,
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
            paths, output, format=format, overwrite=overwrite, jobs=jobs, model=model, vocabulary=vocabulary,
            metadata=metadata, place=place, year=year, limits=Limits(seconds, megabytes),
            min_confidence=min_confidence, progress=report,
        )  # fmt: skip
    if min_confidence and not (quiet or log_json):
        _tell_worth(model, min_confidence, say)
    return _told(summary, output, say, quiet=quiet, log_json=log_json)


def _tell_worth(model: Path | None, least: float, say: Messages) -> None:
    """Say how many of the rows that reach a confidence were right where that was measured."""
    from zhibiao.run.pipeline import manifest_of

    found = manifest_of(model).worth_of(least)
    if found is not None:
        print(say("summary.worth", least=f"{least:g}", kept=f"{found[0]:.0%}", right=f"{found[1]:.0%}"))


def _told(summary: Summary, output: Path, say: Messages, *, quiet: bool, log_json: bool) -> int:
    """Say what became of the files; returns the command's status."""
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
