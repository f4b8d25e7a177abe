"""The three kinds of span, which are never mixed: characters of the raw text, characters of the cleaned text,
tokens."""

from __future__ import annotations

from typing import NamedTuple


class RawSpan(NamedTuple):
    """Half-open range of characters of a document's raw text."""

    start: int
    end: int


class CleanSpan(NamedTuple):
    """Half-open range of characters of the cleaned text."""

    start: int
    end: int


class TokenSpan(NamedTuple):
    """Half-open range of a report's tokens."""

    start: int
    end: int
