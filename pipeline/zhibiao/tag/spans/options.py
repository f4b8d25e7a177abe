"""Options of the rankers as words: no span, or the one of an earlier claim; and which earlier claim is the parent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.context import Context
from zhibiao.tag.features.hashing import IntArray, code, codes, fold, fold_array
from zhibiao.tag.heads.ranker import Option, Ranker
from zhibiao.tag.spans.lattice import BITS

_BACK, _PARENT_BACK, _BETWEEN = 2, 4, 12
_WORD = 0xFFFFFFFF
_NONE, _INDICATOR, _QUALIFIER, _OWNER, _PARENT = 1001, 1011, 1021, 1031, 1041


_HERE = (_NONE, _INDICATOR, _QUALIFIER, _OWNER)
_PAIRS = (_INDICATOR + 1, _QUALIFIER + 1, _OWNER + 1)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the options of every ranker look at, hashed once for a report: each claim's own features and those of each claim with up to two
    before it, under every template that uses them. Block b is `ids[bounds[b] : bounds[b + 1]]`."""

    context: Context
    claims: list[int]
    here: list[list[int]]
    ids: IntArray
    bounds: IntArray

    def here_block(self, k: int, template: int) -> int:
        return _HERE.index(template) * len(self.claims) + k

    def pair_block(self, k: int, back: int, template: int) -> int:
        return (len(_HERE) + _PAIRS.index(template + 1) * _BACK + back - 1) * len(self.claims) + k

    def features(self, option: Option) -> list[int]:
        """All features of an option, for training."""
        blocks = [self.ids[self.bounds[block] : self.bounds[block + 1]].tolist() for block in option.blocks]
        return [*(number for block in blocks for number in block), *option.own]

    def scores(self, ranker: Ranker) -> list[float]:
        """Score of every block."""
        sums = np.concatenate(([0.0], np.cumsum(ranker.weights[self.ids], dtype=np.float64)))
        return list((sums[self.bounds[1:]] - sums[self.bounds[:-1]]).tolist())


def surroundings(context: Context, claims: list[int]) -> Surroundings:
    """Computed once for a report's claims."""
    here = [_here(context, index) for index in claims]
    rows = [(template, here) for template in _HERE]
    pairs = [
        [_pair(context, claims[k], claims[k - back], back) if back <= k else [] for k in range(len(claims))]
        for back in range(1, _BACK + 1)
    ]
    rows += [(template, pair) for template in _PAIRS for pair in pairs]
    ids = [
        fold_array(BITS, template, np.array([n for row in block for n in row], dtype=np.int64))
        for template, block in rows
    ]
    counts = [len(row) for _, block in rows for row in block]
    return Surroundings(context, claims, here, np.concatenate(ids), np.concatenate(([0], np.cumsum(counts))))


def indicator_options(around: Surroundings, k: int, chosen: Sequence[TokenSpan | None]) -> list[Option]:
    """No indicator, or the one of up to two claims before."""
    options = [Option(None, (around.here_block(k, _NONE),), [])]
    for back, span in _earlier(chosen, k):
        options.append(_copy(around, k, back, span, _INDICATOR, []))
    return options


def qualifier_options(
    around: Surroundings, k: int, chosen: Sequence[TokenSpan | None], indicators: Sequence[TokenSpan | None]
) -> list[Option]:
    """No qualifier, the qualifier of a claim before, or the indicator of a claim before."""
    own, context = indicators[k], around.context
    mine = _own(context, own, indicators[:k])
    options = [Option(None, (around.here_block(k, _NONE),), fold(BITS, _NONE, mine))]
    tail = context.text(own)[-2:] if own is not None else ""
    for template, spans in ((_QUALIFIER, chosen), (_OWNER, indicators)):
        earlier = [(back, span) for back, span in _earlier(spans, k) if not _overlap(span, own)]
        folded = fold(BITS, template, mine) if earlier else []
        for back, span in earlier:
            words: list[int] = []
            if own is not None:
                words = codes(
                    (
                        f"{tail}|{context.clean.text[context.chars(span).end - 1]}",
                        f"{own == indicators[k - back]}{back}",
                    )
                )
            options.append(_copy(around, k, back, span, template, folded + fold(BITS, template + 2, words)))
    return options


def _earlier(chosen: Sequence[TokenSpan | None], k: int) -> list[tuple[int, TokenSpan]]:
    """Different spans of the claims before, nearest first, with how many claims back."""
    found: list[tuple[int, TokenSpan]] = []
    for back in range(1, min(_BACK, k) + 1):
        span = chosen[k - back]
        if span is not None and all(span != other for _, other in found):
            found.append((back, span))
    return found


def _overlap(one: TokenSpan, other: TokenSpan | None) -> bool:
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


def _own(context: Context, own: TokenSpan | None, before: Sequence[TokenSpan | None]) -> list[int]:
    if own is None:
        return codes(("i-",))
    text = context.text(own)
    return codes(
        (f"i{text}", f"it{text[-2:]}", f"il{min(len(text), 8)}", f"ih{text[:2]}", f"is{own in before[-4:]}")
    )


def _pair(context: Context, index: int, source: int, back: int) -> list[int]:
    """How a claim stands to one before it: units, distance, and the words between."""
    mine, theirs = context.candidates[index], context.candidates[source]
    start, end = context.positions[source] + 1, context.positions[index]
    stops = min(context.stop_list[end] - context.stop_list[start], 4)
    same = mine.sentence == theirs.sentence
    unit, kind = mine.quantity.unit, mine.quantity.kind
    words = [
        f"b{back}", f"s{same}{stops}", f"g{min(end - start, 10)}", f"v{theirs.quantity.unit}|{unit}", f"k{theirs.quantity.kind}|{kind}|{min(stops, 2)}",
    ]  # fmt: skip
    if not same or end - start > _BETWEEN:
        return codes(words)
    words.append("T" + "".join(token.tag for token in context.tokens[start:end])[:16])
    return codes(words) + context.word_list[start:end] + context.tag_list[start:end]


def _copy(around: Surroundings, k: int, back: int, span: TokenSpan, template: int, own: list[int]) -> Option:
    """Taking over `span` from the claim `back` claims before."""
    context = around.context
    quantity = context.candidates[around.claims[k]].quantity
    chars = context.chars(span)
    tail = context.clean.text[max(chars.start, chars.end - 2) : chars.end]
    end, start = context.positions[around.claims[k]], context.positions[around.claims[k - back]]
    words = (
        f"w{tail[-1]}|{quantity.unit}",
        f"x{tail}|{quantity.kind}",
        f"p{span.start > end}{span.start > start}",
    )
    blocks = (around.here_block(k, template), around.pair_block(k, back, template))
    return Option(span, blocks, own + fold(BITS, template + 1, codes(words)))


def parent_options(
    around: Surroundings, k: int, indicators: Sequence[TokenSpan | None], measures: Sequence[str]
) -> list[Option]:
    """No parent, then each of up to four claims before, nearest first; the n-th is written as the span (n, n + 1)."""
    options = [Option(None, (around.here_block(k, _NONE),), fold(BITS, _NONE, codes((f"m{measures[k]}",))))]
    for back in range(1, min(_PARENT_BACK, k) + 1):
        options.append(
            Option(
                TokenSpan(back, back + 1),
                (),
                fold(BITS, _PARENT, _parent(around, k, back, indicators, measures)),
            )
        )
    return options


def _parent(
    around: Surroundings, k: int, back: int, indicators: Sequence[TokenSpan | None], measures: Sequence[str]
) -> list[int]:
    """How a claim stands to one that may be its parent: small numbers packed side by side, a number in front to tell them apart."""
    context, source, index = around.context, around.claims[k - back], around.claims[k]
    mine, theirs = context.candidates[index], context.candidates[source]
    between = context.clean.text[theirs.quantity.end : mine.quantity.start]
    sentence = mine.sentence == theirs.sentence
    same = indicators[k] is not None and indicators[k] == indicators[k - back]
    pair = code(measures[k]) * 3 + code(measures[k - back])
    my_unit, their_unit = code(mine.quantity.unit), code(theirs.quantity.unit)
    units = my_unit == their_unit
    part = "其中" in between
    inside = _open(between)
    stops = min(context.stop_list[context.positions[index]] - context.stop_list[context.positions[source]], 4)
    flags = same | units << 1 | part << 2 | inside << 3 | sentence << 4
    features = [
        1 << 24 | flags, 2 << 24 | back << 8 | flags, 3 << 24 | stops << 8 | flags & 3, 4 << 24 | stops << 8 | flags & 20, 5 << 24 | flags & 12,
        (pair + same & _WORD) ^ 6 << 24, (pair + back & _WORD) ^ 7 << 24, (my_unit * 3 + their_unit + part & _WORD) ^ 8 << 24,
    ]  # fmt: skip
    if len(between) <= 12:
        features.append(code(between))
    return features


def _open(text: str) -> bool:
    """Whether a bracket that opens in the text does not close in it."""
    return text.count("（") + text.count("(") > text.count("）") + text.count(")")
