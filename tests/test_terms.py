"""Terms: each line of the table is found in its example and not in its counter-example."""

from __future__ import annotations

import re

import pytest

import zhibiao
from conftest import cases
from zhibiao.core.enums import Reason
from zhibiao.core.types import Candidate, Document
from zhibiao.core.vocabulary import base
from zhibiao.propose import propose
from zhibiao.tag.features.words import term_words
from zhibiao.text import clean

Found = list[tuple[Candidate, bool]]


def candidates(text: str, term: str = "", before: str = "") -> Found:
    """Candidates of a text, and whether a term and what must stand before it fit each."""
    cleaned = clean(Document("", text))
    return [
        (
            candidate,
            bool(re.compile(term).match(cleaned.text, candidate.quantity.start))
            and bool(re.search(f"(?:{before})$", cleaned.text[: candidate.quantity.start])),
        )
        for candidate in propose(cleaned, base())
    ]


@pytest.mark.parametrize("row", base().terms, ids=lambda row: f"{row[1]}<{row[0]}")
def test_term(row: list[str]) -> None:
    term, before, reason, example, counter = row
    assert reason in list(Reason)
    assert [one.hint for one, fits in candidates(example, term, before) if fits][:1] == [reason]
    against = candidates(counter, term, before)
    assert against, "the counter-example holds no number"
    assert [one.quantity.text for one, fits in against if fits or one.hint] == []


@pytest.mark.parametrize("row", cases("terms"), ids=lambda row: row[0])
def test_hint(row: list[str]) -> None:
    text, quantity, hint = row
    found = {one.quantity.text: one for one, _ in candidates(text)}
    assert (found[quantity].hint, found[quantity].reason) == (hint, "")


def test_a_form_settles_what_a_term_only_hints_at() -> None:
    found = [one for one, _ in candidates("2024年3月15日，镇十四届人大会议，拨打12345热线")]
    assert [(one.reason, one.hint) for one in found] == [
        ("date", ""), ("date", ""), ("date", ""), ("", "ordinal"), ("name", "")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("园区年产值突破千亿元。", ["千亿元"]),
        ("全年发生一起命案。", ["一起"]),
        ("调处纠纷八起，剩下一起移送仲裁。", ["八起", "一起"]),
        ("全年没有发生一起命案。", []),
        ("与群众一起清理河道。", []),
        ("全乡有行政村十一个。", ["十一个"]),
        ("五一期间举办歌咏比赛。", []),
        ("全年开展“三查”四轮。", ["四轮"]),
        ("加宽县道6.2公里。", ["6.2公里"]),
    ],
)
def test_the_tagger_decides_what_a_term_leaves_open(
    extractor: zhibiao.Extractor, text: str, claims: list[str]
) -> None:
    assert [row.text for row in extractor.extract_text(text, year=2023).rows] == claims


def test_what_the_tagger_sees_of_a_term() -> None:
    found = [
        term_words(one) for one, _ in candidates("与群众一起修渠3公里，剩下一起，千亿级产业带，三十二人")
    ]
    assert found == [
        ["rhetoric", "rhetoric|起", "rhetoric|count"], [], ["-|一起"], ["name", "name|亿级", "name|count"], []
    ]  # fmt: skip
