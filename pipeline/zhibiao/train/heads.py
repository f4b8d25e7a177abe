"""Training of the linear heads with scikit-learn; what is kept is arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from zhibiao.tag.features import HEADS, Grouped, weighted
from zhibiao.tag.linear import Heads


def fit_heads(rows: Sequence[Grouped], labels: dict[str, list[str | None]], *, strength: dict[str, float], minimum: int) -> Heads:
    """One multinomial logistic regression a head, over the head's own groups; rows with the label None do not count for it."""
    groups = {name for head in labels for name in HEADS[head]}
    used = [{name: words for name, words in row.items() if name in groups} for row in rows]
    vocabulary, owners = _vocabulary(used, minimum)
    matrix = _matrix(used, vocabulary)
    heads: dict[str, tuple[str, ...]] = {}
    blocks = []
    for head, column in labels.items():
        own = np.flatnonzero([owners[word] & set(HEADS[head]) != set() for word in vocabulary])
        chosen = [i for i, label in enumerate(column) if label is not None]
        classifier = LogisticRegression(C=strength[head], max_iter=300, tol=1e-3)
        classifier.fit(matrix[chosen][:, own], [column[i] for i in chosen])
        blocks.append(_block(classifier, own, len(vocabulary)))
        heads[head] = tuple(str(label) for label in classifier.classes_)
    return Heads(vocabulary, heads, np.concatenate(blocks, axis=1).astype(np.float32))


def _vocabulary(rows: Sequence[Grouped], minimum: int) -> tuple[dict[str, int], dict[str, set[str]]]:
    """Features that at least `minimum` rows have, in their own order so that a training is reproducible; and the groups each is of."""
    counts = Counter(word for row in rows for word in {word for words in row.values() for word in words})
    owners: dict[str, set[str]] = {}
    for row in rows:
        for name, words in row.items():
            for word in words:
                owners.setdefault(word, set()).add(name)
    return {word: i for i, word in enumerate(sorted(word for word, n in counts.items() if n >= minimum))}, owners


def _matrix(rows: Sequence[Grouped], vocabulary: dict[str, int]) -> csr_matrix:
    indices: list[int] = []
    values: list[float] = []
    ends = [0]
    for row in rows:
        for word, value in sorted(weighted(row)):
            if word in vocabulary:
                indices.append(vocabulary[word])
                values.append(value)
        ends.append(len(indices))
    return csr_matrix((values, indices, ends), shape=(len(rows), len(vocabulary)))


def _block(classifier: LogisticRegression, own: NDArray[np.intp], features: int) -> NDArray[np.float64]:
    """Weights as (features + 1, labels), zero for other heads' features; two labels get a column each, as more do."""
    weights = np.vstack([classifier.coef_.T, classifier.intercept_])
    if weights.shape[1] == 1:
        weights = np.hstack([np.zeros_like(weights), weights])
    block = np.zeros((features + 1, weights.shape[1]))
    block[own], block[-1] = weights[:-1], weights[-1]
    return block
