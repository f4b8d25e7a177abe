"""What the user's paths mean: every file once, in a fixed order, and none that vanishes."""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter

import pytest

from conftest import cases
from zhibiao.read import expand, read
from zhibiao.read.kinds import kinds
from zhibiao.read.registry import formats
from zhibiao.read.sources import shown


def names(folder: Path, *paths: Path | str) -> list[str]:
    return [Path(source.name).relative_to(folder).as_posix() for source in expand(paths)]


def make(folder: Path, *files: str) -> None:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("全镇造林120亩", encoding="utf-8")


def test_folders_patterns_and_repeated_paths(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "deep/b.pdf", "deep/er/c.html", "deep/.hidden.txt", "deep/d.zip", ".git/e.txt")
    found = names(tmp_path, tmp_path, tmp_path / "a.txt", str(tmp_path / "**" / "*.html"))
    assert found == ["a.txt", "deep/b.pdf", "deep/d.zip", "deep/er/c.html"]
    found = names(tmp_path, str(tmp_path / "deep" / "*.pdf"), tmp_path)
    assert found == ["deep/b.pdf", "a.txt", "deep/d.zip", "deep/er/c.html"]


@pytest.mark.parametrize("row", cases("kinds_in_folders"), ids=lambda row: row[0])
def test_what_a_folder_holds(tmp_path: Path, row: list[str]) -> None:
    name, severity, reason = row
    make(tmp_path, name)
    sources = list(expand([tmp_path]))
    if severity == "silent":
        assert sources == []
        return
    (source,) = sources
    problem = source.problem
    assert ("" if problem is None else problem.severity) == severity
    if problem is not None:
        assert reason in problem.reason
        assert problem.remedy
        assert read(source) == (None, (problem,))
        outright = read(tmp_path / name)
        assert [one.severity for one in outright.problems] == ([] if name == "README" else ["error"])


def test_a_file_met_in_a_folder_is_looked_into_where_its_suffix_says_little(tmp_path: Path) -> None:
    (tmp_path / "page.doc").write_bytes("<html><body><p>造林120亩</p></body></html>".encode())
    (tmp_path / "rich.doc").write_bytes(b"{\\rtf1 120}")
    page, rich = map(read, expand([tmp_path]))
    assert page.document is not None
    assert [problem.severity for problem in rich.problems] == ["warning"]
    assert [problem.severity for problem in read(tmp_path / "rich.doc").problems] == ["error"]


def test_links_and_loops(tmp_path: Path) -> None:
    make(tmp_path, "reports/a.txt", "elsewhere/b.txt", "elsewhere/.hidden/c.txt")
    (tmp_path / "reports" / "again.txt").symlink_to(tmp_path / "reports" / "a.txt")
    (tmp_path / "reports" / "up").symlink_to(tmp_path / "reports")
    (tmp_path / "reports" / "other").symlink_to(tmp_path / "elsewhere")
    assert names(tmp_path, tmp_path / "reports") == ["reports/a.txt", "reports/other/b.txt"]
    relative = os.path.relpath(tmp_path / "reports" / "a.txt")
    assert len(list(expand([tmp_path / "reports", relative, tmp_path / "reports" / "up" / "again.txt"]))) == 2


def test_the_walk_is_lazy_but_paths_are_looked_at_first(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    with pytest.raises(FileNotFoundError, match="没有这个文件"):
        expand([tmp_path, tmp_path / "nowhere"])
    with pytest.raises(FileNotFoundError):
        expand([str(tmp_path / "*.pdf")])
    sources = expand([tmp_path])
    make(tmp_path, "b.txt")
    assert len(list(sources)) == 2


def test_many_files_are_walked_fast(tmp_path: Path) -> None:
    for folder in range(20):
        (tmp_path / str(folder)).mkdir()
        for number in range(250):
            (tmp_path / str(folder) / f"{number:04}.txt").touch()
    start = perf_counter()
    found = [source.name for source in expand([tmp_path])]
    assert len(found) == 5000
    assert perf_counter() - start < 2
    assert [source.name for source in expand([tmp_path])] == found


def test_names_can_be_written_anywhere(tmp_path: Path) -> None:
    gb = os.fsdecode(os.fsencode(tmp_path) + b"/" + "石桥镇.txt".encode("gb18030"))
    Path(gb).write_text("全镇造林120亩", encoding="utf-8")
    (tmp_path / "two\nlines.txt").write_bytes(b"")
    good, bad = sorted(
        (read(source) for source in expand([tmp_path])), key=lambda found: found.document is None
    )
    assert good.document is not None
    assert good.document.source.endswith("石桥镇.txt")
    assert "\n" not in str(bad.problems[0])
    shown(os.fsdecode(b"\xff\xfe\xff.txt")).encode("utf-8")


def test_the_tables_of_kinds_and_formats_do_not_overlap() -> None:
    seen = [suffix for kind in kinds() for suffix in kind.suffixes]
    assert len(seen) == len(set(seen))
    assert {suffix for one in formats() for suffix in one.suffixes}.isdisjoint(seen)
    assert {kind.severity for kind in kinds()} <= {"error", "warning", "note"}
