"""A researcher's table of reports."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from conftest import cases
from zhibiao.core.types import Given
from zhibiao.resolve.metadata import MetadataError, MetadataTable, read_metadata

LINES = """path,地点,year,title,wave,note
a/2019.docx,甲县乙镇,2019,,1,"含,逗号"
2020.txt,甲县丙镇,2020年,某某总结,2,
丁镇/2020.txt,甲县丁镇,2020,,4,
石桥镇/*.pdf,云岭县石桥镇,,,3,
石桥镇/2021*.pdf,云岭县石桥镇,2021,,3,
*.md,,2001,,,
*.md,,2002,,,
nowhere.txt,,1999,,,
"""


def table(folder: Path, text: str = LINES, encoding: str = "utf-8") -> MetadataTable:
    path = folder / "reports.csv"
    path.write_bytes(text.encode(encoding))
    return read_metadata(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("row", cases("metadata"), ids=lambda row: row[0])
def test_the_most_specific_line_wins(tmp_path: Path, row: list[str], encoding: str) -> None:
    source, title, place, year, wave = row
    given = table(tmp_path, encoding=encoding).of(source)
    assert given[:3] == (title or None, place or None, int(year) if year else None)
    assert dict(given.extra)["wave"] == wave
    assert given.said_in == "metadata"


def test_paths_are_those_of_the_user_or_of_the_table(tmp_path: Path) -> None:
    found = table(tmp_path)
    assert found.of(str(tmp_path / "a" / "2019.docx")).year == 2019
    assert found.of("a/2019.docx").extra == (("wave", "1"), ("note", "含,逗号"))


def test_a_pattern_means_a_file_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = table(tmp_path)
    (tmp_path / "石桥镇").mkdir()
    monkeypatch.chdir(tmp_path / "石桥镇")
    assert (found.of("1.pdf").place, found.of("./1.pdf").place) == ("云岭县石桥镇", "云岭县石桥镇")


def test_the_first_line_says_what_parts_the_cells(tmp_path: Path) -> None:
    found = table(tmp_path, "path;地点\na.txt;甲镇，乙镇,丙镇,丁镇\n")
    assert found.of("a.txt") == Given(place="甲镇，乙镇,丙镇,丁镇", said_in="metadata")


def test_a_table_as_spreadsheets_write_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["文件名", "年份", "批次"])
    book.active.append(["a.txt", 2019, 3])
    book.active.append([None, None, None])
    book.save(tmp_path / "reports.xlsx")
    found = read_metadata(tmp_path / "reports.xlsx")
    assert found.of("x/a.txt") == Given(year=2019, extra=(("批次", "3"),), said_in="metadata")
    semicolons = table(tmp_path, "path;year\r\na.txt;2018\r\n")
    assert semicolons.of("a.txt").year == 2018


def test_what_matches_nothing_or_too_much_is_reported(tmp_path: Path) -> None:
    found = table(tmp_path)
    for source in ("a/2019.docx", "x/2020.txt", "y/2020.txt", "石桥镇/2021a.pdf", "b.md"):
        found.of(source)
    assert [
        (problem.code, problem.file.rpartition("（")[2] or problem.file) for problem in found.problems
    ] == [
        ("metadata_ambiguous", "第3行）"),
        ("metadata_unmatched", "第4行）"),
        ("metadata_unmatched", "第9行）"),
        ("metadata_ambiguous", "b.md"),
    ]
    assert all(problem.severity == "warning" for problem in found.problems)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "表是空的"),
        ("place,year\n甲镇,2019\n", "没有文件路径一列；请把该列命名为 path、file、.*、文件路径 之一"),
        ("path,\na.txt,多出\n", "第2行.*没有列名"),
        ("path,year\na.txt,去年\n", "第2行.*去年"),
        ("path,year\n,2019\n", "第2行.*没有文件路径"),
        ("path,year\na.txt,2019,多出\n", "第2行.*没有列名"),
        ("path,文件\na,b\n", "两列都是 path"),
        ("path,value\na,b\n", "value 与指标表的列同名"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MetadataError, match=f"^{path}[:,] .*{reason}"):
        read_metadata(path, reserved={"value", "year", "place"})


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("nosuch.csv", None, "无法读取（No such file or directory）；请检查路径"),
        ("cut.xlsx", b"PK\x03\x04", "不是可读的 xlsx；请另存为 csv"),
        ("empty.csv", b"\xff\xfe\xfd\x81\x00", ".+；.+"),
        ("no-path.xlsx", "sheet", "没有文件路径一列"),
    ],
    ids=["missing", "damaged", "no text", "no path"],
)
def test_a_file_that_is_no_table_is_refused(
    tmp_path: Path, name: str, data: bytes | str | None, reason: str
) -> None:
    path = tmp_path / name
    if isinstance(data, bytes):
        path.write_bytes(data)
    elif data:
        book = openpyxl.Workbook()
        book.active.append(["年份"])
        book.save(path)
    with pytest.raises(MetadataError, match=f"^{path}: {reason}"):
        read_metadata(path)


def test_cells_that_are_missing_are_empty(tmp_path: Path) -> None:
    found = table(tmp_path, "path,,wave,year\na.txt,,,2019\nb.txt\n")
    assert found.of("b.txt") == Given(extra=(("wave", ""),), said_in="metadata")
    assert found.of("c.txt") == Given(extra=(("wave", ""),), said_in="metadata")
