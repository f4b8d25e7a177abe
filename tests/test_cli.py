"""The command line as a process."""

from __future__ import annotations

import csv
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import zhibiao
from conftest import ROOT, cases
from zhibiao.cli.app import COMMANDS

REPORT = "石桥镇2023年工作总结\n全镇完成造林1200亩，同比增长8.5%，新建道路3.2公里。\n"
HEAVY = ("spacy", "numpy", "pandas", "sklearn", "jieba", "duckdb", "lxml", "docx", "openpyxl", "rich")


def run(
    *arguments: str, text: str | None = None, cwd: Path | None = None, lang: str = "zh"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zhibiao", *arguments],
        capture_output=True,
        text=True,
        input=text,
        check=False,
        timeout=300,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "ZHIBIAO_LANG": lang},
    )


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("arguments", "status", "zh", "en"), cases("cli"))
def test_a_line_its_status_and_its_words(
    arguments: str, status: str, zh: str, en: str, lang: str, report: Path
) -> None:
    line = arguments.format(report=report.name, corpus=ROOT / "corpus" / "second")
    done = run(*shlex.split(line), cwd=report.parent, lang=lang)
    assert done.returncode == int(status), done.stderr
    assert "Traceback" not in done.stderr
    if status == "2":
        assert done.stderr.startswith("zhibiao: ")
        assert done.stderr.count("\n") == 1
        assert {"zh": zh, "en": en}[lang] in done.stderr
    else:
        assert {"zh": zh, "en": en}[lang] in done.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str, lang: str) -> None:
    done = run(*command.split(), "--help", lang=lang)
    assert done.returncode == 0
    assert f"zhibiao {command}" in done.stdout.split({"zh": "示例", "en": "Examples"}[lang])[1]


def test_version_needs_nothing_heavy() -> None:
    code = (
        "import sys, zhibiao.cli.main as c; status = c.main(['--version'])\n"
        f"print(status, [m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"zhibiao {zhibiao.__version__}", "0 []"]


def test_extract_a_folder(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "in" / "deep" / "b.txt").write_bytes((REPORT + "新建水渠2公里。").encode("gb18030"))
    done = run("extract", str(tmp_path / "in"), "-o", str(tmp_path / "t.csv"), "--jobs", "2")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader((tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["text"] for row in rows] == [*["1200亩", "8.5%", "3.2公里"] * 2, "2公里"]
    assert done.stderr == ""


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_bytes(b"")
    done = run("extract", "in", "-o", "t.jsonl", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "b.txt" in done.stderr
    assert len((tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    assert "b.txt" in (tmp_path / "t.problems.csv").read_text(encoding="utf-8-sig")


def test_where_every_file_fails_nothing_could_be_done(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"")
    assert run("extract", "b.txt", "-o", "t.csv", cwd=tmp_path).returncode == 2


def test_standard_input(tmp_path: Path) -> None:
    done = run("extract", "-", "-o", str(tmp_path / "t.jsonl"), text=REPORT)
    assert done.returncode == 0, done.stderr
    first = json.loads((tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert (first["source"], first["text"]) == ("-", "1200亩")


def test_debug_gives_the_traceback() -> None:
    assert "Traceback" in run("--debug", "extract", "nowhere.txt", "-o", "t.csv").stderr
    assert "Traceback" in run("extract", "nowhere.txt", "-o", "t.csv", "--debug").stderr


def test_quantities() -> None:
    lines = run("quantities", "完成造林 1.2 万亩，增长 8%").stdout.splitlines()
    assert [line.split("\t")[2] for line in lines] == ["text", "1.2万亩", "8%"]


def test_a_reader_that_has_enough_is_no_error() -> None:
    line = f'"{sys.executable}" -m zhibiao quantities - | head -n 1'
    done = subprocess.run(
        line, shell=True, input="造林3亩，" * 20000, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_evaluate_prints_figures() -> None:
    done = run("evaluate", str(ROOT / "corpus" / "second"), "--json")
    assert done.returncode == 0, done.stderr
    assert 0 < json.loads(done.stdout)["row_f1"] <= 1


def test_extraction_needs_no_learner() -> None:
    code = (
        "import sys, zhibiao\nrows = zhibiao.extract_text('完成造林1200亩。', year=2020).rows\n"
        "print(len(rows), [m for m in ('sklearn', 'scipy', 'spacy', 'pandas') if m in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "1 []\n"
    )
