"""Documents: a reader's content, the blocks in it, and the raw text that is their serialisation."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import NamedTuple

from zhibiao.core.spans import RawSpan
from zhibiao.core.types import Block, Cell, Document, Metadata, Paragraph, Problem, Table

_LINE = re.compile(r"[^\n]+")
_PARTED = re.compile(r"\S[^\n]*\t[^\n]*\S")
_NOT_RAW = re.compile(r"\A\ufeff|\r(?=\n)")


class Content(NamedTuple):
    """What a reader gives of a file. Offsets count in `text`; problems name no file (who reads knows it)."""

    text: str
    blocks: tuple[Block, ...] | None = None
    """None where the format has no blocks of its own: then each line is one."""
    page_starts: tuple[int, ...] = ()
    """Empty where the format has no pages."""
    encoding: str = ""
    """Empty where the format has none of its own."""
    metadata: Metadata = Metadata()
    problems: tuple[Problem, ...] = ()


def document_of(
    text: str,
    *,
    source: str = "",
    page_starts: tuple[int, ...] = (),
    reader: str = "text@1",
    encoding: str = "",
    metadata: Metadata = Metadata(),  # noqa: B008
) -> Document:
    """Document of a text in memory."""
    content = Content(text, page_starts=page_starts, encoding=encoding, metadata=metadata)
    return document_from(content, source=source, reader=reader)


def document_from(content: Content, *, source: str, reader: str, file_hash: str = "") -> Document:
    """Document of a reader's content: line ends and marks made one, blocks and pages moved with them."""
    raw = raw_text(content.text)
    moved = _mover(content.text)
    blocks = blocks_of_lines(raw) if content.blocks is None else tuple(_moved(content.blocks, moved))
    return Document(
        source=source,
        text=raw,
        blocks=blocks,
        page_starts=tuple(moved(start) for start in content.page_starts),
        reader=reader,
        encoding=content.encoding,
        sha256=digest(raw),
        file_hash=file_hash,
        metadata=content.metadata,
    )


def digest(raw: str) -> str:
    """SHA-256 of a raw text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


def raw_text(text: str) -> str:
    """Raw text as offsets count it: no BOM, every line end one \\n."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def blocks_of_lines(raw: str) -> tuple[Block, ...]:
    """Blocks of a text that has lines only: lines are paragraphs, two or more that tabs part a table."""
    lines = [RawSpan(*line.span()) for line in _LINE.finditer(raw) if not line.group().isspace()]
    blocks: list[Block] = []
    for parted, run in groupby(_runs(raw, lines), key=lambda entry: entry[0]):
        spans = [span for _, span in run]
        if parted is None or len(spans) < 2:
            blocks += [Paragraph(span) for span in spans]
        else:
            blocks.append(_table_of_lines(raw, spans))
    return tuple(blocks)


def _runs(raw: str, lines: Iterable[RawSpan]) -> list[tuple[int | None, RawSpan]]:
    """Each line with the number of the run of parted lines it belongs to, None where no tab parts it."""
    entries: list[tuple[int | None, RawSpan]] = []
    run, end = 0, -1
    for span in lines:
        if _PARTED.search(raw, span.start, span.end) is None:
            entries.append((None, span))
            continue
        run += span.start != end + 1
        end = span.end
        entries.append((run, span))
    return entries


def _table_of_lines(raw: str, lines: list[RawSpan]) -> Table:
    cells = []
    for row, line in enumerate(lines):
        at = line.start
        for column, text in enumerate(raw[line.start : line.end].split("\t")):
            cells.append(Cell(RawSpan(at, at + len(text)), row, column))
            at += len(text) + 1
    return Table(RawSpan(lines[0].start, lines[-1].end), tuple(cells))


def _mover(text: str) -> Callable[[int], int]:
    """Offset in the raw text of an offset in the text."""
    gone = [match.start() for match in _NOT_RAW.finditer(text)]
    return lambda offset: offset - bisect_left(gone, offset)


def _moved(blocks: Iterable[Block], moved: Callable[[int], int]) -> Iterable[Block]:
    def span(old: RawSpan) -> RawSpan:
        return RawSpan(moved(old.start), moved(old.end))

    for block in blocks:
        if isinstance(block, Table):
            yield Table(span(block.span), tuple(cell._replace(span=span(cell.span)) for cell in block.cells))
        else:
            yield Paragraph(span(block.span))
