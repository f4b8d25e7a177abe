"""What goes wrong in a worker, on demand: the source of a task names it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from zhibiao.core.types import Document
from zhibiao.read import Source
from zhibiao.run.pipeline import Outcome
from zhibiao.run.stream import Task


@dataclass(frozen=True)
class Faulty:
    """Work that does to its process what the first word of a source says."""

    broken: str = ""

    def open(self) -> Callable[[Task], Outcome]:
        if self.broken:
            raise ValueError(self.broken)
        return work


def work(task: Task) -> Outcome:
    _DEEDS[task.source.name.partition(" ")[0]](task.source.name)
    return Outcome(task.source.name, Document(task.source.name, str(os.getpid())))


def task(name: str) -> Task:
    return Task(Source(name, None))


def _raise(source: str) -> None:
    raise ValueError("a bad\nfile")


def _recurse(source: str) -> None:
    _recurse(source)


def _loop(source: str) -> None:
    while True:
        pass


def _hoard(source: str) -> None:
    kept = [b"x" * 10_000_000 for _ in range(20_000)]
    raise AssertionError(len(kept))


def _print(source: str) -> None:
    print("noise", flush=True)
    os.write(1, b"noise")
    os.write(2, b"noise")


_DEEDS: dict[str, Callable[[str], object]] = {
    "good": lambda source: None,
    "slow": lambda source: time.sleep(0.3),
    "print": _print,
    "raise": _raise,
    "recurse": _recurse,
    "leave": lambda source: sys.exit(3),
    "memory": lambda source: (_ for _ in ()).throw(MemoryError()),
    "sleep": lambda source: time.sleep(100),
    "loop": _loop,
    "exit0": lambda source: os._exit(0),
    "exit3": lambda source: os._exit(3),
    "kill": lambda source: os.kill(os.getpid(), 9),
    "crash": lambda source: os.kill(os.getpid(), 11),
    "hoard": _hoard,
}
