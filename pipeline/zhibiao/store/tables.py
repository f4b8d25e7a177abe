"""A table of a store as a writer gets it: its columns, its rows in chunks, its problems."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from zhibiao.store.rows import PROBLEM_COLUMNS
from zhibiao.store.schema import quoted
from zhibiao.store.views import projection, source
from zhibiao.table.columns import Column, Kind, Says, columns, labels

if TYPE_CHECKING:
    import duckdb

_CHUNK = 5_000
_KINDS: dict[str, Kind] = {"BIGINT": "integer", "INTEGER": "integer", "DOUBLE": "real", "DATE": "date"}
_OWN = Says("用户的列", "元数据表中用户自己的列", "column of your own metadata table")

VIEWS = ("indicators", "latest", "wide", "by_category", "numbers", "problems", "corrections")
"""What can be exported of a store."""

_NUMBERS = """SELECT r.source, n.* EXCLUDE (report_id)
FROM numbers AS n JOIN reports AS r ON r.report_id = n.report_id ORDER BY r.source, n."start\""""


class Selection(NamedTuple):
    """What is taken of a store: a view, rows of at least a confidence, in the order of sources or as they
    came."""

    view: str = "indicators"
    least: float = 0.0
    by_source: bool = True


class Table:
    """A selection of an open store. Rows are tuples in the order of `columns`; dates are dates."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, selection: Selection) -> None:
        self.connection, self.name = connection, selection.view
        self.query = _query(connection, selection)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What the contract says of each column; those of a researcher's own are text."""
        known = {column.name: column for column in (*columns(), *labels())}
        described = self.connection.execute(f"DESCRIBE {self.query}").fetchall()
        return tuple(
            known.get(name) or Column(name, _KINDS.get(str(kind), "text"), True, _OWN)
            for name, kind, *_ in described
        )

    def chunks(self, size: int = _CHUNK) -> Iterator[list[tuple[Any, ...]]]:
        """The rows, a few thousand at a time."""
        cursor = self.connection.cursor().execute(self.query)
        while found := cursor.fetchmany(size):
            yield found

    def problems(self) -> list[tuple[Any, ...]]:
        """Rows of `PROBLEM_COLUMNS`."""
        names = ", ".join(PROBLEM_COLUMNS)
        return self.connection.execute(f"SELECT {names} FROM problems ORDER BY report_id, rowid").fetchall()


def _query(connection: duckdb.DuckDBPyConnection, selection: Selection) -> str:
    if selection.view == "numbers":
        return _NUMBERS
    if selection.view == "problems":
        return f"SELECT {', '.join(PROBLEM_COLUMNS)} FROM problems ORDER BY file, rowid"
    if selection.view != "indicators":
        return f"SELECT * FROM {quoted(selection.view)} ORDER BY ALL"
    extra = [name for (name,) in connection.execute("SELECT DISTINCT name FROM report_extra").fetchall()]
    order = "r.source, c.report_id, c.position" if selection.by_source else "c.report_id, c.position"
    least = f"WHERE c.confidence >= {selection.least!r}\n" if selection.least > 0 else ""
    return f"SELECT {projection(extra)}\n{source(extra)}\n{least}ORDER BY {order}"
