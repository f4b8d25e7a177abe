"""Whether the number was reached, is expected, planned, or past."""

from __future__ import annotations

from collections.abc import Sequence

from zhibiao.core.enums import Status
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.tag.context import Context
from zhibiao.tag.features.hints import kinds_in
from zhibiao.tag.heads.learner import Head

HEAD = Head(
    "status",
    groups=(
        "quantity", "beside", "left", "right", "clause", "sentence", "heading", "headings", "cues", "frame",
    ),
    labels=frozenset(Status),
)  # fmt: skip
_AHEAD = frozenset({Status.TARGET, Status.ESTIMATE})
_CUES = frozenset({"target", "estimate", "done", "prior"})


def settled(
    labels: Sequence[str], context: Context, claims: Sequence[int], vocabulary: Vocabulary
) -> list[str]:
    """The labels of claims, changed where layout is certain: what follows 完成情况： or 完成了 is done; a
    sentence that opens with 下一步 is to come; a line that goes on with a list has the status of the line
    above unless it says another; what a change is measured against (比上年的3.31人减少0.67人) is past."""
    found: list[str] = []
    for index, label in zip(claims, labels, strict=True):
        frame = context.frames[index]
        if frame.compared:
            label = Status.PRIOR
        elif (frame.ahead == "done" or frame.done) and label in _AHEAD:
            label = Status.ACTUAL
        elif frame.foretold and label == Status.ACTUAL:
            label = Status(frame.foretold)
        elif frame.continues and found and found[-1] in _AHEAD and label == Status.ACTUAL:
            candidate = context.candidates[index]
            start = context.clean.sentences[candidate.sentence].start
            said = kinds_in(context.clean.text[start : candidate.quantity.start], vocabulary)
            label = label if said & _CUES else found[-1]
        found.append(label)
    return found
