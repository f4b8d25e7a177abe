"""Linear classifiers over weighted features: arrays at run time, scikit-learn only where they are trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhibiao.tag.context import FloatArray
from zhibiao.tag.features import Feature

Rows = Sequence[Sequence[Feature]]


@dataclass(frozen=True, slots=True)
class Heads:
    """Several classifiers over one vocabulary, their weights side by side: a report is one matrix product.

    `weights` is (features + 1, classes of all heads); the last row is the intercept. `heads` gives each head's labels in order.
    """

    vocabulary: dict[str, int]
    heads: dict[str, tuple[str, ...]]
    weights: NDArray[np.float32]

    def probabilities(self, rows: Rows) -> dict[str, FloatArray]:
        """For each head an array (rows, labels) of probabilities."""
        scores = self._scores(rows)
        found, at = {}, 0
        for name, labels in self.heads.items():
            found[name] = softmax(scores[:, at : at + len(labels)])
            at += len(labels)
        return found

    def _scores(self, rows: Rows) -> FloatArray:
        scores = np.empty((len(rows), self.weights.shape[1]))
        for i, row in enumerate(rows):
            known = [(self.vocabulary[word], value) for word, value in row if word in self.vocabulary]
            indices, values = zip(*known, strict=True) if known else ((), ())
            scores[i] = np.asarray(values, dtype=np.float32) @ self.weights[list(indices)]
        return scores + self.weights[-1]

    def arrays(self, prefix: str) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Weights to store as arrays, and the rest to store as JSON."""
        return {prefix: self.weights.astype(np.float16)}, {"vocabulary": list(self.vocabulary), "heads": self.heads}

    @classmethod
    def from_arrays(cls, weights: NDArray[Any], rest: dict[str, Any]) -> Heads:
        vocabulary = {word: i for i, word in enumerate(rest["vocabulary"])}
        heads = {name: tuple(labels) for name, labels in rest["heads"].items()}
        return cls(vocabulary, heads, weights.astype(np.float32))


def softmax(scores: FloatArray) -> FloatArray:
    """Row-wise softmax."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
