"""Reading: every format gives the same text, every fault one clear line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import zhibiao
from formats import write_docx, write_html, write_pdf
from zhibiao.core.vocabulary import base
from zhibiao.read import expand, identify, read
from zhibiao.resolve.about import about_of

TEXT = (
    "云岭县石桥镇2023年工作总结\n\n一、经济发展\n全镇完成工业总产值4.8亿元，同比增长12.5%。新增规上企业两家，发放补贴１２０万元。\n\n"
    "二、社会事业\n新建小学1所，资助学生85名，困难群众满意度98%以上。\n"
)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16", b""),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("gb18030", b""),
        ("gbk", b""),
    ],
)
def test_encodings_are_told_apart(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(mark + TEXT.replace("\n", "\r\n").encode(encoding))
    report = read(str(path)).document
    assert report is not None
    assert report.text == TEXT
    about = about_of(report, vocabulary=base())
    assert (about.title, about.place, about.year) == ("云岭县石桥镇2023年工作总结", "云岭县石桥镇", 2023)


def claims(rows: list[zhibiao.api.Row]) -> list[tuple[object, ...]]:
    return [
        (
            row.text,
            row.indicator,
            row.qualifier,
            row.category,
            row.measure,
            row.bound,
            row.status,
            row.unit,
            row.period,
        )
        for row in rows
    ]


def write_all(text: str, folder: Path) -> list[Path]:
    names = ["a.pdf", "a.docx", "a.html", "b.html", "a.txt"]
    paths = [folder / name for name in names]
    write_pdf(text, paths[0])
    write_docx(text, paths[1])
    write_html(text, paths[2])
    write_html(text, paths[3], encoding="gb2312")
    paths[4].write_bytes(text.encode("gb18030"))
    return paths


def test_formats_give_the_same_claims(tmp_path: Path, extractor: zhibiao.Extractor) -> None:
    wanted = claims(extractor.extract_text(TEXT).rows)
    assert len(wanted) == 7
    for path in write_all(TEXT, tmp_path):
        assert claims(extractor.extract(path).rows) == wanted, path.name


def test_formats_give_the_same_claims_on_a_real_report(
    tmp_path: Path, extractor: zhibiao.Extractor, baisha: Path
) -> None:
    wanted = [row[:1] for row in claims(extractor.extract(baisha).rows)]
    for path in write_all(baisha.read_text(encoding="utf-8"), tmp_path):
        found = claims(extractor.extract(path).rows)
        assert [row[:1] for row in found] == wanted, path.name


def test_docx_tables_stand_where_they_stood(tmp_path: Path) -> None:
    path = tmp_path / "table.docx"
    write_docx("前文。\n项目\t年初预算\n基本支出\t812.76\n后文。", path)
    report = read(str(path)).document
    assert report is not None
    assert report.text == "前文。\n项目\t年初预算\n基本支出\t812.76\n后文。"


def test_pdf_pages_are_known(tmp_path: Path, extractor: zhibiao.Extractor) -> None:
    path = tmp_path / "long.pdf"
    write_pdf("\n".join(f"第{n}村新建水池{n + 10}口，投入资金{n + 20}万元。" for n in range(1, 80)), path)
    pages = [row.page for row in extractor.extract(path).rows]
    assert pages[0] == 1
    assert pages[-1] is not None
    assert pages[-1] > 1
    assert pages == sorted(pages)  # type: ignore[type-var]


def test_a_path_that_is_not_there_is_an_error(extractor: zhibiao.Extractor) -> None:
    with pytest.raises(FileNotFoundError, match="没有这个文件"):
        extractor.extract("完成造林120亩")
    with pytest.raises(FileNotFoundError):
        extractor.extract("nowhere/*.txt")


def test_a_source_is_known_again_by_its_bytes_and_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    (source,) = expand([path])
    document, problems = read(source)
    assert document is not None
    assert problems == ()
    assert identify(source) == (document.file_hash, document.reader)
    assert document.file_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert identify(next(expand([tmp_path / "a.png"]))).reader == ""
