"""Scores: a table's rows against annotated reports, part by part, as whole rows, and what their confidence is
worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from zhibiao.core.spans import RawSpan
from zhibiao.corpus.annotation import Annotated, Gold
from zhibiao.evaluate.match import ATTRIBUTES
from zhibiao.evaluate.verdicts import MARKS, Judged, Verdict, judge, verdicts_of
from zhibiao.run.pipeline import process
from zhibiao.table.columns import Row
from zhibiao.tag.model import Model

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Confidences whose worth is told."""
_BINS = 10
_RIGHT = (*ATTRIBUTES, "parent", "canonical", "row", "row_strict")
COUNTS = ("gold", "rows", "matched", "special", "special_right", "named", *_RIGHT)
"""What is counted: claims of gold, rows, pairs of both; of the pairs, how many are right in each respect.
`named` are claims whose canonical name is annotated."""


@dataclass
class Scores:
    """Counts of an evaluation. A gold claim that no row matches is wrong in every attribute."""

    counts: dict[str, float] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    trusted: list[tuple[float, bool]] = field(default_factory=list)
    """Confidence of each row, and whether the row is right."""

    def add(self, annotated: Annotated, found: Sequence[Gold], confidence: Sequence[float] = ()) -> None:
        """Count one report; `found` are its rows in the order of the text, `confidence` theirs if they have
        any."""
        self.count(judge(annotated, found, confidence).verdicts)

    def count(self, verdicts: Iterable[Verdict]) -> None:
        """Count verdicts."""
        for one in verdicts:
            self.counts["gold"] += one.gold is not None
            self.counts["rows"] += one.found is not None
            self.counts["matched"] += bool(one.ok)
            self.counts["special"] += one.special
            self.counts["special_right"] += one.special and all(one.ok.get(name) for name in MARKS)
            self.counts["named"] += one.named
            for name in _RIGHT:
                self.counts[name] += one.ok.get(name, False)
            if one.confidence is not None:
                self.trusted.append((one.confidence, one.ok.get("row", False)))

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1 of claims; shares of gold that are right; F1 of whole rows; worth of the
        confidence."""
        of = self.counts
        both = max(1, of["gold"] + of["rows"])
        shares = {name: of[name] / max(1, of["gold"]) for name in (*ATTRIBUTES, "parent")}
        if of["named"]:
            shares["canonical"] = of["canonical"] / of["named"]
        return {
            "claims": float(of["gold"]),
            "claim_p": of["matched"] / max(1, of["rows"]),
            "claim_r": of["matched"] / max(1, of["gold"]),
            "claim_f1": 2 * of["matched"] / both,
            **shares,
            "marked": of["special_right"] / max(1, of["special"]),
            "row_f1": 2 * of["row"] / both,
            "row_strict": 2 * of["row_strict"] / both,
            **calibration(self.trusted),
        }


def scores_of(verdicts: Iterable[Verdict]) -> Scores:
    """Counts of some verdicts."""
    scores = Scores()
    scores.count(verdicts)
    return scores


def calibration(trusted: Sequence[tuple[float, bool]]) -> dict[str, float]:
    """From confidence and whether the row was right: `ece` (expected calibration error, ten equal bins),
    `brier` (mean squared error), both better when lower, and `sure_half` (share right among the more
    confident half). Empty where nothing is given."""
    if not trusted:
        return {}
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for one in trusted:
        bins[min(int(one[0] * _BINS), _BINS - 1)].append(one)
    error = 0.0
    for inside in bins:
        error += abs(sum(sure for sure, _ in inside) - sum(right for _, right in inside))
    half = sorted(trusted, key=lambda one: -one[0])[: (len(trusted) + 1) // 2]
    return {
        "ece": error / len(trusted),
        "brier": sum((sure - right) ** 2 for sure, right in trusted) / len(trusted),
        "sure_half": sum(right for _, right in half) / len(half),
    }


class Worth(NamedTuple):
    """What asking for a least confidence is worth: the share of the rows that stays, and the share of those
    that are right."""

    threshold: float
    kept: float
    right: float


def worth(trusted: Sequence[tuple[float, bool]]) -> list[Worth]:
    """Worth of each of `THRESHOLDS`, from confidence and whether the row was right; a threshold that no row
    reaches is left out, as nothing is known of it."""
    found = []
    for threshold in THRESHOLDS:
        kept = [right for sure, right in trusted if sure >= threshold]
        if kept:
            found.append(Worth(threshold, len(kept) / len(trusted), sum(kept) / len(kept)))
    return found


def judge_all(reports: Sequence[Annotated], model: Model) -> list[Judged]:
    """Verdicts on what a model finds in annotated reports."""
    judged = []
    for annotated in reports:
        rows = process(annotated.document, annotated.about, model).rows
        judged.append(judge(annotated, claims_of(rows), [row.confidence for row in rows]))
    return judged


def evaluate(reports: Sequence[Annotated], model: Model) -> dict[str, float]:
    """Figures of a model on annotated reports."""
    return scores_of(verdicts_of(judge_all(reports, model))).figures()


def agreement(first: Sequence[Annotated], second: Sequence[Annotated]) -> dict[str, float]:
    """Figures of two annotations of the same reports, the first taken as gold; a report is known by its
    text."""
    others = {annotated.document.sha256: annotated for annotated in second}
    scores = Scores()
    for annotated in first:
        other = others.get(annotated.document.sha256)
        if other is not None:
            scores.add(annotated, other.claims)
    return scores.figures()


def claims_of(rows: Sequence[Row]) -> list[Gold]:
    """The rows of one report as annotations, parents as indices."""
    places = {row.claim_id: index for index, row in enumerate(rows)}
    return [replace(claim_of(row), parent=places.get(row.parent_id)) for row in rows]


def claim_of(row: Row) -> Gold:
    """A row of the table as an annotation without its parent."""
    return Gold(
        RawSpan(row.start, row.end),
        _pair(row.indicator_start, row.indicator_end),
        _pair(row.qualifier_start, row.qualifier_end),
        row.category,
        row.value,
        row.value_high,
        row.unit,
        measure=row.measure,
        bound=row.bound,
        direction=row.direction,
        basis=row.basis,
        status=row.status,
        scope=row.scope,
        period=row.period,
        canonical=row.canonical,
    )


def _pair(start: int | None, end: int | None) -> RawSpan | None:
    return None if start is None or end is None else RawSpan(start, end)
