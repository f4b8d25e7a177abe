"""Written numerals: a run of numeral characters read as a whole, or not at all."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from zhibiao.core.numerals import Numerals

_POINT = "点"
_ZERO = "零"
_TEN, _MYRIAD = Decimal(10), Decimal(10_000)
_DIGITS = "[一二三四五六七八九]"
_SECTION = f"(?:{_DIGITS}?千)?零?(?:{_DIGITS}?百)?零?(?:{_DIGITS}?十)?零?{_DIGITS}?"
_WHOLE = f"(?:(?:{_SECTION}万)?零?{_SECTION}亿)?零?(?:{_SECTION}万)?零?{_SECTION}"
_SHAPE = re.compile(f"零|(?!.*(?:零$|零零|[十百千万亿]零?[百千]|十十)|万一$){_WHOLE}")
"""What a number that is written out looks like; 百 and 千 without a digit stand at its beginning only."""
_TAIL = re.compile(f"([百千万亿])({_DIGITS})$")
_LOWER = {"百": "十", "千": "百", "万": "千", "亿": "千万"}
"""A single digit right behind a scale counts its tenths: 两万五 is 25 000."""
_PAIRS = frozenset({(3, 5), (3, 2)})
"""Digits side by side that name a range though they do not follow each other."""
_CENTURIES = ("一九", "一八")


class Written(NamedTuple):
    """Value of a run, its upper end where digits stand side by side (七八十), the 万 or 亿 kept from it."""

    low: Decimal
    high: Decimal | None
    scale: str


class Reader:
    """Reads written numerals with the characters of one vocabulary."""

    def __init__(self, numerals: Numerals) -> None:
        self._numerals = numerals
        self._digits = {word: value for word, value in numerals.digits.items() if value < _TEN}
        self._sizes = {word: value for word, value in numerals.scales.items() if value >= _MYRIAD}
        self.read = lru_cache(maxsize=4096)(self._read)

    def _read(self, run: str) -> Written | None:
        """The number that a run says, with a decimal part behind 点; None where it says none."""
        whole, point, rest = run.partition(_POINT)
        if point:
            return self._decimal(whole, rest)
        plain = run.translate(self._numerals.spelling)
        if len(plain) > 2 and all(character in self._digits for character in plain):
            return self._positional(plain)
        pairs = [at for at in range(len(plain) - 1) if self._digit(plain[at]) and self._digit(plain[at + 1])]
        if len(pairs) > 1:
            return None
        return self._range(plain, pairs[0]) if pairs else self._scaled(plain)

    def _digit(self, character: str) -> int:
        return int(self._digits.get(character, 0))

    def _positional(self, plain: str) -> Written | None:
        """二〇二三, 一九七八: digits by their place; without a zero, only a year is written so."""
        if _ZERO not in plain and not plain.startswith(_CENTURIES):
            return None
        return Written(Decimal("".join(str(self._digit(character)) for character in plain)), None, "")

    def _range(self, plain: str, at: int) -> Written | None:
        """七八十 is 70 to 80, 三五百 300 to 500, 三两 two to three; digits further apart are no range."""
        first, second = self._digit(plain[at]), self._digit(plain[at + 1])
        if second - first != 1 and (first, second) not in _PAIRS:
            return None
        one = self._scaled(plain[: at + 1] + plain[at + 2 :])
        other = self._scaled(plain[:at] + plain[at + 1 :])
        if one is None or other is None or one.scale != other.scale:
            return None
        return Written(min(one.low, other.low), max(one.low, other.low), one.scale)

    def _scaled(self, plain: str) -> Written | None:
        """A number whose 万 at its end, or 亿, is kept apart: 三百万 is 300 万, 一亿二千万 is 1.2 亿."""
        if plain in self._sizes:
            return Written(Decimal(1), None, plain)
        value = self._value(plain)
        largest = max(self._sizes, key=self._sizes.__getitem__)
        scale = largest if largest in plain else plain[-1] if plain[-1] in self._sizes else ""
        return None if value is None else Written(value / self._sizes.get(scale, Decimal(1)), None, scale)

    def _decimal(self, whole: str, rest: str) -> Written | None:
        """一点五, 三点二五亿: digits behind 点, and nothing but a scale behind them."""
        spelled = rest.translate(self._numerals.spelling)
        digits = spelled.rstrip("".join(self._sizes))
        scale = spelled[len(digits) :]
        value = self._value(whole.translate(self._numerals.spelling)) if whole else None
        if value is None or not digits or any(character not in self._digits for character in digits):
            return None
        value += Decimal("0." + "".join(str(self._digit(character)) for character in digits))
        for size in scale[:-1]:
            value *= self._sizes[size]
        return Written(value, None, scale[-1:])

    def _value(self, plain: str) -> Decimal | None:
        """Value of a well-formed numeral without digits side by side; cn2an reads what is written out
        in full."""
        if not plain or _SHAPE.fullmatch(plain) is None:
            return None
        tail = _TAIL.search(plain)
        return self._numerals.written(plain + _LOWER[tail[1]] if tail else plain)
