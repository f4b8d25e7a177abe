"""Canonical indicators: the catalogue's name for an indicator as written."""

from __future__ import annotations

from functools import cache

from zhibiao.core.vocabulary import Vocabulary


@cache
def _names(vocabulary: Vocabulary) -> dict[tuple[str, str], str]:
    names: dict[tuple[str, str], str] = {}
    for row in vocabulary.catalogue:
        for spelling in (row["canonical"], *row["aliases"].split("|")):
            if spelling:
                names.setdefault((spelling, row["category"]), row["canonical"])
    return names


def canonical(indicator: str, category: str, vocabulary: Vocabulary) -> str:
    """Catalogue name of an indicator in its category; empty if the catalogue has none."""
    return _names(vocabulary).get((indicator, category), "")
