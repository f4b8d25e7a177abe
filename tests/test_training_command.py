"""`zhibiao train` where it cannot train: what it says to do."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

import zhibiao.cli.train as command
from zhibiao.cli.main import main

CLONE = '{"url": "file:///home/me/zhibiao", "dir_info": {"editable": true}}'
WHEEL = '{"url": "file:///tmp/zhibiao.whl", "archive_info": {}}'


@pytest.mark.parametrize(
    ("origin", "advice"),
    [
        (CLONE, 'pip install -e ".[train]"'),
        (WHEEL, 'pip install "zhibiao[train]"'),
        (None, 'pip install "zhibiao[train]"'),
    ],
)
def test_the_advice_works_where_the_package_was_installed(
    origin: str | None, advice: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installed = SimpleNamespace(read_text=lambda name: origin if name == "direct_url.json" else None)
    monkeypatch.setattr(importlib.metadata, "distribution", lambda name: installed)
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    assert main(["train", "corpus", "-o", "model", "--lang", "en"]) == 2
    assert capsys.readouterr().err == f"zhibiao: training needs sklearn; install it: {advice}\n"


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "没有一条标注的指标"), ("en", "reports without one annotated claim")]
)
def test_plain_text_is_no_corpus(
    lang: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plain.txt").write_text("石桥镇2023年工作总结\n全镇完成造林1200亩。\n", encoding="utf-8")
    assert main(["train", str(tmp_path), "-o", str(tmp_path / "model"), "--lang", lang]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
    assert not (tmp_path / "model").exists()
