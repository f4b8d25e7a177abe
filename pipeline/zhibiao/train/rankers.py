"""Training of the rankers: conditional likelihood of the right choice, by L-BFGS, with L2 regularisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.features.hashing import FloatArray, IntArray
from zhibiao.tag.heads.ranker import Ranker
from zhibiao.tag.spans.lattice import BITS, Lattice


class Lesson(NamedTuple):
    """The claims of one report: spans, each claim's options, and the span that is right (None: no span is)."""

    spans: Lattice | None
    options: list[list[tuple[TokenSpan | None, list[int]]]]
    """For each claim its options: the span that each stands for, and its features."""
    right: list[TokenSpan | None]


@dataclass(frozen=True)
class _Problem:
    """All lessons in one set of arrays. Choices are the spans, then the options; `owner` is the claim of each choice."""

    starts: IntArray
    ends: IntArray
    inside: IntArray
    wholes: IntArray
    first: IntArray
    last: IntArray
    option_features: IntArray
    option_index: IntArray
    owner: IntArray
    right: NDArray[np.bool_]
    claims: int


def fit_ranker(lessons: list[Lesson], *, penalty: float, iterations: int) -> Ranker:
    """A ranker for the lessons; claims whose right choice is not among the choices teach nothing."""
    problem = _assemble(lessons)
    found = minimize(
        _loss,
        np.zeros(1 << BITS),
        args=(problem, penalty),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": iterations, "maxcor": 8},
    )
    weights = np.asarray(found.x, dtype=np.float32)
    weights[np.abs(weights) < 1e-3] = 0.0
    return Ranker(weights)


def _assemble(lessons: list[Lesson]) -> _Problem:
    lattices = [lesson.spans for lesson in lessons if lesson.spans is not None]
    owners, rights, position, claim = [], [], 0, 0
    firsts, lasts = [], []
    features: list[int] = []
    index: list[int] = []
    option_owner: list[int] = []
    option_right: list[bool] = []
    for spans, options, right in lessons:
        if spans is not None:
            counts = np.diff(spans.offsets)
            owner = np.repeat(np.arange(len(right)), counts)
            begin = np.array([-1 if span is None else span.start for span in right])[owner]
            end = np.array([-1 if span is None else span.end - 1 for span in right])[owner]
            rights.append((spans.tokens[spans.first] == begin) & (spans.tokens[spans.last] == end))
            owners.append(owner + claim)
            firsts.append(spans.first + position)
            lasts.append(spans.last + position)
            position += len(spans.tokens)
        for k, choices in enumerate(options):
            for span, own in choices:
                features += own
                index += [len(option_owner)] * len(own)
                option_owner.append(claim + k)
                option_right.append(span == right[k])
        claim += len(right)
    return _Problem(
        starts=_stack([spans.starts for spans in lattices], 1), ends=_stack([spans.ends for spans in lattices], 1),
        inside=_stack([spans.inside for spans in lattices], 1), wholes=_stack([spans.wholes for spans in lattices], 1),
        first=_join(firsts), last=_join(lasts),
        option_features=np.array(features, dtype=np.int64), option_index=np.array(index, dtype=np.int64),
        owner=np.concatenate([_join(owners), np.array(option_owner, dtype=np.int64)]),
        right=np.concatenate([_join(rights).astype(bool), np.array(option_right, dtype=bool)]), claims=claim,
    )  # fmt: skip


def _stack(arrays: list[IntArray], width: int) -> IntArray:
    return np.concatenate(arrays) if arrays else np.zeros((0, width), dtype=np.int64)


def _join(arrays: list[NDArray[np.int64]]) -> IntArray:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.int64)


def _loss(weights: FloatArray, problem: _Problem, penalty: float) -> tuple[float, FloatArray]:
    scores = _scores(weights, problem)
    everything, p = _log_sum(scores, problem.owner, problem.claims)
    rights, q = _log_sum(np.where(problem.right, scores, -np.inf), problem.owner, problem.claims)
    taught = np.isfinite(rights)
    loss = float((everything - rights)[taught].sum()) + 0.5 * penalty * float(weights @ weights)
    slope = np.where(taught[problem.owner], p - q, 0.0)
    return loss, _gradient(slope, problem) + penalty * weights


def _scores(weights: FloatArray, problem: _Problem) -> FloatArray:
    start, end = weights[problem.starts].sum(axis=1), weights[problem.ends].sum(axis=1)
    inside = np.concatenate(([0.0], np.cumsum(weights[problem.inside].sum(axis=1))))
    spans = start[problem.first] + end[problem.last] + weights[problem.wholes].sum(axis=1)
    spans += inside[problem.last + 1] - inside[problem.first]
    options = np.bincount(
        problem.option_index, weights[problem.option_features], minlength=len(problem.owner) - len(spans)
    )
    return np.concatenate([spans, options])


def _log_sum(scores: FloatArray, owner: IntArray, claims: int) -> tuple[FloatArray, FloatArray]:
    """Log of the summed exponentials of each claim's choices, and each choice's share of them."""
    peak = np.full(claims, -np.inf)
    np.maximum.at(peak, owner, scores)
    safe = np.where(np.isfinite(peak), peak, 0.0)
    exponentials = np.exp(scores - safe[owner])
    total = np.bincount(owner, exponentials, minlength=claims)
    with np.errstate(divide="ignore"):
        logs = np.log(total) + safe
    return logs, exponentials / np.maximum(total, 1e-300)[owner]


def _gradient(slope: FloatArray, problem: _Problem) -> FloatArray:
    spans = slope[: len(problem.first)]
    positions = len(problem.starts)
    first, last = (
        np.bincount(problem.first, spans, minlength=positions),
        np.bincount(problem.last, spans, minlength=positions),
    )
    covered = np.cumsum(first - np.concatenate(([0.0], last[:-1]))) if positions else first
    gradient = np.bincount(
        problem.option_features, slope[len(problem.first) :][problem.option_index], minlength=1 << BITS
    ).astype(np.float64)
    for features, values in (
        (problem.starts, first),
        (problem.ends, last),
        (problem.inside, covered),
        (problem.wholes, spans),
    ):
        gradient = gradient + np.bincount(
            features.ravel(), np.repeat(values, features.shape[1]), minlength=1 << BITS
        )
    return gradient
