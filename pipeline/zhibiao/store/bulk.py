"""Many rows at once into a table of DuckDB: column by column through numpy, not row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

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
    arrays: dict[str, NDArray[Any]] = {}
    selected = []
    for (name, kind), values in zip(TABLES[table], zip(*rows, strict=True), strict=True):
        if kind in _NUMPY and None in values:
            gone = f"no {name}"
            arrays[gone] = np.array([value is None for value in values])
            values = tuple(0 if value is None else value for value in values)
            selected.append(f"CASE WHEN {quoted(gone)} THEN NULL ELSE {quoted(name)} END")
        else:
            selected.append(f"CAST({quoted(name)} AS {kind})")
        arrays[name] = _array(kind, values)
    connection.register("incoming", arrays)
    names = ", ".join(quoted(name) for name, _ in TABLES[table])
    connection.execute(f"INSERT INTO {table} ({names}) SELECT {', '.join(selected)} FROM incoming")
    connection.unregister("incoming")


def _array(kind: str, values: Sequence[Any]) -> NDArray[Any]:
    if kind in _NUMPY:
        return np.array(values, dtype=_NUMPY[kind])
    if kind == "VARCHAR" and _LONE.search("".join(filter(None, values))):
        values = [None if value is None else _LONE.sub("\ufffd", value) for value in values]
    return np.array(values, dtype=object)
