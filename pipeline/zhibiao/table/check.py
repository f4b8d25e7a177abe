"""The table's schema, checked on every output: column by column, each different value once."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from zhibiao.core.vocabulary import data
from zhibiao.table.columns import COLUMNS, Row

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}


class SchemaError(ValueError):
    """A row that breaks the table's contract: the column and the value."""


@cache
def schema() -> dict[str, Any]:
    """`data/table.schema.json`."""
    found: dict[str, Any] = json.loads(data("table.schema.json"))
    return found


def check(rows: Sequence[Row]) -> None:
    """Raises `SchemaError` at the first value that the schema does not allow."""
    for index, name in enumerate(COLUMNS):
        rule = schema()["properties"][name]
        for value in {row[index] for row in rows}:
            if not _allowed(value, rule):
                raise SchemaError(
                    f"列 {name} 的值 {value!r} 不符合表的约定（docs/table.md）；请把该文件报告给我们"
                )


def _allowed(value: object, rule: dict[str, Any]) -> bool:
    kinds = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
    if isinstance(value, bool) or not isinstance(
        value, tuple(t for kind in kinds for t in _flat(_TYPES[kind]))
    ):
        return False
    if isinstance(value, str):
        return ("enum" not in rule or value in rule["enum"]) and (
            "pattern" not in rule or bool(re.search(rule["pattern"], value))
        )
    if isinstance(value, int | float):
        return rule.get("minimum", value) <= value <= rule.get("maximum", value) and value == value
    return True


def _flat(kind: type | tuple[type, ...]) -> tuple[type, ...]:
    return kind if isinstance(kind, tuple) else (kind,)
