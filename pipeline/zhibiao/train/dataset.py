"""Training data: annotated reports walked through the house up to the tagger, with what the tagger should
say."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from zhibiao.core.spans import CleanSpan, RawSpan, TokenSpan
from zhibiao.core.types import Candidate, CleanText
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.corpus.annotation import Annotated, Gold
from zhibiao.evaluate.match import match_spans
from zhibiao.propose import propose
from zhibiao.structure import frames_of
from zhibiao.tag.context import Context, context_of
from zhibiao.tag.features.around import context_features
from zhibiao.tag.features.encoded import States, states_of
from zhibiao.tag.features.groups import Grouped
from zhibiao.tag.heads.claim import CLAIM
from zhibiao.tag.settings import TaggerSettings
from zhibiao.tag.vectors.encoder import Encoder
from zhibiao.text import clean

_UNMARKED = "rhetoric"
OUT_OF_REACH = TokenSpan(-1, -1)
"""A span in a sentence without candidates: that it is not chosen teaches nothing."""


@dataclass(frozen=True)
class Example:
    """One report. `labels` says for each candidate `claim` or why not; `gold` gives the annotation of each
    claim's candidate; `claims` are the indices of the candidates that are claims."""

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
    states: States | None = None
    """What the encoder makes of the sentences that hold claims, if there is one."""


def example(
    annotated: Annotated, vocabulary: Vocabulary, settings: TaggerSettings, encoder: Encoder | None = None
) -> Example | None:
    """Run a report up to the tagger and look up what each candidate should become; None if no claim is
    found."""
    cleaned = clean(annotated.document)
    proposed = propose(cleaned, vocabulary)
    matched = _matched(cleaned, proposed, [gold.span for gold in annotated.claims])
    reasons = _matched(cleaned, proposed, [number.span for number in annotated.numbers])
    still_open = [i for i, candidate in enumerate(proposed) if not settings.terms.settles(candidate)]
    gold = {k: annotated.claims[matched[i]] for k, i in enumerate(still_open) if i in matched}
    if not gold:
        return None
    candidates = [proposed[i] for i in still_open]
    context = context_of(
        cleaned, candidates, frames_of(cleaned, candidates, annotated.about, vocabulary), vocabulary
    )
    return Example(
        annotated.document.sha256,
        context,
        context_features(context, vocabulary, settings.windows),
        [
            CLAIM if i in matched else annotated.numbers[reasons[i]].reason if i in reasons else _UNMARKED
            for i in still_open
        ],
        gold,
        sorted(gold),
        {k: None if one.parent is None else annotated.claims[one.parent] for k, one in gold.items()},
        len(annotated.claims) - len(gold),
        None if encoder is None else states_of(context, sorted(gold), encoder, settings.windows),
    )


def _matched(cleaned: CleanText, candidates: Sequence[Candidate], spans: Sequence[RawSpan]) -> dict[int, int]:
    """Index of a candidate → index of the span that it shares at least half of its characters with."""
    quantities = [(candidate.quantity.start, candidate.quantity.end) for candidate in candidates]
    return match_spans(quantities, [clean_span(cleaned, span) for span in spans])


def clean_span(cleaned: CleanText, raw: RawSpan) -> CleanSpan:
    """Span in the cleaned text of a raw span."""
    return CleanSpan(bisect_left(cleaned.offsets, raw.start), bisect_left(cleaned.offsets, raw.end))


def token_span(context: Context, raw: RawSpan | None) -> TokenSpan | None:
    """Tokens of which at least half stands in the raw span; one that no choice is where it has none."""
    if raw is None:
        return None
    return context.tokens_of(clean_span(context.clean, raw)) or OUT_OF_REACH


def gold_spans(one: Example, name: str) -> list[TokenSpan | None]:
    """Indicator or qualifier of each claim as a token span."""
    return [token_span(one.context, getattr(one.gold[index], name)) for index in one.claims]


def within_reach(spans: Sequence[TokenSpan | None]) -> list[TokenSpan | None]:
    """Spans as the claims after them see them: one out of reach was not chosen."""
    return [None if span == OUT_OF_REACH else span for span in spans]
