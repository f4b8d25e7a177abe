"""What is counted of a text, and that annotated reports and a plain one are counted alike."""

from __future__ import annotations

import pytest

from conftest import ROOT, cases
from zhibiao.core.types import Document
from zhibiao.core.vocabulary import base
from zhibiao.corpus.format import read_corpus
from zhibiao.corpus.likeness import Likeness, likeness
from zhibiao.corpus.statistics import statistics

PROSE = "全镇今年来把各项民生实事逐一落到了实处，道路、水渠和村口的路灯都修好了，群众看在眼里，"


def counted(text: str) -> Likeness:
    return likeness(Document("", text.replace("\\n", "\n")), base())


@pytest.mark.parametrize(("text", "figure", "count"), cases("likeness"))
def test_what_is_counted(text: str, figure: str, count: str) -> None:
    found = counted(text)
    kind, _, verb = figure.partition(" ")
    number = found.verbs[verb] if kind == "verb" else getattr(found, figure, found.forms[figure])
    assert number == int(count)


def test_lines_that_go_on_are_wrapped() -> None:
    assert counted("\n".join([PROSE] * 3 + ["这就是今年的全部。"])).wrapped == 3
    assert counted("\n".join(["这就是今年的全部。"] * 4)).wrapped == 0


def test_counts_of_texts_add_up() -> None:
    one, other = counted("全镇完成造林1200亩，同比增长8.5%。"), counted("甲村共12户。\n")
    both = one + other
    assert (both.quantities, both.verbs["完成"], both.verbs["共"]) == (3, 1, 1)
    assert both.characters == one.characters + other.characters
    assert both.figures()["完成/q"] == pytest.approx(1 / 3)
    assert set(Likeness().figures().values()) == {0.0}


def test_annotated_reports_are_counted_with_their_gold() -> None:
    reports = read_corpus(ROOT / "corpus" / "reality")
    found = statistics(reports, base())
    assert found.claims == sum(len(report.claims) for report in reports) == sum(found.categories.values())
    assert (found.reports, sum(found.genres.values())) == (len(reports), len(reports))
    assert list(found.categories.values()) == sorted(found.categories.values())
    assert set(found.categories) == set(base().categories)
    assert found.density == pytest.approx(1000 * found.claims / found.likeness.characters)
