"""Patterns that rule a number out as a claim, from `data/not_claims.toml`."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from zhibiao.core.vocabulary import Vocabulary

_REACH = 8


class Pattern(NamedTuple):
    reason: str
    before: re.Pattern[str] | None
    at: re.Pattern[str]


@cache
def _patterns(vocabulary: Vocabulary) -> tuple[Pattern, ...]:
    """The patterns of the file; those of one reason that look at nothing before the numeral are one expression."""
    rows = vocabulary.toml("not_claims")["pattern"]
    alone: dict[str, list[str]] = {}
    for row in rows:
        if "before" not in row:
            alone.setdefault(row["reason"], []).append(f"(?:{row['at']})")
    found = [Pattern(reason, None, re.compile("|".join(parts))) for reason, parts in alone.items()]
    found += [
        Pattern(row["reason"], re.compile(f"(?:{row['before']})$"), re.compile(row["at"]))
        for row in rows
        if "before" in row
    ]
    return tuple(found)


def reason_at(text: str, start: int, line_start: int, vocabulary: Vocabulary) -> str:
    """Reason why the number at `start` is no claim, empty if no pattern says so; `line_start` is where its sentence begins."""
    left = text[max(line_start, start - _REACH) : start]
    for reason, before, at in _patterns(vocabulary):
        if at.match(text, start) and (before is None or before.search(left)):
            return reason
    return ""
