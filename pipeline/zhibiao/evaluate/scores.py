"""Scores: a table's rows against annotated reports, part by part, as whole rows, and what their confidence is
worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from zhibiao.core.spans import RawSpan
from zhibiao.corpus.annotation import Annotated, Gold
from zhibiao.evaluate.match import ATTRIBUTES, ROW, STRICT, compare, match
from zhibiao.run.pipeline import process
from zhibiao.table.columns import Row
from zhibiao.tag.model import Model

MARKS = {"measure": "level", "bound": "exact", "status": "actual", "direction": ""}
_BINS = 10
_COUNTED = (*ATTRIBUTES, "parent", "canonical", "row", "row_strict")


@dataclass
class Scores:
    """Counts of an evaluation. A gold claim that no row matches is wrong in every attribute."""

    gold: int = 0
    rows: int = 0
    matched: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTED, 0))
    marked: int = 0
    marked_right: int = 0
    named: int = 0
    """Gold claims of reports whose canonical names are annotated."""
    trusted: list[tuple[float, bool]] = field(default_factory=list)
    """Confidence of each row, and whether the row is right."""

    def add(self, annotated: Annotated, found: Sequence[Gold], confidence: Sequence[float] = ()) -> None:
        """Count one report; `found` are its rows in the order of the text, `confidence` theirs if they have
        any."""
        wanted, raw = annotated.claims, annotated.document.text
        pairs = match(wanted, found, raw)
        right_rows = set()
        self.gold += len(wanted)
        self.rows += len(found)
        self.matched += len(pairs)
        self.named += len(wanted) if annotated.canonical else 0
        for i, gold in enumerate(wanted):
            special = any(getattr(gold, name) != value for name, value in MARKS.items())
            self.marked += special
            if i not in pairs:
                continue
            other = found[pairs[i]]
            ok = compare(gold, other, raw) | {
                "parent": _same_parent(gold, other, pairs),
                "canonical": annotated.canonical and gold.canonical == other.canonical,
            }
            ok |= {"row": all(ok[name] for name in ROW), "row_strict": all(ok[name] for name in STRICT)}
            self.marked_right += special and all(ok[name] for name in MARKS)
            for name in _COUNTED:
                self.right[name] += ok[name]
            if ok["row"]:
                right_rows.add(pairs[i])
        self.trusted += [(sure, j in right_rows) for j, sure in enumerate(confidence)]

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1 of claims; shares of gold that are right; F1 of whole rows; worth of the
        confidence."""
        both = max(1, self.gold + self.rows)
        shares = {name: self.right[name] / max(1, self.gold) for name in (*ATTRIBUTES, "parent")}
        if self.named:
            shares["canonical"] = self.right["canonical"] / self.named
        return {
            "claims": float(self.gold),
            "claim_p": self.matched / max(1, self.rows),
            "claim_r": self.matched / max(1, self.gold),
            "claim_f1": 2 * self.matched / both,
            **shares,
            "marked": self.marked_right / max(1, self.marked),
            "row_f1": 2 * self.right["row"] / both,
            "row_strict": 2 * self.right["row_strict"] / both,
            **calibration(self.trusted),
        }


def _same_parent(gold: Gold, other: Gold, pairs: dict[int, int]) -> bool:
    if gold.parent is None or other.parent is None:
        return gold.parent is other.parent
    return pairs.get(gold.parent) == other.parent


def calibration(trusted: Sequence[tuple[float, bool]]) -> dict[str, float]:
    """From confidence and whether the row was right: `ece` (expected calibration error, ten equal bins),
    `brier` (mean squared error), both better when lower, and `sure_half` (share right among the more
    confident half). Empty where nothing is given."""
    if not trusted:
        return {}
    error = 0.0
    for k in range(_BINS):
        inside = [one for one in trusted if min(int(one[0] * _BINS), _BINS - 1) == k]
        error += abs(sum(sure for sure, _ in inside) - sum(right for _, right in inside))
    half = sorted(trusted, key=lambda one: -one[0])[: (len(trusted) + 1) // 2]
    return {
        "ece": error / len(trusted),
        "brier": sum((sure - right) ** 2 for sure, right in trusted) / len(trusted),
        "sure_half": sum(right for _, right in half) / len(half),
    }


class Evaluation(NamedTuple):
    """Figures, and the names of the reports among those scored that the model was trained on: figures on them
    flatter."""

    figures: dict[str, float]
    seen: tuple[str, ...]


def examine(reports: Sequence[Annotated], model: Model) -> Evaluation:
    """Figures of a model on annotated reports, and which of them it has learned from."""
    seen = tuple(one.document.source for one in reports if model.manifest.trained_on(one.document.sha256))
    return Evaluation(evaluate(reports, model), seen)


def evaluate(reports: Sequence[Annotated], model: Model) -> dict[str, float]:
    """Figures of a model on annotated reports."""
    scores = Scores()
    for annotated in reports:
        rows = process(annotated.document, annotated.about, model).rows
        scores.add(annotated, claims_of(rows), [row.confidence for row in rows])
    return scores.figures()


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
