"""Headings: the numbered ones (一、 （一） 1. （1） 第一部分) and short lines that stand alone."""

from __future__ import annotations

import re

_HAN = "一二三四五六七八九十百"
_LEVELS = (
    rf"第[{_HAN}]+(?:部分|章|节|篇)[、：:]?",
    rf"[{_HAN}]{{1,3}}[、.．]",
    rf"[（(][{_HAN}]{{1,3}}[）)][、.．]?",
    r"[0-9０-９]{1,2}\s?(?:、|[.．](?![0-9０-９]))",
    r"[（(][0-9０-９]{1,2}[）)][、.．]?",
    r"[①-⑳㈠-㈩⑴-⒇]|[0-9０-９]{1,2}[）)]",
)
MARKER = re.compile(r"\s*(?:" + "|".join(f"({level})" for level in _LEVELS) + ")")
_TITLE_END = re.compile(r"[。！？!?；;：:\t]")
_LONGEST_TITLE = 42
_LONGEST_BARE = 26
BARE_LEVEL = len(_LEVELS) + 1


def marker(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Level (1 is the outermost) and end of the marker that opens text[start:end]."""
    match = MARKER.match(text, start, end)
    return (match.lastindex or 1, match.end()) if match else None


def title_end(text: str, start: int, end: int) -> int:
    """Where the title that starts at `start` ends: its first stop, or `start` if what stands there is no
    title."""
    match = _TITLE_END.search(text, start, end)
    stop = match.start() if match else end
    return stop if stop - start <= _LONGEST_TITLE else start


def is_bare_title(text: str, start: int, end: int) -> bool:
    """A short line of its own without stop, comma or tab reads as a heading without a number."""
    body = text[start:end]
    return len(body) <= _LONGEST_BARE and not re.search(r"[。！？!?；;，,\t0-9]|：$|:$", body)
