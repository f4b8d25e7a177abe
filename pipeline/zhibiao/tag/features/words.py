"""Features that are words made by code: the quantity itself, what stands right beside it, the numbers around
it."""

from __future__ import annotations

from zhibiao.core.types import Candidate, Quantity, Token
from zhibiao.tag.context import Context

_PAD = Token("", "", 0, 0)
_TELLING = (0, 1, 2, 100)
"""Values that are often no measurement at all."""
_YEARS = range(1950, 2051)
_SHORT = 2
"""Characters of a number in words that may be an idiom."""


def quantity_words(quantity: Quantity) -> list[str]:
    """Unit, kind, form and size of a quantity."""
    unit, text, value = quantity.unit, quantity.text, quantity.value
    written = not text[0].isdigit()
    whole = value == int(value)
    words = [
        "1",
        f"u={unit}",
        f"k={quantity.kind}",
        f"wr={written}",
        f"n={len(str(int(value)))}{whole}",
        f"uw={unit}|{written}",
        f"b={quantity.bound}",
    ]
    if value in _TELLING:
        words.append(f"v={value:g}|{unit}|{written}")
    if whole and int(value) in _YEARS:
        words.append("yearlike")
    if quantity.value_high is not None:
        words.append("range")
    return words


def term_words(candidate: Candidate) -> list[str]:
    """The reason a term suggests, and the unit that speaks against it. A short number in words that no term
    claims says so: 一起 is mostly an adverb, and a count where it is not."""
    hint, quantity = candidate.hint, candidate.quantity
    if hint:
        return [hint, f"{hint}|{quantity.unit}", f"{hint}|{quantity.kind}"]
    is_short = len(quantity.text) <= _SHORT and not quantity.text[0].isdigit()
    return [f"-|{quantity.text}"] if is_short else []


def beside_words(context: Context, index: int) -> list[str]:
    """The two tokens on either side."""
    tokens, at = context.tokens, context.positions[index]
    first, last = context.bounds[index]
    quantity = context.candidates[index].quantity
    unit = quantity.unit
    l2 = tokens[at - 2] if at - 2 >= first else _PAD
    l1 = tokens[at - 1] if at - 1 >= first else _PAD
    r1 = tokens[at + 1] if at + 1 < last else _PAD
    r2 = tokens[at + 2] if at + 2 < last else _PAD
    return [
        f"l1={l1.text}", f"l2={l2.text}", f"r1={r1.text}", f"r2={r2.text}",
        f"lt={l1.tag}", f"lt={l2.tag}{l1.tag}", f"rt={r1.tag}", f"rt={r1.tag}{r2.tag}",
        f"l={l2.text}{l1.text}", f"r={r1.text}{r2.text}", f"lr={l1.text}_{r1.text}",
        f"ul={unit}|{l1.text}", f"ur={unit}|{r1.text}", f"tt={l1.tag}|{quantity.kind}|{r1.tag}",
    ]  # fmt: skip


def pair_words(context: Context, index: int) -> list[str]:
    """How the candidate stands to the number before and the number after it in its sentence."""
    here, candidates, positions = context.candidates[index], context.candidates, context.positions
    quantity = here.quantity
    words = []
    if index and candidates[index - 1].sentence == here.sentence:
        before = candidates[index - 1].quantity
        gap = positions[index] - positions[index - 1] - 1
        near = min(gap, 3)
        words += [f"pu={before.unit}|{quantity.unit}", f"pg={min(gap, 6)}"]
        words.append(f"pk={before.kind}|{quantity.kind}|{near}")
        if gap <= 4:
            words.append(f"pb={context.clean.text[before.end : quantity.start]}")
    if index + 1 < len(candidates) and candidates[index + 1].sentence == here.sentence:
        after = candidates[index + 1].quantity
        gap = positions[index + 1] - positions[index] - 1
        near = min(gap, 3)
        words += [f"nu={quantity.unit}|{after.unit}", f"ng={min(gap, 6)}"]
        words.append(f"nk={quantity.kind}|{after.kind}|{near}")
    return words
