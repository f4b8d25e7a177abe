"""Linear classifiers over hashed features: arrays at run time, scikit-learn only where they are trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from zhibiao.tag.features.groups import Grouped, Matrix, only, weighted
from zhibiao.tag.features.hashing import FloatArray, IntArray
from zhibiao.tag.features.templates import CONTEXT_BITS
from zhibiao.tag.heads.learner import Arrays, Labels, LearnerError, Settings
from zhibiao.tag.heads.packing import bytes_of, values_of

_SIZE = 1 << CONTEXT_BITS
FloatRows = NDArray[np.float32]


class Lessons(NamedTuple):
    """Rows of features, and for each head its groups and the label of each row (None: the row is none of
    its)."""

    rows: Grouped
    groups: Mapping[str, Sequence[str]]
    labels: Mapping[str, Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class Linear:
    """Several classifiers over one set of features, their weights side by side: one matrix product a report.

    `features` are the hashed features that were learned, in rising order, `rows` gives the row of `weights`
    of each (features that always come together share one), `intercept` the score of each label without any
    feature.
    """

    labels: Labels
    features: IntArray
    rows: NDArray[np.int32]
    weights: FloatRows
    intercept: FloatRows
    slots: NDArray[np.int32]
    """For each hashed feature its row, -1 for those never learned."""

    @classmethod
    def of(cls, labels: Labels, features: IntArray, weights: NDArray[Any]) -> Self:
        """`weights` is (features + 1, labels of all heads), the last row the intercepts; kept in half
        precision."""
        half = np.ascontiguousarray(weights, dtype=np.float16)
        apart, rows = _apart(half[:-1])
        return cls._with(labels, features, rows, apart, half[-1])

    @classmethod
    def _with(
        cls,
        labels: Labels,
        features: IntArray,
        rows: NDArray[np.int32],
        weights: NDArray[np.float16],
        intercept: NDArray[np.float16],
    ) -> Self:
        slots = np.full(_SIZE, -1, dtype=np.int32)
        slots[features] = rows
        return cls(labels, features, rows, weights.astype(np.float32), intercept.astype(np.float32), slots)

    def probabilities(self, asked: Grouped) -> dict[str, FloatArray]:
        """For each head an array (rows, labels) of probabilities."""
        scores = self._scores(weighted(asked))
        found, at = {}, 0
        for name, labels in self.labels.items():
            found[name] = softmax(scores[:, at : at + len(labels)])
            at += len(labels)
        return found

    def _scores(self, matrix: Matrix) -> FloatRows:
        """A small product a row: the rows of weights it needs fit the cache, all rows together do not."""
        rows, slots, values = known(matrix, self.slots)
        ends = np.searchsorted(rows, np.arange(matrix.size), side="right").tolist()
        scores = np.tile(self.intercept, (matrix.size, 1))
        start = 0
        for row, end in enumerate(ends):
            scores[row] += values[start:end] @ self.weights[slots[start:end]]
            start = end
        return scores

    def save(self) -> Arrays:
        """Half-precision weights that are not zero, high bytes and low bytes apart: they pack better."""
        half = self.weights.astype(np.float16)
        used = half != 0
        steps = np.diff(self.features, prepend=0)
        return {
            "steps": steps.astype(np.uint16 if len(steps) and steps.max() < 1 << 16 else np.uint32),
            "rows": self.rows,
            "used": np.packbits(used),
            "intercept": self.intercept.astype(np.float16),
            **bytes_of(half[used]),
        }

    @classmethod
    def load(cls, arrays: Arrays, labels: Labels) -> Self:
        """From what `save` gave; raises `LearnerError`."""
        width = sum(map(len, labels.values()))
        features = np.cumsum(arrays["steps"], dtype=np.int64)
        rows, intercept = arrays["rows"], arrays["intercept"]
        if len(intercept) != width:
            raise LearnerError(f"{len(intercept)} columns of weights for {width} labels")
        fits = len(rows) == len(features) and rows.min(initial=0) >= 0
        if not fits or features.max(initial=0) >= _SIZE:
            raise LearnerError("features and rows of weights do not fit each other")
        height = int(rows.max(initial=-1)) + 1
        used = np.unpackbits(arrays["used"], count=height * width).astype(bool).reshape(height, width)
        weights = np.zeros((height, width), dtype=np.float16)
        weights[used] = values_of(arrays, int(used.sum()))
        return cls._with(labels, features, rows.astype(np.int32, copy=False), weights, intercept)

    @classmethod
    def fit(cls, lessons: Lessons, settings: Settings) -> Self:
        """One classifier a head, each over its own groups; features of fewer than `minimum` rows are left
        out.

        A head's settings are `strength` (scikit-learn's C) and, for a support vector machine in place of a
        logistic regression, `margin`: what a margin of one is worth in log-odds.
        """
        names = sorted({name for head in lessons.labels for name in lessons.groups[head]})
        features = _frequent(weighted(only(lessons.rows, names)), int(settings["minimum"]))
        slots = np.full(_SIZE, -1, dtype=np.int32)
        slots[features] = np.arange(len(features), dtype=np.int32)
        blocks, labels = [], {}
        for head, column in lessons.labels.items():
            chosen = [i for i, label in enumerate(column) if label is not None]
            sparse = sparse_rows(weighted(only(lessons.rows, lessons.groups[head])), slots)[chosen]
            own = np.unique(sparse.indices)
            taught = [str(column[i]) for i in chosen]
            weights, labels[head] = _fit(sparse[:, own], taught, settings[head])
            block = np.zeros((len(features) + 1, len(labels[head])))
            block[own], block[-1] = weights[:-1], weights[-1]
            blocks.append(block)
        return cls.of(labels, features, np.concatenate(blocks, axis=1))


def sparse_rows(matrix: Matrix, slots: NDArray[np.int32]) -> Any:
    """Rows over the features that have a slot, as scikit-learn takes them."""
    from scipy.sparse import csr_matrix

    rows, columns, values = known(matrix, slots)
    return csr_matrix((values, (rows, columns)), shape=(matrix.size, int(slots.max()) + 1))


def known(
    matrix: Matrix, slots: NDArray[np.int32]
) -> tuple[IntArray, NDArray[np.int32], NDArray[np.float32]]:
    """Row, slot and value of every feature that has a slot, row by row."""
    found = slots[matrix.ids]
    learned = found >= 0
    rows = matrix.rows[learned]
    order = np.argsort(rows, kind="stable")
    return rows[order], found[learned][order], matrix.values[learned][order].astype(np.float32)


def softmax(scores: NDArray[Any]) -> FloatArray:
    """Row-wise softmax."""
    shifted = np.exp(np.asarray(scores, dtype=np.float64) - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def _apart(rows: NDArray[np.float16]) -> tuple[NDArray[np.float16], NDArray[np.int32]]:
    """Different rows in the order of their first occurrence, and which of them each row is."""
    if not rows.size:
        return rows[:0], np.zeros(len(rows), dtype=np.int32)
    whole = rows.view(np.dtype((np.void, rows.itemsize * rows.shape[1]))).ravel()
    _, first, which = np.unique(whole, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rows[first[order]], rank[which]


def _frequent(matrix: Matrix, minimum: int) -> IntArray:
    """Features in at least so many rows, in their own order so that a training is reproducible."""
    pairs = np.unique(matrix.rows * _SIZE + matrix.ids) & (_SIZE - 1)
    return np.flatnonzero(np.bincount(pairs, minlength=_SIZE) >= minimum)


def _fit(
    sparse: Any, labels: Sequence[str], settings: Settings
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Weights as (features + 1, labels), the intercepts last; two labels get a column each, as more do.

    Where all rows have one label there is nothing to learn: it is always right.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    if len(set(labels)) == 1:
        return np.zeros((sparse.shape[1] + 1, 1)), (labels[0],)
    margin = settings.get("margin")
    options = {"C": settings["strength"], "max_iter": settings["iterations"], "tol": settings["tolerance"]}
    classifier = LogisticRegression(**options) if margin is None else LinearSVC(**options, random_state=0)
    classifier.fit(sparse, labels)
    weights = np.vstack([classifier.coef_.T, classifier.intercept_]) * (margin or 1.0)
    if weights.shape[1] == 1:
        weights = np.hstack([np.zeros_like(weights), weights])
    return weights, tuple(str(label) for label in classifier.classes_)


LEARNER = Linear
