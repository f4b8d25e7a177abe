"""Cells of a spreadsheet read as the spreadsheet shows them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import cases
from zhibiao.read.number_formats import displayed


@pytest.mark.parametrize("row", cases("number_formats"), ids=lambda row: f"{row[0]} as {row[1]}")
def test_numbers_are_shown_by_their_format(row: list[str]) -> None:
    value, number_format, shown = row
    assert (
        displayed(float(value) if not value.lstrip("-").isdecimal() else int(value), number_format) == shown
    )


@pytest.mark.parametrize("row", cases("sheet_dates"), ids=lambda row: f"{row[0]} as {row[1]}")
def test_dates_are_written_the_chinese_way(row: list[str]) -> None:
    value, number_format, shown = row
    moment = datetime.fromisoformat(value)
    assert displayed(moment, number_format) == shown
    if ":" not in value:
        assert displayed(date(moment.year, moment.month, moment.day), number_format) == shown


def test_other_values() -> None:
    assert displayed(None, "General") == ""
    assert displayed(True, "General") == "TRUE"
    assert displayed(" 石桥镇\n合计 ", "@") == "石桥镇 合计"
    assert displayed(5, '0\n"亩"') == "5 亩"
    assert displayed(time(9, 30), "hh:mm").strip() == "09:30"
    assert displayed(timedelta(hours=26, minutes=5), "[h]:mm") == "26:05"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_number_without_a_format_loses_nothing(value: Decimal) -> None:
    shown = displayed(float(value), "General")
    assert abs(Decimal(shown) - value) <= Decimal("0.5") * Decimal(10) ** -max(
        0, 10 - len(str(abs(int(value))))
    )


@given(st.one_of(st.floats(), st.integers(), st.text(), st.booleans()), st.text(max_size=20))
@example(0.0, "0\n1")
def test_no_format_is_too_odd(value: object, number_format: str) -> None:
    assert "\n" not in displayed(value, number_format)
