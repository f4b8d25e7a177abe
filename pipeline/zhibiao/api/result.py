"""What an extraction gives in memory: rows and problems, as pandas frames for who wants them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from zhibiao.core.types import Problem
from zhibiao.run.pipeline import Outcome
from zhibiao.store.base import Written
from zhibiao.table.columns import COLUMNS, Row, of_kind

if TYPE_CHECKING:
    import pandas

_SHOWN = ("source", "indicator", "qualifier", "value", "unit", "period", "category", "confidence")
_FIRST = 5
_WIDEST = 24


@dataclass(frozen=True, repr=False)
class Result:
    """Rows and problems of an extraction; `table` and `problems` are pandas frames, made when asked for."""

    rows: list[Row]
    faults: list[Problem] = field(default_factory=list)

    @cached_property
    def table(self) -> pandas.DataFrame:
        """One row a claim, the columns of `docs/table.md`."""
        import pandas

        frame = pandas.DataFrame(self.rows, columns=list(COLUMNS))
        for column in of_kind("integer"):
            frame[column] = frame[column].astype("Int64")
        for column in of_kind("real"):
            frame[column] = frame[column].astype("float64")
        for column in of_kind("date"):
            frame[column] = pandas.to_datetime(frame[column], errors="coerce").astype("datetime64[s]")
        return frame

    @cached_property
    def problems(self) -> pandas.DataFrame:
        """One row a problem: file, reason, remedy, code, severity, page."""
        import pandas

        columns = ["file", "reason", "remedy", "code", "severity", "page"]
        return pandas.DataFrame(
            [[getattr(fault, column) for column in columns] for fault in self.faults], columns=columns
        )

    def filtered(self, least: float) -> Result:
        """The rows of at least this confidence."""
        return Result([row for row in self.rows if row.confidence >= least], self.faults)

    def __repr__(self) -> str:
        cells = [list(_SHOWN), *(_cells(row) for row in self.rows[:_FIRST])]
        widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
        lines = [
            "  ".join(
                cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
            ).rstrip()
            for line in cells
        ]
        return "\n".join([self._counts(), *(lines if self.rows else []), *self._faults(), _NEXT])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in _SHOWN)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(row)) + "</tr>"
            for row in self.rows[:_FIRST]
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""
        faults = "".join(f"<li>{escape(line)}</li>" for line in self._faults())
        return f"<p>{self._counts()}</p>{table}{f'<ul>{faults}</ul>' if faults else ''}<p>{escape(_NEXT)}</p>"

    def _counts(self) -> str:
        reports = len({row.source for row in self.rows})
        kinds = Counter(fault.severity for fault in self.faults)
        found = ", ".join(f"{count} {kind}{'s' * (count > 1)}" for kind, count in sorted(kinds.items()))
        return f"zhibiao.Result: {len(self.rows)} rows from {reports} reports" + (
            f"; problems: {found}" if found else ""
        )

    def _faults(self) -> list[str]:
        lines = [str(fault) for fault in self.faults[:_FIRST]]
        more = len(self.faults) - len(lines)
        return [*lines, f"… and {more} more"] if more else lines


_NEXT = "next: .table (pandas) · .problems · .filtered(0.8) · zhibiao.show(file)"


def _cells(row: Row) -> list[str]:
    return [_short(getattr(row, column)) for column in _SHOWN]


def _short(value: object) -> str:
    text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= _WIDEST else f"…{text[1 - _WIDEST :]}"


def _width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


class Collected:
    """A sink that keeps rows and problems in memory."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.problems: list[Problem] = []

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Keep what the outcomes hold."""
        for outcome in outcomes:
            self.rows += outcome.rows
            self.problems += outcome.problems

    def close(self) -> Written:
        """All of it is there."""
        return Written()

    def abandon(self) -> None:
        """Forget all of it."""
        self.rows.clear()
        self.problems.clear()
