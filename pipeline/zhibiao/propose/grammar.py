"""The grammar of quantities: numeral, 余/多, scale, unit; ranges, ratios, fractions and ranks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from zhibiao.core.enums import Kind
from zhibiao.core.numerals import Numerals, arabic, numerals
from zhibiao.core.types import Quantity
from zhibiao.core.unit import Unit, UnitTable, unit_table
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.propose.bounds import bound_of

_ARABIC = r"(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+(?![0-9０-９])|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
_NO_UNIT = Unit("")
_ORDINAL = "第"
_TIMES = "番"


class Grammar(NamedTuple):
    """What a number may look like under a vocabulary: its expressions, numerals and units."""

    numerals: Numerals
    units: UnitTable
    written: frozenset[str]
    shares: dict[str, str]
    """百分之 → %."""
    start: re.Pattern[str]
    number: re.Pattern[str]
    word: re.Pattern[str]
    fraction: re.Pattern[str]
    range: re.Pattern[str]
    ratio: re.Pattern[str]


class Number(NamedTuple):
    """One end of a quantity: value times the tens and hundreds of its scale; `scale` keeps 万 and 亿."""

    start: int
    end: int
    value: Decimal
    scale: str
    over: bool
    ordinal: bool
    per: str
    written: bool


class Parsed(NamedTuple):
    """A quantity before its bound is known; both ends are in `unit`."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    unit: Unit
    over: bool


@cache
def grammar(vocabulary: Vocabulary) -> Grammar:
    """The grammar of a vocabulary."""
    words = numerals(vocabulary)
    data = vocabulary.toml("numerals")
    signs = {name: "".join(map(re.escape, characters)) for name, characters in data["signs"].items()}
    shares: dict[str, str] = data["per"]
    chinese, kept, over = f"[{words.characters}]", signs["kept"], signs["over"]
    written = f"{chinese}+(?:点[{signs['decimal']}]+)?"
    tens = "".join(word for word in words.scales if word not in words.kept)
    large = "".join(word for word in tens if words.scales[word] > words.digits["十"])
    starts = "|".join(word for word in words.fractions if word[0] not in words.characters)
    return Grammar(
        words, unit_table(vocabulary), frozenset(words.characters), shares,
        start=re.compile(rf"[0-9０-９{words.characters}]|翻|{starts}"),
        number=re.compile(
            rf"(?P<ordinal>{_ORDINAL})?(?P<per>{'|'.join(shares)})?"
            rf"(?P<number>{_ARABIC}|(?<![{signs['vague']}]){written})"
            rf"(?P<over>[{over}]?)(?P<scale>[{tens}]?[{kept}]+|[{large}](?![{signs['unit_after']}]))?"
            rf"(?P<more>[{over}]?)"
        ),
        word=re.compile("|".join(map(re.escape, words.fractions)) + f"|翻(?:了|两|[0-9一二三四])*{_TIMES}"),
        fraction=re.compile(rf"(?P<whole>{chinese}+)分之(?P<part>{written})"),
        range=re.compile(rf"[{signs['range']}]{{1,2}}(?=[0-9０-９{words.characters}])"),
        ratio=re.compile(rf"[{signs['ratio']}](?=[0-9０-９])"),
    )  # fmt: skip


def scan(text: str, vocabulary: Vocabulary) -> Iterator[Quantity]:
    """Every quantity of the text, left to right; dates, ordinals and numbers without unit included."""
    rules = grammar(vocabulary)
    at = 0
    while (found := rules.start.search(text, at)) is not None:
        parsed = _parse(text, found.start(), rules)
        if parsed is None:
            at = _after_run(text, found, rules)
            continue
        yield _quantity(text, parsed, vocabulary)
        at = parsed.end


def _after_run(text: str, found: re.Match[str], rules: Grammar) -> int:
    """Past what could not be read; an Arabic run is skipped whole: no number is read from its middle."""
    end = found.end()
    if found.group().isdigit() and found.group() not in rules.written:
        while end < len(text) and text[end].isdigit():
            end += 1
    return end


def _parse(text: str, at: int, rules: Grammar) -> Parsed | None:
    if at and text[at - 1] == _ORDINAL:
        at -= 1
    word = rules.word.match(text, at)
    if word:
        return _word(word, rules)
    fraction = rules.fraction.match(text, at)
    if fraction and fraction["whole"] + "分之" not in rules.shares:
        return _fraction(fraction, rules)
    first = _number(text, at, rules)
    if first is None:
        return None
    return _ranged(text, first, rules) or _ratio(text, first, rules) or _single(text, first, rules)


def _word(match: re.Match[str], rules: Grammar) -> Parsed | None:
    words = rules.numerals
    if match.group() in words.fractions:
        return Parsed(*match.span(), words.fractions[match.group()], None, _NO_UNIT, False)
    digits = [c for c in match.group()[1:-1] if c != "了"]
    times = (words.written(digits[0]) or arabic(digits[0])) if digits else Decimal(1)
    return Parsed(*match.span(), times, None, rules.units.by_spelling[_TIMES], False)


def _fraction(match: re.Match[str], rules: Grammar) -> Parsed | None:
    whole, part = rules.numerals.written(match["whole"]), rules.numerals.written(match["part"])
    if not whole or part is None:
        return None
    return Parsed(*match.span(), round(part / whole, 10), None, _NO_UNIT, False)


def _number(text: str, at: int, rules: Grammar) -> Number | None:
    match = rules.number.match(text, at)
    if match is None:
        return None
    digits = match["number"]
    written = digits[0] in rules.written
    value = rules.numerals.written(digits) if written else arabic(digits)
    if value is None:
        return None
    tens = (match["scale"] or "").rstrip(rules.numerals.kept)
    kept = (match["scale"] or "")[len(tens) :]
    if len(kept) > 1:  # 万亿 keeps 亿
        tens, kept = tens + kept[:-1], kept[-1]
    return Number(
        match.start(), match.end(), value * rules.numerals.scale(tens), kept,
        bool(match["over"] or match["more"]), bool(match["ordinal"]), match["per"] or "", written,
    )  # fmt: skip


def _unit_at(text: str, number: Number, rules: Grammar) -> tuple[Unit, int] | None:
    if number.per:
        return rules.units.by_spelling[rules.shares[number.per]], number.end
    return rules.units.find(text, number.end)


def _single(text: str, number: Number, rules: Grammar) -> Parsed | None:
    found = _unit_at(text, number, rules)
    if found is None and number.written and not number.ordinal and not _stands_alone(text, number):
        return None
    unit, end = found or (_NO_UNIT, number.end)
    scaled = rules.units.scaled(_counted(unit, number), number.scale)
    return Parsed(number.start, end, number.value, None, scaled, number.over)


def _counted(unit: Unit, number: Number) -> Unit:
    """第3名 is a rank, which no base unit measures."""
    return unit._replace(kind=Kind.RANK, base="", factor=Fraction(1)) if number.ordinal else unit


def _stands_alone(text: str, number: Number) -> bool:
    """A written numeral without a unit is proposed only with 余/多, or from ten upwards (百亿, 三百二十)."""
    digits = text[number.start : number.end]
    return number.over or (number.value >= 100 and len(digits) > 1)


def _ranged(text: str, first: Number, rules: Grammar) -> Parsed | None:
    """3—5 户, 10 万至 20 万元, 80 元-90 元; both ends come to the scale of the second."""
    low_unit = _unit_at(text, first, rules)
    for middle in (first.end, low_unit[1] if low_unit else first.end):
        sign = rules.range.match(text, middle)
        second = _number(text, sign.end(), rules) if sign else None
        if second is None or second.ordinal or second.written != first.written:
            continue
        found = _unit_at(text, second, rules)
        if found is None and low_unit is not None and middle != first.end:
            continue
        unit, end = found or (_NO_UNIT, second.end)
        if middle != first.end and low_unit is not None and not low_unit[0].is_same(unit):
            continue
        scale = rules.numerals.scale
        low = first.value * scale(first.scale) / scale(second.scale) if first.scale else first.value
        scaled = rules.units.scaled(_counted(unit, first), second.scale)
        return Parsed(first.start, end, low, second.value, scaled, first.over or second.over)
    return None


def _ratio(text: str, first: Number, rules: Grammar) -> Parsed | None:
    sign = rules.ratio.match(text, first.end)
    second = _number(text, sign.end(), rules) if sign and not first.scale else None
    if second is None or not second.value or second.written or first.written:
        return None
    value = round(first.value / second.value, 10)
    return Parsed(first.start, second.end, value, None, _counted(_NO_UNIT, first), False)


def _quantity(text: str, parsed: Parsed, vocabulary: Vocabulary) -> Quantity:
    unit, high = parsed.unit, parsed.high
    return Quantity(
        start=parsed.start,
        end=parsed.end,
        text=text[parsed.start : parsed.end],
        value=parsed.low,
        value_high=high,
        unit=str(unit),
        base_value=unit.to_base(parsed.low),
        base_value_high=None if high is None else unit.to_base(high),
        base_unit=unit.base,
        bound=bound_of(
            text, parsed.start, parsed.end, vocabulary, is_range=high is not None, has_over=parsed.over
        ),
        kind=unit.kind,
    )
