"""Tabulate: claims to rows of the tidy table. The columns are the contract of `docs/table.md` and `data/table.schema.json`."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from decimal import Decimal
from typing import NamedTuple

from zhibiao.resolve.units import base_factor
from zhibiao.types import Claim, CleanText, Report, Span


class Row(NamedTuple):
    """One claim. Offsets count in the raw text of its report."""

    claim_id: str
    source: str
    report_title: str
    place: str
    report_year: int | None
    section: str
    page: int | None
    sentence: str
    text: str
    start: int
    end: int
    indicator: str
    indicator_start: int | None
    indicator_end: int | None
    qualifier: str
    qualifier_start: int | None
    qualifier_end: int | None
    canonical: str
    category: str
    domain: str
    value: float
    value_high: float | None
    unit: str
    base_value: float
    base_value_high: float | None
    base_unit: str
    bound: str
    measure: str
    direction: str
    basis: str
    status: str
    scope: str
    period: str
    period_start: str | None
    period_end: str | None
    parent_id: str
    confidence: float
    model: str


COLUMNS = Row._fields
_SECTION_SIGN = " › "


def tabulate(report: Report, clean: CleanText, claims: list[Claim], model: str) -> list[Row]:
    """Rows in the order of the text."""
    spans = [clean.raw(claim.candidate.quantity.start, claim.candidate.quantity.end) for claim in claims]
    ids = [claim_id(report.sha256, span) for span in spans]
    return [_row(report, clean, claim, span, ids, k, model) for k, (claim, span) in enumerate(zip(claims, spans, strict=True))]


def claim_id(sha256: str, span: Span) -> str:
    """Stable name of a quantity: from its report's raw text and its place in it, whatever model tagged it."""
    return hashlib.sha256(f"{sha256}:{span.start}:{span.end}".encode()).hexdigest()[:16]


def _row(report: Report, clean: CleanText, claim: Claim, span: Span, ids: list[str], k: int, model: str) -> Row:
    quantity, sentence = claim.candidate.quantity, clean.sentences[claim.candidate.sentence]
    indicator, qualifier = _raw(clean, claim.indicator), _raw(clean, claim.qualifier)
    changed = claim.unit != quantity.unit
    up, down, base = base_factor(claim.unit) if changed else (Decimal(1), Decimal(1), quantity.base_unit)
    low = quantity.value * up / down if changed else quantity.base_value
    high = quantity.value_high * up / down if changed and quantity.value_high is not None else quantity.base_value_high
    first, last = period_days(claim.period)
    return Row(
        claim_id=ids[k],
        source=report.source,
        report_title=report.title,
        place=report.place,
        report_year=report.year,
        section=_SECTION_SIGN.join(clean.headings[sentence.heading].titles),
        page=bisect_right(report.page_starts, span.start) if report.page_starts else None,
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
        canonical=claim.canonical,
        category=claim.category,
        domain=claim.category.partition(".")[0],
        value=float(quantity.value),
        value_high=None if quantity.value_high is None else float(quantity.value_high),
        unit=claim.unit,
        base_value=float(low),
        base_value_high=None if high is None else float(high),
        base_unit=base,
        bound=quantity.bound,
        measure=claim.measure,
        direction=claim.direction,
        basis=claim.basis,
        status=claim.status,
        scope=claim.scope,
        period=claim.period,
        period_start=first,
        period_end=last,
        parent_id="" if claim.parent is None else ids[claim.parent],
        confidence=round(claim.confidence, 4),
        model=model,
    )


def squeeze(text: str) -> str:
    return "".join(text.split())


def _raw(clean: CleanText, span: Span | None) -> Span | None:
    return None if span is None else clean.raw(span.start, span.end)


def _text(clean: CleanText, span: Span | None) -> str:
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
