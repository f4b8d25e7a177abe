"""The work of an extraction: a file to its rows, with a model that is loaded once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from zhibiao.core.types import Document, Problem
from zhibiao.read import read
from zhibiao.resolve.about import about_of
from zhibiao.run.faults import attempt
from zhibiao.run.pipeline import Outcome, load_model, process
from zhibiao.run.stream import Task
from zhibiao.tag.model import Model


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a worker needs to know to extract: the model's folder (None for the shipped one)."""

    model: Path | None = None

    def open(self) -> Callable[[Task], Outcome]:
        return partial(extract, model=load_model(self.model))


def extract(task: Task, model: Model) -> Outcome:
    """Outcome of a task. What was read is kept when something goes wrong after the reading."""
    document = task.document or read(task.source)
    if isinstance(document, Problem):
        return Outcome(task.source, problems=(document,), file_hash=task.file_hash, made_by=task.made_by)
    return attempt(partial(_tag, document=document, model=model), task, document)


def _tag(task: Task, document: Document, model: Model) -> Outcome:
    about = about_of(document, task.given, vocabulary=model.vocabulary)
    found = process(document, about, model)
    problems = found.problems
    if not found.rows:
        problems += (Problem(task.source, "没有找到定量陈述", "请确认文件是报告正文", code="empty"),)
    return replace(
        found,
        source=task.source,
        problems=problems,
        file_hash=task.file_hash,
        made_by=task.made_by,
        replaces=task.replaces,
    )
