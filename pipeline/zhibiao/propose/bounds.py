"""Bounds: exact, approx, over, under or range, from the characters in and beside a quantity."""

from __future__ import annotations

import re
from functools import cache

from zhibiao.core.vocabulary import Vocabulary

_REACH = 7
_LINK = "(?:了|到|达|达到|至|为|过|有)?$"


@cache
def _cues(vocabulary: Vocabulary) -> tuple[dict[str, re.Pattern[str]], dict[str, re.Pattern[str]]]:
    bounds = vocabulary.toml("cues")["bound"]
    before = {
        name: re.compile(f"(?:{_either(bounds[name]['before'])}){_LINK}")
        for name in ("over", "under", "approx")
    }
    after = {name: re.compile(_either(bounds[name]["after"])) for name in ("over", "under", "approx")}
    return before, after


def _either(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def bound_of(
    text: str, start: int, end: int, vocabulary: Vocabulary, *, is_range: bool, has_over: bool
) -> str:
    """Bound of the quantity text[start:end]; 余/多/几 inside wins, then the longest word beside it, over before approx."""
    if has_over:
        return "over"
    before, after = _cues(vocabulary)
    left = text[max(0, start - _REACH) : start]
    lengths = {name: _length(before[name].search(left)) for name in before}
    for name, pattern in after.items():
        if pattern.match(text, end):
            return "over" if lengths["over"] else name
    if lengths["over"] and lengths["over"] >= lengths["under"]:
        return "over"
    best = max(lengths, key=lengths.__getitem__)
    if lengths[best]:
        return best
    return "range" if is_range else "exact"


def _length(match: re.Match[str] | None) -> int:
    """不低于 ends in 低于: the longer word is the one that was written."""
    return len(match.group()) if match else 0
