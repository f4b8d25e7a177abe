"""What the tagger is told beside what it has learned: how far it looks, and how much neighbours count.

The values stand in the `config.toml` a model is trained with, and in the manifest of the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from zhibiao.core.types import Candidate


class Windows(NamedTuple):
    """How far the features look: characters, but for `tokens_*` and `longest` (tokens), `*_back`
    (claims) and `theme_*` (sentences)."""

    clause_left: int
    clause_right: int
    sentence: int
    after: int
    title: int
    name: int
    meaning_left: int
    meaning_right: int
    theme_before: int
    theme_after: int
    left_runs: int
    right_runs: int
    tokens_left: int
    tokens_right: int
    longest: int
    copies_back: int
    parents_back: int


class Smoothing(NamedTuple):
    """How claims beside each other listen to one another's category: `rounds` of it, up to `reach` claims
    away."""

    rounds: int
    reach: int
    decay: float
    same_indicator: float
    same_sentence: float
    same_paragraph: float


class Limits(NamedTuple):
    """A report of more candidates than `candidates` is tagged in parts of about so many."""

    candidates: int


class Terms(NamedTuple):
    """What a term against a number (`terms.tsv`) is: a feature if `weighed` is 1, a rule if it is 0."""

    weighed: int

    def settles(self, candidate: Candidate) -> str:
        """Why a candidate is no claim without the tagger being asked; empty if it is."""
        return candidate.reason or ("" if self.weighed else candidate.hint)


class TaggerSettings(NamedTuple):
    """All of them, by the names of the sections of `config.toml`."""

    windows: Windows
    smoothing: Smoothing
    limits: Limits
    terms: Terms


_SECTIONS: dict[str, Any] = {"windows": Windows, "smoothing": Smoothing, "limits": Limits, "terms": Terms}


def settings_of(sections: Mapping[str, Mapping[str, float]]) -> TaggerSettings:
    """From sections by name; raises ValueError that names what is missing, unknown or not a positive
    number."""
    found = []
    for name, kind in _SECTIONS.items():
        given = sections.get(name, {})
        for key in (*kind._fields, *given):
            if key not in given:
                raise ValueError(f"[{name}] 缺少 {key}")
            if key not in kind._fields:
                raise ValueError(f"[{name}] 有不认识的 {key}，可用的是 {', '.join(kind._fields)}")
            if isinstance(given[key], bool) or not isinstance(given[key], int | float) or given[key] < 0:
                raise ValueError(f"[{name}] {key} 应为不小于 0 的数，这里是 {given[key]!r}")
        whole = {key for key, hint in kind.__annotations__.items() if "int" in str(hint)}
        uneven = [key for key in sorted(whole) if given[key] != int(given[key])]
        if uneven:
            raise ValueError(f"[{name}] {uneven[0]} 应为整数，这里是 {given[uneven[0]]!r}")
        found.append(kind(**given))
    return TaggerSettings(*found)


def sections_of(settings: TaggerSettings) -> dict[str, dict[str, float]]:
    """As they stand in the manifest."""
    return {name: getattr(settings, name)._asdict() for name in settings._fields}
