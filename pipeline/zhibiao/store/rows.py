"""An outcome as rows of the store's tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import Any

from zhibiao.core.types import Document, Problem
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.run.pipeline import Outcome
from zhibiao.store.bulk import chunked
from zhibiao.store.documents import blocks_json, metadata_json
from zhibiao.store.schema import REPORT_COLUMNS
from zhibiao.table.check import SchemaError, check
from zhibiao.table.columns import COLUMNS, Row
from zhibiao.table.labels import label_of_period

_of_claim = itemgetter(*(k for k, name in enumerate(COLUMNS) if name not in REPORT_COLUMNS))

PROBLEM_COLUMNS = ("file", "reason", "remedy", "code", "severity", "page")

OF_REPORT = ("reports", "report_extra", "claims", "numbers", "problems")
"""Tables with rows of a report."""

Rows = list[tuple[Any, ...]]


def rows_of(
    batch: Sequence[Outcome], ids: dict[str, int], run: int, now: datetime, vocabulary: Vocabulary
) -> dict[str, Iterable[tuple[Any, ...]]]:
    """Rows by table; `ids` numbers the reports by source. Claims are made as they are gone through, once."""
    parts: dict[str, Rows] = {table: [] for table in OF_REPORT}
    for outcome in batch:
        number = ids[outcome.source]
        parts["reports"].append((number, run, now, *_facts(outcome), *_kept(outcome)))
        parts["report_extra"] += [(number, name, value) for name, value in outcome.about.extra]
        parts["numbers"] += [(number, *found) for found in outcome.numbers]
        parts["problems"] += [(number, run, *problem_row(problem)) for problem in outcome.problems]
    claims = (_claims(ids[outcome.source], outcome.rows, vocabulary) for outcome in batch)
    return {**parts, "claims": chain.from_iterable(claims)}


def fit(batch: Sequence[Outcome]) -> list[Outcome]:
    """The batch, each source once (the last), where rows that break the table's contract are a problem
    instead."""
    once = list({outcome.source: outcome for outcome in batch}.values())
    if not _broken(chain.from_iterable(outcome.rows for outcome in once)):
        return once
    return [_refused(outcome, _broken(outcome.rows)) for outcome in once]


def problem_row(problem: Problem) -> tuple[Any, ...]:
    """In the order of `PROBLEM_COLUMNS`."""
    return tuple(getattr(problem, name) for name in PROBLEM_COLUMNS)


def _broken(rows: Iterable[Row]) -> str:
    try:
        for some in chunked(rows):
            check(some)
    except SchemaError as error:
        return str(error)
    return ""


def _refused(outcome: Outcome, reason: str) -> Outcome:
    if not reason:
        return outcome
    problem = Problem(outcome.source, reason, "该文件的行没有写入，其余文件不受影响", code="schema")
    return replace(outcome, rows=(), problems=(*outcome.problems, problem), made_by="")


def _facts(outcome: Outcome) -> tuple[Any, ...]:
    """The columns that say the same in every row of a report."""
    if outcome.rows:
        row = outcome.rows[0]._replace(source=outcome.source)
        return tuple(getattr(row, name) for name in REPORT_COLUMNS)
    about = outcome.about
    return outcome.source, about.title, about.place, about.year, about.place_from, about.year_from


def _kept(outcome: Outcome) -> tuple[Any, ...]:
    """What makes it possible to tag again without reading."""
    document = outcome.document or Document(outcome.source, "")
    return (
        outcome.file_hash or document.file_hash,
        document.sha256,
        outcome.reader or document.reader,
        document.encoding,
        outcome.made_by,
        json.dumps(document.page_starts),
        blocks_json(document.blocks),
        metadata_json(document.metadata),
        len(document.text),
        document.text,
    )


def _claims(number: int, rows: Sequence[Row], vocabulary: Vocabulary) -> Iterator[tuple[Any, ...]]:
    for position, row in enumerate(rows):
        label = label_of_period(row.period, vocabulary)
        yield number, position, *_of_claim(row), label
