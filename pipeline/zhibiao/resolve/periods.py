"""The period of each claim: from its own sentence, the headings above it, or the report."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from zhibiao.core.enums import Status
from zhibiao.core.period import Period, Point, period_of
from zhibiao.core.types import Claim, CleanText, HeadingPath
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.resolve.times import Time, times_in


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
    clean: CleanText, claims: list[Claim], year: int | None, vocabulary: Vocabulary
) -> list[Period | None]:
    """Period of each claim; None where the year is unknown."""
    sentences: dict[int, list[Time]] = {}
    headings: dict[int, Period | None] = {}
    found: list[Period | None] = []
    of_report = None if year is None else period_of(Point(year))
    for claim in claims:
        index = claim.candidate.sentence
        sentence = clean.sentences[index]
        if index not in sentences:
            sentences[index] = times_in(clean.text, sentence.start, sentence.end, year, vocabulary)
        if sentence.heading not in headings:
            headings[sentence.heading] = _of_heading(clean.headings[sentence.heading], year, vocabulary)
        own = _own(sentences[index], claim)
        if own is not None:
            found.append(_as_flow(own.period, claim, _flow(vocabulary)))
        else:
            found.append(headings[sentence.heading] or of_report)
    return found


def _own(times: list[Time], claim: Claim) -> Time | None:
    """The last time said before the quantity.

    One that compares counts for an earlier value or a target only, right behind it.
    """
    before = [
        time
        for time in times[: bisect_left(times, (claim.candidate.quantity.start,))]
        if time.end <= claim.candidate.quantity.start
    ]
    if claim.status in (Status.PRIOR, Status.TARGET) and before and before[-1].compares:
        return before[-1]
    plain = [time for time in before if not time.compares]
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
