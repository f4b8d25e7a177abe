"""What an evaluation says beside the figures: intervals, differences, groups, confusions and the page of
errors."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from test_cli import run
from zhibiao.core.spans import RawSpan
from zhibiao.corpus.annotation import Annotated
from zhibiao.corpus.format import parse, read_corpus
from zhibiao.evaluate.bootstrap import COMPARED, differences, intervals
from zhibiao.evaluate.groups import Confusion, by_category, by_genre, confusions
from zhibiao.evaluate.mistakes import EXTRA, MISSED, Mark, Mistake, mistakes
from zhibiao.evaluate.page import drawn, page
from zhibiao.evaluate.scores import scores_of
from zhibiao.evaluate.verdicts import Judged, judge, units

WORDS = dict.fromkeys(
    ("title", "filter", "all", "gold", "found", "missed", "extra", "confidence"), "<字 & 词>"
)
CHANGES: dict[str, dict[str, Any]] = {
    "right": {},
    "value": {"value": 7.0},
    "category": {"category": "other.other"},
    "status": {"status": "target"},
    "indicator": {"indicator": None},
    "qualifier": {"qualifier": RawSpan(0, 2)},
}
FAULTS = st.lists(
    st.lists(st.tuples(st.sampled_from([*CHANGES, "missed"]), st.floats(0, 1)), min_size=3, max_size=3),
    min_size=1,
    max_size=6,
)


def report(number: int = 0, genre: str = "总结") -> Annotated:
    text = f"""# title: 某镇{number}
# place: 某镇
# year: 2020
# genre: {genre}

第{number}村造林12亩。
  + 12亩 | 12 亩 | 造林 | | environment.forestry
检查<企业>85家，拟整改3家。
  + 85家 | 85 家 | 检查<企业> | | safety.inspection
  + 3家 | 3 家 | 整改 | | safety.inspection | target
"""
    return parse(text, name=f"r{number}.txt")


def judged(faults: Sequence[tuple[str, float]], number: int = 0, genre: str = "总结") -> Judged:
    one = report(number, genre)
    pairs = [
        (replace(claim, **CHANGES[fault]), sure)
        for claim, (fault, sure) in zip(one.claims, faults, strict=True)
        if fault != "missed"
    ]
    return judge(one, [claim for claim, _ in pairs], [sure for _, sure in pairs])


@settings(max_examples=8, deadline=None)
@given(FAULTS, st.randoms(use_true_random=False))
def test_intervals_hold_the_figure_in_whatever_order_the_reports_come(
    faults: list[list[tuple[str, float]]], random: Any
) -> None:
    reports = [judged(one, number) for number, one in enumerate(faults)]
    figures = scores_of(verdict for one in reports for verdict in one.verdicts).figures()
    found = intervals(units(reports))
    assert all(
        low <= figures[name] + 1e-12 and figures[name] <= high + 1e-12 for name, (low, high) in found.items()
    )
    assert set(found) == figures.keys() - {"claims"}
    mixed = random.sample(reports, len(reports))
    assert intervals(units(mixed)) == found
    assert [one[1:] for one in differences(reports, mixed)] == [
        (figures[name], figures[name], 0, (0, 0), 0) for name in COMPARED
    ]


def test_intervals_grow_narrow_with_more_reports() -> None:
    def width(count: int) -> float:
        faults = [("right", 0.5), ("right", 0.5), ("value", 0.5)], [("value", 0.5)] * 3
        low, high = intervals(units([judged(faults[n % 2], n) for n in range(count)]))["row_f1"]
        return high - low

    assert 0 < width(40) < width(10) / 1.5


def test_one_report_is_drawn_by_its_paragraphs_and_one_paragraph_not_at_all() -> None:
    whole = judged([("value", 0.5), ("right", 0.9), ("right", 0.9)])
    assert [len(part) for part in units([whole]).values()] == [1, 2]
    assert intervals(units([whole]))["row_f1"] == (0, 1)
    assert intervals(units([Judged(whole.report, whole.verdicts[:1])])) == {}
    assert intervals({}) == {}


def test_the_better_model_is_seen_as_such() -> None:
    good = [judged([("right", 0.5)] * 3, number) for number in range(8)]
    bad = [judged([("category", 0.5), ("right", 0.5), ("right", 0.5)], number) for number in range(8)]
    found = {one.figure: one for one in differences(bad, good)}
    assert found["category"].difference == pytest.approx(1 / 3)
    assert (found["category"].better, found["status"].better, found["status"].difference) == (1, 0, 0)
    back = {one.figure: one for one in differences(good, bad)}
    assert back["row_f1"].interval.high < 0 == back["row_f1"].better


def test_figures_by_category_and_genre() -> None:
    reports = [
        judged([("category", 0.5), ("right", 0.5), ("missed", 0.5)], 0, "总结"),
        judged([("right", 0.5), ("right", 0.5), ("right", 0.5)], 1, "汇报"),
    ]
    categories = {one.name: one.figures for one in by_category(reports)}
    assert set(categories) == {"environment.forestry", "safety.inspection"}
    assert (categories["environment.forestry"]["category"], categories["environment.forestry"]["claims"]) == (
        0.5,
        2,
    )
    assert categories["environment.forestry"]["category_p"] == 1
    assert categories["safety.inspection"]["claim_r"] == 0.75
    genres = {one.name: one.figures for one in by_genre(reports)}
    assert (genres["汇报"]["row_f1"], genres["总结"]["row_f1"]) == (1, 0.4)
    assert [one.intervals != {} for one in by_genre(reports)] == [True, True]


def test_the_commonest_confusion_comes_first() -> None:
    reports = [judged([("category", 0.5), ("status", 0.5), ("missed", 0.5)], n) for n in range(2)]
    reports.append(judged([("category", 0.5), ("right", 0.5), ("right", 0.5)], 3))
    assert confusions(reports) == [
        Confusion("category", "environment.forestry", "other.other", 3),
        Confusion("status", "actual", "target", 2),
    ]
    assert confusions([judged([("right", 0.5)] * 3)]) == []


def test_every_wrong_row_is_listed_with_its_sentence() -> None:
    one = report()
    extra = replace(one.claims[0], span=RawSpan(1, 2))
    found = [extra, replace(one.claims[0], value=7.0, qualifier=RawSpan(0, 3)), one.claims[1]]
    first, second, third = mistakes([judge(one, found, (0.1, 0.5, 0.9))])
    assert (first.wrong, second.wrong, third.wrong) == ((EXTRA,), ("value", "qualifier"), (MISSED,))
    assert (first.gold, third.found, third.confidence) == ({}, {}, None)
    assert (second.gold["value"], second.found["value"], second.found["qualifier"]) == ("12", "7", "第0村")
    assert second.sentence == "第0村造林12亩。"
    assert third.sentence == "检查<企业>85家，拟整改3家。"
    marked = {(mark.what, mark.gold): second.sentence[mark.start : mark.end] for mark in second.marks}
    assert marked == {
        ("quantity", True): "12亩",
        ("quantity", False): "12亩",
        ("indicator", True): "造林",
        ("indicator", False): "造林",
        ("qualifier", False): "第0村",
    }
    assert list(mistakes([judged([("right", 0.5)] * 3)])) == []


@pytest.mark.parametrize(
    ("marks", "html"),
    [
        ([], "a&lt;b&gt;c"),
        ([Mark(1, 4, "quantity", True)], 'a<span class="gold-quantity">&lt;b&gt;</span>c'),
        (
            [Mark(0, 2, "indicator", True), Mark(1, 5, "indicator", False)],
            '<span class="gold-indicator">a</span><span class="found-indicator gold-indicator">&lt;</span>'
            '<span class="found-indicator">b&gt;c</span>',
        ),
    ],
)
def test_marks_that_lie_on_each_other_are_drawn(marks: list[Mark], html: str) -> None:
    assert drawn("a<b>c", marks) == html


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_text_becomes_markup(sentence: str, value: str) -> None:
    one = Mistake(value, 0, value, sentence, (), ("value",), {"value": value}, {"value": sentence}, 0.5)
    parsed, plain = _Text(), _Text()
    parsed.feed(page([one], WORDS))
    plain.feed(page([replace(one, report="", heading="", sentence="", gold={}, found={"value": ""})], WORDS))
    assert parsed.tags.count("article") == 1
    assert [tag for tag in parsed.tags if tag not in ("tr", "td", "th")] == [
        tag for tag in plain.tags if tag not in ("tr", "td", "th")
    ]


def test_the_page_needs_nothing_beside_it() -> None:
    html = page(list(mistakes([judged([("value", 0.5), ("missed", 0.5), ("right", 1.0)])])), WORDS)
    assert not re.search(r"https?:|src=|@import|<link", html)
    assert html.count("<article") == 2
    assert '<option value="missed">' in html
    assert "&lt;字 &amp; 词&gt;" in html
    assert "$" not in html


@pytest.fixture
def standoff(tmp_path: Path) -> Path:
    """A folder with a raw text and its gold beside it."""
    folder = tmp_path / "open"
    folder.mkdir()
    text = "石桥镇2023年工作总结\n全镇完成造林1200亩，同比增长8.5%。\n新建道路3.2公里。\n"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    claims: list[dict[str, Any]] = [
        {
            "quantity": "1200亩",
            "value": 1200,
            "value_high": None,
            "unit": "亩",
            "category": "environment.forestry",
        },
        {
            "quantity": "3.2公里",
            "value": 3.2,
            "value_high": None,
            "unit": "公里",
            "category": "construction.road",
        },
    ]
    for claim in claims:
        quantity = claim.pop("quantity")
        claim |= {
            "start": text.index(quantity),
            "end": text.index(quantity) + len(quantity),
            "period": "2023",
        }
    lines = "".join(json.dumps(claim, ensure_ascii=False) + "\n" for claim in claims)
    (folder / "a.gold.jsonl").write_text(lines, encoding="utf-8")
    return folder


def test_gold_beside_a_text_is_read(standoff: Path) -> None:
    (one,) = read_corpus(standoff)
    assert [claim.value for claim in one.claims] == [1200, 3.2]


def test_evaluate_says_all_of_it_as_one_object(standoff: Path, tmp_path: Path) -> None:
    html = tmp_path / "errors.html"
    done = run("evaluate", str(standoff), "--json", "--errors", str(html))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["claims"], found["claim_r"], found["period"]) == (2, 1, 1)
    assert found["intervals"]["claim_r"] == [1, 1]
    assert {one["name"] for one in found["by_category"]} >= {"environment.forestry", "construction.road"}
    assert EXTRA in [name for one in found["errors"] for name in one["wrong"]]
    assert html.read_text(encoding="utf-8").count("<article") == len(found["errors"])
    assert str(html) in done.stderr


def test_evaluate_in_lines(standoff: Path) -> None:
    done = run("evaluate", str(standoff), "--by", "category", "--confusions", "3")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^claim_r +1\.0000  \[1\.0000, 1\.0000\]$", done.stdout, re.MULTILINE)
    assert re.search(r"^environment.forestry +1 ", done.stdout, re.MULTILINE)


def test_a_model_is_as_good_as_itself(standoff: Path) -> None:
    model = str(ROOT / "models" / "township")
    done = run("evaluate", str(standoff), "--compare", model, model, "--json")
    assert done.returncode == 0, done.stderr
    assert {(one["difference"], one["better"]) for one in json.loads(done.stdout)} == {(0, 0)}


def test_corpus_stats_beside_a_plain_report(standoff: Path) -> None:
    plain = standoff / "a.txt"
    done = run("corpus", "stats", str(standoff), "--against", str(plain), "--json")
    assert done.returncode == 0, done.stderr
    own, other = json.loads(done.stdout).values()
    assert (own["claims"], own["reports"], own["categories"]["construction.road"]) == (2, 1, 1)
    assert own["完成/q"] == other["完成/q"] == pytest.approx(1 / 3)
    assert "claims" not in other
    lines = run("corpus", "stats", str(standoff), "--against", str(plain)).stdout.splitlines()
    assert "a.txt" in lines[0]
