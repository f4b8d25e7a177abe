"""What the documents tell a reader to type is run, in a folder with a few reports."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]
DOCUMENTS.remove(ROOT / "docs" / "store.md")  # its code is about a store: test_store.py runs it beside one
_BLOCK = re.compile(
    r"(?:<!-- (?P<note>not run|training)[^>]*-->\n)?```(?P<kind>python|sh)\n(?P<code>.*?)```", re.DOTALL
)


class Block(NamedTuple):
    """A piece of code of a document; `note` says that it is not to be run, or that it trains."""

    where: str
    kind: str
    code: str
    note: str | None


def blocks() -> list[Block]:
    found = []
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for match in _BLOCK.finditer(text):
            line = text[: match.start("code")].count("\n") + 1
            found.append(Block(f"{path.name}:{line}", match["kind"], match["code"], match["note"]))
    return found


def distinct(note: str | None) -> list[Block]:
    """Blocks of a note, those that differ only in their comments once: the two READMEs show the same code."""
    found: dict[str, Block] = {}
    for block in blocks():
        if block.note == note:
            found.setdefault(re.sub(r"\s*#.*", "", block.code), block)
    return list(found.values())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A reader's folder: some reports, the corpus, and the commands of this interpreter on the path."""
    shutil.copytree(ROOT / "corpus" / "samples", tmp_path / "reports")
    sample = min((tmp_path / "reports").glob("*.txt"))
    shutil.copy(sample, tmp_path / "report.txt")
    (tmp_path / "models").symlink_to(ROOT / "models", target_is_directory=True)
    (tmp_path / "corpus" / "second").mkdir(parents=True)
    for one in (ROOT / "corpus").iterdir():
        if one.name != "second":
            (tmp_path / "corpus" / one.name).symlink_to(one)
    for one in sorted((ROOT / "corpus" / "second").glob("*.txt"))[:2]:  # as long as a reader's, not as ours
        shutil.copy(one, tmp_path / "corpus" / "second")
    (tmp_path / "my").mkdir()
    (tmp_path / "my" / "catalogue.csv").touch()
    (tmp_path / "bin").mkdir()
    for name, call in (("zhibiao", f'"{sys.executable}" -m zhibiao'), ("python", f'"{sys.executable}"')):
        path = tmp_path / "bin" / name
        path.write_text(f'#!/bin/sh\nexec {call} "$@"\n', encoding="utf-8")
        path.chmod(0o755)
    return tmp_path


def run(block: Block, folder: Path) -> None:
    call = [sys.executable, "-c"] if block.kind == "python" else ["sh", "-e", "-c"]
    done = subprocess.run(
        [*call, block.code],
        cwd=folder,
        env={**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "BROWSER": "true"},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, f"{block.where}\n{done.stdout}\n{done.stderr}"


@pytest.mark.skipif(os.name == "nt", reason="the documents speak to a POSIX shell")
@pytest.mark.parametrize("block", distinct(None), ids=lambda block: block.where)
def test_snippet(block: Block, folder: Path) -> None:
    run(block, folder)


@pytest.mark.training
@pytest.mark.parametrize("block", distinct("training"), ids=lambda block: block.where)
def test_snippet_that_trains(block: Block, folder: Path) -> None:
    run(block, folder)


def test_every_document_has_snippets_that_run() -> None:
    documents = {block.where.partition(":")[0] for block in blocks() if block.note is None}
    assert {"README.md", "README.zh-CN.md", "commands.md"} <= documents
