"""The table: its columns, its schema on every output, its files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import pytest

import zhibiao
from conftest import ROOT
from zhibiao.core.vocabulary import base
from zhibiao.core.vocabulary import data as data_text
from zhibiao.store.export import read_rows, save
from zhibiao.table.check import SchemaError, check
from zhibiao.table.columns import COLUMNS, Row, columns, labels, of_kind
from zhibiao.table.contract import allowed as said
from zhibiao.table.contract import lines, schema, type_name, write
from zhibiao.table.labels import category_labels, label_of_period

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


def test_schema_and_documents_are_written_anew(tmp_path: Path) -> None:
    package, page = tmp_path / "pipeline" / "zhibiao", tmp_path / "docs" / "table.md"
    for folder in (package / "data", page.parent):
        folder.mkdir(parents=True)
    documents = (ROOT / "docs" / "table.md").read_bytes()
    page.write_bytes(documents.replace(lines().encode(), "| `旧` |\n| `x` |\n".encode()) + b"\n| `own` |\n")
    write(package)
    assert page.read_bytes() == documents + b"\n| `own` |\n"
    assert (package / "data" / "table.schema.json").read_text("utf-8") == data_text("table.schema.json")


@pytest.mark.parametrize(
    ("column", "type_said", "values_said"),
    [
        ("claim_id", "str", ""),
        ("report_year", "int?", "不小于 0"),
        ("start", "int", "不小于 0"),
        ("value_high", "float?", ""),
        ("period_end", "date?", ""),
        ("confidence", "float", "0 至 1"),
        ("bound", "enum", "exact 确数；approx 约数；over 以上；under 以下；range 区间"),
        ("direction", "enum", "up 增；down 减；flat 持平；（空） 不适用"),
    ],
)
def test_what_is_said_of_a_column(column: str, type_said: str, values_said: str) -> None:
    found = next(one for one in columns() if one.name == column)
    assert (type_name(found), said(found)) == (type_said, values_said)


def test_columns_of_a_kind() -> None:
    assert of_kind("date") == ("period_start", "period_end")
    assert of_kind("integer")[:2] == ("report_year", "page")
    assert len(of_kind("text", "integer", "real", "date")) == len(columns())
    assert [one.name for one in labels()] == ["domain_label", "category_label", "period_label"]


@pytest.mark.parametrize(
    ("column", "good", "bad"),
    [
        ("start", [0, 7], [-1, None, 1.5, "0", True]),
        ("page", [None, 1, 2], [-1, "1"]),
        ("confidence", [0, 0.5, 1], [-0.01, 1.01, None, float("nan")]),
        ("value", [-3, 2.5], [None, "3", float("inf")]),
        ("value_high", [None, 3], ["3"]),
        ("bound", ["exact"], ["", "exactly", None]),
        ("basis", ["", "yoy", "2023"], ["yoyo", "x2023"]),
        ("place", ["", "石桥镇"], [None, 3]),
        ("period_start", [None, "2024-01-01"], ["", "2024"]),
    ],
)
def test_values_of_a_column(
    result: zhibiao.Result, column: str, good: list[object], bad: list[object]
) -> None:
    check([result.rows[0]._replace(**{column: value}) for value in good])
    for value in bad:
        with pytest.raises(SchemaError, match=f"列 {column} 的值 {value!r} "):
            check([result.rows[0], result.rows[0]._replace(**{column: value})])


def test_names_for_people() -> None:
    names = category_labels(base())
    assert names["fiscal.asset"] == ("财政收支", "资产与债务")
    assert list(names) == list(base().categories)
    assert label_of_period("2024-01/2024-11", base()) == "2024年1—11月"
    assert label_of_period("nonsense", base()) == ""


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
