"""Cleaning: from raw text to sentences under their headings, each character with its raw offset."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator

from zhibiao.core.spans import CleanSpan, RawSpan
from zhibiao.core.types import CleanText, Document, HeadingPath, Sentence
from zhibiao.text.headings import BARE_LEVEL, is_bare_title, marker, title_end
from zhibiao.text.lines import Line, furniture_of, goes_on, lines_of, usual_width

_BLANKS = re.compile(r"[^\S\n]+|[\u200b\ufeff\u00ad]+")
_SPACED_DIGITS = re.compile(r"(?<![0-9.,])(?:[0-9][ \u3000\xa0]){2,}[0-9](?![0-9])")
_THOUSANDS = re.compile(r"(?<![0-9.,\t] )(?<![0-9.,])[0-9]{1,3}(?:[ \u3000\xa0][0-9]{3})+(?!\s*[0-9.,])")
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)】]*|$)")
_POINT = r"(?<=[\u4e00-\u9fff）)%”])[.．](?=[\u4e00-\u9fff“（(0-9]|$)"
"""A full stop that is written as a point."""
_POINTED = re.compile(
    rf"(?:(?!{_POINT})[^。！？!?\n])*(?:(?:[。！？!?]|{_POINT})+[”’」』）)】]*|$)", re.MULTILINE
)
_LIST_MARK = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[.．]")


def clean(document: Document) -> CleanText:
    """Cleaned text of a document. Characters are only left out (blanks, line breaks, page furniture), never
    changed or added, but for one \\n between paragraphs, which maps to the raw line break."""
    lines = lines_of(document.text, document.page_starts)
    dropped = furniture_of(document.text, lines)
    kept = [line for i, line in enumerate(lines) if i not in dropped]
    builder = _Builder(document.text)
    wrap = usual_width(document.text, kept)
    for i, line in enumerate(kept):
        builder.add(line)
        if i + 1 < len(kept) and not goes_on(document.text, line, kept[i + 1], wrap):
            builder.end_paragraph(line.end)
    text = "".join(builder.pieces)
    sentences, headings = _structure(text)
    furniture = [RawSpan(lines[i].start, lines[i].end) for i in sorted(dropped)]
    return CleanText(text, builder.offsets, sentences, headings, furniture)


class _Builder:
    """Collects kept characters and the raw offset of each."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.pieces: list[str] = []
        self.offsets = array("I")

    def add(self, line: Line) -> None:
        at = line.start
        blanks = list(_BLANKS.finditer(self.raw, line.start, line.end))
        patterns = (_SPACED_DIGITS, _THOUSANDS) if blanks else ()
        spaced = [
            match.span() for pattern in patterns for match in pattern.finditer(self.raw, line.start, line.end)
        ]
        for match in blanks:
            self._keep(at, match.start())
            if line.start < match.start() and match.end() < line.end and self._separates(match, spaced):
                self._keep(match.start(), match.start() + 1)
            at = match.end()
        self._keep(at, line.end)

    def end_paragraph(self, at: int) -> None:
        self.pieces.append("\n")
        self.offsets.append(at)

    def _keep(self, start: int, end: int) -> None:
        if start < end:
            self.pieces.append(self.raw[start:end])
            self.offsets.extend(range(start, end))

    def _separates(self, match: re.Match[str], spaced: list[tuple[int, int]]) -> bool:
        """A blank stays where taking it out would fuse two cells, two numbers or two Latin words."""
        before, after = self.raw[match.start() - 1], self.raw[match.end()]
        if "\t" in match.group():
            return True
        if before.isdigit() and after.isdigit():
            return not any(start <= match.start() < end for start, end in spaced)
        return before.isascii() and after.isascii() and before.isalpha() and after.isalpha()


def _structure(text: str) -> tuple[list[Sentence], list[HeadingPath]]:
    """Sentences, and the heading path above each."""
    sentences: list[Sentence] = []
    headings = [HeadingPath((), CleanSpan(0, 0))]
    stack: list[tuple[int, str]] = []
    pattern, start = _POINTED if _writes_points(text) else _SENTENCE, 0
    for number, paragraph in enumerate(text.split("\n")):
        end = start + len(paragraph)
        title = _heading(text, start, end)
        if title is not None:
            level, span = title
            stack = [entry for entry in stack if entry[0] < level]
            stack.append((level, text[span.start : span.end]))
            headings.append(HeadingPath(tuple(name for _, name in stack), span))
        sentences += [
            Sentence(*span, number, len(headings) - 1) for span in _sentences(pattern, text, start, end)
        ]
        start = end + 1
    return sentences, headings


def _writes_points(text: str) -> bool:
    """Whether a text writes 。 as a point, as some web pages do."""
    return len(re.findall(_POINT, text)) > text.count("。")


def _sentences(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where sentences begin and end; the point behind the mark of a list ends none."""
    mark = _LIST_MARK.match(text, start, end)
    body = mark.end() if mark and pattern is _POINTED else start
    for match in pattern.finditer(text, body, end):
        if match.end() > start:
            yield start, match.end()
        start = match.end()


def _heading(text: str, start: int, end: int) -> tuple[int, CleanSpan] | None:
    """Level and title of the heading that opens a paragraph; a marked paragraph without a title has its
    marker as one."""
    found = marker(text, start, end)
    if found is None:
        return (
            (BARE_LEVEL, CleanSpan(start, end)) if end > start and is_bare_title(text, start, end) else None
        )
    level, after = found
    stop = title_end(text, after, end)
    return level, CleanSpan(start, stop if stop > after else after)
