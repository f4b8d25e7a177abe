"""Numbers as reports write them: a table that a linguist extends, and what holds for every numeral,
scale and unit."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import zhibiao
from conftest import cases
from zhibiao.core.numerals import numerals
from zhibiao.core.types import Quantity
from zhibiao.core.unit import parse_unit, unit_table
from zhibiao.core.vocabulary import base
from zhibiao.propose import scan
from zhibiao.propose.written import Reader

UNITS = unit_table(base())
WORDS = numerals(base())
NAMES = sorted(name for name in UNITS.by_name if name not in UNITS.senses)
SCALES = ["", *UNITS.scales]
WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
CAPITALS = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
CLOSE = Decimal("1e-9")


class Case(NamedTuple):
    text: str
    quantities: list[tuple[str, Decimal, Decimal | None, str, str]]


def grouped() -> list[Case]:
    """Texts with their quantities: a row with an empty first cell belongs to the text above; `# `
    begins a heading."""
    found: list[Case] = []
    for text, quantity, value, high, unit, bound in cases("numbers"):
        if text and not text.startswith("# "):
            found.append(Case(text, []))
        if quantity:
            read = (quantity, Decimal(value), Decimal(high) if high else None, unit, bound)
            found[-1].quantities.append(read)
    return found


def as_read(quantity: Quantity) -> tuple[str, Decimal, Decimal | None, str, str]:
    high = quantity.value_high
    return (
        quantity.text, quantity.value.quantize(CLOSE),
        None if high is None else high.quantize(CLOSE), quantity.unit, str(quantity.bound),
    )  # fmt: skip


@pytest.mark.parametrize("case", grouped(), ids=lambda case: case.text)
def test_number(case: Case) -> None:
    expected = [
        (text, value.quantize(CLOSE), None if high is None else high.quantize(CLOSE), unit, bound)
        for text, value, high, unit, bound in case.quantities
    ]
    found = zhibiao.quantities(case.text)
    assert [as_read(quantity) for quantity in found] == expected
    for quantity in found:
        unit = parse_unit(quantity.unit, base())
        bases = [None if one is None else unit.to_base(one) for one in (quantity.value, quantity.value_high)]
        assert [quantity.base_value, quantity.base_value_high] == bases
        assert quantity.base_unit in (unit.base, "")  # a rank has none


def test_the_table_is_large_enough_to_be_trusted() -> None:
    lines = [row for row in cases("numbers") if not row[0].startswith("# ")]
    assert len(lines) >= 600
    assert sum(not case.quantities for case in grouped()) >= 50


def only(text: str) -> Quantity:
    found = list(scan(text, base()))
    assert len(found) == 1, [quantity.text for quantity in found]
    return found[0]


def chinese(number: int) -> str:
    import cn2an

    return str(cn2an.an2cn(number))


AMOUNTS = st.decimals(min_value=0, max_value=10**7, places=2)


@given(AMOUNTS, st.sampled_from(SCALES), st.sampled_from(NAMES), st.booleans())
def test_arabic_numerals_are_read_back_with_every_scale_and_unit(
    value: Decimal, scale: str, name: str, wide: bool
) -> None:
    digits = str(value).translate(WIDE) if wide else str(value)
    quantity = only(f"共{digits}{scale}{name}。")
    unit = UNITS.scaled(UNITS.by_name[name], scale)
    assert (quantity.value, quantity.unit) == (value, str(unit))
    assert quantity.text == f"{digits}{scale}{name}"
    assert quantity.base_value == unit.to_base(value)


@given(st.integers(min_value=1, max_value=99_999_999), st.sampled_from(NAMES), st.booleans())
def test_written_and_capital_numerals_are_read_back_with_every_unit(
    number: int, name: str, capital: bool
) -> None:
    said = chinese(number)
    said = said.translate(CAPITALS) if capital else said
    assume(name[0] not in "两百" and not (said[-1] in "千仟" and f"千{name}" in UNITS.by_spelling))
    quantity = only(f"共{said}{name}。")
    assert quantity.text == f"{said}{name}"
    unit = UNITS.by_name[name]
    assert quantity.base_value == unit.to_base(Decimal(number))


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_cn2an_and_the_grammar_agree_on_plain_written_numerals(number: int) -> None:
    read = Reader(WORDS).read(chinese(number))
    assert read is not None
    assert read.low * WORDS.scale(read.scale) == number


@given(
    st.integers(min_value=1, max_value=999), st.integers(min_value=1, max_value=999),
    st.sampled_from(["—", "-", "~", "～", "至", "到"]), st.sampled_from(SCALES), st.sampled_from(NAMES),
)  # fmt: skip
def test_ranges_are_read_back(low: int, more: int, sign: str, scale: str, name: str) -> None:
    quantity = only(f"共{low}{sign}{low + more}{scale}{name}。")
    assert (quantity.value, quantity.value_high) == (low, low + more)
    assert quantity.bound == "range"


WRITTEN = "一二两三四五六七八九十百千万亿零〇壹佰仟"
RUNS = st.text(alphabet=WRITTEN, min_size=1, max_size=9) | st.text(
    alphabet="0123456789", min_size=1, max_size=9
)


@given(RUNS, st.sampled_from(["户", "亩", "元", "千克", "%", ""]))
def test_a_run_of_numerals_gives_one_quantity_at_the_most_and_never_a_part_of_itself(
    run: str, name: str
) -> None:
    for quantity in scan(f"共{run}{name}。", base()):
        assert quantity.start == 1
        assert quantity.end >= 1 + len(run)


@given(st.integers(min_value=0, max_value=7))
def test_digits_side_by_side_are_a_range(at: int) -> None:
    digits = "一二三四五六七八九"
    quantity = only(f"共{digits[at]}{digits[at + 1]}十户。")
    assert (quantity.value, quantity.value_high) == ((at + 1) * 10, (at + 2) * 10)
