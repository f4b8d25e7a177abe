"""Static vectors: one for each piece of a small pretrained encoder, so that words never seen have neighbours.

The table is made by `zhibiao.train.pieces` from the encoder's weights and kept in `data/vectors/static.npz`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from zhibiao.tag.features.hashing import FloatArray, IntArray, slices

_LEAST = 1e-6
_FILE = ("data", "vectors", "static.npz")


@dataclass(frozen=True, eq=False)
class StaticVectors:
    """A table (pieces, dimensions) of 8-bit numbers, times `scales` (dimensions); `weights` (pieces) says how
    much a piece tells: its inverse document frequency."""

    pieces: dict[str, int]
    table: NDArray[np.int8]
    scales: NDArray[np.float32]
    weights: NDArray[np.float32]
    longest: int

    @property
    def dimensions(self) -> int:
        """Of a vector."""
        return int(self.table.shape[1])

    def cut(self, word: str) -> tuple[int, ...]:
        """Numbers of the pieces of a word, each as long as it can be; characters without a piece are left
        out."""
        found = []
        at, end = 0, len(word)
        while at < end:
            for stop in range(min(end, at + self.longest), at, -1):
                number = self.pieces.get(word[at:stop])
                if number is not None:
                    found.append(number)
                    at = stop
                    break
            else:
                at += 1
        return tuple(found)


Stretches = tuple[IntArray, IntArray]
"""Begin and end of a stretch of a row of pieces, for each of several claims."""


def means(vectors: StaticVectors, pieces: IntArray, stretches: Sequence[Stretches]) -> FloatArray:
    """Array (claims, dimensions): of each claim the mean vector of the pieces in all its stretches, each as
    its weight says; zeros where there are none."""
    many = len(stretches[0][0])
    parts = [slices(*stretch) for stretch in stretches]
    owner = np.concatenate([np.repeat(np.arange(many), counts) for _, counts in parts])
    chosen = pieces[np.concatenate([index for index, _ in parts])]
    order = np.argsort(owner, kind="stable")
    chosen, ends = chosen[order], np.searchsorted(owner[order], np.arange(many), side="right")
    weights = vectors.weights[chosen]
    found = np.zeros((many, vectors.dimensions), dtype=np.float32)
    start = 0
    for row, end in enumerate(ends.tolist()):
        # a small product a row: all rows at once would leave the cache, and wake threads for it
        own = weights[start:end]
        found[row] = own @ vectors.table[chosen[start:end]].astype(np.float32) / max(own.sum(), _LEAST)
        start = end
    return np.asarray(found * vectors.scales, dtype=np.float64)


@cache
def static_vectors() -> StaticVectors:
    """The table of the package."""
    place = files("zhibiao").joinpath(*_FILE)
    with place.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        text = bytes(arrays["pieces"]).decode("utf-8")
        pieces = text.split("\n")
        return StaticVectors(
            pieces={piece: number for number, piece in enumerate(pieces)},
            table=arrays["table"],
            scales=arrays["scales"],
            weights=arrays["weights"],
            longest=max(map(len, pieces)),
        )
