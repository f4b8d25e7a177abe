"""What the tagger looks at: a report's candidates with the tokens around them, as arrays made once."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from zhibiao.tokenize import QUANTITY_TAG, Tokenized
from zhibiao.types import Candidate, CleanText, Span, Token

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

CLAUSE_STOPS = frozenset("，,。；;：:！!？?\t\n|｜")
SOFT_STOPS = frozenset("、（）()【】《》<>“”\"‘’")


@lru_cache(maxsize=200_000)
def code(word: str) -> int:
    """A word's number in the hashed tables: the same on every machine and in every run."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Context:
    """Candidates and tokens of one report; arrays run over the tokens, with two blank ones after the last."""

    clean: CleanText
    candidates: list[Candidate]
    tokens: list[Token]
    positions: list[int]
    bounds: list[tuple[int, int]]
    words: IntArray
    tags: IntArray
    firsts: IntArray
    lasts: IntArray
    stops: IntArray
    """Number of clause stops before each token."""
    next_stop: IntArray
    """Index of the first clause stop at or after each token."""

    def text(self, tokens: Span) -> str:
        span = self.chars(tokens)
        return self.clean.text[span.start : span.end]

    def chars(self, tokens: Span) -> Span:
        """Characters of a token span in the cleaned text."""
        return Span(self.tokens[tokens.start].start, self.tokens[tokens.end - 1].end)


def context_of(clean: CleanText, candidates: list[Candidate], tokenized: Tokenized) -> Context:
    tokens = tokenized.tokens
    is_stop = np.array([token.text in CLAUSE_STOPS for token in tokens] + [True, True])
    return Context(
        clean=clean,
        candidates=candidates,
        tokens=tokens,
        positions=tokenized.positions,
        bounds=tokenized.bounds,
        words=_codes([_word(token) for token in tokens]),
        tags=_codes([token.tag for token in tokens]),
        firsts=_codes([token.text[0] for token in tokens]),
        lasts=_codes([token.text[-1] for token in tokens]),
        stops=np.concatenate(([0], np.cumsum(is_stop)[:-1])),
        next_stop=_next_true(is_stop),
    )


def _word(token: Token) -> str:
    """Numbers differ in every report: as words they are all one."""
    return QUANTITY_TAG if token.tag == QUANTITY_TAG else token.text


def _codes(words: list[str]) -> IntArray:
    return np.array([code(word) for word in words] + [0, 0], dtype=np.int64)


def _next_true(flags: NDArray[np.bool_]) -> IntArray:
    indices = np.where(flags, np.arange(len(flags)), len(flags))
    return np.minimum.accumulate(indices[::-1])[::-1].astype(np.int64)
