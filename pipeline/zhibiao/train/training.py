"""Training: from annotated reports to a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhibiao.corpus import Annotated
from zhibiao.tag.features import Grouped, category_features
from zhibiao.tag.lattice import lattice
from zhibiao.tag.model import Model
from zhibiao.tag.options import indicator_options, parent_options, qualifier_options
from zhibiao.tag.ranker import Option
from zhibiao.train.dataset import Example, clean_span, example, token_span
from zhibiao.train.heads import fit_heads
from zhibiao.train.rankers import Lesson, fit_ranker
from zhibiao.types import Span

_YEAR_BASIS = "year"


@dataclass(frozen=True)
class Settings:
    """What a training can be told. `strength` is scikit-learn's C, `penalty` the L2 penalty of the rankers."""

    strength: dict[str, float] = field(
        default_factory=lambda: {"claim": 20.0, "measure": 20.0, "basis": 20.0, "status": 10.0, "scope": 10.0, "category": 30.0}
    )
    minimum: int = 2
    penalty: float = 1.0
    iterations: int = 80


def train(reports: Sequence[Annotated], name: str, settings: Settings | None = None) -> Model:
    """Train every part of the tagger on annotated reports. No randomness: the same corpus gives the same model."""
    settings = settings or Settings()
    return fit([example(report) for report in reports], name, settings)


def fit(examples: Sequence[Example], name: str, settings: Settings) -> Model:
    context = fit_heads(
        [row for one in examples for row in one.words], _context_labels(examples), strength=settings.strength, minimum=settings.minimum
    )
    rows, categories = _category_rows(examples)
    category = fit_heads(rows, {"category": categories}, strength=settings.strength, minimum=settings.minimum)
    tuning = {"penalty": settings.penalty, "iterations": settings.iterations}
    return Model(
        name=name,
        context=context,
        category=category,
        indicator=fit_ranker([indicator_lesson(one) for one in examples if one.claims], **tuning),  # type: ignore[arg-type]
        qualifier=fit_ranker([qualifier_lesson(one) for one in examples if one.claims], **tuning),  # type: ignore[arg-type]
        parent=fit_ranker([parent_lesson(one) for one in examples if one.claims], **tuning),  # type: ignore[arg-type]
        calibration={},
    )


def _context_labels(examples: Sequence[Example]) -> dict[str, list[str | None]]:
    labels: dict[str, list[str | None]] = {name: [] for name in ("claim", "measure", "basis", "status", "scope")}
    for one in examples:
        for index, label in enumerate(one.labels):
            gold = one.gold.get(index)
            labels["claim"].append(label)
            labels["measure"].append(gold and (f"{gold.measure}:{gold.direction}" if gold.direction else gold.measure))
            labels["basis"].append(gold and (_YEAR_BASIS if gold.basis.isdigit() else gold.basis))
            labels["status"].append(gold and gold.status)
            labels["scope"].append(gold and gold.scope)
    return labels


def _category_rows(examples: Sequence[Example]) -> tuple[list[Grouped], list[str | None]]:
    rows: list[Grouped] = []
    categories: list[str | None] = []
    for one in examples:
        for index in one.claims:
            gold = one.gold[index]
            spans = [None if raw is None else clean_span(one.context.clean, raw) for raw in (gold.indicator, gold.qualifier)]
            rows.append(one.words[index] | category_features(one.context, index, *spans))
            categories.append(gold.category)
    return rows, categories


def gold_spans(one: Example, name: str) -> list[Span | None]:
    """Indicator or qualifier of each claim as a token span."""
    return [token_span(one.context, getattr(one.gold[index], name)) for index in one.claims]


def indicator_lesson(one: Example) -> Lesson:
    right = gold_spans(one, "indicator")
    options = [indicator_options(one.context, one.claims, k, right) for k in range(len(right))]
    return Lesson(lattice(one.context, one.claims), options, right)


def qualifier_lesson(one: Example) -> Lesson:
    own, right = gold_spans(one, "indicator"), gold_spans(one, "qualifier")
    options = [qualifier_options(one.context, one.claims, k, right, own) for k in range(len(right))]
    return Lesson(lattice(one.context, one.claims, own), options, right)


def parent_lesson(one: Example) -> Lesson:
    """A parent is the n-th option; it is written as the span (n, n + 1), none as no span."""
    own = gold_spans(one, "indicator")
    measures = [one.gold[index].measure for index in one.claims]
    owners = {id(one.gold[index]): k for k, index in enumerate(one.claims)}
    options, right = [], []
    for k, index in enumerate(one.claims):
        rows = parent_options(one.context, one.claims, k, own, measures)
        options.append([Option(Span(n, n + 1) if n else None, row) for n, row in enumerate(rows)])
        parent = one.parents[index]
        back = k - owners[id(parent)] if parent is not None and id(parent) in owners else 0
        right.append(Span(back, back + 1) if back else None)
    return Lesson(None, options, right)
