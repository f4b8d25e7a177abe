"""What is wrong with a researcher's vocabulary file: line, reason and remedy of the first fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from zhibiao.core.enums import Kind, Reason
from zhibiao.core.merging import OUT

RECORDS = frozenset(
    {"rate", "signs", "stops", "link", "limits", "half", "alone", "tenths", "thousands", "ratio"}
)
"""Sections whose keys are ours alone, though their values are all alike."""
PATTERNS = frozenset({"before", "after", "at", "between", "weak", "named", "negative"})
"""Keys whose values are regular expressions."""
_WRITE = {
    str: "a text in quotation marks",
    list: "a list [ … ]",
    dict: "a table { … }",
    int: "a whole number",
}


class Fault(NamedTuple):
    """`about` is a word of the line that is named."""

    about: str
    reason: str
    remedy: str


def toml_fault(text: str, lower: Mapping[str, Any]) -> str:
    """First fault of a TOML file laid over `lower`, as `line 3: reason; remedy`; empty if there is none."""
    try:
        upper = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        number = found[1] if found else text.rstrip().count("\n") + 1
        return f"line {number}: no TOML ({error}); compare docs/vocabulary.md"
    return _located(text, [*_sections(upper, lower), *_values("", upper)])


def _located(text: str, faults: Sequence[Fault]) -> str:
    if not faults:
        return ""
    about, reason, remedy = faults[0]
    lines = enumerate(text.splitlines(), 1)
    number = next((n for n, line in lines if about in line and not line.startswith("#")), 1)
    return f"line {number}: {reason}; {remedy}"


def _sections(upper: Mapping[str, Any], lower: Mapping[str, Any]) -> Iterator[Fault]:
    for key, value in upper.items():
        if key not in lower:
            yield Fault(key, f"no section {key!r} in this file", f"its sections are {', '.join(lower)}")
        else:
            yield from _entry(key, value, lower[key], lower[key], {})


def _table(upper: Mapping[str, Any], lower: Mapping[str, Any], fields: Mapping[str, Any]) -> Iterator[Fault]:
    """Like entries may be joined by new ones; a record has the `fields` that ours have, and no more."""
    is_open = not fields and len({type(child) for child in lower.values()}) == 1
    for key, value in upper.items():
        like = lower.get(key, next(iter(lower.values())) if is_open else fields.get(key))
        if key.startswith(OUT):
            continue
        if like is None:
            yield Fault(key, f"no field {key!r} here", f"its fields are {', '.join(fields or lower)}")
            continue
        if key not in lower and isinstance(like, dict) and isinstance(value, dict):
            needed = set.intersection(*(set(entry) for entry in lower.values()))
            for name in sorted(needed - value.keys()):
                yield Fault(key, f"{key!r} has no {name}", f"give it one, as {next(iter(lower))!r} has")
        yield from _entry(key, value, like, lower.get(key, {}), _union(lower) if is_open else {})


def _entry(key: str, value: Any, like: Any, lower: Any, fields: Mapping[str, Any]) -> Iterator[Fault]:
    if type(value) is not type(like):
        yield Fault(key, f"{key!r} has a value of the wrong kind", f"write {_WRITE[type(like)]}")
    elif isinstance(value, dict):
        yield from _table(value, lower, lower if key in RECORDS else fields)


def _union(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Every field that an entry of the table has, with an example."""
    return {k: v for entry in entries.values() if isinstance(entry, dict) for k, v in entry.items()}


def _values(key: str, value: Any) -> Iterator[Fault]:
    """Texts that must be numbers or regular expressions."""
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _values(name, child)
    elif isinstance(value, list):
        for word in value:
            yield from _values(key, word) if isinstance(word, str) else _no_text(key, word)
    elif key == "factor" and not _is_factor(value):
        yield Fault(value, f"the factor {value!r} is no number", 'write "1000", "0.5" or "2000/3"')
    elif key == "kind" and value not in list(Kind):
        yield Fault(value, f"no kind of unit {value!r}", f"kinds are {', '.join(filter(None, Kind))}")
    elif key in PATTERNS and (reason := _no_pattern(value)):
        yield Fault(
            value, f"{value!r} is no regular expression ({reason})", "mend it, or put \\ before signs"
        )


def _is_factor(text: str) -> bool:
    return bool(re.fullmatch(r"\d+(/0*[1-9]\d*|\.\d+)?", text)) and Fraction(text) > 0


def _no_text(key: str, word: object) -> Iterator[Fault]:
    yield Fault(str(word), f"{word!r} in {key!r} is no text", "put it in quotation marks")


def _no_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        return str(error)
    return ""


def rows_fault(
    rows: Sequence[tuple[int, list[str]]], columns: Sequence[str], categories: Collection[str]
) -> str:
    """First fault of numbered lines: how many fields they have, and whether their category is known."""
    for number, row in rows:
        fault = "" if row[0].startswith(OUT) else _row_fault(row, columns, categories)
        if fault:
            return f"line {number}: {fault}"
    return ""


def _row_fault(row: Sequence[str], columns: Sequence[str], categories: Collection[str]) -> str:
    if len(row) != len(columns):
        return f"{len(row)} fields; write {', '.join(columns)}"
    for column, value in zip(columns, row, strict=True):
        if column == "category" and value not in categories:
            return f"no category {value!r}; take one of taxonomy.toml or add it there"
        if column == "frequency" and not value.isdigit():
            return f"the frequency {value!r} is no whole number; write 1000"
        if column in ("term", "before") and _no_pattern(value):
            return f"{value!r} is no regular expression; mend it, or put \\ before signs"
        if column == "reason" and value not in list(Reason):
            return f"no reason {value!r}; reasons are {', '.join(Reason)}"
    return ""
