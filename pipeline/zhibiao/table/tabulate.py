"""Tabulate: claims to rows of the tidy table, and what is no claim to its own rows."""

from __future__ import annotations

import hashlib
import sys
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from zhibiao.core.period import notation
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
) -> Iterator[Row]:
    """Rows in the order of the text, made as they are asked for; what many say alike is one object."""
    quantities = [one.claim.candidate.quantity for one in completed]
    spans = [clean.raw(quantity.start, quantity.end) for quantity in quantities]
    ids = [claim_id(document.sha256, span) for span in spans]
    report = _Report(_alike(document, about, model), document.page_starts, clean, ids, vocabulary)
    for one, own, span in zip(completed, ids, spans, strict=True):
        yield _row(report, one, own, span)


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


class _Report(NamedTuple):
    """What the rows of a report are made from."""

    alike: dict[str, Any]
    """The columns that say the same in every row."""
    page_starts: tuple[int, ...]
    clean: CleanText
    ids: list[str]
    vocabulary: Vocabulary


def _row(report: _Report, one: Completed, own: str, span: RawSpan) -> Row:
    claim, clean = one.claim, report.clean
    quantity, sentence = claim.candidate.quantity, clean.sentences[claim.candidate.sentence]
    low, high, base = _in_base(one, report.vocabulary)
    days = None if one.period is None else one.period.days
    return Row(
        **report.alike,
        **_words("indicator", clean, claim.indicator),
        **_words("qualifier", clean, claim.qualifier),
        claim_id=own,
        section=sys.intern(_SECTION_SIGN.join(clean.headings[sentence.heading].titles)),
        page=bisect_right(report.page_starts, span.start) if report.page_starts else None,
        sentence=sys.intern(clean.text[sentence.start : sentence.end]),
        text=squeeze(quantity.text),
        start=span.start,
        end=span.end,
        canonical=one.canonical,
        category=claim.category,
        domain=sys.intern(claim.category.partition(".")[0]),
        value=float(quantity.value),
        value_high=None if quantity.value_high is None else float(quantity.value_high),
        unit=one.unit,
        base_value=float(low),
        base_value_high=None if high is None else float(high),
        base_unit=base,
        bound=str(quantity.bound),
        measure=str(claim.measure),
        direction=str(claim.direction),
        basis=claim.basis,
        status=str(claim.status),
        scope=str(claim.scope),
        period=notation(one.period),
        period_start=days and days[0].isoformat(),
        period_end=days and days[1].isoformat(),
        parent_id="" if claim.parent is None else report.ids[claim.parent],
        confidence=round(one.confidence, 4),
    )


def _alike(document: Document, about: About, model: str) -> dict[str, Any]:
    return {
        "source": document.source,
        "report_title": about.title,
        "place": about.place,
        "report_year": about.year,
        "place_from": about.place_from,
        "year_from": about.year_from,
        "model": model,
    }


def _words(column: str, clean: CleanText, span: CleanSpan | None) -> dict[str, Any]:
    """A column of words, and the two that say where they stand in the raw text."""
    if span is None:
        return {column: "", f"{column}_start": None, f"{column}_end": None}
    raw = clean.raw(span.start, span.end)
    text = squeeze(clean.text[span.start : span.end])
    return {column: text, f"{column}_start": raw.start, f"{column}_end": raw.end}


def _in_base(one: Completed, vocabulary: Vocabulary) -> tuple[Decimal, Decimal | None, str]:
    """Value, upper value and base unit of a claim, in the unit that the report gave it."""
    quantity = one.claim.candidate.quantity
    if one.unit == quantity.unit:
        return quantity.base_value, quantity.base_value_high, quantity.base_unit
    unit = parse_unit(one.unit, vocabulary)
    high = None if quantity.value_high is None else unit.to_base(quantity.value_high)
    return unit.to_base(quantity.value), high, unit.base


def squeeze(text: str) -> str:
    """The text without blanks."""
    return "".join(text.split())
