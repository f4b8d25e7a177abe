"""Comparisons that name the earlier value beside the change: 比上年的3.31人减少0.67人."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from zhibiao.core.types import Candidate, CleanText
from zhibiao.core.vocabulary import Vocabulary

_LONGEST = 20
"""Characters between the word of comparison and the earlier value."""


@cache
def _patterns(vocabulary: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = vocabulary.toml("structure")["compared"]
    leads, own = ("|".join(map(re.escape, data[name])) for name in ("with", "unless"))
    before = rf"(?:{leads})(?:(?!{own})(?:(?:19|20)[0-9]{{2}}年|[^，,。；;：:、\n0-9])){{0,{_LONGEST}}}$"
    return re.compile(before), re.compile(data["then"])


def compared(clean: CleanText, candidates: Sequence[Candidate], vocabulary: Vocabulary) -> list[bool]:
    """For each number whether it is the earlier value of a comparison that goes on with the change."""
    before, then = _patterns(vocabulary)
    found = [False] * len(candidates)
    for k, (one, following) in enumerate(pairwise(candidates)):
        if one.sentence == following.sentence:
            start = clean.sentences[one.sentence].start
            leads = before.search(
                clean.text, max(start, one.quantity.start - 2 * _LONGEST), one.quantity.start
            )
            goes_on = then.fullmatch(clean.text, one.quantity.end, following.quantity.start)
            found[k] = leads is not None and goes_on is not None
    return found
