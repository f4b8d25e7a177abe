"""Reading a source into a document."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from zhibiao.core.types import Document, Problem
from zhibiao.read.document import document_from
from zhibiao.read.fault import Fault
from zhibiao.read.registry import format_of
from zhibiao.read.sources import Source, source_of
from zhibiao.read.tables import table


class Read(NamedTuple):
    """The document of a source, None where there is none, and what went wrong with all or a part of it."""

    document: Document | None
    problems: tuple[Problem, ...] = ()


class Identity(NamedTuple):
    """By what a file is known again: SHA-256 of its bytes, and the reader that reads it (name@version)."""

    file_hash: str = ""
    reader: str = ""


def read(source: Source | str | os.PathLike[str]) -> Read:
    """Read a source, or a path. Never raises for what is wrong with the file; that is among the problems."""
    source = source if isinstance(source, Source) else source_of(source)
    if source.problem is not None:
        return Read(None, (source.problem,))
    return _guarded(source, lambda: read_bytes(bytes_of(source), source=source.name))


def identify(source: Source) -> Identity:
    """Hash and reader of a source, which is not read; empty for what cannot be opened or has no reader."""
    if source.problem is not None:
        return Identity()
    try:
        data = bytes_of(source)
    except (OSError, Fault, MemoryError):
        return Identity()
    return Identity(file_hash(data), reader_of(source.name, data))


def reader_of(name: str, data: bytes) -> str:
    """Name and version of the reader of a file's bytes; empty where there is none."""
    try:
        return format_of(name, data).reader
    except Exception:
        return ""


def read_bytes(data: bytes, *, source: str) -> Read:
    """Read a file's bytes; raises `Fault` and whatever a reader raises."""
    if not data.strip():
        raise Fault("文件为空", "请确认文件已完整下载", code="empty")
    reader = format_of(source, data)
    content = reader.read(data)
    if not content.text.strip():
        raise Fault("文件里没有文字", "请确认文件内容", code="empty")
    document = document_from(content, source=source, reader=reader.reader, file_hash=file_hash(data))
    return Read(document, tuple(replace(problem, file=source) for problem in content.problems))


def file_hash(data: bytes) -> str:
    """SHA-256 of a file's bytes, as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def bytes_of(source: Source) -> bytes:
    """Bytes of a source; raises OSError, and `Fault` for what is no regular file (a pipe might never end)."""
    if source.path is None:
        return sys.stdin.buffer.read()
    status = source.path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise Fault("是文件夹，不是文件", "请直接给出文件夹路径", code="no_file")
    if not stat.S_ISREG(status.st_mode):
        raise Fault("不是普通文件（管道或设备）", "请先存成文件，或用 - 从标准输入读入", code="no_file")
    if status.st_size > table("formats")["limits"]["megabytes"] << 20:
        raise Fault(f"文件过大（{status.st_size >> 20} MB）", "请拆成小一些的文件", code="too_large")
    return source.path.read_bytes()


def _guarded(source: Source, action: Callable[[], Read]) -> Read:
    """Whatever an action raises for a file, as the file's problem. What a person does (Ctrl-C) passes."""
    try:
        return action()
    except Fault as fault:
        problem = fault.problem(source.name, named=source.named)
    except FileNotFoundError:
        problem = Problem(source.name, "文件不见了", "请检查路径，或文件是否已被移动、删除", code="missing")
    except PermissionError:
        problem = Problem(source.name, "没有读取权限", "请检查文件权限", code="denied")
    except OSError as error:
        reason = f"无法读取（{error.strerror or error}）"
        problem = Problem(source.name, reason, "请检查文件是否完整、是否被占用", code="failed")
    except MemoryError:
        problem = Problem(source.name, "内存不足，无法读取", "请拆成小一些的文件", code="memory")
    except RecursionError:
        problem = Problem(source.name, "文件嵌套过深，无法读取", "请另存为纯文本再处理", code="corrupt")
    except Exception as error:
        reason = f"文件已损坏，或不合格式（{type(error).__name__}: {_one_line(error)}）"
        problem = Problem(source.name, reason, "请用原来的软件打开后另存", code="corrupt")
    return Read(None, (problem,))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
