"""Periods from the words of a report."""

from __future__ import annotations

import pytest

import zhibiao
from conftest import cases
from zhibiao.core.vocabulary import base
from zhibiao.resolve.times import times_in


@pytest.mark.parametrize("row", cases("periods"), ids=lambda row: row[0])
def test_time(row: list[str]) -> None:
    text, period, until, compares = row
    found = times_in(text, 0, len(text), 2024, base())
    assert [(str(time.period), time.until, time.compares) for time in found] == [
        (period, bool(until), bool(compares))
    ]


@pytest.mark.parametrize(
    ("text", "unit", "measure"),
    [
        ("覆盖率比上年下降1.8个千分点。", "千分点", "change"),
        ("满意度提高3个百分点。", "百分点", "change"),
        ("完成造林面积3.2万。", "万亩", "level"),
        ("累计投资额4.97亿。", "亿元", "level"),
        ("每月巡河不少于2次。", "次/月", "level"),
        ("每人每月补助200元。", "元/人·月", "level"),
    ],
)
def test_units_and_movements_by_context(
    extractor: zhibiao.Extractor, text: str, unit: str, measure: str
) -> None:
    assert [(row.unit, row.measure) for row in extractor.extract_text(text, year=2023).rows] == [
        (unit, measure)
    ]


def test_year_unknown_is_empty() -> None:
    assert [time.period for time in times_in("今年", 0, 2, None, base())] == [None]
