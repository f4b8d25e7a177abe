"""Cells of a file back to rows of the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from zhibiao.store.base import StoreError
from zhibiao.store.cells import given
from zhibiao.table.columns import COLUMNS, Column, Row, columns


def rows_of_cells(lines: Iterable[Sequence[Any]], path: Path, *, neutralised: bool = False) -> Iterator[Row]:
    """Rows of lines of which the first names the columns, in any order; further columns are left out.

    `neutralised`: an apostrophe in front of a formula is none of the text. Raises `StoreError` for a file
    without the table's columns, or with a value that is none of its column.
    """
    source = iter(lines)
    header = [str(name) for name in next(source, ())]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise StoreError(f"{path}: 不是指标表，缺少列 {', '.join(missing[:5])}；请给出 zhibiao 写的表")
    places = [(header.index(column.name), column) for column in columns()]
    for number, line in enumerate(source, 2):
        cells = [*line, *[None] * (len(header) - len(line))]
        found = [_value(cells[place], column, neutralised=neutralised) for place, column in places]
        if _BAD in found:
            column = columns()[found.index(_BAD)]
            value = cells[header.index(column.name)]
            raise StoreError(f"{path}: 第 {number} 行的 {column.name} 是 {value!r}，不是数；请改正后再读")
        yield Row(*found)


_BAD = object()


def _value(cell: Any, column: Column, *, neutralised: bool) -> Any:
    if cell is None or cell == "":
        return None if column.nullable or column.kind != "text" else ""
    if column.kind == "date":
        return cell.strftime("%Y-%m-%d") if isinstance(cell, date | datetime) else str(cell)[:10]
    if column.kind == "text":
        return given(str(cell)) if neutralised else str(cell)
    number = _number(cell)
    return int(number) if column.kind == "integer" and number is not _BAD else number


def _number(cell: Any) -> Any:
    try:
        return float(cell)
    except (TypeError, ValueError):
        return _BAD
