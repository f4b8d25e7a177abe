"""Opening the database of a store: its lock, its version, what it says when something is wrong."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import duckdb

from zhibiao.core.vocabulary import Vocabulary
from zhibiao.store.base import StoreError
from zhibiao.store.bulk import insert
from zhibiao.store.migration import complete, migrate
from zhibiao.store.schema import VERSION, create
from zhibiao.store.views import views

_WRITING = 128
_SORTING = 768
"""Megabytes for adding to a store, and for putting a whole table in order; what goes beyond goes to disk."""
_BYTES = 12
"""Memory that a letter of a text takes while it is written or moved within the file; it has three bytes."""

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    # what any DuckDB of 1.0 or later reads, whatever version writes it
    "storage_compatibility_version": "v1.0.0",
    "threads": 2,
}
_FAILURES = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.OutOfMemoryException,
    duckdb.TransactionException,
    OSError,
)
_HOLDER = re.compile(r"\(PID (\d+)\)")
_NO_DATABASE = "不是 DuckDB 数据库；请换一个文件名，或加 --overwrite（原文件会留作备份）"


def make(path: Path, *, viewed: bool = True) -> None:
    """Make an empty store at a path where nothing stands, with its views or without."""
    with translated(path), duckdb.connect(str(path), config=_CONFIG) as connection:
        connection.execute("BEGIN")
        for statement in [*create(), *(views((), ()) if viewed else ())]:
            connection.execute(statement)
        insert(
            connection, "meta", [("schema_version", str(VERSION)), ("zhibiao", metadata.version("zhibiao"))]
        )
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")


def connect(path: Path, vocabulary: Vocabulary, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Connection to a store that exists, brought to the version of today; raises `StoreError`."""
    if not path.exists():
        raise StoreError(f"{path}: 没有这个文件；请检查路径")
    with translated(path):
        if not _is_database(path):  # DuckDB itself would take a csv for a database of one table
            raise StoreError(f"{path}: {_NO_DATABASE}")
        connection = duckdb.connect(str(path), read_only=read_only, config=_CONFIG)
    version = _version(connection, path)
    if read_only:
        sort_within_bounds(connection)
    if complete(connection, version):
        return connection
    if read_only:
        connection.close()
        return connect(path, vocabulary)
    with translated(path):
        migrate(connection, version, vocabulary)
    return connection


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"


def sort_within_bounds(connection: duckdb.DuckDBPyConnection) -> None:
    """Bound the memory that a whole table takes on its way to a file."""
    connection.execute(f"SET memory_limit = '{_SORTING}MB'")


def write_within_bounds(connection: duckdb.DuckDBPyConnection, letters: int) -> None:
    """Bound the memory for writing, where texts of so many letters are written together or stand in the
    store. One thread: the cores are the workers'."""
    connection.execute("SET threads = 1")
    connection.execute(f"SET memory_limit = '{_WRITING + letters * _BYTES // 2**20}MB'")


def fold(path: Path) -> None:
    """Fold the log of a database into its file, so that the file alone is all of it; anything else is left.

    Raises `StoreError` where another process has it open.
    """
    if not path.exists():
        return
    try:
        with duckdb.connect(str(path)) as connection:
            connection.execute("CHECKPOINT")
    except duckdb.Error as error:
        if "set lock" in str(error):
            raise StoreError(f"{path}: {_reason(str(error))}") from error


def _version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    known = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'meta'").fetchone()
    row = None
    if known and known[0]:
        row = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    if row is None:
        connection.close()
        raise StoreError(f"{path}: 是 DuckDB 数据库，但不是 zhibiao 的库；请换一个文件名")
    if int(row[0]) > VERSION:
        connection.close()
        raise StoreError(f"{path}: 由更新的 zhibiao 写成（库版本 {row[0]}）；请升级：pip install -U zhibiao")
    return int(row[0])


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """What DuckDB refuses becomes a `StoreError` of one line with its remedy."""
    try:
        yield
    except _FAILURES as error:
        raise StoreError(f"{path}: {_reason(' '.join(str(error).split()))}") from error
    except duckdb.ConnectionException as error:
        raise StoreError(f"{path}: 这个进程已经用别的方式打开了它；请先关闭那个连接") from error


def _reason(message: str) -> str:
    if "set lock" in message:
        holder = _HOLDER.search(message)
        who = f"另一个进程（PID {holder[1]}）" if holder else "另一个进程"
        return f"{who}正在使用这个库；请等它结束，或关闭打开它的程序，再运行"
    if "No space left" in message or "Out of Memory" in message:
        what = "磁盘已满" if "No space left" in message else "内存不足"
        return f"{what}，这一批没有写入，此前的都在；请腾出空间后再运行同一条命令"
    if "not a valid DuckDB" in message:
        return _NO_DATABASE
    if "Permission denied" in message or "Read-only" in message:
        return "没有读写权限；请检查文件与文件夹的权限"
    return f"数据库出错（{message[:200]}）；此前写入的都在，请再运行同一条命令"
