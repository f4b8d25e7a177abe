"""Bootstrap: how far chance alone may move a figure, by drawing the reports again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.evaluate.scores import COUNTS, Scores, scores_of
from zhibiao.evaluate.verdicts import Judged, Verdict, units

ROUNDS = 400
COMPARED = ("row_f1", "row_strict", "category", "indicator", "status", "qualifier")
"""Figures by which two models are compared."""
_SEED = 20
_TAILS = (0.025, 0.975)


class Interval(NamedTuple):
    """Where 95 of 100 rounds lie."""

    low: float
    high: float


class Difference(NamedTuple):
    """A figure of two models on the same reports. `better` is the share of rounds in which the second is
    above the first."""

    figure: str
    first: float
    second: float
    difference: float
    interval: Interval
    better: float


class _Parts(NamedTuple):
    """What is counted of each unit: (units, COUNTS), and its rows' confidences."""

    table: NDArray[np.float64]
    trusted: list[list[tuple[float, bool]]]


def intervals(drawn: Mapping[str, Sequence[Verdict]]) -> dict[str, Interval]:
    """95 % interval of each figure but the count of claims; none where there is only one unit to draw.

    The same whatever the order of `drawn` (`verdicts.units`). It always holds the figure itself, which some
    measures of calibration would miss: drawing with repetition makes their error larger.
    """
    if len(drawn) < 2:
        return {}
    parts = _parts([drawn[name] for name in sorted(drawn)])
    values: dict[str, list[float]] = {}
    for draw in _draws(len(drawn)):
        for name, value in _figures(parts, draw).items():
            values.setdefault(name, []).append(value)
    whole = _figures(parts, np.ones(len(drawn), dtype=np.int64))
    return {
        name: _interval(values[name], whole[name]) for name in whole if name in values and name != "claims"
    }


def differences(first: Sequence[Judged], second: Sequence[Judged]) -> list[Difference]:
    """`COMPARED` of two models that were judged on the same reports, in whatever order; each round draws the
    same for both."""
    one, other = units(first), units(second)
    names = sorted({*one, *other})
    parts = [_parts([side.get(name, ()) for name in names]) for side in (one, other)]
    rounds = [[_figures(part, draw) for part in parts] for draw in _draws(len(names))]
    a, b = (_figures(part, np.ones(len(names), dtype=np.int64)) for part in parts)
    found = []
    for name in COMPARED:
        moved = [later[name] - before[name] for before, later in rounds]
        step = b[name] - a[name]
        better = sum(value > 0 for value in moved) / len(moved)
        found.append(Difference(name, a[name], b[name], step, _interval(moved, step), better))
    return found


def _draws(count: int) -> NDArray[np.int64]:
    """How often each unit is drawn in each round, (ROUNDS, count)."""
    if not count:
        return np.zeros((ROUNDS, 0), dtype=np.int64)
    random = np.random.default_rng(_SEED)
    return random.multinomial(count, np.full(count, 1 / count), size=ROUNDS)


def _parts(drawn: Sequence[Sequence[Verdict]]) -> _Parts:
    scores = [scores_of(verdicts) for verdicts in drawn]
    table = np.array([[one.counts[name] for name in COUNTS] for one in scores]).reshape(-1, len(COUNTS))
    return _Parts(table, [one.trusted for one in scores])


def _figures(parts: _Parts, draw: NDArray[np.int64]) -> dict[str, float]:
    """Figures of units, each counted as often as it was drawn."""
    counts = dict(zip(COUNTS, map(float, draw @ parts.table), strict=True))
    trusted = [one for own, times in zip(parts.trusted, draw, strict=True) for one in own * int(times)]
    return Scores(counts, trusted).figures()


def _interval(values: Sequence[float], whole: float) -> Interval:
    low, high = np.quantile(values, _TAILS)
    return Interval(min(float(low), whole), max(float(high), whole))
