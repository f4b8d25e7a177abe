"""What the options of every ranker look at, hashed once for a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.context import Context
from zhibiao.tag.features.hashing import IntArray, codes, fold_array
from zhibiao.tag.features.templates import ID, SPAN_BITS
from zhibiao.tag.settings import Windows

_HERE = ("none", "copy.indicator", "copy.qualifier", "copy.owner", "owner.option", "parallel", "twin")
_PAIRS = ("copy.indicator.pair", "copy.qualifier.pair", "copy.owner.pair")
_TWIN_REACH = 10
_BETWEEN = 12
"""Farther apart than so many tokens, the words between two claims say nothing."""


class Surroundings(NamedTuple):
    """Each claim's own features and those of each claim with a few before it, under every template for them.

    Block b is `ids[bounds[b] : bounds[b + 1]]`.
    """

    context: Context
    claims: Sequence[int]
    windows: Windows
    ids: IntArray
    bounds: IntArray

    def here(self, k: int, template: str) -> int:
        """Block of claim k's own features."""
        return _HERE.index(template) * len(self.claims) + k

    def pair(self, k: int, back: int, template: str) -> int:
        """Block of claim k with the one `back` claims before it."""
        row = len(_HERE) + _PAIRS.index(f"{template}.pair") * self.windows.copies_back + back - 1
        return row * len(self.claims) + k

    def owner(self, k: int) -> TokenSpan | None:
        """Name of the owner in force of claim k."""
        return self.context.owners[self.claims[k]]

    def twin(self, k: int) -> int | None:
        """The claim in the same place of the list before claim k's."""
        item = self.context.frames[self.claims[k]].item
        if item is None or item.twin is None:
            return None
        for back in range(1, min(_TWIN_REACH, k) + 1):
            if self.context.candidates[self.claims[k - back]].quantity.start == item.twin:
                return k - back
        return None

    def features(self, blocks: Sequence[int]) -> list[int]:
        """All features of some blocks."""
        return [n for b in blocks for n in self.ids[self.bounds[b] : self.bounds[b + 1]].tolist()]


def surroundings(context: Context, claims: Sequence[int], windows: Windows) -> Surroundings:
    """Computed once for a report's claims."""
    here = [_here(context, index) for index in claims]
    rows = [(template, here) for template in _HERE]
    pairs = [
        [_pair(context, claims[k], claims[k - back], back) if back <= k else [] for k in range(len(claims))]
        for back in range(1, windows.copies_back + 1)
    ]
    rows += [(template, pair) for template in _PAIRS for pair in pairs]
    ids = [
        fold_array(SPAN_BITS, ID[template], np.array([n for row in block for n in row], dtype=np.int64))
        for template, block in rows
    ]
    counts = [len(row) for _, block in rows for row in block]
    bounds = np.concatenate(([0], np.cumsum(counts)))
    return Surroundings(context, claims, windows, np.concatenate(ids), bounds)


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
    unit, kind = quantity.unit, quantity.kind
    right, tag = (r1.text, r1.tag) if r1 else ("$", "$")
    return codes((
        "1", f"l{l1}", f"l{l2}{l1}", f"r{right}", f"t{tag}", f"lr{l1}|{right}", f"u{unit}", f"k{kind}",
        f"u{unit}{l1}", f"rr{right}{r2}", f"kl{kind}{l1}{tag}",
    ))  # fmt: skip


def _pair(context: Context, index: int, source: int, back: int) -> list[int]:
    """How a claim stands to one before it: units, distance, and the words between."""
    mine, theirs = context.candidates[index], context.candidates[source]
    start, end = context.positions[source] + 1, context.positions[index]
    stops = min(context.stop_list[end] - context.stop_list[start], 4)
    same = mine.sentence == theirs.sentence
    unit, kind = mine.quantity.unit, mine.quantity.kind
    words = [
        f"b{back}", f"s{same}{stops}", f"g{min(end - start, 10)}",
        f"v{theirs.quantity.unit}|{unit}", f"k{theirs.quantity.kind}|{kind}|{min(stops, 2)}",
    ]  # fmt: skip
    if not same or end - start > _BETWEEN:
        return codes(words)
    words.append("T" + "".join(token.tag for token in context.tokens[start:end])[:16])
    return codes(words) + context.word_list[start:end] + context.tag_list[start:end]
