"""Whether the number was reached, is expected, planned, or past."""

from __future__ import annotations

from zhibiao.core.enums import Status
from zhibiao.tag.heads.learner import Head

HEAD = Head(
    "status",
    groups=(
        "quantity", "beside", "left", "right", "clause", "sentence", "heading", "headings", "cues", "frame",
    ),
    labels=frozenset(Status),
)  # fmt: skip
