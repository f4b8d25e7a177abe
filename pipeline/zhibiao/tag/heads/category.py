"""Which category of the taxonomy the claim belongs to; neighbours speak of one theme and are listened to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.context import Context
from zhibiao.tag.features.hashing import FloatArray
from zhibiao.tag.heads.learner import Head
from zhibiao.tag.settings import Smoothing

HEAD = Head(
    "category",
    groups=(
        "indicator", "qualifier", "unit", "clause", "right", "sentence", "after", "heading", "headings",
        "name", "meaning.name", "meaning.around", "theme",
    ),
    labels=None,
    encoded=("encoded.name", "encoded.around"),
)  # fmt: skip
_FLOOR = 1e-6


def smooth(
    probabilities: FloatArray,
    context: Context,
    claims: Sequence[int],
    indicators: Sequence[TokenSpan | None],
    settings: Smoothing,
) -> FloatArray:
    """Array (claims, categories): a few rounds of mean-field updates over pairs of near claims."""
    ties = _ties(context, claims, indicators, settings)
    logs = np.log(probabilities + _FLOOR)
    smoothed = probabilities
    for _ in range(settings.rounds):
        scores = logs.copy()
        for distance, weights in enumerate(ties, 1):
            scores[:-distance] += weights[:-distance, None] * smoothed[distance:]
            scores[distance:] += weights[:-distance, None] * smoothed[:-distance]
        smoothed = np.exp(scores - scores.max(axis=1, keepdims=True))
        smoothed /= smoothed.sum(axis=1, keepdims=True)
    return smoothed


def _ties(
    context: Context,
    claims: Sequence[int],
    indicators: Sequence[TokenSpan | None],
    settings: Smoothing,
) -> FloatArray:
    """Array (distance - 1, claim): how much a claim and the one so far behind it listen to each other."""
    count = len(claims)
    sentences = [context.candidates[index].sentence for index in claims]
    paragraphs = [context.clean.sentences[sentence].paragraph for sentence in sentences]
    ties = np.zeros((settings.reach, count))
    for i in range(count):
        for distance in range(1, min(settings.reach, count - 1 - i) + 1):
            j = i + distance
            if indicators[i] is not None and indicators[i] == indicators[j]:
                ties[distance - 1, i] = settings.same_indicator
            elif sentences[i] == sentences[j]:
                ties[distance - 1, i] = settings.same_sentence * settings.decay ** (distance - 1)
            elif paragraphs[i] == paragraphs[j]:
                ties[distance - 1, i] = settings.same_paragraph * settings.decay ** (distance - 1)
            else:
                break
    return ties
