"""Hint words before a quantity (同比, 计划, 累计 …): the nearest of each kind, and how far away it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from zhibiao.core.vocabulary import Vocabulary
from zhibiao.tag.context import Context

_STOPS = re.compile("[，,；;：:、]")
_FAR_CLAUSES, _FAR, _FAR_LAST = 4, 12, 4


class _Hints(NamedTuple):
    """One pattern for all hints, and the kinds each word hints at."""

    pattern: re.Pattern[str]
    kinds: dict[str, tuple[str, ...]]


@cache
def _hints_of(vocabulary: Vocabulary) -> _Hints:
    kinds: dict[str, list[str]] = {}
    for kind, hints in vocabulary.toml("cues")["hints"].items():
        for hint in hints:
            kinds.setdefault(hint, []).append(kind)
    pattern = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True))
    return _Hints(re.compile(pattern), {hint: tuple(names) for hint, names in kinds.items()})


def kinds_in(text: str, vocabulary: Vocabulary) -> set[str]:
    """Kinds of the hints in a text."""
    hints = _hints_of(vocabulary)
    return {kind for match in hints.pattern.finditer(text) for kind in hints.kinds[match.group()]}


def hint_words(context: Context, index: int, vocabulary: Vocabulary, reach: int) -> list[str]:
    """Nearest hint of each kind within `reach` characters before the quantity, and what stands right behind
    it."""
    hints = _hints_of(vocabulary)
    candidate, text = context.candidates[index], context.clean.text
    quantity = candidate.quantity
    start = max(context.clean.sentences[candidate.sentence].start, quantity.start - reach)
    stops = [match.start() for match in _STOPS.finditer(text, start, quantity.start)]
    nearest: dict[str, tuple[int, str]] = {}
    for match in hints.pattern.finditer(text, start, quantity.start):
        for kind in hints.kinds[match.group()]:
            nearest[kind] = (match.end(), match.group())
    words, own = [], []
    for kind, (end, hint) in nearest.items():
        clauses = min(sum(stop >= end for stop in stops), _FAR_CLAUSES)
        if not clauses:
            own.append(kind)
        far = min(quantity.start - end, _FAR) // 2
        words += [f"?{kind}", f"?{kind}{clauses}", f"?{kind}{hint}{min(clauses, 2)}"]
        words.append(f"?{kind}{far}|{quantity.kind}")
    words += _last(nearest, quantity.start, (quantity.kind, quantity.unit))
    words += [f"~{kind}|{quantity.kind}" for kind in own]
    behind = hints.pattern.match(text, quantity.end)
    if behind:
        words += [f"!{kind}" for kind in hints.kinds[behind.group()]]
    words.append("?" + "|".join(own))
    return words


def _last(nearest: dict[str, tuple[int, str]], start: int, beside: Sequence[str]) -> list[str]:
    """The hint that stands nearest of all, with the quantity's kind and with its unit."""
    if not nearest:
        return []
    kind, (end, _) = max(nearest.items(), key=lambda item: item[1][0])
    gap = min(start - end, _FAR_LAST)
    return [f"~{kind}{gap}|{name}" for name in beside]
