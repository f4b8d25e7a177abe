"""Options of the rankers as words: no span, or the one of an earlier claim; and which earlier claim is the parent."""

from __future__ import annotations

from collections.abc import Sequence

from zhibiao.tag.context import Context
from zhibiao.tag.lattice import hashed
from zhibiao.tag.ranker import Option
from zhibiao.types import Span, Token

_BACK = 4
_PARENT_BACK = 8
_BETWEEN = 12


def indicator_options(context: Context, claims: list[int], k: int, chosen: Sequence[Span | None]) -> list[Option]:
    """No indicator, or the one of up to four claims before."""
    here = _here(context, claims[k])
    options = [Option(None, hashed([f"E{word}" for word in here]))]
    for back, span in _earlier(chosen, k):
        options.append(Option(span, hashed(_copy(context, claims, k, back, span, here, "C"))))
    return options


def qualifier_options(
    context: Context, claims: list[int], k: int, chosen: Sequence[Span | None], indicators: Sequence[Span | None]
) -> list[Option]:
    """No qualifier, the qualifier of a claim before, or the indicator of a claim before."""
    own = indicators[k]
    here = [*_here(context, claims[k]), *_own(context, own, indicators[:k])]
    options = [Option(None, hashed([f"E{word}" for word in here]))]
    for name, spans in (("Q", chosen), ("I", indicators)):
        for back, span in _earlier(spans, k):
            if not _overlap(span, own):
                words = _copy(context, claims, k, back, span, here, name)
                if own is not None:
                    words.append(f"{name}o{context.text(own)[-2:]}|{context.text(span)[-1]}")
                    words.append(f"{name}O{own == indicators[k - back]}{back}")
                options.append(Option(span, hashed(words)))
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


def _here(context: Context, index: int) -> list[str]:
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
    return [
        "1", f"l{l1}", f"l{l2}{l1}", f"r{right}", f"t{tag}", f"lr{l1}|{right}", f"u{quantity.unit}", f"k{quantity.kind}",
        f"u{quantity.unit}{l1}", f"rr{right}{r2}", f"kl{quantity.kind}{l1}{tag}",
    ]  # fmt: skip


def _own(context: Context, own: Span | None, before: Sequence[Span | None]) -> list[str]:
    if own is None:
        return ["i-"]
    text = context.text(own)
    return [f"i{text}", f"it{text[-2:]}", f"il{min(len(text), 8)}", f"ih{text[:2]}", f"is{own in before[-4:]}"]


def _copy(context: Context, claims: list[int], k: int, back: int, span: Span, here: list[str], name: str) -> list[str]:
    index, source = claims[k], claims[k - back]
    tokens = context.tokens
    mine, theirs = context.candidates[index], context.candidates[source]
    start, end = context.positions[source] + 1, context.positions[index]
    gap = end - start
    stops = int(context.stops[end] - context.stops[start])
    same = mine.sentence == theirs.sentence
    text = context.text(span)
    words = [f"{name}{word}" for word in here]
    words += [
        f"{name}b{back}", f"{name}s{same}{min(stops, 4)}", f"{name}g{min(gap, 10)}", f"{name}v{theirs.quantity.unit}|{mine.quantity.unit}",
        f"{name}w{text[-1]}|{mine.quantity.unit}", f"{name}x{text[-2:]}|{mine.quantity.kind}", f"{name}k{theirs.quantity.kind}|{mine.quantity.kind}|{min(stops, 2)}",
        f"{name}p{span.start > context.positions[index]}{span.start > context.positions[source]}",
    ]  # fmt: skip
    if same and gap <= _BETWEEN:
        words += [f"{name}m{tokens[i].text}" for i in range(start, end)]
        words += [f"{name}M{tokens[i].tag}" for i in range(start, end)]
        words.append(f"{name}T" + "".join(tokens[i].tag for i in range(start, end))[:16])
    return words


def parent_options(context: Context, claims: list[int], k: int, indicators: Sequence[Span | None], measures: Sequence[str]) -> list[list[int]]:
    """No parent, then one row of features for each of up to eight claims before, nearest first."""
    index = claims[k]
    here = [*_here(context, index), f"m{measures[k]}"]
    rows = [hashed([f"E{word}" for word in here])]
    for back in range(1, min(_PARENT_BACK, k) + 1):
        rows.append(hashed(_parent(context, claims, k, back, indicators, measures)))
    return rows


def _parent(
    context: Context, claims: list[int], k: int, back: int, indicators: Sequence[Span | None], measures: Sequence[str]
) -> list[str]:
    source, index = claims[k - back], claims[k]
    mine, theirs = context.candidates[index], context.candidates[source]
    between = context.clean.text[theirs.quantity.end : mine.quantity.start]
    same_sentence = mine.sentence == theirs.sentence
    same_indicator = indicators[k] is not None and indicators[k] == indicators[k - back]
    pair = f"{measures[k]}|{measures[k - back]}"
    units = mine.quantity.unit == theirs.quantity.unit
    part = "其中" in between
    open_bracket = between.count("（") + between.count("(") > between.count("）") + between.count(")")
    stops = min(int(context.stops[context.positions[index]] - context.stops[context.positions[source]]), 4)
    words = [
        "1", f"b{back}", f"i{same_indicator}{pair}", f"s{same_sentence}{part}{units}", f"o{open_bracket}{part}", f"p{pair}{back}",
        f"c{stops}{units}{same_indicator}", f"pu{part}{theirs.quantity.unit}|{mine.quantity.unit}", f"ps{part}{same_sentence}{stops}",
        f"is{same_indicator}{back}{units}", f"op{open_bracket}{back}{units}",
    ]  # fmt: skip
    if len(between) <= 12:
        words.append(f"t{between}")
    words += [f"w{token.text}" for token in _between(context, source, index)]
    return [f"P{word}" for word in words]


def _between(context: Context, source: int, index: int) -> list[Token]:
    start, end = context.positions[source] + 1, context.positions[index]
    return list(context.tokens[max(start, end - 5) : end])
