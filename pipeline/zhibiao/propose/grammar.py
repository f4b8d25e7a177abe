"""The grammar of quantities: sign, number, unit; ranges, ratios, fractions, shares and ranks.

A run of numeral characters is read as a whole or not at all, so that no number is read from the middle
of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from zhibiao.core.enums import Kind
from zhibiao.core.numerals import arabic
from zhibiao.core.types import Quantity
from zhibiao.core.unit import Unit, UnitTable, unit_table
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.propose.bounds import bound_of
from zhibiao.propose.numbers import DIGIT, Number, NumberGrammar, number_grammar
from zhibiao.propose.rests import HALF, HALVED, Parsed, Rests, long_unit, rests, with_rest

_NO_UNIT = Unit("")
_ORDINAL = "第"
_TIMES = "番"
_POINT = "点"
_DISCOUNT = "折"
_PLACES = 10
_PARTS = "分之"
_REACH = 12
"""How far 分之 may stand behind the beginning of a fraction."""
_OPENS = frozenset("\n。！？；")
_SIGNED = frozenset({Kind.RATIO, Kind.TEMPERATURE})
_YUAN = "元"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a quantity may look like under a vocabulary."""

    numbers: NumberGrammar
    units: UnitTable
    rests: Rests
    shares: dict[str, str]
    """百分之 → %."""
    symbols: dict[str, str]
    """￥ → 元."""
    start: re.Pattern[str]
    joined: dict[str, str]
    """What a character stands behind where it writes no number (队 of 队伍)."""
    fraction: re.Pattern[str]
    share: re.Pattern[str]
    discount: re.Pattern[str]
    turn: re.Pattern[str]
    range: re.Pattern[str]
    ratio: re.Pattern[str]
    likened: re.Pattern[str]
    symbol: re.Pattern[str]
    symbol_reach: int
    symbol_ends: frozenset[str]
    sign_ends: frozenset[str]
    """What a sign ends with: a look at one character spares most searches."""
    slashed: re.Pattern[str]
    sign: re.Pattern[str]
    half: re.Pattern[str]
    alone: re.Pattern[str]
    alone_after: frozenset[str]


def scan(text: str, vocabulary: Vocabulary) -> Iterator[Quantity]:
    """Every quantity of the text, left to right; dates, ordinals and numbers without unit included."""
    rules = grammar(vocabulary)
    at = end = 0
    while (found := rules.start.search(text, at)) is not None:
        at = found.start()
        if at and text[at - 1] in rules.joined.get(text[at], ()):
            at += 1
            continue
        parsed = _parse(text, at, end, rules)
        if parsed is None:
            at = max(rules.numbers.run_end(text, at), at + 1)
            continue
        yield _quantity(text, parsed, vocabulary)
        at = end = parsed.end


def _parse(text: str, at: int, before: int, rules: Grammar) -> Parsed | None:
    """The quantity that starts at `at`; `before` is where the quantity before it ends."""
    sign = _sign(text, at, before, rules)
    written = not text[at].isdecimal()
    parsed = _word(text, at, rules) if written else None
    parsed = parsed or _fraction(text, at, rules)
    if parsed is None and written and rules.share.match(text, at):
        parsed = _share(text, at, rules)
    elif parsed is None:
        parsed = _number(text, at, rules, negative=sign is not None)
    if parsed is None:
        return None
    if sign is not None and _is_minus(text, sign, parsed):
        turned = parsed._replace(start=sign, low=-parsed.low)
        return turned if parsed.high is None else turned._replace(low=-parsed.high, high=-parsed.low)
    if parsed.start and text[parsed.start - 1] == _ORDINAL:
        rank = parsed.unit._replace(kind=Kind.RANK, base="", factor=Fraction(1))
        return parsed._replace(start=parsed.start - 1, unit=rank)
    return parsed


def _sign(text: str, at: int, before: int, rules: Grammar) -> int | None:
    """Where a minus, 负 or 零下 right before the numeral starts; a dash right behind another quantity
    is none."""
    if text[at - 1 : at] not in rules.sign_ends:
        return None
    sign = rules.sign.search(text, max(0, at - 3), at)
    return None if sign is None or sign.start() < before or before == sign.start() > 0 else sign.start()


def _is_minus(text: str, sign: int, parsed: Parsed) -> bool:
    """No time is negative; at the beginning of a line or sentence a dash mostly is a bullet."""
    if not text[sign].isalpha() and (not sign or text[sign - 1] in _OPENS):
        return parsed.unit.kind in _SIGNED
    return parsed.unit.kind is not Kind.TIME


def _word(text: str, at: int, rules: Grammar) -> Parsed | None:
    """一半, ½, 九五折, 翻两番, 半斤."""
    word = rules.fraction.match(text, at)
    if word:
        return Parsed(at, word.end(), rules.numbers.numerals.fractions[word.group()], None, _NO_UNIT)
    discount = rules.discount.match(text, at)
    if discount:
        one, tenth = (rules.numbers.numerals.digits[discount[name]] for name in ("one", "tenth"))
        return Parsed(at, discount.end() + 1, one + tenth / 10, None, rules.units.by_spelling[_DISCOUNT])
    turn = rules.turn.match(text, at)
    if turn:
        number = rules.numbers.number(turn["times"], 0) if turn["times"] else None
        if turn["times"] and number is None:
            return None
        times = (number.low if number else Decimal(1)) + (HALF if turn["half"] else 0)
        return Parsed(at, turn.end(), times, number.high if number else None, rules.units.by_spelling[_TIMES])
    found = rules.units.find(text, at + 1) if rules.half.match(text, at) else None
    if found is None or not (found[0].kind in HALVED or found[0].name == "个"):
        return None
    return Parsed(at, found[1], HALF, None, found[0])


def _fraction(text: str, at: int, rules: Grammar) -> Parsed | None:
    """三分之二, 3分之1, 1/3."""
    slashed = rules.slashed.match(text, at)
    if slashed:
        part, whole = arabic(slashed[1]), arabic(slashed[2])
        return Parsed(*slashed.span(), round(part / whole, _PLACES), None, _NO_UNIT) if part < whole else None
    if _PARTS not in text[at : at + _REACH]:
        return None
    end = rules.numbers.run_end(text, at)
    if not text.startswith(_PARTS, end) or rules.share.match(text, at):
        return None
    stop = rules.numbers.run_end(text, end + 2)
    below, above = rules.numbers.bare(text[at:end]), rules.numbers.bare(text[end + 2 : stop])
    return (
        Parsed(at, stop, round(above / below, _PLACES), None, _NO_UNIT)
        if below and above is not None
        else None
    )


def _share(text: str, at: int, rules: Grammar) -> Parsed | None:
    """百分之三点五, 百分之三十到四十, 百分之百, 百分之负二."""
    share = rules.share.match(text, at)
    first = rules.numbers.number(text, share.end()) if share else None
    if share is None or first is None:
        return None
    scale = rules.numbers.numerals.scale(first.scale)
    unit = rules.units.by_spelling[rules.shares[share["of"]]]
    if share["minus"]:
        return Parsed(at, first.end, -first.low * scale, None, unit, first.over)
    whole = Parsed(at, first.end, first.low * scale, first.high, unit, first.over)
    sign = rules.range.match(text, first.end)
    again = rules.share.match(text, sign.end()) if sign else None
    second = rules.numbers.number(text, again.end() if again else sign.end()) if sign else None
    if second is None or second.low <= first.low or (again is None and rules.units.find(text, second.end)):
        return whole
    return whole._replace(end=second.end, high=second.low)


def _number(text: str, at: int, rules: Grammar, *, negative: bool) -> Parsed | None:
    first = rules.numbers.number(text, at)
    if first is None:
        return None
    own = rules.units.find(text, first.end)
    parsed = _ranged(text, first, own, rules, negative=negative) or _ratio(text, first, rules)
    parsed = parsed or _single(text, first, own, rules)
    symbol = (
        rules.symbol.search(text, max(0, at - rules.symbol_reach), at)
        if text[at - 1 : at] in rules.symbol_ends
        else None
    )
    name = rules.symbols[symbol.group()] if symbol else ""
    if parsed is None or symbol is None or parsed.unit.name not in ("", _YUAN, name) or parsed.unit.per:
        return parsed
    unit = rules.units.scaled(rules.units.by_spelling[name], parsed.unit.scale)
    return parsed._replace(start=at if symbol.group().isalpha() else symbol.start(), unit=unit)


def _single(text: str, number: Number, found: tuple[Unit, int] | None, rules: Grammar) -> Parsed | None:
    long = long_unit(text, number, rules.rests)
    if long is not None:
        return long
    if found is None and number.written and not _stands_alone(text, number, rules):
        return None
    unit, end = found or (_NO_UNIT, number.end)
    scaled = rules.units.scaled(unit, number.scale)
    parsed = Parsed(number.start, end, number.low, number.high, scaled, number.over)
    return with_rest(text, parsed, rules.rests)


def _stands_alone(text: str, number: Number, rules: Grammar) -> bool:
    """A written numeral without a unit is proposed behind 第, with 余/多, as a decimal, from a hundred
    upwards, and
    in 一死三伤."""
    ordinal = bool(number.start) and text[number.start - 1] == _ORDINAL
    large = number.low * rules.numbers.numerals.scale(number.scale) >= 100
    decimal = (
        _POINT in text[number.start : number.end] and rules.numbers.run_end(text, number.end) == number.end
    )
    before = text[max(0, number.start - 1) : number.start]
    alone = decimal or (number.scale != "" and before in rules.alone_after)
    alone = alone or (number.low > 0 and rules.alone.match(text, number.end) is not None)
    return ordinal or number.over or alone or (large and number.end - number.start > 1)


def _ranged(
    text: str, first: Number, own: tuple[Unit, int] | None, rules: Grammar, *, negative: bool
) -> Parsed | None:
    """3—5 户, 10 万至 20 万元, 5000 元至 1 万元; both ends come to the scale of the second."""
    if first.high is not None:
        return None
    for middle in (first.end, own[1]) if own else (first.end,):
        sign = rules.range.match(text, middle)
        second = rules.numbers.number(text, sign.end()) if sign else None
        if sign is None or second is None or second.high is not None or second.written != first.written:
            continue
        found = rules.units.find(text, second.end)
        spelled = own[0] if own and middle != first.end else None
        if spelled and (found is None or not _goes_with(spelled, found[0])):
            continue
        minus = negative and sign["minus"]
        ends = _ends(first, second, rules, negative=negative, end=-second.low if minus else second.low,
                     spelled=spelled is not None)  # fmt: skip
        if ends is None:
            continue
        unit, end = found or (_NO_UNIT, second.end)
        scaled = rules.units.scaled(unit, second.scale)
        return Parsed(first.start, end, *ends, scaled, first.over or second.over)
    return None


def _goes_with(low: Unit, high: Unit) -> bool:
    """3000元到5000元/亩: the second end says the unit in full."""
    return low.is_same(high) or (low.name == high.name and not low.per)


def _ends(
    first: Number, second: Number, rules: Grammar, *, negative: bool, end: Decimal, spelled: bool
) -> tuple[Decimal, Decimal] | None:
    """Both ends in the scale of the second: 10至20万 shares it, 5000元至1万元 does not; None if they descend.

    Behind a minus they are mirrored, as the sign turns them: -5~3 is (-3, 5) here.
    """
    scale = rules.numbers.numerals.scale
    said = first.low * scale(first.scale) / scale(second.scale)
    shared = first.low if not first.scale and not spelled else said
    for low in (shared, said):
        if negative and -low < end:
            return -end, low
        if not negative and low < end:
            return low, end
    return None


def _ratio(text: str, first: Number, rules: Grammar) -> Parsed | None:
    """100:107; in written numerals only behind 为, 达 and the like."""
    sign = rules.ratio.match(text, first.end)
    second = rules.numbers.number(text, sign.end()) if sign and not first.scale else None
    if second is None or not second.low or second.written != first.written or second.scale:
        return None
    if first.written and not rules.likened.match(text[max(0, first.start - 1) : first.start]):
        return None
    return Parsed(first.start, second.end, round(first.low / second.low, _PLACES), None, _NO_UNIT)


@cache
def grammar(vocabulary: Vocabulary) -> Grammar:
    """The grammar of a vocabulary."""
    numbers, data = number_grammar(vocabulary), vocabulary.toml("numerals")
    signs = {name: "".join(map(re.escape, characters)) for name, characters in data["signs"].items()}
    words, half = numbers.numerals, data["half"]
    shares: dict[str, str] = data["per"]
    starts = "|".join(map(re.escape, words.fractions))
    minus, behind = signs["minus"], "|".join(data["negative"])
    return Grammar(
        numbers, unit_table(vocabulary), rests(vocabulary), shares, data["symbols"],
        start=re.compile(rf"[0-9０-９{words.characters}半翻]|{starts}"),
        joined={sign: "".join(before) for sign, before in data["joined"].items()},
        fraction=re.compile(starts),
        share=re.compile(f"(?P<of>{'|'.join(shares)})(?P<minus>{behind})?"),
        discount=re.compile(rf"(?P<one>[{numbers.digits}])(?P<tenth>[{numbers.digits}])(?={_DISCOUNT})"),
        turn=re.compile(rf"翻[了过]?(?P<times>[{words.characters}0-9]*){_TIMES}(?P<half>半)?"),
        range=re.compile(rf"(?:[{signs['dash']}]{{1,2}}?|[{signs['until']}])(?P<minus>[{minus}]|{behind})?"
                         rf"(?={DIGIT}|[{words.characters}])"),
        ratio=re.compile(rf"[{signs['ratio']}](?={DIGIT}|[{words.characters}])"),
        symbol_reach=max(map(len, data["symbols"])),
        symbol_ends=frozenset(symbol[-1] for symbol in data["symbols"]),
        sign_ends=frozenset((*data["signs"]["minus"], *(word[-1] for word in data["negative"]))),
        likened=re.compile(f"[{''.join(data['ratio']['after'])}]"),
        symbol=re.compile(f"(?:{'|'.join(map(re.escape, sorted(data['symbols'], key=len, reverse=True)))})$"),
        slashed=re.compile(rf"(?<![0-9０-９./／])({DIGIT}{{1,2}})[/／]({DIGIT}{{1,2}})(?![0-9０-９./／])"),
        sign=re.compile(rf"(?<![0-9０-９A-Za-z)）”\"》{signs['dash']}])[{minus}]$|(?:{behind})$"),
        half=re.compile(f"(?<![{''.join(half['not_after'])}])半"),
        alone_after=frozenset(data["alone"].get("after", ())),
        alone=re.compile("|".join(data["alone"]["before"])),
    )  # fmt: skip


def _quantity(text: str, parsed: Parsed, vocabulary: Vocabulary) -> Quantity:
    unit, high = parsed.unit, parsed.high
    bound = bound_of(
        text, parsed.start, parsed.end, vocabulary, is_range=high is not None, has_over=parsed.over
    )
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
        bound=bound,
        kind=unit.kind,
    )
