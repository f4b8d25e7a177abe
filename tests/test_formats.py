"""Formats: what a file says of itself, annotated reports, and readers of other packages."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import zhibiao
from conftest import ROOT
from zhibiao.read import read, registry
from zhibiao.read.document import Content
from zhibiao.read.html import read_html
from zhibiao.read.registry import Format, formats


@pytest.mark.parametrize(
    ("head", "body", "wanted"),
    [
        ("<title>工作总结_石桥镇</title>", "<h1>石桥镇2023年工作总结</h1>", ("工作总结_石桥镇", "石桥镇2023年工作总结", "", "")),
        (
            '<title>政务公开</title><meta name="ArticleTitle" content="2023年工作总结"><META NAME="PubDate" CONTENT="2024-01-05 09:30">'
            '<meta name="ContentSource" content="石桥镇人民政府">',
            "",
            ("2023年工作总结", "", "2024-01-05 09:30", "石桥镇人民政府"),
        ),
        ('<meta property="og:title" content="总结"><title></title>', '<div class="header"><h1>站名</h1></div>', ("总结", "", "", "")),
        ("", "<h1> </h1><h1>第二<br>个</h1>", ("", "第二个", "", "")),
    ],
)  # fmt: skip
def test_what_a_page_says_of_itself(head: str, body: str, wanted: tuple[str, ...]) -> None:
    page = f"<html><head><meta charset=utf-8>{head}</head><body>{body}<p>造林120亩</p></body></html>"
    said = read_html(page.encode()).metadata
    assert (said.title, said.heading, said.published, said.publisher) == wanted


def test_annotated_reports_are_read_as_their_bare_text(tmp_path: Path, extractor: zhibiao.Extractor) -> None:
    path = sorted((ROOT / "corpus" / "reports").glob("*.txt"))[0]
    document, problems = read(path)
    assert document is not None
    assert document.reader == "annotated@1"
    assert "# year" not in document.text
    assert "\n  + " not in document.text
    assert document.metadata.title
    assert [(problem.file, problem.code, problem.severity) for problem in problems] == [
        (str(path), "annotated", "note")
    ]
    assert not [row for row in extractor.extract(path).rows if "year" in row.sentence]


def test_only_what_stands_before_the_text_is_a_header(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "# year: 2006\n\n造林120亩\n  + 120亩 | 造林\n# 附: 3张\n", encoding="utf-8"
    )
    document = read(tmp_path / "a.txt").document
    assert document is not None
    assert document.text == "造林120亩\n# 附: 3张"


def test_a_text_that_only_begins_with_a_sign_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 2023年工作总结\n\n造林120亩\n", encoding="utf-8")
    document = read(tmp_path / "a.md").document
    assert document is not None
    assert document.reader == "txt@2"


def read_odd(data: bytes) -> Content:
    return Content(data[3:].decode())


ODD = Format("odd", "7", (".odd",), read_odd, matches=lambda data: data.startswith(b"ODD"))


def test_another_package_adds_a_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def points(*, group: str) -> list[EntryPoint]:
        assert group == "zhibiao.readers"
        values = {
            "txt": "zhibiao.read.txt:FORMAT",
            "zodd": f"{__name__}:ODD",
            "bad": "nowhere:FORMAT",
            "worse": f"{__name__}:ROOT",
        }
        return [EntryPoint(name, value, group) for name, value in values.items()]

    monkeypatch.setattr(registry, "entry_points", points)
    formats.cache_clear()
    try:
        with pytest.warns(UserWarning, match="cannot be used"):
            assert [one.name for one in formats()] == ["odd", "txt"]
        for name in ("a.odd", "b.txt"):
            (tmp_path / name).write_bytes("ODD造林120亩".encode())
            document = read(tmp_path / name).document
            assert document is not None
            assert (document.reader, document.text) == ("odd@7", "造林120亩")
    finally:
        formats.cache_clear()


def test_without_entry_points_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda *, group: [])
    formats.cache_clear()
    try:
        with pytest.raises(RuntimeError, match="install zhibiao again"):
            formats()
    finally:
        formats.cache_clear()


def test_names_and_suffixes_are_of_one_format_each() -> None:
    names = [one.name for one in formats()]
    suffixes = [suffix for one in formats() for suffix in one.suffixes]
    assert {"txt", "docx", "html", "pdf", "xlsx", "xls", "annotated"} <= set(names)
    assert len(names) == len(set(names))
    assert len(suffixes) == len(set(suffixes))
