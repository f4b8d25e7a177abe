"""What can become of a task that does not end well, as problems for the person who has the file."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import replace

from zhibiao.core.types import Document, Problem
from zhibiao.run.pipeline import Outcome
from zhibiao.run.stream import Task

PASSING = frozenset({"memory", "timeout", "crashed"})
"""Codes of what may not happen again: with wider limits, or on another machine."""


def attempt(do: Callable[[Task], Outcome], task: Task, document: Document | None = None) -> Outcome:
    """Outcome of a task, whatever happens in it; the document, if it was read already, is kept."""
    try:
        return do(task)
    except MemoryError:
        problem = memory(task.source.name)
    except RecursionError:
        problem = Problem(
            task.source.name, "内容嵌套过深，无法处理", "请另存为 txt 或 docx 后重试", code="recursion"
        )
    except (Exception, SystemExit) as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        problem = Problem(task.source.name, f"处理时出错（{said}）", "请把该文件报告给我们；其余文件不受影响")
    return outcome(task, problem, document)


def outcome(task: Task, problem: Problem, document: Document | None = None) -> Outcome:
    """Outcome of a task of which there is nothing but a problem."""
    return labelled(Outcome(task.source.name, document or task.document, problems=(problem,)), task)


def labelled(found: Outcome, task: Task) -> Outcome:
    """The outcome with what its task knew of the file."""
    passing = any(problem.code in PASSING for problem in found.problems)
    return replace(
        found,
        file_hash=task.file_hash,
        reader=task.reader,
        made_by="" if passing else task.made_by,
        replaces=task.replaces,
    )


def memory(source: str) -> Problem:
    """The file took more memory than there is, or than is allowed."""
    return Problem(source, "内存不足或超出上限", "请拆分该文件，或放宽内存上限（--megabytes）", code="memory")


def timeout(source: str, seconds: float) -> Problem:
    """The file took longer than is allowed."""
    return Problem(
        source,
        f"超过 {seconds:g} 秒仍未完成，已中止",
        "请检查文件，或放宽时间上限（--seconds）",
        code="timeout",
    )


def crashed(source: str, status: int) -> Problem:
    """`status` as subprocess gives it: negative for a signal."""
    names = {one.value: one.name for one in signal.Signals}
    how = f"信号 {names.get(-status, -status)}" if status < 0 else f"退出码 {status}"
    return Problem(
        source,
        f"处理该文件的进程意外结束（{how}）",
        "请检查文件是否损坏，或另存后重试；其余文件不受影响",
        code="crashed",
    )
