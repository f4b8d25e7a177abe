"""Units that the text leaves out: 4.97 亿 is 亿元, an increase of 18.3 is 18.3 %, and a table has its unit in its title."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from zhibiao.core.types import Claim, CleanText, Completed, Quantity
from zhibiao.core.unit import find_unit
from zhibiao.core.vocabulary import Vocabulary

_TABLE_UNIT = re.compile(r"单位[：:]\s*(?=[^\s，。）)])")
_SCALES = ("万", "亿")
_TABLE_REACH = 4000
_EACH_REACH, _EACH_GAP = 22, 11


def unit_of(clean: CleanText, claim: Claim, before: Completed | None, vocabulary: Vocabulary) -> str:
    """Canonical unit of a claim: as written, else from the words around it, else from the claim before with the same indicator."""
    quantity = claim.candidate.quantity
    if quantity.unit and quantity.unit not in _SCALES:
        return quantity.unit + _per(clean, quantity, vocabulary)
    if _is_fraction(quantity.text):
        return ""
    if not quantity.unit:
        assumed = vocabulary.toml("units_by_context")["measure"].get(claim.measure) or _table_unit(
            clean, quantity.start, vocabulary
        )
        if assumed or quantity.value < 1:
            return str(assumed)
    found = _of_words(clean, claim, vocabulary)
    if found is None and before is not None and before.claim.indicator == claim.indicator and before.unit:
        return before.unit
    return (
        quantity.unit + found
        if found and (quantity.unit or claim.category.startswith("fiscal"))
        else quantity.unit
    )


def _per(clean: CleanText, quantity: Quantity, vocabulary: Vocabulary) -> str:
    """What a quantity is counted per, from 每 in its clause: /人·月 for 每人每月; empty where there is no 每."""
    if quantity.kind not in ("count", "money", "weight", "length") or "/" in quantity.unit:
        return ""
    match = _each(vocabulary).search(clean.text, max(0, quantity.start - _EACH_REACH), quantity.start)
    if match is None:
        return ""
    words = vocabulary.toml("units_by_context")
    per = [words["per"][word] for word in match.groups() if word]
    if per == ["天"] and quantity.unit not in words["per_day"]["units"]:
        return ""
    return "/" + "·".join(per)


@cache
def _each(vocabulary: Vocabulary) -> re.Pattern[str]:
    words = "|".join(sorted(vocabulary.toml("units_by_context")["per"], key=len, reverse=True))
    return re.compile(rf"每个?({words})(?:每({words}))?[^，。；：、,;:0-9年月]{{0,{_EACH_GAP}}}$")


def _is_fraction(text: str) -> bool:
    return bool(re.search("分之|半|[½⅓⅔¼¾:：∶比]", text))


def _of_words(clean: CleanText, claim: Claim, vocabulary: Vocabulary) -> str | None:
    data = vocabulary.toml("units_by_context")
    quantity = claim.candidate.quantity
    name = clean.text[claim.indicator.start : claim.indicator.end] if claim.indicator else ""
    for words in (name, clean.text[quantity.end : quantity.end + 2]):
        for row in data["words"]:
            if words and any(word in words for word in row["words"]):
                return str(row["unit"])
    default = data["category"].get(claim.category)
    return None if default is None else str(default)


def _table_unit(clean: CleanText, at: int, vocabulary: Vocabulary) -> str:
    """Unit that the title of a table gives (单位：万元), for a cell of it."""
    line = clean.text.rfind("\n", 0, at) + 1
    if "\t" not in clean.text[line : clean.text.find("\n", at)]:
        return ""
    titles = list(_TABLE_UNIT.finditer(clean.text, max(0, at - _TABLE_REACH), at))
    if not titles:
        return ""
    match = titles[-1]
    scale = clean.text[match.end()] if clean.text[match.end()] in _SCALES else ""
    unit = find_unit(clean.text, match.end() + len(scale), vocabulary)
    return scale + unit[0].name if unit else ""


def base_factor(unit: str, vocabulary: Vocabulary) -> tuple[Decimal, Decimal, str]:
    """Numerator and denominator that take a value in `unit` to its base unit, and the base unit."""
    scale = Decimal(1)
    if unit[:1] in _SCALES and len(unit) >= 1:
        scale = Decimal(10000) if unit[0] == "万" else Decimal(100000000)
        unit = unit[1:]
    found = find_unit(unit, 0, vocabulary) if unit else None
    if found is None or found[1] != len(unit):
        return scale, Decimal(1), unit
    return scale * found[0].factor.numerator, Decimal(found[0].factor.denominator), found[0].base
