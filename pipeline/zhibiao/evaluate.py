"""Evaluate: a table's rows against annotated reports, part by part and as whole rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from zhibiao.corpus import Annotated, Gold
from zhibiao.extractor import rows_of
from zhibiao.tabulate import Row
from zhibiao.tag.model import Model
from zhibiao.types import Span

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
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*ATTRIBUTES, "row", "row_strict"), 0))
    marked: int = 0
    marked_right: int = 0

    def add(self, golds: Sequence[Gold], rows: Sequence[Row], raw: str) -> None:
        """Count one report."""
        pairs = match(golds, rows)
        self.gold, self.rows, self.matched = self.gold + len(golds), self.rows + len(rows), self.matched + len(pairs)
        for index, gold in enumerate(golds):
            special = any(getattr(gold, name) != value for name, value in MARKS.items())
            self.marked += special
            if index not in pairs:
                continue
            ok = compare(gold, rows[pairs[index]], raw)
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
        scores.add(annotated.claims, rows_of(annotated.report, model), annotated.report.text)
    return scores.figures()


def match(golds: Sequence[Gold], rows: Sequence[Row]) -> dict[int, int]:
    """Gold claim → row, one to one, where their quantities share at least half of their characters; the best overlap first."""
    pairs = []
    for i, gold in enumerate(golds):
        for j, row in enumerate(rows):
            if row.start >= gold.span.end or row.end <= gold.span.start:
                continue
            shared = min(row.end, gold.span.end) - max(row.start, gold.span.start)
            share = shared / (max(row.end, gold.span.end) - min(row.start, gold.span.start))
            if share >= 0.5:
                pairs.append((-share, i, j))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(pairs):
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return found


def compare(gold: Gold, row: Row, raw: str) -> dict[str, bool]:
    """Which attributes of a row are right. 4 万亩 and 40000 亩 are the same statement."""
    scale, unit = _plain(gold.unit)
    own_scale, own_unit = _plain(row.unit)
    ok = {name: getattr(gold, name) == getattr(row, name) for name in ("category", "measure", "bound", "status", "direction", "period", "basis", "scope")}
    ok["domain"] = gold.category.partition(".")[0] == row.domain
    ok["unit"] = unit == own_unit
    ok["value"] = _close(gold.value, scale, row.value, own_scale) and _close(gold.value_high, scale, row.value_high, own_scale)
    ok["indicator"] = overlap(raw, gold.indicator, _pair(row.indicator_start, row.indicator_end)) >= _OVERLAP
    ok["qualifier"] = overlap(raw, gold.qualifier, _pair(row.qualifier_start, row.qualifier_end)) >= _OVERLAP
    return ok


def _plain(unit: str) -> tuple[float, str]:
    scales = {"万": 1e4, "亿": 1e8}
    return (scales[unit[0]], unit[1:]) if len(unit) > 1 and unit[0] in scales else (1.0, unit)


def _close(one: float | None, scale: float, other: float | None, other_scale: float) -> bool:
    if one is None or other is None:
        return one is other
    a, b = one * scale, other * other_scale
    return a == b or (abs(a - b) <= _TOLERANCE * max(abs(a), abs(b)) and (abs(a) < 1 or abs(a - b) < 0.005))


def _pair(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def overlap(raw: str, one: Span | None, other: Span | None) -> float:
    """F1 of the characters of two spans, blanks not counted; 1 if both are empty."""
    ink: Callable[[Span | None], set[int]] = lambda span: {i for i in range(*span) if not raw[i].isspace()} if span else set()  # noqa: E731
    a, b = ink(one), ink(other)
    return 1.0 if not a and not b else 2 * len(a & b) / (len(a) + len(b))
