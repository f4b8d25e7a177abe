"""Periods: notation, days, labels."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import cases
from zhibiao.core.period import (
    PATTERN,
    Grain,
    Period,
    PeriodError,
    Point,
    notation,
    period_label,
    period_of,
    read_period,
)
from zhibiao.core.vocabulary import base, data

YEARS = st.integers(1, 9999)
NUMBERS = {Grain.YEAR: 1, Grain.HALF: 2, Grain.QUARTER: 4, Grain.MONTH: 12}
POINTS = st.sampled_from(list(Grain)).flatmap(
    lambda grain: st.builds(Point, YEARS, st.just(grain), st.integers(1, NUMBERS[grain]))
)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first = draw(POINTS)
    if draw(st.booleans()):
        return Period(first, first, draw(st.booleans()))
    last = first._replace(
        year=first.year if first.grain is Grain.QUARTER else draw(YEARS),
        number=draw(st.integers(1, NUMBERS[first.grain])),
    )
    found = period_of(first, last)
    assume(found is not None)
    assert found is not None
    return found


@given(periods())
def test_what_is_printed_is_read_again(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert read_period(str(period)) == period


@given(periods())
def test_days_are_ordered_and_meet_the_next_month(period: Period) -> None:
    first, last = period.days
    assert first <= last
    assert first == last if period.instant else first.day == 1
    assume(last < date.max)
    assert (last + timedelta(days=1)).day == 1


@given(periods(), periods(), st.dates())
def test_containing_is_an_order(one: Period, other: Period, day: date) -> None:
    assert one.contains(one)
    assert one.contains(day) == (one.days[0] <= day <= one.days[1])
    if one.contains(other):
        assert one.contains(other.days[0])
        assert one.contains(other.days[1])
        assert not other.contains(day) or one.contains(day)
        assert not other.contains(one) or one.days == other.days


@given(st.from_regex(rf"\A({PATTERN})\Z") | st.text())
def test_reading_never_raises(text: str) -> None:
    period = read_period(text)
    assert period is None or read_period(str(period)) == period


@pytest.mark.parametrize("row", cases("no_periods"), ids=lambda row: row[0])
def test_what_is_no_period(row: list[str]) -> None:
    assert read_period(row[0]) is None
    with pytest.raises(PeriodError, match="no period"):
        Period.parse(row[0])


def test_no_period_that_ends_before_it_begins() -> None:
    with pytest.raises(PeriodError):
        Period(Point(2025), Point(2021))
    assert period_of(Point(2024, Grain.MONTH, 13)) is None


@pytest.mark.parametrize("row", cases("period_days"), ids=lambda row: row[0])
def test_days_and_label(row: list[str]) -> None:
    text, first, last, label = row
    period = Period.parse(text)
    assert (str(period), *map(str, period.days), period_label(period, base())) == (text, first, last, label)


def test_unknown_is_empty() -> None:
    assert (notation(None), period_label(None, base())) == ("", "")


def test_the_schema_knows_the_notation() -> None:
    assert json.loads(data("table.schema.json"))["properties"]["period"]["pattern"] == f"^({PATTERN})?$"
