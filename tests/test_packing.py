"""Rows of very long reports: packed, they are the same rows."""

from __future__ import annotations

import pickle

import pytest

import zhibiao
from zhibiao.run.packing import PackedRows, packed
from zhibiao.run.stream import Limits
from zhibiao.table.columns import Row


@pytest.fixture(scope="module")
def row(extractor: zhibiao.Extractor) -> Row:
    return extractor.extract_text("全镇完成造林1200亩。", year=2023).rows[0]


@pytest.mark.parametrize("count", [0, 1, 4095, 4096, 4097, 8192, 8193])
def test_packed_rows_are_the_rows(row: Row, count: int) -> None:
    rows = [row._replace(start=number) for number in range(count)]
    found = packed(iter(rows))
    assert isinstance(found, PackedRows) == (count > 4096)
    for same in (found, pickle.loads(pickle.dumps(found))):
        assert len(same) == count
        assert list(same) == rows
        assert list(same) == rows
        assert bool(same) == bool(rows)
    if rows:
        assert (found[0], found[-1], found[count // 2]) == (rows[0], rows[-1], rows[count // 2])
        assert list(found[-3:]) == rows[-3:]
    with pytest.raises(IndexError):
        found[count]


def test_packed_rows_are_small(row: Row) -> None:
    rows = (row._replace(start=number, sentence=f"第{number}句") for number in range(20_000))
    assert len(pickle.dumps(packed(rows))) < 20_000 * 250


@pytest.mark.parametrize(("size", "seconds"), [(0, 30), (9_999_999, 30), (20_000_000, 90)])
def test_a_large_file_has_more_time(size: int, seconds: float) -> None:
    assert Limits(seconds=30).seconds_for(size) == seconds
