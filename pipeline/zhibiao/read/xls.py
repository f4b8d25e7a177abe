"""Old Excel workbooks (xls, and et of WPS, which is the same), by xlrd."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from zhibiao.core.types import Metadata
from zhibiao.read.containers import streams
from zhibiao.read.document import Content
from zhibiao.read.draft import Piece
from zhibiao.read.fault import Fault
from zhibiao.read.number_formats import displayed
from zhibiao.read.registry import Format
from zhibiao.read.sheets import Sheet, content_of


def read_xls(data: bytes) -> Content:
    """Content of the sheets that are shown; raises `Fault` for a broken or encrypted workbook."""
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, logfile=io.StringIO(), on_demand=True
        )
    except Exception as error:  # xlrd raises what its unpacking does
        if "encrypted" in str(error).lower():
            raise Fault("xls 文件已加密", "请先去除密码再处理", code="encrypted") from error
        raise Fault("xls 文件已损坏，无法打开", "请用 Excel 或 WPS 另存为 xlsx", code="corrupt") from error
    return content_of(_sheets(book), metadata=Metadata(), problems=())


def _sheets(book: Any) -> Iterator[Sheet]:
    for sheet in book.sheets():
        merged = {
            (top, left): (bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells
        }
        pieces = []
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                text = _text(book, sheet.cell(row, column))
                if text:
                    pieces.append(Piece(text, row, column, *merged.get((row, column), (1, 1))))
        yield Sheet(sheet.name, pieces, hidden=sheet.visibility != 0)


def _text(book: Any, cell: Any) -> str:
    import xlrd

    number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    match cell.ctype:
        case xlrd.XL_CELL_DATE:
            value = xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
            return displayed(value.time() if cell.value < 1 else value, number_format)
        case xlrd.XL_CELL_BOOLEAN:
            return displayed(bool(cell.value), number_format)
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, ""))
    return displayed(cell.value, number_format)


def _is_xls(data: bytes) -> bool:
    return not {"Workbook", "Book"}.isdisjoint(streams(data))


FORMAT = Format("xls", "1", (".xls", ".xlt", ".et", ".ett"), read_xls, matches=_is_xls)
