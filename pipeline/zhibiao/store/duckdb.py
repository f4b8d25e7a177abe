"""The embedded store: one DuckDB file that takes each batch for good and knows what it holds."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from zhibiao.core.types import Document
from zhibiao.core.vocabulary import Vocabulary, base
from zhibiao.run.pipeline import Outcome
from zhibiao.store.base import Kept, StoreError, Written
from zhibiao.store.beside import Beside
from zhibiao.store.bulk import insert
from zhibiao.store.connection import connect, fold, make, translated, write_within_bounds
from zhibiao.store.documents import read_blocks, read_metadata
from zhibiao.store.migration import names_of
from zhibiao.store.parsing import rows_of_cells
from zhibiao.store.rows import OF_REPORT, fit, rows_of
from zhibiao.store.schema import quoted
from zhibiao.store.tables import Selection, Table
from zhibiao.store.views import views, wide
from zhibiao.table.columns import COLUMNS, Row
from zhibiao.table.labels import category_labels


class DuckStore:
    """An open store. Each batch is one transaction: a kill leaves what was committed before, and nothing
    else.

    One process at a time has it open; another that opens it meanwhile gets a `StoreError`.
    """

    def __init__(self, path: Path, vocabulary: Vocabulary | None = None, *, viewed: bool = True) -> None:
        """`viewed`: it has views for who looks into it; one that is only written through needs none."""
        self._viewed = viewed
        self.path, self._vocabulary = path, vocabulary or base()
        self.connection = connect(path, self._vocabulary)
        ask = self.connection.execute
        self._ids: dict[str, int] = dict(ask("SELECT source, report_id FROM reports").fetchall())
        self._run, self._done = 0, (0, 0)
        self._extra, self._measured = names_of(self.connection)
        found = ask("SELECT max(letters) FROM reports").fetchone()
        self._letters = -1
        self._give_room(found[0] or 0 if found else 0)
        with self._transaction():
            self._name_categories()
            self._make_views(self._extra, self._measured)

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Take a batch in one transaction. Rows that break the table's contract become a problem of their
        file."""
        batch = fit(outcomes)
        ids, run, now = self._numbered(batch), self._run or self._next_run(), _now()
        parts = rows_of(batch, ids, run, now, self._vocabulary)
        extra = self._extra.union(name for one in batch for name, _ in one.about.extra)
        measured = self._measured.union(_measured(batch))
        self._give_room(sum(len(one.document.text) for one in batch if one.document is not None))
        with self._transaction():
            if not self._run:
                insert(self.connection, "runs", [(run, version("zhibiao"), now, None, None, None)])
            replaced = self._remove(batch)
            self._follow_moves(batch)
            for table in OF_REPORT:
                insert(self.connection, table, parts[table])
            if replaced:
                self.connection.execute(_ANCHOR)
            if extra != self._extra:
                self._make_views(extra, measured)
            elif measured != self._measured and self._viewed:
                self.connection.execute(wide(measured))
        for outcome in batch:
            self._ids.pop(outcome.replaces, None)
        self._ids |= ids
        files, claims = self._done
        self._done = files + len(batch), claims + sum(len(one.rows) for one in batch)
        self._run, self._extra, self._measured = run, extra, measured

    def close(self) -> Written:
        """Note the end of the run, fold the log into the file and let go of it."""
        if self._run:
            with self._transaction():
                self.connection.execute(_END_OF_RUN, [_now(), *self._done, self._run])
        with translated(self.path):
            self.connection.execute("CHECKPOINT")
            self.connection.close()
        return Written((self.path,))

    def abandon(self) -> None:
        """Let go of the file; what was committed stays."""
        self.connection.close()

    def kept(self) -> Iterator[Kept]:
        """What is held of every source."""
        found = self.connection.execute("SELECT source, file_hash, reader, text_hash, made_by FROM reports")
        for row in found.fetchall():
            yield Kept(*row)

    def seen(self, file_hash: str, reader: str, made_by: str) -> bool:
        """Whether a file of this content was read by this reader, and tagged as `made_by` says."""
        found = self.connection.execute(
            "SELECT 1 FROM reports WHERE file_hash = ? AND reader = ? AND made_by = ? LIMIT 1",
            [file_hash, reader, made_by],
        )
        return found.fetchone() is not None

    def document(self, source: str) -> Document | None:
        """The document as it was read; None for a source that is not here, or could not be read."""
        row = self.connection.execute(_DOCUMENT, [source]).fetchone()
        if row is None:
            return None
        text, blocks, pages, reader, encoding, text_hash, file_hash, metadata = row
        return Document(
            source=source,
            text=text,
            blocks=read_blocks(blocks),
            page_starts=tuple(json.loads(pages)),
            reader=reader,
            encoding=encoding,
            sha256=text_hash,
            file_hash=file_hash,
            metadata=read_metadata(metadata),
        )

    def correct(self, claim_id: str, field: str, value: str, note: str = "") -> None:
        """Keep a correction of a claim's field, with what finds the claim again when its report changes.

        Raises `StoreError` for a claim that is not here or a field that the table has not.
        """
        if field not in COLUMNS:
            raise StoreError(f"{self.path}: 表里没有列 {field}；列名见 docs/table.md")
        found = self.connection.execute(
            f"SELECT CAST({quoted(field)} AS VARCHAR), r.source, text_hash, reader, c.sentence, c.text "
            "FROM claims AS c JOIN reports AS r ON r.report_id = c.report_id WHERE claim_id = ?",
            [claim_id],
        ).fetchone()
        if found is None:
            raise StoreError(f"{self.path}: 库里没有指标 {claim_id}；请检查编号")
        old, *anchor = found
        with self._transaction():
            insert(self.connection, "corrections", [(claim_id, field, old, value, note, _now(), *anchor)])

    def _give_room(self, letters: int) -> None:
        """Memory for texts of so many letters: a limit that suits many reports refuses a very long one."""
        if letters > self._letters:
            self._letters = letters
            write_within_bounds(self.connection, letters)

    def _numbered(self, batch: list[Outcome]) -> dict[str, int]:
        """Number of each report: as it was, that of the one it replaces, or the next."""
        ids: dict[str, int] = {}
        last = max(self._ids.values(), default=0)
        for outcome in batch:
            known = self._ids.get(outcome.source) or self._ids.get(outcome.replaces)
            ids[outcome.source] = known if known and known not in ids.values() else last + 1
            last = max(last, ids[outcome.source])
        return ids

    def _remove(self, batch: list[Outcome]) -> bool:
        """Take out what stood for these sources and for those they replace; whether there was any."""
        names = {name for outcome in batch for name in (outcome.source, outcome.replaces)}
        old = sorted(self._ids[name] for name in names if name in self._ids)
        if old:
            for table in OF_REPORT:
                self.connection.execute(
                    f"DELETE FROM {table} WHERE report_id IN ({', '.join(map(str, old))})"
                )
        return bool(old)

    def _follow_moves(self, batch: list[Outcome]) -> None:
        """Corrections go with a report to its new path."""
        for outcome in batch:
            if outcome.replaces in self._ids:
                self.connection.execute(
                    "UPDATE corrections SET source = ? WHERE source = ?", [outcome.source, outcome.replaces]
                )

    def _next_run(self) -> int:
        found = self.connection.execute("SELECT coalesce(max(run_id), 0) + 1 FROM runs").fetchone()
        return int(found[0]) if found else 1

    def _make_views(self, extra: set[str], measured: set[tuple[str, str]]) -> None:
        for statement in views(extra, measured) if self._viewed else ():
            self.connection.execute(statement)

    def _name_categories(self) -> None:
        """Chinese names of the taxonomy as it is today; those of categories it no longer has stay."""
        names = category_labels(self._vocabulary)
        known = ", ".join("?" * len(names))
        self.connection.execute(f"DELETE FROM categories WHERE category IN ({known})", list(names))
        insert(self.connection, "categories", [(category, *found) for category, found in names.items()])

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with translated(self.path):
            self.connection.execute("BEGIN")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(Exception):
                    self.connection.execute("ROLLBACK")
                raise


class DuckFormat:
    """The DuckDB store as an output format."""

    def open(self, path: Path, *, overwrite: bool, vocabulary: Vocabulary | None) -> DuckStore:
        """The store at a path, made if there is none; `overwrite` begins a new one and keeps the old as a
        backup."""
        if path.is_dir():
            raise StoreError(f"{path}: 是文件夹，不是文件；请给出文件名")
        if overwrite or not path.exists():
            fold(path)
            beside = Beside(path, overwrite=True)
            try:
                make(beside.file("new"))
                beside.publish("new")
            finally:
                beside.discard()
        return DuckStore(path, vocabulary)

    def read(self, path: Path) -> Iterator[Row]:
        """The rows of the store, ordered by source."""
        with contextlib.closing(connect(path, base(), read_only=True)) as connection:
            table = Table(connection, Selection())
            names = [column.name for column in table.columns]
            yield from rows_of_cells(chain([names], chain.from_iterable(table.chunks())), path)


FORMAT = DuckFormat()

_ANCHOR = """UPDATE corrections SET claim_id = found.claim_id FROM (
  SELECT k.claim_id AS old, min(c.claim_id) AS claim_id
  FROM corrections AS k
  JOIN reports AS r ON r.source = k.source
  JOIN claims AS c ON c.report_id = r.report_id AND c.sentence = k.sentence AND c.text = k.text
  WHERE k.claim_id NOT IN (SELECT claim_id FROM claims)
  GROUP BY k.claim_id HAVING count(DISTINCT c.claim_id) = 1
) AS found WHERE corrections.claim_id = found.old"""
"""Corrections whose claim is gone go to the one claim of the source with the same quantity in the same
sentence."""

_END_OF_RUN = "UPDATE runs SET finished = ?, files = ?, claims = ? WHERE run_id = ?"

_DOCUMENT = """SELECT text, blocks, page_starts, reader, encoding, text_hash, file_hash, metadata
FROM reports WHERE source = ? AND text_hash <> ''"""


def _measured(batch: list[Outcome]) -> Iterator[tuple[str, str]]:
    """Names of the catalogue, with base units, that have a column in the view `wide`."""
    return (
        (row.canonical, row.base_unit)
        for outcome in batch
        for row in outcome.rows
        if row.canonical
        and (row.qualifier, row.measure, row.scope) == ("", "level", "township")
        and row.status != "target"
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
