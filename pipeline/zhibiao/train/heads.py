"""Lessons of the classifiers: rows of features, and the label of each."""

from __future__ import annotations

from collections.abc import Sequence

from zhibiao.core.enums import Direction, Measure
from zhibiao.corpus.annotation import Gold
from zhibiao.tag.features.groups import Grouped, pick, stack
from zhibiao.tag.heads.basis import YEAR
from zhibiao.tag.heads.linear import Lessons
from zhibiao.tag.heads.measure import MeasureLabel
from zhibiao.tag.manifest import CONTEXT, NAMED
from zhibiao.tag.settings import Windows
from zhibiao.tag.tagger import named_features
from zhibiao.train.dataset import Example, gold_spans, within_reach

Label = str | None


def context_lessons(examples: Sequence[Example]) -> Lessons:
    """Every number with whether it is a claim; of those that are, measure, basis and status."""
    golds = [one.gold.get(index) for one in examples for index in range(len(one.labels))]
    labels: dict[str, list[Label]] = {
        "claim": [label for one in examples for label in one.labels],
        "measure": [None if one is None else _measure(one) for one in golds],
        "basis": [None if one is None else _basis(one) for one in golds],
        "status": [None if one is None else one.status for one in golds],
    }
    rows = stack([one.words for one in examples])
    return Lessons(rows, {head.name: head.groups for head in CONTEXT}, labels)


def _measure(gold: Gold) -> str:
    return str(MeasureLabel(Measure(gold.measure), Direction(gold.direction)))


def _basis(gold: Gold) -> str:
    return YEAR if gold.basis.isdigit() else gold.basis


def named_lessons(examples: Sequence[Example], windows: Windows) -> Lessons:
    """Every claim with its gold spans, its category and scope."""
    parts: list[Grouped] = []
    labels: dict[str, list[Label]] = {"category": [], "scope": []}
    for one in examples:
        indicators, qualifiers = (within_reach(gold_spans(one, name)) for name in ("indicator", "qualifier"))
        spans = named_features(one.context, one.claims, (indicators, qualifiers), one.states, windows)
        parts.append(pick(one.words, one.claims) | spans)
        for name, column in labels.items():
            column += [getattr(one.gold[index], name) for index in one.claims]
    encoded = any(one.states is not None for one in examples)
    return Lessons(stack(parts), {head.name: head.groups_of(encoded) for head in NAMED}, labels)
