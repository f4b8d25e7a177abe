"""The table as a Stata file (version 118, UTF-8), with Chinese variable labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from zhibiao.store.files import FileFormat
from zhibiao.store.parsing import rows_of_cells
from zhibiao.store.tables import Table
from zhibiao.table.columns import Column, Row

_LABEL_LIMIT = 80
_NAME_LIMIT = 32
_SHORT = 2045
"""Bytes that a text may have outside of strL."""
_RESERVED = frozenset(
    [
        "_all",
        "_b",
        "_cons",
        "_coef",
        "_n",
        "_pi",
        "_pred",
        "_rc",
        "_skip",
        "byte",
        "double",
        "end",
        "float",
        "if",
        "in",
        "int",
        "long",
        "strL",
        "using",
        "with",
    ]
)
"""Words that name no variable; an underscore behind them makes a name."""
_NO_NAME = re.compile(r"\W")


def write(table: Table, path: Path) -> list[str]:
    """The whole table is held in memory once, as Stata itself does."""
    import pandas

    names = _names(table.columns)
    rows = list(chain.from_iterable(table.chunks()))
    found = zip(*rows, strict=True) if rows else ([] for _ in names)
    frame = pandas.DataFrame(
        {
            name: _series(column, values)
            for name, column, values in zip(names, table.columns, found, strict=True)
        }
    )
    long = [
        name
        for name, column in zip(names, table.columns, strict=True)
        if column.kind == "text" and any(len(value.encode()) > _SHORT for value in frame[name])
    ]
    frame.to_stata(
        path,
        version=118,
        write_index=False,
        convert_dates={
            name: "td" for name, column in zip(names, table.columns, strict=True) if column.kind == "date"
        },
        convert_strl=long,
        variable_labels={
            name: column.says.label[:_LABEL_LIMIT] for name, column in zip(names, table.columns, strict=True)
        },
    )
    return [
        f"列 {column.name} 在 dta 里叫 {name}"
        for name, column in zip(names, table.columns, strict=True)
        if name != column.name
    ]


def read(path: Path) -> Iterator[Row]:
    """Rows of the file, a part at a time."""
    import pandas

    with pandas.read_stata(path, chunksize=5_000) as reader:
        for frame in reader:
            names = [name[:-1] if name[:-1] in _RESERVED else name for name in frame.columns]
            values = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
            yield from rows_of_cells(chain([names], values), path)


FORMAT = FileFormat(write, read)


def _series(column: Column, values: Any) -> Any:
    import pandas

    if column.kind == "text":
        return pandas.Series([value or "" for value in values], dtype=object)
    if column.kind == "date":
        return pandas.to_datetime(pandas.Series(list(values), dtype=object)).astype("datetime64[s]")
    # a float64 holds every offset and year exactly, and its missing value is the one Stata knows
    return pandas.Series(list(values), dtype="float64")


def _names(columns: tuple[Column, ...]) -> list[str]:
    """Names that Stata takes: letters, digits and underscores, at most 32, each once."""
    found: list[str] = []
    for column in columns:
        name = _NO_NAME.sub("_", column.name)[:_NAME_LIMIT]
        name = f"_{name}"[:_NAME_LIMIT] if name[:1].isdigit() else name
        name = f"{name}_" if name in _RESERVED else name
        stem, number = name, 1
        while name in found:
            number += 1
            name = f"{stem[: _NAME_LIMIT - 4]}_{number}"
        found.append(name)
    return found
