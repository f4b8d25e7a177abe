"""Matching: which spans mean the same place, which values and units the same statement."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from zhibiao.corpus.annotation import Gold

_TOLERANCE = 1e-4
_SCALES = {"万": 1e4, "亿": 1e8}


def match_spans(wanted: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Index in `wanted` → index in `found`, one to one, where two half-open spans share at least half of what
    they cover together; the best pairs first, then the earlier ones. Any order; the time grows with spans
    that lie on each other only."""
    order = sorted(range(len(found)), key=lambda j: found[j][0])
    starts = [found[j][0] for j in order]
    pairs = []
    for i, (start, end) in enumerate(wanted):
        # a span that begins a length before can't share half, nor one that begins behind the end
        for k in range(bisect_left(starts, 2 * start - end), bisect_left(starts, end)):
            share = _share((start, end), found[order[k]])
            if share >= 0.5:
                pairs.append((-share, i, order[k]))
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(pairs):
        if i not in matched and j not in taken:
            matched[i] = j
            taken.add(j)
    return matched


def _share(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / (max(one[1], other[1]) - min(one[0], other[0])) if shared > 0 else 0.0


def same_value(one: Gold, other: Gold) -> bool:
    """Whether two claims state the same number or range, whatever scale their units carry."""
    scale, other_scale = scaled(one.unit)[0], scaled(other.unit)[0]
    return close(one.value, scale, other.value, other_scale) and close(
        one.value_high, scale, other.value_high, other_scale
    )


def same_unit(one: str, other: str) -> bool:
    """Whether two units are the same but for their scale."""
    return scaled(one)[1] == scaled(other)[1]


def scaled(unit: str) -> tuple[float, str]:
    """Scale that a unit begins with, and the unit without it: 万亩 is 10000 and 亩; a bare 万 is a unit of
    its own."""
    return (_SCALES[unit[0]], unit[1:]) if len(unit) > 1 and unit[0] in _SCALES else (1.0, unit)


def close(one: float | None, scale: float, other: float | None, other_scale: float) -> bool:
    """Whether two values, times their scales, are the same but for rounding."""
    if one is None or other is None:
        return one is other
    a, b = one * scale, other * other_scale
    return a == b or (abs(a - b) <= _TOLERANCE * max(abs(a), abs(b)) and (abs(a) < 1 or abs(a - b) < 0.005))
