"""The year a report is about: from its names, headings that look back, sentences that open it, and its dates.

Never from a year said in passing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from zhibiao.core.period import Period
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.resolve.head import YEAR, Head, patterns, plain
from zhibiao.resolve.names import Name
from zhibiao.text.headings import MARKER

_LONGEST_HEADING = 42
_OPENING = 5
"""Paragraphs in which a report says what it is on, and how far into each is looked."""
_OPENING_REACH = 160
_DATES = 8
"""Lines at the head among which a date line stands."""


class _Rule(NamedTuple):
    """What a date says of the year reported on, by its month."""

    words: re.Pattern[str]
    before: int
    after: int
    unsure: int


class _Words(NamedTuple):
    """The patterns of `about.toml` by their names there; those with a year have it as a group.

    Those of `opening` wait for the report's place.
    """

    one: dict[str, re.Pattern[str]]
    many: dict[str, tuple[re.Pattern[str], ...]]
    opening: tuple[str, ...]
    rules: tuple[_Rule, ...]


_DAY = re.compile(rf"{YEAR}[-年./](?P<month>[0-9]{{1,2}})(?![0-9])")
_STOP = re.compile("[。！？；;：:]")
_SAID = re.compile(rf"(?<![0-9]){YEAR}(?=年)")
_BARE = re.compile(rf"(?<![0-9A-Za-z]){YEAR}(?![0-9A-Za-z])")


@cache
def _words(vocabulary: Vocabulary) -> _Words:
    found = patterns(vocabulary, "year") | patterns(vocabulary, "date_line")
    plans = "|".join(sorted(vocabulary.toml("periods")["named"], key=len, reverse=True))
    one = {
        name: re.compile(value.replace("{plans}", plans))
        for name, value in found.items()
        if isinstance(value, str)
    }
    opening = tuple(found.pop("opening"))
    many = {name: tuple(map(re.compile, value)) for name, value in found.items() if isinstance(value, list)}
    rules = (
        _Rule(re.compile(rule["words"]), rule.get("before", 0), rule.get("after", 13), rule.get("unsure", 0))
        for rule in vocabulary.toml("about")["date_rule"]
    )
    return _Words(one, many, opening, tuple(rules))


def year_of(
    names: Sequence[Name], head: Head, text: str, stem: str, published: str, vocabulary: Vocabulary
) -> tuple[int | None, str]:
    """Year, and where it was read; None and empty where nothing says it for certain.

    `names` name the report, the most trusted first; `stem` is what its place is called without 镇 or 乡.
    """
    words = _words(vocabulary)
    title = names[0].text if names else ""
    if words.one["plans"].search(title) and not words.one["back"].search(title):
        return None, ""
    if words.one["yearbooks"].search(title):
        year = _first([words.one["yearbook_says"]], head.lines)
        return year, "text" if year else ""
    headings = list(_headings(text, vocabulary))
    looks_back, dated = _looks_back(headings, words), _dated(head, title, words)
    named = _named(names, words)
    if named is not None:
        return _of_session(named, title, looks_back, dated, words)
    for year, origin in (
        (looks_back, "heading"),
        (_opening(head, stem, words), "text"),
        (dated, "date line"),
        (_looks_ahead(headings, title, words), "heading"),
        (_by_plan(head, words, vocabulary), "text"),
        (_published(published, title, words), "document"),
    ):
        if year is not None:
            return year, origin
    return None, ""


def _named(names: Iterable[Name], words: _Words) -> tuple[int, str] | None:
    """The first year that a name says."""
    for text, origin in names:
        if origin == "folder" and words.one["gathered"].search(text):
            continue
        span = words.one["range"].search(text)
        if span is not None and words.one["back"].search(text):
            return int(span["last_year"]), origin
        rest = words.one["not_a_year"].sub(" ", words.one["range"].sub(" ", text))
        bare = _BARE.fullmatch(rest) if origin == "folder" else _BARE.search(rest)
        found = _SAID.search(rest) or bare
        if found is not None:
            return int(found["year"]), origin
    return None


def _of_session(
    named: tuple[int, str], title: str, looks_back: int | None, dated: int | None, words: _Words
) -> tuple[int, str]:
    """Some name the report of a session after the year of the session; it is about the year before."""
    year, origin = named
    if words.one["sessions"].search(title):
        for other, where in ((looks_back, "heading"), (dated, "date line")):
            if other == year - 1:
                return other, where
    return year, origin


def _first(expressions: Iterable[re.Pattern[str]], lines: Iterable[str]) -> int | None:
    """Year of the first line that fits an expression."""
    for line in lines:
        for expression in expressions:
            match = expression.search(line)
            if match is not None:
                return int(match["year"])
    return None


def _headings(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Headings that may hold a year: lines of their own, or the beginnings of numbered ones."""
    for line in text.split("\n"):
        start = line.strip()[: _LONGEST_HEADING + 1]
        title = _STOP.split(start, maxsplit=1)[0]
        whole = title == start and len(start) <= _LONGEST_HEADING
        if "年" in title and (whole or (title != start and MARKER.match(start))):
            yield plain(title, vocabulary)


def _looks_back(headings: Sequence[str], words: _Words) -> int | None:
    """Year of the first heading that looks back."""
    year = _first(words.many["review"], headings)
    return year if year is not None else _first(words.many["work"], headings[:1])


def _dated(head: Head, title: str, words: _Words) -> int | None:
    """Year that the date beneath the title means, or the one at the end."""
    for lines, expressions in (
        (head.lines[:_DATES], words.many["head"]),
        (reversed(head.tail), (words.one["tail"],)),
    ):
        for line in lines:
            match = next(filter(None, (one.search(line) for one in expressions)), None)
            if match is not None:
                return _reported(int(match["year"]), int(match["month"]), title + line, words)
    return None


def _reported(year: int, month: int, named: str, words: _Words) -> int | None:
    """Year reported on by what is dated so, None if the date does not tell."""
    rule = next(rule for rule in words.rules if rule.words.search(named))
    if month <= rule.unsure:
        return None
    return year - (month <= rule.before) + (month >= rule.after)


def _opening(head: Head, stem: str, words: _Words) -> int | None:
    """Year that the first paragraphs say they are on."""
    lines = [line[:_OPENING_REACH] for line in head.lines[:_OPENING]]
    stem = re.escape(stem) if stem else "(?!)"
    return _first([re.compile(one.replace("{place}", stem)) for one in words.opening], lines)


def _looks_ahead(headings: Sequence[str], title: str, words: _Words) -> int | None:
    """The year before the one that the first such heading plans, or that one if the report is its plan."""
    year = _first(words.many["ahead"], headings)
    if year is None:
        return None
    return year if words.one["ahead_title"].search(title) else year - 1


def _by_plan(head: Head, words: _Words, vocabulary: Vocabulary) -> int | None:
    """The first or the last year of a plan, where this year is said to be that."""
    plans = vocabulary.toml("periods")["named"]
    for line in head.lines[:_OPENING]:
        opens, closes = words.one["plan_opens"].search(line), words.one["plan_closes"].search(line)
        if opens is not None:
            return Period.parse(plans[opens["plan"]]).first.year
        if closes is not None:
            return Period.parse(plans[closes["plan"]]).last.year
    return None


def _published(published: str, title: str, words: _Words) -> int | None:
    """Year that the day of publication means."""
    match = _DAY.match(published)
    return None if match is None else _reported(int(match["year"]), int(match["month"]), title, words)
