"""Tabulate: claims to rows of the tidy table, and what is no claim to its own rows."""

from __future__ import annotations

import hashlib
import sys
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal

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
    for k, (one, span) in enumerate(zip(completed, spans, strict=True)):
        yield _row(document, about, clean, one, span, ids, k, model, vocabulary)


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
    days = None if one.period is None else one.period.days
    return Row(
        claim_id=ids[k],
        source=document.source,
        report_title=about.title,
        place=about.place,
        report_year=about.year,
        place_from=about.place_from,
        year_from=about.year_from,
        section=sys.intern(_SECTION_SIGN.join(clean.headings[sentence.heading].titles)),
        page=bisect_right(document.page_starts, span.start) if document.page_starts else None,
        sentence=sys.intern(clean.text[sentence.start : sentence.end]),
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
    """The text without blanks."""
    return "".join(text.split())


def _raw(clean: CleanText, span: CleanSpan | None) -> RawSpan | None:
    return None if span is None else clean.raw(span.start, span.end)


def _text(clean: CleanText, span: CleanSpan | None) -> str:
    return "" if span is None else squeeze(clean.text[span.start : span.end])
