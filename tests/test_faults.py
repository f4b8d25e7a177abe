"""Files whose readers fail in every way, among good ones, from the command's own function to the table."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import cases

READER = """
import os, sys
from zhibiao.read.document import Content
from zhibiao.read.registry import Format

def recurse(): return recurse()

def allocate():
    held = []
    while True: held.append(bytearray(50_000_000))

def hang():
    while True: pass

def fault_in_c():
    import ctypes
    ctypes.string_at(0)

def read(data):
    deed, _, text = data.decode().partition(" ")
    {"raise": lambda: 1 / 0, "recurse": recurse, "hang": hang, "exit": lambda: os._exit(0), "leave": sys.exit,
     "allocate": allocate, "fault_in_c": fault_in_c, "good": lambda: None}[deed]()
    return Content(text)

FORMAT = Format("faulty", "1", (".faulty",), read)
"""
PROGRAM = """
import json, sys, time
sys.path.insert(0, sys.argv[3])
import zhibiao

said = []
summary = zhibiao.extract_to(
    sys.argv[1], sys.argv[2], jobs=2, limits=zhibiao.Limits(seconds=4, megabytes=150),
    progress=lambda progress: said.append((time.monotonic(), progress)),
)
print(json.dumps([[problem.file, problem.code] for problem in summary.problems]))
print(summary.files, summary.read, summary.failed, said[-1][1].done, said[-1][1].total)
print(max(later[0] - sooner[0] for sooner, later in zip(said, said[1:])))
print(any("hang" in progress.current and progress.running for _, progress in said))
"""


@pytest.fixture
def reader(tmp_path: Path) -> Path:
    """A folder that holds a package with a reader of its own."""
    folder = tmp_path / "packages"
    about = folder / "faulty-1.dist-info"
    about.mkdir(parents=True)
    (folder / "faulty.py").write_text(READER)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[zhibiao.readers]\nfaulty = faulty:FORMAT\n")
    return folder


def test_what_a_file_does_to_its_reader_stays_with_it(tmp_path: Path, reader: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    wanted = []
    for number, (deed, code) in enumerate(cases("faulty_files")):
        for name in (f"{number}-{deed}.faulty", f"{number}.txt"):
            text = f"石桥镇2023年工作总结\n全镇完成造林{number}200亩。"
            (reports / name).write_text(f"{deed} {text}" if "faulty" in name else f"{text}\n好。")
        wanted += [[str(reports / f"{number}-{deed}.faulty"), code]] if code else []
    output = tmp_path / "table.jsonl"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, reports, output, reader],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    problems, counts, longest_silence, hanging_file_named = done.stdout.splitlines()
    assert json.loads(problems) == wanted
    total = 2 * len(cases("faulty_files"))
    assert counts == f"{total} {total} {len(wanted)} {total} {total}"
    assert float(longest_silence) < 2
    assert hanging_file_named == "True"
    sources = [json.loads(line)["source"] for line in output.read_text("utf-8").splitlines()]
    assert [Path(source).name for source in sources] == sorted(
        [f"{number}.txt" for number in range(total // 2)] + ["7-good.faulty"]
    )
