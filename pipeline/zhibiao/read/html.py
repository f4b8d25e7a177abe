"""Web pages: the body's text without navigation; a table row is a line, its cells parted by tabs."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from zhibiao.core.types import Metadata, Problem
from zhibiao.read.document import Content
from zhibiao.read.fault import Fault
from zhibiao.read.html_lines import blocks_of, lines_of
from zhibiao.read.registry import Format
from zhibiao.read.tables import table
from zhibiao.read.txt import decode

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def read_html(data: bytes) -> Content:
    """Content of the page; raises `Fault` where nothing is left."""
    from lxml import html

    source, encoding = _decoded(data)
    if not source.strip():
        raise Fault("网页为空", "请重新保存网页", code="empty")
    parser = html.HTMLParser(huge_tree=False, no_network=True)
    try:
        root = html.document_fromstring(_DECLARATION.sub("", source), parser=parser)
    except (ValueError, html.etree.ParserError) as error:
        raise Fault("网页无法解析", "请另存为纯文本再处理", code="corrupt") from error
    problems = _cut_short(parser)
    metadata = _metadata(root)
    dropped = frozenset(table("html")["dropped"])
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in dropped or _is_furniture(element):
            _drop(element)
    lines = lines_of(root)
    text = "\n".join(line.text for line in lines)
    if not text:
        problem = next(iter(problems), None)
        raise Fault(
            problem.reason if problem else "网页没有正文", "请确认网页内容不是由脚本生成的", code="empty"
        )
    return Content(
        text,
        blocks_of(lines),
        encoding=encoding,
        metadata=replace(metadata, heading=_heading(root)),
        problems=problems,
    )


def _decoded(data: bytes) -> tuple[str, str]:
    named = _CHARSET.search(data[:4096])
    if named and not data.startswith(_MARKS):
        name = named[1].decode("ascii").lower()
        name = table("html")["charset"].get(name, name)
        try:
            return data.decode(name), name
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _cut_short(parser: Any) -> tuple[Problem, ...]:
    """The parser gives up below a depth, and with it on all that follows."""
    if not any("Excessive depth" in entry.message for entry in parser.error_log):
        return ()
    reason = "网页嵌套过深，其后的内容未读"
    return (Problem("", reason, "请在浏览器中打开，另存为纯文本或 pdf", code="partial", severity="warning"),)


@cache
def _furniture() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[-_ ])(?:{'|'.join(table('html')['furniture'])})(?:$|[-_ ])", re.I)


def _is_furniture(element: Any) -> bool:
    if not element.attrib or element.tag in ("body", "html"):
        return False
    words = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    return bool(_furniture().search(words))


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        element.drop_tree() if hasattr(element, "drop_tree") else parent.remove(element)


def _metadata(root: Any) -> Metadata:
    """What the page's head says of it."""
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or ""
        said.setdefault(name.lower(), " ".join(meta.get("content", "").split()))
    found = {
        field: next((said[name.lower()] for name in names if said.get(name.lower())), "")
        for field, names in table("html")["meta"].items()
    }
    if not found["title"]:
        found["title"] = " ".join(" ".join(one.text_content() for one in root.iter("title")).split())
    return Metadata(**found)


def _heading(root: Any) -> str:
    """The first h1 with text."""
    headings = (" ".join(one.text_content().split()) for one in root.iter("h1"))
    return next((heading for heading in headings if heading), "")


def _is_html(data: bytes) -> bool:
    head = data[:512].lstrip().lower()
    return head.startswith((b"<!doctype html", b"<html"))


FORMAT = Format("html", "2", (".html", ".htm", ".xhtml", ".shtml"), read_html, matches=_is_html)
