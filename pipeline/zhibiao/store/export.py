"""From a store to a file of another kind."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path

from zhibiao.core.types import Problem
from zhibiao.core.vocabulary import base
from zhibiao.run.pipeline import Outcome
from zhibiao.store.base import StoreError, Written, format_of, load_format, open_sink
from zhibiao.store.beside import Beside
from zhibiao.store.connection import connect
from zhibiao.store.files import FileFormat, write_table
from zhibiao.store.tables import VIEWS, Selection, Table
from zhibiao.table.columns import Row


def export(
    store: str | PathLike[str],
    output: str | PathLike[str],
    *,
    format: str | None = None,
    overwrite: bool = False,
    view: str = "indicators",
    min_confidence: float = 0.0,
) -> Written:
    """Write a view of a store as csv, xlsx, parquet, jsonl or dta; rows are ordered by source and place in
    it.

    `view` is one of `VIEWS`; `min_confidence` counts for `indicators`. Raises `StoreError`: the store is not
    there or in use, the output exists or can't be written.
    """
    if view not in VIEWS:
        raise StoreError(f"{store}: 没有视图 {view}；可用 {', '.join(VIEWS)}")
    kind = load_format(format_of(output, format))
    if not isinstance(kind, FileFormat):
        raise StoreError(f"{output}: 库不能导出为库；请用 .csv .xlsx .parquet .jsonl 或 .dta")
    with contextlib.closing(connect(Path(store), base(), read_only=True)) as connection:
        beside = Beside(Path(output), overwrite=overwrite)
        try:
            return write_table(Table(connection, Selection(view, min_confidence)), kind, beside)
        finally:
            beside.discard()


def read_rows(path: str | PathLike[str], format: str | None = None) -> Iterator[Row]:
    """Rows of a table: csv, xlsx, parquet, jsonl, dta, or a store. Raises `StoreError` for anything else."""
    found = Path(path)
    kind = load_format(format_of(found, format))
    if not found.is_file():
        raise StoreError(f"{found}: 没有这个文件；请检查路径")
    return kind.read(found)


def save(
    rows: Iterable[Row],
    problems: Iterable[Problem],
    path: str | PathLike[str],
    *,
    format: str | None = None,
    overwrite: bool = False,
) -> Written:
    """Write rows and problems held in memory; raises `StoreError`."""
    of_source: dict[str, list[Row]] = {}
    for row in rows:
        of_source.setdefault(row.source, []).append(row)
    faults: dict[str, list[Problem]] = {}
    for problem in problems:
        faults.setdefault(problem.file, []).append(problem)
    sink = open_sink(path, format, overwrite=overwrite)
    try:
        sink.add(
            [
                Outcome(name, rows=tuple(of_source.get(name, ())), problems=tuple(faults.get(name, ())))
                for name in [*of_source, *(name for name in faults if name not in of_source)]
            ]
        )
    except BaseException:
        sink.abandon()
        raise
    return sink.close()
