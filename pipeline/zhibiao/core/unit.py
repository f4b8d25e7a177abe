"""Units: a scale, a name, what a rate is counted per, and what it comes to in base units."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, NamedTuple

from zhibiao.core.enums import Kind
from zhibiao.core.numerals import numerals
from zhibiao.core.senses import Sense, senses
from zhibiao.core.vocabulary import Vocabulary

_EACH = "每"
_SECOND = frozenset("·./／每")
_WEIGHED = frozenset({Kind.MONEY, Kind.WEIGHT, Kind.VOLUME, Kind.ENERGY, Kind.POWER})
_MEASURED = (Kind.COUNT, Kind.AREA, Kind.LENGTH, Kind.WEIGHT, Kind.VOLUME, Kind.ENERGY)
_BOUNDARY = re.compile(r"$|[，。；：、！？,;:!?)）】”\"\n\t]|以[上下内]|左右|的|计|标准|不等")


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

    by_name: dict[str, Unit]
    by_spelling: dict[str, Unit]
    senses: dict[str, tuple[Sense, ...]]
    """Spellings that name a unit, or another one, only beside certain words."""
    rates: dict[str, str]
    """Spelling of what a rate is per → canonical spelling."""
    times: frozenset[str]
    """What stands last in a rate per two things (人·月)."""
    rate_signs: frozenset[str]
    scales: dict[str, int]
    lengths: dict[str, tuple[int, ...]]
    """First character → lengths of the spellings that begin with it, the longest first."""
    longest_rate: int

    def scaled(self, unit: Unit, scale: str) -> Unit:
        """A unit in ten thousands (万) or hundred millions (亿); without a scale, itself."""
        return unit._replace(scale=scale, factor=unit.factor * self.scales[scale]) if scale else unit

    def unscaled(self, unit: Unit) -> Unit:
        """The unit without its scale: 元 for 万元."""
        return unit._replace(scale="", factor=unit.factor / self.scales.get(unit.scale, 1))

    def find(self, text: str, at: int) -> tuple[Unit, int] | None:
        """Longest unit that starts at `at`, with its end; a rate (元/人·月) is a unit of its own."""
        found = self.plain(text, at)
        return self.rated(found[0], text, found[1]) if found else None

    def plain(self, text: str, at: int) -> tuple[Unit, int] | None:
        """Longest unit that starts at `at`, without what a rate is per."""
        for length in self.lengths.get(text[at : at + 1], ()):
            unit = self._spelled(text, at, at + length)
            if unit is not None and at + length <= len(text) and _is_whole(text, at, at + length):
                return unit, at + length
        return None

    def _spelled(self, text: str, start: int, end: int) -> Unit | None:
        """The unit that text[start:end] spells there: by its neighbours where it has several senses."""
        spelling = text[start:end]
        for sense in self.senses.get(spelling, ()):
            if sense.fits(text, start, end):
                return self.by_name.get(sense.unit)
        return self.by_spelling.get(spelling)

    def rated(self, unit: Unit, text: str, end: int) -> tuple[Unit, int]:
        """/人·月, /人/月, 每人每月 behind a unit; a count before 每 is a rate only where nothing
        follows (12人每月领…)."""
        if unit.kind in (Kind.TIME, Kind.RATIO) or end >= len(text) or text[end] not in self.rate_signs:
            return unit, end
        first = self._per(text, end + 1)
        if first is None:
            return unit, end
        per, stop = first
        second = self._per(text, stop + 1) if text[stop : stop + 1] in _SECOND else None
        if second is not None and (per in self.times) != (second[0] in self.times):
            per, stop = "·".join(sorted((per, second[0]), key=self.times.__contains__)), second[1]
        if text[end] == _EACH and unit.kind not in _WEIGHED and not _BOUNDARY.match(text, stop):
            return unit, end
        return unit.counted_per(per), stop

    def _per(self, text: str, at: int) -> tuple[str, int] | None:
        for length in range(min(self.longest_rate, len(text) - at), 0, -1):
            per = self.rates.get(text[at : at + length])
            if per is not None and _is_whole(text, at, at + length):
                return per, at + length
        return None


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
    names: dict[str, Unit] = {}
    units: dict[str, Unit] = {}
    count = data["count"]
    counted = {name: Unit(name, Kind.COUNT, count["base"].get(name, "1")) for name in count["names"]}
    for name, row in data["unit"].items():
        unit = names[name] = Unit(name, Kind(row["kind"]), row["base"], Fraction(row["factor"]))
        for spelling in (name, *row.get("aliases", ())):
            units.setdefault(spelling, unit)
    for name, unit in counted.items():
        names.setdefault(name, unit)
        for spelling in (name, *count["aliases"].get(name, ())):
            units.setdefault(spelling, unit)
    words = numerals(vocabulary)
    scales = {scale: int(words.scales[scale]) for scale in words.kept}
    rates, rate = _rates(units, data["rate"]), data["rate"]
    found = senses(vocabulary)
    return UnitTable(
        names, units, found, rates, frozenset(rate["time"]), frozenset(rate["signs"]), scales,
        _lengths((*units, *found)), max(map(len, rates)),
    )  # fmt: skip


def _lengths(spellings: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for spelling in spellings:
        found.setdefault(spelling[0], set()).add(len(spelling))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _rates(units: dict[str, Unit], rate: dict[str, Any]) -> dict[str, str]:
    """What a rate may be per: counts and measures by every spelling, and what `per` names besides."""
    measured = {spelling: unit.name for spelling, unit in units.items() if unit.kind in _MEASURED}
    measured.update(rate["aliases"])
    measured.update((per, per) for per in rate["per"])
    return measured


@lru_cache(maxsize=4096)
def parse_unit(text: str, vocabulary: Vocabulary) -> Unit:
    """The unit that a whole text writes (万元/人·月, ㎡); one that no vocabulary knows is its own base."""
    table = unit_table(vocabulary)
    for scale in ("", text[:1]):
        name = text[len(scale) :]
        if scale not in ("", *table.scales):
            continue
        head = table.by_name.get(name.partition("/")[0])
        found = table.rated(head, name, len(head.name)) if head else table.find(name, 0)
        if found and found[1] == len(name):
            return table.scaled(found[0], scale)
    scale = text[:1] if text[:1] in table.scales else ""
    name = text[len(scale) :]
    return table.scaled(Unit(name, base=name), scale)
