"""`zhibiao evaluate`: the figures of a model on annotated reports, or of two models beside each other."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhibiao.cli.errors import UsageError
from zhibiao.cli.messages import Messages
from zhibiao.cli.options import Model

if TYPE_CHECKING:
    from zhibiao.corpus.annotation import Annotated as Report
    from zhibiao.evaluate.bootstrap import Difference, Interval
    from zhibiao.evaluate.examining import Evaluation
    from zhibiao.evaluate.groups import Confusion, Group

_SHOWN = ("claim_f1", "row_f1", "row_strict", "category", "category_p", "indicator", "status", "qualifier")
_WORDS = ("title", "filter", "all", "gold", "found", "missed", "extra", "confidence")


class By(StrEnum):
    """What figures are grouped by."""

    CATEGORY = "category"
    GENRE = "genre"


def run(
    context: typer.Context,
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="evaluate.corpus")],
    model: Model = None,
    by: Annotated[By | None, typer.Option("--by", help="evaluate.by")] = None,
    confusions: Annotated[int, typer.Option("--confusions", metavar="N", help="evaluate.confusions")] = 0,
    errors: Annotated[Path | None, typer.Option("--errors", metavar="FILE", help="evaluate.errors")] = None,
    compare: Annotated[
        tuple[Path, Path] | None, typer.Option("--compare", metavar="A B", help="evaluate.compare")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="evaluate.json")] = False,
) -> int:
    """Print the figures as lines or as one JSON object."""
    from zhibiao.corpus.format import read_corpus

    say: Messages = context.obj
    reports = read_corpus(corpus)
    if not reports:
        raise UsageError(say("corpus.empty", folder=corpus))
    if compare is None:
        return _one(say, reports, model, by=by, confusions=confusions, errors=errors, json=json)
    if model or by or confusions or errors:
        raise UsageError(say("evaluate.compare_alone"))
    return _two(reports, compare, json=json)


def _one(
    say: Messages,
    reports: Sequence[Report],
    model: Path | None,
    *,
    by: By | None,
    confusions: int,
    errors: Path | None,
    json: bool,
) -> int:
    from zhibiao.evaluate import groups
    from zhibiao.evaluate.examining import examine
    from zhibiao.run.pipeline import load_model

    found = examine(reports, load_model(model))
    if found.seen:
        message = say("evaluate.seen", seen=len(found.seen), reports=len(reports))
        print(f"zhibiao: {message}", file=sys.stderr)
    if errors is not None:
        _write_errors(found, errors, say)
    if json:
        print(_json(found))
        return 0
    print(figures_text(found.figures, found.intervals))
    if by is not None:
        grouped = groups.by_category if by is By.CATEGORY else groups.by_genre
        print(f"\n{groups_text(grouped(found.judged))}")
    if confusions > 0:
        print(f"\n{confusions_text(groups.confusions(found.judged)[:confusions])}")
    return 0


def _write_errors(found: Evaluation, path: Path, say: Messages) -> None:
    from zhibiao.evaluate.mistakes import mistakes
    from zhibiao.evaluate.page import page

    listed = list(mistakes(found.judged))
    words = {name: say(f"evaluate.page.{name}") for name in _WORDS}
    path.write_text(page(listed, words), encoding="utf-8")
    print(f"zhibiao: {say('evaluate.errors_written', count=len(listed), file=path)}", file=sys.stderr)


def _json(found: Evaluation) -> str:
    """The figures by name, and all else under names of its own."""
    from dataclasses import asdict
    from json import dumps

    from zhibiao.evaluate.groups import by_category, by_genre, confusions
    from zhibiao.evaluate.mistakes import mistakes

    more = {
        "intervals": found.intervals,
        "seen": found.seen,
        "by_category": [asdict(one) for one in by_category(found.judged)],
        "by_genre": [asdict(one) for one in by_genre(found.judged)],
        "confusions": [one._asdict() for one in confusions(found.judged)],
        "errors": [
            asdict(one) | {"marks": [mark._asdict() for mark in one.marks]} for one in mistakes(found.judged)
        ],
    }
    return dumps({**found.figures, **more}, ensure_ascii=False)


def _two(reports: Sequence[Report], models: tuple[Path, Path], *, json: bool) -> int:
    from json import dumps

    from zhibiao.evaluate.bootstrap import differences
    from zhibiao.evaluate.examining import judged_by
    from zhibiao.run.pipeline import load_model

    first, second = (judged_by(reports, load_model(folder)) for folder in models)
    found = differences(first, second)
    print(dumps([one._asdict() for one in found]) if json else differences_text(found))
    return 0


def figures_text(figures: Mapping[str, float], intervals: Mapping[str, Interval] | None = None) -> str:
    """One figure a line, its interval behind it; counts whole."""
    between = intervals or {}
    return "\n".join(
        f"{name:12s} {value:.0f}"
        if name == "claims"
        else f"{name:12s} {value:.4f}{_between(between.get(name))}"
        for name, value in figures.items()
    )


def _between(interval: Interval | None) -> str:
    return "" if interval is None else f"  [{interval.low:.4f}, {interval.high:.4f}]"


def groups_text(groups: Sequence[Group]) -> str:
    """A table with a line a group, the largest first."""
    from rich.cells import cell_len

    width = max([12, *(cell_len(group.name) for group in groups)])
    shown = [name for name in _SHOWN if any(name in group.figures for group in groups)]
    lines = [f"{'':{width}s} claims  {'row_f1 95 %':18s}" + "".join(f"{name:>11s}" for name in shown)]
    for group in sorted(groups, key=lambda group: (-group.figures["claims"], group.name)):
        cells = [f"{group.figures[name]:11.4f}" if name in group.figures else " " * 11 for name in shown]
        name = group.name or "-"
        between = f"{group.figures['claims']:6.0f}{_between(group.intervals.get('row_f1')):20s}"
        lines.append(f"{name}{' ' * (width - cell_len(name))} {between}{''.join(cells)}".rstrip())
    return "\n".join(lines)


def confusions_text(confusions: Sequence[Confusion]) -> str:
    """`gold → found`, one a line."""
    return "\n".join(
        f"{one.times:5d} {one.attribute:10s} {one.gold or '-'} → {one.found or '-'}" for one in confusions
    )


def differences_text(found: Sequence[Difference]) -> str:
    """A table with a line a figure."""
    lines = [f"{'':12s} {'A':>8s} {'B':>8s} {'B-A':>8s}  {'95 %':20s} B>A"]
    lines += [
        f"{one.figure:12s} {one.first:8.4f} {one.second:8.4f} {one.difference:+8.4f}  "
        f"[{one.interval.low:+.4f}, {one.interval.high:+.4f}]   {one.better:.2f}"
        for one in found
    ]
    return "\n".join(lines)
