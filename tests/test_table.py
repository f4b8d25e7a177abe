"""The table: its columns, its schema on every output, its files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import pytest

import zhibiao
from conftest import ROOT
from zhibiao.core.vocabulary import data as data_text
from zhibiao.store.export import read_rows, save
from zhibiao.table.check import SchemaError, check
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
        {"value": float("inf")},
        {"start": True},
        {"report_title": None},
        {"bound": ""},
    ],
)
def test_no_output_breaks_the_schema(
    tmp_path: Path, result: zhibiao.Result, change: dict[str, object]
) -> None:
    good = result.rows[0]
    with pytest.raises(SchemaError, match=next(iter(change))):
        check([good, good._replace(**change)])
    save([good, good._replace(source="bad.txt", **change)], [], tmp_path / "t.jsonl")
    assert list(read_rows(tmp_path / "t.jsonl")) == [good]
    problem = next(csv.DictReader((tmp_path / "t.problems.csv").open(encoding="utf-8-sig")))
    assert (problem["file"], problem["code"], problem["severity"]) == ("bad.txt", "schema", "error")


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


def test_an_empty_table_has_its_columns(extractor: zhibiao.Extractor) -> None:
    result = extractor.extract_text("没有数字。")
    assert list(result.table.columns) == list(Row._fields)
    assert result.table.empty
