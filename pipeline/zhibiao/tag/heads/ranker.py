"""Choosing one of many: the span or the option (none, the same as before) with the highest score."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.features.hashing import FloatArray
from zhibiao.tag.spans.lattice import Lattice


class Option(NamedTuple):
    """A choice that is no span of the lattice: nothing (`span` None) or a token span met before. Its features are those of `blocks`, which many
    options share, and its `own`."""

    span: TokenSpan | None
    blocks: tuple[int, ...]
    own: list[int]


class Choice(NamedTuple):
    span: TokenSpan | None
    probability: float


@dataclass(frozen=True, slots=True)
class Ranker:
    """A log-linear model over hashed features."""

    weights: NDArray[np.float32]

    def span_scores(self, spans: Lattice) -> FloatArray:
        """Score of every span of the lattice."""
        start = self.weights[spans.starts].sum(axis=1)
        end = self.weights[spans.ends].sum(axis=1)
        inside = np.concatenate(([0.0], np.cumsum(self.weights[spans.inside].sum(axis=1, dtype=np.float64))))
        whole = self.weights[spans.wholes].sum(axis=1)
        return np.asarray(
            start[spans.first] + end[spans.last] + whole + inside[spans.last + 1] - inside[spans.first]
        )

    def choose(
        self,
        spans: Lattice,
        blocks: list[float],
        options: Callable[[int, list[TokenSpan | None]], list[Option]],
    ) -> list[Choice]:
        """Best choice for each claim, first to last; `options` sees what was chosen for the claims before. `blocks` are the blocks' scores."""
        scores = self.span_scores(spans)
        bounds = spans.offsets.tolist()
        chosen: list[TokenSpan | None] = []
        choices: list[Choice] = []
        for k in range(len(bounds) - 1):
            choice = self._best(
                spans, scores[bounds[k] : bounds[k + 1]], bounds[k], blocks, options(k, chosen)
            )
            chosen.append(choice.span)
            choices.append(choice)
        return choices

    def rank(self, blocks: list[float], options: list[Option]) -> TokenSpan | None:
        """Best of a few options by themselves."""
        scores = self._options(blocks, options)
        return options[scores.index(max(scores))].span

    def _options(self, blocks: list[float], options: list[Option]) -> list[float]:
        weight = self.weights.item
        return [
            sum(map(blocks.__getitem__, option.blocks)) + sum(map(weight, option.own)) for option in options
        ]

    def _best(
        self, spans: Lattice, scores: FloatArray, low: int, blocks: list[float], options: list[Option]
    ) -> Choice:
        others = self._options(blocks, options)
        peak = max(others)
        best = options[others.index(peak)].span
        if len(scores):
            index = int(scores.argmax())
            if scores[index] > peak:
                best = TokenSpan(
                    int(spans.tokens[spans.first[low + index]]),
                    int(spans.tokens[spans.last[low + index]]) + 1,
                )
                peak = float(scores[index])
        total = float(np.exp(scores - peak).sum()) + sum(math.exp(other - peak) for other in others)
        same = sum(
            math.exp(other - peak)
            for option, other in zip(options, others, strict=True)
            if option.span == best
        )
        return Choice(best, max(same, 1.0) / total)
