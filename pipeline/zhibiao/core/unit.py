"""Units: a scale, a name, what a rate is counted per, and what it comes to in base units."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from zhibiao.core.enums import Kind
from zhibiao.core.numerals import numerals
from zhibiao.core.vocabulary import Vocabulary

_PLAIN_SIGNS = str.maketrans({".": "·", "／": "/"})


class Unit(NamedTuple):
    """`value × factor` is the value in `base`; scale and rate are in both (万元/亩: 10000, 元/亩).

    Prints as the table writes it. A number without a unit has an empty name.
    """

    name: str
    kind: Kind = Kind.NONE
    base: str = ""
    factor: Fraction = Fraction(1)
    scale: str = ""
    """万, 亿 or empty."""
    per: str = ""
    """What a rate is counted per (人·月), else empty."""

    def __str__(self) -> str:
        return f"{self.scale}{self.name}/{self.per}" if self.per else self.scale + self.name

    def is_same(self, other: Unit) -> bool:
        """Whether both count the same thing, whatever their scale: 4 万亩 and 40000 亩 may be compared."""
        return (self.name, self.per) == (other.name, other.per)

    def to_base(self, value: Decimal) -> Decimal:
        """`value` in base units: exact where the factor is a finite decimal, else to 28 digits."""
        return value * self.factor.numerator / self.factor.denominator

    def from_base(self, value: Decimal) -> Decimal:
        """A value in base units in this unit."""
        return value * self.factor.denominator / self.factor.numerator

    def counted_per(self, per: str) -> Unit:
        """This unit as a rate."""
        return self._replace(per=per, base=f"{self.base}/{per}")


class UnitTable(NamedTuple):
    """The units of a vocabulary by every spelling, without scale and rate."""

    by_spelling: dict[str, Unit]
    rates: dict[str, str]
    """Spelling of what a rate is per → canonical spelling."""
    rate_signs: frozenset[str]
    scales: dict[str, int]
    longest: int
    longest_rate: int

    def scaled(self, unit: Unit, scale: str) -> Unit:
        """A unit in ten thousands (万) or hundred millions (亿); without a scale, itself."""
        return unit._replace(scale=scale, factor=unit.factor * self.scales[scale]) if scale else unit

    def find(self, text: str, at: int) -> tuple[Unit, int] | None:
        """Longest unit that starts at `at`, with its end; a rate (元/人·月) is a unit of its own."""
        for length in range(min(self.longest, len(text) - at), 0, -1):
            unit = self.by_spelling.get(text[at : at + length])
            if unit is not None and _is_whole(text, at, at + length):
                return self._rate(unit, text, at + length)
        return None

    def _rate(self, unit: Unit, text: str, end: int) -> tuple[Unit, int]:
        if unit.kind in (Kind.TIME, Kind.RATIO) or end >= len(text) or text[end] not in self.rate_signs:
            return unit, end
        start = end + 1
        for length in range(min(self.longest_rate, len(text) - start), 0, -1):
            per = self.rates.get(text[start : start + length].translate(_PLAIN_SIGNS))
            if per is not None:
                return unit.counted_per(per), start + length
        return unit, end


def _is_whole(text: str, start: int, end: int) -> bool:
    """A unit in Latin letters must not go on in letters or digits (5G网络, 3MB)."""
    last = text[end - 1]
    if not (last.isascii() and last.isalpha()):
        return True
    return end == len(text) or not (text[end].isascii() and text[end].isalnum())


@cache
def unit_table(vocabulary: Vocabulary) -> UnitTable:
    """The units of `units.toml`; a spelling said twice belongs to the upper line, [unit] before [count]."""
    data = vocabulary.toml("units")
    units: dict[str, Unit] = {}
    for name, row in data["unit"].items():
        unit = Unit(name, Kind(row["kind"]), row["base"], Fraction(row["factor"]))
        for spelling in (name, *row.get("aliases", ())):
            units.setdefault(spelling, unit)
    count = data["count"]
    for name in count["names"]:
        unit = Unit(name, Kind.COUNT, count["base"].get(name, "1"))
        for spelling in (name, *count["aliases"].get(name, ())):
            units.setdefault(spelling, unit)
    words = numerals(vocabulary)
    scales = {scale: int(words.scales[scale]) for scale in words.kept}
    rates, signs = _rates(data["rate"]["per"], data["rate"]["time"]), frozenset(data["rate"]["signs"])
    return UnitTable(units, rates, signs, scales, max(map(len, units)), max(map(len, rates)))


def _rates(per: list[str], time: list[str]) -> dict[str, str]:
    """人·月, 月·人, 人/月 and 人.月 are one denominator; the table writes people first and · between."""
    return {
        spelling: "·".join(sorted(spelling.replace("/", "·").split("·"), key=time.__contains__))
        for spelling in per
    }


@lru_cache(maxsize=4096)
def parse_unit(text: str, vocabulary: Vocabulary) -> Unit:
    """The unit that a whole text writes (万元/人·月, ㎡); one that no vocabulary knows is its own base."""
    table = unit_table(vocabulary)
    for scale in ("", text[:1]):
        name = text[len(scale) :]
        found = table.find(name, 0)
        if scale in ("", *table.scales) and found and found[1] == len(name):
            return table.scaled(found[0], scale)
    scale = text[:1] if text[:1] in table.scales else ""
    name = text[len(scale) :]
    return table.scaled(Unit(name, base=name), scale)
