"""Periods from the words of a report."""

from __future__ import annotations

import pytest

from conftest import cases
from zhibiao.resolve.times import times_in


@pytest.mark.parametrize("row", cases("periods"), ids=lambda row: row[0])
def test_time(row: list[str]) -> None:
    text, period, until, compares = row
    found = times_in(text, 0, len(text), 2024)
    assert [(time.period, time.until, time.compares) for time in found] == [(period, bool(until), bool(compares))]


def test_year_unknown_is_empty() -> None:
    assert [time.period for time in times_in("今年", 0, 2, None)] == [""]
