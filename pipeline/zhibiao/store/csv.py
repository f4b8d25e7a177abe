"""The table as csv."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from zhibiao.store.files import FileFormat
from zhibiao.store.parsing import rows_of_cells
from zhibiao.store.tables import Table
from zhibiao.store.text import write_csv
from zhibiao.table.columns import Row


def write(table: Table, path: Path) -> list[str]:
    """A header and a line a row."""
    write_csv([column.name for column in table.columns], chain.from_iterable(table.chunks()), path)
    return []


def read(path: Path) -> Iterator[Row]:
    """Rows of a csv, also of one that a spreadsheet saved in GB 18030."""
    encoding = "utf-8-sig" if _is_utf8(path) else "gb18030"
    with path.open(encoding=encoding, newline="") as file:
        yield from rows_of_cells(csv.reader(file), path, neutralised=True)


def _is_utf8(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


FORMAT = FileFormat(write, read)
