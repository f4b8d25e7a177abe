"""What is to be done with each source, given what a store holds and what this run has seen."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from zhibiao.core.types import Given, Problem
from zhibiao.read import STDIN, Source, identify
from zhibiao.run.pipeline import Outcome
from zhibiao.run.stream import Task
from zhibiao.store.base import Kept, Sink, Store

DUPLICATE = "duplicate"
"""`made_by` of a source that is kept without rows, because another has the same content."""


class Plan:
    """Tasks for sources, each decided on when it is pulled; `counts` says how many were read, moved …

    `given` gives what a researcher says of a source, `made_by` the fingerprint of all that rows depend on
    beside the file.
    """

    def __init__(self, sink: Sink, given: Callable[[str], Given], made_by: Callable[[Given], str]) -> None:
        self._store = sink if isinstance(sink, Store) else None
        self._given, self._made_by = given, made_by
        self._kept = {kept.source: kept for kept in (self._store.kept() if self._store else ())}
        self._files: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._copies: dict[str, str] = {}
        """Hash of a file → that of its text, where another source counts for the text."""
        for kept in self._kept.values():
            counts = kept.made_by != DUPLICATE
            if counts and kept.file_hash:
                self._files.setdefault(kept.file_hash, kept.source)
            if counts and kept.text_hash:
                self._texts.setdefault(kept.text_hash, kept.source)
            elif kept.text_hash:
                self._copies[kept.file_hash] = kept.text_hash
        self._met: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.passed = 0
        """Sources that need nothing done."""

    def tasks(self, sources: Iterable[Source]) -> Iterator[Task | Outcome]:
        """What is to be done, in the order of the sources; nothing for those that are as they were."""
        for source in sources:
            self._met.add(source.name)
            kind, task = self._decided(source)
            self.counts[kind] += 1
            if task is None:
                self.passed += 1
            else:
                yield task

    def settled(self, outcome: Outcome) -> Outcome:
        """The outcome as it is to be kept: a text that another source has already is not counted again."""
        text = outcome.document.sha256 if outcome.document is not None else ""
        if not text or outcome.made_by == DUPLICATE:
            return outcome
        holder = self._texts.setdefault(text, outcome.source)
        if holder in (outcome.source, outcome.replaces) or not self._holds(holder):
            self._texts[text] = outcome.source
            return outcome
        self.counts["duplicate"] += 1
        self._copies[outcome.file_hash] = text
        copy = _duplicate(outcome.source, outcome.file_hash, outcome.reader, holder)
        return replace(copy, document=outcome.document, replaces=outcome.replaces)

    def vanished(self) -> list[str]:
        """Sources the store holds that are no longer there."""
        gone = self._kept.keys() - self._met - {STDIN}
        return sorted(name for name in gone if not os.path.lexists(name))

    def _decided(self, source: Source) -> tuple[str, Task | Outcome | None]:
        file_hash, reader = identify(source)
        given = self._given(source.name)
        task = Task(source, given, None, file_hash, reader, self._made_by(given))
        kept = self._known(source, file_hash)
        if kept is not None and kept.file_hash != file_hash:
            self._forget(kept)
            kept = None
        if not file_hash:
            return "read", task
        holder = self._holder(source, kept, file_hash)
        if holder is not None:
            done = kept is not None and kept.made_by == DUPLICATE
            return "duplicate", None if done else _duplicate(source.name, file_hash, reader, holder)
        if kept is not None and kept.made_by != DUPLICATE:
            return self._again(task, kept)
        return self._new(task)

    def _known(self, source: Source, file_hash: str) -> Kept | None:
        """What is kept of a source, perhaps under another way to write its path."""
        kept = self._kept.get(source.name)
        other = self._kept.get(self._files.get(file_hash, "")) if file_hash else None
        if kept is None and other is not None and _same_file(source, other.source):
            self._met.add(other.source)
            return other
        return kept

    def _forget(self, kept: Kept) -> None:
        """A source no longer has the content it is kept for: others may count for it."""
        for names, content in ((self._files, kept.file_hash), (self._texts, kept.text_hash)):
            if names.get(content) == kept.source:
                del names[content]

    def _holder(self, source: Source, kept: Kept | None, file_hash: str) -> str | None:
        """Another source that is there and has the same content, if any; later ones count as copies."""
        own = {source.name, kept.source if kept is not None else source.name}
        names = (self._files.get(file_hash), self._texts.get(self._copies.get(file_hash, "")))
        return next((name for name in names if name and name not in own and self._holds(name)), None)

    def _holds(self, name: str) -> bool:
        """Whether a source has the content it is known for; what was met in this run was looked at."""
        kept = self._kept.get(name)
        return name in self._met or (kept is not None and _file_hash(name) == kept.file_hash)

    def _again(self, task: Task, kept: Kept) -> tuple[str, Task | None]:
        """A file that is as it was when the store took it in."""
        if kept.reader == task.reader and kept.made_by == task.made_by:
            return "unchanged", None
        if kept.source != task.source.name:
            task = replace(task, replaces=kept.source)
        return self._without_reading("retagged", task, kept) or ("read", task)

    def _new(self, task: Task) -> tuple[str, Task | None]:
        """A file that the store does not know under this name with this content."""
        old = self._kept.get(self._files.get(task.file_hash, ""))
        self._files[task.file_hash] = task.source.name
        if old is None or old.source == task.source.name or os.path.lexists(old.source):
            return "read", task
        del self._kept[old.source]
        moved = replace(task, replaces=old.source)
        return self._without_reading("moved", moved, old) or ("moved", moved)

    def _without_reading(self, kind: str, task: Task, kept: Kept) -> tuple[str, Task] | None:
        """The task with the document as it was read, if the reader is still the same."""
        if self._store is None or kept.reader != task.reader or not kept.text_hash:
            return None
        document = self._store.document(kept.source)
        if document is None:
            return None
        return kind, replace(task, document=replace(document, source=task.source.name))


def _same_file(source: Source, path: str) -> bool:
    return source.path is not None and os.path.realpath(source.path) == os.path.realpath(path)


def _file_hash(name: str) -> str:
    return identify(Source(name, Path(name))).file_hash


def _duplicate(source: str, file_hash: str, reader: str, holder: str) -> Outcome:
    reason = f"与 {holder} 内容相同，不重复计入"
    note = Problem(source, reason, "无需处理；可删去其中一份", code="duplicate", severity="note")
    return Outcome(source, problems=(note,), file_hash=file_hash, reader=reader, made_by=DUPLICATE)
