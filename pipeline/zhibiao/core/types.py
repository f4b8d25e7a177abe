"""The data that crosses the doors between rooms. Plain, frozen, free of behaviour that belongs to a room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from zhibiao.core.enums import Bound, Direction, Kind, Measure, Scope, Severity, Status
from zhibiao.core.period import Period
from zhibiao.core.spans import CleanSpan, RawSpan


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with a file or a part of it, for the person who must repair it.

    `code` is one word that a program can sort by; `severity` is `error` (no rows), `warning` (part of the
    file is missing) or `note`.
    """

    file: str
    reason: str
    remedy: str
    code: str = "failed"
    severity: Severity = "error"
    page: int | None = None

    def __str__(self) -> str:
        place = self.file if self.page is None else f"{self.file}（第{self.page}页）"
        return f"{place}: {self.reason}; {self.remedy}"


class Paragraph(NamedTuple):
    """A block of running text."""

    span: RawSpan


class Cell(NamedTuple):
    """A cell of a table: its raw span (empty cells have an empty one), place from 0, and how many rows and
    columns it covers.

    `repeated`: the text of a cell merged over several rows, written again in a further one of its rows;
    such a cell covers only that place.
    """

    span: RawSpan
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    repeated: bool = False


class Table(NamedTuple):
    """A table; in the raw text a row is a line, its cells parted by tabs."""

    span: RawSpan
    cells: tuple[Cell, ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself beside its text (html title and meta, docx and pdf properties); empty
    where it says nothing."""

    title: str = ""
    heading: str = ""
    """A heading marked as such (html h1, docx style Title)."""
    published: str = ""
    """Date as written."""
    created: str = ""
    """When the file was made, as it says itself (ISO); a copied file or template keeps an old one."""
    publisher: str = ""
    """Who published it (html ContentSource)."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: `text` is the raw text every offset refers to (code points, no BOM, line ends are
    one \\n); the blocks lie in it in order."""

    source: str
    text: str
    blocks: tuple[Block, ...] = ()
    page_starts: tuple[int, ...] = ()
    """Offset of each page's first character; empty where the format has no pages."""
    reader: str = ""
    """Name and version: pdf@2."""
    encoding: str = ""
    sha256: str = ""
    """Of the raw text in UTF-8."""
    file_hash: str = ""
    """SHA-256 of the file's bytes; empty for a text in memory."""
    metadata: Metadata = field(default_factory=Metadata)


@dataclass(frozen=True, slots=True)
class About:
    """Title, place and year of a report, and where the last two were read."""

    title: str = ""
    place: str = ""
    year: int | None = None
    place_from: str = ""
    year_from: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    """Further columns that the researcher gave for this report: name and value."""


class Given(NamedTuple):
    """What a researcher says of a report; what is None is read from the report itself."""

    title: str | None = None
    place: str | None = None
    year: int | None = None
    extra: tuple[tuple[str, str], ...] = ()
    said_in: str = "given"
    """`given` for a single value, `metadata` for a table of many reports."""


class Sentence(NamedTuple):
    """A sentence of the cleaned text."""

    start: int
    end: int
    paragraph: int
    heading: int
    """Index into `CleanText.headings` of the heading path above it."""


class HeadingPath(NamedTuple):
    """Titles above a sentence, outermost first, with the span of the innermost."""

    titles: tuple[str, ...]
    span: CleanSpan


@dataclass(frozen=True, slots=True)
class CleanText:
    """Cleaned text with an exact map back: character i of `text` is `offsets[i]` of the raw text."""

    text: str
    offsets: Sequence[int]
    sentences: list[Sentence]
    headings: list[HeadingPath]
    furniture: list[RawSpan]
    """Page numbers and running heads, left out of `text` but not forgotten."""

    def raw(self, start: int, end: int) -> RawSpan:
        """Raw span of the non-empty cleaned span [start, end)."""
        return RawSpan(self.offsets[start], self.offsets[end - 1] + 1)


class Token(NamedTuple):
    """A word and its part of speech (ICTCLAS tags, as jieba's dictionary gives them), in the cleaned text."""

    text: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, read from its own characters and the few beside them that bound it.

    `value` is in `unit`, `base_value` in `base_unit` (both exact). `unit` is canonical with its scale kept:
    1.76 万亩 is value 1.76, unit 万亩; its base_value is 1.76 × 10000 × 2000/3 平方米, to 28 digits.
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
    bound: Bound
    kind: Kind = Kind.NONE
    """Kind of the unit; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quantity proposed in a report's cleaned text."""

    quantity: Quantity
    sentence: int
    reason: str = ""
    """Why it is no claim, where its form settles that."""
    hint: str = ""
    """Why it may be none: the reason that a term at its place suggests."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A candidate that the tagger took for a claim; `parent` indexes the report's claims."""

    candidate: Candidate
    indicator: CleanSpan | None
    qualifier: CleanSpan | None
    category: str
    measure: Measure
    direction: Direction
    basis: str
    """A `Basis`, or a year."""
    status: Status
    scope: Scope
    parent: int | None
    certainty: tuple[float, ...]
    """Probability of each part of the row that the tagger decides (`CERTAINTIES`)."""


CERTAINTIES = ("claim", "category", "measure", "status", "indicator")


@dataclass(frozen=True, slots=True)
class Completed:
    """A claim with what the rest of the report adds to it."""

    claim: Claim
    period: Period | None
    """None where its year is unknown."""
    unit: str
    canonical: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Rejected:
    """A number that is no claim, with its `Reason`."""

    candidate: Candidate
    reason: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the tagger says of one report."""

    claims: list[Claim]
    rejected: list[Rejected]
