"""Drawing the spans."""

from __future__ import annotations

from pathlib import Path

import pytest

import zhibiao


def test_page_has_every_claim(tmp_path: Path, extractor: zhibiao.Extractor) -> None:
    page = zhibiao.show(
        text="全镇完成造林1200亩，<b>增长8.5%。", extractor=extractor, file=tmp_path / "page.html"
    )
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page
    assert "1200亩" in page
    assert "绿化与林业" in page
    assert "<b>增长" not in page


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, extractor: zhibiao.Extractor) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(ValueError, match="文件为空"):
        zhibiao.show(tmp_path / "a.txt", extractor=extractor)
    with pytest.raises(TypeError):
        zhibiao.show()
