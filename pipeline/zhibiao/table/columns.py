"""Columns: what the table holds, in its order. The contract is `docs/table.md` and `data/table.schema.json`."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One claim. Offsets count in the raw text of its report."""

    claim_id: str
    source: str
    report_title: str
    place: str
    report_year: int | None
    place_from: str
    year_from: str
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


class Number(NamedTuple):
    """A number of a report that is no claim, with its reason. Offsets count in the raw text."""

    text: str
    start: int
    end: int
    reason: str
