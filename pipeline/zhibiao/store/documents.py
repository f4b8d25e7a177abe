"""Documents as a store keeps them: blocks and properties as JSON, and back."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from zhibiao.core.spans import RawSpan
from zhibiao.core.types import Block, Cell, Metadata, Paragraph, Table


def blocks_json(blocks: tuple[Block, ...]) -> str:
    """A list of ["paragraph", span] and ["table", span, cells]; a span is [start, end]."""
    return json.dumps([[_NAMES[type(block)], *block] for block in blocks], separators=(",", ":"))


def read_blocks(text: str) -> tuple[Block, ...]:
    """Blocks of a document from the text of a cell."""
    return tuple(_block(*found) for found in json.loads(text))


def metadata_json(metadata: Metadata) -> str:
    """Metadata of a document as the text of a cell."""
    return json.dumps(asdict(metadata), ensure_ascii=False)


def read_metadata(text: str) -> Metadata:
    """Properties by their names; those that this version does not know are left out."""
    known = {one.name for one in fields(Metadata)}
    return Metadata(**{name: value for name, value in json.loads(text).items() if name in known})


_NAMES: dict[type, str] = {Paragraph: "paragraph", Table: "table"}


def _block(name: str, span: list[int], *rest: Any) -> Block:
    if name == "paragraph":
        return Paragraph(RawSpan(*span), *rest)
    cells, *further = rest
    return Table(RawSpan(*span), tuple(Cell(RawSpan(*cell[0]), *cell[1:]) for cell in cells), *further)
