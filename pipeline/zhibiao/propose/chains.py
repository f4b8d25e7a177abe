"""Chains: numbers without a unit that share the one behind the last of them (13.6、11.3和61.2亿元)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
        between=re.compile(link["between"]), named=re.compile(link["named"]), name=re.compile(link["name"]),
        source=re.compile(link["from"]), to=re.compile(link["to"]),
        opening=re.compile(link["open"]), closing=re.compile(link["close"]),
        plain=re.compile(f"[0-9０-９.．,，{numerals(vocabulary).characters}{marks}]+{limits['counter']}?"),
        counter=limits["counter"], least=limits["named"], ratio=limits["ratio"],
        kinds=frozenset(limits["kinds"]), never=frozenset(limits["never"]),
    )  # fmt: skip


def share_units(text: str, candidates: Sequence[Candidate], vocabulary: Vocabulary) -> list[Candidate]:
    """The candidates, in their order; those that share the unit of another have it, in the span that they had."""
    rules, found = _rules(vocabulary), list(candidates)
    for last in range(len(found) - 1, 0, -1):
        if not _lacks_unit(found[last - 1], found[last], rules):
            continue
        given = _behind_bracket(text, found[last - 1], found[last], rules)
        if given is not None:
            found[last - 1 : last + 1] = [_with(one, given, rules) for one in found[last - 1 : last + 1]]
            continue
        unit = _unit(found[last], vocabulary, rules)
        for index in _members(text, found, last, rules) if unit else ():
            found[index] = _with(found[index], unit or given or Unit(""), rules)
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


def _members(text: str, found: Sequence[Candidate], last: int, rules: _Rules) -> list[int]:
    """Numbers before `last` that stand in one list with it, the nearest first."""
    members: list[int] = []
    names: list[str] = []
    for index in range(last - 1, -1, -1):
        one, after = found[index], found[index + 1]
        if not _lacks_unit(one, found[last], rules):
            break
        start, end = one.quantity.end, after.quantity.start
        named = rules.named.fullmatch(text, start, end)
        if named is not None and (index == last - 1 or names):
            names.append(named["name"])
        elif names or not (
            rules.between.fullmatch(text, start, end) or (not members and _replaced(text, one, end, rules))
        ):
            break
        members.append(index)
    if not names:
        return members
    first = rules.name.search(
        text, max(0, found[members[-1]].quantity.start - _REACH), found[members[-1]].quantity.start
    )
    alike = found[last].quantity.kind in rules.kinds or (
        first and all(name[-1] == first["name"][-1] for name in names)
    )
    return members if first and alike and len(names) + 1 >= rules.least else []


def _replaced(text: str, one: Candidate, end: int, rules: _Rules) -> bool:
    """由15.9提高到20.3%: what a number was, before what it is."""
    start = one.quantity.start
    return bool(
        rules.source.search(text, max(0, start - _REACH), start)
        and rules.to.fullmatch(text, one.quantity.end, end)
    )


def _with(one: Candidate, unit: Unit, rules: _Rules) -> Candidate:
    """A number in a shared unit; a scale of its own stays, and one much larger than the rest takes none."""
    quantity = one.quantity
    own = quantity.unit if quantity.unit in rules.units.scales else ""
    plain = unit._replace(scale="", factor=unit.factor / rules.units.scales.get(unit.scale, 1))
    full = rules.units.scaled(plain, own or unit.scale)
    return replace(one, quantity=_in(quantity, full))


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
