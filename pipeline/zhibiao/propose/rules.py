"""What the characters say against a number: dates and forms rule it out, words and names are a hint."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from zhibiao.core.vocabulary import Vocabulary

_REACH = 12


class Pattern(NamedTuple):
    """`at` must start where the numeral starts, `before`, if there is one, must end there."""

    reason: str
    before: re.Pattern[str] | None
    at: re.Pattern[str]


@cache
def _forms(vocabulary: Vocabulary) -> tuple[Pattern, ...]:
    rows = vocabulary.toml("forms")["pattern"].values()
    return _together((row["reason"], row.get("before", ""), row["at"]) for row in rows)


@cache
def _terms(vocabulary: Vocabulary) -> tuple[Pattern, ...]:
    return _together((reason, before, term) for term, before, reason, *_ in vocabulary.terms)


def _together(rows: Iterable[tuple[str, str, str]]) -> tuple[Pattern, ...]:
    """Patterns of one reason that look at nothing before the numeral become one expression."""
    alone: dict[str, list[str]] = {}
    found = []
    for reason, before, at in rows:
        if before:
            found.append(Pattern(reason, re.compile(f"(?:{before})$"), re.compile(at)))
        else:
            alone.setdefault(reason, []).append(f"(?:{at})")
    return (*(Pattern(reason, None, re.compile("|".join(parts))) for reason, parts in alone.items()), *found)


def reason_at(text: str, start: int, line_start: int, vocabulary: Vocabulary) -> str:
    """Reason why the number at `start` is a date or a form and no claim; empty if it is none of them.

    `line_start` is where its sentence begins.
    """
    return _first(_forms(vocabulary), text, start, line_start)


def hint_at(text: str, start: int, line_start: int, vocabulary: Vocabulary) -> str:
    """Reason that a term at `start` suggests why the number is no claim; empty without one."""
    return _first(_terms(vocabulary), text, start, line_start)


def _first(patterns: tuple[Pattern, ...], text: str, start: int, line_start: int) -> str:
    left = text[max(line_start, start - _REACH) : start]
    for reason, before, at in patterns:
        if at.match(text, start) and (before is None or before.search(left)):
            return reason
    return ""
