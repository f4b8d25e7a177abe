"""Tabulate: claims to rows of the tidy table, and what is no claim to its own rows."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from decimal import Decimal

from zhibiao.core.spans import CleanSpan, RawSpan
from zhibiao.core.types import About, CleanText, Completed, Document, Rejected
from zhibiao.core.unit import parse_unit
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.table.columns import Number, Row

_SECTION_SIGN = " › "


def tabulate(
    document: Document,
    about: About,
    clean: CleanText,
    completed: list[Completed],
    model: str,
    vocabulary: Vocabulary,
) -> list[Row]:
    """Rows in the order of the text."""
    quantities = [one.claim.candidate.quantity for one in completed]
    spans = [clean.raw(quantity.start, quantity.end) for quantity in quantities]
    ids = [claim_id(document.sha256, span) for span in spans]
    return [
        _row(document, about, clean, one, span, ids, k, model, vocabulary)
        for k, (one, span) in enumerate(zip(completed, spans, strict=True))
    ]


def numbers(clean: CleanText, rejected: list[Rejected]) -> list[Number]:
    """Rows of the numbers that are no claims."""
    found = []
    for number in rejected:
        quantity = number.candidate.quantity
        span = clean.raw(quantity.start, quantity.end)
        found.append(Number(squeeze(quantity.text), span.start, span.end, number.reason))
    return found


def claim_id(sha256: str, span: RawSpan) -> str:
    """Stable name of a quantity: from its report's raw text and its place in it, whatever model tagged it."""
    digest = hashlib.sha256(f"{sha256}:{span.start}:{span.end}".encode()).hexdigest()
    return f"c{digest[:15]}"


def _row(
    document: Document,
    about: About,
    clean: CleanText,
    one: Completed,
    span: RawSpan,
    ids: list[str],
    k: int,
    model: str,
    vocabulary: Vocabulary,
) -> Row:
    claim = one.claim
    quantity, sentence = claim.candidate.quantity, clean.sentences[claim.candidate.sentence]
    indicator, qualifier = _raw(clean, claim.indicator), _raw(clean, claim.qualifier)
    low, high, base = _in_base(one, vocabulary)
    first, last = period_days(one.period)
    return Row(
        claim_id=ids[k],
        source=document.source,
        report_title=about.title,
        place=about.place,
        report_year=about.year,
        place_from=about.place_from,
        year_from=about.year_from,
        section=_SECTION_SIGN.join(clean.headings[sentence.heading].titles),
        page=bisect_right(document.page_starts, span.start) if document.page_starts else None,
        sentence=clean.text[sentence.start : sentence.end],
        text=squeeze(quantity.text),
        start=span.start,
        end=span.end,
        indicator=_text(clean, claim.indicator),
        indicator_start=indicator and indicator.start,
        indicator_end=indicator and indicator.end,
        qualifier=_text(clean, claim.qualifier),
        qualifier_start=qualifier and qualifier.start,
        qualifier_end=qualifier and qualifier.end,
        canonical=one.canonical,
        category=claim.category,
        domain=claim.category.partition(".")[0],
        value=float(quantity.value),
        value_high=None if quantity.value_high is None else float(quantity.value_high),
        unit=one.unit,
        base_value=float(low),
        base_value_high=None if high is None else float(high),
        base_unit=base,
        bound=quantity.bound,
        measure=claim.measure,
        direction=claim.direction,
        basis=claim.basis,
        status=claim.status,
        scope=claim.scope,
        period=one.period,
        period_start=first,
        period_end=last,
        parent_id="" if claim.parent is None else ids[claim.parent],
        confidence=round(one.confidence, 4),
        model=model,
    )


def _in_base(one: Completed, vocabulary: Vocabulary) -> tuple[Decimal, Decimal | None, str]:
    """Value, upper value and base unit of a claim, in the unit that the report gave it."""
    quantity = one.claim.candidate.quantity
    if one.unit == quantity.unit:
        return quantity.base_value, quantity.base_value_high, quantity.base_unit
    unit = parse_unit(one.unit, vocabulary)
    high = None if quantity.value_high is None else unit.to_base(quantity.value_high)
    return unit.to_base(quantity.value), high, unit.base


def squeeze(text: str) -> str:
    return "".join(text.split())


def _raw(clean: CleanText, span: CleanSpan | None) -> RawSpan | None:
    return None if span is None else clean.raw(span.start, span.end)


def _text(clean: CleanText, span: CleanSpan | None) -> str:
    return "" if span is None else squeeze(clean.text[span.start : span.end])


_MONTHS = {"H1": (1, 6), "H2": (7, 12), "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12)}
_POINT = re.compile(r"(\d{4})(?:-(\d\d)|(H[12]|Q[1-4])(?:-(Q[1-4]))?)?")


def period_days(period: str) -> tuple[str | None, str | None]:
    """First and last day (ISO) of a period in the table's notation; an instant is the last day of its month."""
    if not period:
        return None, None
    instant = period.startswith("@")
    parts = period.lstrip("@").split("/")
    first, last = _months(parts[0]), _months(parts[-1])
    if first is None or last is None:
        return None, None
    end = _last_day(*last[1])
    return (end if instant else f"{first[0][0]:04d}-{first[0][1]:02d}-01"), end


def _months(point: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    match = _POINT.fullmatch(point)
    if match is None:
        return None
    year = int(match[1])
    if match[2]:
        return (year, int(match[2])), (year, int(match[2]))
    if match[3]:
        return (year, _MONTHS[match[3]][0]), (year, _MONTHS[match[4] or match[3]][1])
    return (year, 1), (year, 12)


def _last_day(year: int, month: int) -> str:
    days = 31 if month in (1, 3, 5, 7, 8, 10, 12) else 30
    if month == 2:
        days = 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return f"{year:04d}-{month:02d}-{days:02d}"
