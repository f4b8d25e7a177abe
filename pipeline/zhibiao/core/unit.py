"""Units: which words are units, how they are spelled in the table, and what they come to in base units."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from zhibiao.core.vocabulary import Vocabulary


class Unit(NamedTuple):
    """`factor` converts a value in this unit into `base`."""

    name: str
    kind: str
    base: str
    factor: Fraction


class UnitTable(NamedTuple):
    by_spelling: dict[str, Unit]
    rates: dict[str, str]
    """Spelling of what a rate is per → canonical spelling."""
    longest: int
    longest_rate: int


@cache
def unit_table(vocabulary: Vocabulary) -> UnitTable:
    """The units of `units.toml`, by every spelling."""
    data = vocabulary.toml("units")
    units = {
        name: Unit(name, "count", data["count"]["base"].get(name, "1"), Fraction(1))
        for name in data["count"]["names"]
    }
    for name, aliases in data["count"]["aliases"].items():
        units |= dict.fromkeys(aliases, units[name])
    for row in data["unit"]:
        unit = Unit(row["name"], row["kind"], row["base"], Fraction(row["factor"]))
        for spelling in (row["name"], *row.get("aliases", ())):
            units.setdefault(spelling, unit)
    rates = _rates(data["rate"]["per"])
    return UnitTable(units, rates, max(map(len, units)), max(map(len, rates)))


def _rates(per: list[str]) -> dict[str, str]:
    """人·月, 月·人, 人/月 and 人.月 are one denominator; the table writes people first and · between."""
    rates = {}
    for spelling in per:
        parts = sorted(
            spelling.replace("/", "·").split("·"), key=lambda part: part in ("月", "年", "天", "日")
        )
        rates[spelling] = "·".join(parts)
    return rates


def find_unit(text: str, at: int, vocabulary: Vocabulary) -> tuple[Unit, int] | None:
    """Longest unit that starts at `at`, with its end; a rate (元/人·月) is a unit of its own."""
    table = unit_table(vocabulary)
    for length in range(min(table.longest, len(text) - at), 0, -1):
        unit = table.by_spelling.get(text[at : at + length])
        if unit is not None and _is_whole(text, at, at + length):
            return _with_rate(unit, text, at + length, table)
    return None


def _is_whole(text: str, start: int, end: int) -> bool:
    """A unit in Latin letters must not go on in letters or digits (5G网络, 3MB)."""
    last = text[end - 1]
    if not (last.isascii() and last.isalpha()):
        return True
    return end == len(text) or not (text[end].isascii() and text[end].isalnum())


def _with_rate(unit: Unit, text: str, end: int, table: UnitTable) -> tuple[Unit, int]:
    if unit.kind in ("time", "ratio") or end >= len(text) or text[end] not in "/／每":
        return unit, end
    start = end + 1
    for length in range(min(table.longest_rate, len(text) - start), 0, -1):
        per = table.rates.get(text[start : start + length].replace(".", "·").replace("／", "/"))
        if per is not None:
            return Unit(f"{unit.name}/{per}", unit.kind, f"{unit.base}/{per}", unit.factor), start + length
    return unit, end


def convert(value: Decimal, factor: Fraction) -> Decimal:
    """value × factor: exact where the factor is a finite decimal, else to 28 digits."""
    return value * factor.numerator / factor.denominator
