"""Filling an output: sources through an engine into a sink, batch by batch, with word of how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from zhibiao.api.planning import Plan
from zhibiao.core.types import Problem
from zhibiao.read import Source
from zhibiao.run.packing import packed
from zhibiao.run.pipeline import Outcome
from zhibiao.run.stream import Engine, Running, run
from zhibiao.store.base import Sink, Written

_BATCH_FILES = 32
_BATCH_ROWS = 20_000
_BATCH_SECONDS = 2.0
"""Whichever is reached first closes a batch."""


class Finished(NamedTuple):
    """A file just done: how many rows it gave, and its problems. No source: problems of the run itself."""

    source: str
    rows: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; given after each file, and twice a second while one takes longer."""

    done: int
    total: int
    rows: int
    problems: int
    """Errors and warnings so far; notes are not counted."""
    rate: float
    """Files a second that were worked on; 0 before the first."""
    left: float | None
    """Seconds that remain at that rate; None before the first."""
    running: tuple[Running, ...]
    """What is in the works, and for how many seconds; empty where that is not known."""
    current: str
    """The file longest in the works, or the one done last."""
    finished: Finished | None = None
    """The file of which this is the word; None while one is waited for."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did, in numbers of files."""

    files: int
    read: int
    retagged: int
    """Tagged again without being read: another model, another place or year given."""
    moved: int
    unchanged: int
    duplicates: int
    failed: int
    """Files that gave no rows for an error."""
    vanished: tuple[str, ...]
    """Sources that the store holds and that are no longer there; their rows stay."""
    rows: int
    """Rows written in this run."""
    left_out: int
    """Rows below the least confidence."""
    problems: tuple[Problem, ...]
    seconds: float
    written: Written
    """Files that stand at their place now, and what to know of them."""


class Filling:
    """One run from sources to a sink. `least` is the confidence below which rows are left out, `batch` how
    many files the sink is given at once."""

    def __init__(
        self,
        sink: Sink,
        plan: Plan,
        *,
        least: float = 0.0,
        progress: Callable[[Progress], None] | None = None,
        batch: int = _BATCH_FILES,
    ) -> None:
        self._sink, self._plan, self._least, self._progress = sink, plan, least, progress
        self._batch = batch
        self._waiting: list[Outcome] = []
        self._waiting_rows = 0
        self._since = 0.0
        self._problems: list[Problem] = []
        self._files = self._worked = self._rows = self._left_out = self._failed = self._serious = 0
        self._start = time.monotonic()
        self._last = ""

    def fill(self, sources: Sequence[Source], engine: Engine) -> Summary:
        """Do it; the sink is finished at the end, and left as it is when anything is raised."""
        self._files = len(sources)
        self._say(())
        try:
            for outcome in run(self._plan.tasks(sources), engine, tick=lambda: self._tick(engine)):
                self._take(self._counted(outcome))
            self._hand_over()
            self._say(())
        except BaseException:
            self._sink.abandon()
            raise
        return self._summary(self._sink.close())

    def _tick(self, engine: Engine) -> None:
        """What is done is not left to wait for a long file."""
        self._say(engine.running())
        if self._waiting and time.monotonic() - self._since >= _BATCH_SECONDS:
            self._hand_over()

    def _take(self, outcome: Outcome) -> None:
        self._since = self._since if self._waiting else time.monotonic()
        self._waiting.append(outcome)
        self._waiting_rows += len(outcome.rows)
        full = len(self._waiting) >= self._batch or self._waiting_rows >= _BATCH_ROWS
        if full or time.monotonic() - self._since >= _BATCH_SECONDS:
            self._hand_over()

    def _hand_over(self) -> None:
        if self._waiting:
            self._sink.add(self._waiting)
        self._waiting, self._waiting_rows = [], 0

    def tell(self, problems: Sequence[Problem]) -> None:
        """Tell of problems that are no file's."""
        if problems:
            self._say((), Finished("", 0, tuple(problems)))

    def _counted(self, outcome: Outcome) -> Outcome:
        outcome = self._plan.settled(outcome)
        rows = outcome.rows
        if self._least > 0:
            rows = packed(row for row in rows if row.confidence >= self._least)
        self._worked += 1
        self._rows += len(rows)
        self._left_out += len(outcome.rows) - len(rows)
        self._problems += outcome.problems
        self._serious += sum(problem.severity != "note" for problem in outcome.problems)
        self._failed += any(problem.severity == "error" for problem in outcome.problems)
        self._last = outcome.source
        self._say((), Finished(outcome.source, len(rows), outcome.problems))
        return replace(outcome, rows=rows)

    def _say(self, running: tuple[Running, ...], finished: Finished | None = None) -> None:
        if self._progress is None:
            return
        done = self._worked + self._plan.passed
        rate = self._worked / max(time.monotonic() - self._start, 1e-9)
        longest = max(running, key=lambda one: one.seconds, default=None)
        self._progress(
            Progress(
                done=done,
                total=self._files,
                rows=self._rows,
                problems=self._serious,
                rate=rate,
                left=(self._files - done) / rate if rate else None,
                running=running,
                current=longest.source if longest is not None else self._last,
                finished=finished,
            )
        )

    def _summary(self, written: Written) -> Summary:
        counts = self._plan.counts
        return Summary(
            files=self._files,
            read=counts["read"],
            retagged=counts["retagged"],
            moved=counts["moved"],
            unchanged=counts["unchanged"],
            duplicates=counts["duplicate"],
            failed=self._failed,
            vanished=tuple(self._plan.vanished()),
            rows=self._rows,
            left_out=self._left_out,
            problems=tuple(self._problems),
            seconds=time.monotonic() - self._start,
            written=written,
        )
