"""Candidates of a report: every quantity of the cleaned text, in its sentence."""

from __future__ import annotations

from bisect import bisect_right

from zhibiao.propose.grammar import scan
from zhibiao.propose.patterns import reason_at
from zhibiao.types import Candidate, CleanText


def propose(clean: CleanText) -> list[Candidate]:
    """Candidates in the order of the text; one that a pattern rules out carries its reason."""
    starts = [sentence.start for sentence in clean.sentences]
    candidates = []
    for quantity in scan(clean.text):
        index = bisect_right(starts, quantity.start) - 1
        if index < 0:
            continue
        sentence = clean.sentences[index]
        if quantity.start < sentence.start or quantity.end > sentence.end:
            continue
        candidates.append(Candidate(quantity, index, reason_at(clean.text, quantity.start, sentence.start)))
    return candidates
