"""Choosing one of many: the span, or the option (nothing, the same as before), with the highest score."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.features.hashing import FloatArray, IntArray
from zhibiao.tag.features.templates import SPAN_BITS
from zhibiao.tag.heads.learner import Arrays, Labels, LearnerError, Settings
from zhibiao.tag.heads.likelihood import Lesson, loss, problem_of
from zhibiao.tag.heads.packing import bytes_of, values_of
from zhibiao.tag.spans.lattice import Lattice
from zhibiao.tag.spans.options import Option
from zhibiao.tag.spans.surroundings import Surroundings

Chosen = TypeVar("Chosen")
_SIZE = 1 << SPAN_BITS
_ALIKE = 0.6
"""Of the tokens of two spans in F1: enough for one to be as right as the other."""


class Choice(NamedTuple, Generic[Chosen]):
    """What was chosen, how likely it is among all there was to choose from, and how likely together with the
    spans that are mostly the same."""

    choice: Chosen | None
    probability: float
    alike: float


class Question(NamedTuple, Generic[Chosen]):
    """What to choose for each claim of a report: one of its spans, if there are any, or one of its options.

    `options` sees what was chosen for the claims before.
    """

    around: Surroundings
    options: Callable[[int, Sequence[Chosen | None]], list[Option[Chosen]]]
    spans: Lattice | None = None


@dataclass(frozen=True, slots=True)
class Ranker:
    """A log-linear model over hashed features."""

    weights: NDArray[np.float32]

    @property
    def labels(self) -> Labels:
        """None: what there is to choose from depends on the text."""
        return {}

    def probabilities(self, asked: Question[Any]) -> list[Choice[Any]]:
        """Best choice for each claim, first to last."""
        blocks = self._blocks(asked.around)
        spans = asked.spans
        scores = np.zeros(0) if spans is None else self._spans(spans)
        bounds = [0] * (len(asked.around.claims) + 1) if spans is None else spans.offsets.tolist()
        edges = _NO_EDGES if spans is None else _edges(spans)
        chosen: list[Any] = []
        choices: list[Choice[Any]] = []
        for k in range(len(bounds) - 1):
            options = asked.options(k, chosen)
            place = slice(bounds[k], bounds[k + 1])
            own = _Scored(scores[place], edges[0][place], edges[1][place])
            choice = _best(own, options, self._options(blocks, options))
            chosen.append(choice.choice)
            choices.append(choice)
        return choices

    def _blocks(self, around: Surroundings) -> list[float]:
        """Score of every block of the surroundings."""
        sums = np.concatenate(([0.0], np.cumsum(self.weights[around.ids], dtype=np.float64)))
        return list((sums[around.bounds[1:]] - sums[around.bounds[:-1]]).tolist())

    def _spans(self, spans: Lattice) -> FloatArray:
        """Score of every span of the lattice."""
        start = self.weights[spans.starts].sum(axis=1)
        end = self.weights[spans.ends].sum(axis=1)
        inside = np.concatenate(([0.0], np.cumsum(self.weights[spans.inside].sum(axis=1, dtype=np.float64))))
        whole = self.weights[spans.wholes].sum(axis=1)
        return np.asarray(
            start[spans.first] + end[spans.last] + whole + inside[spans.last + 1] - inside[spans.first]
        )

    def _options(self, blocks: list[float], options: list[Option[Any]]) -> list[float]:
        weight = self.weights.item
        return [
            sum(map(blocks.__getitem__, option.blocks)) + sum(map(weight, option.own)) for option in options
        ]

    def save(self) -> Arrays:
        """The weights that are not zero, high bytes and low bytes apart, and the steps between their
        places."""
        used = np.flatnonzero(self.weights)
        steps = np.diff(used, prepend=0).astype(np.uint32)
        return {"steps": steps} | bytes_of(self.weights[used].astype(np.float16))

    @classmethod
    def load(cls, arrays: Arrays, labels: Labels) -> Self:
        """From what `save` gave; raises `LearnerError`."""
        places = np.cumsum(arrays["steps"], dtype=np.int64)
        if labels or places.max(initial=0) >= _SIZE:
            raise LearnerError("labels or places that no ranker has")
        weights = np.zeros(_SIZE, dtype=np.float32)
        weights[places] = values_of(arrays, len(places))
        return cls(weights)

    @classmethod
    def fit(cls, lessons: Sequence[Lesson], settings: Settings) -> Self:
        """By conditional likelihood with an L2 `penalty`, `iterations` of L-BFGS that remember `memory`
        steps.

        Weights below `smallest` are dropped. Claims whose right choice is none of their choices teach
        nothing.
        """
        from scipy.optimize import minimize

        found = minimize(
            loss, np.zeros(_SIZE), args=(problem_of(lessons), settings["penalty"]), jac=True,
            method="L-BFGS-B", options={"maxiter": settings["iterations"], "maxcor": settings["memory"]},
        )  # fmt: skip
        weights = np.asarray(found.x, dtype=np.float32)
        weights[np.abs(weights) < settings["smallest"]] = 0.0
        return cls(weights.astype(np.float16).astype(np.float32))


class _Scored(NamedTuple):
    """Scores of a claim's spans, their first tokens and the ones behind their last."""

    scores: FloatArray
    begins: IntArray
    ends: IntArray


_NO_EDGES = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _edges(spans: Lattice) -> tuple[IntArray, IntArray]:
    """First token of each span of a lattice, and the one behind its last."""
    return spans.tokens[spans.first], spans.tokens[spans.last] + 1


def _best(spans: _Scored, options: list[Option[Any]], others: list[float]) -> Choice[Any]:
    """The likeliest of the spans and the options; options and spans of one choice count together.

    Nothing is chosen only where it is likelier than the likeliest span with all that are mostly the same:
    many of them share what speaks for a span.
    """
    peak = max(others)
    best = options[others.index(peak)].choice
    if len(spans.scores):
        index = int(spans.scores.argmax())
        if spans.scores[index] > peak:
            best, peak = _span(spans, index), float(spans.scores[index])
    likely = np.exp(spans.scores - peak)
    shares = [math.exp(other - peak) for other in others]
    found = _weighed(best, spans, likely, options, shares)
    if best is None and found.probability < 0.5:
        rivals = [(share, option.choice) for option, share in zip(options, shares, strict=True)]
        if len(likely):
            rivals.append((float(likely.max()), _span(spans, int(likely.argmax()))))
        _, rival = max((one for one in rivals if one[1] is not None), default=(0.0, None))
        other = _weighed(rival, spans, likely, options, shares)
        found = other if other.alike > found.alike else found
    return found


def _span(spans: _Scored, index: int) -> TokenSpan:
    return TokenSpan(int(spans.begins[index]), int(spans.ends[index]))


def _weighed(
    choice: Any, spans: _Scored, likely: FloatArray, options: list[Option[Any]], shares: list[float]
) -> Choice[Any]:
    """A choice with its share of the likelihood of all."""
    same, alike, total = 0.0, 0.0, sum(shares) + float(likely.sum())
    for option, share in zip(options, shares, strict=True):
        same += share * (option.choice == choice)
        alike += share * _alike(option.choice, choice)
    if len(likely) and isinstance(choice, TokenSpan):
        shared = np.minimum(spans.ends, choice.end) - np.maximum(spans.begins, choice.start)
        length, own = spans.ends - spans.begins, choice.end - choice.start
        same += float(likely[(shared == own) & (length == own)].sum())
        alike += float(likely[2 * shared >= _ALIKE * (length + own)].sum())
    return Choice(choice, same / total, alike / total)


def _alike(one: Any, other: Any) -> bool:
    if not isinstance(one, TokenSpan) or not isinstance(other, TokenSpan):
        return bool(one == other)
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared >= _ALIKE * (one.end - one.start + other.end - other.start)


LEARNER = Ranker
