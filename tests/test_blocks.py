"""Blocks: the raw text is their serialisation, whatever the format, and every block's span holds its own text."""

from __future__ import annotations

import io
from itertools import chain, pairwise

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from formats import docx_of, pdf_of
from zhibiao.core.spans import RawSpan
from zhibiao.core.types import Cell, Document, Paragraph, Table
from zhibiao.read.document import Content, document_from, document_of
from zhibiao.read.docx import read_docx
from zhibiao.read.html import read_html
from zhibiao.read.pdf import read_pdf
from zhibiao.read.xlsx import read_xlsx

WORDS = st.sampled_from(["造林120亩", "一、", "增长 8.5%", "", " ", "　　", "甲", "（单位：万元）"])
LINES = st.lists(WORDS, max_size=6)
ROWS = st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=4)
BLOCKS = st.lists(st.one_of(WORDS, ROWS), max_size=6)


def check(document: Document) -> None:
    """Blocks lie in order and hold every character; cells lie in their table, in order, and no two at one place."""
    at = 0
    for block in document.blocks:
        assert at <= block.span.start < block.span.end <= len(document.text)
        assert document.text[at : block.span.start].strip() == ""
        assert document.text[slice(*block.span)].strip()
        at = block.span.end
        if isinstance(block, Table):
            check_cells(block, document.text)
    assert document.text[at:].strip() == ""
    assert list(document.page_starts) == sorted(document.page_starts)


def check_cells(table: Table, text: str) -> None:
    assert all(table.span.start <= c.span.start <= c.span.end <= table.span.end for c in table.cells)
    assert all(a.span.end <= b.span.start for a, b in pairwise(table.cells))
    assert all(text[slice(*c.span)].strip() == text[slice(*c.span)] for c in table.cells)
    held = "".join(text[slice(*cell.span)] for cell in table.cells)
    assert "".join(held.split()) == "".join(text[slice(*table.span)].split())
    assert len({(c.row, c.column) for c in table.cells}) == len(table.cells)


def texts_of(document: Document) -> list[str]:
    return [
        document.text[slice(*cell.span)]
        for block in document.blocks
        for cell in (block.cells if isinstance(block, Table) else (block,))
        if document.text[slice(*cell.span)].strip()
    ]


def said(blocks: list[str | list[list[str]]]) -> list[str]:
    """Texts of the blocks, blanks made one, without the empty ones."""
    flat = [text for block in blocks for text in ([block] if isinstance(block, str) else chain(*block))]
    return [" ".join(text.split()) for text in flat if text.strip()]


def spoken(document: Document) -> list[str]:
    return [" ".join(text.split()) for text in texts_of(document)]


@given(st.text(alphabet="甲乙1 \t\n\r\ufeff\f　", max_size=60))
def test_blocks_of_a_text(text: str) -> None:
    document = document_of(text)
    assert document.text == text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    at = 0
    for block in document.blocks:
        assert document.text[at : block.span.start].strip() == ""
        at = block.span.end
        if isinstance(block, Table):
            rows = document.text[slice(*block.span)].split("\n")
            assert [document.text[slice(*c.span)] for c in block.cells] == [
                t for row in rows for t in row.split("\t")
            ]
    assert document.text[at:].strip() == ""


def test_lines_parted_by_tabs_are_a_table() -> None:
    document = document_of("单位：万元\n项目\t预算\n教育\t812.76\n\n其中\t一行")
    assert [type(block) for block in document.blocks] == [Paragraph, Table, Paragraph]
    table = document.blocks[1]
    assert isinstance(table, Table)
    assert table.cells[3] == Cell(RawSpan(15, 21), 1, 1)
    assert document.text[15:21] == "812.76"


@given(BLOCKS)
@settings(max_examples=60)
def test_blocks_of_a_docx(blocks: list[str | list[list[str]]]) -> None:
    run = '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'.format
    body = "".join(
        run(block)
        if isinstance(block, str)
        else "<w:tbl>"
        + "".join("<w:tr>" + "".join(f"<w:tc>{run(c)}</w:tc>" for c in row) + "</w:tr>" for row in block)
        + "</w:tbl>"
        for block in blocks
    )
    document = document_from(read_docx(docx_of(body)), source="", reader="")
    check(document)
    assert spoken(document) == said(blocks)


@given(BLOCKS)
@settings(max_examples=60)
def test_blocks_of_a_page(blocks: list[str | list[list[str]]]) -> None:
    body = "".join(
        f"<p>{block}</p>"
        if isinstance(block, str)
        else "<table>"
        + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in block)
        + "</table>"
        for block in blocks
    )
    content = read_html(f"<html><meta charset=utf-8><body><p>起</p>{body}</body></html>".encode())
    document = document_from(content, source="", reader="")
    check(document)
    assert spoken(document) == ["起", *said(blocks)]


@given(st.lists(ROWS, min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_blocks_of_a_workbook(sheets: list[list[list[str]]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        for row in rows:
            row[0] = row[0].strip() or "首"
        sheet = book.create_sheet("表")
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    document = document_from(read_xlsx(buffer.getvalue()), source="", reader="")
    check(document)
    named = [[name, rows] for name, rows in zip(book.sheetnames, sheets, strict=True)]
    assert spoken(document) == said([block for pair in named for block in pair])


@given(st.text(alphabet="tcb", min_size=1, max_size=5).filter(lambda pages: "t" in pages))
@settings(max_examples=10, deadline=None)
def test_blocks_of_a_pdf(pages: str) -> None:
    document = document_from(read_pdf(pdf_of(pages)), source="", reader="")
    check(document)
    assert len(document.page_starts) == len(pages)
    assert len(document.blocks) == pages.count("t") + pages.count("c")


def test_cells_over_rows_and_columns_of_a_page() -> None:
    page = (
        "<html><meta charset=utf-8><table><tr><td rowspan=2>镇</td><td colspan=2>产量</td></tr><tr><td></td><td>120</td></tr>"
        "<tr><td></td><td>5</td><td>7</td></tr></table></html>"
    )
    document = document_from(read_html(page.encode()), source="", reader="")
    assert document.text == "镇\t产量\n120\n5\t7"
    (table,) = document.blocks
    assert isinstance(table, Table)
    places = {document.text[slice(*c.span)]: c[1:5] for c in table.cells if c.span.start < c.span.end}
    assert places == {
        "镇": (0, 0, 2, 1),
        "产量": (0, 1, 1, 2),
        "120": (1, 2, 1, 1),
        "5": (2, 1, 1, 1),
        "7": (2, 2, 1, 1),
    }


def test_blanks_and_elements_around_and_in_cells() -> None:
    page = "<table><tr> <td><p>甲</p><p>1<b>2</b></p></td>落<td>乙</td>后</tr></table>尾<br>末"
    document = document_from(
        read_html(f"<html><meta charset=utf-8>{page}</html>".encode()), source="", reader=""
    )
    assert document.text == "甲12\t乙\n尾\n末"
    assert texts_of(document) == ["甲12", "乙", "尾", "末"]


def test_offsets_move_with_marks_and_line_ends() -> None:
    text = "\ufeff甲\r\n乙\r丙"
    blocks = (
        Paragraph(RawSpan(1, 2)),
        Table(RawSpan(4, 7), (Cell(RawSpan(4, 5), 0, 0), Cell(RawSpan(6, 7), 1, 0))),
    )
    document = document_from(Content(text, blocks, page_starts=(0, 4)), source="", reader="")
    assert document.text == "甲\n乙\n丙"
    assert texts_of(document) == ["甲", "乙", "丙"]
    assert document.page_starts == (0, 2)
