"""The scores: right is 1, and each thing that goes wrong lowers its figure and no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from zhibiao.core.spans import RawSpan
from zhibiao.corpus.annotation import Annotated, Gold
from zhibiao.corpus.format import parse, read_annotated
from zhibiao.evaluate.examining import examine
from zhibiao.evaluate.match import ATTRIBUTES, ROW, STRICT
from zhibiao.evaluate.scores import THRESHOLDS, Scores, agreement, calibration, worth
from zhibiao.run.pipeline import load_model

TEXT = """# title: 某镇总结
# place: 某镇
# year: 2020
# genre: 总结
# split: held-out
# canonical: yes

全镇完成造林1.2万亩，同比增长8%；拟投入资金约300万元，其中镇级100-120万元；春季检查企业85家，3家整改。
  + 1.2万亩 | 1.2 万亩 | 造林 | | environment.forestry | canonical=造林面积
  + 8% | 8 % | 造林 | | environment.forestry | growth up yoy ^1
  + 300万元 | 300 万元 | 投入资金 | | environment.forestry | approx target
  + 100-120万元 | 100~120 万元 | 投入资金 | 镇级 | environment.forestry | range target ^1
  + 85家 | 85 家 | 检查企业 | 春季 | safety.inspection | period=2020-03
  + 3家 | 3 家 | 整改 | | safety.inspection | below
"""
SHARES = (*ATTRIBUTES, "parent", "canonical")
REPORT = parse(TEXT, name="x")


def figures(
    found: list[Gold], confidence: tuple[float, ...] = (), report: Annotated = REPORT
) -> dict[str, float]:
    scores = Scores()
    scores.add(report, found, confidence)
    return scores.figures()


def test_gold_itself_is_right_in_everything() -> None:
    every = figures(list(REPORT.claims))
    assert every.pop("claims") == 6
    assert set(every) == {"claim_p", "claim_r", "claim_f1", *SHARES, "marked", "row_f1", "row_strict"}
    assert set(every.values()) == {1.0}


CHANGES: dict[str, tuple[int, dict[str, Any], tuple[str, ...]]] = {
    "a value": (0, {"value": 1.3}, ("value",)),
    "a scale": (0, {"unit": "亩"}, ("value",)),
    "the upper value": (3, {"value_high": 121.0}, ("value",)),
    "no upper value": (3, {"value_high": None}, ("value",)),
    "a unit": (4, {"unit": "户"}, ("unit",)),
    "no unit": (4, {"unit": ""}, ("unit",)),
    "a category": (0, {"category": "environment.water"}, ("category",)),
    "a domain": (0, {"category": "agriculture.crop"}, ("category", "domain")),
    "a measure": (1, {"measure": "share"}, ("measure",)),
    "a direction": (1, {"direction": "down"}, ("direction",)),
    "a bound": (2, {"bound": "over"}, ("bound",)),
    "a basis": (1, {"basis": "mom"}, ("basis",)),
    "a status": (2, {"status": "estimate"}, ("status",)),
    "a scope": (5, {"scope": "township"}, ("scope",)),
    "a period": (4, {"period": "2020"}, ("period",)),
    "an indicator": (0, {"indicator": RawSpan(0, 2)}, ("indicator",)),
    "no indicator": (0, {"indicator": None}, ("indicator",)),
    "a qualifier": (3, {"qualifier": None}, ("qualifier",)),
    "a qualifier too many": (0, {"qualifier": RawSpan(0, 2)}, ("qualifier",)),
    "no parent": (1, {"parent": None}, ("parent",)),
    "another parent": (3, {"parent": 0}, ("parent",)),
    "a parent too many": (5, {"parent": 4}, ("parent",)),
    "a name": (0, {"canonical": ""}, ("canonical",)),
    "a name too many": (4, {"canonical": "检查企业"}, ("canonical",)),
}


@pytest.mark.parametrize("case", CHANGES)
def test_what_goes_wrong_lowers_its_own_figures(case: str) -> None:
    index, change, lowered = CHANGES[case]
    found = list(REPORT.claims)
    found[index] = replace(found[index], **change)
    now = figures(found)
    assert {name for name in SHARES if now[name] < 1} == set(lowered)
    assert (now["row_f1"] < 1) == bool(set(lowered) & set(ROW))
    assert (now["row_strict"] < 1) == bool(set(lowered) & set(STRICT))
    special = bool(set(lowered) & {"measure", "bound", "status", "direction"})
    assert (now["marked"] < 1) == special
    assert now["claim_f1"] == 1
    assert all(now[name] == pytest.approx(5 / 6) for name in lowered)


def test_spans_that_share_most_of_their_characters_are_right() -> None:
    found = list(REPORT.claims)
    found[4] = replace(found[4], indicator=RawSpan(found[4].span.start - 3, found[4].span.start))
    assert figures(found)["indicator"] == 1
    found[4] = replace(found[4], indicator=RawSpan(found[4].span.start - 1, found[4].span.start))
    assert figures(found)["indicator"] < 1
    first = REPORT.claims[0].indicator
    assert first is not None
    found = [replace(REPORT.claims[0], indicator=RawSpan(first.start - 3, first.end)), *REPORT.claims[1:]]
    assert figures(found)["indicator"] < 1  # 2 of 2 and 5 characters: 4/7
    found[0] = replace(found[0], indicator=RawSpan(first.start + 1, first.end))
    assert figures(found)["indicator"] == 1  # 1 of 2 and 1: 2/3


def test_a_missed_claim_is_wrong_in_everything_and_one_too_many_costs_precision() -> None:
    rest = [replace(one, parent=one.parent - 1 if one.parent else None) for one in REPORT.claims[1:]]
    missed = figures(rest)
    assert missed["claim_p"] == 1
    assert {missed[name] for name in (*ATTRIBUTES, "claim_r")} == {5 / 6}
    assert missed["parent"] == pytest.approx(4 / 6)  # the share of the missed claim has lost its parent, too
    more = figures([*REPORT.claims, replace(REPORT.claims[0], span=RawSpan(0, 2))])
    assert (more["claim_r"], more["claim_p"], more["row_f1"]) == (1, 6 / 7, 12 / 13)


def test_canonical_counts_only_where_it_is_annotated() -> None:
    plain = replace(REPORT, canonical=False)
    assert "canonical" not in figures(list(plain.claims), report=plain)
    scores = Scores()
    scores.add(REPORT, REPORT.claims)
    scores.add(plain, [replace(one, canonical="造林面积") for one in plain.claims])
    assert scores.figures()["canonical"] == 1


def test_confidence_that_says_the_truth_has_no_error() -> None:
    exact = calibration([(0.75, True)] * 3 + [(0.75, False)])
    assert (exact["ece"], exact["brier"]) == (0, pytest.approx(0.1875))
    assert calibration([(0.0, False), (1.0, True)]) == {"ece": 0, "brier": 0, "sure_half": 1}
    assert calibration([(1.0, False), (0.0, True)]) == {"ece": 1, "brier": 1, "sure_half": 0}
    assert calibration([(0.9, True), (0.8, False), (0.3, True)])["sure_half"] == 0.5
    assert calibration([]) == {}


def test_bins_do_not_lend_to_each_other() -> None:
    """Too sure below and too unsure above is an error, though the mean is right."""
    assert calibration([(0.4, False)] * 5 + [(0.6, True)] * 5)["ece"] == pytest.approx(0.4)
    assert calibration([(0.45, False), (0.55, True)])["ece"] == pytest.approx(0.45)
    assert calibration([(0.51, False), (0.59, True)])["ece"] == pytest.approx(0.05)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_figures_of_confidence_lie_between_0_and_1(trusted: list[tuple[float, bool]]) -> None:
    assert all(0 <= value <= 1 for value in calibration(trusted).values())


@pytest.mark.parametrize(
    ("trusted", "expected"),
    [
        ([], []),
        ([(0.2, True)], []),
        ([(0.5, True), (0.4, False)], [(0.5, 0.5, 1.0)]),
        (
            [(0.95, True), (0.9, False), (0.65, True), (0.1, False)],
            [(0.5, 0.75, 2 / 3), (0.6, 0.75, 2 / 3), (0.7, 0.5, 0.5), (0.8, 0.5, 0.5), (0.9, 0.5, 0.5),
             (0.95, 0.25, 1.0)],
        ),
    ],
)  # fmt: skip
def test_what_a_least_confidence_is_worth(
    trusted: list[tuple[float, bool]], expected: list[tuple[float, float, float]]
) -> None:
    assert worth(trusted) == expected


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60))
def test_a_higher_threshold_keeps_no_more(trusted: list[tuple[float, bool]]) -> None:
    found = worth(trusted)
    assert [one.threshold for one in found] == list(THRESHOLDS[: len(found)])
    assert sorted((one.kept for one in found), reverse=True) == [one.kept for one in found]
    assert all(0 <= one.right <= 1 and 0 < one.kept <= 1 for one in found)


def test_confidence_is_compared_with_whole_rows() -> None:
    wrong = [replace(one, category="other.other") for one in REPORT.claims]
    assert figures(list(REPORT.claims), (1.0,) * 6)["ece"] == 0
    assert figures(wrong, (1.0,) * 6)["ece"] == 1
    assert figures([*REPORT.claims, replace(wrong[0], span=RawSpan(0, 2))], (1.0,) * 7)[
        "ece"
    ] == pytest.approx(1 / 7)


BREAKS: dict[str, tuple[str, Callable[[Gold], Gold]]] = {
    "numerals": ("value", lambda one: replace(one, value=one.value + 1)),
    "units": ("unit", lambda one: replace(one, unit="米" if one.unit == "户" else "户")),
    "categories": ("category", lambda one: replace(one, category=_next_category(one.category))),
    "indicators": ("indicator", lambda one: replace(one, indicator=one.qualifier)),
    "periods": ("period", lambda one: replace(one, period="1999")),
    "parents": ("parent", lambda one: replace(one, parent=None if one.parent else 0)),
}


def _next_category(category: str) -> str:
    order = ("agriculture.crop", "economy.output", "fiscal.budget")
    return order[(order.index(category) + 1) % 3] if category in order else order[0]


@pytest.mark.parametrize("case", BREAKS)
def test_a_whole_report_gone_wrong_is_seen(case: str) -> None:
    """On a whole held-out report: with every numeral misread, every category swapped …, its figure falls to
    nothing."""
    name, broken = BREAKS[case]
    report = read_annotated(ROOT / "corpus" / "reports" / "r10-gansu-2015.txt")
    assert agreement([report], [report])[name] == 1
    other = replace(report, claims=tuple(map(broken, report.claims)))
    now = agreement([report], [other])
    assert now[name] < 0.2
    assert now["row_f1"] < 0.2 or name not in ROW


def test_an_evaluation_says_what_the_model_has_seen() -> None:
    known = read_annotated(ROOT / "corpus" / "excerpts" / "x002.txt")
    found = examine([REPORT, known], load_model())
    assert found.seen == ("x002.txt",)
    assert found.figures["claims"] == len(REPORT.claims) + len(known.claims)
