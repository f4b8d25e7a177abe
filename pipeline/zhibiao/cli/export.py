"""`zhibiao export`: a store, or a view of it, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhibiao.cli.messages import Messages
from zhibiao.cli.options import MinConfidence, Overwrite, check_confidence


def run(
    context: typer.Context,
    store: Annotated[Path, typer.Argument(metavar="STORE", help="export.store")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="export.output")],
    format: Annotated[str | None, typer.Option("--format", metavar="FORMAT", help="extract.format")] = None,
    view: Annotated[str, typer.Option("--view", metavar="VIEW", help="export.view")] = "indicators",
    min_confidence: MinConfidence = 0.0,
    overwrite: Overwrite = False,
) -> int:
    """Write the file and say what stands where."""
    say: Messages = context.obj
    check_confidence(min_confidence, say)

    from zhibiao.store.export import export

    written = export(
        store, output, format=format, overwrite=overwrite, view=view, min_confidence=min_confidence
    )
    print(say("export.done", files=", ".join(map(str, written.files))))
    for note in written.notes:
        print(say.translated(note))
    return 0
