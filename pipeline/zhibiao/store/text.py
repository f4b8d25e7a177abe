"""Csv as spreadsheets take it: UTF-8 with a byte order mark, no text that runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from zhibiao.store.cells import plain


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]], path: Path) -> None:
    """Write rows; None is an empty cell, a date is written 2024-11-30."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([plain(name) for name in header])
        writer.writerows([plain(value) for value in row] for row in rows)
