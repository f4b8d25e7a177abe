"""The table as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

from zhibiao.store.files import FileFormat
from zhibiao.store.parsing import rows_of_cells
from zhibiao.store.tables import Table
from zhibiao.table.columns import Row


def write(table: Table, path: Path) -> list[str]:
    """An object a line, dates as 2024-11-30."""
    names = [column.name for column in table.columns]
    encode = json.JSONEncoder(ensure_ascii=False, default=date.isoformat).encode
    with path.open("w", encoding="utf-8") as file:
        for chunk in table.chunks():
            file.writelines(f"{encode(dict(zip(names, row, strict=True)))}\n" for row in chunk)
    return []


def read(path: Path) -> Iterator[Row]:
    """Rows of the lines; keys that are no columns are left out."""
    with path.open(encoding="utf-8") as file:
        first = next(file, "")
        if not first:
            return
        names = list(json.loads(first))
        lines = (json.loads(line) for line in chain([first], file) if line.strip())
        yield from rows_of_cells(chain([names], ([one.get(n) for n in names] for one in lines)), path)


FORMAT = FileFormat(write, read)
