"""What a report says of itself, and where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conftest import ROOT, cases
from zhibiao.core.types import About, Given, Metadata
from zhibiao.core.vocabulary import base
from zhibiao.corpus.format import read_corpus
from zhibiao.read import document_of
from zhibiao.resolve.about import about_of


@pytest.mark.parametrize("row", cases("about"), ids=lambda row: row[4] + row[0] + row[1])
def test_what_a_report_says_of_itself(row: list[str]) -> None:
    source, page, heading, published, text, title, place, year, place_from, year_from = row
    document = replace(
        document_of(text.replace("\\n", "\n"), source=source), metadata=Metadata(page, heading, published)
    )
    about = about_of(document, vocabulary=base())
    assert about == About(title, place, int(year) if year else None, place_from, year_from)


def test_the_corpus_without_its_titles() -> None:
    """Reports as texts alone: place and year are right in most, and wrong in none."""
    reports = [one for one in read_corpus(ROOT / "corpus" / "reports") if "XX" not in one.about.place]
    found = [(about_of(document_of(one.document.text), vocabulary=base()), one.about) for one in reports]
    places = [(here.place, truth.place) for here, truth in found if here.place]
    years = [(here.year, truth.year) for here, truth in found if here.year]
    assert len(places) >= 72
    assert [pair for pair in places if not pair[1].endswith(pair[0])] == []
    assert sum(here == truth for here, truth in places) >= 14
    assert len(years) >= 76
    assert [pair for pair in years if pair[0] != pair[1]] == []


def test_what_is_given_comes_first() -> None:
    document = document_of("云岭县石桥镇2019年政府工作报告\n各位代表：")
    given = Given(place="甲县乙镇", extra=(("wave", "2"),), said_in="metadata")
    about = about_of(document, given, vocabulary=base())
    assert about == About(
        "云岭县石桥镇2019年政府工作报告", "甲县乙镇", 2019, "metadata", "title", (("wave", "2"),)
    )


def test_a_title_that_is_given_names_the_report() -> None:
    document = document_of("云岭县石桥镇2019年政府工作报告\n各位代表：", source="reports/沙河镇2012年.txt")
    about = about_of(document, Given(title="沙河乡2011年工作总结"), vocabulary=base())
    assert about == About("沙河乡2011年工作总结", "云岭县沙河乡", 2011, "given", "given")
