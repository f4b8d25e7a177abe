"""The tagger: candidates in, claims and numbers that are none out."""

from __future__ import annotations

from typing import NamedTuple

from zhibiao.core.spans import CleanSpan, TokenSpan
from zhibiao.core.types import Candidate, Claim, CleanText, Rejected, Tagged
from zhibiao.tag.context import Context, context_of
from zhibiao.tag.features.context import HEADS, Grouped, category_features, context_features, pick, weighted
from zhibiao.tag.features.hashing import FloatArray
from zhibiao.tag.heads.ranker import Choice
from zhibiao.tag.heads.smoothing import smooth
from zhibiao.tag.model import Model
from zhibiao.tag.spans.lattice import lattice
from zhibiao.tag.spans.options import (
    Surroundings,
    indicator_options,
    parent_options,
    qualifier_options,
    surroundings,
)
from zhibiao.text.tokenize import tokenize

CLAIM = "claim"


class Attributes(NamedTuple):
    """Best label of each head with its probability, one entry a claim."""

    labels: list[str]
    probabilities: list[float]


def tag(clean: CleanText, candidates: list[Candidate], model: Model) -> Tagged:
    """Claims and rejected numbers of a report, in the order of the text."""
    rejected = [Rejected(candidate, candidate.settled) for candidate in candidates if candidate.settled]
    open_candidates = [candidate for candidate in candidates if not candidate.settled]
    if not open_candidates:
        return Tagged([], rejected)
    context = context_of(clean, open_candidates, tokenize(clean, open_candidates, model.vocabulary))
    words = context_features(context, model.vocabulary)
    heads = model.context.probabilities(weighted(words, list(words)))
    claims, others = _decide(heads["claim"], model, open_candidates)
    rejected += others
    rejected.sort(key=lambda number: number.candidate.quantity.start)
    if not claims:
        return Tagged([], rejected)
    return Tagged(_claims(context, words, heads, claims, model), rejected)


def _decide(
    probabilities: FloatArray, model: Model, candidates: list[Candidate]
) -> tuple[list[int], list[Rejected]]:
    """A number is a claim where that is likelier than all reasons against it together."""
    labels = model.context.heads["claim"]
    column = labels.index(CLAIM)
    claims, rejected = [], []
    for index, row in enumerate(probabilities):
        if row[column] >= 0.5:
            claims.append(index)
        else:
            best = max((p, label) for p, label in zip(row, labels, strict=True) if label != CLAIM)
            rejected.append(Rejected(candidates[index], best[1]))
    return claims, rejected


def _claims(
    context: Context, words: Grouped, heads: dict[str, FloatArray], claims: list[int], model: Model
) -> list[Claim]:
    attributes = {
        name: _best(heads[name][claims], model.context.heads[name])
        for name in ("measure", "basis", "status", "scope")
    }
    around = surroundings(context, claims)
    indicators = choose_indicators(around, model)
    qualifiers = choose_qualifiers(around, indicators, model)
    categories = _best(
        category_probabilities(context, words, claims, indicators, qualifiers, model),
        model.category.heads["category"],
    )
    measures = [label.partition(":")[0] for label in attributes["measure"].labels]
    parents = choose_parents(around, [choice.span for choice in indicators], measures, model)
    certain = heads["claim"][claims, model.context.heads["claim"].index(CLAIM)]
    found = []
    for k, index in enumerate(claims):
        measure, _, direction = attributes["measure"].labels[k].partition(":")
        certainty = (
            float(certain[k]), categories.probabilities[k], attributes["measure"].probabilities[k],
            attributes["status"].probabilities[k], indicators[k].probability,
        )  # fmt: skip
        found.append(
            Claim(
                candidate=context.candidates[index],
                indicator=_chars(context, indicators[k].span),
                qualifier=_chars(context, qualifiers[k].span),
                category=categories.labels[k],
                measure=measure,
                direction=direction,
                basis=attributes["basis"].labels[k],
                status=attributes["status"].labels[k],
                scope=attributes["scope"].labels[k],
                parent=parents[k],
                certainty=certainty,
            )
        )
    return found


def _best(probabilities: FloatArray, labels: tuple[str, ...]) -> Attributes:
    best = probabilities.argmax(axis=1)
    return Attributes(
        [labels[i] for i in best], [float(row[i]) for row, i in zip(probabilities, best, strict=True)]
    )


def _chars(context: Context, tokens: TokenSpan | None) -> CleanSpan | None:
    return None if tokens is None else context.chars(tokens)


def choose_indicators(around: Surroundings, model: Model) -> list[Choice]:
    """Indicator of each claim as a token span."""
    spans = lattice(around.context, around.claims)
    return model.indicator.choose(
        spans, around.scores(model.indicator), lambda k, chosen: indicator_options(around, k, chosen)
    )


def choose_qualifiers(around: Surroundings, indicators: list[Choice], model: Model) -> list[Choice]:
    """Qualifier of each claim as a token span; it never overlaps the claim's indicator."""
    anchors = [choice.span for choice in indicators]
    spans = lattice(around.context, around.claims, anchors)
    return model.qualifier.choose(
        spans, around.scores(model.qualifier), lambda k, chosen: qualifier_options(around, k, chosen, anchors)
    )


def category_probabilities(
    context: Context,
    words: Grouped,
    claims: list[int],
    indicators: list[Choice],
    qualifiers: list[Choice],
    model: Model,
) -> FloatArray:
    """Array (claims, categories), from the shared features, those of the spans, and the claims beside each."""
    own = [_chars(context, choice.span) for choice in indicators]
    owners = [_chars(context, choice.span) for choice in qualifiers]
    groups = pick(words, claims) | category_features(context, claims, own, owners)
    alone = model.category.probabilities(weighted(groups, HEADS["category"]))["category"]
    return smooth(alone, context, claims, [choice.span for choice in indicators])


def choose_parents(
    around: Surroundings, indicators: list[TokenSpan | None], measures: list[str], model: Model
) -> list[int | None]:
    """For each claim the index of its parent among the claims before it."""
    parents: list[int | None] = []
    blocks = around.scores(model.parent)
    for k in range(len(around.claims)):
        back = model.parent.rank(blocks, parent_options(around, k, indicators, measures))
        parents.append(k - back.start if back else None)
    return parents
