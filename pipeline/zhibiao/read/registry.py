"""The formats, found by entry point (group `zhibiao.readers`): which reader reads which file.

A new format is one file that holds a `Format`, and one line in its package's `pyproject.toml`, ours or not:

    [project.entry-points."zhibiao.readers"]
    odt = "my_package.odt:FORMAT"
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from zhibiao.read.document import Content
from zhibiao.read.fault import Fault
from zhibiao.read.kinds import kind_of_content, kind_of_suffix

GROUP = "zhibiao.readers"
_OWN = "zhibiao."


def _never(_: bytes) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """A format and its reader.

    `version` rises when the same bytes give another text; what was read before is then read again.
    """

    name: str
    version: str
    suffixes: tuple[str, ...]
    """In small letters, with the dot."""
    read: Callable[[bytes], Content]
    """Raises `Fault`; whatever else it raises is reported as a broken file."""
    matches: Callable[[bytes], bool] = _never
    """Whether the bytes themselves say that they are of this format; comes before the suffix."""

    @property
    def reader(self) -> str:
        """Name and version: pdf@2."""
        return f"{self.name}@{self.version}"


@cache
def formats() -> tuple[Format, ...]:
    """Every format that is installed: those of other packages before our own, by name."""
    found = sorted(entry_points(group=GROUP), key=lambda entry: (entry.value.startswith(_OWN), entry.name))
    loaded = tuple(one for one in map(_loaded, found) if one is not None)
    if not loaded:
        raise RuntimeError(f"no entry points {GROUP!r}; install zhibiao again: pip install -e . (or zhibiao)")
    return loaded


def _loaded(entry: EntryPoint) -> Format | None:
    try:
        found = entry.load()
    except Exception as error:
        found = error
    if isinstance(found, Format):
        return found
    warnings.warn(f"reader {entry.name!r} ({entry.value}) cannot be used: {found!r}", stacklevel=2)
    return None


def format_of(name: str, data: bytes) -> Format:
    """Format by what the bytes say, then by the suffix of the name; raises `Fault` where there is none."""
    suffix = suffix_of(name)
    for one in formats():
        if one.matches(data):
            return one
    kind = kind_of_content(data, suffix)
    if kind is None:
        return format_of_suffix(suffix)
    for one in formats():
        if kind.generic and suffix in one.suffixes and one.matches is not _never:
            return one
    raise kind.fault()


def format_of_suffix(suffix: str) -> Format:
    """Format by suffix, plain text where there is none; raises `Fault` for one that none reads."""
    for one in formats():
        if suffix in one.suffixes or (not suffix and ".txt" in one.suffixes):
            return one
    kind = kind_of_suffix(suffix)
    raise unknown(suffix) if kind is None else kind.fault()


def suffix_of(name: str) -> str:
    """Suffix of a file name in small letters, with the dot."""
    return Path(name).suffix.lower()


def readable() -> frozenset[str]:
    """Suffixes of every format that is installed."""
    return frozenset(suffix for one in formats() for suffix in one.suffixes)


def unknown(suffix: str) -> Fault:
    """Fault of a suffix that is neither read nor known."""
    endings = "、".join(sorted(end.removeprefix(".") for end in readable()))
    shown = f" {suffix}" if suffix else "（没有后缀）"
    return Fault(f"不支持的文件格式{shown}", f"可用格式：{endings}", code="unsupported", severity="note")
