"""Stores of earlier versions, brought to today's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhibiao.core.vocabulary import Vocabulary
from zhibiao.store.schema import MIGRATIONS, TABLES, VERSION, quoted
from zhibiao.store.views import WIDE, views
from zhibiao.table.labels import label_of_period

if TYPE_CHECKING:
    import duckdb

Names = tuple[set[str], set[tuple[str, str]]]
"""A researcher's own columns, and names of the catalogue with base units: what the views have columns for."""


def complete(connection: duckdb.DuckDBPyConnection, version: int) -> bool:
    """Whether a store has all that this package asks of one."""
    return version == VERSION and not _missing(connection)


def migrate(connection: duckdb.DuckDBPyConnection, version: int, vocabulary: Vocabulary) -> None:
    """Bring a store of an earlier version to today's, all of it or nothing."""
    connection.execute("BEGIN")
    for step in range(version, VERSION):
        for statement in MIGRATIONS[step]:
            connection.execute(statement)
    for statement in _missing(connection):
        connection.execute(statement)
    _label_periods(connection, vocabulary)
    for statement in views(*names_of(connection)):
        connection.execute(statement)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", [str(VERSION)])
    connection.execute("COMMIT")


def names_of(connection: duckdb.DuckDBPyConnection) -> Names:
    """What the views of a store have columns for."""
    own = connection.execute("SELECT DISTINCT name FROM report_extra").fetchall()
    measured = connection.execute(f"SELECT DISTINCT canonical, base_unit FROM claims WHERE {WIDE}").fetchall()
    return {name for (name,) in own}, set(measured)


def _missing(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Statements that add the columns which a store lacks: those that the contract has gained since."""
    found = connection.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal")
    there = set(found.fetchall())
    return [
        f"ALTER TABLE {table} ADD COLUMN {quoted(name)} {kind}"
        for table, fields in TABLES.items()
        for name, kind in fields
        if (table, name) not in there
    ]


def _label_periods(connection: duckdb.DuckDBPyConnection, vocabulary: Vocabulary) -> None:
    """Give the claims that have none the Chinese name of their period."""
    bare = "SELECT DISTINCT period FROM claims WHERE period_label IS NULL"
    for (period,) in connection.execute(bare).fetchall():
        label = label_of_period(period, vocabulary)
        connection.execute("UPDATE claims SET period_label = ? WHERE period = ?", [label, period])
