"""Where outcomes go: a sink takes them batch by batch, a store also knows what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from zhibiao.core.types import Document
from zhibiao.run.pipeline import Outcome


class StoreError(ValueError):
    """An output that cannot be used: file, reason and remedy in one line."""


class Sink(Protocol):
    """An open output. Before `close` nothing is seen at its path, unless each batch is kept for good."""

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Take one small batch, all of it or nothing. An outcome takes the place of an earlier one of its
        source, and of one of the source it `replaces`."""
        ...

    def close(self) -> None:
        """Finish the output and put it in its place."""
        ...

    def abandon(self) -> None:
        """Leave without finishing: what was kept for good stays, what stood at the path before too."""
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


def open_sink(path: Path, format: str | None = None, *, overwrite: bool = False) -> Sink:
    """Sink for a path, by its suffix or a named format; raises `StoreError` where nothing can be written."""
    from zhibiao.store.files import Buffered, format_of

    return Buffered(path, format_of(path, format))
