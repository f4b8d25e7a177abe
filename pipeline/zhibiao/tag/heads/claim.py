"""Whether a number is a claim, and if it is none, why."""

from __future__ import annotations

from zhibiao.core.enums import Reason
from zhibiao.tag.heads.learner import Head

CLAIM = "claim"
HEAD = Head(
    "claim",
    groups=("quantity", "beside", "left", "right", "pair", "clause", "cues", "term"),
    labels=frozenset({CLAIM, *Reason}),
)
