"""Linear classifiers over hashed features: arrays at run time, scikit-learn only where they are trained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhibiao.tag.features.context import BITS, Matrix
from zhibiao.tag.features.hashing import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Heads:
    """Several classifiers over one set of features, their weights side by side: a report is one matrix product.

    `slots` gives each hashed feature its row of `weights`, the last row for features never learned, which is the intercept's and counts nothing.
    `heads` gives each head's labels in the order of the columns.
    """

    features: IntArray
    heads: dict[str, tuple[str, ...]]
    weights: NDArray[np.float32]
    slots: NDArray[np.int32]

    @classmethod
    def of(cls, features: IntArray, heads: dict[str, tuple[str, ...]], weights: NDArray[Any]) -> Heads:
        """`weights` is (features + 1, labels of all heads); the last row is the intercept."""
        slots = np.full(1 << BITS, -1, dtype=np.int32)
        slots[features] = np.arange(len(features), dtype=np.int32)
        return cls(features, heads, weights.astype(np.float32), slots)

    def probabilities(self, matrix: Matrix) -> dict[str, FloatArray]:
        """For each head an array (rows, labels) of probabilities."""
        scores = self._scores(matrix)
        found, at = {}, 0
        for name, labels in self.heads.items():
            found[name] = softmax(scores[:, at : at + len(labels)])
            at += len(labels)
        return found

    def known(self, matrix: Matrix) -> tuple[IntArray, NDArray[np.int32], NDArray[np.float32]]:
        """Row, slot and value of every feature that was learned, row by row."""
        slots = self.slots[matrix.ids]
        learned = slots >= 0
        rows = matrix.rows[learned]
        order = np.argsort(rows, kind="stable")
        return rows[order], slots[learned][order], matrix.values[learned][order].astype(np.float32)

    def _scores(self, matrix: Matrix) -> NDArray[np.float32]:
        """A small product a row: the rows of weights it needs fit the cache, which those of all together do not."""
        rows, slots, values = self.known(matrix)
        ends = np.searchsorted(rows, np.arange(matrix.size), side="right").tolist()
        scores = np.tile(self.weights[-1], (matrix.size, 1))
        start = 0
        for row, end in enumerate(ends):
            scores[row] += values[start:end] @ self.weights[slots[start:end]]
            start = end
        return scores


def softmax(scores: NDArray[Any]) -> FloatArray:
    """Row-wise softmax."""
    shifted = np.exp(np.asarray(scores, dtype=np.float64) - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
