"""Where outcomes go: a sink takes them batch by batch, a store also knows what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import EntryPoint, entry_points
from os import PathLike
from pathlib import Path
from typing import NamedTuple, Protocol, cast, runtime_checkable

from zhibiao.core.types import Document
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.run.pipeline import Outcome
from zhibiao.table.columns import Row

GROUP = "zhibiao.sinks"
"""Entry points of output formats: a `Format` by the suffix it writes."""

_ALIASES = {"ndjson": "jsonl", "json": "jsonl", "db": "duckdb", "pq": "parquet"}


class StoreError(ValueError):
    """An output that cannot be used: file, reason and remedy in one line."""


class Written(NamedTuple):
    """What stands at its place when a sink is closed, and what its user should know of it."""

    files: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


class Sink(Protocol):
    """An open output. Before `close` nothing is seen at its path, unless each batch is kept for good."""

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Take one small batch, all of it or nothing. An outcome takes the place of an earlier one of its
        source, and of one of the source it `replaces`."""
        ...

    def close(self) -> Written:
        """Finish the output and put it in its place."""
        ...

    def abandon(self) -> None:
        """Leave without finishing: what was kept for good stays, what stood at the path before is as it
        was."""
        ...


class Kept(NamedTuple):
    """What a store holds of one source; enough to tell whether it must be read or tagged again."""

    source: str
    file_hash: str
    reader: str
    """Name@version that read it, or failed to; empty where there is none for such a file."""
    text_hash: str
    """Hash of the raw text, empty where there is none."""
    made_by: str
    """As its outcome had it."""


@runtime_checkable
class Store(Sink, Protocol):
    """A sink that is kept from run to run."""

    def kept(self) -> Iterator[Kept]:
        """What is held of every source."""
        ...

    def document(self, source: str) -> Document | None:
        """The document as it was read."""
        ...


class Format(Protocol):
    """A kind of output."""

    def open(self, path: Path, *, overwrite: bool, vocabulary: Vocabulary | None) -> Sink:
        """A sink for a path; raises `StoreError`."""
        ...

    def read(self, path: Path) -> Iterator[Row]:
        """The rows of a file of this kind; raises `StoreError`."""
        ...


def formats() -> dict[str, EntryPoint]:
    """The output formats by name; a package adds one by an entry point."""
    return {found.name: found for found in entry_points(group=GROUP)}


def format_of(path: str | PathLike[str], name: str | None = None) -> str:
    """Format of an output: as named, else by its suffix; raises `StoreError` for an unknown one."""
    found = (name or Path(path).suffix.lstrip(".")).lower()
    found = _ALIASES.get(found, found)
    known = formats()
    if not known:
        raise StoreError("没有登记任何输出格式；请重新安装 zhibiao（pip install --force-reinstall zhibiao）")
    if found not in known:
        raise StoreError(f"{path}: 不支持的输出格式 {found or '（无后缀）'}；可用 {', '.join(sorted(known))}")
    return found


def load_format(name: str) -> Format:
    """The format of a name that `format_of` gave."""
    return cast(Format, formats()[name].load())


def open_sink(
    path: str | PathLike[str],
    format: str | None = None,
    *,
    overwrite: bool = False,
    vocabulary: Vocabulary | None = None,
) -> Sink:
    """Sink for a path, by its suffix or a named format, with Chinese labels from the vocabulary.

    Raises `StoreError` where nothing can be written: before anything is extracted. A file that exists is
    refused unless `overwrite` is given, which keeps it as a backup; a store is opened and added to.
    """
    opener = load_format(format_of(path, format))
    return opener.open(Path(path), overwrite=overwrite, vocabulary=vocabulary)
