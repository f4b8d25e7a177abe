"""Structure: sections, owners in force, and lists. The cases are tables in tests/cases."""

from __future__ import annotations

import pytest

from conftest import cases
from zhibiao.core.types import About, Candidate, CleanText, Document
from zhibiao.core.vocabulary import base
from zhibiao.propose import propose
from zhibiao.propose.bounds import lead_of
from zhibiao.structure import Frame, frames_of
from zhibiao.text import clean

ABOUT = About(title="云岭县石桥镇2020年工作总结", place="云岭县石桥镇", year=2020)


def framed(text: str, about: About = ABOUT) -> tuple[CleanText, list[Candidate], list[Frame]]:
    found = clean(Document("", text.replace("\\n", "\n")))
    candidates = propose(found, base())
    return found, candidates, frames_of(found, candidates, about, base())


def frame(text: str, quantity: str) -> tuple[CleanText, list[Candidate], Frame]:
    found, candidates, frames = framed(text)
    index = next(i for i, one in enumerate(candidates) if one.quantity.text == quantity)
    return found, candidates, frames[index]


@pytest.mark.parametrize("row", cases("owners"), ids=lambda row: "-".join(row[:2]))
def test_owner_in_force(row: list[str]) -> None:
    text, quantity, name, kind, said = row
    found, _, one = frame(text, quantity)
    owner = one.owner
    if owner is None:
        assert not name
        return
    assert (found.text[owner.span.start : owner.span.end], owner.kind, owner.said) == (name, kind, said)


@pytest.mark.parametrize("row", cases("sections"), ids=lambda row: "-".join(row[:2]))
def test_what_headings_colons_and_years_announce(row: list[str]) -> None:
    text, quantity, *wanted = row
    _, _, one = frame(text, quantity)
    assert [one.section.inner, one.section.outer, one.ahead, one.year] == wanted


@pytest.mark.parametrize("row", cases("lists"), ids=lambda row: "-".join(row[:2]))
def test_place_in_a_list(row: list[str]) -> None:
    text, quantity, place, size, head, twin = row
    found, candidates, one = frame(text, quantity)
    if one.item is None:
        assert not place
        return
    assert (str(one.item.place), str(one.item.size)) == (place, size)
    span = one.item.head
    assert ("" if span is None else found.text[span.start : span.end]) == head
    starts = {candidate.quantity.start: candidate.quantity.text for candidate in candidates}
    assert ("" if one.item.twin is None else starts[one.item.twin]) == twin


def test_the_place_that_reports_is_no_owner() -> None:
    text = "石桥镇位于云岭县东部，总面积120平方公里。"
    assert framed(text)[2][-1].owner is None
    owner = framed(text, About())[2][-1].owner
    assert owner is not None
    assert owner.kind == "town"


def test_a_title_announces_for_the_whole_report() -> None:
    plan = About(title="石桥镇2020年脱贫攻坚行动计划", year=2020)
    assert framed("造林120亩。", plan)[2][0].section.title == "plan"
    assert framed("造林120亩。")[2][0].section.title == "done"


def test_a_year_of_a_report_without_one_is_only_said() -> None:
    assert framed("2021年造林120亩。", About())[2][-1].year == "said"


@pytest.mark.parametrize(
    ("text", "continues"),
    [
        ("计划搬迁120户，其中：\n甲镇搬迁30户。", True),
        ("计划搬迁120户；\n甲镇搬迁30户。", True),
        ("计划搬迁120户。\n甲镇搬迁30户。", False),
        ("甲镇搬迁30户。", False),
    ],
)
def test_a_line_that_goes_on_with_the_list_above(text: str, continues: bool) -> None:
    assert framed(text)[2][-1].continues is continues


@pytest.mark.parametrize(
    ("left", "lead"),
    [
        ("全镇共有", 2),
        ("宽度不得小于", 4),
        ("面积约", 1),
        ("已签约", 0),
        ("全镇", 0),
        ("分别达到", 4),
        ("现有约", 1),
    ],
)
def test_words_that_only_lead_up_to_a_quantity(left: str, lead: int) -> None:
    assert lead_of(f"{left}120户", len(left), base()) == lead


@pytest.mark.parametrize("row", cases("compared"), ids=lambda row: row[0])
def test_earlier_value_of_a_comparison(row: list[str]) -> None:
    text, wanted = row
    _, candidates, frames = framed(text)
    old = [one.quantity.text for one, frame in zip(candidates, frames, strict=True) if frame.compared]
    assert "|".join(old) == wanted


@pytest.mark.parametrize("row", cases("done"), ids=lambda row: row[0])
def test_what_a_clause_says_was_reached(row: list[str]) -> None:
    text, wanted = row
    assert framed(f"{text}120户。")[2][-1].done == (wanted == "yes")


@pytest.mark.parametrize("row", cases("foretold"), ids=lambda row: row[0])
def test_what_the_words_that_open_a_sentence_foretell(row: list[str]) -> None:
    text, wanted = row
    assert framed(f"{text}120亩。")[2][-1].foretold == wanted
