"""Lines of a web page: blocks begin one, table rows are one each, with the place of each cell."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from zhibiao.core.spans import RawSpan
from zhibiao.core.types import Block, Cell, Paragraph, Table
from zhibiao.read.draft import Grid
from zhibiao.read.tables import table

_BREAK = re.compile(r"[\r\n]+\s*")
_MOST_COLUMNS, _MOST_ROWS = 1000, 65534


class Line(NamedTuple):
    """Stripped text, and its cells with offsets in it; `table` numbers their table, 0 for none."""

    text: str
    cells: tuple[Cell, ...]
    table: int


def lines_of(root: Any) -> list[Line]:
    """Lines with a character, in order."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end"))
    writer = _Writer()
    for event, element in walk:
        tag = element.tag
        if tag in ("td", "th"):
            if event == "start":
                writer.cell(element)
                walk.skip_subtree()
        elif event == "start":
            if tag in _blocks():
                writer.line()
            writer.add(_flat(element.text))
        elif tag in _blocks():
            writer.line()
        parent = element.getparent()
        if event == "end" and parent is not None and parent.tag != "tr":
            writer.add(_flat(element.tail))
    return [line for line in map(_stripped, writer.lines) if line.text]


def blocks_of(lines: list[Line]) -> tuple[Block, ...]:
    """Blocks of the lines joined by line ends: rows of a table are one block, other lines paragraphs."""
    blocks: list[Block] = []
    at = 0
    for number, group in groupby(lines, key=lambda line: line.table):
        start, cells = at, []
        for line in group:
            if not number:
                blocks.append(Paragraph(RawSpan(at, at + len(line.text))))
            cells += [
                cell._replace(span=RawSpan(at + cell.span.start, at + cell.span.end)) for cell in line.cells
            ]
            at += len(line.text) + 1
        if number:
            blocks.append(Table(RawSpan(start, at - 1), tuple(cells)))
    return tuple(blocks)


class _Open:
    """A line that is being written."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.cells: list[Cell] = []
        self.table = 0

    def add(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


class _Rows:
    """Rows of one table."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.grid = Grid()
        self.row = -1
        self.element: Any = None


class _Writer:
    def __init__(self) -> None:
        self.lines = [_Open()]
        self._tables: dict[Any, _Rows] = {}

    def line(self) -> None:
        self.lines.append(_Open())

    def add(self, text: str) -> None:
        self.lines[-1].add(text)

    def cell(self, element: Any) -> None:
        """Write a cell; one outside a table is text like any other."""
        line = self.lines[-1]
        if line.length:
            line.add("\t")
        start = line.length
        line.add(" ".join("".join(element.itertext()).split()))
        span = RawSpan(start, line.length)
        rows = self._rows(element)
        if rows is not None:
            height, width = _size(element, "rowspan", _MOST_ROWS), _size(element, "colspan", _MOST_COLUMNS)
            column = rows.grid.place(rows.row, 0, rows=height, columns=width)
            line.cells.append(Cell(span, rows.row, column, height, width))
            line.table = rows.number

    def _rows(self, cell: Any) -> _Rows | None:
        around = next(cell.iterancestors("table"), None)
        row = cell.getparent()
        if around is None or row.tag != "tr":
            return None
        rows = self._tables.setdefault(around, _Rows(len(self._tables) + 1))
        if rows.element is not row:
            rows.element = row
            rows.row += 1
        return rows


def _stripped(line: _Open) -> Line:
    whole = "".join(line.pieces)
    text = whole.strip()
    if not line.cells:
        return Line(text, (), 0)
    before = len(whole) - len(whole.lstrip())

    def moved(offset: int) -> int:
        return min(max(offset - before, 0), len(text))

    cells = tuple(
        cell._replace(span=RawSpan(moved(cell.span.start), moved(cell.span.end))) for cell in line.cells
    )
    return Line(text, cells, line.table)


def _size(element: Any, name: str, most: int) -> int:
    text = element.get(name, "").strip()
    return min(max(1, int(text)), most) if text.isdecimal() and len(text) < 7 else 1


@cache
def _blocks() -> frozenset[str]:
    return frozenset(table("html")["blocks"])


def _flat(text: str | None) -> str:
    return _BREAK.sub("", text) if text else ""
