"""`zhibiao corpus check`: what cannot be right in annotated reports, and where the reading drifts from
them; `zhibiao corpus stats`: what they hold, and how like real reports they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhibiao.cli.errors import UsageError
from zhibiao.cli.messages import Messages

if TYPE_CHECKING:
    from zhibiao.corpus.likeness import Likeness
    from zhibiao.corpus.statistics import Statistics


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


def stats(
    context: typer.Context,
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="corpus.stats.folders")],
    against: Annotated[
        Path | None, typer.Option("--against", metavar="REPORT", help="corpus.stats.against")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="corpus.stats.json")] = False,
) -> int:
    """Print a column of figures for each folder and the report, then genres and categories."""
    from zhibiao.core.vocabulary import base
    from zhibiao.corpus.format import read_corpus
    from zhibiao.corpus.likeness import likeness
    from zhibiao.corpus.statistics import statistics
    from zhibiao.read import read

    say: Messages = context.obj
    found: dict[str, Statistics] = {}
    for folder in folders:
        reports = read_corpus(folder)
        if not reports:
            raise UsageError(say("corpus.empty", folder=folder))
        found[str(folder)] = statistics(reports, base())
    beside: dict[str, Likeness] = {}
    if against is not None:
        document, problems = read(str(against))
        if document is None:
            raise UsageError(say.problem(problems[0]))
        beside[against.name] = likeness(document, base())
    print(_json(found, beside) if json else _stats_text(found, beside))
    return 0


def _json(found: Mapping[str, Statistics], beside: Mapping[str, Likeness]) -> str:
    from json import dumps

    told: dict[str, object] = {
        name: {
            **_counts(one),
            **one.likeness.figures(),
            "genres": one.genres,
            "categories": one.categories,
        }
        for name, one in found.items()
    }
    told |= {name: {"characters": one.characters, **one.figures()} for name, one in beside.items()}
    return dumps(told, ensure_ascii=False)


def _counts(one: Statistics) -> dict[str, float]:
    return {
        "reports": one.reports,
        "claims": one.claims,
        "numbers": one.numbers,
        "characters": one.likeness.characters,
        "claims/1000": one.density,
    }


def _stats_text(found: Mapping[str, Statistics], beside: Mapping[str, Likeness]) -> str:
    columns: dict[str, Mapping[str, float]] = {
        name: {**_counts(one), **one.likeness.figures()} for name, one in found.items()
    }
    columns |= {name: {"characters": one.characters, **one.figures()} for name, one in beside.items()}
    parts = [
        table(columns),
        table({name: one.genres for name, one in found.items()}),
        table({name: one.categories for name, one in found.items()}),
    ]
    return "\n\n".join(parts)


def table(columns: Mapping[str, Mapping[str, float]]) -> str:
    """Figures with a name a line and a column each; what a column lacks stays empty."""
    from rich.cells import cell_len

    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    width = max([16, *(cell_len(name) for name in names)])
    widths = [max(10, cell_len(name)) for name in columns]
    lines = [
        " " * width + "".join(f"  {' ' * (w - cell_len(n))}{n}" for n, w in zip(columns, widths, strict=True))
    ]
    for name in names:
        cells = [
            f"  {_cell(column.get(name)):>{w}s}" for column, w in zip(columns.values(), widths, strict=True)
        ]
        lines.append(f"{name or '-'}{' ' * (width - cell_len(name or '-'))}{''.join(cells)}".rstrip())
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return "" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"
