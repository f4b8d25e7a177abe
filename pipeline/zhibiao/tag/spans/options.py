"""Options of the rankers beside the spans of the lattice: nothing, the span of an earlier claim, an earlier
claim."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.features.hashing import codes, fold
from zhibiao.tag.features.templates import ID, SPAN_BITS
from zhibiao.tag.spans.surroundings import Surroundings

Chosen = TypeVar("Chosen")
Spans = Sequence[TokenSpan | None]


class Option(NamedTuple, Generic[Chosen]):
    """A choice and its features: those of `blocks` of the surroundings, which many options share, and its
    `own`."""

    choice: Chosen | None
    blocks: tuple[int, ...]
    own: list[int]


def earlier(chosen: Spans, k: int, back: int) -> list[tuple[int, TokenSpan]]:
    """Different spans of up to `back` claims before claim k, nearest first, with how many claims back."""
    found: list[tuple[int, TokenSpan]] = []
    for distance in range(1, min(back, k) + 1):
        span = chosen[k - distance]
        if span is not None and all(span != other for _, other in found):
            found.append((distance, span))
    return found


def overlap(one: TokenSpan, other: TokenSpan | None) -> bool:
    """Whether two spans share a token."""
    return other is not None and one.start < other.end and other.start < one.end


def copied(
    around: Surroundings, k: int, back: int, span: TokenSpan, template: str, own: list[int]
) -> Option[TokenSpan]:
    """Taking over `span` from the claim `back` claims before."""
    context = around.context
    quantity = context.candidates[around.claims[k]].quantity
    chars = context.chars(span)
    tail = context.clean.text[max(chars.start, chars.end - 2) : chars.end]
    end, start = context.positions[around.claims[k]], context.positions[around.claims[k - back]]
    blocks = (around.here(k, template), around.pair(k, back, template))
    behind = f"{span.start > end}{span.start > start}"
    return Option(span, blocks, own + _taken(template, tail, quantity.unit, quantity.kind, behind))


@lru_cache(maxsize=50_000)
def _taken(template: str, tail: str, unit: str, kind: str, behind: str) -> list[int]:
    """How a span goes with the quantity that takes it over; the same few come again and again."""
    words = (f"w{tail[-1]}|{unit}", f"x{tail}|{kind}", f"p{behind}")
    return fold(SPAN_BITS, ID[f"{template}.pair"], codes(words))
