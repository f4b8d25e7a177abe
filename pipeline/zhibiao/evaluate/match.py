"""Match: which claim found is which claim of gold, and what of it is right. One matcher for training and
evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from zhibiao.core.spans import RawSpan
from zhibiao.corpus.annotation import Gold
from zhibiao.corpus.matching import match_spans, same_unit, same_value

__all__ = ["ATTRIBUTES", "ROW", "STRICT", "compare", "match", "match_spans", "overlap"]

ROW = ("value", "unit", "category", "measure", "bound", "status", "direction", "indicator")
"""What must be right for a row to be right."""
STRICT = (*ROW, "period", "qualifier", "basis", "scope")
ATTRIBUTES = (
    "value", "unit", "category", "domain", "measure", "bound", "status", "direction", "indicator",
    "qualifier", "period", "basis", "scope",
)  # fmt: skip
_SAME = ("category", "measure", "bound", "status", "direction", "period", "basis", "scope")
_OVERLAP = 0.6


def match(wanted: Sequence[Gold], found: Sequence[Gold], raw: str) -> dict[int, int]:
    """Index in `wanted` → index in `found`, by their quantities' places in the raw text; blanks don't
    count."""
    ink = [0, *accumulate(not c.isspace() for c in raw)]
    places = [[(ink[one.span.start], ink[one.span.end]) for one in claims] for claims in (wanted, found)]
    return match_spans(*places)


def compare(gold: Gold, other: Gold, raw: str) -> dict[str, bool]:
    """Which of `ATTRIBUTES` are right. 4 万亩 and 40000 亩 are the same statement."""
    ok = {name: getattr(gold, name) == getattr(other, name) for name in _SAME}
    ok["domain"] = gold.category.partition(".")[0] == other.category.partition(".")[0]
    ok["value"], ok["unit"] = same_value(gold, other), same_unit(gold.unit, other.unit)
    for name in ("indicator", "qualifier"):
        ok[name] = overlap(raw, getattr(gold, name), getattr(other, name)) >= _OVERLAP
    return ok


def overlap(raw: str, one: RawSpan | None, other: RawSpan | None) -> float:
    """F1 of the characters of two spans, blanks not counted; 1 if both are empty."""
    a, b = _ink(raw, one), _ink(raw, other)
    return 1.0 if not a and not b else 2 * len(a & b) / (len(a) + len(b))


def _ink(raw: str, span: RawSpan | None) -> set[int]:
    return set() if span is None else {i for i in range(*span) if not raw[i].isspace()}
