"""The store's tables and their version. A column of the contract needs nothing here; anything else that
changes needs a new version and a migration."""

from __future__ import annotations

from collections.abc import Iterable

from zhibiao.table.columns import Kind, columns

VERSION = 2

SQL_TYPES: dict[Kind, str] = {"text": "VARCHAR", "integer": "BIGINT", "real": "DOUBLE", "date": "DATE"}

REPORT_COLUMNS = ("source", "report_title", "place", "report_year", "place_from", "year_from")
"""Columns of the contract that say the same in every row of a report; they stand with the report."""

Fields = tuple[tuple[str, str], ...]


def _texts(names: str) -> Fields:
    return tuple((name, "VARCHAR") for name in names.split())


def _contract(*, of_report: bool) -> Fields:
    return tuple(
        (one.name, SQL_TYPES[one.kind]) for one in columns() if (one.name in REPORT_COLUMNS) == of_report
    )


TABLES: dict[str, Fields] = {
    "meta": _texts("key value"),
    "runs": (
        ("run_id", "BIGINT"),
        ("version", "VARCHAR"),
        ("started", "TIMESTAMP"),
        ("finished", "TIMESTAMP"),
        ("files", "BIGINT"),
        ("claims", "BIGINT"),
    ),
    "reports": (
        ("report_id", "BIGINT"),
        ("run_id", "BIGINT"),
        ("added", "TIMESTAMP"),
        *_contract(of_report=True),
        *_texts("file_hash text_hash reader encoding made_by page_starts blocks metadata"),
        ("letters", "BIGINT"),
        ("text", "VARCHAR"),
    ),
    "report_extra": (("report_id", "BIGINT"), *_texts("name value")),
    "claims": (
        ("report_id", "BIGINT"),
        ("position", "BIGINT"),
        *_contract(of_report=False),
        ("period_label", "VARCHAR"),
    ),
    "numbers": (
        ("report_id", "BIGINT"),
        ("text", "VARCHAR"),
        ("start", "BIGINT"),
        ("end", "BIGINT"),
        ("reason", "VARCHAR"),
    ),
    "problems": (
        ("report_id", "BIGINT"),
        ("run_id", "BIGINT"),
        *_texts("file reason remedy code severity"),
        ("page", "BIGINT"),
    ),
    "corrections": (
        *_texts("claim_id field old_value new_value note"),
        ("made", "TIMESTAMP"),
        *_texts("source text_hash reader sentence text"),
    ),
    "categories": _texts("category domain_label category_label"),
}

MIGRATIONS: dict[int, tuple[str, ...]] = {
    1: (
        "ALTER TABLE claims ADD COLUMN period_label VARCHAR",
        "CREATE TABLE report_extra (report_id BIGINT, name VARCHAR, value VARCHAR)",
        "ALTER TABLE reports ADD COLUMN letters BIGINT",
        "UPDATE reports SET letters = length(text)",
    ),
}
"""Statements that lead from a version to the next."""


def create(tables: Iterable[str] = TABLES) -> list[str]:
    """Statements that make the tables."""
    return [
        f"CREATE TABLE {table} ({', '.join(f'{quoted(name)} {kind}' for name, kind in TABLES[table])})"
        for table in tables
    ]


def quoted(name: str) -> str:
    """An identifier in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"
