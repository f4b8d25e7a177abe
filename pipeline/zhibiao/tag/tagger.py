"""The tagger: candidates in, claims and numbers that are none out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from zhibiao.tag.confidence import confidence
from zhibiao.tag.context import Context, FloatArray, context_of
from zhibiao.tag.features import Grouped, category_features, context_features, weighted
from zhibiao.tag.lattice import lattice
from zhibiao.tag.model import Model
from zhibiao.tag.options import indicator_options, parent_options, qualifier_options
from zhibiao.tag.ranker import Choice, rank
from zhibiao.tokenize import tokenize
from zhibiao.types import Candidate, Claim, CleanText, Rejected, Span, Tagged

CLAIM = "claim"


class Attributes(NamedTuple):
    """Best label of each head with its probability, one entry a claim."""

    labels: list[str]
    probabilities: list[float]


def tag(clean: CleanText, candidates: list[Candidate], model: Model) -> Tagged:
    """Claims and rejected numbers of a report, in the order of the text."""
    rejected = [Rejected(candidate, candidate.reason) for candidate in candidates if candidate.reason]
    open_candidates = [candidate for candidate in candidates if not candidate.reason]
    if not open_candidates:
        return Tagged([], rejected)
    context = context_of(clean, open_candidates, tokenize(clean, open_candidates))
    words = context_features(context)
    heads = model.context.probabilities([weighted(row) for row in words])
    claims, others = _decide(heads["claim"], model, open_candidates)
    rejected += others
    rejected.sort(key=lambda number: number.candidate.quantity.start)
    if not claims:
        return Tagged([], rejected)
    return Tagged(_claims(context, words, heads, claims, model), rejected)


def _decide(probabilities: FloatArray, model: Model, candidates: list[Candidate]) -> tuple[list[int], list[Rejected]]:
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


def _claims(context: Context, words: list[Grouped], heads: dict[str, FloatArray], claims: list[int], model: Model) -> list[Claim]:
    attributes = {name: _best(heads[name][claims], model.context.heads[name]) for name in ("measure", "basis", "status", "scope")}
    indicators = choose_indicators(context, claims, model)
    qualifiers = choose_qualifiers(context, claims, indicators, model)
    categories = _best(category_probabilities(context, words, claims, indicators, qualifiers, model), model.category.heads["category"])
    measures = [label.partition(":")[0] for label in attributes["measure"].labels]
    parents = choose_parents(context, claims, [choice.span for choice in indicators], measures, model)
    certain = heads["claim"][claims, model.context.heads["claim"].index(CLAIM)]
    found = []
    for k, index in enumerate(claims):
        measure, _, direction = attributes["measure"].labels[k].partition(":")
        sure = {
            "claim": float(certain[k]), "category": categories.probabilities[k], "measure": attributes["measure"].probabilities[k],
            "status": attributes["status"].probabilities[k], "indicator": indicators[k].probability,
        }  # fmt: skip
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
                confidence=confidence(sure, model.calibration),
            )
        )
    return found


def _best(probabilities: FloatArray, labels: tuple[str, ...]) -> Attributes:
    best = probabilities.argmax(axis=1)
    return Attributes([labels[i] for i in best], [float(row[i]) for row, i in zip(probabilities, best, strict=True)])


def _chars(context: Context, tokens: Span | None) -> Span | None:
    return None if tokens is None else context.chars(tokens)


def choose_indicators(context: Context, claims: list[int], model: Model) -> list[Choice]:
    """Indicator of each claim as a token span."""
    spans = lattice(context, claims)
    return model.indicator.choose(spans, lambda k, chosen: indicator_options(context, claims, k, chosen))


def choose_qualifiers(context: Context, claims: list[int], indicators: list[Choice], model: Model) -> list[Choice]:
    """Qualifier of each claim as a token span; it never overlaps the claim's indicator."""
    anchors = [choice.span for choice in indicators]
    spans = lattice(context, claims, anchors)
    return model.qualifier.choose(spans, lambda k, chosen: qualifier_options(context, claims, k, chosen, anchors))


def category_probabilities(
    context: Context, words: list[Grouped], claims: list[int], indicators: list[Choice], qualifiers: list[Choice], model: Model
) -> FloatArray:
    """Array (claims, categories), from the shared features and those of the spans."""
    rows = []
    for k, index in enumerate(claims):
        spans = _chars(context, indicators[k].span), _chars(context, qualifiers[k].span)
        rows.append(weighted(words[index] | category_features(context, index, *spans)))
    return np.asarray(model.category.probabilities(rows)["category"])


def choose_parents(
    context: Context, claims: list[int], indicators: list[Span | None], measures: list[str], model: Model
) -> list[int | None]:
    """For each claim the index of its parent among the claims before it."""
    parents: list[int | None] = []
    for k in range(len(claims)):
        best, _ = rank(model.parent.weights, parent_options(context, claims, k, indicators, measures))
        parents.append(k - best if best else None)
    return parents
