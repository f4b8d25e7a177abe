"""Whether the number is about the township, a part of it, or what it is a part of."""

from __future__ import annotations

from zhibiao.core.enums import Scope
from zhibiao.tag.heads.learner import Head

HEAD = Head(
    "scope",
    groups=(
        "quantity", "beside", "left", "right", "clause", "sentence", "after", "cues", "force", "qualifier",
        "indicator",
    ),
    labels=frozenset(Scope),
)  # fmt: skip
