"""Reading a file into a document."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from zhibiao.core.types import Document, Problem
from zhibiao.read.fault import Fault
from zhibiao.read.registry import format_of
from zhibiao.read.sources import STDIN

_VERSION = "1"


def read(path: str) -> Document | Problem:
    """The document of a file, or why there is none. Never raises for what is wrong with the file."""
    try:
        data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
        return read_bytes(data, source=path)
    except Fault as fault:
        return Problem(path, fault.reason, fault.remedy)
    except IsADirectoryError:
        return Problem(path, "是文件夹，不是文件", "请直接给出文件夹路径")
    except PermissionError:
        return Problem(path, "没有读取权限", "请检查文件权限")
    except OSError as error:
        return Problem(path, f"无法读取（{error.strerror or error}）", "请检查文件是否完整、是否被占用")


def read_bytes(data: bytes, *, source: str) -> Document:
    """Document of a file's bytes; raises `Fault`."""
    if not data.strip():
        raise Fault("文件为空", "请确认文件已完整下载")
    reader = format_of(source if source != STDIN else "", data)
    content = reader.read(data)
    if not content.text.strip():
        raise Fault("文件里没有文字", "请确认文件内容")
    return document_of(
        content.text,
        source=source,
        page_starts=content.page_starts,
        reader=f"{reader.name}@{_VERSION}",
        encoding=content.encoding,
    )


def document_of(
    text: str,
    *,
    source: str = "",
    page_starts: tuple[int, ...] = (),
    reader: str = "text@" + _VERSION,
    encoding: str = "",
) -> Document:
    """Document of a text."""
    raw = raw_text(text)
    return Document(
        source=source, text=raw, page_starts=page_starts, reader=reader, encoding=encoding, sha256=digest(raw)
    )


def digest(raw: str) -> str:
    """SHA-256 of a raw text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


def raw_text(text: str) -> str:
    """Raw text as offsets count it: no BOM, every line end one \\n."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
