"""What a report is: title, place and year, each from the most trusted of what says it, else empty."""

from __future__ import annotations

from pathlib import PurePosixPath

from zhibiao.core.types import About, Document, Given, Metadata
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.resolve.head import Head, head_of, is_certain, plain, site_parts
from zhibiao.resolve.names import Name
from zhibiao.resolve.places import place_of
from zhibiao.resolve.years import year_of

_FOLDERS = 3
"""How many of the folders above a file may name its place or year."""


def about_of(document: Document, given: Given | None = None, *, vocabulary: Vocabulary) -> About:
    """Title, place and year of a document, and where they were read.

    By falling trust: what is given, what the file says of itself, its title, the names of file and folders,
    headings and what the report says of itself, its date line. A year in passing is never taken.
    """
    given = given or Given()
    head = head_of(document.text, vocabulary)
    named = _names(document, head, given, vocabulary)
    names = [Name(plain(text, vocabulary), origin) for text, origin in named]
    place, place_from = place_of(names, head, document.text, vocabulary)
    stem = "" if place is None else place.stem
    year, year_from = year_of(names, head, document.text, stem, document.metadata.published, vocabulary)
    return About(
        _title(named, head, vocabulary) if given.title is None else given.title,
        str(place or "") if given.place is None else given.place,
        year if given.year is None else given.year,
        place_from if given.place is None else given.said_in,
        year_from if given.year is None else given.said_in,
        given.extra,
    )


def _names(document: Document, head: Head, given: Given, vocabulary: Vocabulary) -> list[Name]:
    """Texts that name the report, the most trusted first.

    A title of the file that differs from a certain one at the report's head comes behind it: it is often a
    template's.
    """
    own = [Name(part, "document") for part in _own_titles(document.metadata, vocabulary)]
    title = [Name(head.title, "title")] if head.title else []
    title += [Name(line, "title") for line in head.year_lines]
    stale = head.title and own and is_certain(head.title, vocabulary) and not _agree(own[0].text, head.title)
    said = [Name(given.title, given.said_in)] if given.title else []
    return [*said, *(title + own if stale else own + title), *_path(document.source)]


def _own_titles(metadata: Metadata, vocabulary: Vocabulary) -> list[str]:
    """Titles of the file itself: what names a kind of report first, then what may name a place (a site)."""
    parts = [part for title in (metadata.heading, metadata.title) for part in site_parts(title, vocabulary)]
    return sorted(dict.fromkeys(parts), key=lambda part: not is_certain(part, vocabulary))


def _agree(one: str, other: str) -> bool:
    one, other = "".join(one.split()), "".join(other.split())
    return one in other or other in one


def _path(source: str) -> list[Name]:
    """Names of a file and of the folders nearest above it."""
    path = PurePosixPath(source.replace("\\", "/"))
    folders = [
        Name(folder, "folder") for folder in reversed(path.parts[:-1]) if folder not in ("/", ".", "..")
    ]
    return [Name(path.stem, "file name"), *folders[:_FOLDERS]]


def _title(names: list[Name], head: Head, vocabulary: Vocabulary) -> str:
    """The first name that says what kind of report it is, else the title at the head."""
    certain = (name.text for name in names if name.origin != "folder" and is_certain(name.text, vocabulary))
    return "".join(next(certain, head.title).split())
