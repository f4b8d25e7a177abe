"""Where outcomes go: a sink takes them batch by batch, a store also knows what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from zhibiao.core.types import Document
from zhibiao.run.pipeline import Outcome


class StoreError(ValueError):
    """An output that cannot be used: file, reason and remedy in one line."""


class Sink(Protocol):
    """An open output. Nothing of it is seen at its path before `close`, unless each batch is kept for good."""

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Take one small batch, all of it or nothing. An outcome takes the place of an earlier one of its source,
        and of one of the source it `replaces`."""
        ...

    def close(self) -> None:
        """Finish the output and put it in its place."""
        ...

    def abandon(self) -> None:
        """Leave without finishing: what was kept for good stays, what stood at the path before is as it was."""
        ...


class Kept(NamedTuple):
    """What a store holds of one source; enough to tell whether it must be read or tagged again."""

    source: str
    file_hash: str
    reader: str
    """Name@version, empty where the file could not be read."""
    text_hash: str
    """Hash of the raw text, empty where there is none."""
    made_by: str
    failed: bool
    """Whether its outcome has a problem that another try might not have: a limit, a crash."""


@runtime_checkable
class Store(Sink, Protocol):
    """A sink that is kept from run to run."""

    def kept(self) -> Iterator[Kept]:
        """What is held of every source."""
        ...

    def document(self, source: str) -> Document | None:
        """The document as it was read."""
        ...
