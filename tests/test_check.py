"""`corpus.check`: gold that can't be right, and what the program reads in another way."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from zhibiao.core.spans import RawSpan
from zhibiao.corpus.annotation import Annotated
from zhibiao.corpus.check import check, check_folder
from zhibiao.corpus.format import parse

HEADER = "# title: 某镇总结\n# place: 某镇\n# year: 2020\n# genre: 总结\n\n"


def report(line: str, text: str) -> Annotated:
    return parse(f"{HEADER}{text}\n{line}\n", name="x.txt")


@pytest.mark.parametrize(
    ("line", "text", "reason"),
    [
        ("  + 1.2万亩 | 1.2 万亩 | 造林 | | environment.forestry", "全镇造林1.2万亩。", ""),
        ("  + 1.2万亩 | 12000 亩 | 造林 | | environment.forestry", "全镇造林1.2万亩。", ""),
        ("  + 4万 | 4 万人 | 人口 | | organization.population", "全镇人口4万。", ""),
        ("  + 18.3 | 18.3 % | 产值 | | economy.output | growth up", "全镇产值增长18.3。", ""),
        ("  + 200元 | 200 元/人·月 | 补助 | | welfare.care", "老人每人每月补助200元。", ""),
        ("  + 1.2万亩 | 1.3 万亩 | 造林 | | environment.forestry", "全镇造林1.2万亩。", "gold says 1.3 万亩"),
        ("  + 1.2万亩 | 1.2 万公顷 | 造林 | | environment.forestry", "全镇造林1.2万亩。", "gold says 万公顷"),
        ("  + 3-5亩 | 3~6 亩 | 造林 | | environment.forestry | range", "全镇造林3-5亩。", "gold says 3~6"),
        ("  + -3.6% | 3.6 % | 产值 | | economy.output | growth down", "全镇产值增长-3.6%。", ""),
        (
            "  + -3.6% | 3.6 % | 产值 | | economy.output | rate",
            "全镇产值增长-3.6%。",
            "gold says 3.6 %, read as -3.6",
        ),
        (
            "  + -3.6%—-1.2% | 1.2~3.6 % | 产值 | | economy.output | growth down range",
            "产值增长-3.6%—-1.2%。",
            "",
        ),
        ("  + -8万元 | 8 万元 | 利润 | | economy.output", "全镇利润-8万元。", "gold says 8 万元, read as -8"),
        ("  + 七 | 7 人 | 老师 | | public_service.education", "学校老师有七。", "no quantity is read here"),
        ("  + 3月5日 | 3 日 | 造林 | | environment.forestry", "造林于3月5日开始。", "ruled out as date"),
    ],
)
def test_drift(line: str, text: str, reason: str) -> None:
    findings = check([report(line, text)])
    assert [finding.severity for finding in findings] == (["drift"] if reason else [])
    assert all(finding.reason.startswith(reason) and finding.file == "x.txt" for finding in findings)


GOOD = "  + 5亩 | 5 亩 | 造林 | | environment.forestry\n  + 9亩 | 9 亩 | 种草 | | environment.forestry | ^1"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"category": "environment.tree"}, "no category"),
        ({"measure": "sum"}, "no measure"),
        ({"status": "planned"}, "no status"),
        ({"basis": "whenever"}, "no basis"),
        ({"period": "20"}, "no period"),
        ({"direction": "up"}, "have a direction"),
        ({"measure": "growth"}, "have a direction"),
        ({"bound": "range"}, "a range has two values"),
        ({"bound": "range", "value_high": 4}, "a range goes up"),
        ({"parent": 9}, "the parent is no claim"),
        ({"parent": 1}, "a part of itself"),
        ({"indicator": RawSpan(4, 6)}, "lies on the quantity"),
        ({"indicator": RawSpan(1, 4)}, "begins or ends with a blank"),
        ({"canonical": "造林面积"}, "does not say `canonical: yes`"),
        ({"canonical": "造纸"}, "in the catalogue"),
        ({"span": RawSpan(4, 12)}, "lie on each other"),
    ],
)
def test_gold_that_can_not_be_right(change: dict[str, Any], reason: str) -> None:
    good = report(GOOD, " 全 造林5亩，种草9亩。".replace(" 全 ", "全 "))
    assert [finding for finding in check([good]) if finding.severity == "error"] == []
    first, second = good.claims
    bad = replace(good, claims=(replace(first, **change), second))
    errors = [finding.reason for finding in check([bad]) if finding.severity == "error"]
    assert any(reason in error for error in errors), errors


def test_a_text_may_stand_in_a_folder_once() -> None:
    one = report(GOOD, "造林5亩，种草9亩。")
    assert [finding.reason for finding in check([one, one])] == ["the same text as x.txt"]


def test_a_folder_is_checked_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        f"{HEADER}造林5亩。\n  + 6亩 | 6 亩 | | | fiscal.asset\n", encoding="utf-8"
    )
    (tmp_path / "b.txt").write_text(f"{HEADER}造林5亩，种草9亩。\n{GOOD}\n", encoding="utf-8")
    (tmp_path / "c.txt").write_text("造林5亩。\n", encoding="utf-8")
    gold = {
        "start": 2,
        "end": 99,
        "category": "environment.forestry",
        "value": 5,
        "value_high": None,
        "unit": "亩",
    }
    (tmp_path / "c.gold.jsonl").write_text(json.dumps(gold) + "\n", encoding="utf-8")
    checked = check_folder(tmp_path)
    assert checked.status == 1
    assert (checked.reports, checked.claims) == (1, 2)
    assert [
        "a.txt, line 7" in checked.findings[0].reason,
        "c.gold.jsonl, line 1" in checked.findings[1].reason,
    ] == [
        True,
        True,
    ]


def test_the_corpus_holds_no_fault_and_little_drift() -> None:
    """Each drift is a number or unit that the program still misreads; there may only become fewer."""
    drift: Counter[str] = Counter()
    for name, most in {
        "reports": 6,
        "excerpts": 2,
        "drills": 4,
        "second": 2,
        "reality": 0,
        "manner": 19,
    }.items():
        checked = check_folder(ROOT / "corpus" / name)
        assert [str(finding) for finding in checked.findings if finding.severity == "error"] == []
        drift[name] = len(checked.findings)
        assert drift[name] <= most, drift
