"""What a claim's name and what stands around it mean in their sentence: states of the pretrained encoder.

Each sentence that holds a claim is encoded once, its headings in front; spans are pooled from its pieces and
brought to fewer dimensions by axes that come with the package (`zhibiao.train.axes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.context import Context
from zhibiao.tag.features.groups import Grouped
from zhibiao.tag.features.hashing import FloatArray, IntArray
from zhibiao.tag.features.meaning import around, edges, title_of, valued
from zhibiao.tag.settings import Windows
from zhibiao.tag.vectors.encoder import Encoded, Encoder

Spans = Sequence[TokenSpan | None]
Stretches = tuple[IntArray, IntArray]
_FILE = ("data", "vectors", "axes.npz")


class States(NamedTuple):
    """Mean state of the pieces of each token, and how many they are: none outside of what was encoded."""

    means: NDArray[np.float16]
    counts: IntArray


class Pooled(NamedTuple):
    """Arrays (claims, width): of the name of each claim, and of what stands around it."""

    name: FloatArray
    around: FloatArray


class Axes(NamedTuple):
    """A point taken for the middle, and the directions that are kept, each with its spread taken off."""

    middle: NDArray[np.float32]
    directions: NDArray[np.float32]

    def of(self, pooled: FloatArray) -> FloatArray:
        """Vectors in the directions kept; nothing (all zeros) stays nothing."""
        found: FloatArray = (pooled - self.middle) @ self.directions
        return found * pooled.any(axis=1, keepdims=True)


def states_of(context: Context, claims: Sequence[int], encoder: Encoder, windows: Windows) -> States:
    """Of the tokens of every sentence that holds one of the claims."""
    clean = context.clean
    sentences = sorted({context.candidates[index].sentence for index in claims})
    texts = [clean.sentences[number] for number in sentences]
    found = encoder.encode(
        [(title_of(clean, one.heading, windows.title), clean.text[one.start : one.end]) for one in texts]
    )
    means = np.zeros((len(context.tokens), encoder.width), dtype=np.float16)
    counts = np.zeros(len(context.tokens), dtype=np.int64)
    for sentence, encoded in zip(texts, found, strict=True):
        low, high = np.searchsorted(context.token_starts[:-2], (sentence.start, sentence.end))
        means[low:high], counts[low:high] = _by_token(
            encoded,
            context.token_starts[low:high] - sentence.start,
            context.token_ends[low:high] - sentence.start,
        )
    return States(means, counts)


def _by_token(encoded: Encoded, starts: IntArray, ends: IntArray) -> tuple[FloatArray, IntArray]:
    """Mean of the pieces that share a character with each token, and how many do."""
    first = np.searchsorted(encoded.ends, starts, side="right")
    last = np.maximum(np.searchsorted(encoded.starts, ends, side="left"), first)
    sums = np.concatenate(
        [np.zeros((1, encoded.states.shape[1])), np.cumsum(encoded.states, axis=0, dtype=np.float64)]
    )
    counts = last - first
    return (sums[last] - sums[first]) / np.maximum(counts, 1)[:, None], counts


def encoded_features(
    context: Context,
    claims: Sequence[int],
    spans: tuple[Spans, Spans],
    states: States,
    windows: Windows,
) -> Grouped:
    """Two vectors a claim, as `meaning_features` has them; `spans` are indicators and qualifiers."""
    pooled = pooled_states(context, claims, spans, states, windows)
    return {
        f"encoded.{name}": valued(f"encoded.{name}", _axes()[name].of(vectors))
        for name, vectors in pooled._asdict().items()
    }


def pooled_states(
    context: Context,
    claims: Sequence[int],
    spans: tuple[Spans, Spans],
    states: States,
    windows: Windows,
) -> Pooled:
    """Means over qualifier, indicator and quantity; over the window around the quantity."""
    left, position, right = around(context, claims, windows)
    quantity = (position, position + 1)
    return Pooled(
        _pool(states, [*map(edges, spans), quantity]),
        _pool(states, [(left, right)]),
    )


def _pool(states: States, stretches: Sequence[Stretches]) -> FloatArray:
    many = len(stretches[0][0])
    found = np.zeros((many, states.means.shape[1]))
    for row in range(many):
        chosen = np.concatenate([np.arange(first[row], last[row]) for first, last in stretches])
        weights = states.counts[chosen].astype(np.float64)
        if weights.any():
            found[row] = weights @ states.means[chosen].astype(np.float64) / weights.sum()
    return found


@cache
def _axes() -> dict[str, Axes]:
    place = files("zhibiao").joinpath(*_FILE)
    with place.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return {
            name: Axes(*(arrays[f"{name}.{part}"].astype(np.float32) for part in Axes._fields))
            for name in Pooled._fields
        }
