"""Store: the table and the problems as files: csv, xlsx, parquet, json lines."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from zhibiao.core.types import Problem
from zhibiao.run.pipeline import Outcome
from zhibiao.store.base import StoreError
from zhibiao.table.check import check
from zhibiao.table.columns import COLUMNS, Row, columns

PROBLEM_COLUMNS = ("file", "reason", "remedy")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_INSTANT = re.compile(r"@[0-9]{4}-[0-9]{2}")
_SHEET_LIMIT = 1_048_575
_CELL_LIMIT = 32_767


def formats() -> tuple[str, ...]:
    return tuple(_WRITERS)


def format_of(path: Path, name: str | None = None) -> str:
    """Format of an output file: as named, else by its suffix; raises `StoreError` for an unknown one."""
    found = name or path.suffix.lower().lstrip(".")
    found = {"ndjson": "jsonl", "json": "jsonl"}.get(found, found)
    if found not in _WRITERS:
        raise StoreError(f"{path}: 不支持的输出格式 {found or '（无后缀）'}；可用 {', '.join(_WRITERS)}")
    return found


def write(
    rows: Sequence[Row], problems: Sequence[Problem], path: Path, name: str | None = None
) -> list[Path]:
    """Write the table, and the problems beside it; returns the files written."""
    kind = format_of(path, name)
    check(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    _WRITERS[kind](rows, problems, path)
    if kind == "xlsx":
        return [path]
    beside = path.with_name(f"{path.stem}.problems.csv")
    if problems:
        _write_csv(
            PROBLEM_COLUMNS,
            (tuple(_plain(getattr(problem, column)) for column in PROBLEM_COLUMNS) for problem in problems),
            beside,
        )
        return [path, beside]
    beside.unlink(missing_ok=True)
    return [path]


class Buffered:
    """A sink that writes its file at the end."""

    def __init__(self, path: Path, kind: str) -> None:
        self._path, self._kind = path, kind
        self._rows: list[Row] = []
        self._problems: list[Problem] = []

    def add(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            self._rows += outcome.rows
            self._problems += outcome.problems

    def close(self) -> None:
        write(self._rows, self._problems, self._path, self._kind)

    def abandon(self) -> None:
        """Nothing was written."""


def neutral(value: Any) -> Any:
    """A text that a spreadsheet could run as a formula gets an apostrophe in front; numbers stay as they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _plain(value: Any) -> Any:
    """Cell for csv: whole numbers without a decimal point, None empty, text neutralised unless it is a period (@2024-12), which is no code."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return value if isinstance(value, str) and _INSTANT.fullmatch(value) else neutral(value)


def _write_csv(header: Iterable[str], rows: Iterable[Sequence[Any]], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _csv(rows: Sequence[Row], problems: Sequence[Problem], path: Path) -> None:
    _write_csv(COLUMNS, ([_plain(value) for value in row] for row in rows), path)


def _xlsx(rows: Sequence[Row], problems: Sequence[Problem], path: Path) -> None:
    from openpyxl import Workbook

    if len(rows) > _SHEET_LIMIT:
        raise StoreError(f"{path}: {len(rows)} 行超过了 xlsx 的上限；请改用 csv 或 parquet")
    book = Workbook(write_only=True)
    for title, header, body in (
        ("indicators", COLUMNS, rows),
        (
            "problems",
            PROBLEM_COLUMNS,
            [(problem.file, problem.reason, problem.remedy) for problem in problems],
        ),
    ):
        sheet = book.create_sheet(title)
        sheet.append(list(header))
        for row in body:
            sheet.append([_cell(value) for value in row])
    book.save(path)


def _cell(value: Any) -> Any:
    """xlsx knows no control characters and no cell beyond its limit."""
    if isinstance(value, str):
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        return neutral(ILLEGAL_CHARACTERS_RE.sub("", value))[:_CELL_LIMIT]
    return value


def _jsonl(rows: Sequence[Row], problems: Sequence[Problem], path: Path) -> None:
    with path.open("w", encoding="utf-8", errors="surrogatepass") as file:
        for row in rows:
            file.write(json.dumps(row._asdict(), ensure_ascii=False) + "\n")


_TYPES = {"text": "VARCHAR", "date": "DATE", "integer": "BIGINT", "real": "DOUBLE"}


def _parquet(rows: Sequence[Row], problems: Sequence[Problem], path: Path) -> None:
    """Through DuckDB, which reads the json lines with the declared types and writes parquet itself."""
    import tempfile

    import duckdb

    types = ", ".join(f"'{one.name}': '{_TYPES[one.kind]}'" for one in columns())
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "rows.jsonl"
        _jsonl(rows, (), lines)
        with duckdb.connect() as connection:
            source = f"read_json('{_quoted(lines)}', format='newline_delimited', columns={{{types}}}, maximum_object_size=67108864)"
            connection.execute(f"COPY (SELECT * FROM {source}) TO '{_quoted(path)}' (FORMAT parquet)")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


_WRITERS: dict[str, Callable[[Sequence[Row], Sequence[Problem], Path], None]] = {
    "csv": _csv, "xlsx": _xlsx, "parquet": _parquet, "jsonl": _jsonl,
}  # fmt: skip
