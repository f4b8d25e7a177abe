"""The period of each claim: from its own phrase, its clause, its sentence, the headings above it, or the report."""

from __future__ import annotations

import re
from bisect import bisect_left

from zhibiao.core.types import Claim, CleanText, HeadingPath
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.resolve.times import Time, times_in

_FLOWING = frozenset({"money", "weight", "volume", "energy"})
_STOCKS = frozenset({"fiscal.asset", "organization.staff", "organization.population"})
_RUNNING_COUNTS = frozenset({"次", "件", "起", "宗", "场", "场次", "人次", "份", "期", "条", "例"})
_DONE = re.compile(
    "新增|新建|完成|办理|发放|建成|开展|处理|化解|收|支|投入|种植|清|拆|查|调|培训|转移|举办|销售"
)


def periods(clean: CleanText, claims: list[Claim], year: int | None, vocabulary: Vocabulary) -> list[str]:
    """Period of each claim in the table's notation; empty where the year is unknown."""
    sentences: dict[int, list[Time]] = {}
    headings: dict[int, str | None] = {}
    found = []
    for claim in claims:
        index = claim.candidate.sentence
        sentence = clean.sentences[index]
        if index not in sentences:
            sentences[index] = times_in(clean.text, sentence.start, sentence.end, year, vocabulary)
        if sentence.heading not in headings:
            headings[sentence.heading] = _of_heading(clean.headings[sentence.heading], year, vocabulary)
        own = _own(sentences[index], claim)
        if own is not None:
            found.append(_as_flow(own.period, claim))
        else:
            inherited = headings[sentence.heading]
            found.append(inherited if inherited is not None else str(year) if year else "")
    return found


def _own(times: list[Time], claim: Claim) -> Time | None:
    """The last time said before the quantity; one that compares counts for an earlier value only, right behind it."""
    before = [
        time
        for time in times[: bisect_left(times, (claim.candidate.quantity.start,))]
        if time.end <= claim.candidate.quantity.start
    ]
    if claim.status in ("prior", "target") and before and before[-1].compares:
        return before[-1]
    plain = [time for time in before if not time.compares]
    return plain[-1] if plain else None


def _of_heading(path: HeadingPath, year: int | None, vocabulary: Vocabulary) -> str | None:
    """The innermost heading that says a time."""
    for title in reversed(path.titles):
        times = times_in(title, 0, len(title), year, vocabulary)
        if times and times[0].period:
            return times[0].period
    return None


def _as_flow(period: str, claim: Claim) -> str:
    """截至 11 月底 of what flows is January to November, 截至年底 the year; of what stands it is that instant."""
    if not period.startswith("@") or not _flows(claim):
        return period
    year, month = period[1:5], period[6:8]
    return year if month == "12" else f"{year}-01/{year}-{month}"


def _flows(claim: Claim) -> bool:
    quantity = claim.candidate.quantity
    if claim.category in _STOCKS or claim.measure in ("rate", "rank", "share"):
        return False
    if quantity.unit in ("万", "亿") and claim.category.startswith(("economy.", "fiscal.")):
        return True
    return (
        quantity.kind in _FLOWING or quantity.unit in _RUNNING_COUNTS or claim.measure in ("change", "growth")
    )
