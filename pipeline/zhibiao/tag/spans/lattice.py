"""Spans that could be a claim's indicator or qualifier: every short run of tokens in its window, with hashed features.

A span's score is that of its first token as a beginning, of its last as an end, of the tokens inside, and of the whole. The first three
are computed once a token, so that a report's ten thousand spans cost a few array operations.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.context import Context
from zhibiao.tag.features.hashing import IntArray, code, slices
from zhibiao.tag.features.hashing import mix as mix_bits

BITS = 20
_LEFT, _RIGHT, _LONGEST = 36, 14, 13
mix = partial(mix_bits, BITS)


@dataclass(frozen=True, slots=True)
class Lattice:
    """Positions (tokens in the windows of claims) and spans over them, both in the order of the claims.

    `starts`, `ends` and `inside` are (positions, templates), `wholes` is (spans, templates): indices into the table of weights.
    `first` and `last` are positions; `tokens` gives the token of each position.
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


def lattice(context: Context, claims: list[int], anchors: list[TokenSpan | None] | None = None) -> Lattice:
    """Spans around each claim's quantity; `anchors` are token spans (the indicators) that a span must not overlap."""
    tokens, owner = _windows(context, claims)
    at = np.array([context.positions[k] for k in claims], dtype=np.int64)[owner]
    low, high = _anchor_bounds(anchors, owner)
    near = _relation(context, tokens, at, low, high)
    units = np.array([code(context.candidates[k].quantity.unit) for k in claims], dtype=np.int64)[owner]
    first, last = _spans(context, tokens, owner, at, low, high)
    counts = (
        np.bincount(owner[first], minlength=len(claims))
        if len(first)
        else np.zeros(len(claims), dtype=np.int64)
    )
    return Lattice(
        tokens=tokens,
        starts=_start_features(context, tokens, near, units),
        ends=_end_features(context, tokens, near, units),
        inside=_inside_features(context, tokens),
        wholes=_whole_features(context, tokens, at, near, first, last),
        first=first,
        last=last,
        offsets=np.concatenate(([0], np.cumsum(counts))),
    )


def _windows(context: Context, claims: list[int]) -> tuple[IntArray, IntArray]:
    """Tokens left and right of each claim's quantity, within its sentence, and the claim of each."""
    edges: list[int] = []
    for k in claims:
        at, (low, high) = context.positions[k], context.bounds[k]
        edges += (max(low, at - _LEFT), at, at + 1, min(high, at + 1 + _RIGHT))
    sides = np.array(edges, dtype=np.int64).reshape(-1, 2)
    tokens, counts = slices(sides[:, 0], sides[:, 1])
    return tokens, np.repeat(np.arange(len(sides)) // 2, counts)


def _anchor_bounds(anchors: list[TokenSpan | None] | None, owner: IntArray) -> tuple[IntArray, IntArray]:
    if anchors is None:
        nothing = np.full(len(owner), -1, dtype=np.int64)
        return nothing, nothing
    low = np.array([-1 if span is None else span.start for span in anchors], dtype=np.int64)
    high = np.array([-1 if span is None else span.end for span in anchors], dtype=np.int64)
    return low[owner], high[owner]


def _relation(context: Context, tokens: IntArray, at: IntArray, low: IntArray, high: IntArray) -> IntArray:
    """Where a token stands to the quantity (side, clauses away, near or far) and to the anchor, as one small number."""
    side = (tokens > at).astype(np.int64)
    clauses = np.minimum(np.abs(context.stops[tokens] - context.stops[at]), 3)
    distance = np.digitize(np.abs(tokens - at), (2, 3, 5, 9, 16))
    anchor = np.where(low < 0, 0, np.where(tokens < low, 1, np.where(tokens >= high, 2, 3)))
    beside = np.where(low < 0, 0, np.where(tokens == low - 1, 1, np.where(tokens == high, 2, 0)))
    relation: IntArray = side + 2 * clauses + 8 * distance + 64 * anchor + 256 * beside
    return relation


def _spans(
    context: Context, tokens: IntArray, owner: IntArray, at: IntArray, low: IntArray, high: IntArray
) -> tuple[IntArray, IntArray]:
    """First and last position of every span that crosses no clause stop, no quantity of its own and no anchor."""
    room = np.minimum(context.next_stop[tokens] - tokens, _LONGEST)
    side_end = np.flatnonzero(np.append((np.diff(tokens) != 1) | (np.diff(owner) != 0), True))
    run_end = side_end[np.searchsorted(side_end, np.arange(len(tokens)))] if len(tokens) else tokens
    room = np.minimum(room, run_end + 1 - np.arange(len(tokens)))
    room = np.where((low >= 0) & (tokens < low), np.minimum(room, low - tokens), room)
    room = np.where((low >= 0) & (tokens >= low) & (tokens < high), 0, room)
    room = np.maximum(room, 0)
    first = np.repeat(np.arange(len(tokens)), room)
    begin = np.cumsum(room) - room
    return first, first + (np.arange(len(first)) - np.repeat(begin, room))


def _start_features(context: Context, tokens: IntArray, near: IntArray, units: IntArray) -> IntArray:
    w, t = context.words, context.tags
    before, after = np.maximum(tokens - 1, 0), tokens + 1
    return np.stack(
        [
            mix(1, w[tokens]), mix(2, w[before]), mix(3, w[before], w[tokens]), mix(4, t[before], t[tokens]),
            mix(5, t[tokens], near), mix(6, w[before], near & 7), mix(7, w[tokens], near & 7), mix(8, context.lasts[before], t[tokens]),
            mix(9, near), mix(10, t[before], t[tokens], t[after]), mix(11, context.firsts[tokens], t[before]),
            mix(12, w[np.maximum(tokens - 2, 0)], w[before]), mix(13, units, w[tokens]), mix(14, w[after], t[tokens]),
        ],
        axis=1,
    )  # fmt: skip


def _end_features(context: Context, tokens: IntArray, near: IntArray, units: IntArray) -> IntArray:
    w, t = context.words, context.tags
    before, after = np.maximum(tokens - 1, 0), tokens + 1
    return np.stack(
        [
            mix(21, w[tokens]), mix(22, w[after]), mix(23, w[tokens], w[after]), mix(24, t[tokens], t[after]),
            mix(25, t[tokens], near), mix(26, w[after], near & 7), mix(27, w[tokens], near & 7), mix(28, context.lasts[tokens]),
            mix(29, near), mix(30, t[before], t[tokens], t[after]), mix(31, units, w[tokens]), mix(32, units, context.lasts[tokens]),
            mix(33, w[after], w[np.minimum(tokens + 2, len(w) - 1)]), mix(34, units, w[after]),
        ],
        axis=1,
    )  # fmt: skip


def _inside_features(context: Context, tokens: IntArray) -> IntArray:
    w, t = context.words, context.tags
    return np.stack(
        [mix(41, w[tokens]), mix(42, t[tokens]), mix(43, t[np.maximum(tokens - 1, 0)], t[tokens])], axis=1
    )


def _whole_features(
    context: Context, tokens: IntArray, at: IntArray, near: IntArray, first: IntArray, last: IntArray
) -> IntArray:
    length = last - first
    i, j = tokens[first], tokens[last]
    t = context.tags
    touches = (
        (j + 1 == at[first]).astype(np.int64)
        + 2 * (i - 1 == at[first])
        + 4 * (context.stops[i] > context.stops[np.maximum(i - 1, 0)])
    )
    return np.stack(
        [
            mix(51, length, near[first] & 7), mix(52, t[i], t[j], np.minimum(length, 3)), mix(53, touches, np.minimum(length, 6)),
            mix(54, touches, t[i]), mix(55, near[first], near[last]), mix(56, context.words[i], context.words[j]),
        ],
        axis=1,
    )  # fmt: skip
