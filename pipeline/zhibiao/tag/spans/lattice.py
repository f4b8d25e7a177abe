"""Spans that could be a claim's indicator or qualifier: every short run of tokens in its window, hashed.

A span's score is that of its first token as a beginning, of its last as an end, of the tokens inside, and of
the whole. The first three are computed once a token, so that a report's ten thousand spans cost a few array
operations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.context import Context
from zhibiao.tag.features.hashing import IntArray, code, mix, slices
from zhibiao.tag.features.templates import SPAN_BITS, of_group
from zhibiao.tag.settings import Windows
from zhibiao.text.tokenize import QUANTITY_TAG

Anchors = Sequence[TokenSpan | None]
Columns = dict[str, IntArray]
_MOST_CLAUSES = 3
_DISTANCES = (2, 3, 5, 9, 16)
_NO_ANCHOR, _BEFORE_ANCHOR, _AFTER_ANCHOR, _IN_ANCHOR = range(4)
_APART, _RIGHT_BEFORE_ANCHOR, _RIGHT_AFTER_ANCHOR = range(3)
_ENDS_AT_QUANTITY, _STARTS_AT_QUANTITY, _STARTS_AT_STOP = 1, 2, 4
"""Flags of what a span touches."""


class Lattice(NamedTuple):
    """Positions (tokens in the windows of claims) and spans over them, both in the order of the claims.

    `starts`, `ends` and `inside` are (positions, templates), `wholes` is (spans, templates): indices into the
    table of weights. `first` and `last` are positions; `tokens` gives the token of each position.
    """

    tokens: IntArray
    starts: IntArray
    ends: IntArray
    inside: IntArray
    wholes: IntArray
    first: IntArray
    last: IntArray
    offsets: IntArray
    """Spans of claim k are offsets[k]:offsets[k+1]."""


class _Positions(NamedTuple):
    """Each token of each window: the claim it is there for, that claim's quantity and its anchor (-1:
    none)."""

    tokens: IntArray
    owner: IntArray
    quantity: IntArray
    anchor_first: IntArray
    anchor_last: IntArray


def lattice(
    context: Context, claims: Sequence[int], windows: Windows, anchors: Anchors | None = None
) -> Lattice:
    """Spans around each claim's quantity; `anchors` are the indicators, which a span must not overlap."""
    at = _positions(context, claims, windows, anchors)
    first, last = _spans(context, at, windows.longest)
    columns = _token_columns(context, claims, at)
    return Lattice(
        tokens=at.tokens,
        starts=_hashed("start", columns),
        ends=_hashed("end", columns),
        inside=_hashed("inside", columns),
        wholes=_hashed("whole", _span_columns(context, at, columns, first, last)),
        first=first,
        last=last,
        offsets=np.concatenate(([0], np.cumsum(np.bincount(at.owner[first], minlength=len(claims))))),
    )


def _hashed(group: str, columns: Columns) -> IntArray:
    """One column of features for each template of the group."""
    return np.stack(
        [
            mix(SPAN_BITS, template.id, *(columns[name] for name in template.columns))
            for template in of_group(group)
        ],
        axis=1,
    )


def _positions(
    context: Context, claims: Sequence[int], windows: Windows, anchors: Anchors | None
) -> _Positions:
    """Tokens left and right of each claim's quantity, within its sentence."""
    edges: list[int] = []
    for k in claims:
        at, (low, high) = context.positions[k], context.bounds[k]
        left, lead = max(low, at - windows.tokens_left), at - context.leads[k]
        edges += (min(left, lead), lead, at + 1, min(high, at + 1 + windows.tokens_right))
    sides = np.array(edges, dtype=np.int64).reshape(-1, 2)
    tokens, counts = slices(sides[:, 0], sides[:, 1])
    owner = np.repeat(np.arange(len(sides)) // 2, counts)
    quantity = np.array([context.positions[k] for k in claims], dtype=np.int64)
    spans = anchors if anchors is not None else [None] * len(claims)
    first = np.array([-1 if span is None else span.start for span in spans], dtype=np.int64)
    last = np.array([-1 if span is None else span.end for span in spans], dtype=np.int64)
    return _Positions(tokens, owner, quantity[owner], first[owner], last[owner])


def _spans(context: Context, at: _Positions, longest: int) -> tuple[IntArray, IntArray]:
    """First and last position of every span that crosses no clause stop, no quantity of its own and no
    anchor, and is more than another quantity."""
    tokens, low, high = at.tokens, at.anchor_first, at.anchor_last
    numbers = np.arange(len(tokens))
    room = np.minimum(context.next_stop[tokens] - tokens, longest)
    side_end = np.flatnonzero(np.append((np.diff(tokens) != 1) | (np.diff(at.owner) != 0), True))
    run_end = side_end[np.searchsorted(side_end, numbers)] if len(tokens) else tokens
    room = np.minimum(room, run_end + 1 - numbers)
    room = np.where((low >= 0) & (tokens < low), np.minimum(room, low - tokens), room)
    room = np.where((low >= 0) & (tokens >= low) & (tokens < high), 0, room)
    room = np.maximum(room, 0)
    first = np.repeat(numbers, room)
    begin = np.cumsum(room) - room
    last = first + (np.arange(len(first)) - np.repeat(begin, room))
    kept = (first != last) | (context.tags[tokens[first]] != code(QUANTITY_TAG))
    return first[kept], last[kept]


def _token_columns(context: Context, claims: Sequence[int], at: _Positions) -> Columns:
    """What the templates of single tokens are made of."""
    tokens = at.tokens
    words, tags = context.words, context.tags
    before, after = np.maximum(tokens - 1, 0), tokens + 1
    side, relation = _relations(context, at)
    units = np.array([code(context.candidates[k].quantity.unit) for k in claims], dtype=np.int64)
    return {
        "word": words[tokens],
        "word-1": words[before],
        "word-2": words[np.maximum(tokens - 2, 0)],
        "word+1": words[after],
        "word+2": words[np.minimum(tokens + 2, len(words) - 1)],
        "tag": tags[tokens],
        "tag-1": tags[before],
        "tag+1": tags[after],
        "first": context.firsts[tokens],
        "last": context.lasts[tokens],
        "last-1": context.lasts[before],
        "unit": units[at.owner],
        "side": side,
        "relation": relation,
    }


def _relations(context: Context, at: _Positions) -> tuple[IntArray, IntArray]:
    """Where a token stands to the quantity (side, clauses away), and that with its distance and the
    anchor."""
    tokens, quantity, low, high = at.tokens, at.quantity, at.anchor_first, at.anchor_last
    right = (tokens > quantity).astype(np.int64)
    clauses = np.minimum(np.abs(context.stops[tokens] - context.stops[quantity]), _MOST_CLAUSES)
    distance = np.digitize(np.abs(tokens - quantity), _DISTANCES)
    anchor = np.select(
        [low < 0, tokens < low, tokens >= high], [_NO_ANCHOR, _BEFORE_ANCHOR, _AFTER_ANCHOR], _IN_ANCHOR
    )
    beside = np.select(
        [low < 0, tokens == low - 1, tokens == high], [_APART, _RIGHT_BEFORE_ANCHOR, _RIGHT_AFTER_ANCHOR]
    )
    side = _numbered((right, 2), (clauses, 4))
    return side, _numbered((side, 8), (distance, 8), (anchor, 4), (beside, 4))


def _numbered(*digits: tuple[IntArray, int]) -> IntArray:
    """Small numbers as one: each with how many values it can have, the first the lowest digit."""
    total, unit = np.zeros_like(digits[0][0]), 1
    for values, size in digits:
        total = total + unit * values
        unit *= size
    return total


def _span_columns(
    context: Context, at: _Positions, columns: Columns, first: IntArray, last: IntArray
) -> Columns:
    """What the templates of whole spans are made of."""
    length = last - first
    i, j, quantity = at.tokens[first], at.tokens[last], at.quantity[first]
    touches = (
        _ENDS_AT_QUANTITY * (j + 1 == quantity)
        + _STARTS_AT_QUANTITY * (i - 1 == quantity)
        + _STARTS_AT_STOP * (context.stops[i] > context.stops[np.maximum(i - 1, 0)])
    )
    return {
        "length": length,
        "length3": np.minimum(length, 3),
        "length6": np.minimum(length, 6),
        "touches": touches,
        "side": columns["side"][first],
        "relation": columns["relation"][first],
        "end-relation": columns["relation"][last],
        "tag": context.tags[i],
        "end-tag": context.tags[j],
        "word": context.words[i],
        "end-word": context.words[j],
    }
