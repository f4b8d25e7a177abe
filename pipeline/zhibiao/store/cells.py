"""Cells of spreadsheets: text that could run as a formula, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from zhibiao.core.period import PATTERN

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SIGNS = frozenset(_FORMULA)
_PERIOD = re.compile(PATTERN)
_NEUTRALISED = tuple(f"'{sign}" for sign in _FORMULA)


def neutral(value: Any) -> Any:
    """A text that a spreadsheet could run as a formula gets an apostrophe in front; numbers stay as they are,
    and so does an instant (@2024-12), which is no code."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _PERIOD.fullmatch(value):
        return f"'{value}"
    return value


def given(text: str) -> str:
    """The text that was neutralised."""
    return text[1:] if text.startswith(_NEUTRALISED) else text


def plain(value: Any) -> Any:
    """Cell for csv: whole numbers without a decimal point, text neutralised."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return neutral(value)


def plain_column(values: Sequence[Any]) -> Iterable[Any]:
    """Cells of one column for csv; one of which no cell would change is left as it is, without a look at
    each."""
    kinds = set(map(type, values))
    if float in kinds:
        return map(plain, values)
    if str in kinds and not _SIGNS.isdisjoint({value[:1] for value in values if isinstance(value, str)}):
        return map(neutral, values)
    return values
