"""The tagger: candidates in, claims and numbers that are none out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from zhibiao.core.enums import Scope, Status
from zhibiao.core.spans import CleanSpan, TokenSpan
from zhibiao.core.types import Candidate, Claim, CleanText, Rejected, Tagged
from zhibiao.structure import Frame
from zhibiao.tag.context import Context, context_of
from zhibiao.tag.features.around import context_features
from zhibiao.tag.features.encoded import States, encoded_features, states_of
from zhibiao.tag.features.groups import Grouped, only, pick
from zhibiao.tag.features.hashing import FloatArray
from zhibiao.tag.features.meaning import meaning_features
from zhibiao.tag.features.naming import category_features
from zhibiao.tag.features.theme import theme_features
from zhibiao.tag.heads import basis, category, indicator, measure, parent, qualifier, scope, status
from zhibiao.tag.heads.claim import CLAIM
from zhibiao.tag.heads.ranker import Choice
from zhibiao.tag.manifest import NAMED
from zhibiao.tag.model import Model
from zhibiao.tag.settings import Windows
from zhibiao.tag.spans.surroundings import Surroundings, surroundings

Heads = Mapping[str, FloatArray]


class Best(NamedTuple):
    """Best label of a head with its probability, one entry a claim."""

    labels: list[str]
    probabilities: list[float]


def tag(clean: CleanText, candidates: Sequence[Candidate], frames: Sequence[Frame], model: Model) -> Tagged:
    """Claims and rejected numbers of a report, in the order of the text; a frame for each candidate."""
    settles = model.settings.terms.settles
    rejected = [Rejected(candidate, reason) for candidate in candidates if (reason := settles(candidate))]
    claims: list[Claim] = []
    kept = [index for index, candidate in enumerate(candidates) if not settles(candidate)]
    opened = [frames[index] for index in kept]
    at = 0
    for part in parts(clean, [candidates[index] for index in kept], model.settings.limits.candidates):
        found = _tag(clean, part, opened[at : at + len(part)], model)
        at += len(part)
        before = len(claims)
        claims += [
            claim if claim.parent is None or not before else replace(claim, parent=claim.parent + before)
            for claim in found.claims
        ]
        rejected += found.rejected
    rejected.sort(key=lambda number: number.candidate.quantity.start)
    return Tagged(claims, rejected)


def parts(clean: CleanText, candidates: list[Candidate], limit: int) -> Iterator[list[Candidate]]:
    """Candidates in parts of at most `limit`, so that memory does not grow with the report.

    A part ends where the heading changes, else with a paragraph, else with a sentence; a sentence is never
    cut.
    """
    start = 0
    while len(candidates) - start > limit:
        end = _cut(clean, candidates, start, limit)
        yield candidates[start:end]
        start = end
    if start < len(candidates):
        yield candidates[start:]


def _cut(clean: CleanText, candidates: list[Candidate], start: int, limit: int) -> int:
    sentences = [clean.sentences[one.sentence] for one in candidates[start : start + limit + 1]]
    for kind in ("heading", "paragraph", "start"):
        values = [getattr(sentence, kind) for sentence in sentences]
        for i in range(limit, limit // 2, -1):
            if values[i - 1] != values[i]:
                return start + i
    end = start + limit
    while end < len(candidates) and candidates[end].sentence == candidates[end - 1].sentence:
        end += 1
    return end


def _tag(clean: CleanText, candidates: list[Candidate], frames: Sequence[Frame], model: Model) -> Tagged:
    context = context_of(clean, candidates, frames, model.vocabulary)
    words = context_features(context, model.vocabulary, model.settings.windows)
    heads = model.context.probabilities(words)
    labels = model.context.labels["claim"]
    claims, rejected = _decide(heads["claim"], labels, candidates)
    return Tagged(_claims(context, words, heads, claims, model) if claims else [], rejected)


def _decide(
    probabilities: FloatArray, labels: tuple[str, ...], candidates: list[Candidate]
) -> tuple[list[int], list[Rejected]]:
    """A number is a claim where that is likelier than all reasons against it together."""
    column = labels.index(CLAIM)
    claims, rejected = [], []
    for index, row in enumerate(probabilities):
        if row[column] >= 0.5:
            claims.append(index)
        else:
            best = max((p, label) for p, label in zip(row, labels, strict=True) if label != CLAIM)
            rejected.append(Rejected(candidates[index], best[1]))
    return claims, rejected


def _claims(context: Context, words: Grouped, heads: Heads, claims: list[int], model: Model) -> list[Claim]:
    best = {
        name: _best(heads[name][claims], model.context.labels[name])
        for name in ("measure", "basis", "status")
    }
    statuses = status.settled(best["status"].labels, context, claims, model.vocabulary)
    around = surroundings(context, claims, model.settings.windows)
    indicators = choose_indicators(around, model)
    qualifiers = choose_qualifiers(around, indicators, model)
    named = named_probabilities(context, words, claims, indicators, qualifiers, model)
    best |= {name: _best(named[name], labels) for name, labels in model.named.labels.items()}
    owners = [one.choice for one in qualifiers]
    scopes = scope.settled(best["scope"].labels, context, claims, owners, model.vocabulary)
    bases = basis.settled(best["basis"].labels, context, claims)
    measures = measure.settled(best["measure"].labels, context, claims)
    parents = choose_parents(around, indicators, [one.measure for one in measures], model)
    certain = heads["claim"][claims, model.context.labels["claim"].index(CLAIM)]
    return [
        Claim(
            candidate=context.candidates[index],
            indicator=_chars(context, indicators[k].choice),
            qualifier=_chars(context, qualifiers[k].choice),
            category=best["category"].labels[k],
            measure=measures[k].measure,
            direction=measures[k].direction,
            basis=bases[k],
            status=Status(statuses[k]),
            scope=Scope(scopes[k]),
            parent=parents[k],
            certainty=(
                float(certain[k]),
                best["category"].probabilities[k],
                best["measure"].probabilities[k],
                best["status"].probabilities[k],
                indicators[k].alike,
            ),
        )
        for k, index in enumerate(claims)
    ]


def _best(probabilities: FloatArray, labels: tuple[str, ...]) -> Best:
    best = probabilities.argmax(axis=1)
    certain = [float(row[i]) for row, i in zip(probabilities, best, strict=True)]
    return Best([labels[i] for i in best], certain)


def _chars(context: Context, tokens: TokenSpan | None) -> CleanSpan | None:
    return None if tokens is None else context.chars(tokens)


def choose_indicators(around: Surroundings, model: Model) -> list[Choice[TokenSpan]]:
    """Indicator of each claim as a token span."""
    return model.indicator.probabilities(indicator.question(around))


def choose_qualifiers(
    around: Surroundings, indicators: Sequence[Choice[TokenSpan]], model: Model
) -> list[Choice[TokenSpan]]:
    """Qualifier of each claim as a token span; it never overlaps the claim's indicator."""
    named = [one.choice for one in indicators]
    found = model.qualifier.probabilities(qualifier.question(around, named))
    return qualifier.settled(found, around, named, model.vocabulary)


def named_probabilities(
    context: Context,
    words: Grouped,
    claims: Sequence[int],
    indicators: Sequence[Choice[TokenSpan]],
    qualifiers: Sequence[Choice[TokenSpan]],
    model: Model,
) -> Heads:
    """Arrays (claims, labels) of the heads that look at the spans; the category listens to the claims beside
    each."""
    chosen, owners = ([one.choice for one in choices] for choices in (indicators, qualifiers))
    windows = model.settings.windows
    states = None if model.encoder is None else states_of(context, claims, model.encoder, windows)
    spans = named_features(context, claims, (chosen, owners), states, windows)
    names = dict.fromkeys(name for head in NAMED for name in head.groups_of(model.encoder is not None))
    found = dict(model.named.probabilities(only(pick(words, claims) | spans, tuple(names))))
    found["category"] = category.smooth(found["category"], context, claims, chosen, model.settings.smoothing)
    return found


def named_features(
    context: Context,
    claims: Sequence[int],
    spans: tuple[Sequence[TokenSpan | None], Sequence[TokenSpan | None]],
    states: States | None,
    windows: Windows,
) -> Grouped:
    """What the spans of claims (indicators and qualifiers) add to what is known of them: their characters,
    their meaning, what an encoder makes of them where they stand; and the theme of the sentences beside."""
    names, owners = ([_chars(context, span) for span in own] for own in spans)
    found = category_features(context, claims, names, owners, windows.name)
    found |= meaning_features(context, claims, *spans, windows)
    found |= theme_features(context, claims, windows)
    return found if states is None else found | encoded_features(context, claims, spans, states, windows)


def choose_parents(
    around: Surroundings, indicators: Sequence[Choice[TokenSpan]], measures: Sequence[str], model: Model
) -> list[int | None]:
    """For each claim the index of its parent among the claims before it."""
    asked = parent.question(around, [one.choice for one in indicators], measures)
    found = [one.choice for one in model.parent.probabilities(asked)]
    return [None if choice is None else k - choice.back for k, choice in enumerate(found)]
