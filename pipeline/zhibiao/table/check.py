"""The table's schema, checked on every output: column by column, each different value once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import inf, isfinite
from typing import Any

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
    elif column.kind in ("integer", "real"):
        yield from _unfit_numbers({value for value in values if value is not None}, column.says)
    elif column.says.values or column.says.pattern:
        yield from _unfit_texts({value for value in values if value is not None}, column.says)


def _unfit_numbers(values: set[Any], says: Says) -> Iterator[float]:
    least, most = (-inf if says.least is None else says.least), (inf if says.most is None else says.most)
    if (
        not all(map(isfinite, values))
        or min(values, default=least) < least
        or max(values, default=most) > most
    ):
        yield from (value for value in values if not isfinite(value) or not least <= value <= most)


def _unfit_texts(values: set[Any], says: Says) -> Iterator[str]:
    allowed = values.intersection(says.values) if says.values else values
    yield from values - allowed
    if says.pattern:
        fits = re.compile(says.pattern).search
        yield from (value for value in allowed if not fits(value))
