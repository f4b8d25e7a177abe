"""Candidates of a report: every quantity of the cleaned text, in its sentence."""

from __future__ import annotations

from bisect import bisect_right

from zhibiao.core.types import Candidate, CleanText
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.propose.grammar import scan
from zhibiao.propose.rules import reason_at


def propose(clean: CleanText, vocabulary: Vocabulary) -> list[Candidate]:
    """Candidates in the order of the text; one that a pattern rules out carries its reason."""
    starts = [sentence.start for sentence in clean.sentences]
    candidates = []
    for quantity in scan(clean.text, vocabulary):
        index = bisect_right(starts, quantity.start) - 1
        if index < 0:
            continue
        sentence = clean.sentences[index]
        if quantity.start < sentence.start or quantity.end > sentence.end:
            continue
        candidates.append(
            Candidate(quantity, index, reason_at(clean.text, quantity.start, sentence.start, vocabulary))
        )
    return candidates
