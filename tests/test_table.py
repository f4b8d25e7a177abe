"""The table: its columns, its schema on every output, its files."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path

import duckdb
import jsonschema
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import zhibiao
from conftest import ROOT
from zhibiao.core.types import Problem
from zhibiao.core.vocabulary import data as data_text
from zhibiao.store.files import StoreError, neutral, write
from zhibiao.table.check import SchemaError
from zhibiao.table.columns import COLUMNS, Row
from zhibiao.table.contract import lines, schema

TEXT = """云岭县石桥镇2023年工作总结
（一）经济发展。截至11月底，全镇完成工业总产值4.97亿，同比增长12.5%，占年计划的103%；其中规上工业3.2亿元。
（二）民生。发放低保金210余万元，救助5户7人；预计新建便民点3-5个，其中=HYPERLINK点1个。全镇@平台用户12户，-减免税费8万元。
"""


@pytest.fixture(scope="module")
def result(extractor: zhibiao.Extractor) -> zhibiao.Result:
    return extractor.extract_text(TEXT)


def test_columns_are_those_of_the_documents(result: zhibiao.Result) -> None:
    properties = json.loads(data_text("table.schema.json"))["properties"]
    documented = [
        line.split("`")[1]
        for line in (ROOT / "docs" / "table.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    assert list(result.table.columns) == list(COLUMNS) == list(properties) == documented


def test_schema_and_documents_are_made_from_the_one_table_of_columns() -> None:
    mend = "write them anew: python -m zhibiao.table.contract"
    assert json.loads(data_text("table.schema.json")) == schema(), mend
    assert lines() in (ROOT / "docs" / "table.md").read_text(encoding="utf-8"), mend


def test_every_row_fits_the_schema(result: zhibiao.Result) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(data_text("table.schema.json")))
    assert result.rows
    for row in result.rows:
        validator.validate(row._asdict())


@pytest.mark.parametrize(
    "change",
    [
        {"measure": "sum"},
        {"value": "5"},
        {"start": -1},
        {"period": "2024-13-1"},
        {"confidence": 1.5},
        {"claim_id": "x"},
        {"value": float("nan")},
    ],
)
def test_no_output_breaks_the_schema(
    tmp_path: Path, result: zhibiao.Result, change: dict[str, object]
) -> None:
    with pytest.raises(SchemaError, match=next(iter(change))):
        write([result.rows[0]._replace(**change)], [], tmp_path / "t.csv")
    assert not (tmp_path / "t.csv").exists()


def test_rows_say_where_they_stand(result: zhibiao.Result) -> None:
    for row in result.rows:
        assert "".join(TEXT[row.start : row.end].split()) == row.text
        if row.indicator:
            assert "".join(TEXT[row.indicator_start : row.indicator_end].split()) == row.indicator
        assert row.parent_id in {"", *(other.claim_id for other in result.rows)}
    assert len({row.claim_id for row in result.rows}) == len(result.rows)


def test_what_a_report_states_is_in_the_table(result: zhibiao.Result) -> None:
    rows = {row.text: row for row in result.rows}
    output = rows["4.97亿"]
    assert (output.indicator, output.unit, output.base_value, output.base_unit) == (
        "工业总产值",
        "亿元",
        497_000_000,
        "元",
    )
    assert (output.period, output.period_start, output.period_end) == (
        "2023-01/2023-11",
        "2023-01-01",
        "2023-11-30",
    )
    growth = rows["12.5%"]
    assert (growth.indicator, growth.measure, growth.direction, growth.basis) == (
        "工业总产值",
        "growth",
        "up",
        "yoy",
    )
    assert growth.parent_id == output.claim_id
    assert (rows["210余万元"].value, rows["210余万元"].unit, rows["210余万元"].bound) == (210, "万元", "over")
    assert (rows["3-5个"].value, rows["3-5个"].value_high, rows["3-5个"].bound, rows["3-5个"].status) == (
        3,
        5,
        "range",
        "estimate",
    )


def test_source_of_a_text_is_empty_and_given_facts_win(extractor: zhibiao.Extractor) -> None:
    row = extractor.extract_text("完成造林120亩。", place="甲县乙镇", year=2011, title="小结").rows[0]
    assert (row.source, row.place, row.report_year, row.report_title, row.period) == (
        "",
        "甲县乙镇",
        2011,
        "小结",
        "2011",
    )


def test_types_of_the_frame(result: zhibiao.Result) -> None:
    types = result.table.dtypes.astype(str)
    assert types["start"] == types["page"] == types["report_year"] == "Int64"
    assert types["value"] == types["confidence"] == "float64"
    assert types["period_start"].startswith("datetime64")


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "jsonl"])
def test_files_give_the_table_back(tmp_path: Path, result: zhibiao.Result, suffix: str) -> None:
    path = tmp_path / "deep" / f"table.{suffix}"
    write(result.rows, [Problem("a.pdf", "扫描件", "请先识别")], path)
    found = {
        "csv": lambda: pd.read_csv(path, encoding="utf-8-sig"),
        "xlsx": lambda: pd.read_excel(path),
        "parquet": lambda: duckdb.sql(f"SELECT * FROM '{path}'").df(),
        "jsonl": lambda: pd.read_json(path, lines=True),
    }[suffix]()
    assert list(found.columns) == list(COLUMNS)
    assert found["value"].tolist() == [row.value for row in result.rows]
    assert found["start"].tolist() == [row.start for row in result.rows]
    neutralised = suffix in ("csv", "xlsx")
    assert found["indicator"].fillna("").tolist() == [
        neutral(row.indicator) if neutralised else row.indicator for row in result.rows
    ]
    if suffix == "xlsx":
        assert openpyxl.load_workbook(path).sheetnames == ["indicators", "problems"]
    else:
        beside = pd.read_csv(path.with_name("table.problems.csv"), encoding="utf-8-sig")
        assert beside.to_numpy().tolist() == [["a.pdf", "扫描件", "请先识别"]]


def test_parquet_has_dates_and_whole_numbers(tmp_path: Path, result: zhibiao.Result) -> None:
    path = tmp_path / "it's.parquet"
    write(result.rows, [], path)
    first = duckdb.execute(
        "SELECT period_start, start, value_high FROM read_parquet(?) LIMIT 1", [str(path)]
    ).fetchone()
    assert first is not None
    assert isinstance(first[0], datetime.date)
    assert isinstance(first[1], int)


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(tmp_path: Path, result: zhibiao.Result) -> None:
    path = tmp_path / "table.csv"
    row = result.rows[0]._replace(indicator="=1+1", sentence="@SUM(A1)", qualifier="-减免", value=-5.0)
    write([row], [], path)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    cells = next(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert (cells["indicator"], cells["sentence"], cells["qualifier"], cells["value"]) == (
        "'=1+1",
        "'@SUM(A1)",
        "'-减免",
        "-5",
    )


@given(st.text() | st.floats(allow_nan=False) | st.integers())
def test_numbers_are_never_neutralised(value: object) -> None:
    found = neutral(value)
    assert (
        found == value
        if not isinstance(value, str)
        else not str(found).startswith(("=", "+", "-", "@", "\t", "\r"))
    )


def test_old_problems_do_not_stay(tmp_path: Path, result: zhibiao.Result) -> None:
    path = tmp_path / "table.csv"
    write(result.rows, [Problem("a", "b", "c")], path)
    write(result.rows, [], path)
    assert not (tmp_path / "table.problems.csv").exists()


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="不支持的输出格式"):
        write([], [], tmp_path / "table.sav")


def test_an_empty_table_has_its_columns(extractor: zhibiao.Extractor) -> None:
    result = extractor.extract_text("没有数字。")
    assert list(result.table.columns) == list(Row._fields)
    assert result.table.empty
