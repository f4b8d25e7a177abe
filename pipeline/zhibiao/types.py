"""The data that crosses the doors between rooms. Plain, frozen, free of behaviour that belongs to a room."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file, or a part of it, gave no rows: one line for the person who must repair it."""

    file: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Report:
    """A report as read: `text` is the raw text every offset refers to (code points, no BOM, line ends are one \\n)."""

    source: str
    text: str
    page_starts: tuple[int, ...] = ()
    """Offset of each page's first character; empty where the format has no pages."""
    reader: str = ""
    encoding: str = ""
    sha256: str = ""
    """Of the raw text in UTF-8."""
    title: str = ""
    place: str = ""
    year: int | None = None


class Span(NamedTuple):
    """Half-open range of characters; which text it counts in is said where it is used."""

    start: int
    end: int


class Sentence(NamedTuple):
    """A sentence of the cleaned text."""

    start: int
    end: int
    paragraph: int
    heading: int
    """Index into `CleanText.headings` of the heading path above it."""


class HeadingPath(NamedTuple):
    """Titles above a sentence, outermost first, with the span of the innermost in the cleaned text."""

    titles: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CleanText:
    """Cleaned text with an exact map back: character i of `text` is character `offsets[i]` of the raw text."""

    text: str
    offsets: list[int]
    sentences: list[Sentence]
    headings: list[HeadingPath]
    furniture: list[Span]
    """Raw spans of page numbers and running heads, left out of `text` but not forgotten."""

    def raw(self, start: int, end: int) -> Span:
        """Raw span of the non-empty cleaned span [start, end)."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


class Token(NamedTuple):
    """A word and its part of speech (ICTCLAS tags, as jieba's dictionary gives them)."""

    text: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, read from its own characters and the few beside them that bound it.

    `value` is in `unit`, `base_value` in `base_unit` (both exact). `unit` is canonical with its scale kept:
    1.76 万亩 is value 1.76, unit 万亩; its base_value is 1.76 × 10000 × 2000/3 平方米, to the 28 digits of a Decimal.
    """

    start: int
    end: int
    text: str
    value: Decimal
    value_high: Decimal | None
    unit: str
    base_value: Decimal
    base_value_high: Decimal | None
    base_unit: str
    bound: str
    kind: str = ""
    """Kind of the unit: count, money, area, length, weight, volume, energy, time, ratio, rank; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quantity proposed in a report's cleaned text. `reason` is set where a pattern already rules it out as a claim."""

    quantity: Quantity
    sentence: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A candidate that the tagger took for a claim; spans count in the cleaned text, `parent` indexes the report's claims."""

    candidate: Candidate
    indicator: Span | None
    qualifier: Span | None
    category: str
    measure: str
    direction: str
    basis: str
    status: str
    scope: str
    parent: int | None
    certainty: tuple[float, ...]
    """Probability of each part of the row that the tagger decides (`CERTAINTIES`)."""
    period: str = ""
    unit: str = ""
    canonical: str = ""
    confidence: float = 0.0


CERTAINTIES = ("claim", "category", "measure", "status", "indicator")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A number that is no claim, with its reason (date, ordinal, name, criterion, pointing, rhetoric, form)."""

    candidate: Candidate
    reason: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the tagger says of one report."""

    claims: list[Claim]
    rejected: list[Rejected]
