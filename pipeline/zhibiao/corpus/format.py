"""Annotated reports: the corpus' own format (`corpus/README.md`) and standoff gold, both read into one form.

In memory, spans count in the raw text of the report, which for the corpus format is its paragraphs joined by line ends.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from zhibiao.core.spans import RawSpan
from zhibiao.core.types import About, Document
from zhibiao.core.vocabulary import base
from zhibiao.propose import scan
from zhibiao.read import digest

REASONS = ("date", "ordinal", "name", "criterion", "pointing", "rhetoric", "form")
VALUES = {
    "measure": ("level", "change", "growth", "share", "rate", "rank"),
    "bound": ("exact", "approx", "over", "under", "range"),
    "direction": ("up", "down", "flat"),
    "basis": ("yoy", "mom", "ytd", "plan", "whole"),
    "status": ("actual", "estimate", "target", "prior"),
    "scope": ("township", "below", "above"),
}
_ATTRIBUTE = {value: name for name, values in VALUES.items() for value in values}
PERIOD = re.compile(r"@?\d{4}(H[12]|Q[1-4](-Q[1-4])?|-\d\d)?(/\d{4}(-\d\d)?)?")
_REACH = 260
_DIGITS = "0-9０-９.．"
_HAN = "一二三四五六七八九十百千万两"


@dataclass(frozen=True)
class Gold:
    """A claim as a person annotated it. `parent` indexes the report's claims."""

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


class NotClaim(NamedTuple):
    span: RawSpan
    reason: str


@dataclass(frozen=True)
class Annotated:
    """A report with its gold. `exhaustive` says that every number is marked, so that what is not is no claim."""

    document: Document
    about: About
    claims: tuple[Gold, ...]
    numbers: tuple[NotClaim, ...]
    genre: str = ""
    exhaustive: bool = True


class CorpusError(ValueError):
    """An annotation that does not fit its text or the format: file, line, reason."""


def read_corpus(folder: Path) -> list[Annotated]:
    """Every annotated report of a folder, by name; raises `CorpusError` at the first fault."""
    return [read_annotated(path) for path in sorted(folder.glob("*.txt"))]


def read_annotated(path: Path) -> Annotated:
    return parse(path.read_text(encoding="utf-8"), name=path.name)


def read_standoff(text: Path, gold: Path) -> Annotated:
    """A raw text with its `*.gold.jsonl`."""
    raw = text.read_text(encoding="utf-8-sig")
    claims = tuple(
        _from_json(json.loads(line)) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()
    )
    return Annotated(Document(text.name, raw, sha256=digest(raw)), About(), claims, ())


def _from_json(row: dict[str, Any]) -> Gold:
    def span(name: str) -> RawSpan | None:
        start, end = row.get(f"{name}_start"), row.get(f"{name}_end")
        return None if start is None or end is None else RawSpan(start, end)

    names = (
        "category", "value", "value_high", "unit", "measure", "bound", "direction", "basis", "status",
        "scope", "period", "parent",
    )  # fmt: skip
    fields = {name: row[name] for name in names if name in row}
    return Gold(RawSpan(row["start"], row["end"]), span("ind"), span("qual"), **fields)


def parse(source: str, *, name: str) -> Annotated:
    """Parse one annotated report; raises `CorpusError` that names the line."""
    header, paragraphs, marks = _split(source)
    text = "\n".join(paragraphs)
    places = _Places(text, paragraphs)
    year = header.get("year", "")
    claims: list[Gold] = []
    numbers: list[NotClaim] = []
    for mark in marks:
        try:
            span = places.quantity(mark)
            if mark.sign == "-":
                numbers.append(NotClaim(span, _reason(mark)))
            else:
                claims.append(_claim(mark, span, places, len(claims), year))
        except CorpusError as error:
            raise CorpusError(f"{name}, line {mark.line}: {error}") from None
    about = About(header.get("title", ""), header.get("place", ""), int(year) if year else None)
    return Annotated(
        Document(name, text, sha256=digest(text)),
        about,
        tuple(claims),
        tuple(numbers),
        header.get("genre", ""),
    )


class _Mark(NamedTuple):
    line: int
    sign: str
    fields: list[str]
    paragraph: int


def _split(source: str) -> tuple[dict[str, str], list[str], list[_Mark]]:
    header: dict[str, str] = {}
    paragraphs: list[str] = []
    marks: list[_Mark] = []
    for number, line in enumerate(source.split("\n"), 1):
        if not paragraphs and line.startswith("# ") and ":" in line:
            key, value = line[2:].split(":", 1)
            header[key.strip()] = value.strip()
        elif re.match(r"  [+-] ", line):
            marks.append(
                _Mark(number, line[2], [field.strip() for field in line[4:].split("|")], len(paragraphs) - 1)
            )
        elif line.strip():
            paragraphs.append(line)
    return header, paragraphs, marks


class _Places:
    """Finds quoted phrases in the text; blanks do not count. Quantities are looked up in order."""

    def __init__(self, text: str, paragraphs: list[str]) -> None:
        self.at = [i for i, c in enumerate(text) if not c.isspace()]
        self.text = "".join(text.split())
        self.position = 0
        ends, length = [], 0
        for paragraph in paragraphs:
            length += len("".join(paragraph.split()))
            ends.append(length)
        self.ends = ends

    def quantity(self, mark: _Mark) -> RawSpan:
        start = self.ends[mark.paragraph - 1] if mark.paragraph else 0
        self.position = max(self.position, start)
        context, phrase = _quoted(mark.fields[0])
        for found in self._occurrences(
            context + phrase, max(0, self.position - len(context)), self.ends[mark.paragraph]
        ):
            begin = found + len(context)
            if begin >= self.position and (context or not self._inside_numeral(begin)):
                self.position = begin + len(phrase)
                return self._span(begin, self.position)
        raise CorpusError(f"{mark.fields[0]!r} does not stand in the paragraph after the quantity before it")

    def near(self, quoted: str, quantity: RawSpan) -> RawSpan | None:
        """Occurrence nearest to the quantity; one behind a stop after the quantity counts as far."""
        if not quoted:
            return None
        context, phrase = _quoted(quoted)
        start, end = self._squeezed(quantity)
        best: tuple[int, int] | None = None
        for found in self._occurrences(
            context + phrase, max(0, start - _REACH * 2 - len(context)), end + _REACH
        ):
            begin = found + len(context)
            distance = max(0, start - begin - len(phrase) if begin < start else begin - end)
            if begin >= end and any(c in self.text[end:begin] for c in ",，;；。:："):
                distance += _REACH
            if best is None or distance < best[0]:
                best = (distance, begin)
        if best is None:
            raise CorpusError(f"{quoted!r} does not stand near the quantity")
        return self._span(best[1], best[1] + len(phrase))

    def _occurrences(self, phrase: str, start: int, end: int) -> Iterator[int]:
        found = self.text.find(phrase, start, end)
        while found >= 0:
            yield found
            found = self.text.find(phrase, found + 1, end)

    def _inside_numeral(self, begin: int) -> bool:
        """15户 is not 5户, 二十三 is not 三."""
        left, first = self.text[max(0, begin - 2) : begin], self.text[begin]
        if first.isdigit():
            return bool(re.search(rf"[{_DIGITS}]$", left)) and not re.search(r"\D[.．]$", left)
        return first in _HAN and bool(re.search(f"[{_HAN}第]$", left))

    def _span(self, start: int, end: int) -> RawSpan:
        return RawSpan(self.at[start], self.at[end - 1] + 1)

    def _squeezed(self, span: RawSpan) -> tuple[int, int]:
        return bisect_left(self.at, span.start), bisect_left(self.at, span.end)


def _quoted(field: str) -> tuple[str, str]:
    context, _, phrase = "".join(field.split()).rpartition("~")
    if not phrase:
        raise CorpusError("an empty quotation")
    return context, phrase


def _reason(mark: _Mark) -> str:
    if len(mark.fields) != 2 or mark.fields[1] not in REASONS:
        raise CorpusError(
            f"a number that is no claim reads `- number | reason`, reason one of {', '.join(REASONS)}"
        )
    return mark.fields[1]


def _claim(mark: _Mark, span: RawSpan, places: _Places, index: int, year: str) -> Gold:
    if len(mark.fields) not in (4, 5):
        raise CorpusError("a claim reads `+ quantity | indicator | qualifier | category | attributes`")
    quoted, indicator, qualifier, category = mark.fields[:4]
    if category not in base().categories:
        raise CorpusError(f"no category {category!r} in the taxonomy")
    value, high, unit = _reading(_quoted(quoted)[1])
    gold = Gold(
        span,
        places.near(indicator, span),
        places.near(qualifier, span),
        category,
        value,
        high,
        unit,
        period=year,
    )
    return _with_attributes(gold, mark.fields[4].split() if len(mark.fields) == 5 else [], index)


def _reading(quantity: str) -> tuple[float, float | None, str]:
    """Value and unit that the quantity's own characters say."""
    found = next(iter(scan(quantity, base())), None)
    if found is None:
        return 0.0, None, ""
    return float(found.value), None if found.value_high is None else float(found.value_high), found.unit


def _with_attributes(gold: Gold, tokens: Iterable[str], index: int) -> Gold:
    changes: dict[str, object] = {}
    for token in tokens:
        name, value = _attribute(token, index)
        if name in changes:
            raise CorpusError(f"{name} is said twice")
        changes[name] = value
    gold = replace(gold, **changes)  # type: ignore[arg-type]
    if (gold.measure in ("change", "growth")) != bool(gold.direction):
        raise CorpusError("change and growth have a direction, nothing else has")
    return gold


def _attribute(token: str, index: int) -> tuple[str, object]:
    if token in _ATTRIBUTE:
        return _ATTRIBUTE[token], token
    if re.fullmatch(r"\^\d+", token):
        parent = index - int(token[1:])
        if not 0 <= parent < index:
            raise CorpusError(f"{token} points before the first claim")
        return "parent", parent
    key, found, value = token.partition("=")
    if found and key == "period" and (not value or PERIOD.fullmatch(value)):
        return key, value
    if found and key == "basis" and re.fullmatch(r"\d{4}", value):
        return key, value
    if found and key == "unit":
        return key, value
    if found and key in ("value", "high"):
        return "value_high" if key == "high" else key, float(value)
    raise CorpusError(f"unknown attribute {token!r}")
