"""One task after the other, in this process. Nothing protects it from a reader that hangs or dies."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from zhibiao.run.faults import attempt
from zhibiao.run.pipeline import Outcome
from zhibiao.run.stream import Pending, Running, Task


class _Done(NamedTuple):
    outcome: Outcome

    def result(self) -> Outcome:
        return self.outcome


class Serial:
    """Engine that works where it is called; `do` is what `Work.open` gives."""

    width = 1

    def __init__(self, do: Callable[[Task], Outcome]) -> None:
        self._do = do

    def submit(self, task: Task) -> Pending:
        """Do the task here and now."""
        return _Done(attempt(self._do, task))

    def ready(self, pending: Pending, seconds: float) -> bool:
        """Always: the task was done when it was handed in."""
        return True

    def running(self) -> tuple[Running, ...]:
        """Nothing: a task in the works keeps the caller waiting."""
        return ()

    def close(self) -> None:
        """Nothing is left to stop."""
