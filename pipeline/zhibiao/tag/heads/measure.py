"""What the number says of its indicator (level, growth, share …), and which way a change goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zhibiao.core.enums import Direction, Measure
from zhibiao.tag.context import Context
from zhibiao.tag.heads.learner import Head

_SIGN = ":"


class MeasureLabel(NamedTuple):
    """Measure and direction, which are learned as one label: growth:up."""

    measure: Measure
    direction: Direction = Direction.NONE

    def __str__(self) -> str:
        return self.measure + (_SIGN + self.direction if self.direction else "")

    @classmethod
    def of(cls, label: str) -> MeasureLabel:
        """From the label as learned."""
        measure, _, direction = label.partition(_SIGN)
        return cls(Measure(measure), Direction(direction))


HEAD = Head(
    "measure",
    groups=("quantity", "beside", "left", "right", "pair", "hints"),
    labels=frozenset(str(MeasureLabel(m, d)) for m in Measure for d in Direction),
)


def settled(labels: Sequence[str], context: Context, claims: Sequence[int]) -> list[MeasureLabel]:
    """The labels of claims, changed where layout is certain: what a change is measured against
    (比上年的3.31人减少0.67人) is no change itself."""
    found = [MeasureLabel.of(label) for label in labels]
    return [
        MeasureLabel(Measure.LEVEL) if context.frames[index].compared and one.direction else one
        for index, one in zip(claims, found, strict=True)
    ]
