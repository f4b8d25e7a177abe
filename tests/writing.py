"""A run that writes reports into an output, for tests that kill it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhibiao.core.types import Document
from zhibiao.run.pipeline import Outcome
from zhibiao.store.base import Store, open_sink
from zhibiao.table.columns import Row

BATCH, ROWS = 3, 20


def outcome(number: int, template: Row) -> Outcome:
    """Report `number`, the same each time."""
    source, text = f"r{number:03d}.txt", f"第{number}份报告。" * 2_000
    rows = tuple(
        template._replace(claim_id=f"c{number:08x}{n:07x}", source=source, start=n) for n in range(ROWS)
    )
    document = Document(source, text, sha256=f"t{number}", reader="txt@1")
    return Outcome(source, document, rows=rows, file_hash=f"f{number}", reader="txt@1", made_by="m")


def batches(reports: int, template: Row, done: set[str]) -> Iterator[list[Outcome]]:
    for first in range(0, reports, BATCH):
        batch = [outcome(n, template) for n in range(first, min(first + BATCH, reports))]
        if batch[0].source not in done:
            yield batch


def write(path: Path, log: Path, reports: int, template: Row, overwrite: bool) -> None:
    """Write what is not there yet; each batch is told to the log when it is committed."""
    log.touch()
    sink = open_sink(path, overwrite=overwrite)
    done = {kept.source for kept in sink.kept()} if isinstance(sink, Store) else set()
    for batch in batches(reports, template, done):
        sink.add(batch)
        with log.open("a", encoding="utf-8") as file:
            file.write("".join(f"{one.source}\n" for one in batch))
    sink.close()
