"""What a person says of a report: its claims, the numbers that are none, and how the report may be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from zhibiao.core.enums import Basis, Bound, Direction, Measure, Reason, Scope, Status
from zhibiao.core.spans import RawSpan
from zhibiao.core.types import About, Document

REASONS = tuple(map(str, Reason))
VALUES = {
    name: tuple(value for value in map(str, values) if value)
    for name, values in {
        "measure": Measure,
        "bound": Bound,
        "direction": Direction,
        "basis": Basis,
        "status": Status,
        "scope": Scope,
    }.items()
}
"""Closed attributes with their values, the default first (direction and basis are empty by default)."""
SPLITS = ("train", "held-out", "test")


class CorpusError(ValueError):
    """An annotation that does not fit its text or the format: file, line, reason."""


@dataclass(frozen=True)
class Gold:
    """A claim as a person annotated it. `value` is in `unit`; `parent` indexes the report's claims."""

    span: RawSpan
    indicator: RawSpan | None
    qualifier: RawSpan | None
    category: str
    value: float
    value_high: float | None
    unit: str
    measure: str = "level"
    bound: str = "exact"
    direction: str = ""
    basis: str = ""
    status: str = "actual"
    scope: str = "township"
    period: str = ""
    parent: int | None = None
    canonical: str = ""
    """Catalogue name; says something only where the report's canonical names are annotated."""


class NotClaim(NamedTuple):
    """A number that is no claim, with its reason."""

    span: RawSpan
    reason: str


@dataclass(frozen=True)
class Annotated:
    """A report with its gold. `exhaustive` says that every number is marked, so that what is not is no
    claim."""

    document: Document
    about: About
    claims: tuple[Gold, ...]
    numbers: tuple[NotClaim, ...]
    genre: str = ""
    exhaustive: bool = True
    split: str = ""
    """train, held-out (no part of what figures are measured with), test (never trained on); empty if
    unsaid."""
    canonical: bool = False
    """Whether catalogue names are annotated, so that a claim without one has none that fits."""
