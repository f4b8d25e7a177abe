"""Features of a candidate's frame: sections and years for its status, the owner in force for its scope."""

from __future__ import annotations

from zhibiao.core.vocabulary import Vocabulary
from zhibiao.structure.frames import Frame
from zhibiao.structure.owners import speaks_again
from zhibiao.tag.context import Context

_FAR = 3
_PLAN = "plan"
"""What a heading must announce to say anything: that something is done is said of nearly all."""


def frame_words(frame: Frame, own: str) -> list[str]:
    """What headings and colons announce, and what years say; `own` names the kinds of hint in the candidate's
    clause."""
    section = frame.section
    found = [f"y{frame.year}", f"yo{frame.year}|{own}"]
    if (section.inner or section.outer or section.title) == _PLAN:
        where = "i" if section.inner else "o" if section.outer else "t"
        found += ["n", f"n{where}", f"ny{frame.year}", f"no{own}"]
    if frame.ahead == _PLAN:
        found += ["a", f"ao{own}"]
    return found


def force_words(context: Context, index: int, vocabulary: Vocabulary) -> list[str]:
    """The owner in force: its kind, how and how far before it was named, what the clause calls it again."""
    candidate, frame = context.candidates[index], context.frames[index]
    owner = frame.owner
    if owner is None:
        return ["-"]
    clause = context.clean.text[context.clause_start(index) : candidate.quantity.start]
    again = speaks_again(clause, vocabulary)
    return [
        f"k{owner.kind}", f"s{owner.said}", f"ks{owner.kind}|{owner.said}",
        f"d{distance(context, index)}|{owner.said}", f"g{again}", f"gk{bool(again)}|{owner.kind}",
        f"u{candidate.quantity.unit}|{owner.kind}",
    ]  # fmt: skip


def distance(context: Context, index: int) -> int:
    """Sentences from where the owner was named to the candidate, `_FAR` at most; a heading is far."""
    owner = context.frames[index].owner
    if owner is None or owner.sentence < 0:
        return _FAR
    return min(context.candidates[index].sentence - owner.sentence, _FAR)
