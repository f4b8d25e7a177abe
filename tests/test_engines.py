"""Engines: one contract for all of them, and what only processes withstand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import cases
from engine_work import Faulty, task
from zhibiao.core.types import Document
from zhibiao.run.engines.processes import EngineError, Processes
from zhibiao.run.engines.serial import Serial
from zhibiao.run.faults import PASSING
from zhibiao.run.pipeline import Outcome
from zhibiao.run.stream import Engine, Limits, Task, run

LIMITS = Limits(seconds=2.0, megabytes=100)
MAKERS: dict[str, Callable[[], Engine]] = {
    "serial": lambda: Serial(Faulty().open()),
    "processes": lambda: Processes(Faulty(), jobs=2, limits=LIMITS),
}
CASES = [(deed, code, engines.split()) for deed, code, engines in cases("faulty_tasks")]


@pytest.fixture(params=MAKERS)
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[str, Engine]]:
    made = MAKERS[request.param]()
    yield request.param, made
    made.close()


def test_every_task_has_its_outcome_in_order(engine: tuple[str, Engine]) -> None:
    name, made = engine
    wanted = [case for case in CASES if name in case[2]] + [("good", "", [])]
    sources = [f"{deed} {index}" for index, (deed, *_) in enumerate(wanted)]
    found = list(run((replace(task(source), made_by="m") for source in sources), made))
    assert [outcome.source for outcome in found] == sources
    assert [[one.code for one in outcome.problems] for outcome in found] == [
        [code] if code else [] for _, code, _ in wanted
    ]
    assert all(one.file == source for source, o in zip(sources, found, strict=True) for one in o.problems)
    assert all(outcome.document is not None or outcome.problems for outcome in found)
    assert all(o.made_by == ("" if o.problems[0].code in PASSING else "m") for o in found if o.problems)


def test_a_document_that_was_read_is_kept_when_its_task_fails(engine: tuple[str, Engine]) -> None:
    document = Document("raise", "text")
    (found,) = run([replace(task("raise"), document=document)], engine[1])
    assert (found.document, len(found.problems)) == (document, 1)


def test_tasks_are_pulled_as_there_is_room(engine: tuple[str, Engine]) -> None:
    pulled = 0

    def tasks() -> Iterator[Task]:
        nonlocal pulled
        for number in range(300):
            pulled += 1
            yield task(f"good {number}")

    for done, _ in enumerate(run(tasks(), engine[1])):
        assert pulled - done <= engine[1].width
    assert pulled == 300


def test_a_worker_is_kept_from_task_to_task_and_replaced_when_it_died() -> None:
    engine = Processes(Faulty(), limits=LIMITS)
    found = list(run(map(task, ["good", "raise", "good", "exit3", "good", "good"]), engine))
    engine.close()
    first, second, third, fourth = (o.document.text for o in found if o.document is not None)
    assert (first, third) == (second, fourth)
    assert first != third


def test_a_task_sent_ahead_to_a_worker_that_dies_is_worked_on_by_the_next() -> None:
    sources = [f"{deed} {number}" for number, deed in enumerate(["exit3", "exit3", "good", "kill", "good"])]
    engine = Processes(Faulty(), limits=LIMITS)
    found = list(run(map(task, sources), engine))
    engine.close()
    assert [outcome.source for outcome in found] == sources
    assert [outcome.document is None for outcome in found] == [True, True, False, True, False]


def test_a_look_at_what_runs_while_waiting() -> None:
    engine = Processes(Faulty(), limits=Limits(seconds=1.6))
    seen = []
    list(run([task("sleep here")], engine, tick=lambda: seen.append(engine.running())))
    engine.close()
    assert {one.source for running in seen for one in running} == {"sleep here"}
    assert len(seen) >= 2


def test_workers_that_cannot_start_end_the_run_with_one_line() -> None:
    engine = Processes(Faulty("no model in\nthat folder"), jobs=2)
    with pytest.raises(EngineError, match=r"^no model in that folder$"):
        list(run([task("good")], engine))
    engine.close()


def test_workers_started_ahead_are_those_that_work() -> None:
    engine = Processes(Faulty(), jobs=3)
    engine.start(2)
    ahead = {worker._process.pid for worker in engine._workers if worker._process is not None}
    outcomes = list(run([task("slow"), task("slow")], engine))
    engine.close()
    assert len(ahead) == 2
    assert {int(one.document.text) for one in outcomes if one.document is not None} == ahead


def test_what_keeps_a_worker_started_ahead_from_its_work_is_said_at_its_first_task() -> None:
    engine = Processes(Faulty("no model in\nthat folder"), jobs=2)
    engine.start(9)
    time.sleep(0.5)
    with pytest.raises(EngineError, match=r"^no model in that folder$"):
        list(run([task("good")], engine))
    engine.close()


def test_closing_leaves_no_worker_that_had_no_task() -> None:
    engine = Processes(Faulty(), jobs=2)
    engine.start(2)
    workers = [worker._process.pid for worker in engine._workers if worker._process is not None]
    engine.close()
    assert len(workers) == 2
    assert not any(map(_alive, workers))


def test_closing_does_not_wait_for_what_runs() -> None:
    engine = Processes(Faulty(), jobs=2)
    outcomes = run([task("good"), task("sleep"), task("loop")], engine)
    next(outcomes)
    start = time.monotonic()
    engine.close()
    assert time.monotonic() - start < 2


PARENT = """
import sys; sys.path[:0] = {paths!r}
from engine_work import Faulty, task
from zhibiao.run.engines.processes import Processes
from zhibiao.run.stream import run
engine = Processes(Faulty(), jobs=2)
found = run(map(task, ["good", "slow", "good", "{deed}", "{deed}"]), engine)
print(next(found).document.text, next(found).document.text, next(found).document.text, flush=True)
try:
    next(found)
finally:
    engine.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("deed", ["sleep", "loop"])
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_its_parent(sign: signal.Signals, deed: str) -> None:
    program = PARENT.format(paths=[str(Path(__file__).parent)], deed=deed)
    parent = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    workers = {int(word) for word in parent.stdout.readline().split()}
    assert len(workers) == 2
    time.sleep(0.2)
    parent.send_signal(sign)
    _, errors = parent.communicate(timeout=10)
    deadline = time.monotonic() + 5
    while (left := [worker for worker in workers if _alive(worker)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []
    assert errors.count("Traceback") <= (sign == signal.SIGINT)


def _alive(process: int) -> bool:
    """Whether it runs; one that has ended and only waits to be collected does not."""
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_outcomes_are_the_same_type(engine: tuple[str, Engine]) -> None:
    (found,) = run([task("good")], engine[1])
    assert isinstance(found, Outcome)
