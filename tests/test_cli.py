"""The command line: as a process where the process is the point, else in this one."""

from __future__ import annotations

import csv
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

import zhibiao
from conftest import ROOT, cases
from zhibiao.cli.app import COMMANDS
from zhibiao.cli.main import main
from zhibiao.run import work
from zhibiao.run.engines.serial import Serial
from zhibiao.run.stream import Limits

REPORT = "石桥镇2023年工作总结\n全镇完成造林1200亩，同比增长8.5%，新建道路3.2公里。\n"
AS_A_PROCESS = ("--help", "nosuch", "extract {report} -o t.csv", "extract {report} -o old.csv")
HEAVY = ("spacy", "numpy", "pandas", "sklearn", "jieba", "duckdb", "lxml", "docx", "openpyxl", "rich")


class Done(NamedTuple):
    """What a command left: its status and its words."""

    returncode: int
    stdout: str
    stderr: str


Command = Callable[..., Done]


def run(
    *arguments: str, text: str | None = None, cwd: Path | None = None, lang: str = "zh"
) -> subprocess.CompletedProcess[str]:
    """The command as a process."""
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
def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], extractor: zhibiao.Extractor
) -> Command:
    """The command in this process, where its work is done too, with the model that the tests share."""

    class Here(Serial):
        def __init__(self, own: work.Extraction, *, jobs: int, limits: Limits | None) -> None:
            shared = partial(work.extract, model=extractor.model)
            super().__init__(shared if own == work.Extraction() else own.open())

        def start(self, tasks: int) -> None:
            """Nothing is to be started."""

    monkeypatch.setattr("zhibiao.api.extractor.Processes", Here)

    def called(*arguments: str, cwd: Path, lang: str = "zh") -> Done:
        monkeypatch.chdir(cwd)
        monkeypatch.setenv("ZHIBIAO_LANG", lang)
        return Done(main(arguments), *capsys.readouterr())

    return called


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "old.csv").write_text("old\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("arguments", "status", "zh", "en"), cases("cli"))
def test_a_line_its_status_and_its_words(
    arguments: str, status: str, zh: str, en: str, lang: str, report: Path, call: Command
) -> None:
    done = call(*_words(arguments, report), cwd=report.parent, lang=lang)
    _check(status, {"zh": zh, "en": en}[lang], done)


@pytest.mark.parametrize(
    ("arguments", "status", "zh", "en"), [line for line in cases("cli") if line[0] in AS_A_PROCESS]
)
def test_a_line_as_a_process(arguments: str, status: str, zh: str, en: str, report: Path) -> None:
    done = run(*_words(arguments, report), cwd=report.parent)
    _check(status, zh, Done(done.returncode, done.stdout, done.stderr))


def _words(arguments: str, report: Path) -> list[str]:
    return shlex.split(arguments.format(report=report.name, corpus=ROOT / "corpus" / "second"))


def _check(status: str, words: str, done: Done) -> None:
    assert done.returncode == int(status), done.stderr
    if status == "2":
        assert done.stderr.startswith("zhibiao: ")
        assert done.stderr.count("\n") == 1
        assert words in done.stderr
    else:
        assert words in done.stdout


@pytest.mark.parametrize(("lang", "examples"), [("zh", "示例"), ("en", "Examples")])
@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(
    command: str, lang: str, examples: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command.split(), "--help", "--lang", lang]) == 0
    assert f"zhibiao {command}" in capsys.readouterr().out.split(examples)[1]


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


def test_where_every_file_fails_nothing_could_be_done(tmp_path: Path, call: Command) -> None:
    (tmp_path / "b.txt").write_bytes(b"")
    assert call("extract", "b.txt", "-o", "t.csv", cwd=tmp_path).returncode == 2


def test_a_store_is_continued_and_exported(tmp_path: Path, call: Command) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(REPORT, encoding="utf-8")
    assert "1 read" in call("extract", "in", "-o", "p.duckdb", cwd=tmp_path, lang="en").stdout
    (tmp_path / "in" / "b.txt").write_text(REPORT + "新建水渠2公里。", encoding="utf-8")
    assert "1 read, 1 unchanged" in call("extract", "in", "-o", "p.duckdb", cwd=tmp_path, lang="en").stdout
    assert call("export", "p.duckdb", "-o", "t.csv", cwd=tmp_path).returncode == 0
    rows = list(csv.DictReader((tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["text"] for row in rows] == [*["1200亩", "8.5%", "3.2公里"] * 2, "2公里"]


def test_standard_input(tmp_path: Path) -> None:
    done = run("extract", "-", "-o", str(tmp_path / "t.jsonl"), text=REPORT)
    assert done.returncode == 0, done.stderr
    first = json.loads((tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert (first["source"], first["text"]) == ("-", "1200亩")


def test_debug_gives_the_traceback(tmp_path: Path, call: Command) -> None:
    assert "Traceback" in run("--debug", "extract", "nowhere.txt", "-o", "t.csv").stderr
    with pytest.raises(FileNotFoundError):
        call("extract", "nowhere.txt", "-o", "t.csv", "--debug", cwd=tmp_path)


def test_quantities(tmp_path: Path, call: Command) -> None:
    lines = call("quantities", "完成造林 1.2 万亩，增长 8%", cwd=tmp_path).stdout.splitlines()
    assert [line.split("\t")[2] for line in lines] == ["text", "1.2万亩", "8%"]


def test_a_reader_that_has_enough_is_no_error() -> None:
    line = f'"{sys.executable}" -m zhibiao quantities - | head -n 1'
    done = subprocess.run(
        line, shell=True, input="造林3亩，" * 20000, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_evaluate_prints_figures(tmp_path: Path, call: Command) -> None:
    (gold := tmp_path / "gold").mkdir()
    shutil.copy(min((ROOT / "corpus" / "second").glob("*.txt")), gold)
    done = call("evaluate", "gold", "--json", cwd=tmp_path)
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


def test_json_events_for_a_program(tmp_path: Path, call: Command) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_bytes(b"")
    done = run("extract", "in", "-o", "t.csv", "--log-json", cwd=tmp_path)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.stdout == ""
    assert [event["event"] for event in events] == ["start", "file", "problem", "file", "summary"]
    assert (events[1]["rows"], events[1]["done"], events[1]["total"]) == (3, 1, 2)
    assert (events[2]["code"], events[2]["severity"], events[2]["remedy"]) == (
        "empty",
        "error",
        "请确认文件已完整下载",
    )
    assert (events[-1]["status"], events[-1]["failed"], events[-1]["rows"]) == (1, 1, 3)
    error = call("extract", "nowhere", "-o", "t.csv", "--log-json", cwd=tmp_path)
    assert [json.loads(line)["event"] for line in error.stderr.splitlines()] == ["start", "error"]


def test_lines_of_the_table_of_reports_that_mean_nothing_are_told(report: Path, call: Command) -> None:
    (report.parent / "reports.csv").write_text(
        "path,place,year,genre\nreport.txt,云岭县石桥镇,2022,总结\nnobody.txt,某镇,2020,\n", encoding="utf-8"
    )
    line = ("extract", report.name, "-o", "t.jsonl", "--metadata", "reports.csv")
    done = call(*line, cwd=report.parent, lang="en")
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    assert "line 3" in done.stderr
    assert "no file fits “nobody.txt”" in done.stderr
    row = json.loads((report.parent / "t.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert (row["place"], row["report_year"], row["genre"]) == ("云岭县石桥镇", 2022, "总结")
    events = [
        json.loads(e) for e in call(*line, "--overwrite", "--log-json", cwd=report.parent).stderr.splitlines()
    ]
    assert [event["event"] for event in events] == ["start", "file", "problem", "summary"]


def test_a_summary_groups_problems_and_quiet_leaves_it_out(tmp_path: Path, call: Command) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(REPORT, encoding="utf-8")
    for name in "bcde":
        (tmp_path / "in" / f"{name}.txt").write_text("\n" * ord(name))
    said = call("extract", "in", "-o", "t.csv", cwd=tmp_path, lang="en").stdout.splitlines()
    assert said[0].startswith("5 files: 5 read, 4 failed (in 0:0")
    assert said[1] == "3 rows written → t.csv, t.problems.csv"
    assert said[2] == "failed 4 × empty: b.txt, c.txt, d.txt, …"
    quiet = call("extract", "in", "-o", "u.csv", "-q", cwd=tmp_path)
    assert quiet.stdout == ""
    assert quiet.stderr.count("\n") == 4


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("whole_group", [True, False], ids=["terminal", "process"])
def test_ctrl_c_is_one_line_and_leaves_nobody(jobs: str, whole_group: bool, tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.txt").write_text(REPORT * 50 + str(number), encoding="utf-8")
    call = [sys.executable, "-m", "zhibiao", "extract", str(tmp_path), "-o", str(tmp_path / "t.csv")]
    process = subprocess.Popen(
        [*call, "--jobs", jobs, "--log-json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "ZHIBIAO_LANG": "zh"},
    )
    assert process.stderr is not None
    while '"file"' not in process.stderr.readline():
        assert process.poll() is None
    (os.killpg if whole_group else os.kill)(process.pid, signal.SIGINT)
    _, rest = process.communicate(timeout=20)
    last = json.loads(rest.splitlines()[-1])
    assert process.returncode == 130
    assert (last["event"], last["message"]) == ("interrupted", "已中断")
    assert all(line.startswith('{"event"') for line in rest.splitlines())
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert not (tmp_path / "t.csv").exists()


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_ctrl_c_before_anything_was_read(tmp_path: Path) -> None:
    code = (
        "import zhibiao.cli.app as app, sys\n"
        "def interrupted(*_): raise KeyboardInterrupt\n"
        "app.command = interrupted\n"
        "from zhibiao.cli.main import main\nsys.exit(main(['extract', 'a', '--lang', 'en']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "zhibiao: interrupted\n")
