"""Numerals: from the characters of one number to its exact value."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from zhibiao.core.vocabulary import Vocabulary

_TEN = Decimal(10)


@dataclass(frozen=True, slots=True)
class Numerals:
    """The characters that write numbers, from `numerals.toml`."""

    digits: dict[str, Decimal]
    scales: dict[str, Decimal]
    fractions: dict[str, Decimal]
    kept: str
    """Scales that stay with the unit: 1.76 万亩."""
    spelling: dict[int, str]

    @property
    def characters(self) -> str:
        """Every character a written numeral may hold."""
        signs = (*self.digits, *self.scales, *map(chr, self.spelling))
        return "".join(dict.fromkeys(signs))

    def written(self, text: str) -> Decimal | None:
        """Value of a Chinese numeral (二十一点五, 三百二十, 百, 廿五); None if it is no number."""
        if text in self.digits:
            return self.digits[text]
        plain = text.translate(self.spelling)
        if self.scales.get(plain[0], _TEN) > _TEN:
            plain = "一" + plain
        return _by_cn2an(plain)

    def scale(self, text: str) -> Decimal:
        """Product of scale words: `千万` is 10 000 000, the empty text is 1."""
        product = Decimal(1)
        for word in text:
            product *= self.scales[word]
        return product


@cache
def numerals(vocabulary: Vocabulary) -> Numerals:
    """The numerals of a vocabulary."""
    data = vocabulary.toml("numerals")
    digits, scales, fractions = (
        {word: Decimal(value) for word, value in data[name].items()}
        for name in ("digits", "scales", "fractions")
    )
    kept = "".join(data["signs"]["kept"])
    return Numerals(digits, scales, fractions, kept, str.maketrans(data["spelling"]))


def arabic(text: str) -> Decimal:
    """Value of Arabic digits of any width, with commas and a decimal point: `12,198.50`, `１２．５`."""
    return Decimal(unicodedata.normalize("NFKC", text).replace(",", ""))


@lru_cache(maxsize=4096)
def _by_cn2an(plain: str) -> Decimal | None:
    import cn2an  # only reports with written-out numbers above ten pay for it

    try:
        return Decimal(str(cn2an.cn2an(plain, "smart")))
    except (ValueError, KeyError, IndexError, TypeError):
        return None
