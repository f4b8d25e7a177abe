"""The table's schema, checked on every output: column by column, each different value once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite

from zhibiao.table.columns import Column, Row, columns

_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "date": (str,),
    "integer": (int,),
    "real": (int, float),
}


class SchemaError(ValueError):
    """A row that breaks the table's contract: the column and the value."""


def check(rows: Sequence[Row]) -> None:
    """Raises `SchemaError` at the first value that the contract does not allow."""
    for column, values in zip(columns(), zip(*rows, strict=True), strict=False):
        for value in set(values):
            if not allowed(value, column):
                raise SchemaError(
                    f"列 {column.name} 的值 {value!r} 不符合表的约定（docs/table.md）；请把该文件报告给我们"
                )


def allowed(value: object, column: Column) -> bool:
    """Whether a value may stand in a column."""
    says = column.says
    if value is None:
        return column.nullable
    if isinstance(value, bool) or not isinstance(value, _TYPES[column.kind]):
        return False
    if isinstance(value, str):
        return (not says.values or value in says.values) and (
            not says.pattern or re.search(says.pattern, value) is not None
        )
    if isinstance(value, int | float):
        return isfinite(value) and _within(value, says.least, says.most)
    return True


def _within(value: float, least: float | None, most: float | None) -> bool:
    return (least is None or least <= value) and (most is None or value <= most)
