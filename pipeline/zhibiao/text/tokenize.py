"""Tokens: jieba's words and tags, with every candidate's quantity as one token. Only where a candidate stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, Protocol

from zhibiao.core.types import Candidate, CleanText, Token
from zhibiao.core.vocabulary import Vocabulary

QUANTITY_TAG = "mq"
_STOPS = frozenset('，,。；;：:、！!？?（）()【】[]“”"‘’《》<>\t\n 　|｜…')


class Segmenter(Protocol):
    """Cuts text into (word, tag) pairs that put together give the text."""

    def tag(self, text: str) -> list[tuple[str, str]]: ...


class Tokenized(NamedTuple):
    """Tokens of the sentences that hold candidates. `positions[i]` is the token of candidate i,
    `bounds[i]` the range of tokens of its sentence."""

    tokens: list[Token]
    positions: list[int]
    bounds: list[tuple[int, int]]


@cache
def segmenter(vocabulary: Vocabulary) -> Segmenter:
    """rjieba with the project's lexicon, jieba itself where there is no rjieba: the same words, slower."""
    words = vocabulary.lexicon
    try:
        import rjieba
    except ImportError:
        return Jieba(words)
    fast = rjieba.Jieba()
    for word, frequency, tag in words:
        fast.add_word(word, int(frequency), tag)
    segmenter: Segmenter = fast
    return segmenter


class Jieba:
    """jieba itself, with the tags of its dictionary."""

    def __init__(self, words: Sequence[Sequence[str]]) -> None:
        import jieba
        import jieba.posseg

        self._cut = jieba.Tokenizer()
        self._cut.initialize()
        self._tags: dict[str, str] = dict(jieba.posseg.POSTokenizer(self._cut).word_tag_tab)
        for word, frequency, tag in words:
            self._cut.add_word(word, int(frequency), tag)
            self._tags[word] = tag

    def tag(self, text: str) -> list[tuple[str, str]]:
        return [(word, self._tags.get(word, "x")) for word in self._cut.cut(text)]


def tokenize(clean: CleanText, candidates: list[Candidate], vocabulary: Vocabulary) -> Tokenized:
    """Tokens of each sentence with a candidate; the candidates stand in the order of the text."""
    tokens: list[Token] = []
    positions: list[int] = []
    bounds: list[tuple[int, int]] = []
    i = 0
    while i < len(candidates):
        sentence = candidates[i].sentence
        j = i
        while j < len(candidates) and candidates[j].sentence == sentence:
            j += 1
        first = len(tokens)
        positions.extend(
            _sentence(
                clean.text, clean.sentences[sentence][:2], candidates[i:j], tokens, segmenter(vocabulary)
            )
        )
        bounds.extend([(first, len(tokens))] * (j - i))
        i = j
    return Tokenized(tokens, positions, bounds)


def _sentence(
    text: str, sentence: tuple[int, int], candidates: list[Candidate], tokens: list[Token], words: Segmenter
) -> list[int]:
    at, end = sentence
    positions = []
    for candidate in candidates:
        quantity = candidate.quantity
        _plain(text, at, quantity.start, tokens, words)
        positions.append(len(tokens))
        tokens.append(Token(quantity.text, QUANTITY_TAG, quantity.start, quantity.end))
        at = quantity.end
    _plain(text, at, end, tokens, words)
    return positions


def _plain(text: str, start: int, end: int, tokens: list[Token], words: Segmenter) -> None:
    if start >= end:
        return
    for word, tag in words.tag(text[start:end]):
        tokens.append(Token(word, "x" if word in _STOPS else tag, start, start + len(word)))
        start += len(word)
