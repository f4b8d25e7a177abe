"""Extraction into a store: what is read, tagged again, moved or left alone, by what the workers are asked."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import zhibiao
from conftest import ROOT
from zhibiao.api.filling import Filling, Summary
from zhibiao.api.planning import Plan
from zhibiao.core.types import Document, Given, Problem
from zhibiao.read import Source, document_of, expand
from zhibiao.run.engines.serial import Serial
from zhibiao.run.faults import attempt, labelled
from zhibiao.run.pipeline import Outcome
from zhibiao.run.stream import Task
from zhibiao.store.base import Kept

BROKEN = Problem("broken.txt", "文件为空", "请核对", code="empty")


class MemoryStore:
    """A store as the protocol has it."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Outcome] = {}
        self.closed = 0

    def add(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            self.outcomes.pop(outcome.replaces, None)
            self.outcomes[outcome.source] = outcome

    def close(self) -> None:
        self.closed += 1

    def abandon(self) -> None:
        """All is kept."""

    def kept(self) -> Iterator[Kept]:
        for one in self.outcomes.values():
            text = one.document.sha256 if one.document is not None else ""
            yield Kept(one.source, one.file_hash, one.reader, text, one.made_by)

    def document(self, source: str) -> Document | None:
        return self.outcomes[source].document

    def table(self) -> list[tuple[str, str, tuple[str, ...]]]:
        return sorted(
            (one.source, one.document.text if one.document else "", tuple(p.code for p in one.problems))
            for one in self.outcomes.values()
        )


class House:
    """A folder of reports, a store, and the tasks that each run gave to its worker."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, MemoryStore()
        self.asked: list[str] = []
        self.stop_after = 10**9
        self.model = "m1"

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def work(self, task: Task) -> Outcome:
        name = Path(task.source.name).name
        self.asked.append(("again " if task.document else "") + name)
        if len(self.asked) > self.stop_after:
            raise KeyboardInterrupt
        text = "" if task.document else Path(task.source.name).read_text("utf-8").strip()
        if text == "?":
            return labelled(Outcome(task.source.name, problems=(BROKEN,)), task)
        document = task.document or document_of(text, source=task.source.name, reader="txt@2")
        return labelled(Outcome(task.source.name, document), task)

    def run(self, model: str | None = None) -> tuple[list[str], Summary]:
        self.model, self.asked = model or self.model, []
        sources: list[Source] = list(expand([self.folder]))
        plan = Plan(self.store, lambda source: Given(), lambda given: self.model)
        summary = Filling(self.store, plan).fill(sources, Serial(self.work))
        return self.asked, summary


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path)
    for name in "abc":
        made.write(f"{name}.txt", f"report {name}")
    assert made.run()[0] == ["a.txt", "b.txt", "c.txt"]
    return made


def _nothing(house: House) -> None: ...


def _change(house: House) -> None:
    house.write("b.txt", "report b, another edition")


def _move(house: House) -> None:
    (house.folder / "a.txt").rename(house.folder / "z.txt")


def _copy(house: House) -> None:
    shutil.copy(house.folder / "a.txt", house.folder / "d.txt")


def _copy_text(house: House) -> None:
    house.write("d.txt", "report a\n\n")


def _take_away(house: House) -> None:
    (house.folder / "c.txt").unlink()


def _add_after_one_that_cannot_be_read(house: House) -> None:
    house.write("broken.txt", "?")
    house.run()
    house.write("d.txt", "report d")


def _overwrite_original_of_a_copy(house: House) -> None:
    _copy(house)
    house.run()
    house.write("a.txt", "another report")


def _overwrite_original_of_a_text(house: House) -> None:
    _copy_text(house)
    house.run()
    house.write("a.txt", "another report")


def _take_away_original_of_a_copy(house: House) -> None:
    _copy(house)
    house.run()
    (house.folder / "a.txt").unlink()


def _swap(house: House) -> None:
    house.write("a.txt", "report b")
    house.write("b.txt", "report a")


@pytest.mark.parametrize(
    ("change", "asked", "figures"),
    [
        (_nothing, [], "unchanged 3"),
        (_change, ["b.txt"], "unchanged 2, read 1"),
        (_move, ["again z.txt"], "unchanged 2, moved 1"),
        (_copy, [], "unchanged 3, duplicates 1"),
        (_copy_text, ["d.txt"], "unchanged 3, read 1, duplicates 1"),
        (_take_away, [], "unchanged 2, vanished 1"),
        (_add_after_one_that_cannot_be_read, ["d.txt"], "unchanged 4, read 1"),
        (_overwrite_original_of_a_copy, ["a.txt", "d.txt"], "unchanged 2, read 2"),
        (_overwrite_original_of_a_text, ["a.txt", "d.txt"], "unchanged 2, read 2"),
        (_take_away_original_of_a_copy, ["again d.txt"], "unchanged 2, moved 1"),
        (_swap, ["a.txt", "b.txt"], "unchanged 1, read 2"),
    ],
)
def test_only_what_changed_is_done_again(
    house: House, change: Callable[[House], None], asked: list[str], figures: str
) -> None:
    change(house)
    found, summary = house.run()
    assert found == asked
    counts = {
        "unchanged": summary.unchanged,
        "read": summary.read,
        "moved": summary.moved,
        "retagged": summary.retagged,
        "duplicates": summary.duplicates,
        "vanished": len(summary.vanished),
    }
    assert ", ".join(f"{name} {count}" for name, count in counts.items() if count) == figures
    there = {Path(one.source).name for one in house.store.outcomes.values()}
    assert {path.name for path in house.folder.iterdir()} <= there
    again, last = house.run()
    assert again == []
    assert last.read + last.moved + last.retagged == 0


def test_another_model_tags_again_without_reading(house: House) -> None:
    asked, summary = house.run(model="m2")
    assert asked == ["again a.txt", "again b.txt", "again c.txt"]
    assert summary.retagged == 3
    assert {one.made_by for one in house.store.outcomes.values()} == {"m2"}
    assert house.run()[0] == []


@pytest.mark.parametrize("after", range(6))
def test_a_run_that_was_stopped_ends_as_one_that_was_not(tmp_path: Path, after: int) -> None:
    tables = []
    for stop in (10**9, after):
        house = House(tmp_path / str(stop))
        house.folder.mkdir()
        for name, text in zip("abcdef", ["one", "two", "one", "three", "two\n", "four"], strict=True):
            house.write(f"{name}.txt", text)
        house.stop_after = stop
        try:
            house.run()
        except KeyboardInterrupt:
            house.stop_after = 10**9
            house.run()
        tables.append([(Path(source).name, text, codes) for source, text, codes in house.store.table()])
    assert tables[0] == tables[1]
    assert [codes for _, _, codes in tables[0]] == [(), (), ("duplicate",), (), ("duplicate",), ()]


def test_a_file_that_failed_for_a_limit_is_tried_again_and_one_that_cannot_be_read_is_not(
    tmp_path: Path,
) -> None:
    house = House(tmp_path)
    house.write("a.txt", "one")

    def without_memory(task: Task) -> Outcome:
        raise MemoryError

    def broken(task: Task) -> Outcome:
        raise ValueError

    for work, again in ((without_memory, 1), (broken, 0)):
        house.store = MemoryStore()
        for expected in (1, again):
            plan = Plan(house.store, lambda source: Given(), lambda given: "m")
            summary = Filling(house.store, plan).fill(list(expand([tmp_path])), Serial(work))
            assert (summary.read, summary.failed) == (expected, expected)


def test_the_same_file_by_another_path_is_the_same_file(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(house.folder)
    house.folder = Path()
    asked, summary = house.run()
    assert (asked, summary.unchanged, summary.vanished) == ([], 3, ())


def test_attempt_is_what_both_engines_use() -> None:
    task = Task(Source("a", None), made_by="m")
    assert attempt(lambda task: Outcome("a"), task) == Outcome("a")


def test_the_table_of_reports_comes_before_one_value_for_all(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"{name}村完成造林{ord(name)}亩。", encoding="utf-8")
    table = tmp_path / "reports.csv"
    table.write_text("path,place,year,region\na.txt,甲镇,2020,e\nb.txt,,2021,\nz.txt,,,\n", encoding="utf-8")
    paths = [tmp_path / f"{name}.txt" for name in "abc"]
    result = zhibiao.extract(paths, metadata=table, place="乙镇", year=2019)
    said = [(row.place, row.report_year, row.place_from) for row in result.rows]
    assert said == [("甲镇", 2020, "metadata"), ("乙镇", 2021, "metadata"), ("乙镇", 2019, "given")]
    assert [problem.code for problem in result.faults] == ["metadata_unmatched"]


def test_processes_give_what_one_gives_even_from_a_script_without_a_guard(tmp_path: Path) -> None:
    """Where each worker imports the caller's script, one without a guard would begin again in each."""
    folder = ROOT / "corpus" / "samples"
    script = tmp_path / "script.py"
    script.write_text(
        f"import pickle, sys, zhibiao\nfound = zhibiao.extract({str(folder)!r}, jobs=2)\n"
        "sys.stdout.buffer.write(pickle.dumps((found.rows, found.faults)))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, check=True, timeout=120)
    alone = zhibiao.extract(folder)
    assert pickle.loads(done.stdout) == (alone.rows, alone.faults)
    assert len({row.source for row in alone.rows}) == 2
    assert done.stderr == b""
