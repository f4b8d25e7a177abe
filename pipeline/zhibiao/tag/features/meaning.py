"""What a claim's name and what stands around it mean, as vectors: features with a value each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

import numpy as np

from zhibiao.core.spans import TokenSpan
from zhibiao.core.types import CleanText
from zhibiao.tag.context import Context
from zhibiao.tag.features.groups import Grouped, Ragged
from zhibiao.tag.features.hashing import FloatArray, IntArray, mix
from zhibiao.tag.features.templates import CONTEXT_BITS, ID
from zhibiao.tag.settings import Windows
from zhibiao.tag.vectors.static import Stretches, means, static_vectors

Spans = Sequence[TokenSpan | None]
_NONE = TokenSpan(0, 0)
_TITLES = 2
"""Titles above a claim that are taken together, the innermost last."""


@lru_cache(maxsize=100_000)
def _pieces(word: str) -> tuple[int, ...]:
    return static_vectors().cut(word)


def meaning_features(
    context: Context, claims: Sequence[int], indicators: Spans, qualifiers: Spans, windows: Windows
) -> Grouped:
    """Two vectors a claim: of its qualifier, indicator and unit; of the headings above it and its
    sentence."""
    words = [_pieces(token.text) for token in context.tokens]
    units = [_pieces(context.candidates[index].quantity.unit) for index in claims]
    titles, above = _titles(context, claims, windows.title)
    rows = [*words, *units, *titles]
    bounds = np.array([0, *accumulate(map(len, rows))], dtype=np.int64)
    pieces = np.array([number for row in rows for number in row], dtype=np.int64)

    def stretch(first: IntArray, last: IntArray) -> Stretches:
        return bounds[first], bounds[last]

    at = np.arange(len(claims)) + len(words)
    title = above + len(words) + len(units)
    left, position, right = around(context, claims, windows)
    name = (stretch(*edges(indicators)), stretch(*edges(qualifiers)), stretch(at, at + 1))
    beside = (stretch(left, position), stretch(position + 1, right), stretch(title, title + 1))
    return {
        "meaning.name": valued("meaning.name", means(static_vectors(), pieces, name)),
        "meaning.around": valued("meaning.around", means(static_vectors(), pieces, beside)),
    }


def _titles(context: Context, claims: Sequence[int], longest: int) -> tuple[list[tuple[int, ...]], IntArray]:
    """Pieces of the titles above claims, and which of them stand above each."""
    headings = [context.clean.sentences[context.candidates[index].sentence].heading for index in claims]
    order = {heading: number for number, heading in enumerate(dict.fromkeys(headings))}
    said = [_pieces(title_of(context.clean, heading, longest)) for heading in order]
    return said, np.array([order[heading] for heading in headings])


def title_of(clean: CleanText, heading: int, longest: int) -> str:
    """The innermost titles of a heading in one, its last characters."""
    return "".join(clean.headings[heading].titles[-_TITLES:])[-longest:]


def around(context: Context, claims: Sequence[int], windows: Windows) -> tuple[IntArray, IntArray, IntArray]:
    """First token of the window before each quantity, the quantity's own, and the end of the window
    after."""
    position = np.array([context.positions[index] for index in claims], dtype=np.int64)
    bounds = np.array([context.bounds[index] for index in claims], dtype=np.int64)
    starts = context.token_starts[position] - windows.meaning_left
    ends = context.token_ends[position] + windows.meaning_right
    left = np.maximum(np.searchsorted(context.token_starts[:-2], starts), bounds[:, 0])
    right = np.minimum(np.searchsorted(context.token_ends[:-2], ends, side="right"), bounds[:, 1])
    return np.minimum(left, position), position, np.maximum(right, position + 1)


def edges(spans: Spans) -> tuple[IntArray, IntArray]:
    """First and last token of each span; of no span an empty range."""
    found = np.array([span or _NONE for span in spans], dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def valued(template: str, vectors: FloatArray) -> Ragged:
    """Vectors as features of a template, one for each dimension."""
    rows, dimensions = vectors.shape
    ids = mix(CONTEXT_BITS, ID[template], np.arange(dimensions))
    return Ragged(np.tile(ids, rows), np.full(rows, dimensions, dtype=np.int64), vectors.ravel())
