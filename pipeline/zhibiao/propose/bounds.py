"""Bounds: exact, approx, over, under or range, from the characters in and beside a quantity."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from zhibiao.core.enums import Bound
from zhibiao.core.vocabulary import Vocabulary

_REACH = 10
_LOOKS = re.compile(r"\(\?<?[=!][^()]*\)")
"""Looks to the side in a pattern."""
_SAID = (Bound.OVER, Bound.UNDER, Bound.APPROX)


class Cues(NamedTuple):
    """Expressions for the words before and after a quantity that bound it."""

    any: re.Pattern[str]
    """Where it does not fit, no word before bounds the quantity."""
    before: dict[Bound, re.Pattern[str]]
    after: dict[Bound, re.Pattern[str]]


@cache
def _cues(vocabulary: Vocabulary) -> Cues:
    data = vocabulary.toml("cues")
    bounds, link = data["bound"], f"(?:{_either(data['link']['bound'])})?(?=.$)"
    every = [word for name in _SAID for word in bounds[name]["before"]]
    return Cues(
        re.compile(f"(?:{_either(every)}){link}", re.DOTALL),
        {name: re.compile(f"(?:{_either(bounds[name]['before'])}){link}", re.DOTALL) for name in _SAID},
        {name: re.compile(_either(bounds[name]["after"])) for name in _SAID},
    )


def _either(words: list[str]) -> str:
    return "|".join(words)


def bound_of(
    text: str, start: int, end: int, vocabulary: Vocabulary, *, is_range: bool, has_over: bool
) -> Bound:
    """Bound of the quantity text[start:end]: 余/多/几 inside it, else the longest word beside it."""
    if has_over:
        return Bound.OVER
    cues = _cues(vocabulary)
    left = text[max(0, start - _REACH) : start + 1]
    lengths = dict.fromkeys(_SAID, 0)
    if cues.any.search(left):
        lengths = {name: _length(pattern.search(left)) for name, pattern in cues.before.items()}
    longest = max(lengths, key=lengths.__getitem__)
    said = longest if lengths[longest] else None
    for name, pattern in cues.after.items():
        if pattern.match(text, end):
            return Bound.OVER if said is Bound.OVER else name
    return said or (Bound.RANGE if is_range else Bound.EXACT)


@cache
def _lead(vocabulary: Vocabulary) -> tuple[re.Pattern[str], frozenset[str]]:
    """Expression for the words that lead up to a quantity, and the characters they end in."""
    data = vocabulary.toml("cues")
    words = [*data["aside"]["before"], *(word for name in _SAID for word in data["bound"][name]["before"])]
    ends = {_LOOKS.sub("", word)[-1] for word in words}
    return re.compile(f"(?:{_either(words)})+(?=.$)", re.DOTALL), frozenset(ends)


def lead_of(text: str, start: int, vocabulary: Vocabulary) -> int:
    """Characters right before the quantity at `start` that only lead up to it (共有, 不得小于)."""
    pattern, ends = _lead(vocabulary)
    if text[start - 1 : start] not in ends:
        return 0
    match = pattern.search(text, max(0, start - _REACH), start + 1)
    return len(match.group()) if match else 0


def _length(match: re.Match[str] | None) -> int:
    """不低于 ends in 低于: the longer word is the one that was written."""
    return len(match.group()) if match else 0
