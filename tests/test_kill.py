"""Killed at any moment, a run into a store goes on where it was, and ends as one that was never killed."""

from __future__ import annotations

import random
import signal
from multiprocessing.context import ForkServerContext
from pathlib import Path

import duckdb
import pytest

import kill_work

KILLS = 20
FILES = 18


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Short reports; two are the same, one has nothing in it."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(FILES):
        text = f"石桥镇{number % 29 + 1960}年工作总结\n全镇完成造林{number % 29 + 5}亩，同比增长8.5%。\n" * 5
        (folder / f"{number:02d}.txt").write_text(text, encoding="utf-8")
    (folder / "empty.txt").write_text("")
    return folder


def test_a_killed_run_ends_as_one_that_was_not(
    tmp_path: Path, reports: Path, forks: ForkServerContext
) -> None:
    whole, torn = tmp_path / "whole.duckdb", tmp_path / "torn.duckdb"
    calls = kill_work.counted(reports, whole, lambda calls: None)
    chance = random.Random(4)
    left: list[int] = []
    while len(left) < KILLS:
        after, pause = chance.randrange(calls // 2), chance.uniform(0, 0.05)
        process = forks.Process(target=kill_work.killed, args=(reports, torn, after, pause))
        process.start()
        process.join()
        if process.exitcode == 0:  # it was too fast for its kill: the next run starts from nothing
            assert tables(torn) == tables(whole)
            torn.unlink()
            continue
        assert process.exitcode == -signal.SIGKILL
        left.append(len(tables(torn)["reports"]) if torn.exists() else 0)
    assert len(set(left)) > 3, "the kills were all before the first batch, or after the last"
    kill_work.fill(reports, torn)
    assert tables(torn) == tables(whole)
    assert len(tables(whole)["reports"]) == FILES + 1


def tables(store: Path) -> dict[str, list[tuple[object, ...]]]:
    """What a store holds, without the numbers and times that a run gives."""
    with duckdb.connect(str(store), read_only=True) as connection:
        return {
            "reports": connection.execute(
                "SELECT source, file_hash, text_hash, reader, made_by, place, report_year FROM reports"
                " ORDER BY source"
            ).fetchall(),
            "claims": connection.execute(
                "SELECT r.source, c.* EXCLUDE (report_id) FROM claims c JOIN reports r USING (report_id)"
                " ORDER BY 1, c.position"
            ).fetchall(),
            "problems": connection.execute(
                "SELECT file, reason, remedy, code, severity, page FROM problems ORDER BY ALL"
            ).fetchall(),
        }
