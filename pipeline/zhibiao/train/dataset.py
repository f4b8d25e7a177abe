"""Training data: annotated reports walked through the house up to the tagger, with what the tagger should say."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from zhibiao.core.spans import CleanSpan, RawSpan, TokenSpan
from zhibiao.core.types import Candidate, CleanText
from zhibiao.core.vocabulary import base
from zhibiao.corpus.format import Annotated, Gold
from zhibiao.propose import propose
from zhibiao.tag.context import Context, context_of
from zhibiao.tag.features.context import Grouped, context_features
from zhibiao.tag.tagger import CLAIM
from zhibiao.text import clean
from zhibiao.text.tokenize import tokenize

_UNMARKED = "rhetoric"


@dataclass(frozen=True)
class Example:
    """One report. `labels` says for each candidate `claim` or why not; `gold` gives the annotation of each claim's candidate;
    `claims` are the indices of the candidates that are claims."""

    sha256: str
    """Of the report's raw text."""
    context: Context
    words: Grouped
    labels: list[str]
    gold: dict[int, Gold]
    claims: list[int]
    parents: dict[int, Gold | None]
    """The annotation that is each claim's parent."""
    missed: int
    """Claims without a candidate: what propose loses."""


def example(annotated: Annotated) -> Example:
    """Run a report up to the tagger and look up what each candidate should become."""
    cleaned = clean(annotated.document)
    proposed = propose(cleaned, base())
    matched = _match(cleaned, proposed, [gold.span for gold in annotated.claims])
    reasons = _match(cleaned, proposed, [number.span for number in annotated.numbers])
    candidates = [candidate for candidate in proposed if not candidate.settled]
    context = context_of(cleaned, candidates, tokenize(cleaned, candidates, base()))
    labels, gold = [], {}
    for index, candidate in enumerate(candidates):
        if candidate in matched:
            gold[index] = annotated.claims[matched[candidate]]
            labels.append(CLAIM)
        else:
            labels.append(annotated.numbers[reasons[candidate]].reason if candidate in reasons else _UNMARKED)
    words = context_features(context, base())
    parents = {
        index: None if claim.parent is None else annotated.claims[claim.parent]
        for index, claim in gold.items()
    }
    return Example(
        annotated.document.sha256,
        context,
        words,
        labels,
        gold,
        sorted(gold),
        parents,
        len(annotated.claims) - len(gold),
    )


def _match(cleaned: CleanText, candidates: list[Candidate], spans: list[RawSpan]) -> dict[Candidate, int]:
    """Candidate → index of the span that it shares at least half of its characters with."""
    starts = [candidate.quantity.start for candidate in candidates]
    found: dict[Candidate, int] = {}
    for index, span in enumerate(spans):
        own = clean_span(cleaned, span)
        near = bisect_left(starts, own.start)
        for candidate in candidates[max(0, near - 2) : near + 3]:
            quantity = candidate.quantity
            shared = min(own.end, quantity.end) - max(own.start, quantity.start)
            if (
                shared > 0
                and 2 * shared >= max(own.end, quantity.end) - min(own.start, quantity.start)
                and candidate not in found
            ):
                found[candidate] = index
                break
    return found


def clean_span(cleaned: CleanText, raw: RawSpan) -> CleanSpan:
    """Span in the cleaned text of a raw span."""
    return CleanSpan(bisect_left(cleaned.offsets, raw.start), bisect_left(cleaned.offsets, raw.end))


def token_span(context: Context, raw: RawSpan | None) -> TokenSpan | None:
    """Tokens of which at least half stands in the raw span."""
    if raw is None:
        return None
    span = clean_span(context.clean, raw)
    starts = [token.start for token in context.tokens]
    low = max(0, bisect_left(starts, span.start) - 1)
    inside = []
    for index in range(low, len(context.tokens)):
        token = context.tokens[index]
        if token.start >= span.end:
            break
        shared = min(span.end, token.end) - max(span.start, token.start)
        if 2 * shared >= token.end - token.start:
            inside.append(index)
    return TokenSpan(inside[0], inside[-1] + 1) if inside else None
