"""The formats: which reader reads which file. A new format is one reader and one line here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from zhibiao.read.document import Content
from zhibiao.read.docx import read_docx
from zhibiao.read.fault import Fault
from zhibiao.read.html import read_html
from zhibiao.read.pdf import read_pdf
from zhibiao.read.txt import decode


class Format(NamedTuple):
    name: str
    read: Callable[[bytes], Content]
    version: str = "1"

    @property
    def reader(self) -> str:
        """Name and version."""
        return f"{self.name}@{self.version}"


def _text(data: bytes) -> Content:
    text, encoding = decode(data)
    return Content(text, encoding=encoding)


def _pdf(data: bytes) -> Content:
    text, page_starts = read_pdf(data)
    return Content(text, page_starts=page_starts)


def _docx(data: bytes) -> Content:
    return Content(read_docx(data))


def _html(data: bytes) -> Content:
    text, encoding = read_html(data)
    return Content(text, encoding=encoding)


def _old_word(data: bytes) -> Content:
    raise Fault("旧版 doc 格式不能直接读取", "请用 Word 或 WPS 另存为 docx")


def _sheet(data: bytes) -> Content:
    raise Fault("表格文件不是报告正文", "请另存为 txt、docx 或 pdf")


_FORMATS = {
    "txt": Format("txt", _text), "pdf": Format("pdf", _pdf), "docx": Format("docx", _docx), "html": Format("html", _html),
    "doc": Format("doc", _old_word), "xlsx": Format("xlsx", _sheet),
}  # fmt: skip
_BY_SUFFIX = {
    ".txt": "txt", ".text": "txt", ".md": "txt", ".pdf": "pdf", ".docx": "docx", ".html": "html", ".htm": "html", ".xhtml": "html", ".doc": "doc",
    ".wps": "doc", ".xls": "xlsx", ".xlsx": "xlsx",
}  # fmt: skip
SUFFIXES = frozenset(_BY_SUFFIX)


def format_of(name: str, data: bytes) -> Format:
    """Format by what the file begins with, then by its suffix; raises `Fault` for an unknown one."""
    suffix = Path(name).suffix.lower()
    if data.startswith(b"%PDF"):
        return _FORMATS["pdf"]
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _FORMATS["xlsx" if suffix in (".xls", ".xlsx") else "doc"]
    if data.startswith(b"PK\x03\x04"):
        return (
            _FORMATS["docx" if b"word/" in data else "xlsx"]
            if suffix in SUFFIXES or b"word/" in data
            else _unknown(suffix)
        )
    if data[:512].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return _FORMATS["html"]
    if suffix in _BY_SUFFIX:
        return _FORMATS[_BY_SUFFIX[suffix]]
    return _FORMATS["txt"] if not suffix else _unknown(suffix)


def _unknown(suffix: str) -> Format:
    raise Fault(f"不支持的文件格式 {suffix}", "可用格式：txt、pdf、docx、html")
