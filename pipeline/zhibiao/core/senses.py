"""Senses: spellings that name one unit or another, or none, by the words beside them (度, 块, 平)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from zhibiao.core.numerals import numerals
from zhibiao.core.vocabulary import Vocabulary

_REACH = 24


class Sense(NamedTuple):
    """One line of `senses.toml`: the unit that a spelling means where both expressions fit; empty where
    it is none."""

    unit: str
    before: re.Pattern[str] | None
    """Ends right before the numeral; None where anything may stand there."""
    after: re.Pattern[str]
    numeral: re.Pattern[str]
    """The numeral that ends where the unit starts."""

    def fits(self, text: str, start: int, end: int) -> bool:
        """Whether text[start:end] is the unit in this sense."""
        if not self.after.match(text, end):
            return False
        if self.before is None:
            return True
        left = text[max(0, start - _REACH) : start]
        number = self.numeral.search(left)
        return self.before.search(left[: number.start()] if number else left) is not None


@cache
def senses(vocabulary: Vocabulary) -> dict[str, tuple[Sense, ...]]:
    """Senses of a vocabulary by spelling, in the order in which they are tried."""
    signs = vocabulary.toml("numerals")["signs"]
    marks = "".join(map(re.escape, (*signs["over"], *signs["dash"], *signs["until"])))
    numeral = re.compile(f"[0-9０-９.．,，点半{numerals(vocabulary).characters}{marks}]*$")
    found: dict[str, list[Sense]] = {}
    for row in vocabulary.toml("senses")["sense"].values():
        before = re.compile(f"(?:{row['before']})$") if row.get("before") else None
        sense = Sense(row["unit"], before, re.compile(row.get("after", "")), numeral)
        for spelling in row["spellings"]:
            found.setdefault(spelling, []).append(sense)
    return {spelling: tuple(rows) for spelling, rows in found.items()}
