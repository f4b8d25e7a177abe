"""What the characters say against a number: dates and forms rule it out, words and names are a hint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from zhibiao.core.vocabulary import Vocabulary

_REACH = 12


class Pattern(NamedTuple):
    """`at` must start where the numeral starts, `before`, if there is one, must end there."""

    reason: str
    before: re.Pattern[str] | None
    at: re.Pattern[str]


class Table(NamedTuple):
    """Patterns that look at nothing before the numeral, then those that do, and what fits where one of
    them may."""

    alone: tuple[Pattern, ...]
    any_alone: re.Pattern[str]
    behind: tuple[Pattern, ...]
    any_before: re.Pattern[str]


@cache
def _forms(vocabulary: Vocabulary) -> Table:
    rows = vocabulary.toml("forms")["pattern"].values()
    return _together([(row["reason"], row.get("before", ""), row["at"]) for row in rows])


@cache
def _terms(vocabulary: Vocabulary) -> Table:
    return _together([(reason, before, term) for term, before, reason, *_ in vocabulary.terms])


def _together(rows: Sequence[tuple[str, str, str]]) -> Table:
    """Patterns of one reason that look at nothing before the numeral become one expression."""
    alone: dict[str, list[str]] = {}
    found = []
    for reason, before, at in rows:
        if before:
            found.append(Pattern(reason, re.compile(f"(?:{before})$"), re.compile(at)))
        else:
            alone.setdefault(reason, []).append(f"(?:{at})")
    one = [Pattern(reason, None, re.compile("|".join(parts))) for reason, parts in alone.items()]
    before = "|".join(f"(?:{before})" for _, before, _ in rows if before)
    every = "|".join(part for parts in alone.values() for part in parts)
    return Table(tuple(one), re.compile(every), tuple(found), re.compile(f"(?:{before})$"))


def reason_at(text: str, start: int, line_start: int, vocabulary: Vocabulary) -> str:
    """Reason why the number at `start` is a date or a form and no claim; empty if it is none of them.

    `line_start` is where its sentence begins.
    """
    return _first(_forms(vocabulary), text, start, line_start)


def hint_at(text: str, start: int, line_start: int, vocabulary: Vocabulary) -> str:
    """Reason that a term at `start` suggests why the number is no claim; empty without one."""
    return _first(_terms(vocabulary), text, start, line_start)


def _first(table: Table, text: str, start: int, line_start: int) -> str:
    if table.any_alone.match(text, start):
        return next(reason for reason, _, at in table.alone if at.match(text, start))
    left = text[max(line_start, start - _REACH) : start]
    if table.any_before.search(left):
        for reason, before, at in table.behind:
            if at.match(text, start) and before is not None and before.search(left):
                return reason
    return ""
