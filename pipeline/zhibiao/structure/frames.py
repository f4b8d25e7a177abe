"""The frame of a number: all that layout says of it, in one place for the tagger and for resolving."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zhibiao.core.spans import CleanSpan
from zhibiao.core.types import About, Candidate, CleanText
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.structure.lists import Item, items
from zhibiao.structure.openings import openings
from zhibiao.structure.owners import Owner, label, owners
from zhibiao.structure.sections import Section, announced, sections

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年")
_CLAUSE = re.compile("[，,；;：:。]")
_COLON = re.compile("[^，,；;：:。]{2,12}(?=[：:])")


class Frame(NamedTuple):
    """What stands around a candidate beyond its own clause.

    `ahead`: what the words before a colon of its sentence announce. `year`: how the year said last, in the
    sentence, its opening or its headings, stands to the report's (`past`, `same`, `ahead`; empty: none).
    """

    section: Section
    ahead: str
    year: str
    owner: Owner | None
    item: Item | None
    opening: CleanSpan | None


def frames_of(
    clean: CleanText, candidates: Sequence[Candidate], about: About, vocabulary: Vocabulary
) -> list[Frame]:
    """The frame of each candidate."""
    of_sections = sections(clean, about.title, vocabulary)
    of_owners, of_openings = owners(clean, vocabulary), openings(clean)
    found: list[Frame] = []
    for candidate, item in zip(candidates, items(clean, candidates, vocabulary), strict=True):
        number = candidate.sentence
        sentence, end = clean.sentences[number], candidate.quantity.start
        section, opened = of_sections[sentence.heading], of_openings[number]
        opening = opened.own or opened.label
        owner = label(clean, number, sentence.start, end, vocabulary) or of_owners[number]
        reports = owner is not None and _is_place(clean, owner, about)
        found.append(
            Frame(
                section,
                _ahead(clean.text[sentence.start : end], vocabulary),
                _relation(_year(clean, sentence.start, end, opening) or section.year, about.year),
                None if reports else owner,
                item,
                opening,
            )
        )
    return found


def _is_place(clean: CleanText, owner: Owner, about: About) -> bool:
    """Whether the owner is the place that reports: its figures are the report's own."""
    name = clean.text[owner.span.start : owner.span.end]
    if owner.kind != "town" or not about.place:
        return False
    return about.place.endswith(name) or name.endswith(about.place)


def _ahead(text: str, vocabulary: Vocabulary) -> str:
    found = [kind for match in _COLON.finditer(text) if (kind := announced(match.group(), vocabulary))]
    return found[-1] if found else ""


def _year(clean: CleanText, start: int, end: int, opening: CleanSpan | None) -> int:
    years = _YEAR.findall(clean.text, start, end)
    if not years and opening is not None:
        years = _YEAR.findall(clean.text[opening.start : opening.end])
    return int(years[-1]) if years else 0


def _relation(year: int, report: int | None) -> str:
    if not year:
        return ""
    if report is None:
        return "said"
    return "same" if year == report else "ahead" if year > report else "past"
