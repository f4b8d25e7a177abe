"""The table as parquet, written and read by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from zhibiao.store.connection import translated
from zhibiao.store.files import FileFormat
from zhibiao.store.parsing import rows_of_cells
from zhibiao.store.schema import literal
from zhibiao.store.tables import Table
from zhibiao.table.columns import Row


def write(table: Table, path: Path) -> list[str]:
    """Columns of their own types: text, whole numbers, floats, dates."""
    table.connection.execute(f"COPY ({table.query}) TO {literal(str(path))} (FORMAT parquet)")
    return []


def read(path: Path) -> Iterator[Row]:
    """Rows of the file."""
    import duckdb

    with translated(path), duckdb.connect() as connection:
        cursor = connection.execute(f"SELECT * FROM read_parquet({literal(str(path))})")
        names = [name for name, *_ in cursor.description or ()]
        chunks = iter(lambda: cursor.fetchmany(5_000), [])
        yield from rows_of_cells(chain([names], chain.from_iterable(chunks)), path)


FORMAT = FileFormat(write, read)
