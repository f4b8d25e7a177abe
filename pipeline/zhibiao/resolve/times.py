"""Times: every expression of when in a report's text, as a period. Words and patterns stand in
`periods.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from zhibiao.core.numerals import Numerals, numerals
from zhibiao.core.period import Grain, Period, Point, period_of
from zhibiao.core.vocabulary import Vocabulary


class Time(NamedTuple):
    """An expression of time: where it stands, its period, and whether it only compares (比上年).

    The period is None if its year is unknown.
    """

    start: int
    end: int
    period: Period | None
    until: bool
    compares: bool
    founds: bool = False
    """It tells since when something is there (成立于1995年)."""


class _Grammar(NamedTuple):
    trigger: re.Pattern[str]
    expression: re.Pattern[str]
    plans: dict[str, Period]
    relative: dict[str, int]
    numerals: Numerals
    before: tuple[str, ...]
    after: tuple[str, ...]
    founded: tuple[tuple[str, ...], tuple[str, ...]]

    def number(self, text: str) -> int:
        """Number of digits of any width or of Chinese numerals, 0 if there is none."""
        return int(text) if text.isdigit() else int(self.numerals.written(text) or 0)


@cache
def _grammar(vocabulary: Vocabulary) -> _Grammar:
    data = vocabulary.toml("periods")
    pieces = data["pieces"] | {"plans": _any(data["named"]), "relative": _any(data["relative"])}
    parts = data["expression"]
    expression = f"(?P<until>{parts['until']})?" + "".join(
        f"(?P<{name}_>{'|'.join(f'(?P<{form}>{pattern})' for form, pattern in parts[name].items())})?"
        for name in ("anchor", "part", "edge")
    )
    return _Grammar(
        re.compile(_filled("|".join(data["triggers"]["patterns"]), pieces)),
        re.compile(_filled(expression, pieces)),
        {name: Period.parse(text) for name, text in data["named"].items()},
        data["relative"],
        numerals(vocabulary),
        tuple(data["comparison"]["before"]),
        tuple(data["comparison"]["after"]),
        (tuple(data["founding"]["before"]), tuple(data["founding"]["after"])),
    )


def _any(words: dict[str, object]) -> str:
    """Pattern of any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _filled(pattern: str, pieces: dict[str, str]) -> str:
    for name, piece in pieces.items():
        pattern = pattern.replace(f"{{{name}}}", piece)
    return pattern


def times_in(text: str, start: int, end: int, year: int | None, vocabulary: Vocabulary) -> list[Time]:
    """Expressions of time in text[start:end], in order.

    A year not said is that of the time before it, or the report's.
    """
    grammar = _grammar(vocabulary)
    found: list[Time] = []
    said, at = year, start
    while (trigger := grammar.trigger.search(text, at, end)) is not None:
        match = grammar.expression.match(text, trigger.start(), end)
        at = trigger.end() if match is None else max(trigger.end(), match.end())
        if match is None or not (match["anchor_"] or match["part_"] or match["edge_"]):
            continue
        period = _period(match, year, said, grammar)
        compares = _compares(text, match, grammar)
        founds = _founds(text, match, grammar)
        found.append(Time(match.start(), match.end(), period, bool(match["until"]), compares, founds))
        if period is not None and not compares and not founds:
            said = period.first.year
    return found


def _compares(text: str, match: re.Match[str], grammar: _Grammar) -> bool:
    left = text[max(0, match.start() - 2) : match.start()]
    return left.endswith(grammar.before) or text.startswith(grammar.after, match.end())


def _founds(text: str, match: re.Match[str], grammar: _Grammar) -> bool:
    before, after = grammar.founded
    return text.endswith(before, 0, match.start()) or text.startswith(after, match.end())


def _period(match: re.Match[str], report: int | None, said: int | None, grammar: _Grammar) -> Period | None:
    """Period of one expression, None if its year is unknown or there is no such period."""
    if match["plan"]:
        return grammar.plans[match["plan_name"]]
    if match["years"]:
        return period_of(Point(int(match["from_year"])), Point(int(match["to_year"])))
    if match["past"]:
        return _past(grammar.number(match["past_years"] or match["late_years"]), report)
    if match["ahead"]:
        return _ahead(grammar.number(match["next_years"] or match["within_years"]), report)
    year = said
    if match["year"]:
        year = int(match["the_year"])
    elif match["relative"]:
        year = None if report is None else report + grammar.relative[match["relative"]]
    return None if year is None else _within(match, year, grammar)


def _past(many: int, report: int | None) -> Period | None:
    """The last so many years, the report's own among them."""
    return None if report is None else period_of(Point(report - max(many, 1) + 1), Point(report))


def _ahead(many: int, report: int | None) -> Period | None:
    return None if report is None else period_of(Point(report + 1), Point(report + max(many, 1)))


def _within(match: re.Match[str], year: int, grammar: _Grammar) -> Period | None:
    """Period of the part of the year that is said, else the year."""
    part = next((name for name in _PARTS if match[name]), None)
    if part is not None:
        return _PARTS[part](match, year, grammar)
    return _end_of(match, year, grammar) if match["close"] and not match["part_"] else period_of(Point(year))


def _start_of(match: re.Match[str], year: int, grammar: _Grammar) -> Period | None:
    return period_of(Point(year, Grain.MONTH, 1), instant=True)


def _end_of(match: re.Match[str], year: int, grammar: _Grammar) -> Period | None:
    return period_of(Point(year, Grain.MONTH, 12), instant=True)


def _half(match: re.Match[str], year: int, grammar: _Grammar) -> Period | None:
    return period_of(Point(year, Grain.HALF, 2 if match["which"] == "下" else 1))


def _first_quarters(match: re.Match[str], year: int, grammar: _Grammar) -> Period | None:
    last = Point(year, Grain.QUARTER, grammar.number(match["quarters"]))
    return period_of(last._replace(number=1), last)


def _quarter(match: re.Match[str], year: int, grammar: _Grammar) -> Period | None:
    return period_of(Point(year, Grain.QUARTER, grammar.number(match["which_quarter"])))


def _months(match: re.Match[str], year: int, grammar: _Grammar) -> Period | None:
    first, last = (
        Point(year, Grain.MONTH, grammar.number(match[name])) for name in ("from_month", "to_month")
    )
    return period_of(first, last)


def _month(match: re.Match[str], year: int, grammar: _Grammar) -> Period | None:
    """A month, or its last day: 截至6月, 6月底."""
    instant = bool(match["until"] or match["close"] or match["stop"])
    return period_of(Point(year, Grain.MONTH, grammar.number(match["the_month"])), instant=instant)


_PARTS: dict[str, Callable[[re.Match[str], int, _Grammar], Period | None]] = {
    "start": _start_of,
    "end": _end_of,
    "half": _half,
    "first_quarters": _first_quarters,
    "quarter": _quarter,
    "months": _months,
    "month": _month,
}
"""What each part of a year means, by its name in the data."""
