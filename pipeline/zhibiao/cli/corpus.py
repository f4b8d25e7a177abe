"""`zhibiao corpus check`: what cannot be right in annotated reports, and where the reading drifts from
them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhibiao.cli.errors import UsageError
from zhibiao.cli.messages import Messages


def check(
    context: typer.Context,
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="corpus.check.folders")],
) -> int:
    """Print every finding and a count; 1 if anything cannot be right, drift alone is no failure."""
    from zhibiao.corpus.check import check_folder

    say: Messages = context.obj
    status = 0
    for folder in folders:
        checked = check_folder(folder)
        if not checked.reports and not checked.findings:
            raise UsageError(say("corpus.empty", folder=folder))
        for finding in checked.findings:
            print(f"{say(f'corpus.check.{finding.severity}')} {folder}/{finding}")
        errors = sum(finding.severity == "error" for finding in checked.findings)
        drift = len(checked.findings) - errors
        values = {"reports": checked.reports, "claims": checked.claims, "errors": errors, "drift": drift}
        print(say("corpus.check.done", folder=folder, **values))
        status = max(status, checked.status)
    return status
