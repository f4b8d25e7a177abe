"""Sources: what the user's paths mean. Files, folders (all below), patterns, and - for standard input."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zhibiao.core.types import Problem
from zhibiao.read.registry import SUFFIXES

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. `name` is what people see; `path` opens it, None for standard input; `problem` says why it need not be opened at all."""

    name: str
    path: Path | None
    problem: Problem | None = None


def source_of(path: str | os.PathLike[str]) -> Source:
    """Source of one path, whatever it is."""
    path = os.fspath(path)
    return Source(path, None if path == STDIN else Path(path))


def expand(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Source]:
    """Sources meant by the paths: folders and patterns resolved, each file once (however it is named), in the order given and by name within.

    Every path is looked at before the first source is given; raises FileNotFoundError for a path or pattern that matches nothing. Folders
    are walked as the sources are asked for. A file named outright is given whatever its suffix, so that one that cannot be read is reported.
    """
    meant = [match for path in paths for match in _matches(os.fspath(path))]
    return _each_once(meant)


def _matches(path: str) -> list[str]:
    if path == STDIN or os.path.lexists(path):
        return [path]
    matches = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []
    if not matches:
        raise FileNotFoundError(f"{path}: 没有这个文件或文件夹；请检查路径")
    return matches


def _each_once(paths: list[str]) -> Iterator[Source]:
    seen: set[str] = set()
    for path in paths:
        for source in _folder(path) if os.path.isdir(path) else [source_of(path)]:
            identity = STDIN if source.path is None else os.path.realpath(source.path)
            if identity not in seen:
                seen.add(identity)
                yield source


def _folder(folder: str) -> Iterator[Source]:
    for directory, below, files in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() in SUFFIXES:
                yield source_of(os.path.join(directory, name))
