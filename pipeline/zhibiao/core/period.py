"""Period: when a claim holds, in the notation of the table (2024, 2024H1, 2024-01/2024-11, @2024-12)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from zhibiao.core.vocabulary import Vocabulary

_YEAR, _MONTH = r"\d{4}", r"(0[1-9]|1[0-2])"
PATTERN = "|".join(
    (
        rf"@?{_YEAR}(H[12]|Q[1-4]|-{_MONTH})?",
        rf"{_YEAR}Q[1-4]-Q[1-4]",
        rf"{_YEAR}/{_YEAR}",
        rf"{_YEAR}-{_MONTH}/{_YEAR}-{_MONTH}",
    )
)
"""The notation as a regular expression that Python and JSON Schema read alike."""
_NOTATION = re.compile(PATTERN, re.ASCII)
_POINT = re.compile(rf"({_YEAR})(H|Q|-)?(\d+)?", re.ASCII)


class PeriodError(ValueError):
    """What is no period: not in the notation, or one that ends before it begins."""


class Grain(StrEnum):
    """How fine a point of time is; its value is the sign that follows the year."""

    YEAR = ""
    HALF = "H"
    QUARTER = "Q"
    MONTH = "-"


_LENGTHS = {Grain.YEAR: 12, Grain.HALF: 6, Grain.QUARTER: 3, Grain.MONTH: 1}
"""Months of each grain."""


class Point(NamedTuple):
    """A year, or its half, quarter or month by number from 1."""

    year: int
    grain: Grain = Grain.YEAR
    number: int = 1

    def __str__(self) -> str:
        width = 2 if self.grain is Grain.MONTH else 1
        return f"{self.year:04d}" + (
            "" if self.grain is Grain.YEAR else f"{self.grain}{self.number:0{width}d}"
        )

    @property
    def valid(self) -> bool:
        """Whether the calendar has it."""
        return 1 <= self.year <= 9999 and 1 <= self.number <= 12 // _LENGTHS[self.grain]

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        end = self.number * _LENGTHS[self.grain]
        last = calendar.monthrange(self.year, end)[1]
        return date(self.year, end - _LENGTHS[self.grain] + 1, 1), date(self.year, end, last)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day of one point of time to the last day of another (or the same).

    An instant is the last day of its point. Points of two kinds never meet in one period: it runs over years,
    over months, or over quarters of one year. Raises `PeriodError`.
    """

    first: Point
    last: Point
    instant: bool = False

    def __post_init__(self) -> None:
        if not (self.first.valid and self.last.valid and _fit(self.first, self.last, self.instant)):
            raise PeriodError(f"{self.first} to {self.last} is no period")

    def __str__(self) -> str:
        if self.first == self.last:
            return f"@{self.first}" if self.instant else f"{self.first}"
        if self.first.grain is Grain.QUARTER:
            return f"{self.first}-Q{self.last.number}"
        return f"{self.first}/{self.last}"

    @classmethod
    def parse(cls, text: str) -> Period:
        """Period of its notation; raises `PeriodError` for anything else, the empty string too."""
        period = read_period(text)
        if period is None:
            raise PeriodError(f"{text!r} is no period")
        return period

    @property
    def days(self) -> tuple[date, date]:
        """First and last day; of an instant both are the same."""
        end = self.last.days[1]
        return (end if self.instant else self.first.days[0]), end

    def contains(self, other: Period | date) -> bool:
        """Whether every day of the other lies in this one."""
        first, last = other.days if isinstance(other, Period) else (other, other)
        start, end = self.days
        return start <= first and last <= end


def read_period(text: str) -> Period | None:
    """Period of its notation, None for what is none."""
    if not _NOTATION.fullmatch(text):
        return None
    ends = text.removeprefix("@").replace("-Q", f"/{text[:4]}Q").split("/")
    first, last = _point(ends[0]), _point(ends[-1])
    instant = text.startswith("@")
    if not (first.valid and last.valid and _fit(first, last, instant)):
        return None
    return Period(first, last, instant)


def notation(period: Period | None) -> str:
    """What the table writes; empty where the period is unknown."""
    return "" if period is None else str(period)


def period_of(first: Point, last: Point | None = None, *, instant: bool = False) -> Period | None:
    """Period over these points, None where there is none (a month 13, an end before its beginning)."""
    last = first if last is None else last
    fits = first.valid and last.valid and _fit(first, last, instant)
    return Period(first, last, instant) if fits else None


def _point(text: str) -> Point:
    match = _POINT.fullmatch(text)
    assert match is not None  # the notation's ends are points
    return Point(int(match[1]), Grain(match[2] or ""), int(match[3] or 1))


def _fit(first: Point, last: Point, instant: bool) -> bool:
    """Whether valid points are the ends of one period."""
    if first == last:
        return True
    alike = first.grain is last.grain and first < last and not instant
    return alike and (
        first.grain in (Grain.YEAR, Grain.MONTH) or (first.grain is Grain.QUARTER and first.year == last.year)
    )


def period_label(period: Period | None, vocabulary: Vocabulary) -> str:
    """What a reader of Chinese calls it: 2024年前三季度, 截至2024年12月末; empty where it is unknown."""
    if period is None:
        return ""
    words = vocabulary.toml("periods")["label"]
    first, last = period.first, period.last
    grain = first.grain.name.lower()
    if first == last:
        name = _point_label(first, words)
        return (
            str(words["instant"].format(point=name))
            if period.instant
            else name + words["alone"].get(grain, "")
        )
    if first.year != last.year and first.grain is Grain.MONTH:
        return str(
            words["months_over_years"].format(
                first=_point_label(first, words), last=_point_label(last, words)
            )
        )
    if first.grain is Grain.QUARTER:
        names = [words["numbers"][point.number - 1] for point in (first, last)]
        form = words["first_quarters"][last.number - 1] if first.number == 1 else words["quarters"]
        return str(form.format(year=first.year, first=names[0], last=names[1]))
    form = words[f"{grain}s"]
    return str(form.format(year=first.year, last_year=last.year, first=first.number, last=last.number))


def _point_label(point: Point, words: Mapping[str, Any]) -> str:
    form = words["point"][point.grain.name.lower()]
    return str(
        (form if isinstance(form, str) else form[point.number - 1]).format(
            year=point.year, number=point.number
        )
    )
