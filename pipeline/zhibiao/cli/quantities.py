"""`zhibiao quantities`: the numbers and units of a text, as a table on standard output."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

_COLUMNS = ("start", "end", "text", "value", "value_high", "unit", "base_value", "base_unit", "bound")


def run(text: Annotated[str, typer.Argument(metavar="TEXT", help="quantities.text")]) -> int:
    """One line a quantity, columns parted by tabs; `-` reads standard input."""
    from zhibiao.api import quantities

    print(*_COLUMNS, sep="\t")
    for found in quantities(sys.stdin.read() if text == "-" else text):
        values = (getattr(found, column) for column in _COLUMNS)
        print(*("" if value is None else _plain(value) for value in values), sep="\t")
    return 0


def _plain(value: object) -> str:
    """Exact numbers without an exponent."""
    from decimal import Decimal

    return f"{value:f}" if isinstance(value, Decimal) else str(value)
