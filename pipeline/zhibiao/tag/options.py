"""Options of the rankers as words: no span, or the one of an earlier claim; and which earlier claim is the parent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhibiao.tag.context import Context
from zhibiao.tag.hashing import codes, fold
from zhibiao.tag.lattice import BITS
from zhibiao.tag.ranker import Option
from zhibiao.types import Span

_BACK, _PARENT_BACK, _BETWEEN = 3, 5, 12
_NONE, _INDICATOR, _QUALIFIER, _OWNER, _PARENT = 1001, 1011, 1021, 1031, 1041


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the options of every ranker look at: each claim's own features, and those of each claim with up to three before it."""

    context: Context
    claims: list[int]
    here: list[list[int]]
    pairs: list[list[list[int]]]


def surroundings(context: Context, claims: list[int]) -> Surroundings:
    """Computed once for a report's claims."""
    here = [_here(context, index) for index in claims]
    pairs = [[_pair(context, claims[k], claims[k - back], back) for back in range(1, min(_BACK, k) + 1)] for k in range(len(claims))]
    return Surroundings(context, claims, here, pairs)


def indicator_options(around: Surroundings, k: int, chosen: Sequence[Span | None]) -> list[Option]:
    """No indicator, or the one of up to three claims before."""
    options = [Option(None, fold(BITS, _NONE, around.here[k]))]
    for back, span in _earlier(chosen, k):
        options.append(Option(span, _copy(around, k, back, span, around.here[k], _INDICATOR)))
    return options


def qualifier_options(around: Surroundings, k: int, chosen: Sequence[Span | None], indicators: Sequence[Span | None]) -> list[Option]:
    """No qualifier, the qualifier of a claim before, or the indicator of a claim before."""
    own, context = indicators[k], around.context
    here = around.here[k] + _own(context, own, indicators[:k])
    options = [Option(None, fold(BITS, _NONE, here))]
    tail = context.text(own)[-2:] if own is not None else ""
    for template, spans in ((_QUALIFIER, chosen), (_OWNER, indicators)):
        for back, span in _earlier(spans, k):
            if not _overlap(span, own):
                features = _copy(around, k, back, span, here, template)
                if own is not None:
                    words = (f"{tail}|{context.clean.text[context.chars(span).end - 1]}", f"{own == indicators[k - back]}{back}")
                    features += fold(BITS, template + 2, codes(words))
                options.append(Option(span, features))
    return options


def _earlier(chosen: Sequence[Span | None], k: int) -> list[tuple[int, Span]]:
    """Different spans of the claims before, nearest first, with how many claims back."""
    found: list[tuple[int, Span]] = []
    for back in range(1, min(_BACK, k) + 1):
        span = chosen[k - back]
        if span is not None and all(span != other for _, other in found):
            found.append((back, span))
    return found


def _overlap(one: Span, other: Span | None) -> bool:
    return other is not None and one.start < other.end and other.start < one.end


def _here(context: Context, index: int) -> list[int]:
    """The quantity and what stands right beside it."""
    at = context.positions[index]
    first, last = context.bounds[index]
    tokens = context.tokens
    l1 = tokens[at - 1].text if at > first else "^"
    l2 = tokens[at - 2].text if at - 1 > first else "^"
    r1 = tokens[at + 1] if at + 1 < last else None
    r2 = tokens[at + 2].text if at + 2 < last else "$"
    quantity = context.candidates[index].quantity
    right, tag = (r1.text, r1.tag) if r1 else ("$", "$")
    return codes((
        "1", f"l{l1}", f"l{l2}{l1}", f"r{right}", f"t{tag}", f"lr{l1}|{right}", f"u{quantity.unit}", f"k{quantity.kind}",
        f"u{quantity.unit}{l1}", f"rr{right}{r2}", f"kl{quantity.kind}{l1}{tag}",
    ))  # fmt: skip


def _own(context: Context, own: Span | None, before: Sequence[Span | None]) -> list[int]:
    if own is None:
        return codes(("i-",))
    text = context.text(own)
    return codes((f"i{text}", f"it{text[-2:]}", f"il{min(len(text), 8)}", f"ih{text[:2]}", f"is{own in before[-4:]}"))


def _pair(context: Context, index: int, source: int, back: int) -> list[int]:
    """How a claim stands to one before it: units, distance, and the words between."""
    mine, theirs = context.candidates[index], context.candidates[source]
    start, end = context.positions[source] + 1, context.positions[index]
    stops = min(int(context.stops[end] - context.stops[start]), 4)
    same = mine.sentence == theirs.sentence
    unit, kind = mine.quantity.unit, mine.quantity.kind
    words = [
        f"b{back}", f"s{same}{stops}", f"g{min(end - start, 10)}", f"v{theirs.quantity.unit}|{unit}", f"k{theirs.quantity.kind}|{kind}|{min(stops, 2)}",
    ]  # fmt: skip
    if not same or end - start > _BETWEEN:
        return codes(words)
    words.append("T" + "".join(token.tag for token in context.tokens[start:end])[:16])
    return codes(words) + context.word_list[start:end] + context.tag_list[start:end]


def _copy(around: Surroundings, k: int, back: int, span: Span, here: list[int], template: int) -> list[int]:
    """Features of taking over `span` from the claim `back` claims before."""
    context = around.context
    quantity = context.candidates[around.claims[k]].quantity
    chars = context.chars(span)
    tail = context.clean.text[max(chars.start, chars.end - 2) : chars.end]
    end, start = context.positions[around.claims[k]], context.positions[around.claims[k - back]]
    words = (f"w{tail[-1]}|{quantity.unit}", f"x{tail}|{quantity.kind}", f"p{span.start > end}{span.start > start}")
    return fold(BITS, template, here) + fold(BITS, template + 1, around.pairs[k][back - 1]) + fold(BITS, template + 1, codes(words))


def parent_options(around: Surroundings, k: int, indicators: Sequence[Span | None], measures: Sequence[str]) -> list[list[int]]:
    """No parent, then one row of features for each of up to five claims before, nearest first."""
    rows = [fold(BITS, _NONE, around.here[k] + codes((f"m{measures[k]}",)))]
    for back in range(1, min(_PARENT_BACK, k) + 1):
        rows.append(fold(BITS, _PARENT, codes(_parent(around, k, back, indicators, measures))))
    return rows


def _parent(around: Surroundings, k: int, back: int, indicators: Sequence[Span | None], measures: Sequence[str]) -> list[str]:
    context, source, index = around.context, around.claims[k - back], around.claims[k]
    mine, theirs = context.candidates[index], context.candidates[source]
    between = context.clean.text[theirs.quantity.end : mine.quantity.start]
    same_sentence = mine.sentence == theirs.sentence
    same = indicators[k] is not None and indicators[k] == indicators[k - back]
    pair = f"{measures[k]}|{measures[k - back]}"
    units = mine.quantity.unit == theirs.quantity.unit
    part = "其中" in between
    inside = between.count("（") + between.count("(") > between.count("）") + between.count(")")
    stops = min(int(context.stops[context.positions[index]] - context.stops[context.positions[source]]), 4)
    words = [
        f"i{same}{pair}", f"s{same_sentence}{part}{units}", f"o{inside}{part}", f"p{pair}{back}", f"c{stops}{units}{same}",
        f"pu{part}{theirs.quantity.unit}|{mine.quantity.unit}", f"ps{part}{same_sentence}{stops}", f"is{same}{back}{units}", f"op{inside}{back}{units}",
    ]  # fmt: skip
    if len(between) <= 12:
        words.append(f"t{between}")
    return words
