"""Whether the number is about the township, a part of it, or what it is a part of."""

from __future__ import annotations

from collections.abc import Sequence

from zhibiao.core.enums import Scope
from zhibiao.core.spans import TokenSpan
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.structure.owners import lasts
from zhibiao.tag.context import Context
from zhibiao.tag.heads.learner import Head

HEAD = Head(
    "scope",
    groups=(
        "quantity", "beside", "left", "right", "clause", "sentence", "after", "cues", "force", "qualifier",
        "indicator",
    ),
    labels=frozenset(Scope),
)  # fmt: skip


def settled(
    labels: Sequence[str],
    context: Context,
    claims: Sequence[int],
    qualifiers: Sequence[TokenSpan | None],
    vocabulary: Vocabulary,
) -> list[str]:
    """The labels of claims, changed where layout is certain: what a firm, school or village that a heading or
    the paragraph names has for its own is a part of the township's, and so is all that follows under the
    heading."""
    found = []
    taken: set[TokenSpan] = set()
    for index, label, qualifier in zip(claims, labels, qualifiers, strict=True):
        owner, name = context.frames[index].owner, context.owners[index]
        if owner is not None and name is not None and lasts(owner, vocabulary):
            if qualifier == name:
                taken.add(name)
            if qualifier == name or (owner.said == "heading" and name in taken):
                label = str(Scope.BELOW)
        found.append(label)
    return found
