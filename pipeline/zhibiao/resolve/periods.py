"""The period of each claim: from its own sentence, the headings above it, or the report."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from zhibiao.core.enums import Status
from zhibiao.core.period import Grain, Period, Point, period_of
from zhibiao.core.spans import CleanSpan
from zhibiao.core.types import About, Claim, CleanText, HeadingPath
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.resolve.times import Time, times_in
from zhibiao.structure.openings import openings
from zhibiao.structure.owners import owners

_DECEMBER = 12
_CLAUSE = re.compile("[，,；;。]")


class _Flow(NamedTuple):
    """What flows (money, 次, growth) and what stands (staff, rates)."""

    kinds: frozenset[str]
    units: frozenset[str]
    measures: frozenset[str]
    bare_units: frozenset[str]
    bare_domains: frozenset[str]
    stocks: frozenset[str]
    standing_measures: frozenset[str]


@cache
def _flow(vocabulary: Vocabulary) -> _Flow:
    data = vocabulary.toml("periods")
    flow, stock = data["flow"], data["stock"]
    return _Flow(
        *(frozenset(flow[name]) for name in ("kinds", "units", "measures", "bare_units", "bare_domains")),
        *(frozenset(stock[name]) for name in ("categories", "measures")),
    )


def periods(
    clean: CleanText, claims: list[Claim], about: About, vocabulary: Vocabulary
) -> list[Period | None]:
    """Period of each claim; None where the year is unknown."""
    said = _Said(clean, about, vocabulary)
    flow = _flow(vocabulary)
    return [_as_flow(said.of(claim), claim, flow) for claim in claims]


class _Said:
    """When the parts of a report speak of: each phrase is read once."""

    def __init__(self, clean: CleanText, about: About, vocabulary: Vocabulary) -> None:
        self._clean, self._year, self._vocabulary = clean, about.year, vocabulary
        self._openings = openings(clean)
        self._owners = owners(clean, vocabulary) if about.year is None else []
        self._times: dict[tuple[int, int], list[Time]] = {}
        self._headings: dict[int, Period | None] = {}
        self._cut_off: tuple[int, Period | None] = (-1, None)
        self._report = _of_report(about, vocabulary)

    def of(self, claim: Claim) -> Period | None:
        """What is said nearest: in the sentence, at the paragraph's opening, in a label or heading above, of
        the report. Where that says no year, the last cut-off of the section stands in for figures without an
        owner."""
        index = claim.candidate.sentence
        sentence, opened = self._clean.sentences[index], self._openings[index]
        own = _own(self._clean.text, self._in(sentence.start, sentence.end), claim)
        if own is not None:
            if own.until and own.period is not None:
                self._cut_off = sentence.heading, own.period
            return own.period
        for period in (self._opened(opened.own), self._label(opened.label), self._heading(sentence.heading)):
            if period is not None:
                return period
        if self._report is None and self._cut_off[0] == sentence.heading and self._owners[index] is None:
            return self._cut_off[1]
        return self._report

    def _in(self, start: int, end: int) -> list[Time]:
        if (start, end) not in self._times:
            self._times[start, end] = times_in(self._clean.text, start, end, self._year, self._vocabulary)
        return self._times[start, end]

    def _opened(self, span: CleanSpan | None) -> Period | None:
        """A cut-off or an interval that opens the paragraph; a bare year there is its sentence's."""
        for time in self._in(*span) if span is not None else ():
            if time.period is not None and not (time.compares or time.founds):
                holds = time.until or _is_interval(time.period)
                return time.period if holds else None
        return None

    def _label(self, span: CleanSpan | None) -> Period | None:
        times = self._in(*span) if span is not None else []
        return times[0].period if times else None

    def _heading(self, number: int) -> Period | None:
        if number not in self._headings:
            path = self._clean.headings[number]
            self._headings[number] = _of_heading(path, self._year, self._vocabulary)
        return self._headings[number]


def _of_report(about: About, vocabulary: Vocabulary) -> Period | None:
    """The report's year, or the part of it that its title says: 上半年工作总结."""
    if about.year is None:
        return None
    times = times_in(about.title, 0, len(about.title), about.year, vocabulary)
    parts = (time.period for time in times if time.period is not None and _is_interval(time.period))
    within = (one for one in parts if one.first.year == one.last.year == about.year)
    return next(within, period_of(Point(about.year)))


def _closes(text: str) -> bool:
    """Whether a bracket that opened before a text closes in it: what stood in it holds no longer."""
    depth = 0
    for character in text:
        depth += (character in "（(") - (character in "）)")
        if depth < 0:
            return True
    return False


def _is_interval(period: Period) -> bool:
    """Several years, quarters or months, half a year, or the end of one; a single month is when something was
    done."""
    return (
        period.first != period.last
        or period.first.grain == Grain.HALF
        or (period.instant and period.last.number == _DECEMBER)
    )


def _own(text: str, times: list[Time], claim: Claim) -> Time | None:
    """The last time said before the quantity.

    One that compares counts for an earlier value or a target only, right behind it; one that founds for its
    clause.
    """
    start = claim.candidate.quantity.start
    before = [time for time in times[: bisect_left(times, (start,))] if time.end <= start]
    if claim.status in (Status.PRIOR, Status.TARGET) and before and before[-1].compares:
        return before[-1]
    plain = [
        time
        for time in before
        if not time.compares
        and not (time.founds and _CLAUSE.search(text, time.end, start))
        and not _closes(text[time.end : start])
    ]
    return plain[-1] if plain else None


def _of_heading(path: HeadingPath, year: int | None, vocabulary: Vocabulary) -> Period | None:
    """What the innermost heading that says a time says."""
    for title in reversed(path.titles):
        times = times_in(title, 0, len(title), year, vocabulary)
        if times and times[0].period:
            return times[0].period
    return None


def _as_flow(period: Period | None, claim: Claim, flow: _Flow) -> Period | None:
    """截至 11 月底 of what flows is January to November, 截至年底 the year; of what stands it is that
    instant."""
    if period is None or not period.instant or not _flows(claim, flow):
        return period
    month = period.last
    if month.number == 12:
        return period_of(Point(month.year))
    return Period(month._replace(number=1), month)


def _flows(claim: Claim, flow: _Flow) -> bool:
    quantity = claim.candidate.quantity
    if claim.category in flow.stocks or claim.measure in flow.standing_measures:
        return False
    if quantity.unit in flow.bare_units and claim.category.partition(".")[0] in flow.bare_domains:
        return True
    return quantity.kind in flow.kinds or quantity.unit in flow.units or claim.measure in flow.measures
