"""Candidates of a report: every quantity of the cleaned text, in its sentence."""

from __future__ import annotations

from bisect import bisect_right

from zhibiao.core.types import Candidate, CleanText
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.propose.chains import share_units
from zhibiao.propose.grammar import scan
from zhibiao.propose.rules import hint_at, reason_at


def propose(clean: CleanText, vocabulary: Vocabulary) -> list[Candidate]:
    """Candidates in the order of the text; what forms and terms say against one stands with it."""
    starts = [sentence.start for sentence in clean.sentences]
    candidates = []
    for quantity in scan(clean.text, vocabulary):
        index = bisect_right(starts, quantity.start) - 1
        if index < 0:
            continue
        sentence = clean.sentences[index]
        if quantity.start < sentence.start or quantity.end > sentence.end:
            continue
        place = (clean.text, quantity.start, sentence.start, vocabulary)
        reason = reason_at(*place)
        candidates.append(Candidate(quantity, index, reason, "" if reason else hint_at(*place)))
    return share_units(clean.text, candidates, vocabulary)
