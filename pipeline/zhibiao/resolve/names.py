"""Texts that name a report: its title, its file, its folders."""

from __future__ import annotations

from typing import NamedTuple


class Name(NamedTuple):
    """A text that names the report, and where it stands."""

    text: str
    origin: str
