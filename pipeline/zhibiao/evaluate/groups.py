"""Groups: figures by category and by genre, and what is taken for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zhibiao.evaluate.bootstrap import Interval, intervals
from zhibiao.evaluate.scores import scores_of
from zhibiao.evaluate.verdicts import Judged, Verdict, units, verdicts_of

CONFUSED = ("category", "status", "measure", "bound", "direction", "scope", "basis", "unit")
"""Attributes whose confusions are counted."""


@dataclass(frozen=True)
class Group:
    """Figures of one category or genre."""

    name: str
    figures: Mapping[str, float]
    intervals: Mapping[str, Interval]


class Confusion(NamedTuple):
    """How often gold says one thing of an attribute and the row another."""

    attribute: str
    gold: str
    found: str
    times: int


def by_category(judged: Sequence[Judged]) -> list[Group]:
    """Figures of each category, by name: of its claims in gold and of rows too many that carry it.

    `category_p` is the share of all rows of that category, also of those found for claims of another one,
    whose category is right.
    """
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for verdict in verdicts_of(judged):
        if verdict.found is not None:
            found[verdict.found.category] += 1
            right[verdict.found.category] += verdict.ok.get("category", False)
    precision = {name: {"category_p": right[name] / count} for name, count in found.items()}
    return _groups(judged, lambda report, verdict: verdict.category, precision)


def by_genre(judged: Sequence[Judged]) -> list[Group]:
    """Figures of each genre, by name; reports without one have an empty name."""
    return _groups(judged, lambda report, verdict: report.report.genre, {})


def _groups(
    judged: Sequence[Judged],
    name_of: Callable[[Judged, Verdict], str],
    more: Mapping[str, Mapping[str, float]],
) -> list[Group]:
    parts: dict[str, list[Judged]] = {}
    for report in judged:
        split: dict[str, list[Verdict]] = {}
        for verdict in report.verdicts:
            split.setdefault(name_of(report, verdict), []).append(verdict)
        for name, verdicts in split.items():
            parts.setdefault(name, []).append(Judged(report.report, tuple(verdicts)))
    return [_group(name, parts[name], more.get(name, {})) for name in sorted(parts)]


def _group(name: str, judged: Sequence[Judged], more: Mapping[str, float]) -> Group:
    figures = scores_of(verdicts_of(judged)).figures()
    return Group(name, {**figures, **more}, intervals(units(judged)))


def confusions(judged: Sequence[Judged]) -> list[Confusion]:
    """Every confusion of matched claims, the commonest first."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for verdict in verdicts_of(judged):
        for name in CONFUSED:
            if not verdict.ok.get(name, True):
                counted[name, str(getattr(verdict.gold, name)), str(getattr(verdict.found, name))] += 1
    order = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [Confusion(*what, count) for what, count in order]
