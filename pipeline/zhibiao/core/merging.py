"""How a researcher's files are laid over ours: tables key by key, lists by words, lines by their first field.

One sign takes out: `-` before a word, a key or a line's first field.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

OUT = "-"
_LIST = "|"


def merged(lower: Any, upper: Any) -> Any:
    """`upper` over `lower`; new keys of a table stand in front of the old, new words of a list behind."""
    if isinstance(lower, dict) and isinstance(upper, dict):
        new = {key: value for key, value in upper.items() if key not in lower and not key.startswith(OUT)}
        kept = {key: value for key, value in lower.items() if OUT + key not in upper}
        return new | {key: merged(kept[key], upper[key]) if key in upper else kept[key] for key in kept}
    if isinstance(lower, list) and isinstance(upper, list):
        return _words(lower, upper)
    return upper


def _words(lower: Sequence[str], upper: Sequence[str]) -> list[str]:
    kept = [word for word in lower if OUT + word not in upper]
    return kept + [word for word in upper if not word.startswith(OUT) and word not in kept]


def merge_lines(tables: Sequence[Sequence[list[str]]], keys: int) -> list[list[str]]:
    """Lines known by their first `keys` fields: a later one takes the place of the earlier."""
    found: dict[tuple[str, ...], list[str]] = {}
    for table in tables:
        for row in table:
            if row[0].startswith(OUT):
                found = {key: old for key, old in found.items() if key[0] != row[0].removeprefix(OUT)}
            else:
                found[tuple(row[:keys])] = row
    return list(found.values())


def merge_catalogue(tables: Sequence[Sequence[list[str]]]) -> list[list[str]]:
    """Lines known by name and category: a later one adds its aliases, and its unit if it gives one."""
    found: dict[tuple[str, str], list[str]] = {}
    for table in tables:
        for name, category, unit, aliases in table:
            if name.startswith(OUT):
                found.pop((name.removeprefix(OUT), category), None)
                continue
            old = found.get((name, category), [name, category, "", ""])
            both = _words(_split(old[3]), _split(aliases))
            found[name, category] = [name, category, unit or old[2], _LIST.join(both)]
    return list(found.values())


def _split(aliases: str) -> list[str]:
    return [alias for alias in aliases.split(_LIST) if alias]
