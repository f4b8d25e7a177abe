"""What the tagger looks at: a report's candidates with the tokens around them, as arrays made once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhibiao.core.spans import CleanSpan, TokenSpan
from zhibiao.core.types import Candidate, CleanText, Token
from zhibiao.tag.features.hashing import IntArray, codes
from zhibiao.text.tokenize import QUANTITY_TAG, Tokenized

CLAUSE_STOPS = frozenset("，,。；;：:！!？?\t\n|｜")


@dataclass(frozen=True, slots=True)
class Context:
    """Candidates and tokens of one report; arrays run over the tokens, with two blank ones after the last."""

    clean: CleanText
    candidates: list[Candidate]
    tokens: list[Token]
    positions: list[int]
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


def context_of(clean: CleanText, candidates: list[Candidate], tokenized: Tokenized) -> Context:
    """What the tagger knows of a report before it decides on anything."""
    tokens = tokenized.tokens
    is_stop = np.array([token.text in CLAUSE_STOPS for token in tokens] + [True, True])
    numbers = np.arange(len(is_stop))
    stops = np.concatenate(([0], np.cumsum(is_stop)[:-1]))
    words, tags = codes(_word(token) for token in tokens), codes(token.tag for token in tokens)
    return Context(
        clean=clean,
        candidates=candidates,
        tokens=tokens,
        positions=tokenized.positions,
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


def _word(token: Token) -> str:
    """Numbers differ in every report: as words they are all one."""
    return QUANTITY_TAG if token.tag == QUANTITY_TAG else token.text


def _padded(values: list[int]) -> IntArray:
    return np.array([*values, 0, 0], dtype=np.int64)


def _next_true(flags: NDArray[np.bool_]) -> IntArray:
    indices = np.where(flags, np.arange(len(flags)), len(flags))
    found: IntArray = np.minimum.accumulate(indices[::-1])[::-1].astype(np.int64)
    return found
