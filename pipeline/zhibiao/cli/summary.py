"""What a run did and what to type next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from zhibiao.cli.messages import Messages
from zhibiao.cli.progress import clock
from zhibiao.core.types import Problem

if TYPE_CHECKING:
    from zhibiao.api import Summary

_STORES = (".duckdb", ".db")
_NAMED = 3
"""Files named of a group of problems."""


def summary_text(summary: Summary, say: Messages) -> str:
    """Counts, problems by code, and the next command."""
    return "\n".join([*_counts(summary, say), *_problems(summary.problems, say), *_next(summary, say)])


def _counts(summary: Summary, say: Messages) -> Iterator[str]:
    kinds = ("read", "retagged", "moved", "unchanged", "duplicates", "failed")
    counts = [(kind, getattr(summary, kind)) for kind in kinds]
    said = say("summary.parted").join(
        say(f"summary.{kind}", count=count) for kind, count in counts if count or kind == "read"
    )
    yield say("summary.files", files=summary.files, counts=said, time=clock(summary.seconds))
    files = ", ".join(map(str, summary.written.files))
    yield say("summary.rows", rows=summary.rows, output=files)
    yield from map(say.translated, summary.written.notes)
    if summary.left_out:
        yield say("summary.left_out", rows=summary.left_out)
    if summary.vanished:
        yield say("summary.vanished", count=len(summary.vanished), files=_named(summary.vanished))


def _problems(problems: tuple[Problem, ...], say: Messages) -> Iterator[str]:
    groups: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        groups.setdefault((problem.severity, problem.code), []).append(problem.file)
    for (severity, code), files in sorted(groups.items(), key=lambda group: (group[0], -len(group[1]))):
        names = _named(tuple(dict.fromkeys(files)))
        kind = say(f"severity.{severity}")
        yield say("summary.group", severity=kind, count=len(files), reason=say.group(code), files=names)


def _named(files: tuple[str, ...]) -> str:
    more = ["…"] if len(files) > _NAMED else []
    return ", ".join([*(Path(file).name for file in files[:_NAMED]), *more])


def _next(summary: Summary, say: Messages) -> Iterator[str]:
    """The command a person is likely to want now."""
    store = next((path for path in summary.written.files if path.suffix.lower() in _STORES), None)
    if store is not None:
        yield say("summary.next", command=f"zhibiao export {store} -o {store.with_suffix('.xlsx')}")


def fields_of(summary: Summary) -> dict[str, object]:
    """A summary as a program reads it; the problems were said one by one."""
    return {field.name: getattr(summary, field.name) for field in fields(summary) if field.name != "problems"}
