"""Many rows at once into a table of DuckDB: column by column through pandas, not row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from zhibiao.store.schema import TABLES, quoted

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")

_TOGETHER = 20_000
"""Rows that are converted at once: a very long report has some hundred thousand."""
_NUMPY = {"BIGINT": "int64", "DOUBLE": "float64"}
_LONE = re.compile("[\ud800-\udfff]")
"""Half a character: nothing that UTF-8 can hold."""


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Add rows, in the order of the table's columns."""
    for some in chunked(rows):
        _insert(connection, table, some)


def chunked(rows: Iterable[T], size: int | None = None) -> Iterator[list[T]]:
    """The rows in lists of `size`; without it, of no more than may be held at once."""
    source = iter(rows)
    while some := list(islice(source, size or _TOGETHER)):
        yield some


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    import pandas

    fields = TABLES[table]
    arrays = {
        name: _array(kind, values)
        for (name, kind), values in zip(fields, zip(*rows, strict=True), strict=True)
    }
    connection.register("incoming", pandas.DataFrame(arrays))
    casts = ", ".join(f"CAST({quoted(name)} AS {kind})" for name, kind in fields)
    names = ", ".join(quoted(name) for name, _ in fields)
    connection.execute(f"INSERT INTO {table} ({names}) SELECT {casts} FROM incoming")
    connection.unregister("incoming")


def _array(kind: str, values: Sequence[Any]) -> Any:
    import numpy
    import pandas

    if kind in _NUMPY and None not in values:
        return numpy.array(values, dtype=_NUMPY[kind])
    if kind == "BIGINT":
        return pandas.array(values, dtype="Int64")
    if kind == "DOUBLE":
        return pandas.array(values, dtype="Float64")
    if kind == "VARCHAR" and _LONE.search("".join(filter(None, values))):
        values = [None if value is None else _LONE.sub("\ufffd", value) for value in values]
    return pandas.Series(values, dtype=object)
