"""Of which claim before it a claim is a part, share, growth, target or earlier value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zhibiao.tag.features.hashing import WORD, code, codes, fold
from zhibiao.tag.features.templates import ID, SPAN_BITS
from zhibiao.tag.heads.ranker import Question
from zhibiao.tag.spans.options import Option, Spans
from zhibiao.tag.spans.surroundings import Surroundings

_SAME_INDICATOR, _SAME_UNIT, _PART, _IN_BRACKETS, _SAME_SENTENCE = 1, 2, 4, 8, 16
"""Flags of how a claim stands to one that may be its parent."""
_FLAGS, _BACK, _STOPS_NAME, _STOPS_PART, _PART_BRACKET, _MEASURES_NAME, _MEASURES_BACK, _UNITS = (
    number << 24 for number in range(1, 9)
)
"""What tells the features apart, in the bits above their values."""
_PART_WORD = "其中"
_MOST_STOPS, _NEAR = 4, 12


class ParentChoice(NamedTuple):
    """The claim `back` claims before."""

    back: int


def question(around: Surroundings, indicators: Spans, measures: Sequence[str]) -> Question[ParentChoice]:
    """The parent of each claim among the claims before it."""
    return Question(around, lambda k, _: options(around, k, indicators, measures))


def options(
    around: Surroundings, k: int, indicators: Spans, measures: Sequence[str]
) -> list[Option[ParentChoice]]:
    """No parent, then each of a few claims before, nearest first."""
    none = fold(SPAN_BITS, ID["none"], codes((f"m{measures[k]}",)))
    found: list[Option[ParentChoice]] = [Option(None, (around.here(k, "none"),), none)]
    for back in range(1, min(around.windows.parents_back, k) + 1):
        own = fold(SPAN_BITS, ID["parent"], _features(around, k, back, indicators, measures))
        found.append(Option(ParentChoice(back), (), own))
    return found


def _features(
    around: Surroundings, k: int, back: int, indicators: Spans, measures: Sequence[str]
) -> list[int]:
    """How a claim stands to one that may be its parent, as plain numbers."""
    context, source, index = around.context, around.claims[k - back], around.claims[k]
    mine, theirs = context.candidates[index], context.candidates[source]
    between = context.clean.text[theirs.quantity.end : mine.quantity.start]
    same = indicators[k] is not None and indicators[k] == indicators[k - back]
    my_unit, their_unit = code(mine.quantity.unit), code(theirs.quantity.unit)
    part = _PART_WORD in between
    flags = (
        (_SAME_INDICATOR if same else 0)
        | (_SAME_UNIT if my_unit == their_unit else 0)
        | (_PART if part else 0)
        | (_IN_BRACKETS if _opens(between) else 0)
        | (_SAME_SENTENCE if mine.sentence == theirs.sentence else 0)
    )
    passed = context.stop_list[context.positions[index]] - context.stop_list[context.positions[source]]
    stops = min(passed, _MOST_STOPS)
    pair = code(measures[k]) * 3 + code(measures[k - back])
    features = [
        _FLAGS | flags,
        _BACK | back << 8 | flags,
        _STOPS_NAME | stops << 8 | flags & (_SAME_INDICATOR | _SAME_UNIT),
        _STOPS_PART | stops << 8 | flags & (_PART | _SAME_SENTENCE),
        _PART_BRACKET | flags & (_PART | _IN_BRACKETS),
        (pair + same & WORD) ^ _MEASURES_NAME,
        (pair + back & WORD) ^ _MEASURES_BACK,
        (my_unit * 3 + their_unit + part & WORD) ^ _UNITS,
    ]
    if len(between) <= _NEAR:
        features.append(code(between))
    return features


def _opens(text: str) -> bool:
    """Whether a bracket that opens in the text does not close in it."""
    return text.count("（") + text.count("(") > text.count("）") + text.count(")")
