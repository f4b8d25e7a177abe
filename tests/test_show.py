"""Drawing the spans, and what a notebook shows of results."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

import zhibiao
from zhibiao.core.types import Problem

TEXT = "全镇完成造林1200亩，<b>增长8.5%。"


def test_page_has_every_claim(tmp_path: Path, extractor: zhibiao.Extractor) -> None:
    drawing = zhibiao.show(text=TEXT, extractor=extractor, file=tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == drawing.html
    for page in (drawing.html, drawing._repr_html_()):
        assert "1200亩" in page
        assert "绿化与林业" in page
        assert "<b>增长" not in page
    assert "<html" in drawing.html
    assert "<html" not in drawing._repr_html_()


def test_spans_are_drawn_once_and_in_order(tmp_path: Path, extractor: zhibiao.Extractor) -> None:
    drawing = zhibiao.show(text=TEXT * 3, extractor=extractor, file=tmp_path / "page.html")
    spans = [(one["start"], one["end"]) for one in drawing._spans["ents"]]
    assert spans == sorted(spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert len(spans) >= drawing.claims == 6


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, extractor: zhibiao.Extractor) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(ValueError, match="文件为空") as error:
        zhibiao.show(tmp_path / "a.txt", extractor=extractor)
    assert "\n" not in str(error.value)
    with pytest.raises(TypeError):
        zhibiao.show()


def test_what_a_prompt_shows_is_short(tmp_path: Path, extractor: zhibiao.Extractor) -> None:
    text = "完成造林1200亩<i>，".join(map(str, range(300)))
    drawing = zhibiao.show(text=text, extractor=extractor, file=tmp_path / "page.html")
    assert len(repr(drawing)) < 200
    found = extractor.extract_text(text)
    faults = [Problem(f"{number}.txt", "<文件>为空", "请核对") for number in range(300)]
    result = zhibiao.Result(found.rows * 100, faults)
    for shown in (repr(result), result._repr_html_()):
        assert len(shown) < 4000
        assert f"{len(result.rows)} rows" in shown
        assert "300 errors" in shown
        assert "…" in shown
        assert ".table" in shown
        assert "1200" in shown
    assert "<i>" not in result._repr_html_()
    assert "<文件>" not in result._repr_html_()
    assert repr(zhibiao.Result([])).startswith("zhibiao.Result: 0 rows")
