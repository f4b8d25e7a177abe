"""The package as a researcher uses it from Python."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from zhibiao.core.types import Document, Given, Problem, Quantity
from zhibiao.core.vocabulary import base
from zhibiao.propose import propose
from zhibiao.read import Source, document_of, expand, read
from zhibiao.resolve.about import about_of
from zhibiao.run.pipeline import load_model, process
from zhibiao.table.columns import COLUMNS, Row, of_kind
from zhibiao.tag.model import Model
from zhibiao.text import clean

if TYPE_CHECKING:
    import pandas

Progress = Callable[[int, int, str], None]
"""Called after each file: how many are done, how many there are, and which it was."""


@dataclass(frozen=True)
class Result:
    """Rows and problems of an extraction; `table` and `problems` are pandas frames made when first asked for."""

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
        """One row a file that gave no rows: file, reason, remedy."""
        import pandas

        return pandas.DataFrame(
            [(fault.file, fault.reason, fault.remedy) for fault in self.faults],
            columns=["file", "reason", "remedy"],
        )

    def filtered(self, least: float) -> Result:
        """The rows of at least this confidence."""
        return Result([row for row in self.rows if row.confidence >= least], self.faults)


class Extractor:
    """Extraction with a model that stays loaded. `model` is a folder; without one it is the shipped model."""

    def __init__(self, model: str | os.PathLike[str] | None = None) -> None:
        self.model: Model = load_model(None if model is None else Path(model))

    def extract(
        self,
        paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
        *,
        jobs: int = 1,
        progress: Progress | None = None,
    ) -> Result:
        """Table of files, folders and patterns. A bad file is a problem, a path that is not there raises FileNotFoundError."""
        sources = list(expand([paths] if isinstance(paths, str | os.PathLike) else paths))
        rows: list[Row] = []
        faults: list[Problem] = []
        for done, (source, (found, problems)) in enumerate(
            zip(sources, self._each(sources, jobs), strict=True), 1
        ):
            rows += found
            faults += problems
            if progress is not None:
                progress(done, len(sources), source.name)
        return Result(rows, faults)

    def extract_text(
        self, text: str, *, place: str | None = None, year: int | None = None, title: str | None = None
    ) -> Result:
        """Table of a text in memory; its `source` is empty."""
        document = document_of(text)
        about = about_of(document, Given(title, place, year), vocabulary=self.model.vocabulary)
        return Result(list(process(document, about, self.model).rows))

    def _each(self, sources: list[Source], jobs: int) -> Iterator[tuple[list[Row], tuple[Problem, ...]]]:
        if jobs <= 1 or len(sources) <= 1:
            return (_rows(source, self.model) for source in sources)
        return _in_parallel(sources, self.model, jobs)


def _rows(source: Source, model: Model) -> tuple[list[Row], tuple[Problem, ...]]:
    """Rows and problems of one file; whatever goes wrong with it stays with it."""
    document, problems = read(source)
    if document is None:
        return [], problems
    name = source.name
    try:
        rows = list(process(document, about_of(document, vocabulary=model.vocabulary), model).rows)
    except Exception as error:
        problem = Problem(
            name, f"处理时出错（{type(error).__name__}: {error}）", "请把该文件报告给我们；其余文件不受影响"
        )
        return [], (*problems, problem)
    if not rows:
        problems = (*problems, Problem(name, "没有找到定量陈述", "请确认文件是报告正文"))
    return rows, problems


def _in_parallel(
    sources: list[Source], model: Model, jobs: int
) -> Iterator[tuple[list[Row], tuple[Problem, ...]]]:
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(
            partial(_rows, model=model), sources, chunksize=max(1, min(32, len(sources) // (jobs * 2)))
        )


def extract(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    model: str | os.PathLike[str] | None = None,
    jobs: int = 1,
) -> Result:
    """Table of report files with the shipped model, or another one."""
    return Extractor(model).extract(paths, jobs=jobs)


def extract_text(
    text: str,
    *,
    place: str | None = None,
    year: int | None = None,
    title: str | None = None,
    model: str | os.PathLike[str] | None = None,
) -> Result:
    """Table of a text."""
    return Extractor(model).extract_text(text, place=place, year=year, title=title)


def quantities(text: str) -> list[Quantity]:
    """Every number that measures or counts, with its unit, in a text; dates, ordinals and other numbers that none of it are left out.

    Offsets count in the text as given; blanks inside a number or before its unit do not part them.
    """
    cleaned = clean(Document("", text))
    found = []
    for candidate in propose(cleaned, base()):
        quantity = candidate.quantity
        if not candidate.settled:
            span = cleaned.raw(quantity.start, quantity.end)
            found.append(replace(quantity, start=span.start, end=span.end))
    return found


__all__ = ["Extractor", "Result", "extract", "extract_text", "quantities"]
