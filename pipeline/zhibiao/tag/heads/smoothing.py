"""Neighbours speak of one theme: each claim's category listens to those of the claims beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.context import Context
from zhibiao.tag.features.hashing import FloatArray

_REACH = 5
_ROUNDS = 2
_DECAY = 0.5
_FLOOR = 1e-6
_SAME_INDICATOR, _SAME_SENTENCE, _SAME_PARAGRAPH = 3.0, 1.5, 0.5
"""How much a neighbour's opinion counts; chosen on held-out reports of the corpus."""


def smooth(
    probabilities: FloatArray, context: Context, claims: Sequence[int], indicators: Sequence[TokenSpan | None]
) -> FloatArray:
    """Array (claims, categories): a few rounds of mean-field updates over pairs of near claims."""
    ties = _ties(context, claims, indicators)
    logs = np.log(probabilities + _FLOOR)
    smoothed = probabilities
    for _ in range(_ROUNDS):
        scores = logs.copy()
        for distance, weights in enumerate(ties, 1):
            scores[:-distance] += weights[:-distance, None] * smoothed[distance:]
            scores[distance:] += weights[:-distance, None] * smoothed[:-distance]
        smoothed = np.exp(scores - scores.max(axis=1, keepdims=True))
        smoothed /= smoothed.sum(axis=1, keepdims=True)
    return smoothed


def _ties(context: Context, claims: Sequence[int], indicators: Sequence[TokenSpan | None]) -> FloatArray:
    """Array (distance - 1, claim): how much a claim and the one so far behind it listen to each other."""
    count = len(claims)
    sentences = [context.candidates[index].sentence for index in claims]
    paragraphs = [context.clean.sentences[sentence].paragraph for sentence in sentences]
    ties = np.zeros((_REACH, count))
    for i in range(count):
        for distance in range(1, min(_REACH, count - 1 - i) + 1):
            j = i + distance
            if indicators[i] is not None and indicators[i] == indicators[j]:
                ties[distance - 1, i] = _SAME_INDICATOR
            elif sentences[i] == sentences[j]:
                ties[distance - 1, i] = _SAME_SENTENCE * _DECAY ** (distance - 1)
            elif paragraphs[i] == paragraphs[j]:
                ties[distance - 1, i] = _SAME_PARAGRAPH * _DECAY ** (distance - 1)
            else:
                break
    return ties
