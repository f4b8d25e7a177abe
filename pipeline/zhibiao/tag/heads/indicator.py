"""Which words name what a claim counts: a span of its window, none, or the indicator of a claim before."""

from __future__ import annotations

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.features.hashing import codes, fold
from zhibiao.tag.features.templates import ID, SPAN_BITS
from zhibiao.tag.heads.ranker import Question
from zhibiao.tag.spans.lattice import lattice
from zhibiao.tag.spans.options import Option, Spans, copied, earlier
from zhibiao.tag.spans.surroundings import Surroundings


def question(around: Surroundings) -> Question[TokenSpan]:
    """The indicator of each claim, as a token span."""
    spans = lattice(around.context, around.claims, around.windows)
    return Question(around, lambda k, chosen: options(around, k, chosen), spans)


def options(around: Surroundings, k: int, chosen: Spans) -> list[Option[TokenSpan]]:
    """No indicator, or the one of a claim before."""
    found: list[Option[TokenSpan]] = [Option(None, (around.here(k, "none"),), [])]
    for back, span in earlier(chosen, k, around.windows.copies_back):
        found.append(copied(around, k, back, span, "copy.indicator", []))
    item = around.context.frames[around.claims[k]].item
    if item is not None and item.head is not None and (head := around.context.tokens_of(item.head)):
        own = fold(SPAN_BITS, ID["parallel.own"], codes(("1", f"{item.place}", f"{item.size}")))
        found.append(Option(head, (around.here(k, "parallel"),), own))
    twin = around.twin(k)
    if twin is not None and (same := chosen[twin]) is not None:
        own = fold(SPAN_BITS, ID["twin.own"], codes(("1", f"{k - twin}")))
        found.append(Option(same, (around.here(k, "twin"),), own))
    return found
