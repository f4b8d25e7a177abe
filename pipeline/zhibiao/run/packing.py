"""The rows of a very long report, kept as bytes: some hundred thousand of them would fill the memory."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import overload

from zhibiao.table.columns import Row

_FEW = 4096
"""Rows that are left as they are; also how many are packed together."""


def packed(rows: Iterable[Row]) -> Sequence[Row]:
    """The rows as a sequence: a tuple of a few, or many in a tenth of the memory."""
    source = iter(rows)
    few = tuple(islice(source, _FEW))
    following = tuple(islice(source, 1))
    return PackedRows(chain(few, following, source)) if following else few


class PackedRows(Sequence[Row]):
    """Rows that are unpacked, a pack at a time, whenever they are gone through."""

    __slots__ = ("_count", "_packs")

    def __init__(self, rows: Iterable[Row]) -> None:
        self._packs: list[bytes] = []
        self._count = 0
        source = iter(rows)
        while pack := tuple(islice(source, _FEW)):
            self._packs.append(pickle.dumps([tuple(row) for row in pack], pickle.HIGHEST_PROTOCOL))
            self._count += len(pack)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Row]:
        for number in range(len(self._packs)):
            yield from self._unpacked(number)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(self._count))]
        number, place = divmod(range(self._count)[index], _FEW)
        return self._unpacked(number)[place]

    def _unpacked(self, number: int) -> list[Row]:
        return [Row._make(values) for values in pickle.loads(self._packs[number])]
