"""Views that a researcher wants first. Plain SQL: DuckDB alone reads them, without this package."""

from __future__ import annotations

from collections.abc import Iterable

from zhibiao.store.schema import REPORT_COLUMNS, literal, quoted
from zhibiao.table.columns import COLUMNS, labels

_LABELS = tuple(one.name for one in labels())

FROM = """FROM claims AS c
JOIN reports AS r ON r.report_id = c.report_id
LEFT JOIN categories AS k ON k.category = c.category"""

LATEST = """SELECT * EXCLUDE (newer) FROM (
  SELECT coalesce(nullif(canonical, ''), indicator) AS name, year(period_end) AS year, *,
    row_number() OVER (
      PARTITION BY place, period, coalesce(nullif(canonical, ''), indicator), qualifier, measure, direction,
        basis, scope, base_unit, status = 'target'
      ORDER BY report_year DESC NULLS LAST, status = 'prior', confidence DESC, claim_id
    ) AS newer
  FROM indicators
  WHERE period_end IS NOT NULL AND coalesce(nullif(canonical, ''), indicator) <> ''
) WHERE newer = 1"""

WIDE = (
    "canonical <> '' AND qualifier = '' AND measure = 'level' AND status <> 'target' AND scope = 'township'"
)
"""Claims of which one value of a place and a year can stand for the whole township."""

WIDE_FROM = f"""FROM (
  SELECT place, year, canonical, base_unit,
    arg_max(base_value, (period_end - period_start, period_end, confidence)) AS base_value
  FROM latest
  WHERE {WIDE}
  GROUP BY place, year, canonical, base_unit
) GROUP BY place, year ORDER BY place, year"""

BY_CATEGORY = """SELECT place, report_year, category, domain_label, category_label,
  count(*) AS claims, count(DISTINCT source) AS reports, round(avg(confidence), 4) AS mean_confidence
FROM indicators
GROUP BY place, report_year, category, domain_label, category_label
ORDER BY place, report_year, category"""


def projection(extra: Iterable[str]) -> str:
    """The columns of the contract in their order, the labels, and the researcher's own columns."""
    reports = set(REPORT_COLUMNS)
    contract = [f"{'r' if name in reports else 'c'}.{quoted(name)}" for name in COLUMNS]
    people = [
        "coalesce(k.domain_label, '') AS domain_label",
        "coalesce(k.category_label, '') AS category_label",
        "coalesce(c.period_label, '') AS period_label",
    ]
    own = [f"coalesce(e.{quoted(name)}, '') AS {quoted(name)}" for name in _own_names(extra)]
    return ", ".join([*contract, *people, *own])


def source(extra: Iterable[str]) -> str:
    """What the projection is taken from."""
    own = _own_names(extra)
    if not own:
        return FROM
    parts = ", ".join(
        f"max(value) FILTER (name = {literal(key)}) AS {quoted(name)}" for name, key in own.items()
    )
    return f"{FROM}\nLEFT JOIN (SELECT report_id, {parts} FROM report_extra GROUP BY report_id) AS e\n" + (
        "ON e.report_id = c.report_id"
    )


def views(extra: Iterable[str], measured: Iterable[tuple[str, str]]) -> list[str]:
    """Statements that make the views anew; `measured` as `wide` takes them."""
    extra = list(extra)
    bodies = {
        "indicators": f"SELECT {projection(extra)}\n{source(extra)}",
        "latest": LATEST,
        "by_category": BY_CATEGORY,
    }
    return [*(_view(name, body) for name, body in bodies.items()), wide(measured)]


def wide(measured: Iterable[tuple[str, str]]) -> str:
    """Statement that makes the view `wide` anew; `measured` are the names of the catalogue that occur, with
    their base units, each a column of it."""
    return _view("wide", f"SELECT {', '.join(['place', 'year', *_wide(measured)])}\n{WIDE_FROM}")


def _view(name: str, body: str) -> str:
    return f"CREATE OR REPLACE VIEW {name} AS {body}"


def _wide(measured: Iterable[tuple[str, str]]) -> list[str]:
    return [
        f"max(base_value) FILTER (canonical = {literal(name)} AND base_unit = {literal(unit)}) "
        f"AS {quoted(name if unit == '1' else f'{name}（{unit}）')}"
        for name, unit in sorted(measured)
    ]


def _own_names(extra: Iterable[str]) -> dict[str, str]:
    """Column → name as the researcher wrote it; none is that of another column (SQL knows no case)."""
    taken = {name.lower() for name in (*COLUMNS, *_LABELS)}
    found: dict[str, str] = {}
    for key in sorted(extra):
        name, number = key, 1
        while name.lower() in taken:
            number += 1
            name = f"{key}_{number}"
        taken.add(name.lower())
        found[name] = key
    return found
