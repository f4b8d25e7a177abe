"""Examining: everything that is measured of a model on annotated reports, as one object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from zhibiao.core.types import About
from zhibiao.corpus.annotation import Annotated
from zhibiao.evaluate.bootstrap import Interval, intervals
from zhibiao.evaluate.scores import judge_all, scores_of
from zhibiao.evaluate.verdicts import Judged, units, verdicts_of
from zhibiao.resolve.about import about_of
from zhibiao.tag.model import Model


@dataclass(frozen=True)
class Evaluation:
    """Figures with their intervals, the verdicts they come from, and the names of the reports among those
    scored that the model was trained on: figures on them flatter."""

    figures: Mapping[str, float]
    intervals: Mapping[str, Interval]
    judged: tuple[Judged, ...]
    seen: tuple[str, ...]


def examine(reports: Sequence[Annotated], model: Model) -> Evaluation:
    """A model against annotated reports."""
    judged = judged_by(reports, model)
    figures = scores_of(verdicts_of(judged)).figures()
    seen = tuple(one.document.source for one in reports if model.manifest.trained_on(one.document.sha256))
    return Evaluation(figures, intervals(units(judged)), tuple(judged), seen)


def judged_by(reports: Sequence[Annotated], model: Model) -> list[Judged]:
    """Verdicts on a model; of a report whose gold does not say place and year they are read from its text, as
    an extraction would."""
    return judge_all([_described(report, model) for report in reports], model)


def _described(report: Annotated, model: Model) -> Annotated:
    if report.about != About():
        return report
    return replace(report, about=about_of(report.document, vocabulary=model.vocabulary))
