"""Word documents: nothing of the text is lost, and it stands in reading order."""

from __future__ import annotations

import pytest

from conftest import cases
from formats import docx_of
from zhibiao.core.types import Table
from zhibiao.read.document import document_from
from zhibiao.read.docx import read_docx

SPOKEN = "<w:p><w:r><w:t>全镇造林120亩</w:t>{}</w:r></w:p>"


@pytest.mark.parametrize("row", cases("docx"), ids=lambda row: row[0])
def test_text_of_a_body(row: list[str]) -> None:
    _, body, text = row
    content = read_docx(docx_of(body))
    assert content.text == text.replace("\\n", "\n").replace("\\t", "\t")
    assert content.problems == ()


def test_cells_know_their_places() -> None:
    body = next(row[1] for row in cases("docx") if row[0] == "cells over columns and rows")
    document = document_from(read_docx(docx_of(body)), source="", reader="")
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert [
        (document.text[c.span.start : c.span.end], c.row, c.column, c.rows, c.columns, c.repeated) for c in table.cells
    ] == [("合计", 0, 0, 1, 2, False), ("甲", 0, 2, 2, 1, False), ("", 1, 0, 1, 1, False), ("1", 1, 1, 1, 1, False), ("甲", 1, 2, 1, 1, True)]  # fmt: skip


def test_a_row_that_begins_later_goes_on_from_the_cell_above_it() -> None:
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>".format
    merge, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = f"<w:tr>{cell('', '甲')}{cell(merge, '乙')}</w:tr>"
    rows += f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell(on, "")}{cell("", "丙")}</w:tr>'
    document = document_from(read_docx(docx_of(f"<w:tbl>{rows}</w:tbl>")), source="", reader="")
    assert document.text == "甲\t乙\n乙\t丙"
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert [(c.row, c.column, c.rows) for c in table.cells] == [(0, 0, 1), (0, 1, 2), (1, 1, 1), (1, 2, 1)]


def test_metadata() -> None:
    titled = "<w:p><w:pPr><w:pStyle w:val='a3'/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>"
    body = titled.format("云岭县石桥镇") + titled.format("2023年工作总结") + SPOKEN.format("")
    metadata = read_docx(docx_of(body)).metadata
    assert metadata.title == "2023年工作总结"
    assert metadata.heading == "云岭县石桥镇2023年工作总结"
    assert metadata.created == "2024-01-05T08:00:00Z"


@pytest.mark.parametrize(
    ("held", "word", "severity"),
    [
        ("<w:drawing><pic:pic/></w:drawing>", "图片 1 张", "note"),
        ("<w:object><v:shape><v:imagedata/></v:shape><o:OLEObject/></w:object>", "图表 1 个", "note"),
    ],
)
def test_what_is_not_read_is_said(held: str, word: str, severity: str) -> None:
    (problem,) = read_docx(docx_of(SPOKEN.format(held))).problems
    assert word in problem.reason
    assert (problem.code, problem.severity) == ("partial", severity)


def test_another_document_inside_and_broken_notes_are_said() -> None:
    problems = read_docx(
        docx_of(SPOKEN.format("") + "<w:altChunk/>", word__footnotes_xml="<w:footnotes>")
    ).problems
    assert [problem.severity for problem in problems] == ["warning", "warning"]
    assert "footnotes.xml" in problems[0].reason


def test_parts_that_matter_less_may_be_missing() -> None:
    content = read_docx(
        docx_of(SPOKEN.format(""), word__styles_xml=None, docProps__core_xml=None, word__footnotes_xml=None)
    )
    assert content.text == "全镇造林120亩"
