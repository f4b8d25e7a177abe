"""What is spoken of around a claim's sentence: the nouns and verbs of the sentences beside it under its
heading."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from zhibiao.tag.context import Context
from zhibiao.tag.features.groups import Grouped, coded, words
from zhibiao.tag.settings import Windows

_TELLING = "nv"
"""What the part-of-speech tags of nouns and verbs begin with."""


def theme_features(context: Context, claims: Sequence[int], windows: Windows) -> Grouped:
    """Words of the sentences before and after that of each claim; those without any number are not looked
    at."""
    of_sentence: dict[int, list[str]] = {}
    sentences = [context.candidates[index].sentence for index in claims]
    around = {one: _beside(context, one, windows) for one in dict.fromkeys(sentences)}
    for number in {one for numbers in around.values() for one in numbers}:
        of_sentence[number] = _words(context, number)
    said = {
        one: list(dict.fromkeys(word for number in numbers for word in of_sentence[number]))
        for one, numbers in around.items()
    }
    return {"theme": words("theme", coded([said[sentence] for sentence in sentences]))}


def _beside(context: Context, sentence: int, windows: Windows) -> list[int]:
    """Sentences under the same heading, a few before and a few after."""
    sentences = context.clean.sentences
    first = max(0, sentence - windows.theme_before)
    last = min(len(sentences), sentence + windows.theme_after + 1)
    heading = sentences[sentence].heading
    return [n for n in range(first, last) if n != sentence and sentences[n].heading == heading]


def _words(context: Context, sentence: int) -> list[str]:
    start, end = context.clean.sentences[sentence][:2]
    first, last = (bisect_left(context.tokens, place, key=attrgetter("start")) for place in (start, end))
    return [
        token.text for token in context.tokens[first:last] if len(token.text) > 1 and token.tag[0] in _TELLING
    ]
