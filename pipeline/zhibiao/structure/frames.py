"""The frame of a number: all that layout says of it, in one place for the tagger and for resolving."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zhibiao.core.spans import CleanSpan
from zhibiao.core.types import About, Candidate, CleanText, Sentence
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.structure.comparisons import compared
from zhibiao.structure.lists import Item, items
from zhibiao.structure.openings import openings
from zhibiao.structure.owners import Owner, label, owners
from zhibiao.structure.sections import YEAR, Section, announced, done, foretold, sections

_GOES_ON = "：:；;"
_WORDS = re.compile("[^，,；;：:。]{2,}$")
_LONGEST = 12
"""Characters before a colon that announce what follows."""


class Frame(NamedTuple):
    """What stands around a candidate beyond its own clause.

    `ahead`: what the words before a colon of its sentence announce. `year`: how the year said last, in the
    sentence, its opening or its headings, stands to the report's (`past`, `same`, `ahead`; empty: none).
    `foretold`: what the words that open the sentence say of all of it (`target`, `estimate`).
    `continues`: its paragraph goes on with the list of the one above, which ends in a colon or semicolon.
    `done`: its clause says that it was reached.
    `compared`: it is the earlier value of a comparison that goes on with the change.
    """

    section: Section
    ahead: str
    year: str
    owner: Owner | None
    item: Item | None
    opening: CleanSpan | None
    continues: bool
    foretold: str
    done: bool
    compared: bool


def frames_of(
    clean: CleanText, candidates: Sequence[Candidate], about: About, vocabulary: Vocabulary
) -> list[Frame]:
    """The frame of each candidate."""
    of_sections = sections(clean, about.title, vocabulary)
    of_owners, of_openings = owners(clean, vocabulary), openings(clean)
    found: list[Frame] = []
    labels = [_label(clean, candidate, vocabulary) for candidate in candidates]
    places = [-1 if one is None else one.span.start for one in labels]
    listed = items(clean, candidates, places, vocabulary)
    of_old = compared(clean, candidates, vocabulary)
    for candidate, item, own, old in zip(candidates, listed, labels, of_old, strict=True):
        number = candidate.sentence
        sentence, end = clean.sentences[number], candidate.quantity.start
        section, opened = of_sections[sentence.heading], of_openings[number]
        opening = opened.own or opened.label
        owner = own or of_owners[number]
        reports = owner is not None and _is_place(clean, owner, about)
        found.append(
            Frame(
                section,
                _ahead(clean.text[sentence.start : end], vocabulary),
                _relation(_year(clean, sentence.start, end, opening) or section.year, about.year),
                None if reports else owner,
                item,
                opening,
                _continues(clean, sentence),
                foretold(clean.text[sentence.start : end], vocabulary),
                done(clean.text[sentence.start : end], vocabulary),
                old,
            )
        )
    return found


def _label(clean: CleanText, candidate: Candidate, vocabulary: Vocabulary) -> Owner | None:
    start, end = clean.sentences[candidate.sentence].start, candidate.quantity.start
    return label(clean, candidate.sentence, start, end, vocabulary)


def _is_place(clean: CleanText, owner: Owner, about: About) -> bool:
    """Whether the owner is the place that reports: its figures are the report's own."""
    name = clean.text[owner.span.start : owner.span.end]
    if owner.kind != "town" or not about.place:
        return False
    return about.place.endswith(name) or name.endswith(about.place)


def _continues(clean: CleanText, sentence: Sentence) -> bool:
    """Whether the paragraph above ends in a colon or semicolon."""
    start = clean.text.rfind("\n", 0, sentence.start) + 1
    return start > 1 and clean.text[start - 2] in _GOES_ON


def _ahead(text: str, vocabulary: Vocabulary) -> str:
    """What the words before the last colon that announces anything announce."""
    end = len(text)
    while (end := max(text.rfind("：", 0, end), text.rfind(":", 0, end))) >= 0:
        words = _WORDS.search(text, max(0, end - _LONGEST), end)
        if words is not None and (kind := announced(words.group(), vocabulary)):
            return kind
    return ""


def _year(clean: CleanText, start: int, end: int, opening: CleanSpan | None) -> int:
    years = YEAR.findall(clean.text, start, end)
    if not years and opening is not None:
        years = YEAR.findall(clean.text[opening.start : opening.end])
    return int(years[-1]) if years else 0


def _relation(year: int, report: int | None) -> str:
    if not year:
        return ""
    if report is None:
        return "said"
    return "same" if year == report else "ahead" if year > report else "past"
