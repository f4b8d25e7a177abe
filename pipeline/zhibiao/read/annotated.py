"""Annotated reports of the corpus, read as bare text: neither header nor annotation is a line of it."""

from __future__ import annotations

import re

from zhibiao.core.types import Metadata, Problem
from zhibiao.read.document import Content
from zhibiao.read.registry import Format
from zhibiao.read.txt import decode

_HEADER = re.compile(r"# *(\w+) *: *(.*)")
_MARK = re.compile(r"  [+-] ")
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?# *(?:title|place|year|genre|split) *: ")


def read_annotated(data: bytes) -> Content:
    """The report's paragraphs, one a line, without the corpus' header and annotations."""
    text, encoding = decode(data)
    header: dict[str, str] = {}
    paragraphs: list[str] = []
    marks = 0
    for line in text.removeprefix("\ufeff").splitlines():
        field = _HEADER.fullmatch(line) if not paragraphs else None
        if field is not None:
            header[field[1]] = field[2].strip()
        elif _MARK.match(line):
            marks += 1
        elif line.strip():
            paragraphs.append(line)
    reason = f"这是带标注的语料文件，只读正文（文件头 {len(header)} 行、标注 {marks} 行不算正文）"
    note = Problem(
        "", reason, "要用其中的标注，请用 evaluate 或 train 命令", code="annotated", severity="note"
    )
    metadata = Metadata(title=header.get("title", ""))
    return Content("\n".join(paragraphs), encoding=encoding, metadata=metadata, problems=(note,))


FORMAT = Format("annotated", "1", (), read_annotated, matches=lambda data: _FIRST.match(data) is not None)
