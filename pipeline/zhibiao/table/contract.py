"""The contract as others read it: JSON schema, the table of `docs/table.md` and the codebook, from the one
table of columns.

`python -m zhibiao.table.contract` writes the first two anew.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from zhibiao.table.columns import Column, columns

_SCHEMA_TYPES = {"text": "string", "date": "string", "integer": "integer", "real": "number"}
_TYPES = {"text": "str", "date": "date", "integer": "int", "real": "float"}
_LINE = re.compile(r"(?:^\| `.*\n)+", re.MULTILINE)


def schema() -> dict[str, Any]:
    """JSON schema of one row; columns of a researcher's own and labels for people may follow."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "zhibiao indicator table, one row",
        "type": "object",
        "properties": {column.name: _rule(column) for column in columns()},
        "required": [column.name for column in columns()],
        "additionalProperties": True,
    }


def type_name(column: Column) -> str:
    """Type as the documents name it: `int?` may be null, `enum` holds one of few words."""
    name = "enum" if column.says.values else _TYPES[column.kind]
    return f"{name}?" if column.nullable else name


def lines() -> str:
    """Lines of the table in `docs/table.md`."""
    return "".join(f"| `{one.name}` | {type_name(one)} | {one.says.meaning} |\n" for one in columns())


def allowed(column: Column) -> str:
    """Values allowed in a column, in Chinese; empty where any of its type is."""
    if column.says.values:
        return "；".join(f"{word or '（空）'} {label}" for word, label in column.says.values.items())
    if column.says.most is not None:
        return f"{column.says.least:g} 至 {column.says.most:g}"
    return "" if column.says.least is None else f"不小于 {column.says.least:g}"


def _rule(column: Column) -> dict[str, Any]:
    kind = _SCHEMA_TYPES[column.kind]
    says = column.says
    rule: dict[str, Any] = {"type": [kind, "null"] if column.nullable else kind}
    if says.values:
        rule["enum"] = list(says.values)
    if says.pattern:
        rule["pattern"] = says.pattern
    bounds = {"minimum": says.least, "maximum": says.most}
    rule |= {name: bound for name, bound in bounds.items() if bound is not None}
    return {**rule, "description": says.meaning.replace("`", "")}


def write(package: Path) -> None:
    """Write the schema of the package in a folder and the table of the documents beside it."""
    text = json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
    (package / "data" / "table.schema.json").write_text(text, encoding="utf-8")
    page = package.parents[1] / "docs" / "table.md"
    page.write_text(_LINE.sub(lambda _: lines(), page.read_text(encoding="utf-8"), count=1), encoding="utf-8")


if __name__ == "__main__":
    write(Path(__file__).parents[1])
