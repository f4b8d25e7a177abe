"""`zhibiao show`: the claims of a report drawn in its text, as a page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhibiao.cli.messages import Messages
from zhibiao.cli.options import Model


def run(
    context: typer.Context,
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="show.report")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.html", help="show.output")],
    model: Model = None,
) -> int:
    """Write the page and say where it is."""
    from zhibiao.api import Extractor
    from zhibiao.show import show

    say: Messages = context.obj
    show(report, extractor=Extractor(model), file=output)
    print(say("show.done", path=output))
    return 0
