"""The table's schema, checked on every output: column by column, each different value once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import isfinite

from zhibiao.table.columns import Column, Kind, Row, Says, columns

_TYPES: dict[Kind, frozenset[type]] = {
    "text": frozenset({str}),
    "date": frozenset({str}),
    "integer": frozenset({int}),
    "real": frozenset({int, float}),
}
_NONE = frozenset({type(None)})


class SchemaError(ValueError):
    """A row that breaks the table's contract: the column and the value."""


def check(rows: Sequence[Row]) -> None:
    """Raises `SchemaError` at the first value that the contract does not allow."""
    for column, values in zip(columns(), zip(*rows, strict=True), strict=False):
        for value in _refused(values, column):
            raise SchemaError(
                f"列 {column.name} 的值 {value!r} 不符合表的约定（docs/table.md）；请把该文件报告给我们"
            )


def _refused(values: Sequence[object], column: Column) -> Iterator[object]:
    """Values that may not stand in a column: by their types first, as True is 1 in a set, then each once."""
    types = _TYPES[column.kind] | (_NONE if column.nullable else frozenset())
    if not types.issuperset(map(type, values)):
        yield from (value for value in values if type(value) not in types)
    elif column.kind != "text" or column.says.values or column.says.pattern:
        yield from (value for value in set(values) if value is not None and not _fits(value, column.says))


def _fits(value: object, says: Says) -> bool:
    if isinstance(value, str):
        return (not says.values or value in says.values) and (
            not says.pattern or re.search(says.pattern, value) is not None
        )
    return isinstance(value, int | float) and isfinite(value) and _within(value, says.least, says.most)


def _within(value: float, least: float | None, most: float | None) -> bool:
    return (least is None or least <= value) and (most is None or value <= most)
