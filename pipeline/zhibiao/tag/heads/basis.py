"""What a change, growth or share is measured against."""

from __future__ import annotations

from zhibiao.core.enums import Basis
from zhibiao.tag.heads.learner import Head

YEAR = "year"
"""The label of every basis that is a year; which one is read from the text."""

HEAD = Head(
    "basis",
    groups=("quantity", "beside", "left", "pair", "clause", "hints"),
    labels=frozenset({YEAR, *Basis}),
)
