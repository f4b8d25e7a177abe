"""Excel workbooks (xlsx, xlsm), by openpyxl: formulas as the values they were saved with."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

from zhibiao.core.types import Metadata, Problem
from zhibiao.read.containers import Package, has_part
from zhibiao.read.document import Content
from zhibiao.read.draft import Piece
from zhibiao.read.number_formats import displayed
from zhibiao.read.registry import Format
from zhibiao.read.sheets import Sheet, content_of

_UNSAVED = re.compile(rb"</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>|<f\b[^>]*/>\s*(?:<v\s*/>)?\s*</c>")


def read_xlsx(data: bytes) -> Content:
    """Content of the sheets that are shown; raises `Fault` for a broken workbook."""
    import openpyxl

    package = Package(data, "xlsx")
    package.check()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # openpyxl raises whatever its descriptors do
        raise package.corrupt(" ".join(str(error).split())[:80]) from error
    said = book.properties
    metadata = Metadata(
        title=" ".join((said.title or "").split()), created=said.created.isoformat() if said.created else ""
    )
    return content_of(_sheets(book), metadata=metadata, problems=_unsaved(package))


def _sheets(book: Any) -> Iterator[Sheet]:
    for sheet in book.worksheets:
        merged = {
            (area.min_row, area.min_col): (area.max_row - area.min_row + 1, area.max_col - area.min_col + 1)
            for area in sheet.merged_cells.ranges
        }
        pieces = []
        for place in sorted(
            sheet._cells
        ):  # its public ways make a cell of every place, of which there may be milliards
            cell = sheet._cells[place]
            text = displayed(cell.value, cell.number_format)
            if text:
                pieces.append(Piece(text, place[0] - 1, place[1] - 1, *merged.get(place, (1, 1))))
        yield Sheet(sheet.title, pieces, hidden=sheet.sheet_state != "visible")


def _unsaved(package: Package) -> tuple[Problem, ...]:
    """Formulas whose value was never saved: the cell shows one, but the file does not hold it."""
    sheets = [name for name in package.names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
    count = sum(len(_UNSAVED.findall(package.part(name))) for name in sheets)
    if not count:
        return ()
    remedy = "请用 Excel 或 WPS 打开后保存一次"
    return (Problem("", f"{count} 个公式没有存下计算结果，未读", remedy, code="partial", severity="warning"),)


FORMAT = Format(
    "xlsx", "1", (".xlsx", ".xlsm", ".xltx"), read_xlsx, matches=lambda data: has_part(data, "xl/")
)
