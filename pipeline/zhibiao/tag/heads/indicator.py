"""Which words name what a claim counts: a span of its window, none, or the indicator of a claim before."""

from __future__ import annotations

from zhibiao.core.spans import TokenSpan
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
    return found
