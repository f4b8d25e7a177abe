"""Word documents: paragraphs and tables in their order; a table row is a line, its cells parted by tabs.

Text boxes and footnotes follow the paragraph or table that holds them, endnotes the body, a table in a cell
the table around it. Tracked insertions are text, deletions are none; a content control is what it holds.
Headers, footers and comments are not read.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from zhibiao.core.enums import Severity
from zhibiao.core.types import Metadata, Problem
from zhibiao.read.containers import Package, has_part
from zhibiao.read.document import Content
from zhibiao.read.docx_tables import TableCell, rows_of
from zhibiao.read.docx_xml import attribute, child, chosen, inner, name_of, value
from zhibiao.read.draft import Draft, Piece
from zhibiao.read.fault import Fault
from zhibiao.read.registry import Format

_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_NO_TEXT = frozenset(
    {"del", "moveFrom", "instrText", "rPr", "pPr", "sdtPr", "sdtEndPr", "fldData", "rt", "rubyPr", "ctrlPr"}
)
_DRAWINGS = frozenset({"drawing", "pict", "object"})
_PICTURES = frozenset({"pic", "imagedata"})
_OBJECTS = frozenset({"OLEObject", "chart", "relIds"})
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_TITLES = ("title", "标题")


def read_docx(data: bytes) -> Content:
    """Content of the body; raises `Fault` for files that are no Word document, or a broken one."""
    package = Package(data, "docx")
    main = _main_part(package)
    body = child(package.xml(main), "body")
    if body is None:
        raise package.corrupt(f"{main} 里没有正文")
    story = _Story(_title_styles(package, main))
    for kind in _NOTES.values():
        story.add_notes(package, _related(package, main, f"{kind}s"), kind)
    story.read(body)
    story.read_endnotes()
    if story.pictures and not story.draft.text.strip():
        raise Fault(
            "docx 里只有图片，没有文字（可能是扫描件）", "请先做文字识别（OCR）再处理", code="no_text"
        )
    metadata = replace(_metadata(package), heading="".join(story.title))
    return Content(
        story.draft.text,
        tuple(story.draft.blocks),
        metadata=metadata,
        problems=tuple(story.all_problems()),
    )


class _Story:
    """The draft of a body, with what is still to come after the block that is being read."""

    def __init__(self, title_styles: frozenset[str]) -> None:
        self.draft = Draft()
        self.title: list[str] = []
        self.pictures = 0
        self._objects = 0
        self._title_styles = title_styles
        self._problems: list[Problem] = []
        self._notes: dict[tuple[str, str], Any] = {}
        self._endnotes: list[Any] = []
        self._pending: list[Iterable[Any]] = []

    def add_notes(self, package: Package, part: str, kind: str) -> None:
        """Learn the notes of a part; one that is broken is a problem of its own."""
        if not part:
            return
        try:
            root = package.xml(part)
        except Fault as fault:
            self._problems.append(_partial(fault.reason, fault.remedy))
            return
        self._notes |= {(kind, attribute(note, "id")): note for note in root if name_of(note) == kind}

    def read(self, container: Iterable[Any]) -> None:
        """Add the blocks of a body, a text box or a note."""
        for element in inner(container):
            name = name_of(element)
            if name in ("p", "oMathPara"):
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            elif name == "altChunk":
                self._problems.append(_partial("文中插入的另一文档未读", "请在 Word 中打开并另存后重试"))

    def read_endnotes(self) -> None:
        """Add the endnotes that were pointed to."""
        for note in self._endnotes:
            self.read(note)

    def all_problems(self) -> Iterator[Problem]:
        """What is not in the draft."""
        yield from self._problems
        if self.pictures or self._objects:
            counted = f"文中有图片 {self.pictures} 张、嵌入的表格或图表 {self._objects} 个，其中的文字未读"
            yield _partial(counted, "若其中有数据，请改成文字或表格", severity="note")

    def _paragraph(self, element: Any) -> None:
        text = self._text(element)
        self.draft.paragraph(text)
        if value(child(child(element, "pPr"), "pStyle")) in self._title_styles:
            self.title.append("".join(text.split("\n")).strip())
        self._read_pending()

    def _table(self, element: Any) -> None:
        texts: dict[TableCell, str] = {}
        rows = []
        for cells in rows_of(element):
            row = []
            for cell in cells:
                if cell.origin not in texts:
                    texts[cell.origin] = " ".join(self._cell(cell.element).split())
                repeated = cell.above is not None
                row.append(
                    Piece(texts[cell.origin], cell.row, cell.column, cell.rows, cell.columns, repeated)
                )
            rows.append(row)
        self.draft.table(rows)
        self._read_pending()

    def _cell(self, cell: Any) -> str:
        """Text of a cell; a table in it is put off."""
        texts = []
        for element in inner(cell):
            if name_of(element) == "tbl":
                self._pending.append([element])
            elif name_of(element) in ("p", "oMathPara"):
                texts.append(self._text(element))
        return "\n".join(texts)

    def _read_pending(self) -> None:
        pending, self._pending = self._pending, []
        for container in pending:
            self.read(container)

    def _text(self, element: Any) -> str:
        pieces: list[str] = []
        self._collect(element, pieces)
        return "".join(pieces)

    def _collect(self, element: Iterable[Any], pieces: list[str]) -> None:
        """Text of a paragraph; notes and text boxes in it are put off."""
        for one in element:
            name = name_of(one)
            if name == "t":
                pieces.append(one.text or "")
            elif name in _SIGNS:
                pieces.append(_SIGNS[name])
            elif name == "br":
                pieces.append("\n" if attribute(one, "type") in ("", "textWrapping") else "")
            elif name in _NOTES:
                self._put_off_note(_NOTES[name], attribute(one, "id"))
            elif name in _DRAWINGS:
                self._look_into(one)
            elif name == "AlternateContent":
                self._collect(chosen(one), pieces)
            elif name not in _NO_TEXT:
                self._collect(one, pieces)

    def _put_off_note(self, kind: str, number: str) -> None:
        note = self._notes.pop((kind, number), None)
        if note is not None:
            (self._endnotes if kind == "endnote" else self._pending).append(note)

    def _look_into(self, drawing: Iterable[Any]) -> None:
        """Put off the text boxes of a drawing, and count what else it holds."""
        for one in drawing:
            name = name_of(one)
            if name == "txbxContent":
                self._pending.append(one)
                continue
            self.pictures += name in _PICTURES
            self._objects += name in _OBJECTS
            self._look_into(chosen(one) if name == "AlternateContent" else one)


def _partial(reason: str, remedy: str, *, severity: Severity = "warning") -> Problem:
    return Problem("", reason, remedy, code="partial", severity=severity)


def _main_part(package: Package) -> str:
    usual = "word/document.xml"
    return usual if usual in package.names else _related(package, "", "officeDocument") or usual


def _related(package: Package, part: str, kind: str) -> str:
    """Name of the part that a part (the package: "") points to by a relationship of this kind, if any."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in package.names:
        return ""
    for relation in package.xml(relations):
        if attribute(relation, "Type").endswith(f"/{kind}"):
            target = posixpath.join("/", folder, attribute(relation, "Target"))
            return posixpath.normpath(target).lstrip("/")
    return ""


def _title_styles(package: Package, main: str) -> frozenset[str]:
    """Identifiers of the styles called Title; a broken part of styles has none."""
    part = _related(package, main, "styles")
    try:
        root = package.xml(part) if part else ()
    except Fault:
        return frozenset()
    return frozenset(
        attribute(style, "styleId")
        for style in root
        if name_of(style) == "style" and value(child(style, "name")).lower() in _TITLES
    )


def _metadata(package: Package) -> Metadata:
    """What the core properties say; nothing where there are none, or they are broken."""
    try:
        root = package.xml("docProps/core.xml")
    except Fault:
        return Metadata()
    texts = {name_of(one): " ".join((one.text or "").split()) for one in root}
    return Metadata(title=texts.get("title", ""), created=texts.get("created", ""))


FORMAT = Format(
    "docx", "2", (".docx", ".docm", ".dotx"), read_docx, matches=lambda data: has_part(data, "word/")
)
