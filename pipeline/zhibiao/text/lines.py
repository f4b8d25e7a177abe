"""Lines of the raw text: which are page furniture, which go on in the next line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import NamedTuple

from zhibiao.text.headings import MARKER

_PAGE_NUMBER = re.compile(
    r"[-—－–·\s]*(?:第\s*)?\d{1,4}(?!\d)\s*(?:页)?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,4}\s*页?)?[-—－–·\s]*"
)
_MARKED_NUMBER = re.compile(
    r"[-—－–·]\s*\d{1,4}\s*[-—－–·]|第\s*\d{1,4}\s*页.*|\d{1,4}\s*[/／]\s*\d{1,4}\s*页?"
)
_ENDS = "。！？!?：:；;”）)】》"
_STOPS = "。！？!?"
_NARROW = 16  # a full line is at least this wide (in characters of one CJK width)
_SLACK = 0.82  # how much of the usual width a line must fill to count as full


class Line(NamedTuple):
    """Raw offsets of a line without the blanks at its ends; `indent` is what stood before it."""

    start: int
    end: int
    indent: str
    page: int


def lines_of(text: str, page_starts: tuple[int, ...]) -> list[Line]:
    """Lines that hold a character, in order; form feeds end lines as line breaks do."""
    lines = []
    for match in re.finditer(r"[^\n\f\v\x1c-\x1e\x85\u2028\u2029]+", text):
        body = match.group()
        stripped = body.strip()
        if stripped:
            start = match.start() + len(body) - len(body.lstrip())
            page = bisect_right(page_starts, start)
            lines.append(Line(start, start + len(stripped), body[: start - match.start()], page))
    return lines


def furniture_of(text: str, lines: list[Line]) -> set[int]:
    """Indices of lines that are page numbers or running heads."""
    edges = _edges(lines)
    heads = Counter(text[lines[i].start : lines[i].end] for i in edges)
    repeated = {line for line, times in heads.items() if times >= 3 and len(line) <= 40}
    found = set()
    for i, line in enumerate(lines):
        body = text[line.start : line.end]
        bare_number = i in edges and _PAGE_NUMBER.fullmatch(body)
        if (
            bare_number
            or (len(body) <= 14 and _MARKED_NUMBER.fullmatch(body))
            or (i in edges and body in repeated)
        ):
            found.add(i)
    return found


def _edges(lines: list[Line]) -> set[int]:
    """First and last line of each page, where the text has pages."""
    if not lines or lines[0].page == lines[-1].page:
        return set()
    return {
        i
        for i in range(len(lines))
        if i in (0, len(lines) - 1)
        or lines[i - 1].page != lines[i].page
        or lines[i + 1].page != lines[i].page
    }


def width(body: str) -> float:
    """Width in CJK characters: ASCII takes half."""
    return len(body) - len(body.encode("ascii", "ignore")) / 2


def usual_width(text: str, lines: list[Line]) -> float | None:
    """Width at which the text is hard-wrapped, None where its lines are whole paragraphs."""
    widths = [width(text[line.start : line.end]) for line in lines]
    long = sorted(w for w in widths if w >= _NARROW)
    if len(long) < 3:
        return None
    top = long[int(len(long) * 0.9)]
    broken = [
        w for line, w in zip(lines, widths, strict=True) if w >= _NARROW and text[line.end - 1] not in _ENDS
    ]
    full = [w for w in long if w >= top * _SLACK]
    if top > 70 or len(broken) < 0.3 * len(long) or len(full) < 0.4 * len(long):
        return None
    return top


def goes_on(text: str, line: Line, following: Line, wrap: float | None) -> bool:
    """Whether the line's paragraph goes on in the following line."""
    if wrap is None:
        return _is_torn(text, line, following)
    last = text[line.end - 1]
    if "\t" in text[line.start : line.end] or "\t" in text[following.start : following.end]:
        return False
    if _begins_paragraph(text, following):
        return False
    body = text[line.start : line.end]
    if last in _STOPS:
        return width(body) >= wrap * 0.94
    return width(body) >= wrap * _SLACK or (
        (last in "，、,（(“" or last.isdigit()) and width(body) >= _NARROW / 4
    )


def _is_torn(text: str, line: Line, following: Line) -> bool:
    """In text that is not wrapped, a line that stops at a comma and finds no marker below was torn apart by a
    converter."""
    if "\t" in text[line.start : following.end]:
        return False
    return text[line.end - 1] in "，、,（(“" and not _begins_paragraph(text, following)


def _begins_paragraph(text: str, line: Line) -> bool:
    return bool(MARKER.match(text, line.start, line.end)) or _is_indented(line)


def _is_indented(line: Line) -> bool:
    return "\u3000\u3000" in line.indent or len(line.indent) >= 4 or "\t" in line.indent
