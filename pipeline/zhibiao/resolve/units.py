"""Units that the text leaves out: 4.97 亿 is 亿元, a growth of 18.3 is 18.3 %, a table names one above."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhibiao.core.types import Claim, CleanText, Completed, Quantity
from zhibiao.core.unit import Unit, UnitTable, parse_unit, unit_table
from zhibiao.core.vocabulary import Vocabulary

_TABLE_REACH = 4000
_EACH_REACH, _EACH_GAP, _EACH_BETWEEN = 22, 11, 4
_BEHIND = 2


@dataclass(frozen=True)
class _Words:
    """`units_by_context.toml`, ready to be looked for in a text."""

    units: UnitTable
    by_word: dict[str, list[str]]
    """Unit → words of an indicator that is counted in it, tried in this order."""
    by_category: dict[str, str]
    by_measure: dict[str, str]
    assumed: frozenset[str]
    """Domains whose plain numbers are taken to be in the unit of their words."""
    per: dict[str, str]
    only: dict[str, list[str]]
    """What a rate is per → the units that may be counted so, where not all may."""
    per_kinds: frozenset[str]
    each: re.Pattern[str]
    title: re.Pattern[str]
    fraction: re.Pattern[str]


@cache
def _words(vocabulary: Vocabulary) -> _Words:
    data = vocabulary.toml("units_by_context")
    per = "|".join(sorted(data["per"], key=len, reverse=True))
    word = f"[^{re.escape(''.join(data['signs']['stops']))}0-9]"
    titles = "|".join(map(re.escape, data["signs"]["titles"]))
    return _Words(
        units=unit_table(vocabulary),
        by_word=data["words"],
        by_category=data["category"],
        by_measure=data["measure"],
        assumed=frozenset(data["signs"]["assumed"]),
        per=data["per"],
        only=data["only_per"],
        per_kinds=frozenset(data["signs"]["kinds"]),
        each=re.compile(f"每个?({per})(?:{word}{{0,{_EACH_BETWEEN}}}每({per}))?{word}{{0,{_EACH_GAP}}}$"),
        title=re.compile(rf"(?:{titles})[：:]\s*(?=[^\s，。）)])"),
        fraction=re.compile("|".join(map(re.escape, data["signs"]["fraction"]))),
    )


def unit_of(clean: CleanText, claim: Claim, before: Completed | None, vocabulary: Vocabulary) -> str:
    """Canonical unit of a claim: as written, else from the words around it, else from the claim before it
    with the same indicator."""
    words, quantity = _words(vocabulary), claim.candidate.quantity
    unit = parse_unit(quantity.unit, vocabulary)
    if unit.name:
        return str(_with_rate(clean, quantity, unit, words))
    if words.fraction.search(quantity.text):
        return ""
    if not unit.scale:
        assumed = words.by_measure.get(claim.measure) or _table_unit(clean, quantity.start, words)
        if assumed or quantity.value < 1:
            return assumed
    found = _of_words(clean, claim, words)
    if found is None and before is not None and before.claim.indicator == claim.indicator and before.unit:
        return before.unit
    if found and (unit.scale or claim.category.partition(".")[0] in words.assumed):
        return unit.scale + found
    return unit.scale


def _with_rate(clean: CleanText, quantity: Quantity, unit: Unit, words: _Words) -> Unit:
    """The unit, per what 每 in its clause says: /人·月 for 每人每月."""
    if unit.per or quantity.kind not in words.per_kinds:
        return unit
    match = words.each.search(clean.text, max(0, quantity.start - _EACH_REACH), quantity.start)
    if match is None:
        return unit
    said = dict.fromkeys(words.per[word] for word in match.groups() if word)
    per = "·".join(sorted(said, key=words.units.times.__contains__))
    return unit.counted_per(per) if str(unit) in words.only.get(per, [str(unit)]) else unit


def _of_words(clean: CleanText, claim: Claim, words: _Words) -> str | None:
    quantity = claim.candidate.quantity
    name = clean.text[claim.indicator.start : claim.indicator.end] if claim.indicator else ""
    for text in (name, clean.text[quantity.end : quantity.end + _BEHIND]):
        for unit, hints in words.by_word.items():
            if any(hint in text for hint in hints):
                return unit
    return words.by_category.get(claim.category)


def _table_unit(clean: CleanText, at: int, words: _Words) -> str:
    """Unit that the title of a table gives (单位：万元), for a cell of it."""
    line = clean.text.rfind("\n", 0, at) + 1
    if "\t" not in clean.text[line : clean.text.find("\n", at)]:
        return ""
    titles = list(words.title.finditer(clean.text, max(0, at - _TABLE_REACH), at))
    if not titles:
        return ""
    start = titles[-1].end()
    scale = clean.text[start] if clean.text[start] in words.units.scales else ""
    found = words.units.find(clean.text, start + len(scale))
    return str(words.units.scaled(found[0], scale)) if found else ""
