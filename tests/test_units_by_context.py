"""Units that a text leaves out, from the words around a number; without a model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims import claim, cleaned
from conftest import cases
from zhibiao.core.spans import CleanSpan
from zhibiao.core.types import Completed
from zhibiao.core.vocabulary import base
from zhibiao.resolve.units import unit_of


@pytest.mark.parametrize("row", cases("units_by_context"), ids=lambda row: row[0])
def test_unit_in_context(row: list[str]) -> None:
    text, quantity, indicator, category, measure, unit = row
    found = cleaned(text)
    one = claim(found, quantity, indicator=indicator, category=category, measure=measure)
    assert unit_of(found, one, None, base()) == unit


def test_a_number_takes_the_unit_of_the_claim_before_with_its_indicator() -> None:
    text = cleaned("饲料消耗80吨，去年为75。")
    first = claim(text, "80吨", indicator="饲料消耗", category="agriculture.livestock")
    second = claim(text, "75", indicator="饲料消耗", category="agriculture.livestock")
    before = Completed(claim=first, period=None, unit="吨", canonical="", confidence=1.0)
    assert unit_of(text, second, before, base()) == "吨"
    assert unit_of(text, second, replace(before, unit=""), base()) == ""
    other = replace(second, indicator=CleanSpan(7, 9))
    assert unit_of(text, other, before, base()) == ""
