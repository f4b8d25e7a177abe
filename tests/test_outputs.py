"""Outputs: every format gives the table back, refuses early, and never harms what stands at its path."""

from __future__ import annotations

import csv
import datetime
import errno
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import jsonschema
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import cases
from zhibiao.core.types import About, Problem
from zhibiao.core.vocabulary import data as data_text
from zhibiao.run.pipeline import Outcome
from zhibiao.store import xlsx
from zhibiao.store.base import StoreError, open_sink
from zhibiao.store.cells import given as ungiven
from zhibiao.store.cells import neutral, plain, plain_column
from zhibiao.store.connection import connect
from zhibiao.store.export import export, read_rows, save
from zhibiao.store.tables import Selection, Table
from zhibiao.table.columns import COLUMNS, Row, columns, labels

FILES = ("csv", "xlsx", "parquet", "jsonl", "dta")
LABELS = tuple(column.name for column in labels())
PROBLEM = Problem("a.pdf", "=扫描件", "请先识别", code="scanned", severity="warning", page=3)

ROW = Row(
    claim_id="c0123456789abcde",
    source="甲/乙.txt",
    report_title="甲县乙镇2024年工作总结",
    place="甲县乙镇",
    report_year=2024,
    place_from="title",
    year_from="title",
    section="一、经济 › 工业",
    page=None,
    sentence="全镇完成工业总产值4.97亿元。",
    text="4.97亿元",
    start=10,
    end=16,
    indicator="工业总产值",
    indicator_start=5,
    indicator_end=10,
    qualifier="",
    qualifier_start=None,
    qualifier_end=None,
    canonical="工业总产值",
    category="economy.output",
    domain="economy",
    value=4.97,
    value_high=None,
    unit="亿元",
    base_value=497_000_000.0,
    base_value_high=None,
    base_unit="元",
    bound="exact",
    measure="level",
    direction="",
    basis="2023",
    status="actual",
    scope="township",
    period="2024-11",
    period_start="2024-11-01",
    period_end="2024-11-30",
    parent_id="",
    confidence=0.9,
    model="m 1",
)
ODD = ROW._replace(
    claim_id="c0123456789abcdf",
    page=2,
    sentence='=HYPERLINK("x")\t"引,号"\n第二行' + "很长" * 900,
    indicator="-减免",
    qualifier="+甲",
    qualifier_start=1,
    qualifier_end=3,
    value=-5.0,
    value_high=0.30000000000000004,
    period="@2024-12",
    period_start="2024-12-31",
    period_end="2024-12-31",
    parent_id="c0123456789abcde",
)
ROWS = [ROW, ODD]


def kept(suffix: str) -> list[Row]:
    """The rows as a format holds them: a workbook keeps 16 digits of a number."""
    return [ROW, ODD._replace(value_high=0.3)] if suffix == "xlsx" else ROWS


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("suffix", [*FILES, "duckdb"])
def test_what_is_written_is_read_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "deep" / f"it's {suffix}.{suffix}"
    save(ROWS, [PROBLEM], path)
    assert list(read_rows(path)) == kept(suffix)
    assert not list(path.parent.glob(".*"))


@pytest.mark.parametrize("suffix", FILES)
def test_an_export_of_a_store_is_what_would_have_been_written(tmp_path: Path, suffix: str) -> None:
    save(ROWS, [PROBLEM], tmp_path / "s.duckdb")
    save(ROWS, [PROBLEM], tmp_path / f"t.{suffix}")
    export(tmp_path / "s.duckdb", tmp_path / f"e.{suffix}")
    assert list(read_rows(tmp_path / f"e.{suffix}")) == kept(suffix)
    if suffix in ("csv", "jsonl", "dta"):
        one, other = ((tmp_path / f"{name}.{suffix}").read_bytes() for name in "te")
        # a Stata file holds the minute it was written
        assert one[200:] == other[200:] if suffix == "dta" else one == other


@pytest.mark.parametrize("suffix", FILES)
def test_strangers_read_the_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t.{suffix}"
    save(ROWS, [], path)
    found = {
        "csv": lambda: pd.read_csv(path, encoding="utf-8-sig"),
        "xlsx": lambda: pd.read_excel(path),
        "parquet": lambda: duckdb.execute("SELECT * FROM read_parquet(?)", [str(path)]).df(),
        "jsonl": lambda: pd.read_json(path, lines=True),
        "dta": lambda: pd.read_stata(path),
    }[suffix]()
    end = "end_" if suffix == "dta" else "end"
    names = [end if name == "end" else name for name in (*COLUMNS, *LABELS)]
    assert list(found.columns) == names
    assert found["value"].tolist() == [4.97, -5.0]
    assert found["start"].tolist() == [10, 10]
    assert found["page"].fillna(0).tolist() == [0, 2]
    assert found["category_label"].tolist() == ["经济总量与产值"] * 2
    assert found["domain_label"].tolist() == ["经济发展"] * 2
    assert found["period_label"].tolist() == ["2024年11月份", "截至2024年12月末"]
    assert pd.to_datetime(found["period_start"]).dt.date.tolist() == [
        datetime.date(2024, 11, 1),
        datetime.date(2024, 12, 31),
    ]


def test_csv_cells(tmp_path: Path) -> None:
    save(ROWS, [PROBLEM], tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbfclaim_id,")
    first, second = csv.DictReader((tmp_path / "t.csv").open(encoding="utf-8-sig", newline=""))
    assert (first["claim_id"], first["value"], first["base_value"]) == (
        "c0123456789abcde",
        "4.97",
        "497000000",
    )
    assert (first["page"], first["period"], first["period_start"]) == ("", "2024-11", "2024-11-01")
    assert (second["indicator"], second["qualifier"], second["value"]) == ("'-减免", "'+甲", "-5")
    assert (second["period"], second["value_high"]) == ("@2024-12", "0.30000000000000004")
    assert second["sentence"].startswith('\'=HYPERLINK("x")\t')
    assert list(csv.reader((tmp_path / "t.problems.csv").open(encoding="utf-8-sig"))) == [
        ["file", "reason", "remedy", "code", "severity", "page"],
        ["a.pdf", "'=扫描件", "请先识别", "scanned", "warning", "3"],
    ]


def test_old_problems_do_not_stay(tmp_path: Path) -> None:
    save(ROWS, [PROBLEM], tmp_path / "t.csv")
    save(ROWS, [], tmp_path / "t.csv", overwrite=True)
    assert not (tmp_path / "t.problems.csv").exists()


def test_json_lines_fit_the_schema(tmp_path: Path) -> None:
    save(ROWS, [], tmp_path / "t.jsonl")
    validator = jsonschema.Draft202012Validator(json.loads(data_text("table.schema.json")))
    assert '"indicator": "工业总产值"' in (tmp_path / "t.jsonl").read_text(encoding="utf-8")
    for line in (tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines():
        validator.validate(json.loads(line))


def test_parquet_has_types(tmp_path: Path) -> None:
    save(ROWS, [], tmp_path / "t.parquet")
    described = duckdb.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(tmp_path / "t.parquet")])
    types = {name: kind for name, kind, *_ in described.fetchall()}
    expected = {"text": "VARCHAR", "integer": "BIGINT", "real": "DOUBLE", "date": "DATE"}
    assert types == {column.name: expected[column.kind] for column in (*columns(), *labels())}


def test_stata_has_labels_and_missing_values(tmp_path: Path) -> None:
    save(ROWS, [], tmp_path / "t.dta")
    with pd.read_stata(tmp_path / "t.dta", iterator=True) as reader:
        labelled = reader.variable_labels()
        frame = reader.read()
    assert (labelled["claim_id"], labelled["end_"]) == ("指标编号", "终点")
    assert frame["page"].isna().tolist() == [True, False]
    assert frame["sentence"].tolist() == [ROW.sentence, ODD.sentence]


def test_workbook(tmp_path: Path) -> None:
    save(ROWS, [PROBLEM], tmp_path / "t.xlsx")
    assert not (tmp_path / "t.problems.csv").exists()
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["indicators", "problems", "codebook"]
    sheet = book["indicators"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:AQ3")
    assert all(cell.font.bold for cell in sheet[1])
    place = {cell.value: cell.column - 1 for cell in sheet[1]}
    cells = sheet[2]
    assert sheet.column_dimensions[cells[place["sentence"]].column_letter].width > 60
    for name in ("claim_id", "period", "basis", "text"):
        assert (cells[place[name]].data_type, cells[place[name]].number_format) == ("s", "@"), name
    assert cells[place["period"]].value == "2024-11"
    assert cells[place["period_start"]].value == datetime.datetime(2024, 11, 1)
    assert cells[place["period_start"]].is_date
    assert (cells[place["start"]].value, cells[place["page"]].value) == (10, None)
    assert sheet[3][place["indicator"]].value == "'-减免"
    assert sheet[3][place["period"]].value == "@2024-12"
    assert [cell.value for cell in book["problems"][2]] == [
        "a.pdf", "'=扫描件", "请先识别", "scanned", "warning", 3,
    ]  # fmt: skip
    codes = list(book["codebook"].iter_rows(values_only=True))
    assert [code[0] for code in codes] == ["column", *COLUMNS, *LABELS]
    bound = codes[1 + COLUMNS.index("bound")]
    assert bound[1:3] == ("界限", "enum")
    assert str(bound[4]).startswith("exact 确数；approx 约数")


def test_text_that_looks_like_an_error_stays_text(tmp_path: Path) -> None:
    save([ROW._replace(indicator="#N/A", sentence="甲\x07乙")], [], tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["indicators"]
    cell = sheet[2][COLUMNS.index("indicator")]
    assert (cell.data_type, cell.value) == ("s", "#N/A")
    assert sheet[2][COLUMNS.index("sentence")].value == "甲乙"


@pytest.fixture
def five(tmp_path: Path) -> Iterator[Table]:
    rows = [ROW._replace(start=n) for n in range(5)]
    save(rows, [], tmp_path / "s.duckdb")
    connection = connect(tmp_path / "s.duckdb", None, read_only=True)  # type: ignore[arg-type]
    yield Table(connection, Selection())
    connection.close()


@pytest.mark.parametrize(
    ("limit", "sheets"),
    [
        (2, ["indicators", "indicators 2", "indicators 3"]),
        (5, ["indicators"]),
        (4, ["indicators", "indicators 2"]),
    ],
)
def test_a_table_longer_than_a_sheet_goes_on_on_the_next(
    tmp_path: Path, five: Table, limit: int, sheets: list[str]
) -> None:
    notes = xlsx.write(five, tmp_path / "t.xlsx", rows=limit)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == [*sheets, "problems", "codebook"]
    assert [row.start for row in read_rows(tmp_path / "t.xlsx")] == [0, 1, 2, 3, 4]
    assert all(book[name].max_row <= limit + 1 for name in sheets)
    assert bool(notes) == (len(sheets) > 1)
    assert not notes or f"分为 {len(sheets)} 张" in notes[0]


def test_a_cell_that_is_too_long_is_cut_and_said(tmp_path: Path, five: Table) -> None:
    notes = xlsx.write(five, tmp_path / "t.xlsx", cell=10)
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["indicators"]
    assert sheet[2][COLUMNS.index("sentence")].value == "全镇完成工业总产…"[:8] + "值…"
    assert sheet[2][COLUMNS.index("text")].value == "4.97亿元"
    assert len(notes) == 1
    assert "超过 10 个字符" in notes[0]
    save(
        [ROW._replace(sentence="长" * 32_767), ROW._replace(sentence="长" * 32_768)], [], tmp_path / "u.xlsx"
    )
    sheet = openpyxl.load_workbook(tmp_path / "u.xlsx")["indicators"]
    lengths = [sheet[n][COLUMNS.index("sentence")].value for n in (2, 3)]
    assert [len(text) for text in lengths] == [32_767, 32_767]
    assert [text[-1] for text in lengths] == ["长", "…"]


@given(st.text(min_size=1))
def test_no_text_runs_as_a_formula_and_every_text_comes_back(text: str) -> None:
    found = neutral(text)
    period = text.startswith("@") and text[1:5].isdigit()
    assert not found.startswith(("=", "+", "-", "\t", "\r"))
    assert not found.startswith("@") or period
    assert ungiven(found) == text or text.startswith("'")


@given(st.floats(allow_nan=False) | st.integers() | st.none())
def test_numbers_are_never_neutralised(value: object) -> None:
    assert neutral(value) is value


@settings(deadline=None, max_examples=15)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=1, max_size=3))
def test_any_text_survives_a_store(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("any") / "s.duckdb"
    rows = [ROW._replace(start=n, sentence=text, section=text) for n, text in enumerate(texts)]
    save(rows, [], path)
    assert list(read_rows(path)) == rows


def test_half_a_character_is_replaced(tmp_path: Path) -> None:
    save([ROW._replace(sentence="甲\ud800乙")], [], tmp_path / "t.csv")
    assert next(read_rows(tmp_path / "t.csv")).sentence == "甲\ufffd乙"


def test_own_columns_stand_behind_the_contracts(tmp_path: Path) -> None:
    sink = open_sink(tmp_path / "t.csv")
    sink.add([Outcome("a", rows=(ROW._replace(source="a"),))])
    extra = (("县", "雷州"), ("Place", "x"), ("a'b", "y"))
    sink.add([Outcome("b", about=About(extra=extra), rows=(ROW._replace(source="b"),))])
    sink.close()
    first, second = csv.DictReader((tmp_path / "t.csv").open(encoding="utf-8-sig"))
    assert list(first)[len(COLUMNS) :] == [*LABELS, "Place_2", "a'b", "县"]
    assert [second[name] for name in ("县", "Place_2", "a'b", "place")] == ["雷州", "x", "y", "甲县乙镇"]
    assert first["县"] == ""


@pytest.mark.parametrize("row", cases("refused_outputs"), ids=lambda row: row[0])
def test_what_cannot_be_written_is_refused_at_once(tmp_path: Path, row: list[str]) -> None:
    _, name, reason = row
    (tmp_path / "there.csv").write_text("hand-made", encoding="utf-8")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "store.duckdb").write_bytes(b"no database")
    with duckdb.connect(str(tmp_path / "other.duckdb")) as other:
        other.execute("CREATE TABLE t (a INTEGER)")
    with pytest.raises(StoreError, match=reason) as error:
        open_sink(tmp_path / name)
    assert "\n" not in str(error.value)
    assert name in str(error.value)
    assert (tmp_path / "there.csv").read_text(encoding="utf-8") == "hand-made"


@pytest.mark.parametrize("suffix", [*FILES, "duckdb"])
def test_what_is_overwritten_is_kept_once(tmp_path: Path, suffix: str) -> None:
    path, backup = tmp_path / f"t.{suffix}", tmp_path / f"t.backup.{suffix}"
    path.write_bytes(b"corrected by hand")
    written = save(ROWS, [], path, overwrite=True)
    assert backup.read_bytes() == b"corrected by hand"
    assert suffix == "duckdb" or str(backup) in written.notes[-1]
    save(ROWS[:1], [], path, overwrite=True)
    assert backup.read_bytes() == b"corrected by hand"
    assert list(read_rows(tmp_path / f"t.backup-2.{suffix}")) == kept(suffix)
    assert list(read_rows(path)) == ROWS[:1]


def test_a_table_that_is_the_same_is_not_kept_again(tmp_path: Path) -> None:
    for _ in range(4):
        save(ROWS, [], tmp_path / "t.jsonl", overwrite=True)
    assert names(tmp_path) == ["t.backup.jsonl", "t.jsonl"]


def test_nothing_is_seen_before_the_end_and_nothing_left_when_abandoned(tmp_path: Path) -> None:
    sink = open_sink(tmp_path / "t.csv")
    sink.add([Outcome("a", rows=(ROW,))])
    assert not (tmp_path / "t.csv").exists()
    sink.abandon()
    assert names(tmp_path) == []


def test_a_file_has_the_order_of_its_run_and_an_export_that_of_its_sources(tmp_path: Path) -> None:
    rows = [ROW._replace(source=source) for source in "bac"]
    for name in ("t.csv", "s.duckdb"):
        save(rows, [], tmp_path / name)
    export(tmp_path / "s.duckdb", tmp_path / "e.csv")
    assert [row.source for row in read_rows(tmp_path / "t.csv")] == ["b", "a", "c"]
    assert [row.source for row in read_rows(tmp_path / "e.csv")] == ["a", "b", "c"]


def test_two_runs_do_not_write_the_same_file(tmp_path: Path) -> None:
    first = open_sink(tmp_path / "t.csv")
    with pytest.raises(StoreError, match="另一个进程正在写"):
        open_sink(tmp_path / "t.csv")
    first.abandon()
    open_sink(tmp_path / "t.csv").abandon()


@pytest.mark.parametrize("suffix", FILES)
def test_a_write_error_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    path = tmp_path / f"t.{suffix}"
    save(ROWS[:1], [], path)
    before = path.read_bytes()
    sink = open_sink(path, overwrite=True)
    sink.add([Outcome("a", rows=tuple(ROWS))])

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("zhibiao.store.beside._sync", full)
    with pytest.raises(StoreError, match="磁盘已满"):
        sink.close()
    assert path.read_bytes() == before
    assert names(tmp_path) == [path.name]


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(disk)]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.parametrize("suffix", ["csv", "duckdb"])
def test_a_full_disk_says_so_in_one_line(tiny: Path, suffix: str) -> None:
    path = tiny / f"t.{suffix}"
    save(ROWS, [], path)
    before = path.read_bytes()
    sink = open_sink(path, overwrite=suffix == "csv")
    with pytest.raises(StoreError, match="磁盘已满") as error:  # noqa: PT012
        for n in range(200):
            noise = "".join(chr(0x4E00 + (n * 7919 + k * 104_729) % 20_000) for k in range(9_000))
            sink.add([Outcome(f"f{n}", rows=(ROW._replace(sentence=noise, source=f"f{n}"),) * 2)])
        sink.close()
    assert "\n" not in str(error.value)
    sink.abandon()
    if suffix == "csv":
        assert path.read_bytes() == before
        assert names(tiny) == ["t.csv"]
    else:
        held = list(read_rows(path))
        assert [row for row in held if row.source == ROW.source] == ROWS
        assert len(held) > len(ROWS)
        assert all(row.start == ROW.start for row in held)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("a,b\n1,2\n", "缺少列 claim_id"), ("", "缺少列"), (None, "没有这个文件")],
)
def test_what_is_no_table_is_said_to_be_none(tmp_path: Path, text: str | None, reason: str) -> None:
    if text is not None:
        (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=reason):
        list(read_rows(tmp_path / "t.csv"))


def test_a_csv_that_a_spreadsheet_saved_is_read(tmp_path: Path) -> None:
    save([ROW], [], tmp_path / "t.csv")
    text = (tmp_path / "t.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "t.csv").write_text(text, encoding="gb18030")
    assert list(read_rows(tmp_path / "t.csv")) == [ROW]
    (tmp_path / "t.csv").write_text(text.replace(",4.97,", ",四,"), encoding="utf-8")
    with pytest.raises(StoreError, match="第 2 行的 value 是 '四'"):
        list(read_rows(tmp_path / "t.csv"))


CELLS = st.one_of(
    st.none(), st.integers(), st.floats(), st.dates(), st.text(), st.sampled_from(["=1", "@2024-12", "-5"])
)


@given(st.lists(CELLS, max_size=5))
def test_a_column_has_the_cells_that_each_of_its_values_has(values: list[object]) -> None:
    assert [*map(repr, plain_column(values))] == [repr(plain(value)) for value in values]
