"""What the tagger looks at: a report's candidates with the tokens around them, as arrays made once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from zhibiao.core.spans import CleanSpan, TokenSpan
from zhibiao.core.types import Candidate, CleanText, Token
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.propose.bounds import lead_of
from zhibiao.structure import Frame
from zhibiao.tag.features.hashing import IntArray, codes
from zhibiao.text.tokenize import QUANTITY_TAG, Tokenized, tokenize

CLAUSE_STOPS = frozenset("，,。；;：:！!？?\t\n|｜")


@dataclass(frozen=True, slots=True)
class Context:
    """Candidates and tokens of one report; arrays run over the tokens, with two blank ones after the last."""

    clean: CleanText
    candidates: list[Candidate]
    frames: list[Frame]
    """What structure says of each candidate."""
    owners: list[TokenSpan | None]
    """Name of the owner in force of each candidate."""
    tokens: list[Token]
    positions: list[int]
    leads: list[int]
    """Tokens right before each candidate that only lead up to it."""
    bounds: list[tuple[int, int]]
    word_list: list[int]
    tag_list: list[int]
    words: IntArray
    tags: IntArray
    firsts: IntArray
    lasts: IntArray
    token_starts: IntArray
    token_ends: IntArray
    stop_list: list[int]
    stops: IntArray
    """Number of clause stops before each token."""
    next_stop: IntArray
    """Index of the first clause stop at or after each token."""
    last_stop: IntArray
    """Index of the last clause stop at or before each token, -1 if there is none."""

    def text(self, tokens: TokenSpan) -> str:
        """Text of a token span in the cleaned text."""
        span = self.chars(tokens)
        return self.clean.text[span.start : span.end]

    def chars(self, tokens: TokenSpan) -> CleanSpan:
        """Characters of a token span in the cleaned text."""
        return CleanSpan(self.tokens[tokens.start].start, self.tokens[tokens.end - 1].end)

    def clause_start(self, index: int) -> int:
        """Where the clause of a candidate begins in the cleaned text."""
        position, low = self.positions[index], self.bounds[index][0]
        return self.tokens[max(int(self.last_stop[position]) + 1, low)].start

    def tokens_of(self, span: CleanSpan) -> TokenSpan | None:
        """Tokens of which at least half stands in a span of the cleaned text."""
        return _tokens_of(self.tokens, span)


def context_of(
    clean: CleanText, candidates: list[Candidate], frames: Sequence[Frame], vocabulary: Vocabulary
) -> Context:
    """What the tagger knows of a report before it decides on anything; a frame for each candidate."""
    tokenized = tokenize(clean, candidates, vocabulary, _named_in(clean, frames))
    tokens = tokenized.tokens
    is_stop = np.array([token.text in CLAUSE_STOPS for token in tokens] + [True, True])
    numbers = np.arange(len(is_stop))
    stops = np.concatenate(([0], np.cumsum(is_stop)[:-1]))
    words, tags = codes(_word(token) for token in tokens), codes(token.tag for token in tokens)
    return Context(
        clean=clean,
        candidates=candidates,
        frames=list(frames),
        owners=_owners(tokens, frames),
        tokens=tokens,
        positions=tokenized.positions,
        leads=_leads(clean, candidates, tokenized, vocabulary),
        bounds=tokenized.bounds,
        word_list=words,
        tag_list=tags,
        words=_padded(words),
        tags=_padded(tags),
        firsts=_padded([ord(token.text[0]) for token in tokens]),
        lasts=_padded([ord(token.text[-1]) for token in tokens]),
        token_starts=_padded([token.start for token in tokens]),
        token_ends=_padded([token.end for token in tokens]),
        stop_list=stops.tolist(),
        stops=stops,
        next_stop=_next_true(is_stop),
        last_stop=np.maximum.accumulate(np.where(is_stop, numbers, -1)),
    )


def _tokens_of(tokens: list[Token], span: CleanSpan) -> TokenSpan | None:
    index = bisect_right(tokens, span.start, key=attrgetter("end"))
    inside = []
    while index < len(tokens) and tokens[index].start < span.end:
        token = tokens[index]
        shared = min(span.end, token.end) - max(span.start, token.start)
        if 2 * shared >= token.end - token.start:
            inside.append(index)
        index += 1
    return TokenSpan(inside[0], inside[-1] + 1) if inside else None


def _owners(tokens: list[Token], frames: Sequence[Frame]) -> list[TokenSpan | None]:
    spans = [None if frame.owner is None else frame.owner.span for frame in frames]
    found = {span: _tokens_of(tokens, span) for span in spans if span is not None}
    return [None if span is None else found[span] for span in spans]


def _leads(
    clean: CleanText, candidates: list[Candidate], tokenized: Tokenized, vocabulary: Vocabulary
) -> list[int]:
    found = []
    for candidate, at, (first, _) in zip(candidates, tokenized.positions, tokenized.bounds, strict=True):
        start = candidate.quantity.start
        begin, before = start - lead_of(clean.text, start, vocabulary), at
        while before > first and tokenized.tokens[before - 1].start >= begin:
            before -= 1
        found.append(at - before)
    return found


def _named_in(clean: CleanText, frames: Sequence[Frame]) -> set[int]:
    """Sentences in which owners are named: their names are options, wherever they stand."""
    starts = {frame.owner.span.start for frame in frames if frame.owner is not None}
    return {bisect_right(clean.sentences, start, key=lambda one: one.start) - 1 for start in starts}


def _word(token: Token) -> str:
    """Numbers differ in every report: as words they are all one."""
    return QUANTITY_TAG if token.tag == QUANTITY_TAG else token.text


def _padded(values: list[int]) -> IntArray:
    return np.array([*values, 0, 0], dtype=np.int64)


def _next_true(flags: NDArray[np.bool_]) -> IntArray:
    indices = np.where(flags, np.arange(len(flags)), len(flags))
    found: IntArray = np.minimum.accumulate(indices[::-1])[::-1].astype(np.int64)
    return found
