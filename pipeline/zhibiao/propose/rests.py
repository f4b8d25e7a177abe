"""What belongs to a quantity behind its unit: smaller units (3斤5两), tenths (三成五), halves (一年半),
个多月."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from zhibiao.core.enums import Kind
from zhibiao.core.unit import Unit, UnitTable, unit_table
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.propose.numbers import DIGIT, Number, NumberGrammar, number_grammar

HALF = Decimal("0.5")
HALVED = frozenset({Kind.WEIGHT, Kind.LENGTH, Kind.AREA, Kind.VOLUME, Kind.TIME})
_COMPOUND = frozenset({Kind.WEIGHT, Kind.LENGTH, Kind.MONEY, Kind.TIME})
_PLACES = 10


class Parsed(NamedTuple):
    """A quantity before its bound is known; both ends are in `unit`."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    unit: Unit
    over: bool = False


@dataclass(frozen=True, slots=True)
class Rests:
    """What may stand behind a unit under a vocabulary."""

    numbers: NumberGrammar
    units: UnitTable
    smaller: dict[str, dict[str, str]]
    """Unit → what its smaller unit is written as behind it, and its name (斤: 两 is 两重)."""
    halved: frozenset[str]
    tenths: frozenset[str]
    half: re.Pattern[str]
    half_counted: re.Pattern[str]
    many: re.Pattern[str]
    tenth: re.Pattern[str]
    more: re.Pattern[str]


@cache
def rests(vocabulary: Vocabulary) -> Rests:
    """What may stand behind a unit under a vocabulary."""
    numbers, data = number_grammar(vocabulary), vocabulary.toml("numerals")
    few = numbers.digits.replace("一", "")
    half, characters, over = data["half"], numbers.numerals.characters, "".join(data["signs"]["over"])
    return Rests(
        numbers, unit_table(vocabulary), data["smaller"],
        halved=frozenset(half["units"]), tenths=frozenset(data["tenths"]["units"]),
        half=re.compile(f"半(?![{''.join(half['not_before'])}])"),
        half_counted=re.compile(f"半(?=$|[{''.join(half['ends'])}])"),
        many=re.compile(rf"个(?P<mark>[{over}半])(?={'|'.join(half['long'])})"),
        tenth=re.compile(
            rf"[1-9](?![0-9.点{characters}])|一(?![一-龥])|[{few}](?![0-9点{characters}{over}])"
        ),
        more=re.compile(f"零?(?={DIGIT}|[{characters}])"),
    )  # fmt: skip


def with_rest(text: str, parsed: Parsed, rules: Rests) -> Parsed:
    """The quantity with what belongs to it behind its unit."""
    return _with_half(text, _with_smaller(text, parsed, rules), rules)


def long_unit(text: str, number: Number, rules: Rests) -> Parsed | None:
    """三个多月, 两个半小时: what is more stands within the unit."""
    mark = rules.many.match(text, number.end)
    found = rules.units.find("个" + text[mark.end() : mark.end() + 4], 0) if mark else None
    if mark is None or found is None:
        return None
    half = mark["mark"] == "半"
    low = number.low + (HALF if half else 0)
    end = mark.end() + found[1] - 1
    return Parsed(number.start, end, low, number.high, rules.units.scaled(found[0], number.scale), not half)


def _with_smaller(text: str, parsed: Parsed, rules: Rests) -> Parsed:
    """3斤5两, 123元1角, 三成五: a smaller unit of the same kind right behind, or a digit that counts
    tenths."""
    tenth = _tenth(text, parsed, rules)
    if tenth is not None:
        return tenth
    if parsed.unit.kind not in _COMPOUND or parsed.high is not None or parsed.over or parsed.unit.per:
        return parsed
    more = rules.more.match(text, parsed.end)
    second = rules.numbers.number(text, more.end()) if more else None
    found = _smaller(text, second, parsed.unit, rules) if second and not second.scale else None
    if second is None or found is None:
        return parsed
    unit, end = found
    one = rules.units.unscaled(parsed.unit)
    second_low = Fraction(second.low)
    part = second_low * unit.factor / one.factor
    if unit.factor >= one.factor or part >= 1:
        return parsed
    if not _is_finite(one.factor / unit.factor):
        whole = Fraction(parsed.low) * parsed.unit.factor / unit.factor + second_low
        return parsed._replace(end=end, low=_decimal(whole), unit=unit)
    low = parsed.low + _decimal(part * one.factor / parsed.unit.factor)
    rate, stop = rules.units.rated(parsed.unit, text, end)
    longer = parsed._replace(end=stop, low=low, unit=rate)
    return longer if rate.per else _with_smaller(text, longer, rules)


def _tenth(text: str, parsed: Parsed, rules: Rests) -> Parsed | None:
    """The quantity with a digit behind its unit, written in the way of its number; None without one."""
    if parsed.unit.name not in rules.tenths or parsed.unit.per or parsed.high is not None or parsed.over:
        return None
    match = rules.tenth.match(text, parsed.end)
    if (
        match is None
        or parsed.low % 1
        or parsed.unit.scale
        or match.group().isascii() != text[parsed.start].isascii()
    ):
        return None
    if rules.units.find(text, match.end()) is not None:
        return None
    tenths = rules.numbers.bare(match.group()) or Decimal(0)
    return parsed._replace(end=match.end(), low=parsed.low + tenths / 10)


def _is_finite(ratio: Fraction) -> bool:
    """Whether one part of so many has a decimal that ends: a minute of an hour has none."""
    return pow(10, _PLACES, ratio.numerator) == 0


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def _smaller(text: str, second: Number, unit: Unit, rules: Rests) -> tuple[Unit, int] | None:
    found = rules.units.plain(text, second.end)
    if found and found[0].base == unit.base:
        return found
    name = rules.smaller.get(unit.name, {}).get(text[second.end : second.end + 1])
    return (rules.units.by_spelling[name], second.end + 1) if name else None


def _with_half(text: str, parsed: Parsed, rules: Rests) -> Parsed:
    """三成半, 一年半, 一吨半."""
    halves = parsed.unit.kind in HALVED or parsed.unit.name in rules.halved
    pattern = rules.half if halves else rules.half_counted
    half = pattern.match(text, parsed.end) if (halves or parsed.unit.kind is Kind.COUNT) else None
    if half is None or parsed.high is not None:
        return parsed
    return parsed._replace(end=half.end(), low=parsed.low + HALF)
