"""What the rankers learn by: the likelihood of the right choices of all claims together, and its gradient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.features.hashing import FloatArray, IntArray
from zhibiao.tag.spans.lattice import Lattice


class Lesson(NamedTuple):
    """The claims of one report: spans, each claim's options, and the choice that is right (None: nothing
    is)."""

    spans: Lattice | None
    options: list[list[tuple[Any, list[int]]]]
    """For each claim its options: what each chooses, and its features."""
    right: Sequence[Any]


@dataclass(frozen=True)
class Problem:
    """All lessons in one set of arrays. Choices are the spans, then the options; `owner` is each choice's
    claim."""

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


class _Listed(NamedTuple):
    """Options of all claims: features with the option of each, and each option's claim and whether it is
    right."""

    features: list[int]
    options: list[int]
    owner: list[int]
    right: list[bool]


def problem_of(lessons: Sequence[Lesson]) -> Problem:
    """Lessons put end to end."""
    lattices = [lesson.spans for lesson in lessons if lesson.spans is not None]
    owners, rights, firsts, lasts = [], [], [], []
    listed = _Listed([], [], [], [])
    position = claim = 0
    for lesson in lessons:
        spans = lesson.spans
        if spans is not None:
            owner, right = _right_spans(spans, lesson.right)
            owners.append(owner + claim)
            rights.append(right)
            firsts.append(spans.first + position)
            lasts.append(spans.last + position)
            position += len(spans.tokens)
        _add_options(listed, lesson, claim)
        claim += len(lesson.right)
    return Problem(
        starts=_stack([spans.starts for spans in lattices]),
        ends=_stack([spans.ends for spans in lattices]),
        inside=_stack([spans.inside for spans in lattices]),
        wholes=_stack([spans.wholes for spans in lattices]),
        first=_join(firsts),
        last=_join(lasts),
        option_features=np.array(listed.features, dtype=np.int64),
        option_index=np.array(listed.options, dtype=np.int64),
        owner=np.concatenate([_join(owners), np.array(listed.owner, dtype=np.int64)]),
        right=np.concatenate([_join(rights).astype(bool), np.array(listed.right, dtype=bool)]),
        claims=claim,
    )


def _right_spans(spans: Lattice, right: Sequence[TokenSpan | None]) -> tuple[IntArray, NDArray[np.bool_]]:
    """Claim of each span of a report, and whether it is the right one."""
    owner = np.repeat(np.arange(len(right)), np.diff(spans.offsets))
    begin = np.array([-1 if span is None else span.start for span in right])[owner]
    end = np.array([-1 if span is None else span.end - 1 for span in right])[owner]
    return owner, (spans.tokens[spans.first] == begin) & (spans.tokens[spans.last] == end)


def _add_options(listed: _Listed, lesson: Lesson, claim: int) -> None:
    for k, choices in enumerate(lesson.options):
        for choice, own in choices:
            listed.features.extend(own)
            listed.options.extend([len(listed.owner)] * len(own))
            listed.owner.append(claim + k)
            listed.right.append(choice == lesson.right[k])


def _stack(arrays: list[IntArray]) -> IntArray:
    return np.concatenate(arrays) if arrays else np.zeros((0, 1), dtype=np.int64)


def _join(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.int64)


def loss(weights: FloatArray, problem: Problem, penalty: float) -> tuple[float, FloatArray]:
    """Negative log-likelihood with its L2 penalty, and the gradient."""
    scores = _scores(weights, problem)
    everything, p = _log_sum(scores, problem.owner, problem.claims)
    rights, q = _log_sum(np.where(problem.right, scores, -np.inf), problem.owner, problem.claims)
    taught = np.isfinite(rights)
    lost = float((everything - rights)[taught].sum()) + 0.5 * penalty * float(weights @ weights)
    slope = np.where(taught[problem.owner], p - q, 0.0)
    return lost, _gradient(slope, problem, len(weights)) + penalty * weights


def _scores(weights: FloatArray, problem: Problem) -> FloatArray:
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


def _gradient(slope: FloatArray, problem: Problem, size: int) -> FloatArray:
    spans, options = slope[: len(problem.first)], slope[len(problem.first) :]
    positions = len(problem.starts)
    first = np.bincount(problem.first, spans, minlength=positions)
    last = np.bincount(problem.last, spans, minlength=positions)
    covered = np.cumsum(first - np.concatenate(([0.0], last[:-1]))) if positions else first
    own = np.bincount(problem.option_features, options[problem.option_index], minlength=size)
    gradient = own.astype(np.float64)
    for features, values in (
        (problem.starts, first),
        (problem.ends, last),
        (problem.inside, covered),
        (problem.wholes, spans),
    ):
        repeated = np.repeat(values, features.shape[1])
        gradient = gradient + np.bincount(features.ravel(), repeated, minlength=size)
    return gradient
