"""Paths as a user gives them: files, folders (all below), patterns, and - for standard input."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from pathlib import Path

from zhibiao.read.registry import SUFFIXES

STDIN = "-"


def expand(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    """Files meant by the paths, folders and patterns resolved, each once, in order.

    A file named outright is kept whatever its suffix, so that a format that cannot be read is reported; from folders come the files of the
    suffixes in `SUFFIXES`. Raises FileNotFoundError for a path or pattern that matches nothing.
    """
    found: dict[str, None] = {}
    for path in paths:
        for name in _files(os.fspath(path)):
            found.setdefault(name)
    return list(found)


def _files(path: str) -> list[str]:
    if path == STDIN:
        return [STDIN]
    if os.path.isdir(path):
        return _folder(Path(path))
    if os.path.lexists(path):
        return [path]
    matches = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []
    if not matches:
        raise FileNotFoundError(f"{path}: 没有这个文件或文件夹；请检查路径")
    return [name for match in matches for name in (_folder(Path(match)) if os.path.isdir(match) else [match])]


def _folder(folder: Path) -> list[str]:
    names = []
    for directory, below, files in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        names += [
            os.path.join(directory, name)
            for name in sorted(files)
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() in SUFFIXES
        ]
    return names
