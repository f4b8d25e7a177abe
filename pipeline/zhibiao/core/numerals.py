"""Numerals: from the characters of one number to its exact value."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from functools import lru_cache

from zhibiao.core.vocabulary import base

_DATA = base().toml("numerals")
_SCALES = {word: Decimal(value) for word, value in _DATA["scales"].items()}
_SIMPLE = {
    c: Decimal(v)
    for c, v in zip("零〇○一二两三四五六七八九十", (0, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True)
}
_SPELLING = str.maketrans({"两": "二", "〇": "零", "○": "零"})

CHINESE = "".join(_DATA["chinese_digits"])
FRACTIONS = {word: Decimal(value) for word, value in _DATA["fractions"].items()}


def arabic(text: str) -> Decimal:
    """Value of Arabic digits of any width, with grouping commas and a decimal point: `12,198.50`, `１２．５`."""
    return Decimal(unicodedata.normalize("NFKC", text).replace(",", "").replace("·", "."))


@lru_cache(maxsize=4096)
def chinese(text: str) -> Decimal | None:
    """Value of a Chinese numeral (二十一点五, 三百二十, 百, 廿五), None if the characters make no number."""
    if text in _SIMPLE:
        return _SIMPLE[text]
    plain = text.translate(_SPELLING).replace("廿", "二十").replace("卅", "三十")
    if plain[0] in "百千万亿":
        plain = "一" + plain
    if set(plain) <= set("万亿百千"):
        return None
    return _by_cn2an(plain)


def _by_cn2an(plain: str) -> Decimal | None:
    import cn2an  # only reports with written-out numbers above ten pay for it

    try:
        return Decimal(str(cn2an.cn2an(plain, "smart")))
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def scale(text: str) -> Decimal:
    """Product of scale words: `千万` is 10 000 000, the empty text is 1."""
    product = Decimal(1)
    for word in text:
        product *= _SCALES[word]
    return product
