"""Workbooks: a sheet is its name and a table, numbers as they are shown."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import zhibiao
from zhibiao.core.types import Table
from zhibiao.read import read
from zhibiao.read.document import document_from
from zhibiao.read.sheets import Piece, Sheet, content_of
from zhibiao.read.xlsx import read_xlsx

CELLS = {
    "A1": ("石桥镇2023年主要指标", "General"), "A3": ("指标", "General"), "B3": ("数值", "General"), "C3": ("增长", "General"),
    "A4": ("工业总产值（亿元）", "General"), "B4": (12.500000001, "General"), "C4": (0.085, "0.0%"),
    "A5": ("年份", "General"), "B5": (2024.0, "General"), "C5": (date(2024, 3, 1), "yyyy-mm-dd"), "C6": (1234.5, "#,##0.00"),
}  # fmt: skip
TEXT = "主要指标\n石桥镇2023年主要指标\n指标\t数值\t增长\n工业总产值（亿元）\t12.5\t8.5%\n年份\t2024\t2024年3月1日\n\t\t1,234.50"


def book(**sheets: dict[str, tuple[object, str]]) -> Any:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, cells in sheets.items():
        sheet = made.create_sheet(name)
        for place, (value, number_format) in cells.items():
            sheet[place] = value
            sheet[place].number_format = number_format
    return made


def saved(made: Any) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_a_sheet_is_its_name_and_a_table() -> None:
    made = book(主要指标=CELLS)
    made["主要指标"].merge_cells("A1:C1")
    made["主要指标"]["XFD1048576"].number_format = "0.0"  # a stray format must not make the sheet a giant
    document = document_from(read_xlsx(saved(made)), source="", reader="")
    assert document.text == TEXT
    name, table = document.blocks
    assert document.text[name.span.start : name.span.end] == "主要指标"
    assert isinstance(table, Table)
    first = table.cells[0]
    assert (first.row, first.column, first.rows, first.columns) == (0, 0, 1, 3)
    last = table.cells[-1]
    assert (last.row, last.column, document.text[last.span.start : last.span.end]) == (5, 2, "1,234.50")


def test_the_old_format_reads_the_same(tmp_path: Path) -> None:
    import xlwt

    made = xlwt.Workbook()
    sheet = made.add_sheet("主要指标")
    for place, (value, number_format) in CELLS.items():
        row, column = int(place[1:]) - 1, ord(place[0]) - 65
        if place == "A1":
            sheet.write_merge(0, 0, 0, 2, value)
        else:
            sheet.write(row, column, value, xlwt.easyxf(num_format_str=number_format))
    sheet.write(6, 0, True)
    made.save(str(tmp_path / "a.xls"))
    document, problems = read(tmp_path / "a.xls")
    assert document is not None
    assert (document.text, document.reader, problems) == (TEXT + "\nTRUE", "xls@1", ())
    table = document.blocks[1]
    assert isinstance(table, Table)
    assert table.cells[0][1:5] == (0, 0, 1, 3)
    (tmp_path / "a.et").write_bytes((tmp_path / "a.xls").read_bytes())
    assert read(tmp_path / "a.et").document is not None


def test_hidden_sheets_and_unsaved_formulas_are_said() -> None:
    made = book(
        明细={"A1": ("造林120亩", "General"), "B1": ("=1+1", "General")}, 草稿={"A1": ("130亩", "General")}
    )
    made["草稿"].sheet_state = "hidden"
    content = read_xlsx(saved(made))
    assert content.text == "明细\n造林120亩"
    assert [(problem.severity, problem.code) for problem in content.problems] == [
        ("warning", "partial"),
        ("note", "partial"),
    ]
    assert "1 个公式" in content.problems[0].reason
    assert "草稿" in content.problems[1].reason


def test_a_name_that_every_new_sheet_has_is_no_heading() -> None:
    assert read_xlsx(saved(book(Sheet1=CELLS))).text == TEXT.removeprefix("主要指标\n")


def test_our_own_table_is_no_report(tmp_path: Path) -> None:
    header = {
        f"{letter}1": (name, "General")
        for letter, name in zip("ABC", ("claim_id", "indicator", "canonical"), strict=True)
    }
    (tmp_path / "a.xlsx").write_bytes(saved(book(indicators=header)))
    assert [problem.code for problem in read(tmp_path / "a.xlsx").problems] == ["own_output"]


def test_columns_stay_in_line() -> None:
    pieces = [Piece("合计", 0, 0, 1, 2), Piece("甲", 0, 3), Piece("5", 1, 3)]
    content = content_of([Sheet("表", pieces)], metadata=zhibiao.core.types.Metadata(), problems=())
    assert content.text == "表\n合计\t\t甲\n\t\t\t5"


@pytest.mark.parametrize("suffix", ["xlsx", "docx", ""])
def test_a_workbook_is_known_by_its_bytes(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(saved(book(主要指标=CELLS)))
    document = read(path).document
    assert document is not None
    assert document.reader == "xlsx@1"
    assert document.metadata.created
