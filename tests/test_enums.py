"""The closed sets are said in one place: table, labels, corpus and vocabulary hold no others."""

from __future__ import annotations

import json

import pytest

import zhibiao
from zhibiao.core.enums import Basis, Bound, Direction, Kind, Measure, Reason, Scope, Status
from zhibiao.core.vocabulary import base, data
from zhibiao.corpus.annotation import REASONS, VALUES

SETS = {"bound": Bound, "measure": Measure, "direction": Direction, "status": Status, "scope": Scope}
SCHEMA = json.loads(data("table.schema.json"))["properties"]


@pytest.mark.parametrize("name", SETS)
def test_the_schema_holds_the_set(name: str) -> None:
    assert set(SCHEMA[name]["enum"]) == set(map(str, SETS[name]))


@pytest.mark.parametrize("name", VALUES)
def test_the_corpus_holds_the_set(name: str) -> None:
    every = {"basis": Basis} | SETS
    assert VALUES[name] == tuple(filter(None, map(str, every[name])))


def test_sets_in_full() -> None:
    """What the guide for annotators says, so that no member goes or comes unseen."""
    assert [*Measure] == ["level", "change", "growth", "share", "rate", "rank"]
    assert [*Direction] == ["", "up", "down", "flat"]
    assert [*Bound] == ["exact", "approx", "over", "under", "range"]
    assert [*Basis] == ["", "yoy", "mom", "ytd", "plan", "whole"]
    assert [*Status] == ["actual", "estimate", "target", "prior"]
    assert [*Scope] == ["township", "below", "above"]
    assert [*Reason] == ["date", "ordinal", "name", "criterion", "pointing", "rhetoric", "form"] == [*REASONS]


def test_rows_hold_plain_texts(extractor: zhibiao.Extractor) -> None:
    row = extractor.extract_text("全镇完成造林1200余亩，同比增长8.5%。", year=2023).rows[0]
    names = [*SETS, "basis", "unit", "base_unit", "category"]
    assert {type(getattr(row, name)) for name in names} == {str}


def test_the_words_are_of_the_sets() -> None:
    words = base()
    assert {term[2] for term in words.terms} <= set(Reason)
    assert {form["reason"] for form in words.toml("forms")["pattern"].values()} <= set(Reason)
    assert set(words.toml("cues")["bound"]) == {Bound.OVER, Bound.UNDER, Bound.APPROX}
    context = words.toml("units_by_context")
    assert set(context["measure"]) | set(context["movement"].values()) <= set(Measure)
    assert set(context["signs"]["kinds"]) <= set(Kind)
    assert set(context["category"]) <= set(words.categories)
