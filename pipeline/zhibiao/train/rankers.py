"""Lessons of the rankers: the choices of each claim, and the right one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhibiao.tag.heads import indicator, parent, qualifier
from zhibiao.tag.heads.likelihood import Lesson
from zhibiao.tag.heads.parent import ParentChoice
from zhibiao.tag.heads.ranker import Question
from zhibiao.tag.settings import Windows
from zhibiao.tag.spans.surroundings import surroundings
from zhibiao.train.dataset import Example, gold_spans, within_reach


def indicator_lesson(one: Example, windows: Windows) -> Lesson:
    """Indicators, chosen when those before are right."""
    asked = indicator.question(surroundings(one.context, one.claims, windows))
    return _lesson(asked, gold_spans(one, "indicator"))


def qualifier_lesson(one: Example, windows: Windows) -> Lesson:
    """Qualifiers beside the gold indicators."""
    around = surroundings(one.context, one.claims, windows)
    asked = qualifier.question(around, within_reach(gold_spans(one, "indicator")))
    return _lesson(asked, gold_spans(one, "qualifier"))


def parent_lesson(one: Example, windows: Windows) -> Lesson:
    """Parents; one that is no claim of the report's candidates counts as none."""
    around = surroundings(one.context, one.claims, windows)
    measures = [one.gold[index].measure for index in one.claims]
    asked = parent.question(around, within_reach(gold_spans(one, "indicator")), measures)
    numbers = {id(one.gold[index]): k for k, index in enumerate(one.claims)}
    owners = [numbers.get(id(one.parents[index])) for index in one.claims]
    right = [None if owner is None else ParentChoice(k - owner) for k, owner in enumerate(owners)]
    return _lesson(asked, right)


def _lesson(asked: Question[Any], right: Sequence[Any]) -> Lesson:
    chosen = within_reach(right)
    options = [
        [
            (option.choice, asked.around.features(option.blocks) + option.own)
            for option in asked.options(k, chosen)
        ]
        for k in range(len(right))
    ]
    return Lesson(asked.spans, options, right)
