"""Features of a candidate: words in groups, each group of one kind, so that a long sentence does not shout down a short phrase.

Every group has the same say however many words it holds: its words share the group's weight (`GROUPS`).
"""

from __future__ import annotations

import math
import re
from functools import cache
from typing import NamedTuple

from zhibiao.resources import toml
from zhibiao.tag.context import CLAUSE_STOPS, Context
from zhibiao.tokenize import QUANTITY_TAG
from zhibiao.types import Quantity, Sentence, Span, Token

_REACH = 14
_SENTENCE_REACH = 90
_AFTER_REACH = 36
_PAD = Token("", "", 0, 0)

GROUPS = {
    "quantity": 0.6, "beside": 1.0, "left": 0.8, "right": 0.8, "pair": 0.7, "clause": 0.7, "sentence": 0.6, "after": 0.4,
    "heading": 0.5, "headings": 0.3, "hints": 1.0, "indicator": 1.2, "qualifier": 0.6, "unit": 0.5, "name": 0.8,
}  # fmt: skip
HEADS = {
    "claim": ("quantity", "beside", "left", "right", "pair", "clause", "hints"),
    "measure": ("quantity", "beside", "left", "right", "pair", "hints"),
    "basis": ("quantity", "beside", "left", "pair", "clause", "hints"),
    "status": ("quantity", "beside", "left", "right", "clause", "sentence", "heading", "headings", "hints"),
    "scope": ("quantity", "beside", "left", "right", "clause", "sentence", "after", "hints"),
    "category": ("indicator", "qualifier", "unit", "clause", "right", "sentence", "after", "heading", "headings", "name"),
}


class Feature(NamedTuple):
    word: str
    value: float


Grouped = dict[str, list[str]]


def weighted(groups: Grouped) -> list[Feature]:
    """Features with their values: a group's weight shared by the square root of its size."""
    found = []
    for name, words in groups.items():
        if words:
            different = set(words)
            value = GROUPS[name] / math.sqrt(len(different))
            found += [Feature(word, value) for word in different]
    return found


class HeadingWords(NamedTuple):
    inner: list[str]
    outer: list[str]


def headings_in_words(context: Context) -> list[HeadingWords]:
    """Features of each heading path: pairs of characters of the innermost title, and of the ones above."""
    found = []
    for path in context.clean.headings:
        inner = pairs("h", path.titles[-1][:26]) if path.titles else []
        found.append(HeadingWords(inner, [word for title in path.titles[:-1] for word in pairs("H", title[:26])]))
    return found


def pairs(name: str, text: str) -> list[str]:
    return [f"{name}={text[i : i + 2]}" for i in range(len(text) - 1)]


def grams(name: str, text: str) -> list[str]:
    """Runs of two and three characters."""
    return pairs(name, text) + [f"{name}={text[i : i + 3]}" for i in range(len(text) - 2)]


def context_features(context: Context) -> list[Grouped]:
    """For each candidate the features that do not need its spans."""
    headings = headings_in_words(context)
    return [_candidate(context, index, headings) for index in range(len(context.candidates))]


def _candidate(context: Context, index: int, headings: list[HeadingWords]) -> Grouped:
    candidate = context.candidates[index]
    sentence = context.clean.sentences[candidate.sentence]
    at = context.positions[index]
    first, last = context.bounds[index]
    quantity = candidate.quantity
    start, end = _clause(context, at, first, last)
    text = context.clean.text
    left = text[max(sentence.start, quantity.start - _SENTENCE_REACH) : quantity.start]
    right = text[quantity.end : min(sentence.end, quantity.end + _AFTER_REACH)]
    clause_left, clause_right = text[start : quantity.start], text[quantity.end : end]
    inner, outer = headings[sentence.heading]
    return {
        "quantity": _quantity(quantity),
        "beside": _beside(context, at, first, last, quantity),
        "left": _ladder("c", left[-7:], tail=True),
        "right": _ladder("d", right[:6], tail=False),
        "pair": _pair(context, index),
        "clause": grams("cl", clause_left[-24:]) + grams("cr", clause_right[:14]),
        "sentence": pairs("s", left),
        "after": pairs("a", right),
        "heading": inner,
        "headings": outer,
        "hints": _hints(left, right, sentence, quantity, inner),
    }


def _quantity(quantity: Quantity) -> list[str]:
    unit, text, value = quantity.unit, quantity.text, quantity.value
    written = not text[0].isdigit()
    whole = value == int(value)
    words = ["1", f"u={unit}", f"k={quantity.kind}", f"wr={written}", f"n={len(str(int(value)))}{whole}", f"uw={unit}|{written}", f"b={quantity.bound}"]
    if value in (0, 1, 2, 100):
        words.append(f"v={value:g}|{unit}|{written}")
    if whole and 1950 <= value <= 2050:
        words.append("yearlike")
    if quantity.value_high is not None:
        words.append("range")
    return words


def _beside(context: Context, at: int, first: int, last: int, quantity: Quantity) -> list[str]:
    tokens, unit = context.tokens, quantity.unit
    l2, l1 = (tokens[i] if i >= first else _PAD for i in (at - 2, at - 1))
    r1, r2 = (tokens[i] if i < last else _PAD for i in (at + 1, at + 2))
    return [
        f"l1={l1.text}", f"l2={l2.text}", f"r1={r1.text}", f"r2={r2.text}", f"lt={l1.tag}", f"lt={l2.tag}{l1.tag}", f"rt={r1.tag}", f"rt={r1.tag}{r2.tag}",
        f"l={l2.text}{l1.text}", f"r={r1.text}{r2.text}", f"lr={l1.text}_{r1.text}", f"ul={unit}|{l1.text}", f"ur={unit}|{r1.text}", f"tt={l1.tag}|{quantity.kind}|{r1.tag}",
    ]  # fmt: skip


def _ladder(name: str, text: str, *, tail: bool) -> list[str]:
    """Runs that touch the quantity: its last one, two, … characters on the left, its first ones on the right."""
    if tail:
        return [f"{name}={text[-n:]}" for n in range(1, len(text) + 1)] or [f"{name}=^"]
    return [f"{name}={text[:n]}" for n in range(1, len(text) + 1)] or [f"{name}=$"]


def _clause(context: Context, at: int, first: int, last: int) -> tuple[int, int]:
    """Characters of the clause around the token `at`: from stop to stop, at most so many tokens away."""
    tokens = context.tokens
    start, end = at, at + 1
    while start > first and at - start < _REACH and tokens[start - 1].text not in CLAUSE_STOPS:
        start -= 1
    while end < last and end - at < _REACH and tokens[end].text not in CLAUSE_STOPS:
        end += 1
    return tokens[start].start, tokens[end - 1].end


def _pair(context: Context, index: int) -> list[str]:
    """How the candidate stands to the number before and the number after it."""
    words = []
    here = context.candidates[index]
    if index:
        before = context.candidates[index - 1]
        if before.sentence == here.sentence:
            gap = context.positions[index] - context.positions[index - 1] - 1
            words += [f"pu={before.quantity.unit}|{here.quantity.unit}", f"pg={min(gap, 6)}", f"pk={before.quantity.kind}|{here.quantity.kind}|{min(gap, 3)}"]
            if gap <= 4:
                words.append(f"pb={context.clean.text[before.quantity.end : here.quantity.start]}")
    if index + 1 < len(context.candidates):
        after = context.candidates[index + 1]
        if after.sentence == here.sentence:
            gap = context.positions[index + 1] - context.positions[index] - 1
            words += [f"nu={here.quantity.unit}|{after.quantity.unit}", f"ng={min(gap, 6)}", f"nk={here.quantity.kind}|{after.quantity.kind}|{min(gap, 3)}"]
    return words


@cache
def _hint_words() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """One pattern for all hints, and the kinds each word hints at."""
    kinds: dict[str, list[str]] = {}
    for kind, hints in toml("cues")["hints"].items():
        for hint in hints:
            kinds.setdefault(hint, []).append(kind)
    pattern = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True))
    return re.compile(pattern), {hint: tuple(names) for hint, names in kinds.items()}


def _hints(left: str, right: str, sentence: Sentence, quantity: Quantity, heading: list[str]) -> list[str]:
    """The nearest hint of each kind before the quantity, how many clauses and characters away, and what stands right behind it."""
    pattern, kinds = _hint_words()
    nearest: dict[str, tuple[int, str]] = {}
    for match in pattern.finditer(left):
        for kind in kinds[match.group()]:
            nearest[kind] = (match.end(), match.group())
    words = []
    for kind, (end, hint) in nearest.items():
        between = left[end:]
        clauses = min(sum(between.count(stop) for stop in "，,；;：:、"), 4)
        words += [f"?{kind}", f"?{kind}{clauses}", f"?{kind}{hint}{min(clauses, 2)}", f"?{kind}{min(len(between), 12) // 2}|{quantity.kind}"]
    behind = pattern.match(right)
    if behind:
        words += [f"!{kind}" for kind in kinds[behind.group()]]
    words.append(f"?{'|'.join(kind for kind, (end, _) in nearest.items() if not re.search('[，,；;：:]', left[end:]))}")
    return words


def category_features(context: Context, index: int, indicator: Span | None, qualifier: Span | None) -> Grouped:
    """What the indicator and qualifier (spans in the cleaned text) add for the category."""
    text, unit = context.clean.text, context.candidates[index].quantity.unit
    name = text[indicator.start : indicator.end][:30] if indicator else ""
    owner = text[qualifier.start : qualifier.end][:30] if qualifier else ""
    return {
        "indicator": grams("i", name) + [f"i={name}", f"it={name[-2:]}", f"ih={name[:2]}", *(f"i={c}" for c in name)],
        "qualifier": grams("q", owner),
        "name": grams("m", name) + grams("m", owner),
        "unit": [f"cu={unit}", f"cu={unit}|{name[-1:]}", f"cu={unit}|{name[-2:]}"],
    }
