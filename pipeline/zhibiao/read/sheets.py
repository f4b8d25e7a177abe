"""Spreadsheets as documents: a sheet is its name as a paragraph and a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from zhibiao.core.types import Metadata, Problem
from zhibiao.read.document import Content
from zhibiao.read.draft import Draft, Piece
from zhibiao.read.fault import Fault
from zhibiao.read.tables import table

_OURS = {"claim_id", "indicator", "canonical"}


class Sheet(NamedTuple):
    """A sheet's cells with text, in the order of their rows and columns; `hidden` ones are not read."""

    name: str
    pieces: Sequence[Piece]
    hidden: bool = False


def content_of(sheets: Iterable[Sheet], *, metadata: Metadata, problems: Sequence[Problem]) -> Content:
    """Content of a workbook; raises `Fault` for a table that this program made itself."""
    draft = Draft()
    hidden = []
    for sheet in sheets:
        rows = _rows(sheet.pieces)
        if rows and {piece.text for piece in rows[0]} >= _OURS:
            raise Fault("这是本程序输出的指标表，不是报告", "不必处理", code="own_output", severity="note")
        if sheet.hidden and rows:
            hidden.append(sheet.name)
        elif rows:
            if not re.fullmatch(table("formats")["sheet"]["unnamed"], sheet.name):
                draft.paragraph(" ".join(sheet.name.split()))
            draft.table(rows)
    return Content(draft.text, tuple(draft.blocks), metadata=metadata, problems=(*problems, *_hidden(hidden)))


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Rows with text; an empty cell left of another is an empty piece, so that columns stay in line."""
    rows: dict[int, list[Piece]] = {}
    for piece in pieces:
        row = rows.setdefault(piece.row, [])
        column = row[-1].column + row[-1].columns if row else 0
        row += [Piece("", piece.row, empty) for empty in range(column, piece.column)]
        row.append(piece)
    return list(rows.values())


def _hidden(names: list[str]) -> list[Problem]:
    if not names:
        return []
    reason = f"隐藏的工作表未读：{'、'.join(names)}"
    return [Problem("", reason, "要读的话请先取消隐藏", code="partial", severity="note")]
