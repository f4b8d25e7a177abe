"""The table as a workbook: a frozen bold header, a filter, widths, real dates, text that stays text; the
problems and a codebook on sheets of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhibiao.store.cells import neutral
from zhibiao.store.files import FileFormat
from zhibiao.store.parsing import rows_of_cells
from zhibiao.store.rows import PROBLEM_COLUMNS
from zhibiao.store.tables import Table
from zhibiao.table.columns import Column, Kind, Row, Says
from zhibiao.table.contract import allowed, type_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

ROWS = 1_048_575
"""Rows a sheet holds beside its header."""
CELL = 32_767
"""Characters a cell holds."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMATS: dict[Kind, str] = {"text": "@", "date": "yyyy-mm-dd", "integer": "General", "real": "General"}


def write(table: Table, path: Path, *, rows: int = ROWS, cell: int = CELL) -> list[str]:
    """Sheets of at most `rows` rows with cells of at most `cell` characters; says where either was not
    enough."""
    from xlsxwriter import Workbook

    # rows go to the disk as they come; a text is nothing but text
    book = Workbook(path, {"constant_memory": True})
    body = _Body(book, table.columns, cell)
    sheets = _parted(body, table.name, chain.from_iterable(table.chunks()), rows)
    if table.name == "indicators":
        _Body(book, _PROBLEMS, cell).sheet("problems", table.problems())
        _Body(book, _CODEBOOK, cell).sheet("codebook", map(_codes, table.columns))
    book.close()
    notes = [f"行数超过一张工作表的上限，分为 {sheets} 张：{table.name} 至 {table.name} {sheets}"]
    cut = [f"{body.cut} 个单元格超过 {cell} 个字符，在末尾截去（以…标明）；全文见其他格式"]
    return (notes if sheets > 1 else []) + (cut if body.cut else [])


def read(path: Path) -> Iterator[Row]:
    """Rows of the sheets that hold them."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    for name in book.sheetnames:
        if name == "indicators" or name.startswith("indicators "):
            yield from rows_of_cells(book[name].iter_rows(values_only=True), path, neutralised=True)
    book.close()


FORMAT = FileFormat(write, read, problems_inside=True)


def _text(name: str, label: str, width: int) -> Column:
    return Column(name, "text", True, Says(label, "", "", width=width))


_PROBLEMS = tuple(
    Column(name, "integer", True, Says(name, "", "")) if name == "page" else _text(name, name, 40)
    for name in PROBLEM_COLUMNS
)
_CODEBOOK = (
    _text("column", "列名", 20),
    _text("label", "中文名", 16),
    _text("type", "类型", 10),
    _text("meaning", "含义", 70),
    _text("allowed", "允许的值", 70),
)


def _codes(column: Column) -> tuple[str, ...]:
    says = column.says
    return column.name, says.label, type_name(column), says.explained, allowed(column)


def _parted(body: _Body, name: str, lines: Iterable[Sequence[Any]], rows: int) -> int:
    """Write lines to as many sheets as they need; how many these are."""
    source, sheets = iter(lines), 0
    line = next(source, None)
    while line is not None or not sheets:
        sheets += 1
        title = name if sheets == 1 else f"{name} {sheets}"
        line = body.sheet(title, chain([line] if line is not None else [], source), rows)
    return sheets


class _Body:
    """Writes lines of the same columns to sheets; counts the cells that were cut."""

    def __init__(self, book: Workbook, columns: Sequence[Column], limit: int) -> None:
        self._book, self._columns, self._limit = book, columns, limit
        self._bold = book.add_format({"bold": True})
        formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        self._looks = [formats[column.kind] for column in columns]
        self.cut = 0

    def sheet(self, title: str, lines: Iterable[Sequence[Any]], rows: int = ROWS) -> Sequence[Any] | None:
        """Write a sheet of at most `rows` lines; the first line that found no place, if any."""
        sheet = self._book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._columns):
            sheet.set_column(place, place, column.says.width)
            sheet.write_string(0, place, self._fitting(column.name), self._bold)
        count, left = 0, None
        for line in lines:
            if count == rows:
                left = line
                break
            count += 1
            self._line(sheet, count, line)
        sheet.autofilter(0, 0, count, len(self._columns) - 1)
        return left

    def _line(self, sheet: Worksheet, number: int, line: Sequence[Any]) -> None:
        for place, (value, look) in enumerate(zip(line, self._looks, strict=True)):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(number, place, self._fitting(value), look)
            elif isinstance(value, date):
                sheet.write_datetime(number, place, value, look)
            else:
                sheet.write_number(number, place, value, look)

    def _fitting(self, value: str) -> str:
        """xlsx knows no control characters and no cell beyond its limit."""
        text = str(neutral(_CONTROL.sub("", value)))
        if len(text) <= self._limit:
            return text
        self.cut += 1
        return text[: self._limit - 1] + "…"
