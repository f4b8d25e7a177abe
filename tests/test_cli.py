"""The command line as a process."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

import zhibiao
from conftest import ROOT

REPORT = "石桥镇2023年工作总结\n全镇完成造林1200亩，同比增长8.5%，新建道路3.2公里。\n"


def run(*arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zhibiao", *arguments],
        capture_output=True,
        text=True,
        input=text,
        check=False,
        timeout=300,
        encoding="utf-8",
    )


def test_version_needs_nothing_heavy() -> None:
    code = (
        "import sys, zhibiao.cli.main as c\ntry:\n    c.main(['--version'])\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('spacy', 'numpy', 'pandas', 'sklearn', 'jieba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"zhibiao {zhibiao.__version__}", "[]"]


@pytest.mark.parametrize("command", ["extract", "quantities", "train", "evaluate"])
def test_help_shows_examples(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"zhibiao {command}" in done.stdout.split("示例")[1]
    assert f"zhibiao {command}" in run("--help").stdout


def test_extract_a_folder(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "in" / "deep" / "b.txt").write_bytes(REPORT.encode("gb18030"))
    done = run("extract", str(tmp_path / "in"), "-o", str(tmp_path / "t.csv"), "--jobs", "2")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader((tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["text"] for row in rows] == ["1200亩", "8.5%", "3.2公里"] * 2
    assert done.stderr == ""


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    done = run("extract", str(tmp_path), "-o", str(tmp_path / "t.jsonl"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "b.txt" in done.stderr
    assert len((tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    assert "b.txt" in (tmp_path / "t.problems.csv").read_text(encoding="utf-8-sig")


def test_standard_input(tmp_path: Path) -> None:
    done = run("extract", "-", "-o", str(tmp_path / "t.jsonl"), text=REPORT)
    assert done.returncode == 0, done.stderr
    first = json.loads((tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert (first["source"], first["text"]) == ("-", "1200亩")


def test_least_confidence(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(REPORT, encoding="utf-8")
    done = run("extract", str(path), "-o", str(tmp_path / "t.csv"), "--min-confidence", "1")
    assert done.returncode == 0
    assert "3 行低于置信度下限" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("extract", "nowhere.txt", "-o", "t.csv"), "没有这个文件"),
        (("extract", ".", "-o", "t.sav"), "不支持的输出格式"),
        (("extract", ".", "-o", "t.csv", "--min-confidence", "7"), "应在 0 与 1 之间"),
        (("extract", ".", "-o", "t.csv", "--jobs", "0"), "至少为 1"),
        (("extract", str(ROOT / "README.md"), "-o", "t.csv", "-m", "nowhere"), "nowhere"),
        (("train", "nowhere", "-o", "m"), "没有标注报告"),
        (("evaluate", "nowhere"), "没有标注报告"),
    ],
)
def test_errors_are_one_line(arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("zhibiao: ")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr


def test_debug_gives_the_traceback() -> None:
    assert "Traceback" in run("--debug", "extract", "nowhere.txt", "-o", "t.csv").stderr


def test_quantities() -> None:
    lines = run("quantities", "完成造林 1.2 万亩，增长 8%").stdout.splitlines()
    assert [line.split("\t")[2] for line in lines] == ["text", "1.2万亩", "8%"]


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
