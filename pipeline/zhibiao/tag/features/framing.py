"""Features of a candidate's frame: sections and years for its status, the owner in force for its scope."""

from __future__ import annotations

from zhibiao.core.vocabulary import Vocabulary
from zhibiao.structure.frames import Frame
from zhibiao.structure.owners import speaks_again
from zhibiao.tag.context import Context

_FAR = 3


def frame_words(frame: Frame, own: str) -> list[str]:
    """What headings, colons and years say; `own` names the kinds of hint in the candidate's clause."""
    section = frame.section
    near = section.inner or section.outer or section.title
    return [
        f"i{section.inner}", f"o{section.outer}", f"t{section.title}", f"n{near}", f"a{frame.ahead}",
        f"y{frame.year}", f"ny{near}|{frame.year}", f"na{near}|{frame.ahead}", f"no{near}|{own}",
        f"yo{frame.year}|{own}",
    ]  # fmt: skip


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
