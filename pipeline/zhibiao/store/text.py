"""Csv as spreadsheets take it: UTF-8 with a byte order mark, no text that runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from zhibiao.store.bulk import chunked
from zhibiao.store.cells import plain, plain_column

_CHUNK = 5_000


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]], path: Path) -> None:
    """Write rows; None is an empty cell, a date is written 2024-11-30."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([plain(name) for name in header])
        writer.writerows(chain.from_iterable(_plain(rows)))


def _plain(rows: Iterable[Sequence[Any]]) -> Iterator[Iterable[Sequence[Any]]]:
    for some in chunked(rows, _CHUNK):
        yield zip(*map(plain_column, zip(*some, strict=True)), strict=True)
