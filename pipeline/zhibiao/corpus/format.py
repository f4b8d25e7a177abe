"""The corpus' own format (`corpus/README.md`): one annotated report a file, read and written.

In memory, spans count in the raw text of the report, which is its paragraphs joined by line ends. Nothing
here reads a number: value and unit stand in the file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from zhibiao.core.period import read_period
from zhibiao.core.types import About, Document
from zhibiao.core.vocabulary import base
from zhibiao.corpus.annotation import (
    REASONS,
    SPLITS,
    VALUES,
    Annotated,
    CorpusError,
    Gold,
    NotClaim,
)
from zhibiao.corpus.places import Places, split_at
from zhibiao.corpus.standoff import read_standoff
from zhibiao.read import digest

__all__ = [
    "Annotated",
    "CorpusError",
    "Gold",
    "NotClaim",
    "dump",
    "fingerprint",
    "parse",
    "read_annotated",
    "read_corpus",
    "read_either",
    "read_standoff",
]

_ATTRIBUTE = {value: name for name, values in VALUES.items() for value in values}
_CLAIM = "a claim reads `+ quantity | value unit | indicator | qualifier | category | attributes`"
_NUMBER = f"a number that is no claim reads `- number | reason`, reason one of {', '.join(REASONS)}"
_READING = re.compile(r"(-?\d+(?:\.\d+)?)(?:~(-?\d+(?:\.\d+)?))?(?: +(\S+))?")
_MARK = re.compile(r"  [+-] ")
_HEADER = re.compile(r"# ([a-z]+):(.*)")
_FLAGS = {"yes": True, "no": False}


def read_corpus(folder: Path) -> list[Annotated]:
    """Every annotated report of a folder, by name: `NAME.txt` in this format, or a raw text with
    `NAME.gold.jsonl` beside it. Raises `CorpusError` at the first fault."""
    return [read_either(path) for path in sorted(folder.glob("*.txt"))]


def read_either(path: Path) -> Annotated:
    """A raw text if its gold stands beside it, else an annotated report; raises `CorpusError`."""
    gold = path.with_name(f"{path.stem}.gold.jsonl")
    return read_standoff(path, gold) if gold.exists() else read_annotated(path)


def read_annotated(path: Path) -> Annotated:
    """One annotated report; raises `CorpusError`."""
    return parse(path.read_text(encoding="utf-8"), name=path.name)


class _Mark(NamedTuple):
    line: int
    sign: str
    fields: list[str]
    paragraph: int


def parse(source: str, *, name: str) -> Annotated:
    """Parse one annotated report; raises `CorpusError` that names the line."""
    header, paragraphs, marks = _split(source)
    text = "\n".join(paragraphs)
    places = Places(text, paragraphs)
    claims: list[Gold] = []
    numbers: list[NotClaim] = []
    for mark in marks:
        try:
            _add(mark, places, claims, numbers, header.get("year", ""))
        except CorpusError as error:
            raise CorpusError(f"{name}, line {mark.line}: {error}") from None
    try:
        return _annotated(header, Document(name, text, sha256=digest(text)), claims, numbers)
    except CorpusError as error:
        raise CorpusError(f"{name}: {error}") from None


def _annotated(
    header: dict[str, str], document: Document, claims: list[Gold], numbers: list[NotClaim]
) -> Annotated:
    year, split = header.get("year", ""), header.get("split", "")
    if year and not re.fullmatch(r"\d{4}", year):
        raise CorpusError(f"the year reads like 2019, not {year!r}")
    if split and split not in SPLITS:
        raise CorpusError(f"split is one of {', '.join(SPLITS)}, not {split!r}")
    flags = {"exhaustive": header.get("exhaustive", "yes"), "canonical": header.get("canonical", "no")}
    for key, flag in flags.items():
        if flag not in _FLAGS:
            raise CorpusError(f"{key} is yes or no, not {flag!r}")
    about = About(header.get("title", ""), header.get("place", ""), int(year) if year else None)
    return Annotated(
        document,
        about,
        tuple(claims),
        tuple(numbers),
        header.get("genre", ""),
        split=split,
        **{key: _FLAGS[flag] for key, flag in flags.items()},
    )


def _split(source: str) -> tuple[dict[str, str], list[str], list[_Mark]]:
    header: dict[str, str] = {}
    paragraphs: list[str] = []
    marks: list[_Mark] = []
    for number, line in enumerate(source.split("\n"), 1):
        head = None if paragraphs else _HEADER.fullmatch(line)
        if head:
            header[head[1]] = head[2].strip()
        elif _MARK.match(line):
            fields = [field.strip() for field in split_at("|", line[4:])]
            marks.append(_Mark(number, line[2], fields, len(paragraphs) - 1))
        elif line.strip():
            paragraphs.append(line)
    return header, paragraphs, marks


def _add(mark: _Mark, places: Places, claims: list[Gold], numbers: list[NotClaim], year: str) -> None:
    if mark.paragraph < 0:
        raise CorpusError("an annotation stands before the first paragraph")
    span = places.quantity(mark.fields[0], mark.paragraph)
    if mark.sign == "+":
        if len(mark.fields) not in (5, 6):
            raise CorpusError(_CLAIM)
        _, reading, indicator, qualifier, category, *attributes = mark.fields
        if category not in base().categories:
            raise CorpusError(f"no category {category!r} in the taxonomy")
        value, high, unit = _reading(reading)
        near = (places.near(indicator, span), places.near(qualifier, span))
        gold = Gold(span, *near, category, value, high, unit, period=year)
        claims.append(_with_attributes(gold, " ".join(attributes).split(), len(claims)))
    elif len(mark.fields) == 2 and mark.fields[1] in REASONS:
        numbers.append(NotClaim(span, mark.fields[1]))
    else:
        raise CorpusError(_NUMBER)


def _reading(field: str) -> tuple[float, float | None, str]:
    match = _READING.fullmatch(field)
    if match is None:
        raise CorpusError(f"value and unit read like `4.8 亿元`, `3~5 个` or `0.6667`, not {field!r}")
    return float(match[1]), float(match[2]) if match[2] else None, match[3] or ""


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
    if (gold.bound == "range") != (gold.value_high is not None):
        raise CorpusError("a range has two values, nothing else has")
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
    if found and key == "period" and (not value or read_period(value) is not None):
        return key, value
    if found and key == "basis" and re.fullmatch(r"\d{4}", value):
        return key, value
    if found and key == "canonical" and value:
        return key, value
    raise CorpusError(f"unknown attribute {token!r}")


def dump(annotated: Annotated) -> str:
    """A report in the format; `parse` gives it back. Raises `CorpusError` for what the format can't hold: a
    blank line, a paragraph that reads like an annotation, a phrase too far from its quantity."""
    name, paragraphs = annotated.document.source, annotated.document.text.split("\n")
    lines = [*_header(annotated), ""]
    places = Places(annotated.document.text, paragraphs)
    marks: list[tuple[int, Gold | NotClaim]] = [*enumerate(annotated.claims)]
    marks += [(-1, number) for number in annotated.numbers]
    marks.sort(key=lambda mark: mark[1].span.start)
    year = str(annotated.about.year or "")
    position, taken = 0, 0
    for index, paragraph in enumerate(paragraphs):
        if not paragraph.strip() or _MARK.match(paragraph) or (index == 0 and _HEADER.fullmatch(paragraph)):
            raise CorpusError(f"{name}: paragraph {index + 1} is blank or reads like a part of the format")
        lines.append(paragraph)
        position += len(paragraph) + 1
        while taken < len(marks) and marks[taken][1].span.end <= position:
            lines.append("  " + _line(*marks[taken], places, index, year))
            taken += 1
    return "\n".join(lines) + "\n"


def _header(annotated: Annotated) -> Iterator[str]:
    about = annotated.about
    values = {
        "title": about.title,
        "place": about.place,
        "year": str(about.year or ""),
        "genre": annotated.genre,
        "split": annotated.split,
        "canonical": "yes" if annotated.canonical else "",
        "exhaustive": "" if annotated.exhaustive else "no",
    }
    for key, value in values.items():
        if value or key in ("title", "place", "year", "genre"):
            yield f"# {key}: {value}".rstrip()


def _line(index: int, mark: Gold | NotClaim, places: Places, paragraph: int, year: str) -> str:
    quantity = places.quote_quantity(mark.span, paragraph)
    if isinstance(mark, NotClaim):
        return f"- {quantity} | {mark.reason}"
    fields = [
        quantity,
        reading_text(mark.value, mark.value_high, mark.unit),
        places.quote_near(mark.indicator, mark.span),
        places.quote_near(mark.qualifier, mark.span),
        mark.category,
    ]
    attributes = " ".join(_attributes(mark, index, year))
    return "+ " + " | ".join([*fields, *([attributes] if attributes else [])]).replace("|  |", "| |")


def fingerprint(reports: Iterable[Annotated]) -> str:
    """Hash of what annotated reports say, whatever their order, their files' names and their notation."""
    parts = sorted(
        json.dumps(
            [one.document.sha256, *_about(one), *map(astuple, one.claims), *one.numbers], ensure_ascii=False
        )
        for one in reports
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _about(one: Annotated) -> list[object]:
    about = one.about
    return [about.title, about.place, about.year, one.genre, one.exhaustive, one.split, one.canonical]


def reading_text(value: float, high: float | None, unit: str) -> str:
    """`4.8 亿元`, `3~5 个`, `0.6667`."""
    number = _plain(value) if high is None else f"{_plain(value)}~{_plain(high)}"
    return f"{number} {unit}".rstrip()


def _plain(value: float) -> str:
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _attributes(gold: Gold, index: int, year: str) -> Iterator[str]:
    for name in ("measure", "direction", "bound"):
        if getattr(gold, name) not in ("", VALUES[name][0] if name != "direction" else ""):
            yield getattr(gold, name)
    if gold.basis:
        yield f"basis={gold.basis}" if gold.basis.isdigit() else gold.basis
    for name in ("status", "scope"):
        if getattr(gold, name) != VALUES[name][0]:
            yield getattr(gold, name)
    if gold.period != year:
        yield f"period={gold.period}"
    if gold.parent is not None:
        yield f"^{index - gold.parent}"
    if gold.canonical:
        yield f"canonical={gold.canonical}"
