"""Sentences that the rooms make in Chinese, in English: pairs of `data/phrases.tsv`, found by the Chinese."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_PLACE = re.compile(r"\{(\w+)\}")


def english(text: str) -> str:
    """The sentence in English, with what stands in its places translated too; the text itself where no pair
    fits."""
    for pattern, translation in _pairs():
        found = pattern.fullmatch(text)
        if found is not None:
            return translation.format_map({name: english(part) for name, part in found.groupdict().items()})
    return text


@cache
def _pairs() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Earlier lines of the file win."""
    lines = (files("zhibiao") / "data" / "phrases.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines[1:] if line)
    return tuple((_pattern(chinese), translation) for chinese, translation in pairs)


def _pattern(chinese: str) -> re.Pattern[str]:
    parts = _PLACE.split(chinese)
    literal = [re.escape(part) for part in parts[::2]]
    named = [f"(?P<{name}>.*?)" for name in parts[1::2]] + [""]
    return re.compile("".join(a + b for a, b in zip(literal, named, strict=True)), re.DOTALL)
