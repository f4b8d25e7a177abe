"""The work of an extraction: a file to its rows, with a model that is loaded once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from zhibiao.core.types import Document, Problem
from zhibiao.read import Read, read
from zhibiao.resolve.about import about_of
from zhibiao.run.faults import attempt, labelled
from zhibiao.run.pipeline import Outcome, load_model, process
from zhibiao.run.stream import Task
from zhibiao.tag.model import Model


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a worker needs: the model's folder (None for the shipped one), and words laid over its own."""

    model: Path | None = None
    vocabulary: Path | None = None

    def open(self) -> Callable[[Task], Outcome]:
        """Load the model, and extract with it."""
        return partial(extract, model=load_model(self.model, vocabulary=self.vocabulary))


def extract(task: Task, model: Model) -> Outcome:
    """Outcome of a task. What was read is kept when something goes wrong after the reading."""
    document, problems = Read(task.document) if task.document is not None else read(task.source)
    if document is None:
        found = Outcome(task.source.name)
    else:
        found = attempt(partial(_tag, document=document, model=model), task, document)
    return labelled(replace(found, problems=(*problems, *found.problems)), task)


def _tag(task: Task, document: Document, model: Model) -> Outcome:
    about = about_of(document, task.given, vocabulary=model.vocabulary)
    found = process(document, about, model)
    if found.rows:
        return found
    nothing = Problem(task.source.name, "没有找到定量陈述", "请确认文件是报告正文", code="empty")
    return replace(found, problems=(*found.problems, nothing))
