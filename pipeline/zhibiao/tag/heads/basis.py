"""What a change, growth or share is measured against."""

from __future__ import annotations

from collections.abc import Sequence

from zhibiao.core.enums import Basis
from zhibiao.tag.context import Context
from zhibiao.tag.heads.learner import Head

YEAR = "year"
"""The label of every basis that is a year; which one is read from the text."""

HEAD = Head(
    "basis",
    groups=("quantity", "beside", "left", "pair", "clause", "hints"),
    labels=frozenset({YEAR, *Basis}),
)


def settled(labels: Sequence[str], context: Context, claims: Sequence[int]) -> list[str]:
    """The labels of claims, changed where layout is certain: what a change is measured against
    (比上年的3.31人减少0.67人) is measured against nothing."""
    return ["" if context.frames[k].compared else label for k, label in zip(claims, labels, strict=True)]
