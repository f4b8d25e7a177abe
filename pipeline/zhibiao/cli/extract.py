"""`zhibiao extract`: a table of report files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from zhibiao.cli.errors import UsageError
from zhibiao.cli.messages import Messages
from zhibiao.cli.options import Model, Quiet


def run(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="extract.paths")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="extract.output")],
    format: Annotated[str | None, typer.Option("--format", metavar="FORMAT", help="extract.format")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", help="extract.jobs")] = 1,
    model: Model = None,
    min_confidence: Annotated[
        float, typer.Option("--min-confidence", metavar="P", help="extract.min_confidence")
    ] = 0.0,
    quiet: Quiet = False,
) -> int:
    """Read the files, write the table, say what became of them."""
    say: Messages = context.obj
    if not 0.0 <= min_confidence <= 1.0:
        raise UsageError(say("extract.confidence_range", value=min_confidence))
    if jobs < 1:
        raise UsageError(say("extract.jobs_range", value=jobs))

    from zhibiao.api import Extractor
    from zhibiao.store.files import format_of, write

    format_of(output, format)
    result = Extractor(model).extract(paths, jobs=jobs)
    if not result.rows and not result.faults:
        raise UsageError(say("extract.nothing", paths=", ".join(paths)))
    kept = result.filtered(min_confidence)
    written = write(kept.rows, kept.faults, output, format)
    for fault in result.faults:
        print(f"zhibiao: {say.problem(fault)}", file=sys.stderr)
    print(say("extract.done", rows=len(kept.rows), files=", ".join(map(str, written))))
    if len(result.rows) > len(kept.rows):
        print(say("extract.left_out", rows=len(result.rows) - len(kept.rows)))
    if all(fault.severity != "error" for fault in result.faults):
        return 0
    return 1 if result.rows else 2
