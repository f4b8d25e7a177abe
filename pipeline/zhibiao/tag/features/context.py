"""Features of a candidate in groups, each of one kind, so that a long sentence does not shout down a short phrase.

The features of a `SHARED` group share its weight, so that it has the same say however many it holds; those of an `EACH` group, which are few,
have theirs each. Runs of characters are taken from the
whole text at once, as slices of arrays; only what stands right beside a quantity is looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from zhibiao.core.spans import CleanSpan
from zhibiao.core.types import Quantity, Token
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.tag.context import Context
from zhibiao.tag.features.hashing import (
    CodeArray,
    FloatArray,
    IntArray,
    code,
    codes,
    fold_array,
    mix,
    runs,
    slices,
)

BITS = 22
_CLAUSE_LEFT, _CLAUSE_RIGHT, _SENTENCE, _AFTER, _TITLE, _NAME = 24, 14, 70, 30, 26, 30
_LEFT_RUNS, _RIGHT_RUNS = 7, 6
_PAD = Token("", "", 0, 0)

SHARED = {
    "quantity": 0.6, "cues": 1.0, "beside": 1.0, "pair": 0.7, "left": 0.8, "right": 0.8, "clause": 0.7, "sentence": 0.6, "after": 0.4,
    "heading": 0.5, "headings": 0.3,
    "indicator": 1.2, "qualifier": 0.6, "unit": 0.5, "name": 0.8,
}  # fmt: skip
EACH = {"hints": 0.8}
_TEMPLATE = {name: 100 * (i + 1) for i, name in enumerate([*EACH, *SHARED])}
HEADS = {
    "claim": ("quantity", "beside", "left", "right", "pair", "clause", "cues"),
    "measure": ("quantity", "beside", "left", "right", "pair", "hints"),
    "basis": ("quantity", "beside", "left", "pair", "clause", "hints"),
    "status": ("quantity", "beside", "left", "right", "clause", "sentence", "heading", "headings", "cues"),
    "scope": ("quantity", "beside", "left", "right", "clause", "sentence", "after", "cues"),
    "category": (
        "indicator",
        "qualifier",
        "unit",
        "clause",
        "right",
        "sentence",
        "after",
        "heading",
        "headings",
        "name",
    ),
}


class Ragged(NamedTuple):
    """Features of several rows one after the other, and how many each row has."""

    ids: IntArray
    counts: IntArray


Grouped = dict[str, Ragged]


class Matrix(NamedTuple):
    """Sparse rows: feature `ids` with `values`, and the row of each."""

    rows: IntArray
    ids: IntArray
    values: FloatArray
    size: int


def weighted(groups: Grouped, names: Sequence[str]) -> Matrix:
    """The named groups side by side, a shared weight divided by the square root of the group's size in the row."""
    parts = [groups[name] for name in names]
    size = len(parts[0].counts)
    numbers = np.arange(size)
    return Matrix(
        rows=np.concatenate([np.repeat(numbers, part.counts) for part in parts]),
        ids=np.concatenate([part.ids for part in parts]),
        values=np.concatenate([_values(name, groups[name]) for name in names]),
        size=size,
    )


def _values(name: str, part: Ragged) -> FloatArray:
    if name in EACH:
        return np.full(len(part.ids), EACH[name])
    return np.repeat(SHARED[name] / np.sqrt(np.maximum(part.counts, 1)), part.counts)


def pick(groups: Grouped, rows: Sequence[int]) -> Grouped:
    """Some of the rows."""
    chosen = np.asarray(rows, dtype=np.int64)
    found = {}
    for name, part in groups.items():
        ends = np.cumsum(part.counts)
        index, counts = slices((ends - part.counts)[chosen], ends[chosen])
        found[name] = Ragged(part.ids[index], counts)
    return found


def context_features(context: Context, vocabulary: Vocabulary) -> Grouped:
    """For each candidate the features that do not need its spans."""
    quantities = [candidate.quantity for candidate in context.candidates]
    starts = np.array([quantity.start for quantity in quantities], dtype=np.int64)
    ends = np.array([quantity.end for quantity in quantities], dtype=np.int64)
    sentences = [context.clean.sentences[candidate.sentence] for candidate in context.candidates]
    first = np.array([sentence.start for sentence in sentences], dtype=np.int64)
    last = np.array([sentence.end for sentence in sentences], dtype=np.int64)
    clause_first, clause_last = _clauses(context)
    grams = runs(context.clean.text, _LEFT_RUNS)
    hints = _coded([_hints(context, index, vocabulary) for index in range(len(quantities))])
    inner, outer = _headings(context, [sentence.heading for sentence in sentences])
    clause_first, clause_last = (
        np.maximum(clause_first, starts - _CLAUSE_LEFT),
        np.minimum(clause_last, ends + _CLAUSE_RIGHT),
    )
    return {
        "quantity": _words("quantity", _coded([_quantity(quantity) for quantity in quantities])),
        "beside": _words("beside", _coded([_beside(context, index) for index in range(len(quantities))])),
        "left": _ladder("left", grams, [starts - n for n in range(1, _LEFT_RUNS + 1)], first, last),
        "right": _ladder("right", grams, [ends] * _RIGHT_RUNS, first, last),
        "pair": _words("pair", _coded([_pair(context, index) for index in range(len(quantities))])),
        "clause": _join(
            _grams("clause", grams, clause_first, starts, (2, 3)), _grams("clause", grams, ends, clause_last, (2, 3), shift=10),
        ),
        "sentence": _grams("sentence", grams, np.maximum(first, starts - _SENTENCE), starts, (2,)),
        "after": _grams("after", grams, ends, np.minimum(last, ends + _AFTER), (2,)),
        "heading": inner,
        "headings": outer,
        "hints": _words("hints", hints),
        "cues": _words("cues", hints),
    }  # fmt: skip


def _coded(rows: list[list[str]]) -> Ragged:
    """Numbers of the words of each row, before any template."""
    flat = codes(word for row in rows for word in row)
    return Ragged(np.array(flat, dtype=np.int64), np.array([len(row) for row in rows], dtype=np.int64))


def _words(name: str, coded: Ragged) -> Ragged:
    return Ragged(fold_array(BITS, _TEMPLATE[name], coded.ids), coded.counts)


def _grams(
    name: str,
    grams: list[CodeArray],
    starts: IntArray,
    ends: IntArray,
    lengths: tuple[int, ...],
    *,
    shift: int = 0,
) -> Ragged:
    """Every run of the given lengths within each range."""
    found = []
    for n in lengths:
        index, counts = slices(starts, ends - n + 1)
        found.append(Ragged(mix(BITS, _TEMPLATE[name] + shift + n, grams[n - 1][index]), counts))
    return _join(*found)


def _join(*parts: Ragged) -> Ragged:
    """Rows of several groups put end to end."""
    if len(parts) == 1:
        return parts[0]
    order = np.argsort(
        np.concatenate([np.repeat(np.arange(len(part.counts)), part.counts) for part in parts]), kind="stable"
    )
    return Ragged(
        np.concatenate([part.ids for part in parts])[order], np.sum([part.counts for part in parts], axis=0)
    )


def _ladder(
    name: str, grams: list[CodeArray], starts: list[IntArray], first: IntArray, last: IntArray
) -> Ragged:
    """Runs of one, two, … characters that touch the quantity; where the sentence is shorter, its edge."""
    columns = []
    for n, start in enumerate(starts, 1):
        inside = (start >= first) & (start + n <= last)
        found = mix(BITS, _TEMPLATE[name] + n, grams[n - 1][np.where(inside, start, 0)])
        columns.append(np.where(inside, found, mix(BITS, _TEMPLATE[name] + 50, np.full(len(start), n))))
    return Ragged(np.stack(columns, axis=1).ravel(), np.full(len(first), len(starts)))


def _clauses(context: Context) -> tuple[IntArray, IntArray]:
    """Characters of the clause around each candidate, from stop to stop."""
    positions = np.array(context.positions, dtype=np.int64)
    low = np.array([bound[0] for bound in context.bounds], dtype=np.int64)
    high = np.array([bound[1] for bound in context.bounds], dtype=np.int64)
    begin = np.maximum(context.last_stop[positions] + 1, low)
    end = np.minimum(context.next_stop[positions], high)
    return context.token_starts[begin], context.token_ends[np.maximum(end - 1, begin)]


def _headings(context: Context, headings: list[int]) -> tuple[Ragged, Ragged]:
    """Pairs of characters of the innermost title above each candidate, and of the titles above that."""
    inner: dict[int, IntArray] = {}
    outer: dict[int, IntArray] = {}
    for heading in set(headings):
        titles = [title[:_TITLE] for title in context.clean.headings[heading].titles]
        inner[heading] = _pairs("heading", titles[-1:])
        outer[heading] = _pairs("headings", titles[:-1])
    return tuple(
        Ragged(
            np.concatenate([found[heading] for heading in headings] or [np.zeros(0, dtype=np.int64)]),
            np.array([len(found[heading]) for heading in headings], dtype=np.int64),
        )
        for found in (inner, outer)
    )  # type: ignore[return-value]


def _pairs(name: str, titles: list[str]) -> IntArray:
    found = [mix(BITS, _TEMPLATE[name] + 2, runs(title, 2)[1][:-1]) for title in titles if len(title) > 1]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _quantity(quantity: Quantity) -> list[str]:
    unit, text, value = quantity.unit, quantity.text, quantity.value
    written = not text[0].isdigit()
    whole = value == int(value)
    words = [
        "1",
        f"u={unit}",
        f"k={quantity.kind}",
        f"wr={written}",
        f"n={len(str(int(value)))}{whole}",
        f"uw={unit}|{written}",
        f"b={quantity.bound}",
    ]
    if value in (0, 1, 2, 100):
        words.append(f"v={value:g}|{unit}|{written}")
    if whole and 1950 <= value <= 2050:
        words.append("yearlike")
    if quantity.value_high is not None:
        words.append("range")
    return words


def _beside(context: Context, index: int) -> list[str]:
    tokens, at = context.tokens, context.positions[index]
    first, last = context.bounds[index]
    quantity = context.candidates[index].quantity
    unit = quantity.unit
    l2 = tokens[at - 2] if at - 2 >= first else _PAD
    l1 = tokens[at - 1] if at - 1 >= first else _PAD
    r1 = tokens[at + 1] if at + 1 < last else _PAD
    r2 = tokens[at + 2] if at + 2 < last else _PAD
    return [
        f"l1={l1.text}", f"l2={l2.text}", f"r1={r1.text}", f"r2={r2.text}", f"lt={l1.tag}", f"lt={l2.tag}{l1.tag}", f"rt={r1.tag}",
        f"rt={r1.tag}{r2.tag}", f"l={l2.text}{l1.text}", f"r={r1.text}{r2.text}", f"lr={l1.text}_{r1.text}", f"ul={unit}|{l1.text}",
        f"ur={unit}|{r1.text}", f"tt={l1.tag}|{quantity.kind}|{r1.tag}",
    ]  # fmt: skip


def _pair(context: Context, index: int) -> list[str]:
    """How the candidate stands to the number before and the number after it."""
    words = []
    here, candidates, positions = context.candidates[index], context.candidates, context.positions
    quantity = here.quantity
    if index and candidates[index - 1].sentence == here.sentence:
        before = candidates[index - 1].quantity
        gap = positions[index] - positions[index - 1] - 1
        words += [
            f"pu={before.unit}|{quantity.unit}",
            f"pg={min(gap, 6)}",
            f"pk={before.kind}|{quantity.kind}|{min(gap, 3)}",
        ]
        if gap <= 4:
            words.append(f"pb={context.clean.text[before.end : quantity.start]}")
    if index + 1 < len(candidates) and candidates[index + 1].sentence == here.sentence:
        after = candidates[index + 1].quantity
        gap = positions[index + 1] - positions[index] - 1
        words += [
            f"nu={quantity.unit}|{after.unit}",
            f"ng={min(gap, 6)}",
            f"nk={quantity.kind}|{after.kind}|{min(gap, 3)}",
        ]
    return words


@cache
def _hint_words(vocabulary: Vocabulary) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """One pattern for all hints, and the kinds each word hints at."""
    kinds: dict[str, list[str]] = {}
    for kind, hints in vocabulary.toml("cues")["hints"].items():
        for hint in hints:
            kinds.setdefault(hint, []).append(kind)
    pattern = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True))
    return re.compile(pattern), {hint: tuple(names) for hint, names in kinds.items()}


_STOPS = re.compile("[，,；;：:、]")


def _hints(context: Context, index: int, vocabulary: Vocabulary) -> list[str]:
    """The nearest hint of each kind before the quantity, how many clauses and characters away, and what stands right behind it."""
    pattern, kinds = _hint_words(vocabulary)
    candidate, text = context.candidates[index], context.clean.text
    quantity = candidate.quantity
    start = max(context.clean.sentences[candidate.sentence].start, quantity.start - _SENTENCE)
    stops = [match.start() for match in _STOPS.finditer(text, start, quantity.start)]
    nearest: dict[str, tuple[int, str]] = {}
    for match in pattern.finditer(text, start, quantity.start):
        for kind in kinds[match.group()]:
            nearest[kind] = (match.end(), match.group())
    words, own = [], []
    for kind, (end, hint) in nearest.items():
        clauses = min(sum(stop >= end for stop in stops), 4)
        if not clauses:
            own.append(kind)
        words += [
            f"?{kind}",
            f"?{kind}{clauses}",
            f"?{kind}{hint}{min(clauses, 2)}",
            f"?{kind}{min(quantity.start - end, 12) // 2}|{quantity.kind}",
        ]
    if nearest:
        kind, (end, _) = max(nearest.items(), key=lambda item: item[1][0])
        gap = min(quantity.start - end, 4)
        words += [f"~{kind}{gap}|{quantity.kind}", f"~{kind}{gap}|{quantity.unit}"]
    words += [f"~{kind}|{quantity.kind}" for kind in own]
    behind = pattern.match(text, quantity.end)
    if behind:
        words += [f"!{kind}" for kind in kinds[behind.group()]]
    words.append("?" + "|".join(own))
    return words


def category_features(
    context: Context,
    claims: Sequence[int],
    indicators: Sequence[CleanSpan | None],
    qualifiers: Sequence[CleanSpan | None],
) -> Grouped:
    """What the indicators and qualifiers of claims (spans in the cleaned text) add for their categories."""
    text = context.clean.text
    grams = runs(text, 3)
    own_first, own_last = _edges(indicators)
    owner_first, owner_last = _edges(qualifiers)
    units = np.array([code(context.candidates[index].quantity.unit) for index in claims], dtype=np.int64)
    present = own_last - own_first >= 2
    tail = np.where(present, grams[1][np.where(present, own_last - 2, 0)], np.uint64(0))
    last = np.where(own_last > own_first, grams[0][np.maximum(own_last - 1, 0)], np.uint64(0))
    head = np.where(present, grams[1][np.where(present, own_first, 0)], np.uint64(0))
    whole = np.array(
        [code(text[span.start : span.end]) if span else 0 for span in indicators], dtype=np.int64
    )
    template = _TEMPLATE["indicator"]
    edges = np.stack(
        [mix(BITS, template + 20, tail), mix(BITS, template + 21, head), mix(BITS, template + 22, whole)],
        axis=1,
    )
    unit = np.stack(
        [
            mix(BITS, _TEMPLATE["unit"] + n, *parts)
            for n, parts in enumerate(((units,), (units, last), (units, tail)))
        ],
        axis=1,
    )
    return {
        "indicator": _join(
            _grams("indicator", grams, own_first, own_last, (1, 2, 3)),
            Ragged(edges.ravel(), np.full(len(claims), 3)),
        ),
        "qualifier": _grams("qualifier", grams, owner_first, owner_last, (2, 3)),
        "name": _join(
            _grams("name", grams, own_first, own_last, (2, 3)),
            _grams("name", grams, owner_first, owner_last, (2, 3)),
        ),
        "unit": Ragged(unit.ravel(), np.full(len(claims), 3)),
    }


def _edges(spans: Sequence[CleanSpan | None]) -> tuple[IntArray, IntArray]:
    first = np.array([span.start if span else 0 for span in spans], dtype=np.int64)
    last = np.array([min(span.end, span.start + _NAME) if span else 0 for span in spans], dtype=np.int64)
    return first, last
