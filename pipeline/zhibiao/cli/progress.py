"""How far an extraction is: a bar on a terminal, JSON lines for a program, else only the problems, a line
each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from zhibiao.cli.log import event
from zhibiao.cli.messages import Messages
from zhibiao.core.types import Problem

if TYPE_CHECKING:
    from zhibiao.api import Progress

Report = Callable[["Progress"], None]
_WIDEST = 32
_SLOW = 5.0
"""Seconds after which a file in the works is said to be slow."""


@contextmanager
def watching(say: Messages, *, quiet: bool, log_json: bool) -> Iterator[Report]:
    """What is called with the progress while the block runs."""
    if log_json:
        yield _log
    elif quiet or not sys.stderr.isatty():
        yield lambda progress: _print_problems(progress, say)
    else:
        with _bar(say) as report:
            yield report


def _log(progress: Progress) -> None:
    finished = progress.finished
    if finished is None:
        return
    for problem in finished.problems:
        event("problem", **problem_fields(problem))
    if finished.source:
        counts = {"done": progress.done, "total": progress.total}
        event("file", source=finished.source, rows=finished.rows, problems=len(finished.problems), **counts)


def problem_fields(problem: Problem) -> dict[str, object]:
    """A problem as a program reads it."""
    return {name: getattr(problem, name) for name in ("file", "page", "code", "severity", "reason", "remedy")}


def _print_problems(progress: Progress, say: Messages) -> None:
    for line in _lines(progress, say):
        print(line, file=sys.stderr)


def _lines(progress: Progress, say: Messages) -> list[str]:
    """Problems of the file just done; notes are left to the summary."""
    found = progress.finished.problems if progress.finished is not None else ()
    return [f"zhibiao: {say.problem(problem)}" for problem in found if problem.severity != "note"]


@contextmanager
def _bar(say: Messages) -> Iterator[Report]:
    """A bar that moves by itself four times a second, so that a slow file is seen to be worked on."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), refresh_per_second=4, transient=True) as bar:
        task = bar.add_task(say("progress.loading"), total=None)

        def report(progress: Progress) -> None:
            for line in _lines(progress, say):
                bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
            description = state(progress, say)
            bar.update(task, total=progress.total, completed=progress.done, description=description)

        yield report


def state(progress: Progress, say: Messages) -> str:
    """Rate, time left, problems so far and what is in the works, as one line."""
    parts = [say("progress.rate", rate=progress.rate)] if progress.rate else []
    if progress.left is not None:
        parts.append(say("progress.left", left=clock(progress.left)))
    if progress.problems:
        parts.append(say("progress.problems", problems=progress.problems))
    name = Path(progress.current).name
    parts.append(name if len(name) <= _WIDEST else f"…{name[1 - _WIDEST :]}")
    longest = max((one.seconds for one in progress.running), default=0.0)
    if longest >= _SLOW:
        parts.append(clock(longest))
    return " · ".join(parts)


def clock(seconds: float) -> str:
    """Minutes and seconds, hours in front where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
