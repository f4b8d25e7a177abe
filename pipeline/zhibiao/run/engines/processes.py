"""Worker processes, each on a pipe of its own: one that hangs or dies costs the file it had and nothing else.

A pool that shares one pipe among its workers cannot promise that: a worker killed while it sends leaves
a lock and half a message behind, and all others wait for ever.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import Future, wait
from queue import Empty, SimpleQueue
from typing import IO, Any, NamedTuple

from zhibiao.run import faults
from zhibiao.run.engines.worker import Order, Ready
from zhibiao.run.pipeline import Outcome
from zhibiao.run.stream import Limits, Pending, Running, Task, Work

_ROOM = 16
"""Tasks in flight a worker: enough that a slow file does not leave the others idle."""
_BOOT = "import sys; sys.path[:] = {path!r}; from zhibiao.run.engines.worker import main; main()"
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)
_ENDED = (EOFError, OSError, pickle.UnpicklingError)


class EngineError(ChildProcessError):
    """The workers cannot start: nothing is wrong with a file, nothing can be done with any."""


class _Job(NamedTuple):
    task: Task
    outcome: Future[Outcome]


class Processes:
    """Engine of `jobs` worker processes, each file within its limits."""

    def __init__(self, work: Work, *, jobs: int = 1, limits: Limits | None = None) -> None:
        self._workers = [_Worker(work, limits or Limits()) for _ in range(jobs)]
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._serve, args=(worker,), name="zhibiao", daemon=True)
            for worker in self._workers
        ]
        for thread in self._threads:
            thread.start()
        self.width = jobs * _ROOM

    def start(self, tasks: int) -> None:
        """Start the workers that so many tasks will need, and wait for none of them."""
        for worker in self._workers[:tasks]:
            worker.start()

    def submit(self, task: Task) -> Pending:
        """Hand in a task; the next free worker takes it."""
        job = _Job(task, Future())
        self._jobs.put(job)
        return job.outcome

    def ready(self, pending: Pending, seconds: float) -> bool:
        """Whether the outcome is there, waiting for it no longer than so many seconds."""
        assert isinstance(pending, Future)
        return bool(wait((pending,), seconds).done)

    def running(self) -> tuple[Running, ...]:
        """What the workers have in the works."""
        return tuple(found for worker in self._workers if (found := worker.running()) is not None)

    def close(self) -> None:
        """Stop the workers at once."""
        for worker in self._workers:
            worker.close()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _serve(self, worker: _Worker) -> None:
        """Give a worker one job after the other, until there are to be no more."""
        ahead: _Job | None = None
        while (job := ahead or self._jobs.get()) is not None:
            ahead = self._ahead()
            try:
                job.outcome.set_result(worker.do(job.task, None if ahead is None else ahead.task))
            except Exception as error:
                job.outcome.set_exception(error)

    def _ahead(self) -> _Job | None:
        """A job for a worker that has one still, if that leaves none of the others idle."""
        with contextlib.suppress(Empty):
            if self._jobs.qsize() > len(self._workers):
                return self._jobs.get_nowait()
        return None


class _Worker:
    """One worker process, started when first needed and again after it died; used by one thread at a time."""

    def __init__(self, work: Work, limits: Limits) -> None:
        self._order, self._limits = Order(work, limits), limits
        self._process: subprocess.Popen[bytes] | None = None
        self._task: tuple[Task, float] | None = None
        self._sent: Task | None = None
        """The task that this very process was given ahead."""
        self._lock = threading.Lock()
        self._closed = False
        self._errors: IO[bytes] | None = None
        """What a process that is not ready yet has to say; None once it is."""

    def start(self) -> None:
        """Start the process; what keeps it from its work is found when its first task comes."""
        with self._lock:
            self._begin()

    def running(self) -> Running | None:
        task = self._task
        return None if task is None else Running(task[0].source.name, time.monotonic() - task[1])

    def do(self, task: Task, ahead: Task | None) -> Outcome:
        """Outcome of a task. The one that comes after it is sent along, so that the process need not wait."""
        process = self._started()
        late = threading.Event()
        seconds = self._limits.seconds_for(task.size)
        alarm = threading.Timer(seconds, _end, (process, late))
        self._task = (task, time.monotonic())
        alarm.start()
        try:
            self._give(process, task, ahead)
            outcome: Outcome | None = _answer(process)
        except _ENDED:
            outcome = None
        self._task = None
        alarm.cancel()
        alarm.join()
        if outcome is not None and not late.is_set():
            return outcome
        status = self._bury(process)
        if outcome is not None:
            return outcome
        if late.is_set():
            return faults.outcome(task, faults.timeout(task.source.name, seconds))
        return faults.outcome(task, faults.crashed(task.source.name, status))

    def _give(self, process: subprocess.Popen[bytes], task: Task, ahead: Task | None) -> None:
        if self._sent is not task:
            _send(process, task)
        self._sent = ahead
        if ahead is not None:
            _send(process, ahead)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            process, errors, self._errors = self._process, self._errors, None
        if process is not None:
            _end(process)
            process.wait()
        if errors is not None:
            errors.close()

    def _started(self) -> subprocess.Popen[bytes]:
        """The process, alive and ready for a task; raises `EngineError`."""
        with self._lock:
            process = self._begin()
            errors, self._errors = self._errors, None
        if errors is None:
            return process
        with errors:
            try:
                ready: Ready = _answer(process)
            except _ENDED:
                status = self._bury(process)
                errors.seek(0)
                last = errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
                raise EngineError(f"工作进程无法启动（{last or status}）；请检查内存与安装") from None
        if ready.fault:
            raise EngineError(ready.fault)
        return process

    def _begin(self) -> subprocess.Popen[bytes]:
        """The process, a new one where none is alive; one that died before it was ready is kept for its
        words."""
        if self._closed:
            raise EngineError("工作进程已关闭；请重新运行")
        alive = self._process is not None and (self._errors is not None or self._process.poll() is None)
        if self._process is None or not alive:
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the process is ready)
            self._process, self._sent = _start(self._errors), None
            with contextlib.suppress(OSError):  # of one that is gone its words are asked for later
                _send(self._process, self._order)
        return self._process

    def _bury(self, process: subprocess.Popen[bytes]) -> int:
        """End what is left of a process; returns its exit status as subprocess gives it."""
        _end(process)
        status = process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        return status


def _start(errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """A process in a session of its own: Ctrl-C is for the parent alone, a kill takes its children along."""
    return subprocess.Popen(
        [sys.executable, "-c", _BOOT.format(path=sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**os.environ, **_ONE_THREAD},
        start_new_session=True,
    )


def _send(process: subprocess.Popen[bytes], message: object) -> None:
    assert process.stdin is not None
    pickle.dump(message, process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
    process.stdin.flush()


def _answer(process: subprocess.Popen[bytes]) -> Any:
    assert process.stdout is not None
    return pickle.load(process.stdout)


def _end(process: subprocess.Popen[bytes], late: threading.Event | None = None) -> None:
    """Kill a process and what it started; `late` is set first, so that who waits for it knows why."""
    if late is not None:
        late.set()
    if sys.platform == "win32":
        process.kill()
    elif process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
