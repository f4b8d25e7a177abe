"""Training: from annotated reports to a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from zhibiao.core.spans import CleanSpan, RawSpan, TokenSpan
from zhibiao.core.vocabulary import base
from zhibiao.corpus.format import Annotated
from zhibiao.evaluate.scores import evaluate
from zhibiao.tag.features.context import Grouped, category_features, pick
from zhibiao.tag.heads.ranker import Option, Ranker
from zhibiao.tag.model import Model
from zhibiao.tag.spans.lattice import lattice
from zhibiao.tag.spans.options import (
    Surroundings,
    indicator_options,
    parent_options,
    qualifier_options,
    surroundings,
)
from zhibiao.train.calibration import calibrate
from zhibiao.train.dataset import Example, clean_span, example, token_span
from zhibiao.train.heads import fit_heads, stack
from zhibiao.train.rankers import Lesson, fit_ranker

DRILL = "例句"
"""Genre of files that hold single sentences, not reports."""
_YEAR_BASIS = "year"
_FOLD = 5


@dataclass(frozen=True)
class Settings:
    """What a training can be told. `strength` is scikit-learn's C, `penalty` the L2 penalty of the rankers."""

    strength: dict[str, float] = field(
        default_factory=lambda: {
            "claim": 3.0,
            "measure": 15.0,
            "basis": 5.0,
            "status": 3.0,
            "scope": 5.0,
            "category": 1.0,
        }
    )
    minimum: int = 2
    penalty: float = 4.0
    iterations: int = 60


class Trained(NamedTuple):
    """A model of the whole corpus, and the figures of its twin that never saw every fifth report, on those reports."""

    model: Model
    figures: dict[str, float]


def train(reports: Sequence[Annotated], name: str, settings: Settings | None = None) -> Trained:
    """Train every part of the tagger on annotated reports. No randomness: the same corpus gives the same model.

    Confidence is calibrated, and the figures are measured, on reports held out of a first training; the model returned has seen all.
    """
    settings = settings or Settings()
    examples = [one for one in map(example, reports) if one.claims]
    held, kept = _held_out(reports, examples)
    calibration: dict[str, float] = {}
    figures: dict[str, float] = {}
    if held and kept:
        twin = fit(kept, name, settings)
        calibration = calibrate(twin, held)
        figures = evaluate(held, twin)
    return Trained(replace(fit(examples, name, settings), calibration=calibration), figures)


def _held_out(
    reports: Sequence[Annotated], examples: Sequence[Example]
) -> tuple[list[Annotated], list[Example]]:
    """Every fifth whole report (drill sentences are none), and the examples without them."""
    whole = [report for report in reports if report.genre != DRILL]
    held = whole[_FOLD - 1 :: _FOLD]
    names = {report.document.sha256 for report in held}
    return held, [one for one in examples if one.sha256 not in names]


def fit(examples: Sequence[Example], name: str, settings: Settings) -> Model:
    """Train on reports that have been walked up to the tagger; each holds at least one claim."""
    words = stack([one.words for one in examples])
    rows, categories = category_rows(examples)

    def ranker(lesson: Callable[[Example], Lesson]) -> Ranker:
        return fit_ranker(
            [lesson(one) for one in examples], penalty=settings.penalty, iterations=settings.iterations
        )

    return Model(
        name=name,
        context=fit_heads(
            words, _context_labels(examples), strength=settings.strength, minimum=settings.minimum
        ),
        category=fit_heads(
            rows, {"category": categories}, strength=settings.strength, minimum=settings.minimum
        ),
        indicator=ranker(indicator_lesson),
        qualifier=ranker(qualifier_lesson),
        parent=ranker(parent_lesson),
        calibration={},
        vocabulary=base(),
    )


def _context_labels(examples: Sequence[Example]) -> dict[str, list[str | None]]:
    labels: dict[str, list[str | None]] = {
        name: [] for name in ("claim", "measure", "basis", "status", "scope")
    }
    for one in examples:
        labels["claim"] += one.labels
        for gold in (one.gold.get(index) for index in range(len(one.labels))):
            labels["measure"].append(
                None
                if gold is None
                else f"{gold.measure}:{gold.direction}"
                if gold.direction
                else gold.measure
            )
            labels["basis"].append(
                None if gold is None else _YEAR_BASIS if gold.basis.isdigit() else gold.basis
            )
            labels["status"].append(None if gold is None else gold.status)
            labels["scope"].append(None if gold is None else gold.scope)
    return labels


def category_rows(examples: Sequence[Example]) -> tuple[Grouped, list[str | None]]:
    """Features and category of every claim, with its gold spans."""
    parts: list[Grouped] = []
    categories: list[str | None] = []
    for one in examples:
        spans = [
            [_clean(one, getattr(one.gold[index], name)) for index in one.claims]
            for name in ("indicator", "qualifier")
        ]
        parts.append(pick(one.words, one.claims) | category_features(one.context, one.claims, *spans))
        categories += [one.gold[index].category for index in one.claims]
    return stack(parts), categories


def _clean(one: Example, raw: RawSpan | None) -> CleanSpan | None:
    return None if raw is None else clean_span(one.context.clean, raw)


def gold_spans(one: Example, name: str) -> list[TokenSpan | None]:
    """Indicator or qualifier of each claim as a token span."""
    return [token_span(one.context, getattr(one.gold[index], name)) for index in one.claims]


def indicator_lesson(one: Example) -> Lesson:
    right = gold_spans(one, "indicator")
    around = surroundings(one.context, one.claims)
    options = [indicator_options(around, k, right) for k in range(len(right))]
    return Lesson(lattice(one.context, one.claims), _choices(around, options), right)


def qualifier_lesson(one: Example) -> Lesson:
    own, right = gold_spans(one, "indicator"), gold_spans(one, "qualifier")
    around = surroundings(one.context, one.claims)
    options = [qualifier_options(around, k, right, own) for k in range(len(right))]
    return Lesson(lattice(one.context, one.claims, own), _choices(around, options), right)


def parent_lesson(one: Example) -> Lesson:
    """A parent n claims before is written as the span (n, n + 1), none as no span."""
    own = gold_spans(one, "indicator")
    measures = [one.gold[index].measure for index in one.claims]
    owners = {id(one.gold[index]): k for k, index in enumerate(one.claims)}
    around = surroundings(one.context, one.claims)
    options, right = [], []
    for k, index in enumerate(one.claims):
        options.append(parent_options(around, k, own, measures))
        parent = one.parents[index]
        back = k - owners[id(parent)] if parent is not None and id(parent) in owners else 0
        right.append(TokenSpan(back, back + 1) if back else None)
    return Lesson(None, _choices(around, options), right)


def _choices(
    around: Surroundings, options: list[list[Option]]
) -> list[list[tuple[TokenSpan | None, list[int]]]]:
    return [[(option.span, around.features(option)) for option in choices] for choices in options]
