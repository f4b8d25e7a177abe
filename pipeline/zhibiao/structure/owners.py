"""Owners: the firm, school, village or product that a run of figures belongs to, and where it is named."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from zhibiao.core.spans import CleanSpan
from zhibiao.core.types import CleanText, Sentence
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.text.headings import marker

Said = Literal["heading", "paragraph", "sentence", "label"]
_STOPS = '，,。；;：:！!？?\\s（(）)、“”"《》0-9０-９'
_LONGEST = 26
_EDGE = re.compile(r"[；;。]")


class Owner(NamedTuple):
    """Whose figures follow: the name's place in the cleaned text, its kind by what it ends in (`label`: words
    before a colon that end in none), how it was said, and in which sentence (-1: in a heading)."""

    span: CleanSpan
    kind: str
    said: Said
    sentence: int


class _Words(NamedTuple):
    subject: re.Pattern[str]
    name: re.Pattern[str]
    kinds: tuple[tuple[str, str], ...]
    verbs: tuple[str, ...]
    whole: tuple[str, ...]
    again: re.Pattern[str]
    label: re.Pattern[str]
    tails: tuple[str, ...]
    never: tuple[str, ...]


@cache
def _words(vocabulary: Vocabulary) -> _Words:
    data = vocabulary.toml("structure")["owner"]
    kinds = [(ending, kind) for kind, endings in data["kinds"].items() for ending in endings]
    kinds.sort(key=lambda pair: -len(pair[0]))
    endings = "|".join(re.escape(ending) for ending, _ in kinds)
    behind = "|".join(sorted(map(re.escape, data["behind"]), key=len, reverse=True))
    name = rf"[^{_STOPS}]{{1,{_LONGEST}}}?(?:{endings})"
    return _Words(
        re.compile(rf"(?:其中[，,：:]?|目前[，,]?)?(?P<name>{name})(?=[，,：:（(\s]|{behind}|[0-9０-９])"),
        re.compile(rf"(?P<name>[^{_STOPS}]{{1,{_LONGEST}}}(?:{endings}))(?:[（(][^（）()]*[）)])?(?:简介|概况|基本情况|情况)?$"),
        tuple(kinds),
        tuple(data["verbs"]),
        tuple(data["whole"]),
        re.compile("|".join(sorted(map(re.escape, data["again"]), key=len, reverse=True))),
        re.compile(rf"(?:[一二三四五六七八九十]是|[（(]?[0-9]{{1,2}}[）).、．]|[①-⑳])?(?P<name>[^{_STOPS}]{{2,16}})[：:]"),
        tuple(data["label_tails"]),
        tuple(data["label_never"]),
    )  # fmt: skip


def speaks_again(text: str, vocabulary: Vocabulary) -> str:
    """The word of a clause that speaks of an owner named before (该公司, 全校), or nothing."""
    found = _words(vocabulary).again.search(text)
    return found.group() if found else ""


def is_again(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a phrase is nothing but a word for an owner named before."""
    return _words(vocabulary).again.fullmatch(text) is not None


def lasts(owner: Owner, vocabulary: Vocabulary) -> bool:
    """Whether all figures that follow are the owner's until another is named: by what it is and how it was
    named."""
    return owner.kind in vocabulary.toml("structure")["owner"]["lasting"].get(owner.said, ())


def owners(clean: CleanText, vocabulary: Vocabulary) -> list[Owner | None]:
    """For each sentence the owner that is in force where it begins or that it names first."""
    words = _words(vocabulary)
    of_headings = [_of_heading(clean, path.span, words) for path in clean.headings]
    found: list[Owner | None] = []
    current: Owner | None = None
    paragraph = heading = -1
    for number, sentence in enumerate(clean.sentences):
        if sentence.heading != heading:
            current, heading = None, sentence.heading
        opens = sentence.paragraph != paragraph
        paragraph = sentence.paragraph
        if opens:
            current = None
        if clean.text.startswith(words.whole, sentence.start):
            current = None
            found.append(None)
            continue
        path = clean.headings[sentence.heading]
        is_heading = bool(path.titles) and path.span.start == sentence.start
        named = None if is_heading else _subject(clean, sentence, number, words, opens=opens)
        current = named or current
        found.append(current or _placed(of_headings[sentence.heading], clean, sentence, number))
    return found


def _placed(owner: Owner | None, clean: CleanText, sentence: Sentence, number: int) -> Owner | None:
    """The owner that a heading names, for the sentences below it."""
    if owner is None or sentence.start <= owner.span.start < sentence.end:
        return None
    return owner


def _of_heading(clean: CleanText, span: CleanSpan, words: _Words) -> Owner | None:
    listed = marker(clean.text, span.start, span.end)
    start = listed[1] if listed else span.start
    found = words.name.match(clean.text[start : span.end])
    if found is None or _acts(found["name"], words):
        return None
    name = CleanSpan(start + found.start("name"), start + found.end("name"))
    return Owner(name, _kind(found["name"], words), "heading", -1)


def _subject(
    clean: CleanText, sentence: Sentence, number: int, words: _Words, *, opens: bool
) -> Owner | None:
    """The name that opens a sentence as its subject."""
    listed = marker(clean.text, sentence.start, sentence.end) if opens else None
    start = listed[1] if listed else sentence.start
    found = words.subject.match(clean.text, start, sentence.end)
    if found is None or _acts(found["name"], words):
        return None
    span = CleanSpan(found.start("name"), found.end("name"))
    return Owner(span, _kind(found["name"], words), "paragraph" if opens else "sentence", number)


def label(clean: CleanText, sentence: int, start: int, end: int, vocabulary: Vocabulary) -> Owner | None:
    """The words before a colon that open the part of a sentence in which text[end] stands: 葡萄产业：…"""
    words = _words(vocabulary)
    edges = [match.end() for match in _EDGE.finditer(clean.text, start, end)]
    for at in reversed([start, *edges]):
        found = words.label.match(clean.text, at, end)
        if found is None:
            continue
        name = found["name"]
        if any(word in name for word in words.never) or _acts(name, words):
            return None
        for tail in words.tails:
            if name.endswith(tail) and len(name) > len(tail) + 1:
                name = name.removesuffix(tail)
                break
        span = CleanSpan(found.start("name"), found.start("name") + len(name))
        return Owner(span, _kind(name, words) or "label", "label", sentence)
    return None


def _acts(name: str, words: _Words) -> bool:
    """Whether a phrase says what is done, or speaks of one named before, rather than who has it."""
    return name.startswith(words.verbs) or words.again.match(name) is not None


def _kind(name: str, words: _Words) -> str:
    return next((kind for ending, kind in words.kinds if name.endswith(ending)), "")
