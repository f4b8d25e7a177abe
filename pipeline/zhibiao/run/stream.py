"""Streams: tasks go in, outcomes come out in their order, and only a few of either are held at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from zhibiao.core.types import Document, Given
from zhibiao.read import Source
from zhibiao.run.pipeline import Outcome

_NOTHING = Given()
_LARGE = 10_000_000
_TICK = 0.5
"""Seconds between two looks at a task that is not done yet."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, or a document that was read before and is to be tagged again."""

    source: Source
    given: Given = _NOTHING
    document: Document | None = None
    file_hash: str = ""
    reader: str = ""
    made_by: str = ""
    """Fingerprint of everything but the file that the rows depend on; the outcome carries it to the store."""
    replaces: str = ""
    """Path under which the report stood before it was moved."""

    @property
    def size(self) -> int:
        """Bytes of the file, or of the text where it was read already; 0 where it is not known."""
        if self.document is not None:
            return len(self.document.text.encode("utf-8", "surrogatepass"))
        path = self.source.path
        return path.stat().st_size if path is not None and path.is_file() else 0


class Limits(NamedTuple):
    """What one file may take."""

    seconds: float = 300.0
    """Of the clock; as much again for every ten megabytes of the file."""
    megabytes: int = 4096
    """Of memory, beside the loaded model."""

    def seconds_for(self, size: int) -> float:
        """Seconds for a file of so many bytes."""
        return self.seconds * (1 + size // _LARGE)


class Running(NamedTuple):
    """A task in the works, and for how many seconds."""

    source: str
    seconds: float


class Work(Protocol):
    """What a worker does, as data that can be sent to it: `open` loads what is needed, once a worker."""

    def open(self) -> Callable[[Task], Outcome]:
        """Load what is needed, once a worker."""
        ...


class Pending(Protocol):
    """A task handed in. `result` waits for its outcome; it raises only when the engine itself has failed."""

    def result(self) -> Outcome:
        """The outcome, waited for."""
        ...


class Engine(Protocol):
    """Where tasks are worked on. Whatever a task does, its outcome comes; other tasks are not disturbed."""

    @property
    def width(self) -> int:
        """How many tasks may be in flight."""
        ...

    def submit(self, task: Task) -> Pending:
        """Hand in a task."""
        ...

    def ready(self, pending: Pending, seconds: float) -> bool:
        """Whether the outcome is there, waiting for it no longer than so many seconds."""
        ...

    def running(self) -> tuple[Running, ...]:
        """What is in the works now."""
        ...

    def close(self) -> None:
        """Stop at once, and leave no process behind."""
        ...


def run(
    tasks: Iterable[Task | Outcome], engine: Engine, *, tick: Callable[[], None] | None = None
) -> Iterator[Outcome]:
    """Outcomes in the order of the tasks; an outcome that is known already passes through in its place.

    Tasks are pulled when there is room for them, never ahead of it. `tick` is called about twice a second
    while the next outcome is awaited, in the caller's thread.
    """
    source = iter(tasks)
    waiting: deque[Pending | Outcome] = deque()
    while True:
        while len(waiting) < engine.width and (task := next(source, None)) is not None:
            waiting.append(task if isinstance(task, Outcome) else engine.submit(task))
        if not waiting:
            return
        first = waiting[0]
        while not isinstance(first, Outcome) and not engine.ready(first, _TICK):
            if tick is not None:
                tick()
        waiting.popleft()
        yield first if isinstance(first, Outcome) else first.result()
