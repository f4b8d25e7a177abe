"""The other end of the pipe: a process that loads what its work needs once, then answers task by task.

It leaves when the pipe's other end is gone, however that came about, so that no worker outlives its parent.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO, NamedTuple

from zhibiao.run.faults import attempt
from zhibiao.run.stream import Limits, Task, Work

_PR_SET_PDEATHSIG = 1
_MEGABYTE = 1 << 20


class Order(NamedTuple):
    """First message to a worker."""

    work: Work
    limits: Limits


class Ready(NamedTuple):
    """First answer of a worker: what kept it from starting, or nothing."""

    fault: str = ""


def main() -> None:
    """Serve until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    orders, answers = _channels()
    _die_with_parent()
    order: Order = pickle.load(orders)
    tasks: SimpleQueue[Task] = SimpleQueue()
    threading.Thread(target=_listen, args=(orders, tasks), daemon=True).start()
    try:
        do = order.work.open()
    except Exception as error:
        _answer(answers, Ready(" ".join(str(error).split()) or type(error).__name__))
        return
    _limit_memory(order.limits.megabytes)
    os.dup2(1, 2)
    _answer(answers, Ready())
    while True:
        _answer(answers, attempt(do, tasks.get()))


def _channels() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, out of the way of what readers may print."""
    orders, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return orders, answers


def _answer(answers: BinaryIO, message: object) -> None:
    pickle.dump(message, answers, protocol=pickle.HIGHEST_PROTOCOL)
    answers.flush()


def _listen(orders: BinaryIO, tasks: SimpleQueue[Task]) -> None:
    """Take tasks in beside the work, so that the end of the parent is seen during a long one too."""
    try:
        while True:
            tasks.put(pickle.load(orders))
    finally:
        os._exit(0)


def _die_with_parent() -> None:
    """Have the kernel end this process with its parent, even in foreign code that lets no thread run."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit_memory(megabytes: int) -> None:
    """Bound what may be allocated beside what is held now, where the system can do that."""
    if sys.platform == "win32":
        return
    import resource

    kind, held = resource.RLIMIT_AS, 0
    if sys.platform == "linux":
        held = int(Path("/proc/self/statm").read_text("ascii").split()[5]) * resource.getpagesize()
        kind = resource.RLIMIT_DATA
    hard = resource.getrlimit(kind)[1]
    wanted = held + megabytes * _MEGABYTE
    resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
