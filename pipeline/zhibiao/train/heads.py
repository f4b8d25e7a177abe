"""Training of the linear heads with scikit-learn; what is kept is arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from zhibiao.tag.features.context import BITS, HEADS, Grouped, Matrix, Ragged, weighted
from zhibiao.tag.heads.linear import Heads

_MARGIN = {"category": 4.0}
"""Heads that are linear support vector machines, and what a margin of one is worth in log-odds (chosen on real development texts)."""

Labels = Mapping[str, Sequence[str | None]]


def fit_heads(rows: Grouped, labels: Labels, *, strength: Mapping[str, float], minimum: int) -> Heads:
    """One linear classifier a head (a multinomial logistic regression, or a support vector machine), over the head's own groups; rows with the
    label None do not count for it.

    Features that fewer than `minimum` rows have are left out.
    """
    names = sorted({name for head in labels for name in HEADS[head]})
    matrix = weighted(rows, names)
    features = _frequent(matrix, minimum)
    empty = Heads.of(features, {}, np.zeros((len(features) + 1, 0)))
    blocks, heads = [], {}
    for head, column in labels.items():
        chosen = [i for i, label in enumerate(column) if label is not None]
        sparse = sparse_rows(empty, weighted(rows, HEADS[head]))[chosen]
        own = np.unique(sparse.indices)
        weights, classes = _fit(head, strength[head], sparse[:, own], [str(column[i]) for i in chosen])
        block = np.zeros((len(features) + 1, len(classes)))
        block[own], block[-1] = weights[:-1], weights[-1]
        blocks.append(block)
        heads[head] = classes
    return Heads.of(features, heads, np.concatenate(blocks, axis=1))


def sparse_rows(heads: Heads, matrix: Matrix) -> csr_matrix:
    """Rows over the learned features, as scikit-learn takes them."""
    rows, slots, values = heads.known(matrix)
    return csr_matrix((values, (rows, slots)), shape=(matrix.size, len(heads.features)))


def stack(parts: Sequence[Grouped]) -> Grouped:
    """The rows of several reports in one."""
    names = parts[0].keys()
    return {
        name: Ragged(
            np.concatenate([part[name].ids for part in parts]),
            np.concatenate([part[name].counts for part in parts]),
        )
        for name in names
    }


def _frequent(matrix: Matrix, minimum: int) -> NDArray[np.int64]:
    """Features in at least so many rows, in their own order so that a training is reproducible."""
    pairs = np.unique(matrix.rows * (1 << BITS) + matrix.ids) & ((1 << BITS) - 1)
    return np.flatnonzero(np.bincount(pairs, minlength=1 << BITS) >= minimum)


def _fit(
    head: str, strength: float, sparse: csr_matrix, labels: list[str]
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Weights as (features + 1, labels), the intercept last; two labels get a column each, as more do."""
    classifier = (
        LinearSVC(C=strength, random_state=0)
        if head in _MARGIN
        else LogisticRegression(C=strength, max_iter=200, tol=0.002)
    )
    classifier.fit(sparse, labels)
    weights = np.vstack([classifier.coef_.T, classifier.intercept_]) * _MARGIN.get(head, 1.0)
    if weights.shape[1] == 1:
        weights = np.hstack([np.zeros_like(weights), weights])
    return weights, tuple(str(label) for label in classifier.classes_)
