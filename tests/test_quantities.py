"""Numbers and units: tables of cases, and what holds for any text."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zhibiao
from conftest import cases
from zhibiao.core.numerals import numerals
from zhibiao.core.unit import unit_table
from zhibiao.core.vocabulary import base
from zhibiao.propose.bounds import lead_of

ALPHABET = (
    "0123456789０１２．.,，%％-—~至到:：/ \n\t　一二两三四五六七八九十百千万亿零半几余多第年月日号"
    "万元亩人户个点分之成番翻约近超不足以上下左右½共第xX（）。；"
)


@pytest.mark.parametrize("row", cases("quantities"), ids=lambda row: row[0])
def test_quantity(row: list[str]) -> None:
    text, written, value, high, unit, base_value, base_unit, bound = row
    found = zhibiao.quantities(text)
    assert [quantity.text for quantity in found] == [written]
    quantity = found[0]
    assert quantity.value == Decimal(value)
    assert quantity.value_high == (Decimal(high) if high else None)
    assert (quantity.unit, quantity.base_unit, quantity.bound) == (unit, base_unit, bound)
    assert abs(Fraction(quantity.base_value) - Fraction(base_value)) < Fraction(1, 10**12)


@pytest.mark.parametrize(("before", "lead"), cases("leads"))
def test_words_that_lead_up_to_a_quantity(before: str, lead: str) -> None:
    assert lead_of(f"{before}5户", len(before), base()) == len(lead)


def test_decimal_arithmetic_leaves_no_dust() -> None:
    assert [str(q.base_value.normalize()) for q in zhibiao.quantities("0.07万元，1.1万元")] == [
        "7E+2",
        "1.1E+4",
    ]


def test_units_are_enough_for_the_field() -> None:
    kinds = [
        unit.kind for unit in {unit.name: unit for unit in unit_table(base()).by_spelling.values()}.values()
    ]
    assert kinds.count("count") >= 150
    assert {"money", "area", "length", "weight", "volume", "energy", "time", "ratio"} <= set(kinds)


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_are_read_back(number: int) -> None:
    import cn2an

    assert numerals(base()).written(cn2an.an2cn(str(number))) == number


@given(st.text(alphabet=ALPHABET, max_size=60) | st.text(max_size=60))
def test_any_text_gives_quantities_in_their_place(text: str) -> None:
    raw = text.replace("\r\n", "\n").replace("\r", "\n")
    end = 0
    for quantity in zhibiao.quantities(raw):
        assert end <= quantity.start < quantity.end <= len(raw)
        assert "".join(raw[quantity.start : quantity.end].split()) == "".join(quantity.text.split())
        assert quantity.value_high is None or quantity.bound != "exact"
        end = quantity.end
