"""Claims as the tagger would give them, made by hand: for tests without a model of what comes behind it."""

from __future__ import annotations

from zhibiao.core.enums import Direction, Measure, Scope, Status
from zhibiao.core.spans import CleanSpan
from zhibiao.core.types import Claim, CleanText, Document
from zhibiao.core.vocabulary import base
from zhibiao.propose import propose
from zhibiao.text import clean


def cleaned(text: str) -> CleanText:
    """Cleaned text of a cell of a table of cases, where \\n and \\t are written out."""
    return clean(Document("", text.replace("\\n", "\n").replace("\\t", "\t")))


def claim(
    text: CleanText,
    quantity: str,
    *,
    indicator: str = "",
    qualifier: str = "",
    category: str = "other.other",
    measure: str = "level",
    direction: str = "",
    basis: str = "",
    status: str = "actual",
    parent: int | None = None,
    certainty: tuple[float, ...] = (1.0,) * 5,
) -> Claim:
    """Claim of the first quantity so written."""
    candidate = next(one for one in propose(text, base()) if one.quantity.text == quantity)
    return Claim(
        candidate, span(text, indicator), span(text, qualifier), category, Measure(measure),
        Direction(direction), basis, Status(status), Scope.TOWNSHIP, parent, certainty,
    )  # fmt: skip


def span(text: CleanText, words: str) -> CleanSpan | None:
    """Where words stand first, None for none."""
    return CleanSpan(text.text.index(words), text.text.index(words) + len(words)) if words else None
