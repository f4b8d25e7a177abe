"""Extracting: with a model that stays loaded, into memory or into an output of any format."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

from zhibiao.api.filling import Filling, Progress, Summary
from zhibiao.api.planning import Plan
from zhibiao.api.result import Collected, Result
from zhibiao.core.types import Document, Given, Problem, Quantity
from zhibiao.core.vocabulary import base
from zhibiao.propose import propose
from zhibiao.read import Source, document_of, expand
from zhibiao.resolve.about import about_of
from zhibiao.resolve.metadata import read_metadata
from zhibiao.run import work
from zhibiao.run.engines.processes import Processes
from zhibiao.run.engines.serial import Serial
from zhibiao.run.pipeline import identity_of, load_model, process
from zhibiao.run.stream import Limits
from zhibiao.store.base import open_sink
from zhibiao.table.columns import COLUMNS
from zhibiao.tag.model import Model
from zhibiao.text import clean

AnyPath = str | os.PathLike[str]
Report = Callable[[Progress], None]


class Extractor:
    """Extraction with a model that stays loaded. `model` is a folder, or the name of a shipped model
    (`accurate`); without one it is `township`. `vocabulary` is a folder of own words laid over the
    model's."""

    def __init__(self, model: AnyPath | None = None, *, vocabulary: AnyPath | None = None) -> None:
        self._work = _work(model, vocabulary)
        self.model: Model = load_model(self._work.model, vocabulary=self._work.vocabulary)

    def extract(
        self,
        paths: AnyPath | Iterable[AnyPath],
        *,
        jobs: int = 1,
        metadata: AnyPath | None = None,
        place: str | None = None,
        year: int | None = None,
        limits: Limits | None = None,
        progress: Report | None = None,
    ) -> Result:
        """Table of files, folders and patterns. A bad file is a problem; the same report twice counts once.

        With more than one job, or with `limits`, files are read in processes of their own, which a file
        that hangs or crashes cannot bring down. Raises FileNotFoundError for a path that is not there.
        """
        sink = Collected()
        said = _Said(metadata, place, year)
        plan = Plan(sink, said.of, lambda given: "")
        alone = jobs <= 1 and limits is None
        do = partial(work.extract, model=self.model)
        with (
            _spooled(list(expand(_listed(paths)))) as sources,
            closing(Serial(do) if alone else Processes(self._work, jobs=jobs, limits=limits)) as engine,
        ):
            Filling(sink, plan, progress=progress).fill(sources, engine)
        return Result(sink.rows, [*sink.problems, *said.problems])

    def extract_text(
        self, text: str, *, place: str | None = None, year: int | None = None, title: str | None = None
    ) -> Result:
        """Table of a text in memory; its `source` is empty."""
        document = document_of(text)
        about = about_of(document, Given(title, place, year), vocabulary=self.model.vocabulary)
        return Result(list(process(document, about, self.model).rows))


def extract_to(
    paths: AnyPath | Iterable[AnyPath],
    output: AnyPath,
    *,
    model: AnyPath | None = None,
    vocabulary: AnyPath | None = None,
    jobs: int = 1,
    metadata: AnyPath | None = None,
    place: str | None = None,
    year: int | None = None,
    limits: Limits | None = None,
    overwrite: bool = False,
    format: str | None = None,
    min_confidence: float = 0.0,
    progress: Report | None = None,
) -> Summary:
    """Extract files, folders and patterns into a table file or a store, and say what was done.

    Files are read in `jobs` worker processes, each within `limits`. A store is kept from run to run: what is
    unchanged is left alone, what another model or other words would tag differently is tagged again without
    reading. `metadata` is a table of reports (path, place, year, title and further columns). Raises
    FileNotFoundError for a path that is not there, StoreError for an output that cannot be written (before
    anything is read), MetadataError for the table, EngineError where the workers cannot start.
    """
    own = _work(model, vocabulary)
    fingerprint, words = identity_of(own.model, own.vocabulary)
    said = _Said(metadata, place, year)
    with _spooled(_found(paths)) as sources, closing(Processes(own, jobs=jobs, limits=limits)) as engine:
        if overwrite or not Path(output).exists():  # what stands there may hold all of them, or be refused
            engine.start(len(sources))
        sink = open_sink(Path(output), format, overwrite=overwrite, vocabulary=words)
        plan = Plan(sink, said.of, _made_by(fingerprint, min_confidence))
        filling = Filling(sink, plan, least=min_confidence, progress=progress)
        summary = filling.fill(sources, engine)
    filling.tell(said.problems)
    return replace(summary, problems=(*summary.problems, *said.problems))


def extract(
    paths: AnyPath | Iterable[AnyPath],
    *,
    model: AnyPath | None = None,
    vocabulary: AnyPath | None = None,
    jobs: int = 1,
    metadata: AnyPath | None = None,
    place: str | None = None,
    year: int | None = None,
    limits: Limits | None = None,
    progress: Report | None = None,
) -> Result:
    """Table of report files with the shipped model, or another one; see `Extractor.extract`."""
    extractor = Extractor(model, vocabulary=vocabulary)
    return extractor.extract(
        paths, jobs=jobs, metadata=metadata, place=place, year=year, limits=limits, progress=progress
    )


def extract_text(
    text: str,
    *,
    place: str | None = None,
    year: int | None = None,
    title: str | None = None,
    model: AnyPath | None = None,
    vocabulary: AnyPath | None = None,
) -> Result:
    """Table of a text."""
    return Extractor(model, vocabulary=vocabulary).extract_text(text, place=place, year=year, title=title)


def quantities(text: str) -> list[Quantity]:
    """Every number that measures or counts in a text, with its unit; dates, ordinals and the like are not.

    Offsets count in the text as given; blanks inside a number or before its unit do not part them.
    """
    cleaned = clean(Document("", text))
    found = []
    for candidate in propose(cleaned, base()):
        quantity = candidate.quantity
        if not candidate.reason and not candidate.hint:
            span = cleaned.raw(quantity.start, quantity.end)
            found.append(replace(quantity, start=span.start, end=span.end))
    return found


def _work(model: AnyPath | None, vocabulary: AnyPath | None) -> work.Extraction:
    return work.Extraction(
        None if model is None else Path(model), None if vocabulary is None else Path(vocabulary)
    )


def _found(paths: AnyPath | Iterable[AnyPath]) -> list[Source]:
    named = list(_listed(paths))
    found = list(expand(named))
    if not found:
        raise FileNotFoundError(f"{', '.join(map(str, named))}: 没有可读的报告文件；请检查路径与后缀")
    return found


def _listed(paths: AnyPath | Iterable[AnyPath]) -> Iterable[AnyPath]:
    return [paths] if isinstance(paths, str | os.PathLike) else paths


class _Said:
    """What a researcher says of each source: a line of the table of reports, and where it is silent one value
    for all."""

    def __init__(self, metadata: AnyPath | None, place: str | None, year: int | None) -> None:
        self._table = None if metadata is None else read_metadata(metadata, reserved=COLUMNS)
        self._all = Given(None, place, year)

    def of(self, source: str) -> Given:
        if self._table is None:
            return self._all
        line = self._table.of(source)
        if line.place is None and line.year is None:
            return self._all._replace(title=line.title, extra=line.extra)
        place = self._all.place if line.place is None else line.place
        return line._replace(place=place, year=self._all.year if line.year is None else line.year)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Lines of the table that meant nothing or too much; known once all sources were asked for."""
        return () if self._table is None else self._table.problems


def _made_by(fingerprint: str, least: float) -> Callable[[Given], str]:
    """Fingerprints of all that rows depend on beside the file and its reader."""
    same = [version("zhibiao"), fingerprint, least]

    @cache
    def made_by(given: Given) -> str:
        said = json.dumps([*same, given], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    return made_by


@contextmanager
def _spooled(sources: list[Source]) -> Iterator[list[Source]]:
    """The sources with standard input as a file, so that a worker can read it."""
    if all(source.path is not None for source in sources):
        yield sources
        return
    with tempfile.TemporaryDirectory(prefix="zhibiao-") as folder:
        path = Path(folder, "input")
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield [source if source.path is not None else replace(source, path=path) for source in sources]
