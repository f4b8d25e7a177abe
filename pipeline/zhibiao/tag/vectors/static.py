"""Static vectors: one for each piece of a small pretrained encoder, so that words never seen have neighbours.

The table is made by `zhibiao.train.pieces` from the encoder's weights and kept in `data/vectors/static.npz`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from zhibiao.tag.features.hashing import FloatArray, IntArray

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
    digest: str

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


class Sums:
    """Sums of weighted vectors over a row of pieces, for the means of any stretches of it."""

    def __init__(self, vectors: StaticVectors, numbers: Sequence[int]) -> None:
        chosen = np.asarray(numbers, dtype=np.int64)
        weights = vectors.weights[chosen]
        rows = vectors.table[chosen] * weights[:, None]
        self._sums = np.concatenate([np.zeros((1, vectors.dimensions), np.float32), np.cumsum(rows, axis=0)])
        self._weights = np.concatenate([[0.0], np.cumsum(weights, dtype=np.float64)])
        self._scales = vectors.scales

    def between(self, starts: IntArray, ends: IntArray) -> tuple[FloatArray, FloatArray]:
        """Sums (stretches, dimensions) and weights (stretches) of [start, end) of the row."""
        sums = (self._sums[ends] - self._sums[starts]) * self._scales
        return sums.astype(np.float64), self._weights[ends] - self._weights[starts]


def mean(*parts: tuple[FloatArray, FloatArray]) -> FloatArray:
    """Mean vectors (stretches, dimensions) of several stretches taken together; zeros where nothing is."""
    sums = np.sum([part[0] for part in parts], axis=0)
    weights = np.sum([part[1] for part in parts], axis=0)
    found: FloatArray = sums / np.maximum(weights, 1e-6)[:, None]
    return found


@cache
def static_vectors() -> StaticVectors:
    """The table of the package."""
    place = files("zhibiao").joinpath(*_FILE)
    with place.open("rb") as file:
        data = file.read()
    with place.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        text = bytes(arrays["pieces"]).decode("utf-8")
        pieces = text.split("\n")
        return StaticVectors(
            pieces={piece: number for number, piece in enumerate(pieces)},
            table=arrays["table"],
            scales=arrays["scales"],
            weights=arrays["weights"],
            longest=max(map(len, pieces)),
            digest=hashlib.sha256(data).hexdigest()[:16],
        )
