"""What the report adds to a claim: period, basis, measure, canonical name, confidence; without a model."""

from __future__ import annotations

import math

import pytest

from claims import claim, cleaned
from conftest import cases
from zhibiao.core.period import notation
from zhibiao.core.types import CERTAINTIES, About, Completed
from zhibiao.core.vocabulary import base
from zhibiao.resolve import resolve
from zhibiao.resolve.catalogue import canonical
from zhibiao.resolve.confidence import BIAS, LEAST, confidence, log_odds
from zhibiao.resolve.periods import periods

CALIBRATION = {BIAS: -0.5, LEAST: 0.7, **{name: 0.1 * (i + 1) for i, name in enumerate(CERTAINTIES)}}


@pytest.mark.parametrize("row", cases("claim_periods"), ids=lambda row: "-".join(row[:5]))
def test_period_of_a_claim(row: list[str]) -> None:
    text, quantity, category, measure, status, period = row
    found = cleaned(text)
    one = claim(found, quantity, category=category, measure=measure, status=status)
    assert [notation(each) for each in periods(found, [one], About(year=2024), base())] == [period]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("石桥镇2024年上半年工作总结", "2024H1"),
        ("石桥镇2024年前三季度经济运行分析", "2024Q1-Q3"),
        ("石桥镇2024年1—11月工作总结", "2024-01/2024-11"),
        ("石桥镇2024年工作总结", "2024"),
        ("石桥镇2024年6月工作总结", "2024"),
        ("石桥镇“十四五”规划", "2024"),
    ],
)
def test_a_title_says_for_which_part_of_the_year(title: str, period: str) -> None:
    found = cleaned("造林120亩。")
    about = About(title=title, year=2024)
    assert [notation(each) for each in periods(found, [claim(found, "120亩")], about, base())] == [period]


def test_no_year_is_made_up() -> None:
    text = cleaned("去年造林120亩。2021年造林130亩。截至11月底造林140亩。")
    claims = [claim(text, quantity) for quantity in ("120亩", "130亩", "140亩")]
    assert [notation(each) for each in periods(text, claims, About(), base())] == ["", "2021", ""]
    assert periods(cleaned("造林120亩。"), [claim(cleaned("造林120亩。"), "120亩")], About(), base()) == [
        None
    ]


def completed(text: str, quantity: str, **said: str) -> Completed:
    found = cleaned(text)
    return resolve(found, [claim(found, quantity, **said)], About(year=2024), {}, base())[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("row", cases("bases"), ids=lambda row: "-".join(row[:3]))
def test_basis_of_a_claim(row: list[str]) -> None:
    text, quantity, said, basis = row
    assert completed(text, quantity, basis=said).claim.basis == basis


@pytest.mark.parametrize("row", cases("canonical"), ids=lambda row: "-".join(row[:2]))
def test_canonical_name(row: list[str]) -> None:
    indicator, category, name = row
    assert canonical(indicator, category, base()) == name
    assert (
        completed(f"全镇{indicator}12万元。", "12万元", indicator=indicator, category=category).canonical
        == name
    )


@pytest.mark.parametrize(
    ("quantity", "said", "measure"),
    [
        ("3个百分点", "growth", "change"),
        ("3个千分点", "growth", "change"),
        ("3%", "growth", "growth"),
        ("3个百分点", "share", "share"),
        ("3%", "level", "level"),
    ],
)
def test_growth_in_points_is_a_change(quantity: str, said: str, measure: str) -> None:
    assert completed(f"满意度提高{quantity}。", quantity, measure=said).claim.measure == measure


def test_a_claim_is_completed_from_the_one_before() -> None:
    text = cleaned("今年1至9月，饲料消耗80吨，去年为75。")
    claims = [claim(text, quantity, indicator="饲料消耗") for quantity in ("80吨", "75")]
    found = resolve(text, claims, About(year=2024), CALIBRATION, base())
    assert [one.unit for one in found] == ["吨", "吨"]
    assert [notation(one.period) for one in found] == ["2024-01/2024-09", "2023"]
    assert [one.claim.candidate for one in found] == [one.candidate for one in claims]
    assert [one.confidence for one in found] == [confidence((1.0,) * 5, CALIBRATION)] * 2


def test_confidence_is_logistic_in_the_parts_and_the_least_sure_of_them() -> None:
    certainty = (0.9, 0.8, 0.7, 0.6, 0.55)
    score = -0.5 + sum(
        weight * math.log(p / (1 - p))
        for weight, p in zip((0.1, 0.2, 0.3, 0.4, 0.5, 0.7), (*certainty, 0.55), strict=True)
    )
    assert confidence(certainty, CALIBRATION) == pytest.approx(1 / (1 + math.exp(-score)), abs=1e-12)
    assert confidence(certainty, {}) == pytest.approx(0.9 * 0.8 * 0.7 * 0.6 * 0.55)
    surer = [confidence((p, 0.8, 0.7, 0.6, 0.5), CALIBRATION) for p in (0.1, 0.5, 0.9, 0.99)]
    assert surer == sorted(surer)
    assert surer[0] < surer[-1]


def test_log_odds_are_kept_off_the_ends() -> None:
    assert log_odds(0.5) == 0
    assert log_odds(0.75) == pytest.approx(math.log(3))
    assert [log_odds(0), -log_odds(1)] == pytest.approx([math.log(0.001 / 0.999)] * 2)
    with pytest.raises(ValueError, match="shorter"):
        confidence((0.5,) * 4, CALIBRATION)
