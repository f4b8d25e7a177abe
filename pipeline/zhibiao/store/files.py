"""Files of one table: rows are kept in a database beside the output until it is closed, then written and
renamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zhibiao.core.vocabulary import Vocabulary
from zhibiao.run.pipeline import Outcome
from zhibiao.store.base import Written
from zhibiao.store.beside import Beside, guarded
from zhibiao.store.connection import make, sort_within_bounds, translated
from zhibiao.store.duckdb import DuckStore
from zhibiao.store.rows import PROBLEM_COLUMNS
from zhibiao.store.tables import Selection, Table
from zhibiao.store.text import write_csv
from zhibiao.table.columns import Row

_TABLE, _PROBLEMS, _SPOOL = "table", "problems.csv", "spool"


@dataclass(frozen=True)
class FileFormat:
    """A file format: `write` writes a table to a path that is not there and returns what its user should
    know, `read` gives the rows of a file back. `problems_inside`: the file holds the problems itself."""

    write: Callable[[Table, Path], list[str]]
    read: Callable[[Path], Iterator[Row]]
    problems_inside: bool = False

    def open(self, path: Path, *, overwrite: bool, vocabulary: Vocabulary | None) -> FileSink:
        """A sink whose table stands at the path when it is closed."""
        return FileSink(self, path, overwrite=overwrite, vocabulary=vocabulary)


class FileSink:
    """Takes outcomes into a database beside the output; closing writes the table from there."""

    def __init__(
        self, kind: FileFormat, path: Path, *, overwrite: bool, vocabulary: Vocabulary | None
    ) -> None:
        self._format, self._beside = kind, Beside(path, overwrite=overwrite)
        spool = self._beside.file(_SPOOL)
        make(spool, viewed=False)
        self._store = DuckStore(spool, vocabulary, viewed=False)

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Take a batch; the texts of the reports are not part of a table."""
        self._store.add([replace(outcome, document=None, numbers=()) for outcome in outcomes])

    def close(self) -> Written:
        """Write the table and its problems, and put them in their places."""
        try:
            sort_within_bounds(self._store.connection)
            table = Table(self._store.connection, Selection(by_source=False))
            return write_table(table, self._format, self._beside)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Leave nothing but what stood at the path before."""
        self._store.abandon()
        self._beside.discard()


def write_table(table: Table, kind: FileFormat, beside: Beside) -> Written:
    """Write a table beside its place and put it there, its problems in a csv of their own if need be."""
    path = beside.path
    with guarded(path), translated(path):
        notes = kind.write(table, beside.file(_TABLE))
    if kind.problems_inside or table.name != "indicators":
        return Written((path,), (*notes, *beside.publish(_TABLE)))
    own = path.with_name(f"{path.stem}.problems.csv")
    problems = table.problems()
    if problems:
        with guarded(own):
            write_csv(PROBLEM_COLUMNS, problems, beside.file(_PROBLEMS))
    notes += beside.publish(_TABLE)
    if problems:
        beside.publish_as(_PROBLEMS, own)
        return Written((path, own), tuple(notes))
    with guarded(own):
        own.unlink(missing_ok=True)
    return Written((path,), tuple(notes))
