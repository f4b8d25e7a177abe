"""Units that a text leaves out, from the words around a number; without a model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conftest import cases
from zhibiao.core.enums import Direction, Measure, Scope, Status
from zhibiao.core.spans import CleanSpan
from zhibiao.core.types import Claim, CleanText, Completed, Document
from zhibiao.core.vocabulary import base
from zhibiao.propose import propose
from zhibiao.resolve.units import unit_of
from zhibiao.text import clean


def claim(cleaned: CleanText, quantity: str, indicator: str, category: str, measure: str) -> Claim:
    """A claim as the tagger would give it."""
    candidate = next(one for one in propose(cleaned, base()) if one.quantity.text == quantity)
    at = cleaned.text.find(indicator)
    span = CleanSpan(at, at + len(indicator)) if indicator else None
    return Claim(
        candidate=candidate, indicator=span, qualifier=None, category=category, measure=Measure(measure),
        direction=Direction.NONE, basis="", status=Status.ACTUAL, scope=Scope.TOWNSHIP, parent=None,
        certainty=(1.0,) * 5,
    )  # fmt: skip


@pytest.mark.parametrize("row", cases("units_by_context"), ids=lambda row: row[0])
def test_unit_in_context(row: list[str]) -> None:
    text, quantity, indicator, category, measure, unit = row
    cleaned = clean(Document("", text.replace("\\n", "\n").replace("\\t", "\t")))
    assert unit_of(cleaned, claim(cleaned, quantity, indicator, category, measure), None, base()) == unit


def test_a_number_takes_the_unit_of_the_claim_before_with_its_indicator() -> None:
    cleaned = clean(Document("", "饲料消耗80吨，去年为75。"))
    first = claim(cleaned, "80吨", "饲料消耗", "agriculture.livestock", "level")
    second = claim(cleaned, "75", "饲料消耗", "agriculture.livestock", "level")
    before = Completed(claim=first, period="", unit="吨", canonical="", confidence=1.0)
    assert unit_of(cleaned, second, before, base()) == "吨"
    assert unit_of(cleaned, second, replace(before, unit=""), base()) == ""
    other = replace(second, indicator=CleanSpan(7, 9))
    assert unit_of(cleaned, other, before, base()) == ""
