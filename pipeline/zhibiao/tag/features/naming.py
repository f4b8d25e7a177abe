"""What the indicator and the qualifier of a claim add for its category."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zhibiao.core.spans import CleanSpan
from zhibiao.tag.context import Context
from zhibiao.tag.features.groups import Grouped, Ragged, grams, join
from zhibiao.tag.features.hashing import CodeArray, IntArray, code, mix, runs
from zhibiao.tag.features.templates import CONTEXT_BITS, ID, of_group

_NOTHING = np.uint64(0)
Spans = Sequence[CleanSpan | None]


def category_features(
    context: Context, claims: Sequence[int], indicators: Spans, qualifiers: Spans, longest: int
) -> Grouped:
    """Features of the spans (in the cleaned text) of claims; of a span at most its first `longest`
    characters."""
    text = context.clean.text
    present = [span for span in (*indicators, *qualifiers) if span]
    base = min((span.start for span in present), default=0)
    hashed = runs(text[base : max((span.end for span in present), default=1)], 3)
    first, last = _edges(indicators, base, longest)
    owner_first, owner_last = _edges(qualifiers, base, longest)
    units = np.array([code(context.candidates[index].quantity.unit) for index in claims], dtype=np.int64)
    tail = _at(hashed[1], last - 2, last - first >= 2)
    head = _at(hashed[1], first, last - first >= 2)
    final = _at(hashed[0], last - 1, last > first)
    whole = np.array(
        [code(text[span.start : span.end]) if span else 0 for span in indicators], dtype=np.int64
    )
    edges = [
        mix(CONTEXT_BITS, ID[f"indicator.{name}"], value)
        for name, value in (("tail", tail), ("head", head), ("whole", whole))
    ]
    values = {"unit": units, "last": final, "tail": tail}
    unit = [
        mix(CONTEXT_BITS, template.id, *(values[column] for column in template.columns))
        for template in of_group("unit")
    ]
    return {
        "indicator": join(grams("indicator", hashed, first, last, (1, 2, 3)), _side_by_side(edges)),
        "qualifier": grams("qualifier", hashed, owner_first, owner_last, (2, 3)),
        "name": join(
            grams("name", hashed, first, last, (2, 3)), grams("name", hashed, owner_first, owner_last, (2, 3))
        ),
        "unit": _side_by_side(unit),
    }


def _side_by_side(columns: list[IntArray]) -> Ragged:
    return Ragged(np.stack(columns, axis=1).ravel(), np.full(len(columns[0]), len(columns)))


def _at(hashed: CodeArray, index: IntArray, present: NDArray[np.bool_]) -> CodeArray:
    """Values at an index where there is something, 0 elsewhere."""
    return np.where(present, hashed[np.where(present, index, 0)], _NOTHING)


def _edges(spans: Spans, base: int, longest: int) -> tuple[IntArray, IntArray]:
    """First and last character of each span counted from `base`; of no span an empty range."""
    first = [span.start - base if span else 0 for span in spans]
    last = [min(span.end, span.start + longest) - base if span else 0 for span in spans]
    return np.array(first, dtype=np.int64), np.array(last, dtype=np.int64)
