"""A document in the making: blocks are added one by one, each on lines of its own; the lines are its text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zhibiao.core.spans import RawSpan
from zhibiao.core.types import Block, Cell, Paragraph, Table


class Draft:
    """Text that grows by lines, and the blocks in it. A table's row is a line, its cells parted by tabs."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._lines: list[str] = []
        self._at = 0

    @property
    def text(self) -> str:
        """The lines so far, a line end between two."""
        return "\n".join(self._lines)

    def paragraph(self, text: str) -> None:
        """Add a paragraph; one without a character is an empty line and no block."""
        start = self._add(text)
        if text.strip():
            self.blocks.append(Paragraph(RawSpan(start, start + len(text))))

    def table(self, rows: Sequence[Sequence[Piece]]) -> None:
        """Add a table; cells may be missing from a row. One without a character is empty lines, no block."""
        cells = []
        first = self._at
        for row in rows:
            at = self._add("\t".join(piece.text for piece in row))
            for piece in row:
                cells.append(piece.cell(at))
                at += len(piece.text) + 1
        if any(piece.text for row in rows for piece in row):
            self.blocks.append(Table(RawSpan(first, self._at - 1), tuple(cells)))

    def _add(self, line: str) -> int:
        start = self._at
        self._lines.append(line)
        self._at += len(line) + 1
        return start


class Piece(NamedTuple):
    """Text of a cell, its place from 0, and how many rows and columns it covers."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    repeated: bool = False

    def cell(self, at: int) -> Cell:
        """The cell, its text beginning at an offset."""
        return Cell(RawSpan(at, at + len(self.text)), *self[1:])


class Grid:
    """Which places of a table are taken by cells of the rows above."""

    def __init__(self) -> None:
        self._taken: dict[int, int] = {}

    def place(self, row: int, column: int, *, rows: int, columns: int) -> int:
        """The first free column of a row, from `column` on, for a cell of this size, which then takes it."""
        while self._taken.get(column, 0) > row:
            column += 1
        for one in range(column, column + columns):
            self._taken[one] = row + rows
        return column
