"""Tables of a Word document: which cells a row has, and which a cell merged over rows goes on in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zhibiao.read.docx_xml import child, inner, name_of, number, value

_WIDEST = 1000


@dataclass(eq=False, slots=True)
class TableCell:
    """A cell. `above` is the cell that it goes on from, whose text it repeats."""

    element: Any
    row: int
    column: int
    columns: int
    rows: int = 1
    above: TableCell | None = None

    @property
    def origin(self) -> TableCell:
        """The cell that holds the text."""
        return self if self.above is None else self.above


def rows_of(table: Any) -> list[list[TableCell]]:
    """Cells of each row that is not deleted; a cell merged over rows has one more in each of them."""
    rows: list[list[TableCell]] = []
    above: dict[int, TableCell] = {}
    for element in inner(table):
        properties = child(element, "trPr")
        if name_of(element) != "tr" or child(properties, "del") is not None:
            continue
        cells: list[TableCell] = []
        column = number(child(properties, "gridBefore"), 0)
        for one in inner(element):
            if name_of(one) == "tc":
                cells.append(_cell(one, len(rows), column, above.get(column)))
                column += cells[-1].columns
        above = {cell.column: cell for cell in cells}
        rows.append(cells)
    return rows


def _cell(element: Any, row: int, column: int, above: TableCell | None) -> TableCell:
    properties = child(element, "tcPr")
    columns = min(max(1, number(child(properties, "gridSpan"), 1)), _WIDEST)
    merge = child(properties, "vMerge")
    if above is None or merge is None or value(merge) not in ("", "continue"):
        return TableCell(element, row, column, columns)
    above.origin.rows += 1
    return TableCell(element, row, column, columns, above=above.origin)
