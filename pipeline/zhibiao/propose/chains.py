"""Chains: numbers without a unit that share the one behind the last of them (13.6、11.3和61.2亿元)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from zhibiao.core.numerals import numerals
from zhibiao.core.types import Candidate, Quantity
from zhibiao.core.unit import Unit, UnitTable, parse_unit, unit_table
from zhibiao.core.vocabulary import Vocabulary

_REACH = 10


@dataclass(frozen=True, slots=True)
class _Rules:
    """`chains.toml`, ready to be looked for in a text."""

    units: UnitTable
    between: re.Pattern[str]
    weak: re.Pattern[str]
    named: re.Pattern[str]
    name: re.Pattern[str]
    source: re.Pattern[str]
    to: re.Pattern[str]
    opening: re.Pattern[str]
    closing: re.Pattern[str]
    plain: re.Pattern[str]
    """A numeral and no fraction."""
    counter: str
    least: int
    least_weak: int
    ratio: int
    kinds: frozenset[str]
    never: frozenset[str]


@cache
def _rules(vocabulary: Vocabulary) -> _Rules:
    data, signs = vocabulary.toml("chains"), vocabulary.toml("numerals")["signs"]
    link, limits = data["link"], data["limits"]
    marks = "".join(map(re.escape, (*signs["over"], *signs["dash"], *signs["until"], *signs["minus"])))
    return _Rules(
        unit_table(vocabulary),
        between=re.compile(link["between"]),
        weak=re.compile(link["weak"]), named=re.compile(link["named"]), name=re.compile(link["name"]),
        source=re.compile(link["from"]), to=re.compile(link["to"]),
        opening=re.compile(link["open"]), closing=re.compile(link["close"]),
        plain=re.compile(f"[0-9０-９.．,，{numerals(vocabulary).characters}{marks}]+{limits['counter']}?"),
        counter=limits["counter"], least=limits["named"], least_weak=limits["weak"], ratio=limits["ratio"],
        kinds=frozenset(limits["kinds"]), never=frozenset(limits["never"]),
    )  # fmt: skip


def share_units(text: str, candidates: Sequence[Candidate], vocabulary: Vocabulary) -> list[Candidate]:
    """The candidates, in their order; those that share the unit of another have it, in the span that
    they had."""
    rules, found = _rules(vocabulary), list(candidates)
    for last in range(len(found) - 1, 0, -1):
        if not _lacks_unit(found[last - 1], found[last], rules):
            continue
        behind = _behind_bracket(text, found[last - 1], found[last], rules)
        if behind is not None:
            found[last] = _with(found[last], behind, None, rules)
        unit = behind or _unit(found[last], vocabulary, rules)
        if unit is None:
            continue
        members = [last - 1] if behind else _members(text, found, last, rules)
        for index in members:
            found[index] = _with(found[index], unit, found[last].quantity.value, rules)
    return found


def _lacks_unit(one: Candidate, last: Candidate, rules: _Rules) -> bool:
    """Whether a number has no unit, or the 个 of a longer one, and is no date, mark or fraction."""
    quantity = one.quantity
    if one.reason or one.sentence != last.sentence or not rules.plain.fullmatch(quantity.text):
        return False
    if quantity.unit == rules.counter:
        return rules.counter in last.quantity.text[:-1]
    return quantity.unit in ("", *rules.units.scales)


def _behind_bracket(text: str, one: Candidate, other: Candidate, rules: _Rules) -> Unit | None:
    """The unit behind 10000（6500）, which both numbers are in."""
    start, end = one.quantity.end, other.quantity.start
    if other.quantity.unit or not rules.opening.fullmatch(text, start, end):
        return None
    close = rules.closing.match(text, other.quantity.end)
    if close is None:
        return None
    scale = text[close.end()] if text[close.end() : close.end() + 1] in (*rules.units.scales,) else ""
    unit = rules.units.find(text, close.end() + len(scale))
    return rules.units.scaled(unit[0], scale) if unit and unit[0].kind not in rules.never else None


def _unit(one: Candidate, vocabulary: Vocabulary, rules: _Rules) -> Unit | None:
    """The unit that a number gives to those before it; None where it has none to give."""
    unit = parse_unit(one.quantity.unit, vocabulary)
    given = (unit.name or unit.scale) and not one.reason and one.quantity.kind not in rules.never
    return unit if given else None


def _members(text: str, found: Sequence[Candidate], last: int, rules: _Rules) -> range:
    """Indexes of the numbers before `last` that stand in one list with it."""
    first = _first_of(text, found, last, rules.between, rules)
    weak = _first_of(text, found, last, rules.weak, rules)
    if last - weak + 1 >= rules.least_weak:
        first = min(first, weak)
    if first < last:
        return range(first, last)
    if _replaced(text, found[last - 1], found[last], rules):
        return range(last - 1, last)
    named = _first_of(text, found, last, rules.named, rules)
    return range(named, last) if _are_alike(text, found, named, last, rules) else range(last, last)


def _first_of(text: str, found: Sequence[Candidate], last: int, link: re.Pattern[str], rules: _Rules) -> int:
    """Index of the first number of the list that ends with `last` and has such links."""
    first = last
    while first and _lacks_unit(found[first - 1], found[last], rules):
        if not link.fullmatch(text, found[first - 1].quantity.end, found[first].quantity.start):
            break
        first -= 1
    return first


def _are_alike(text: str, found: Sequence[Candidate], first: int, last: int, rules: _Rules) -> bool:
    """Whether the names before each of enough numbers end alike, or their unit is one that any names
    share."""
    starts = [one.quantity.start for one in found[first : last + 1]]
    names = [rules.name.search(text, max(0, start - _REACH), start) for start in starts]
    if len(names) < rules.least or None in names:
        return False
    return found[last].quantity.kind in rules.kinds or len({name and name.group()[-1] for name in names}) == 1


def _replaced(text: str, one: Candidate, other: Candidate, rules: _Rules) -> bool:
    """由15.9提高到20.3%: what a number was, before what it is."""
    start, end = one.quantity.start, one.quantity.end
    said = rules.source.search(text, max(0, start - _REACH), start)
    return bool(said and rules.to.fullmatch(text, end, other.quantity.start))


def _with(one: Candidate, unit: Unit, beside: Decimal | None, rules: _Rules) -> Candidate:
    """A number in a shared unit; a scale of its own stays, and one much larger than what is `beside` it
    takes none."""
    quantity, scale = one.quantity, unit.scale
    if quantity.unit in rules.units.scales:
        scale = quantity.unit
    elif beside is not None and quantity.value >= beside * rules.ratio > 0:
        scale = ""
    return replace(one, quantity=_in(quantity, rules.units.scaled(rules.units.unscaled(unit), scale)))


def _in(quantity: Quantity, unit: Unit) -> Quantity:
    high = quantity.value_high
    return replace(
        quantity,
        unit=str(unit),
        base_value=unit.to_base(quantity.value),
        base_value_high=None if high is None else unit.to_base(high),
        base_unit=unit.base,
        kind=unit.kind,
    )
