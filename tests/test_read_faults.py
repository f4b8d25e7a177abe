"""Whatever is wrong with a file ends as its problem, in one line that says why and what to do; the other
files go on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import zhibiao
from faults import DOCX, Faulty, faulty
from formats import docx_of, pdf_of, pdf_with_a_lost_page
from zhibiao.read import expand, read
from zhibiao.read import reading as reading_room
from zhibiao.read.document import Content
from zhibiao.read.registry import Format


@pytest.mark.parametrize("case", faulty(), ids=lambda case: case.name)
def test_a_file_that_gives_nothing(tmp_path: Path, case: Faulty) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.data)
    document, problems = read(path)
    assert document is None
    (problem,) = problems
    assert (case.reason in problem.reason, problem.code, problem.severity) == (True, case.code, "error"), (
        problem
    )
    assert problem.remedy
    assert problem.file == str(path)
    assert "\n" not in str(problem)


def test_the_others_go_on(tmp_path: Path, extractor: zhibiao.Extractor) -> None:
    for case in faulty():
        (tmp_path / case.name).write_bytes(case.data)
    (tmp_path / "good.txt").write_text("全镇完成造林1200亩，同比增长8.5%。", encoding="utf-8")
    result = extractor.extract(tmp_path)
    assert {Path(row.source).name for row in result.rows} == {"good.txt"}
    assert sorted(Path(problem.file).name for problem in result.faults) == sorted(
        case.name for case in faulty()
    )


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ("ttt", []),
        ("tsssssssss", [(2, "第2至10页共9页没有文字层")]),
        ("stsbs", [(1, "这一页没有文字层"), (3, "这一页没有文字层"), (5, "这一页没有文字层")]),
        ("cbt", []),
        ("to", [(2, "这一页没有文字层")]),
        ("tn", [(2, "这一页没有文字层")]),
        ("tgt", []),
        ("tr", [(2, "这一页没有文字层")]),
    ],
)
def test_pages_without_text_are_said_one_by_one(
    tmp_path: Path, pages: str, found: list[tuple[int, str]]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(pages))
    document, problems = read(path)
    assert document is not None
    assert len(document.page_starts) == len(pages)
    assert [problem.page for problem in problems] == [page for page, _ in found]
    for problem, (_, reason) in zip(problems, found, strict=True):
        assert problem.reason.startswith(reason)
        assert (problem.code, problem.severity) == ("no_text", "warning")
    assert document.text.count("造林") == pages.count("t")
    assert document.metadata.title == "2023年工作总结"


def test_a_page_that_is_broken_takes_nothing_along(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_with_a_lost_page())
    document, problems = read(path)
    assert document is not None
    assert "120 mu" in document.text
    assert [(problem.page, problem.code, problem.severity) for problem in problems] == [
        (2, "broken_page", "warning")
    ]


def test_a_deep_page_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body><p>造林120亩</p>" + "<div>" * 900 + "<p>30户</p>", encoding="utf-8")
    document, problems = read(path)
    assert document is not None
    assert document.text == "造林120亩"
    assert [(problem.code, problem.severity) for problem in problems] == [("partial", "warning")]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RecursionError(), "corrupt"),
        (MemoryError(), "memory"),
        (ValueError("two\nlines"), "corrupt"),
        (AssertionError(), "corrupt"),
        (OSError(5, "Input/output error"), "failed"),
    ],
)
def test_whatever_a_reader_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def fails(data: bytes) -> Content:
        raise error

    monkeypatch.setattr(reading_room, "format_of", lambda name, data: Format("bad", "1", (), fails))
    (tmp_path / "a.txt").write_bytes(b"120")
    document, problems = read(tmp_path / "a.txt")
    assert document is None
    assert [problem.code for problem in problems] == [code]
    assert "\n" not in str(problems[0])


def test_an_interrupt_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(data: bytes) -> Content:
        raise KeyboardInterrupt

    monkeypatch.setattr(reading_room, "format_of", lambda name, data: Format("bad", "1", (), interrupted))
    (tmp_path / "a.txt").write_bytes(b"120")
    with pytest.raises(KeyboardInterrupt):
        read(tmp_path / "a.txt")


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    wanted = {"pipe.txt": "no_file", "folder.txt": "no_file", "loop.txt": "failed", "gone.txt": "missing"}
    for name, code in wanted.items():
        document, problems = read(tmp_path / name)
        assert document is None
        assert [problem.code for problem in problems] == [code], name
    assert [problem.code for problem in read("/dev/zero").problems] == ["no_file"]
    assert [problem.code for problem in read(tmp_path / "never.txt").problems] == ["missing"]
    met = {Path(source.name).name for source in expand([tmp_path])}
    assert met == {"pipe.txt", "loop.txt", "gone.txt"}


def test_a_file_that_vanished_after_the_walk(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"120")
    (source,) = expand([tmp_path])
    path.unlink()
    assert [problem.code for problem in read(source).problems] == ["missing"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permission(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"120")
    (tmp_path / "a.txt").chmod(0)
    assert [problem.code for problem in read(tmp_path / "a.txt").problems] == ["denied"]


def test_a_file_larger_than_the_limit_is_not_loaded(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(600 << 20)
    assert [problem.code for problem in read(tmp_path / "a.txt").problems] == ["too_large"]


def test_every_cut_of_a_docx_and_a_pdf_is_a_problem(tmp_path: Path) -> None:
    for name, data in (("a.docx", docx_of("<w:p/>") + DOCX), ("a.pdf", pdf_of("tt"))):
        for length in range(1, len(data), 97):
            (tmp_path / name).write_bytes(data[:length])
            document, problems = read(tmp_path / name)
            assert document is not None or problems, (name, length)
