"""Numbers of a spreadsheet as it shows them: by their number format, without the dust of binary fractions."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

_DIGITS = 11  # characters that a spreadsheet shows of a number without a format
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]'
    r"|(?P<number>[#0?][#0?,]*(?:\.[#0?]*)?|\.[#0?]+)(?P<thousands>,*)|(?P<other>.)",
    re.S,
)
_AS_IT_IS = re.compile(r"[#0?]\s*/\s*[#0?0-9]|[eE][+-]|(?i:general)|@")


class _Shape(NamedTuple):
    """One section of a number format."""

    before: str
    after: str
    shown: bool
    """Whether there is a place for the number between the two."""
    figures: int
    """Figures before the point that are shown even where they are 0."""
    decimals: int
    least: int
    """Decimals that are shown even where they are 0."""
    grouped: bool
    scale: int
    """Power of ten by which the number is multiplied before it is shown."""


def displayed(value: object, number_format: str) -> str:
    """A cell's value as text, on one line. Dates are written in the Chinese way, which no number is taken
    for."""
    number_format = " ".join(number_format.splitlines())
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() | float() | Decimal():
            return _number(
                Decimal(repr(value)) if isinstance(value, float) else Decimal(value), number_format
            )
        case datetime():
            return _date(value, number_format) + _clock(value.time())
        case date():
            return _date(value, number_format)
        case time():
            return _clock(value) or "00:00"
        case timedelta():
            return _clock_of(value)
    return " ".join(str(value).split())


def _number(value: Decimal, number_format: str) -> str:
    if not value.is_finite():
        return str(value)
    sections = _sections(number_format)
    negative = value < 0 and len(sections) > 1
    index = 1 if negative else 2 if not value and len(sections) > 2 else 0
    shape = _shape(sections[index])
    if shape is None:
        return _general(value)
    if not shape.shown:
        return (shape.before + shape.after).strip()
    body = _digits((abs(value) if negative else value).scaleb(shape.scale), shape)
    if negative and "-" not in shape.before:  # told by brackets or by colour alone
        return f"-{shape.before.strip('( ')}{body}{shape.after.strip(') ')}"
    return f"{shape.before}{body}{shape.after}".strip()


def _digits(value: Decimal, shape: _Shape) -> str:
    rounded = _rounded(value, shape.decimals)
    whole, _, fraction = f"{rounded:{',' if shape.grouped else ''}f}".partition(".")
    fraction = fraction.rstrip("0").ljust(shape.least, "0")
    whole = whole if shape.grouped else whole.zfill(shape.figures + whole.startswith("-"))
    return f"{whole}.{fraction}" if fraction else whole


def _general(value: Decimal) -> str:
    whole = len(str(abs(int(value))))
    rounded = _rounded(value, max(0, _DIGITS - 1 - whole))
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: Decimal, decimals: int) -> Decimal:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= decimals:
        return value
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


@lru_cache(1024)
def _sections(number_format: str) -> tuple[str, ...]:
    """The format's sections: positive, negative, zero, text."""
    sections, start = [], 0
    for token in re.finditer(r'"[^"]*"|\\.|(;)', number_format):
        if token[1]:
            sections.append(number_format[start : token.start()])
            start = token.end()
    return (*sections, number_format[start:] or ("" if sections else "General"))


@lru_cache(1024)
def _shape(section: str) -> _Shape | None:
    """What a section asks for, None where the number is shown as it is."""
    before, after, pattern, scale = "", "", "", 0
    if _AS_IT_IS.search(re.sub(r'"[^"]*"|\[[^\]]*\]', "", section)):
        return None
    for token in _TOKEN.finditer(section):
        if token["number"] and not pattern:
            pattern = token["number"]
            commas = len(pattern) - len(pattern.rstrip(",")) + len(token["thousands"])
            scale -= 3 * commas
            pattern = pattern.rstrip(",")
            continue
        text = token["quoted"] or token["escaped"] or token["currency"] or token["other"] or ""
        scale += 2 * (token["other"] == "%")
        before, after = (before, after + text) if pattern else (before + text, after)
    whole, _, decimals = pattern.partition(".")
    least = len(decimals.rstrip("#?"))
    return _Shape(before, after, bool(pattern), whole.count("0"), len(decimals), least, "," in pattern, scale)


def _date(value: date, number_format: str) -> str:
    """Year, month and day as far as the format shows them, all of them where it shows none."""
    letters = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format).lower().replace("general", "")
    year, day = "y" in letters or "e" in letters, "d" in letters
    month = "m" in re.sub(r"h+[^a-z]*m+|m+[^a-z]*s+", "", letters)
    if not (year or month or day):
        year = month = day = True
    parts = ((year, f"{value.year}年"), (month, f"{value.month}月"), (day, f"{value.day}日"))
    return "".join(text for shown, text in parts if shown)


def _clock(value: time) -> str:
    return f" {value:%H:%M}" if value.hour or value.minute else ""


def _clock_of(value: timedelta) -> str:
    minutes = round(value.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02d}"
