"""Neighbours speak of one theme: each claim's category listens to those of the claims beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zhibiao.tag.context import Context
from zhibiao.tag.hashing import FloatArray
from zhibiao.types import Span

_REACH = 5
_ROUNDS = 2
_DECAY = 0.5
_FLOOR = 1e-6
_SAME_INDICATOR, _SAME_SENTENCE, _SAME_PARAGRAPH = 3.0, 1.5, 0.5
"""How much a neighbour's opinion counts; chosen on held-out reports of the corpus."""


def smooth(probabilities: FloatArray, context: Context, claims: Sequence[int], indicators: Sequence[Span | None]) -> FloatArray:
    """Array (claims, categories): a few rounds of mean-field updates over pairs of near claims."""
    ties = _ties(context, claims, indicators)
    logs = np.log(probabilities + _FLOOR)
    smoothed = probabilities
    for _ in range(_ROUNDS):
        scores = logs + ties @ smoothed
        smoothed = np.exp(scores - scores.max(axis=1, keepdims=True))
        smoothed /= smoothed.sum(axis=1, keepdims=True)
    return smoothed


def _ties(context: Context, claims: Sequence[int], indicators: Sequence[Span | None]) -> FloatArray:
    count = len(claims)
    sentences = [context.candidates[index].sentence for index in claims]
    paragraphs = [context.clean.sentences[sentence].paragraph for sentence in sentences]
    ties = np.zeros((count, count))
    for i in range(count):
        for j in range(i + 1, min(count, i + 1 + _REACH)):
            if indicators[i] is not None and indicators[i] == indicators[j]:
                weight = _SAME_INDICATOR
            elif sentences[i] == sentences[j]:
                weight = _SAME_SENTENCE * _DECAY ** (j - i - 1)
            elif paragraphs[i] == paragraphs[j]:
                weight = _SAME_PARAGRAPH * _DECAY ** (j - i - 1)
            else:
                break
            ties[i, j] = ties[j, i] = weight
    return ties
