"""`make run` shows the table of this run or none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

REPORT = "石桥镇2023年工作总结\n全镇完成造林1200亩，同比增长8.5%，新建道路3.2公里。\n"

pytestmark = pytest.mark.skipif(
    shutil.which("make") is None or os.name == "nt", reason="needs make and a POSIX shell"
)


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A virtual environment as make expects it, with this interpreter behind its commands."""
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    for name, call in (("zhibiao", f"{sys.executable} -m zhibiao"), ("python", sys.executable)):
        path = folder / "bin" / name
        path.write_text(f'#!/bin/sh\nexec {call} "$@"\n', encoding="utf-8")
        path.chmod(0o755)
    (folder / "installed").touch()
    return folder


def make_run(environment: Path, reports: Path, output: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "run", f"VENV={environment}", f"REPORTS={reports}", f"OUTPUT={output}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("files", "works"),
    [
        ({"a.txt": REPORT}, True),
        ({"a.txt": REPORT, "b.txt": ""}, True),
        ({"b.txt": ""}, False),
        ({}, False),
    ],
)
def test_an_old_table_is_never_shown_for_a_new_one(
    files: dict[str, str], works: bool, environment: Path, tmp_path: Path
) -> None:
    reports, output = tmp_path / "reports", tmp_path / "old.csv"
    reports.mkdir()
    for name, text in files.items():
        (reports / name).write_text(text, encoding="utf-8")
    header = "source,indicator,qualifier,category,value,unit,period,measure,bound,status,confidence"
    output.write_text(f"{header}\nold.txt,旧指标,,economy.output,1,元,2001,level,exact,actual,0.5\n")
    done = make_run(environment, reports, output)
    assert (done.returncode == 0) is works, done.stdout + done.stderr
    assert ("造林" in done.stdout) is works
    assert "旧指标" not in done.stdout


def test_a_store_is_shown_as_a_table_is(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    done = make_run(environment, tmp_path / "a.txt", tmp_path / "panel.duckdb")
    assert done.returncode == 0, done.stderr
    assert "造林" in done.stdout
