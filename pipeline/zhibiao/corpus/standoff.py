"""Standoff gold: a raw text with its claims beside it as json lines, one a claim, spans in the raw text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from zhibiao.core.spans import RawSpan
from zhibiao.core.types import About, Document
from zhibiao.corpus.annotation import Annotated, CorpusError, Gold
from zhibiao.read import digest

_FIELDS = (
    "category",
    "value",
    "value_high",
    "unit",
    "measure",
    "bound",
    "direction",
    "basis",
    "status",
    "scope",
    "period",
    "parent",
    "canonical",
)


def read_standoff(text: Path, gold: Path) -> Annotated:
    """A raw text with its `*.gold.jsonl`; raises `CorpusError` that names the line."""
    raw = text.read_text(encoding="utf-8-sig")
    claims = []
    for number, line in enumerate(gold.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                claims.append(_claim(json.loads(line), len(raw)))
            except (json.JSONDecodeError, KeyError, TypeError, CorpusError) as error:
                raise CorpusError(f"{gold.name}, line {number}: {error}") from None
    document = Document(text.name, raw, sha256=digest(raw))
    return Annotated(document, About(), tuple(claims), (), exhaustive=False)


def _claim(row: dict[str, Any], length: int) -> Gold:
    span = _span(row, "", length)
    if span is None:
        raise CorpusError("a claim needs `start` and `end` of its quantity")
    fields = {name: row[name] for name in _FIELDS if name in row}
    return Gold(span, _span(row, "ind_", length), _span(row, "qual_", length), **fields)


def _span(row: dict[str, Any], prefix: str, length: int) -> RawSpan | None:
    start, end = row.get(f"{prefix}start"), row.get(f"{prefix}end")
    if start is None or end is None:
        return None
    if not 0 <= start < end <= length:
        raise CorpusError(f"{prefix}start and {prefix}end don't lie in the text")
    return RawSpan(start, end)
