"""Rows from claims made by hand: every column of a row is what it should be; without a model."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal

import pytest

from claims import claim
from zhibiao.core.period import Period
from zhibiao.core.types import About, CleanText, Completed, Document, Rejected
from zhibiao.core.vocabulary import base
from zhibiao.propose import propose
from zhibiao.table.columns import Number, Row
from zhibiao.table.tabulate import claim_id, numbers, tabulate
from zhibiao.text import clean

TEXT = """石桥镇2023年工作总结
一、经济 发展
（一）收入。村集体经济 收入达 3—5 万元，同比增长8%。
- 1 -
二、民生
发放补贴 2.5 万，惠及12户。
"""
DOCUMENT = Document("a.txt", TEXT, page_starts=(0, TEXT.index("二、")), sha256="0123")
ABOUT = About("石桥镇2023年工作总结", "云岭县石桥镇", 2023, "folder", "title")


def completed(clean: CleanText) -> list[Completed]:
    def made(quantity: str, *, period: str, unit: str, canonical: str = "", **said: object) -> Completed:
        one = claim(clean, quantity, **said)  # type: ignore[arg-type]
        return Completed(one, Period.parse(period) if period else None, unit, canonical, 0.123456)

    return [
        made(
            "3—5万元", period="2023", unit="万元", canonical="村集体经济收入", indicator="村集体经济收入",
            qualifier="发展", category="agriculture.collective", status="estimate",
        ),
        made(
            "8%", period="@2023-11", unit="%", indicator="村集体经济收入", category="agriculture.collective",
            measure="growth", direction="up", basis="yoy", parent=0,
        ),
        made("2.5万", period="2023-01/2023-02", unit="万元", category="welfare.assistance"),
        made("12户", period="", unit="", category="welfare.assistance", parent=2),
    ]  # fmt: skip


@pytest.fixture
def rows() -> list[Row]:
    cleaned = clean(DOCUMENT)
    return list(tabulate(DOCUMENT, ABOUT, cleaned, completed(cleaned), "township 1", base()))


def test_a_row_says_all_that_is_known_of_a_claim(rows: list[Row]) -> None:
    start = TEXT.index("3—5 万元")
    name = TEXT.index("村集体经济 收入")
    assert rows[0] == Row(
        claim_id=claim_id("0123", clean(DOCUMENT).raw(*_place("3—5万元"))),
        source="a.txt", report_title="石桥镇2023年工作总结", place="云岭县石桥镇", report_year=2023,
        place_from="folder", year_from="title", section="一、经济发展 › （一）收入", page=1,
        sentence="村集体经济收入达3—5万元，同比增长8%。", text="3—5万元",
        start=start, end=start + 6, indicator="村集体经济收入", indicator_start=name, indicator_end=name + 8,
        qualifier="发展", qualifier_start=TEXT.index("发展"), qualifier_end=TEXT.index("发展") + 2,
        canonical="村集体经济收入", category="agriculture.collective", domain="agriculture",
        value=3.0, value_high=5.0, unit="万元", base_value=30000.0, base_value_high=50000.0, base_unit="元",
        bound="range", measure="level", direction="", basis="", status="estimate", scope="township",
        period="2023", period_start="2023-01-01", period_end="2023-12-31", parent_id="", confidence=0.1235,
        model="township 1",
    )  # fmt: skip


def _place(quantity: str) -> tuple[int, int]:
    found = next(one.quantity for one in propose(clean(DOCUMENT), base()) if one.quantity.text == quantity)
    return found.start, found.end


def test_rows_follow_the_claims(rows: list[Row]) -> None:
    assert [row.text for row in rows] == ["3—5万元", "8%", "2.5万", "12户"]
    assert [TEXT[row.start : row.end] for row in rows] == ["3—5 万元", "8%", "2.5 万", "12户"]
    assert [row.page for row in rows] == [1, 1, 2, 2]
    assert [row.section for row in rows][1:] == ["一、经济发展 › （一）收入", "二、民生", "二、民生"]
    assert [row.parent_id for row in rows] == ["", rows[0].claim_id, "", rows[2].claim_id]
    assert len({row.claim_id for row in rows}) == 4
    assert [(row.period, row.period_start, row.period_end) for row in rows] == [
        ("2023", "2023-01-01", "2023-12-31"),
        ("@2023-11", "2023-11-30", "2023-11-30"),
        ("2023-01/2023-02", "2023-01-01", "2023-02-28"),
        ("", None, None),
    ]


def test_what_is_not_said_is_empty(rows: list[Row]) -> None:
    last = rows[3]
    assert (last.indicator, last.indicator_start, last.indicator_end) == ("", None, None)
    assert (last.qualifier, last.qualifier_start, last.qualifier_end) == ("", None, None)
    assert (last.value_high, last.base_value_high) == (None, None)
    cleaned = clean(replace(DOCUMENT, page_starts=()))
    one = tabulate(replace(DOCUMENT, page_starts=()), ABOUT, cleaned, completed(cleaned)[:1], "m", base())
    assert next(one).page is None


def test_the_base_value_is_in_the_unit_that_the_report_gave(rows: list[Row]) -> None:
    assert [(row.value, row.unit, row.base_value, row.base_unit) for row in rows] == [
        (3.0, "万元", 30000.0, "元"),
        (8.0, "%", 0.08, "1"),
        (2.5, "万元", 25000.0, "元"),
        (12.0, "", 12.0, ""),
    ]
    cleaned = clean(Document("", "投资3—5万。"))
    one = Completed(claim(cleaned, "3—5万"), None, "万元", "", 1.0)
    row = next(tabulate(Document("", "投资3—5万。"), About(), cleaned, [one], "m", base()))
    assert (row.base_value, row.base_value_high, row.base_unit) == (30000.0, 50000.0, "元")


def test_blanks_are_no_part_of_what_is_written() -> None:
    document = Document("", "Word Press\t客户端 12 户。")
    cleaned = clean(document)
    one = Completed(claim(cleaned, "12户", indicator="Word Press\t客户端"), None, "户", "", 1.0)
    row = next(tabulate(document, About(), cleaned, [one], "m", base()))
    assert (row.indicator, row.indicator_start, row.indicator_end) == ("WordPress客户端", 0, 14)


def test_the_name_of_a_claim_depends_on_the_text_and_the_place() -> None:
    span = clean(DOCUMENT).raw(0, 3)
    assert claim_id("ab", span) == "c" + hashlib.sha256(b"ab:0:3").hexdigest()[:15]


def test_numbers_that_are_no_claims_have_their_place_and_reason() -> None:
    cleaned = clean(DOCUMENT)
    rejected = [Rejected(one, "date") for one in propose(cleaned, base()) if one.quantity.value > Decimal(10)]
    assert numbers(cleaned, rejected) == [
        Number("2023年", TEXT.index("2023年"), TEXT.index("2023年") + 5, "date"),
        Number("12户", TEXT.index("12户"), TEXT.index("12户") + 3, "date"),
    ]
