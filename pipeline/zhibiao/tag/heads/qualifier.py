"""What tells a claim from others with its indicator: a span, none, or a qualifier or indicator of a claim
before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from zhibiao.core.spans import TokenSpan
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.structure.owners import is_again, lasts
from zhibiao.tag.context import Context
from zhibiao.tag.features.framing import distance
from zhibiao.tag.features.hashing import codes, fold
from zhibiao.tag.features.templates import ID, SPAN_BITS
from zhibiao.tag.heads.ranker import Choice, Question
from zhibiao.tag.spans.lattice import lattice
from zhibiao.tag.spans.options import Option, Spans, copied, earlier, overlap
from zhibiao.tag.spans.surroundings import Surroundings

_RECENT = 4
_FAR = 3


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
    owner = around.owner(k)
    if owner is not None and not overlap(owner, own):
        more = fold(SPAN_BITS, ID["owner.option.own"], _in_force(around, k, owner, chosen, mine))
        found.append(Option(owner, (around.here(k, "owner.option"),), more))
    return found


def settled(
    found: Sequence[Choice[TokenSpan]], around: Surroundings, indicators: Spans, vocabulary: Vocabulary
) -> list[Choice[TokenSpan]]:
    """The choices, changed where layout is certain: a word that speaks of the owner again (公司) stands for
    its name, and the figures of a firm, school or village stay its own until another is named."""
    done: list[Choice[TokenSpan]] = []
    taken: set[TokenSpan] = set()
    for k, one in enumerate(found):
        owner = around.owner(k)
        if owner is not None and not overlap(owner, indicators[k]):
            named = around.context.frames[around.claims[k]].owner
            assert named is not None
            if one.choice is None:
                stays = owner in taken and lasts(named, vocabulary)
            else:
                text, name = around.context.text(one.choice), around.context.text(owner)
                stays = is_again(text, vocabulary) or (name != text and name.endswith(text))
            one = one._replace(choice=owner) if stays else one
            if one.choice == owner:
                taken.add(owner)
        done.append(one)
    return done


def _in_force(
    around: Surroundings, k: int, owner: TokenSpan, chosen: Spans, mine: Sequence[int]
) -> list[int]:
    """How the owner was named, what the claim before took, and the claim's own indicator."""
    index = around.claims[k]
    frame = around.context.frames[index]
    assert frame.owner is not None
    kind, said, far = frame.owner.kind, frame.owner.said, distance(around.context, index)
    before = "first" if k == 0 else "same" if chosen[k - 1] == owner else "other" if chosen[k - 1] else "none"
    since = sum(span == owner for span in chosen[max(0, k - _FAR) : k])
    listed = frame.item is not None and frame.item.twin is not None
    words = (
        f"k{kind}", f"s{said}", f"{kind}|{said}|{far}", f"b{before}", f"b{before}|{said}",
        f"n{since}|{said}", f"{before}|{kind}", f"s{said}{far}|{before}",
        f"t{listed}|{said}", f"t{listed}|{kind}|{before}",
    )  # fmt: skip
    return codes((*words, *(f"{said}|{number}" for number in mine)))


def _own(context: Context, own: TokenSpan | None, before: Spans) -> list[int]:
    """The claim's own indicator."""
    return codes(("i-",)) if own is None else _named(context.text(own), own in before[-_RECENT:])


@lru_cache(maxsize=50_000)
def _named(text: str, recent: bool) -> list[int]:
    return codes((f"i{text}", f"it{text[-2:]}", f"il{min(len(text), 8)}", f"ih{text[:2]}", f"is{recent}"))
