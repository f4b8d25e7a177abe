"""Tokens: jieba's words and tags, every quantity one token; only of sentences with a candidate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple, Protocol

from zhibiao.core.types import Candidate, CleanText, Token
from zhibiao.core.vocabulary import Vocabulary

QUANTITY_TAG = "mq"


class Segmenter(Protocol):
    """Cuts text into (word, tag) pairs that put together give the text."""

    def tag(self, text: str) -> list[tuple[str, str]]:
        """Words of a text with their parts of speech."""
        ...


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
        """Words of a text with their parts of speech, an own word's first."""
        return [(word, self._tags.get(word, "x")) for word in self._cut.cut(text)]


class _Cut(NamedTuple):
    """Cuts plain text into tokens; marks that are no words have the tag x."""

    text: str
    words: Segmenter
    stops: frozenset[str]

    def tokens(self, start: int, end: int) -> Iterator[Token]:
        for word, tag in self.words.tag(self.text[start:end]) if start < end else ():
            yield Token(word, "x" if word in self.stops else tag, start, start + len(word))
            start += len(word)


def tokenize(
    clean: CleanText, candidates: list[Candidate], vocabulary: Vocabulary, also: Iterable[int] = ()
) -> Tokenized:
    """Tokens of each sentence with a candidate, and of the sentences `also` named; the candidates stand in
    the order of the text."""
    stops = frozenset(vocabulary.toml("cues")["stops"]["token"])
    cut = _Cut(clean.text, segmenter(vocabulary), stops)
    found = Tokenized([], [], [])
    groups = {index: list(group) for index, group in groupby(candidates, key=lambda one: one.sentence)}
    for index in sorted(groups.keys() | set(also)):
        first, many = len(found.tokens), len(found.positions)
        at = clean.sentences[index].start
        for candidate in groups.get(index, ()):
            quantity = candidate.quantity
            found.tokens.extend(cut.tokens(at, quantity.start))
            found.positions.append(len(found.tokens))
            found.tokens.append(Token(quantity.text, QUANTITY_TAG, quantity.start, quantity.end))
            at = quantity.end
        found.tokens.extend(cut.tokens(at, clean.sentences[index].end))
        found.bounds.extend([(first, len(found.tokens))] * (len(found.positions) - many))
    return found
