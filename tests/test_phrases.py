"""Every sentence that a room makes in Chinese for the user has its English."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from conftest import ROOT
from zhibiao.cli.messages import catalogue
from zhibiao.cli.phrases import english

PACKAGE = ROOT / "pipeline" / "zhibiao"
ROOMS = (
    "read/*.py",
    "run/**/*.py",
    "api/*.py",
    "store/**/*.py",
    "tag/*.py",
    "train/*.py",
    "resolve/metadata.py",
    "table/check.py",
)
CHINESE = re.compile(r"[一-鿿]")
SHORTEST = 5
"""Chinese characters from which on a string is taken for a sentence and not for a word that is looked for."""
PARTS = {
    "没有文字层（可能是扫描件），其中的文字未读",
    "已损坏，未读",
    "第{}至{}页共{}页",
    "不支持的文件格式{}",
    "{}缺少 {}",
    "元数据表中用户自己的列",
}
"""Halves that are put together before anybody reads them."""


def texts(node: ast.AST) -> Iterator[str]:
    """Strings of a module that are no docstrings, with {} for what is put in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.JoinedStr):
            yield "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in child.values)  # type: ignore[misc]
        elif isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        else:
            yield from texts(child)


def sentences() -> dict[str, str]:
    """Sentence → module."""
    found = {}
    for pattern in ROOMS:
        for path in sorted(PACKAGE.glob(pattern)):
            for text in texts(ast.parse(path.read_text(encoding="utf-8"))):
                if len(CHINESE.findall(text)) >= SHORTEST and text not in PARTS:
                    found[text] = str(path.relative_to(PACKAGE))
    for kind in tomllib.loads((PACKAGE / "data" / "formats.toml").read_text(encoding="utf-8"))["kind"]:
        found |= {kind["reason"]: "data/formats.toml", kind["remedy"]: "data/formats.toml"}
    return found


@pytest.mark.parametrize(("text", "module"), sentences().items())
def test_every_sentence_has_its_english(text: str, module: str) -> None:
    said = text.replace("{}", "xlsx")
    assert not CHINESE.search(english(said)), f"{module}: add a line to data/phrases.tsv: {text}"


@pytest.mark.parametrize(
    ("chinese", "expected"),
    [
        ("文件为空", "the file is empty"),
        ("超过 30 秒仍未完成，已中止", "not done after 30 seconds, stopped"),
        (
            "docx 文件已损坏（缺少 word/document.xml）",
            "the docx file is damaged (word/document.xml is missing)",
        ),
        ("处理该文件的进程意外结束（信号 SIGKILL）", "the process at work on it died (signal SIGKILL)"),
        (
            "表.csv, 第3行: 没有文件路径；请填写，或删去该行",
            "表.csv, line 3: no file path; fill it in or delete the line",
        ),
        (
            "p.xlsx: 不是 DuckDB 数据库；请换一个文件名，或加 --overwrite（原文件会留作备份）",
            "p.xlsx: no DuckDB database; choose another name, "
            "or add --overwrite (the old file is kept as a backup)",
        ),
        ("没有人写过的句子", "没有人写过的句子"),
        ("plain", "plain"),
    ],
)
def test_places_are_kept_and_translated(chinese: str, expected: str) -> None:
    assert english(chinese) == expected


def test_every_code_has_a_name() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    codes = set(re.findall(r'code="(\w+)"', sources))
    assert len(codes) > 10
    assert not {code for code in codes if f"problem.{code}" not in catalogue()}
