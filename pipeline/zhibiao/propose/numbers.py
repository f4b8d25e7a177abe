"""Numbers: one numeral with what belongs to it, 余/多 and scales: 1.76万, 210余万, 1亿2800万, 七八十."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from zhibiao.core.enums import Kind
from zhibiao.core.numerals import Numerals, arabic, numerals
from zhibiao.core.unit import UnitTable, unit_table
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.propose.written import Reader

DIGIT = "[0-9０-９]"
_ARABIC = rf"(?:{DIGIT}{{1,3}}(?:[,，]{DIGIT}{{3}})+(?!{DIGIT})|{DIGIT}+)(?:[.．]{DIGIT}+)?"
_LARGE = Decimal(10)
_LIST = "、"
_LISTED = ("第", _LIST, "\n")
_SOME = "几"
"""Stands for a digit: 一百几十."""
_COUNTER = "个"
"""May stand before 亿: 4个亿."""


class Number(NamedTuple):
    """A numeral; `scale` keeps 万 and 亿 as written, `high` is there where digits stand side by side
    (七八)."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    scale: str
    over: bool
    written: bool


@dataclass(frozen=True, slots=True)
class NumberGrammar:
    """What a number may look like under a vocabulary."""

    numerals: Numerals
    units: UnitTable
    reader: Reader
    arabic: re.Pattern[str]
    written: re.Pattern[str]
    over: re.Pattern[str]
    scales: re.Pattern[str]
    pair: re.Pattern[str]
    single: frozenset[str]
    """Units that name one by one: 三、四级."""
    digits: str
    """Characters that write 1 to 9, without capitals."""
    vague: str
    large: tuple[str, ...]
    """Scales that a unit may begin with: 千 of 千瓦."""
    thousands: tuple[str, ...]
    """Units that begin so, and whose 千 is a number's behind a digit: 八千米."""

    def number(self, text: str, at: int) -> Number | None:
        """The number whose numeral starts at `at`; None where none does, or its run makes no number."""
        match = self.arabic.match(text, at)
        if match is None:
            return self._written(text, at)
        over, end, words = self._scale_at(text, match.end())
        value, kept = self._kept(arabic(match.group()), words)
        number = Number(at, end, value, None, kept, over, written=False)
        if not words or over or not match.group().isdigit():
            return number
        return self._compound(text, number, self._size(words))

    def run_end(self, text: str, at: int) -> int:
        """End of the run of numeral characters at `at`."""
        match = self.arabic.match(text, at) or self.written.match(text, at)
        return match.end() if match else at

    def bare(self, run: str) -> Decimal | None:
        """Value of a run that is nothing but one number."""
        if self.arabic.fullmatch(run):
            return arabic(run)
        found = self.reader.read(run) if self.written.fullmatch(run) else None
        return (
            None if found is None or found.high is not None else found.low * self.numerals.scale(found.scale)
        )

    def _scale_at(self, text: str, at: int) -> tuple[bool, int, str]:
        """Whether 余/多 stands at `at` or behind the scale, where they end, and the scale's words."""
        over = self.over.match(text, at)
        start = over.end() if over else at
        match = None if self._begins_unit(text, start) else self.scales.match(text, start)
        more = self.over.match(text, match.end()) if match else None
        end = more.end() if more else match.end() if match else start
        return bool(over or more), end, match.group().removeprefix(_COUNTER) if match else ""

    def _begins_unit(self, text: str, at: int) -> bool:
        """A scale word that is the beginning of a unit (千瓦, 百分点) is no scale."""
        return text.startswith(self.large, at) and self.units.find(text, at) is not None

    def _kept(self, value: Decimal, words: str) -> tuple[Decimal, str]:
        """万 and 亿 are kept as written, 千 and 百 go into the number; 万亿 keeps 亿."""
        plain = words.translate(self.numerals.spelling)
        kept = plain[-1:] if plain[-1:] in self.numerals.kept else ""
        return value * self.numerals.scale(plain[: len(plain) - len(kept)]), kept

    def _size(self, words: str) -> Decimal:
        return self.numerals.scale(words.translate(self.numerals.spelling))

    def _compound(self, text: str, number: Number, size: Decimal) -> Number:
        """1亿2800万, 25万6千, 1千2百, 3万5000, 2千8百万: a smaller number right behind the scale of a
        larger one."""
        inner = self.number(text, number.end)
        said = text[number.end : inner.end] if inner else "."
        if inner is None or inner.high is not None or "." in said:
            return number
        if len(said) == 1:
            return self._tenth(text, number, inner, size)
        amount = inner.low * self.numerals.scale(inner.scale)
        if amount < size and (not said.isdigit() or amount >= size / 10):
            low = number.low + amount / self.numerals.scale(number.scale)
            return number._replace(end=inner.end, low=low, over=inner.over)
        if inner.scale and not number.scale and inner.low < size:
            return number._replace(
                end=inner.end, low=number.low + inner.low, scale=inner.scale, over=inner.over
            )
        return number

    def _tenth(self, text: str, number: Number, inner: Number, size: Decimal) -> Number:
        """1万3 is 13 000; 3万5户 is none, and neither is what is written in another way (2万五)."""
        found = self.units.plain(text, inner.end)
        if inner.written or (found and found[0].kind is not Kind.MONEY):
            return number
        low = number.low + inner.low * size / 10 / self.numerals.scale(number.scale)
        return number._replace(end=inner.end, low=low)

    def _written(self, text: str, at: int) -> Number | None:
        match = self.written.match(text, at)
        pair = self._pair(text, at) if text[at + 1 : at + 2] == _LIST else None
        if pair is not None:
            return pair
        if match is None or (at and text[at - 1] in self.vague and text[at] in self.numerals.scales):
            return None
        run = self._without_unit(text, at, match.group())
        found = self.reader.read(run)
        if found is None:
            return None
        end = at + len(run)
        over = self.over.match(text, end)
        if over is None or found.scale:
            stop = over.end() if over else end
            return Number(at, stop, found.low, found.high, found.scale, over is not None, written=True)
        more, stop, words = self._scale_at(text, end)
        value, kept = self._kept(found.low, words)
        high = None if found.high is None else self._kept(found.high, words)[0]
        return Number(at, stop, value, high, kept, more, written=True)

    def _pair(self, text: str, at: int) -> Number | None:
        """三、四户, 七、八十亩: two digits that follow each other and share what is behind."""
        match = self.pair.match(text, at)
        if match is None or text[at - 1 : at] in ("", *_LISTED):
            return None
        found = self.reader.read(match["one"] + match["other"])
        unit = self.units.plain(text, match.end()) if found and found.high else None
        if found is None or unit is None or unit[0].name in self.single:
            return None
        return Number(at, match.end(), found.low, found.high, found.scale, over=False, written=True)

    def _without_unit(self, text: str, at: int, run: str) -> str:
        """A 千 at the end that begins a unit (五千瓦, 二十五千克) belongs to it, unless the number
        needs it (两万五千克)."""
        if len(run) < 2 or not self._begins_unit(text, at + len(run) - 1):
            return run
        before = run[:-1]
        counted = len(before) > 1 or text.startswith(self.thousands, at + len(before))
        needed = counted and before[-1] in self.numerals.digits and self.reader.read(run) is not None
        return run if needed or self.reader.read(before) is None else before


@cache
def number_grammar(vocabulary: Vocabulary) -> NumberGrammar:
    """The numbers of a vocabulary."""
    words = numerals(vocabulary)
    signs = vocabulary.toml("numerals")["signs"]
    pair = vocabulary.toml("numerals").get("pair", {})  # a model's own words may be older
    steps = "".join(word for word in words.scales if word not in words.kept)
    large = "".join(word for word in steps if words.scales[word] > _LARGE)
    kept = "".join(sign for sign in words.characters if sign.translate(words.spelling) in words.kept)
    digits = "".join(
        sign for sign in words.characters if words.digits.get(sign.translate(words.spelling), _LARGE) < _LARGE
    )
    return NumberGrammar(
        words, unit_table(vocabulary), Reader(words),
        arabic=re.compile(_ARABIC),
        written=re.compile(rf"[{words.characters}]+(?:点[{digits}]+[{kept}]*)?"),
        over=re.compile(rf"[{''.join(signs['over'])}](?:(?<={_SOME})[{steps}])?"),
        scales=re.compile(rf"(?:{_COUNTER}(?=亿(?![元级])))?[{steps}]?[{kept}]+|[{large}]"),
        pair=re.compile(rf"(?P<one>[{digits}])、(?P<other>[{digits}][{steps}]?[{kept}]?)"),
        single=frozenset(pair.get("never", ())),
        digits="".join(word for word, value in words.digits.items() if 0 < value < _LARGE),
        vague="".join(signs["vague"]), large=tuple(large),
        thousands=tuple(vocabulary.toml("numerals")["thousands"]["numbers"]),
    )  # fmt: skip
