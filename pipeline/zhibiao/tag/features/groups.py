"""Features in groups, each of one kind, so that a long sentence does not shout down a short phrase.

The features of most groups share their group's weight, so that a group has the same say however many it
holds; those of the few groups marked `each` in the table of templates have the weight each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from zhibiao.tag.features.hashing import CodeArray, FloatArray, IntArray, codes, fold_array, mix, slices
from zhibiao.tag.features.templates import CONTEXT_BITS, EACH, ID, WEIGHT


class Ragged(NamedTuple):
    """Features of several rows one after the other, and how many each row has; `values` of those that are
    more than there or not."""

    ids: IntArray
    counts: IntArray
    values: FloatArray | None = None


Grouped = dict[str, Ragged]
"""Features by group; the order of the groups is the order in which they are summed."""


class Matrix(NamedTuple):
    """Sparse rows: feature `ids` with `values`, and the row of each."""

    rows: IntArray
    ids: IntArray
    values: FloatArray
    size: int


def only(groups: Grouped, names: Sequence[str]) -> Grouped:
    """Some of the groups, in the order named."""
    return {name: groups[name] for name in names}


def weighted(groups: Grouped) -> Matrix:
    """All groups side by side; a shared weight is divided by the square root of the group's size in the
    row."""
    parts = list(groups.values())
    size = len(parts[0].counts)
    numbers = np.arange(size)
    return Matrix(
        rows=np.concatenate([np.repeat(numbers, part.counts) for part in parts]),
        ids=np.concatenate([part.ids for part in parts]),
        values=np.concatenate([_values(name, part) for name, part in groups.items()]),
        size=size,
    )


def _values(name: str, part: Ragged) -> FloatArray:
    if part.values is not None:
        return part.values * WEIGHT[name]
    if name in EACH:
        return np.full(len(part.ids), WEIGHT[name])
    return np.repeat(WEIGHT[name] / np.sqrt(np.maximum(part.counts, 1)), part.counts)


def pick(groups: Grouped, rows: Sequence[int]) -> Grouped:
    """Some of the rows."""
    chosen = np.asarray(rows, dtype=np.int64)
    found = {}
    for name, part in groups.items():
        ends = np.cumsum(part.counts)
        index, counts = slices((ends - part.counts)[chosen], ends[chosen])
        values = None if part.values is None else part.values[index]
        found[name] = Ragged(part.ids[index], counts, values)
    return found


def stack(parts: Sequence[Grouped]) -> Grouped:
    """The rows of several reports in one."""
    return {name: _end_to_end([part[name] for part in parts]) for name in parts[0]}


def _end_to_end(parts: Sequence[Ragged]) -> Ragged:
    values = [part.values for part in parts if part.values is not None]
    return Ragged(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate(values) if values else None,
    )


def coded(rows: list[list[str]]) -> Ragged:
    """Numbers of the words of each row, before any template."""
    flat = codes(word for row in rows for word in row)
    return Ragged(np.array(flat, dtype=np.int64), np.array([len(row) for row in rows], dtype=np.int64))


def words(template: str, numbers: Ragged) -> Ragged:
    """Coded words under a template."""
    return Ragged(fold_array(CONTEXT_BITS, ID[template], numbers.ids), numbers.counts)


def grams(
    template: str, hashed: list[CodeArray], starts: IntArray, ends: IntArray, lengths: tuple[int, ...]
) -> Ragged:
    """Every run of the given lengths within each range."""
    found = []
    for n in lengths:
        index, counts = slices(starts, ends - n + 1)
        found.append(Ragged(mix(CONTEXT_BITS, ID[template] + n, hashed[n - 1][index]), counts))
    return join(*found)


def join(*parts: Ragged) -> Ragged:
    """Rows of several groups put end to end."""
    if len(parts) == 1:
        return parts[0]
    owners = [np.repeat(np.arange(len(part.counts)), part.counts) for part in parts]
    order = np.argsort(np.concatenate(owners), kind="stable")
    ids = np.concatenate([part.ids for part in parts])[order]
    return Ragged(ids, np.sum([part.counts for part in parts], axis=0))


def ladder(
    template: str, hashed: list[CodeArray], starts: list[IntArray], first: IntArray, last: IntArray
) -> Ragged:
    """Runs of one, two, … characters that touch the quantity; where the sentence is shorter, its edge."""
    columns = []
    for n, start in enumerate(starts, 1):
        inside = (start >= first) & (start + n <= last)
        found = mix(CONTEXT_BITS, ID[template] + n, hashed[n - 1][np.where(inside, start, 0)])
        edge = mix(CONTEXT_BITS, ID[f"{template}.edge"], np.full(len(start), n))
        columns.append(np.where(inside, found, edge))
    return Ragged(np.stack(columns, axis=1).ravel(), np.full(len(first), len(starts)))
