"""The grammar of quantities: numeral, 余/多, scale, unit; ranges, ratios, fractions and ranks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from zhibiao.core.numerals import CHINESE, FRACTIONS, arabic, chinese, scale
from zhibiao.core.types import Quantity
from zhibiao.core.unit import Unit, convert, find_unit, unit_table
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.propose.bounds import bound_of

_ARABIC = r"(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+(?![0-9０-９])|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
_WRITTEN = f"[{CHINESE}]+(?:点[零〇一二三四五六七八九]+)?"
_SCALED = (
    r"(?P<{0}over>[余多几来]?)(?P<{0}scale>[十百千]?[万亿]+|[百千](?![分瓦克米伏]))?(?P<{0}more>[余多几来]?)"
)
_NUMBER = re.compile(
    rf"(?P<ordinal>第)?(?P<per>百分之|千分之|万分之)?(?P<number>{_ARABIC}|(?<![数几]){_WRITTEN})"
    + _SCALED.format("")
)
_FRACTION = re.compile(rf"(?P<whole>[{CHINESE}]+)分之(?P<part>[{CHINESE}]+(?:点[零一二三四五六七八九]+)?)")
_WORD = re.compile("|".join(map(re.escape, FRACTIONS)) + "|翻(?:了|两|[0-9一二三四])*番")
_RANGE = re.compile(r"[-—－–―~～至到]{1,2}(?=[0-9０-９" + CHINESE + "])")
_RATIO = re.compile(r"[:：∶比](?=[0-9０-９])")
_START = re.compile(rf"[0-9０-９{CHINESE}½⅓⅔¼¾]|百分之|翻|半数")
_PER_UNIT = {"百分之": "%", "千分之": "‰", "万分之": "‱"}
_NO_UNIT = Unit("", "", "", Fraction(1))


class Number(NamedTuple):
    """One end of a quantity: value times the tens and hundreds of its scale; `scale` keeps 万 and 亿 as written."""

    start: int
    end: int
    value: Decimal
    scale: str
    over: bool
    ordinal: bool
    per: str
    written: bool


class Parsed(NamedTuple):
    start: int
    end: int
    low: Decimal
    high: Decimal | None
    scale: str
    unit: Unit
    over: bool


def scan(text: str, vocabulary: Vocabulary) -> Iterator[Quantity]:
    """Every quantity of the text, left to right; dates, ordinals and numbers without unit included."""
    at = 0
    while (found := _START.search(text, at)) is not None:
        parsed = _parse(text, found.start(), vocabulary)
        if parsed is None:
            at = _after_run(text, found)
            continue
        yield _quantity(text, parsed, vocabulary)
        at = parsed.end


def _after_run(text: str, found: re.Match[str]) -> int:
    """Past what could not be read; an Arabic run is skipped whole, so that no number is read from its middle."""
    end = found.end()
    while (
        found.group().isdigit() and found.group() not in CHINESE and end < len(text) and text[end].isdigit()
    ):
        end += 1
    return end


def _parse(text: str, at: int, vocabulary: Vocabulary) -> Parsed | None:
    if at and text[at - 1] == "第":
        at -= 1
    word = _WORD.match(text, at)
    if word:
        return _word(word, vocabulary)
    fraction = _FRACTION.match(text, at)
    if fraction and fraction["whole"] not in ("百", "千", "万"):
        return _fraction(fraction)
    first = _number(text, at)
    if first is None:
        return None
    return _ranged(text, first, vocabulary) or _ratio(text, first) or _single(text, first, vocabulary)


def _word(match: re.Match[str], vocabulary: Vocabulary) -> Parsed | None:
    if match.group() in FRACTIONS:
        return Parsed(*match.span(), FRACTIONS[match.group()], None, "", _NO_UNIT, False)
    digits = [c for c in match.group()[1:-1] if c != "了"]
    times = (chinese(digits[0]) or arabic(digits[0])) if digits else Decimal(1)
    return Parsed(*match.span(), times, None, "", unit_table(vocabulary).by_spelling["番"], False)


def _fraction(match: re.Match[str]) -> Parsed | None:
    whole, part = chinese(match["whole"]), chinese(match["part"])
    if not whole or part is None:
        return None
    return Parsed(*match.span(), round(part / whole, 10), None, "", _NO_UNIT, False)


def _number(text: str, at: int) -> Number | None:
    match = _NUMBER.match(text, at)
    if match is None:
        return None
    digits = match["number"]
    written = digits[0] in CHINESE
    value = chinese(digits) if written else arabic(digits)
    if value is None:
        return None
    tens = (match["scale"] or "").rstrip("万亿")
    kept = (match["scale"] or "")[len(tens) :]
    if len(kept) > 1:  # 万亿 keeps 亿
        tens, kept = tens + kept[:-1], kept[-1]
    return Number(
        match.start(), match.end(), value * scale(tens), kept, bool(match["over"] or match["more"]),
        bool(match["ordinal"]), match["per"] or "", written,
    )  # fmt: skip


def _unit_at(text: str, number: Number, vocabulary: Vocabulary) -> tuple[Unit, int] | None:
    if number.per:
        name = _PER_UNIT[number.per]
        return unit_table(vocabulary).by_spelling.get(
            name, Unit(name, "ratio", "1", Fraction(1, 10000))
        ), number.end
    return find_unit(text, number.end, vocabulary)


def _single(text: str, number: Number, vocabulary: Vocabulary) -> Parsed | None:
    found = _unit_at(text, number, vocabulary)
    if found is None and number.written and not number.ordinal and not _stands_alone(text, number):
        return None
    unit, end = found or (_NO_UNIT, number.end)
    return Parsed(number.start, end, number.value, None, number.scale, unit, number.over)


def _stands_alone(text: str, number: Number) -> bool:
    """A written numeral without a unit is proposed only with 余/多, or from ten upwards (百亿, 三百二十)."""
    digits = text[number.start : number.end]
    return number.over or (number.value >= 100 and len(digits) > 1)


def _ranged(text: str, first: Number, vocabulary: Vocabulary) -> Parsed | None:
    """3—5 户, 10 万至 20 万元, 80 元-90 元; both ends come to the scale of the second."""
    low_unit = _unit_at(text, first, vocabulary)
    for middle in (first.end, low_unit[1] if low_unit else first.end):
        sign = _RANGE.match(text, middle)
        second = _number(text, sign.end()) if sign else None
        if second is None or second.ordinal or second.written != first.written:
            continue
        found = _unit_at(text, second, vocabulary)
        if found is None and low_unit is not None and middle != first.end:
            continue
        unit, end = found or (_NO_UNIT, second.end)
        if middle != first.end and low_unit is not None and low_unit[0].name != unit.name:
            continue
        low = first.value * scale(first.scale) / scale(second.scale) if first.scale else first.value
        return Parsed(first.start, end, low, second.value, second.scale, unit, first.over or second.over)
    return None


def _ratio(text: str, first: Number) -> Parsed | None:
    sign = _RATIO.match(text, first.end)
    second = _number(text, sign.end()) if sign and not first.scale else None
    if second is None or not second.value or second.written or first.written:
        return None
    return Parsed(first.start, second.end, round(first.value / second.value, 10), None, "", _NO_UNIT, False)


def _quantity(text: str, parsed: Parsed, vocabulary: Vocabulary) -> Quantity:
    unit, kept = parsed.unit, parsed.scale
    if text[parsed.start] == "第":
        unit = Unit(unit.name, "rank", "", Fraction(1))
    factor = unit.factor * int(scale(kept))
    is_range = parsed.high is not None
    return Quantity(
        start=parsed.start,
        end=parsed.end,
        text=text[parsed.start : parsed.end],
        value=parsed.low,
        value_high=parsed.high,
        unit=kept + unit.name,
        base_value=convert(parsed.low, factor),
        base_value_high=None if parsed.high is None else convert(parsed.high, factor),
        base_unit=unit.base,
        bound=bound_of(text, parsed.start, parsed.end, vocabulary, is_range=is_range, has_over=parsed.over),
        kind=unit.kind,
    )
