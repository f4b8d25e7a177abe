"""Sections: whether the headings above a number, or the words before a colon, announce plans or results."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from zhibiao.core.types import CleanText, HeadingPath
from zhibiao.core.vocabulary import Vocabulary

_MARKS = r"[\s（(]{0,2}(?:[一二三四五六七八九十]{1,2}|[0-9]{0,2}|[①-⑩])[）)、.．是]{0,2}"
"""Marks of a list before the first word of a sentence."""
_ASCII_STOP = re.compile(r"(?<=[\u4e00-\u9fff）)%”])\.(?=[\u4e00-\u9fff])")
"""A full stop of a page that writes 。 as a point."""
_CLAUSE = re.compile("[，,；;。：:]")
YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年")


class Section(NamedTuple):
    """What is announced (`done`, `plan`, empty) by the innermost heading, by the nearest one above that says
    anything, and by the title of the report; and the year that the headings say last, 0 for none."""

    inner: str
    outer: str
    title: str
    year: int


@cache
def _patterns(vocabulary: Vocabulary) -> dict[str, re.Pattern[str]]:
    announce = vocabulary.toml("structure")["announce"]
    return {kind: re.compile("|".join(map(re.escape, words))) for kind, words in announce.items()}


def announced(text: str, vocabulary: Vocabulary) -> str:
    """What the words of a heading announce: the kind of the word that stands last, results before plans."""
    for kind, pattern in _patterns(vocabulary).items():
        if pattern.search(text):
            return kind
    return ""


@cache
def _foretold(vocabulary: Vocabulary) -> tuple[dict[str, re.Pattern[str]], re.Pattern[str]]:
    data = vocabulary.toml("structure")["foretold"]
    either = {kind: "|".join(map(re.escape, words)) for kind, words in data.items()}
    kinds = {kind: re.compile(rf"{_MARKS}(?:{words})") for kind, words in either.items() if kind != "unless"}
    return kinds, re.compile(either["unless"])


def foretold(text: str, vocabulary: Vocabulary) -> str:
    """What the words that open a sentence say of all of it (`target`, `estimate`, empty); `text` ends where
    the number begins."""
    kinds, unless = _foretold(vocabulary)
    text = _ASCII_STOP.split(text)[-1]
    found = next((kind for kind, pattern in kinds.items() if pattern.match(text)), "")
    return "" if found and unless.search(text) else found


@cache
def _done(vocabulary: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = vocabulary.toml("structure")["done"]
    verbs, unless = ("|".join(map(re.escape, data[name])) for name in ("verbs", "unless"))
    return re.compile(rf"(?:{verbs})了|已经?(?:{verbs})"), re.compile(unless)


def done(text: str, vocabulary: Vocabulary) -> bool:
    """Whether the clause that `text` ends in says of its number that it was reached: 完成了, 已建成."""
    verbs, unless = _done(vocabulary)
    clause = _CLAUSE.split(text)[-1]
    return verbs.search(clause) is not None and unless.search(clause) is None


def sections(clean: CleanText, title: str, vocabulary: Vocabulary) -> list[Section]:
    """For each heading path of a text."""
    of_title = announced(title, vocabulary)
    return [_section(path, of_title, vocabulary) for path in clean.headings]


def _section(path: HeadingPath, of_title: str, vocabulary: Vocabulary) -> Section:
    said = [announced(title, vocabulary) for title in path.titles]
    years = [int(year) for title in path.titles for year in YEAR.findall(title)]
    outer = next((kind for kind in reversed(said[:-1]) if kind), "")
    return Section(said[-1] if said else "", outer, of_title, years[-1] if years else 0)
