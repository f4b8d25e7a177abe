"""Sources: what the user's paths mean. Files, folders (all below), patterns, and - for standard input."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zhibiao.core.types import Problem
from zhibiao.read.fault import Fault
from zhibiao.read.kinds import is_silent, kind_of_suffix
from zhibiao.read.registry import readable, unknown

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. `name` is what people see; `path` opens it, None for standard input."""

    name: str
    path: Path | None
    problem: Problem | None = None
    """Why it need not be opened at all."""
    named: bool = True
    """Named outright, not met in a folder: what cannot be read is then an error."""


def source_of(path: str | os.PathLike[str], *, named: bool = True) -> Source:
    """Source of one path, whatever it is."""
    path = os.fspath(path)
    return Source(shown(path), None if path == STDIN else Path(path), named=named)


def expand(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Source]:
    """Sources meant by the paths: each file once, however named, in the order given, by name in a folder.

    Every path is looked at before the first source is given; raises FileNotFoundError for a path or pattern
    that matches nothing. Folders are walked as the sources are asked for, links to folders too; nothing is
    opened. What a folder holds that cannot be read by its suffix is a source with a problem; only what a
    system leaves behind is passed over (`data/formats.toml`).
    """
    meant = [match for path in paths for match in _matches(os.fspath(path))]
    return _each_once(meant)


def _matches(path: str) -> list[str]:
    if path == STDIN or os.path.lexists(path):
        return [path]
    matches = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []
    if not matches:
        raise FileNotFoundError(f"{shown(path)}: 没有这个文件或文件夹；请检查路径")
    return [match for match in matches if not is_silent(Path(match).name)]


def _each_once(paths: list[str]) -> Iterator[Source]:
    seen: set[str] = set()
    for path in paths:
        if os.path.isdir(path):
            yield from _folder(path, os.path.realpath(path), seen)
        elif path == STDIN or _is_new(os.path.realpath(path), seen):
            yield source_of(path)


def _is_new(identity: str, seen: set[str]) -> bool:
    new = identity not in seen
    seen.add(identity)
    return new


def _folder(folder: str, real: str, seen: set[str]) -> Iterator[Source]:
    """Files of a folder, then those of the folders in it; none is walked twice, however it is reached."""
    waiting = [(folder, real)]
    while waiting:
        folder, real = waiting.pop()
        if not _is_new(real + os.sep, seen):
            continue
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield _unlisted(folder, error)
            continue
        below = []
        for entry in entries:
            if is_silent(entry.name):
                continue
            link = entry.is_symlink()
            target = os.path.realpath(entry.path) if link else os.path.join(real, entry.name)
            if os.path.isdir(target) if link else entry.is_dir(follow_symlinks=False):
                below.append((entry.path, target))
            elif _is_new(target, seen):
                yield _met(entry.path)
        waiting += reversed(below)


def _met(path: str) -> Source:
    """Source of a file met in a folder: told by its suffix, where that says enough."""
    file = Path(path)
    name = shown(path)
    fault = _told(file.suffix.lower())
    return Source(name, file, None if fault is None else fault.problem(name), named=False)


@lru_cache(1024)
def _told(suffix: str) -> Fault | None:
    """What a suffix says against its files, None where they are to be opened."""
    kind = kind_of_suffix(suffix)
    if suffix in readable() or (kind is not None and kind.inside):
        return None
    return unknown(suffix) if kind is None else kind.fault()


def _unlisted(folder: str, error: OSError) -> Source:
    reason = (
        "没有读取文件夹的权限" if isinstance(error, PermissionError) else f"文件夹打不开（{error.strerror}）"
    )
    problem = Problem(shown(folder), reason, "请检查文件夹权限；其中的文件都未读", code="denied")
    return Source(problem.file, Path(folder), problem, named=False)


def shown(path: str) -> str:
    """A path as text that can be written anywhere: other encodings decoded, control characters escaped."""
    if path.isprintable():
        return path
    text = _decoded(os.fsencode(path))
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _decoded(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "backslashreplace")
