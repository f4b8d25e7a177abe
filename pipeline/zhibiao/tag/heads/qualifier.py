"""What tells a claim from others with its indicator: a span, none, or a qualifier or indicator of a claim
before."""

from __future__ import annotations

from zhibiao.core.spans import TokenSpan
from zhibiao.tag.context import Context
from zhibiao.tag.features.hashing import codes, fold
from zhibiao.tag.features.templates import ID, SPAN_BITS
from zhibiao.tag.heads.ranker import Question
from zhibiao.tag.spans.lattice import lattice
from zhibiao.tag.spans.options import Option, Spans, copied, earlier, overlap
from zhibiao.tag.spans.surroundings import Surroundings

_RECENT = 4


def question(around: Surroundings, indicators: Spans) -> Question[TokenSpan]:
    """The qualifier of each claim, as a token span that never overlaps the claim's indicator."""
    spans = lattice(around.context, around.claims, around.windows, indicators)
    return Question(around, lambda k, chosen: options(around, k, chosen, indicators), spans)


def options(around: Surroundings, k: int, chosen: Spans, indicators: Spans) -> list[Option[TokenSpan]]:
    """No qualifier, the qualifier of a claim before, or the indicator of a claim before."""
    own, context = indicators[k], around.context
    mine = _own(context, own, indicators[:k])
    none = fold(SPAN_BITS, ID["none"], mine)
    found: list[Option[TokenSpan]] = [Option(None, (around.here(k, "none"),), none)]
    tail = context.text(own)[-2:] if own is not None else ""
    for template, spans in (("copy.qualifier", chosen), ("copy.owner", indicators)):
        near = earlier(spans, k, around.windows.copies_back)
        fitting = [(back, span) for back, span in near if not overlap(span, own)]
        folded = fold(SPAN_BITS, ID[template], mine) if fitting else []
        for back, span in fitting:
            words: list[int] = []
            if own is not None:
                last = context.clean.text[context.chars(span).end - 1]
                words = codes((f"{tail}|{last}", f"{own == indicators[k - back]}{back}"))
            more = fold(SPAN_BITS, ID[f"{template}.own"], words)
            found.append(copied(around, k, back, span, template, folded + more))
    return found


def _own(context: Context, own: TokenSpan | None, before: Spans) -> list[int]:
    """The claim's own indicator."""
    if own is None:
        return codes(("i-",))
    text = context.text(own)
    recent = own in before[-_RECENT:]
    return codes((f"i{text}", f"it{text[-2:]}", f"il{min(len(text), 8)}", f"ih{text[:2]}", f"is{recent}"))
