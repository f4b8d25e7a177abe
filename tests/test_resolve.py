"""Periods from the words of a report."""

from __future__ import annotations

from decimal import Decimal

import pytest

import zhibiao
from conftest import cases
from zhibiao.core.enums import Direction, Measure, Scope, Status
from zhibiao.core.types import About, Claim, Document
from zhibiao.core.vocabulary import base
from zhibiao.propose import propose
from zhibiao.resolve.completing import resolve
from zhibiao.resolve.times import times_in
from zhibiao.text import clean


@pytest.mark.parametrize("row", cases("periods"), ids=lambda row: row[0])
def test_time(row: list[str]) -> None:
    text, period, until, compares = row
    found = times_in(text, 0, len(text), 2024, base())
    assert [(str(time.period), time.until, time.compares) for time in found] == [
        (period, bool(until), bool(compares))
    ]


@pytest.mark.parametrize("row", cases("times"), ids=lambda row: row[0])
def test_times(row: list[str]) -> None:
    text, times = row
    found = [
        (text[one.start : one.end], str(one.period), "until" * one.until, "compares" * one.compares)
        for one in times_in(text, 0, len(text), 2024, base())
    ]
    assert " | ".join(" ".join(filter(None, one)) for one in found) == times


def test_times_of_a_part_of_a_text() -> None:
    text = "2021年，今年3月。去年，2020年"
    found = times_in(text, text.index("今年"), text.index("去年") + 2, 2024, base())
    assert [(one.start, one.end, str(one.period)) for one in found] == [(6, 10, "2024-03"), (11, 13, "2023")]


def test_times_of_a_report_without_a_year() -> None:
    text = "今年3月，2023年，4月，近三年，三年内，“十四五”，2020年至2022年"
    found = [one.period and str(one.period) for one in times_in(text, 0, len(text), None, base())]
    assert found == [None, "2023", "2023-04", None, None, "2021/2025", "2020/2022"]


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


@pytest.mark.parametrize(
    ("text", "measure", "direction", "value", "high", "turned"),
    [
        ("产值增长-3.6%。", "growth", "up", "3.6", "", "down"),
        ("产值增长-3.6%。", "growth", "down", "3.6", "", "down"),
        ("产值变动-5万元。", "change", "up", "5", "", "down"),
        ("产值增长-3%到-1%。", "growth", "up", "1", "3", "down"),
        ("产值增长-3%到1%。", "growth", "up", "-3", "1", "up"),
        ("产值增长3.6%。", "growth", "up", "3.6", "", "up"),
        ("利润-120万元。", "level", "", "-120", "", ""),
        ("偏差率-2%。", "rate", "", "-2", "", ""),
    ],
)
def test_a_negative_growth_goes_down_and_a_negative_amount_keeps_its_sign(
    text: str, measure: str, direction: str, value: str, high: str, turned: str
) -> None:
    cleaned = clean(Document("", text))
    (candidate,) = propose(cleaned, base())
    claim = Claim(
        candidate=candidate, indicator=None, qualifier=None,
        category="economy.output", measure=Measure(measure),
        direction=Direction(direction), basis="", status=Status.ACTUAL, scope=Scope.TOWNSHIP, parent=None,
        certainty=(1.0,) * 5,
    )  # fmt: skip
    (completed,) = resolve(cleaned, [claim], About(year=2023), {}, base())
    quantity = completed.claim.candidate.quantity
    assert (quantity.value, completed.claim.direction) == (Decimal(value), turned)
    assert quantity.value_high == (Decimal(high) if high else None)
    assert (quantity.base_value < 0) == (quantity.value < 0)
