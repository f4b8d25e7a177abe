"""What the user reads: both languages say the same things, and the right one is spoken."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from conftest import ROOT
from zhibiao.cli.messages import LANGUAGES, catalogue, language_of, messages, wished
from zhibiao.core.types import Problem

SOURCES = "\n".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "pipeline" / "zhibiao" / "cli").rglob("*.py")
)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(("key", "texts"), catalogue().items())
def test_both_languages_have_every_key_and_the_same_places(key: str, texts: dict[str, str]) -> None:
    assert sorted(texts) == sorted(LANGUAGES)
    assert all(text.strip() for text in texts.values())
    assert places(texts["zh"]) == places(texts["en"]), key


def test_every_key_of_the_code_is_in_the_catalogue() -> None:
    keys = set(re.findall(r'(?:say\(|help=)"([a-z_.]+)"', SOURCES))
    assert len(keys) > 20
    assert not keys - catalogue().keys()


@pytest.mark.parametrize(
    ("environment", "option", "language"),
    [
        ({}, "en", "en"),
        ({"LANG": "en_US.UTF-8"}, "zh", "zh"),
        ({"LANG": "zh_CN.UTF-8"}, None, "zh"),
        ({"LANG": "zh_TW"}, None, "zh"),
        ({"LANG": "en_GB.UTF-8"}, None, "en"),
        ({"LANG": "de_DE.UTF-8"}, None, "en"),
        ({"LANG": "C.UTF-8"}, None, "zh"),
        ({"LANG": "POSIX"}, None, "zh"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN"}, None, "zh"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, None, "en"),
        ({"LC_ALL": "en_US.UTF-8", "ZHIBIAO_LANG": "zh"}, None, "zh"),
    ],
)
def test_language(environment: dict[str, str], option: str | None, language: str) -> None:
    assert language_of(environment, option) == language


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("extract a --lang en", "en"),
        ("--lang=zh extract a", "zh"),
        ("extract a", None),
        ("extract a --lang", None),
        ("quantities -- --lang en", None),
    ],
)
def test_a_wish_is_found_anywhere_before_two_dashes(line: str, found: str | None) -> None:
    assert wished(line.split(), "--lang") == found


def test_a_problem_in_both_languages() -> None:
    known = Problem("a.txt", "文件为空", "请确认文件已完整下载", "empty", page=3)
    unknown = Problem("a.txt", "怪事", "再试", "nosuch")
    assert messages("zh").problem(known) == "a.txt（第3页）: 文件为空; 请确认文件已完整下载"
    assert messages("en").problem(known).startswith("a.txt (page 3): the file is empty; make sure")
    assert messages("en").problem(unknown) == "a.txt: 怪事; 再试"


def test_catalogue_is_one_file_of_data() -> None:
    assert not re.search(r"[一-鿿]", SOURCES.replace("指标", "")), "texts belong into the catalogue"
    assert Path(ROOT / "pipeline/zhibiao/data/messages.toml").is_file()
