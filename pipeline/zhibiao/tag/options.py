"""Options of the rankers as words: no span, or the one of an earlier claim; and which earlier claim is the parent."""

from __future__ import annotations

from collections.abc import Sequence

from zhibiao.tag.context import Context
from zhibiao.tag.hashing import codes, fold
from zhibiao.tag.lattice import BITS
from zhibiao.tag.ranker import Option
from zhibiao.types import Span

_BACK, _PARENT_BACK, _BETWEEN = 3, 6, 12
_NONE, _INDICATOR, _QUALIFIER, _OWNER, _PARENT = 1000, 1010, 1020, 1030, 1040


def indicator_options(context: Context, claims: list[int], k: int, chosen: Sequence[Span | None]) -> list[Option]:
    """No indicator, or the one of up to three claims before."""
    here = _here(context, claims[k])
    options = [Option(None, fold(BITS, _NONE, here))]
    for back, span in _earlier(chosen, k):
        options.append(Option(span, _copy(context, claims, k, back, span, here, _INDICATOR)))
    return options


def qualifier_options(context: Context, claims: list[int], k: int, chosen: Sequence[Span | None], indicators: Sequence[Span | None]) -> list[Option]:
    """No qualifier, the qualifier of a claim before, or the indicator of a claim before."""
    own = indicators[k]
    here = _here(context, claims[k]) + _own(context, own, indicators[:k])
    options = [Option(None, fold(BITS, _NONE, here))]
    for template, spans in ((_QUALIFIER, chosen), (_OWNER, indicators)):
        for back, span in _earlier(spans, k):
            if not _overlap(span, own):
                features = _copy(context, claims, k, back, span, here, template)
                if own is not None:
                    words = [f"{context.text(own)[-2:]}|{context.text(span)[-1]}", f"{own == indicators[k - back]}{back}"]
                    features += fold(BITS, template + 4, codes(words))
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


def _copy(context: Context, claims: list[int], k: int, back: int, span: Span, here: list[int], template: int) -> list[int]:
    """Features of taking over `span` from the claim `back` claims before."""
    index, source = claims[k], claims[k - back]
    mine, theirs = context.candidates[index], context.candidates[source]
    start, end = context.positions[source] + 1, context.positions[index]
    stops = min(int(context.stops[end] - context.stops[start]), 4)
    same = mine.sentence == theirs.sentence
    text, unit, kind = context.text(span), mine.quantity.unit, mine.quantity.kind
    words = (
        f"b{back}", f"s{same}{stops}", f"g{min(end - start, 10)}", f"v{theirs.quantity.unit}|{unit}", f"w{text[-1]}|{unit}", f"x{text[-2:]}|{kind}",
        f"k{theirs.quantity.kind}|{kind}|{min(stops, 2)}", f"p{span.start > end}{span.start >= start}",
    )  # fmt: skip
    features = fold(BITS, template, here) + fold(BITS, template + 1, codes(words))
    if same and end - start <= _BETWEEN:
        features += fold(BITS, template + 2, context.word_list[start:end]) + fold(BITS, template + 3, context.tag_list[start:end])
        tags = "".join(token.tag for token in context.tokens[start:end])[:16]
        features += fold(BITS, template + 5, codes((tags,)))
    return features


def parent_options(context: Context, claims: list[int], k: int, indicators: Sequence[Span | None], measures: Sequence[str]) -> list[list[int]]:
    """No parent, then one row of features for each of up to six claims before, nearest first."""
    here = _here(context, claims[k]) + codes((f"m{measures[k]}",))
    rows = [fold(BITS, _NONE, here)]
    for back in range(1, min(_PARENT_BACK, k) + 1):
        rows.append(fold(BITS, _PARENT, codes(_parent(context, claims, k, back, indicators, measures))))
    return rows


def _parent(context: Context, claims: list[int], k: int, back: int, indicators: Sequence[Span | None], measures: Sequence[str]) -> list[str]:
    source, index = claims[k - back], claims[k]
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
    position = context.positions[index]
    words += [f"w{token.text}" for token in context.tokens[max(context.positions[source] + 1, position - 3) : position]]
    return words
