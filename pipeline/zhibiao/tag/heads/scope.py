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
    the paragraph names has for its own is a part of the township's."""
    found = []
    for index, label, qualifier in zip(claims, labels, qualifiers, strict=True):
        owner = context.frames[index].owner
        own = owner is not None and qualifier is not None and qualifier == context.owners[index]
        is_part = own and owner is not None and lasts(owner, vocabulary)
        found.append(str(Scope.BELOW) if is_part else label)
    return found
