"""Units: read from any spelling, printed in one, and carried to base units and back."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import cases
from zhibiao.core.enums import Kind
from zhibiao.core.unit import Unit, parse_unit, unit_table
from zhibiao.core.vocabulary import base

TABLE = unit_table(base())
SPELLINGS = sorted(TABLE.by_spelling)
RATED = sorted(name for name, unit in TABLE.by_spelling.items() if unit.kind not in (Kind.TIME, Kind.RATIO))


def units() -> st.SearchStrategy[Unit]:
    """Any unit, plain or as a rate, with any scale."""
    plain = st.sampled_from(SPELLINGS).map(TABLE.by_spelling.__getitem__)
    rates = st.builds(
        Unit.counted_per,
        st.sampled_from(RATED).map(TABLE.by_spelling.__getitem__),
        st.sampled_from(sorted(set(TABLE.rates.values()))),
    )
    return st.builds(TABLE.scaled, plain | rates, st.sampled_from(["", *TABLE.scales]))


@pytest.mark.parametrize("row", cases("units"), ids=lambda row: row[0])
def test_unit(row: list[str]) -> None:
    spelling, written, kind, base_unit, factor = row
    unit = parse_unit(spelling, base())
    assert (str(unit), unit.kind, unit.base, unit.factor) == (written, kind, base_unit, Fraction(factor))


def test_no_unit_is_a_plain_number() -> None:
    assert parse_unit("", base()) == Unit("")
    assert (str(Unit("")), Unit("").base, Unit("").factor) == ("", "", 1)


@given(units())
def test_a_printed_unit_is_read_back(unit: Unit) -> None:
    assert parse_unit(str(unit), base()) == unit


@given(units(), st.decimals(min_value=0, max_value=10**9, places=2))
def test_base_values_convert_back(unit: Unit, value: Decimal) -> None:
    assert abs(unit.from_base(unit.to_base(value)) - value) <= value * Decimal("1e-26")
    assert Fraction(unit.to_base(Decimal(3))) == pytest.approx(3 * unit.factor)


@given(units())
def test_every_base_is_its_own_base(unit: Unit) -> None:
    base_unit = parse_unit(unit.base, base())
    assert unit.base.startswith("1") or (base_unit.base, base_unit.factor) == (unit.base, 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("万亩", "亩", True), ("㎡", "万平方米", True), ("元/人·月", "万元/月/人", True), ("人", "名", False),
     ("元", "元/人", False), ("亿", "万", True), ("火箭", "火炮", False)],
)  # fmt: skip
def test_units_are_the_same_whatever_their_scale(one: str, other: str, same: bool) -> None:
    assert parse_unit(one, base()).is_same(parse_unit(other, base())) is same


def test_a_unit_in_letters_ends_with_them() -> None:
    assert TABLE.find("5MB", 1) is None
    assert TABLE.find("5km", 1) == (TABLE.by_spelling["公里"], 3)


def test_kinds_of_units_are_known_and_a_spelling_is_said_once() -> None:
    data = base().toml("units")
    assert {unit.kind for unit in TABLE.by_spelling.values()} <= set(Kind)
    aliases = [alias for row in data["unit"].values() for alias in row.get("aliases", ())]
    aliases += [alias for row in data["count"]["aliases"].values() for alias in row]
    every = [*data["unit"], *data["count"]["names"], *aliases]
    assert [spelling for spelling in every if every.count(spelling) > 1] == []
    assert set(data["count"]["aliases"]) | set(data["count"]["base"]) <= set(data["count"]["names"])


def test_every_sense_names_a_unit_or_none_and_is_tried() -> None:
    """A spelling's last line with conditions would never be reached behind one without."""
    for spelling, senses in TABLE.senses.items():
        assert all(sense.unit in ("", *TABLE.by_name) for sense in senses), spelling
        free = [sense.before is None and not sense.after.pattern for sense in senses]
        assert not any(free[:-1]), spelling
