"""Web pages: the body's text without navigation; a table row is a line, its cells parted by tabs."""

from __future__ import annotations

import re

from zhibiao.read.fault import Fault
from zhibiao.read.txt import decode

_DROPPED = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "button",
    "select",
    "iframe",
    "head",
)
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|breadcrumb|crumb|footer|header|sidebar|share|copyright|toolbar|pagination|related|login|search)(?:$|[-_ ])",
    re.I,
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "table",
        "tbody",
        "thead",
        "blockquote",
        "pre",
        "br",
        "hr",
        "figure",
        "body",
        "html",
        "center",
    ]
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
_GB = frozenset({"gb2312", "gbk", "gb18030", "x-gbk"})


def read_html(data: bytes) -> tuple[str, str]:
    """Text of the page and its encoding; raises `Fault` where nothing is left."""
    from lxml import html

    source, encoding = _decoded(data)
    if not source.strip():
        raise Fault("网页为空", "请重新保存网页")
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", source))
    except (ValueError, html.etree.ParserError) as error:
        raise Fault("网页无法解析", "请另存为纯文本再处理") from error
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _DROPPED or _is_furniture(element):
            _drop(element)
    lines: list[str] = [""]
    _walk(root, lines)
    text = "\n".join(line.strip() for line in lines if line.strip())
    if not text:
        raise Fault("网页没有正文", "请确认网页内容不是由脚本生成的")
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    named = _CHARSET.search(data[:4096])
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = named[1].decode("ascii").lower()
        name = "gb18030" if name in _GB else name
        try:
            return data.decode(name), name
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _is_furniture(element: object) -> bool:
    get = element.get  # type: ignore[attr-defined]
    tag = element.tag  # type: ignore[attr-defined]
    return tag not in ("body", "html") and bool(
        _FURNITURE.search(f"{get('class', '')} {get('id', '')} {get('role', '')}")
    )


def _drop(element: object) -> None:
    parent = element.getparent()  # type: ignore[attr-defined]
    if parent is not None:
        element.drop_tree() if hasattr(element, "drop_tree") else parent.remove(element)


def _walk(element: object, lines: list[str]) -> None:
    """Collect text into lines: blocks begin a new one, cells a tab."""
    tag = element.tag  # type: ignore[attr-defined]
    block = tag in _BLOCKS
    if block:
        lines.append("")
    if tag in ("td", "th"):
        lines[-1] += "" if not lines[-1] else "\t"
        lines[-1] += " ".join("".join(element.itertext()).split())  # type: ignore[attr-defined]
        return
    lines[-1] += _flat(element.text)  # type: ignore[attr-defined]
    for child in element:  # type: ignore[attr-defined]
        _walk(child, lines)
        if tag != "tr":
            lines[-1] += _flat(child.tail)
    if block:
        lines.append("")


def _flat(text: str | None) -> str:
    return re.sub(r"[\r\n]+\s*", "", text or "")
