"""Evaluate: a table's rows against annotated reports, part by part and as whole rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhibiao.core.spans import RawSpan
from zhibiao.corpus.format import Annotated, Gold
from zhibiao.run.pipeline import process
from zhibiao.table.columns import Row
from zhibiao.tag.model import Model

ATTRIBUTES = (
    "value", "unit", "category", "domain", "measure", "bound", "status", "direction", "indicator", "qualifier", "period", "basis", "scope",
)  # fmt: skip
ROW = ("value", "unit", "category", "measure", "bound", "status", "direction", "indicator")
STRICT = (*ROW, "period", "qualifier", "basis", "scope")
MARKS = {"measure": "level", "bound": "exact", "status": "actual", "direction": ""}
_OVERLAP = 0.6
_TOLERANCE = 1e-4


@dataclass
class Scores:
    """Counts of an evaluation. A gold claim that no row matches is wrong in every attribute."""

    gold: int = 0
    rows: int = 0
    matched: int = 0
    right: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys((*ATTRIBUTES, "row", "row_strict"), 0)
    )
    marked: int = 0
    marked_right: int = 0

    def add(self, golds: Sequence[Gold], found: Sequence[Gold], raw: str) -> None:
        """Count one report."""
        pairs = match(golds, found)
        self.gold, self.rows, self.matched = (
            self.gold + len(golds),
            self.rows + len(found),
            self.matched + len(pairs),
        )
        for index, gold in enumerate(golds):
            special = any(getattr(gold, name) != value for name, value in MARKS.items())
            self.marked += special
            if index not in pairs:
                continue
            ok = compare(gold, found[pairs[index]], raw)
            self.marked_right += special and all(ok[name] for name in MARKS)
            for name in ATTRIBUTES:
                self.right[name] += ok[name]
            self.right["row"] += all(ok[name] for name in ROW)
            self.right["row_strict"] += all(ok[name] for name in STRICT)

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1 of claims, shares of gold that are right, F1 of whole rows."""
        both = max(1, self.gold + self.rows)
        shares = {name: self.right[name] / max(1, self.gold) for name in ATTRIBUTES}
        return {
            "claims": float(self.gold),
            "claim_p": self.matched / max(1, self.rows),
            "claim_r": self.matched / max(1, self.gold),
            "claim_f1": 2 * self.matched / both,
            **shares,
            "marked": self.marked_right / max(1, self.marked),
            "row_f1": 2 * self.right["row"] / both,
            "row_strict": 2 * self.right["row_strict"] / both,
        }


def evaluate(reports: Sequence[Annotated], model: Model) -> dict[str, float]:
    """Figures of a model on annotated reports."""
    scores = Scores()
    for annotated in reports:
        scores.add(
            annotated.claims,
            [claim_of(row) for row in process(annotated.document, annotated.about, model).rows],
            annotated.document.text,
        )
    return scores.figures()


def agreement(first: Sequence[Annotated], second: Sequence[Annotated]) -> dict[str, float]:
    """Figures of two annotations of the same reports, the first taken as gold; a report is known by its text."""
    others = {annotated.document.sha256: annotated for annotated in second}
    scores = Scores()
    for annotated in first:
        other = others.get(annotated.document.sha256)
        if other is not None:
            scores.add(annotated.claims, other.claims, annotated.document.text)
    return scores.figures()


def claim_of(row: Row) -> Gold:
    """A row of the table as an annotation."""
    names = (
        "category",
        "value",
        "value_high",
        "unit",
        "measure",
        "bound",
        "direction",
        "basis",
        "status",
        "scope",
        "period",
    )
    fields = {name: getattr(row, name) for name in names}
    indicator, qualifier = (
        _pair(row.indicator_start, row.indicator_end),
        _pair(row.qualifier_start, row.qualifier_end),
    )
    return Gold(RawSpan(row.start, row.end), indicator, qualifier, **fields)


def match(golds: Sequence[Gold], found: Sequence[Gold]) -> dict[int, int]:
    """Gold claim → claim found, one to one, where their quantities share at least half of their characters; the best overlap first."""
    pairs = []
    for i, gold in enumerate(golds):
        for j, other in enumerate(found):
            shared = min(other.span.end, gold.span.end) - max(other.span.start, gold.span.start)
            if shared > 0 and 2 * shared >= (
                whole := max(other.span.end, gold.span.end) - min(other.span.start, gold.span.start)
            ):
                pairs.append((-shared / whole, i, j))
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(pairs):
        if i not in matched and j not in taken:
            matched[i] = j
            taken.add(j)
    return matched


def compare(gold: Gold, other: Gold, raw: str) -> dict[str, bool]:
    """Which attributes of a claim are right. 4 万亩 and 40000 亩 are the same statement."""
    scale, unit = _plain(gold.unit)
    own_scale, own_unit = _plain(other.unit)
    ok = {
        name: getattr(gold, name) == getattr(other, name)
        for name in ("category", "measure", "bound", "status", "direction", "period", "basis", "scope")
    }
    ok["domain"] = gold.category.partition(".")[0] == other.category.partition(".")[0]
    ok["unit"] = unit == own_unit
    ok["value"] = _close(gold.value, scale, other.value, own_scale) and _close(
        gold.value_high, scale, other.value_high, own_scale
    )
    ok["indicator"] = overlap(raw, gold.indicator, other.indicator) >= _OVERLAP
    ok["qualifier"] = overlap(raw, gold.qualifier, other.qualifier) >= _OVERLAP
    return ok


def _plain(unit: str) -> tuple[float, str]:
    scales = {"万": 1e4, "亿": 1e8}
    return (scales[unit[0]], unit[1:]) if len(unit) > 1 and unit[0] in scales else (1.0, unit)


def _close(one: float | None, scale: float, other: float | None, other_scale: float) -> bool:
    if one is None or other is None:
        return one is other
    a, b = one * scale, other * other_scale
    return a == b or (abs(a - b) <= _TOLERANCE * max(abs(a), abs(b)) and (abs(a) < 1 or abs(a - b) < 0.005))


def _pair(start: int | None, end: int | None) -> RawSpan | None:
    return None if start is None or end is None else RawSpan(start, end)


def overlap(raw: str, one: RawSpan | None, other: RawSpan | None) -> float:
    """F1 of the characters of two spans, blanks not counted; 1 if both are empty."""
    a, b = _ink(raw, one), _ink(raw, other)
    return 1.0 if not a and not b else 2 * len(a & b) / (len(a) + len(b))


def _ink(raw: str, span: RawSpan | None) -> set[int]:
    return set() if span is None else {i for i in range(*span) if not raw[i].isspace()}
