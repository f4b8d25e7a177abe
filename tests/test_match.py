"""The matcher and the corpus format: what holds for any spans and any report."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibiao.core.spans import RawSpan
from zhibiao.core.types import About, Document
from zhibiao.corpus.annotation import REASONS, Annotated, Gold, NotClaim
from zhibiao.corpus.format import CorpusError, dump, parse
from zhibiao.corpus.matching import close, scaled
from zhibiao.evaluate.match import match, match_spans, overlap
from zhibiao.read import digest

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda one: (one[0], one[0] + one[1])), max_size=12
)
INK = "一二三十百千万第0123456789.．，。：|~\\+-#亩人增长a"
PARAGRAPH = st.text(alphabet=INK, min_size=1, max_size=30) | st.text(
    alphabet=INK + " \t　", min_size=1, max_size=30
)


def slow_match(wanted: list[tuple[int, int]], found: list[tuple[int, int]]) -> dict[int, int]:
    """The definition, pair by pair, over sets of characters."""
    pairs = []
    for i, one in enumerate(wanted):
        for j, other in enumerate(found):
            a, b = set(range(*one)), set(range(*other))
            if 2 * len(a & b) >= len(a | b):
                pairs.append((-len(a & b) / len(a | b), i, j))
    matched: dict[int, int] = {}
    for _, i, j in sorted(pairs):
        if i not in matched and j not in matched.values():
            matched[i] = j
    return matched


@given(SPANS, SPANS)
def test_matching_is_what_it_says(wanted: list[tuple[int, int]], found: list[tuple[int, int]]) -> None:
    assert match_spans(wanted, found) == slow_match(wanted, found)


def test_a_report_of_fifty_thousand_claims_is_matched_in_seconds() -> None:
    wanted = [(10 * i, 10 * i + 4) for i in range(50_000)]
    found = [(start + 1, end + 1) for start, end in wanted]
    random.Random(7).shuffle(found)
    begun = time.perf_counter()
    assert len(match_spans(wanted, found)) == 50_000
    assert time.perf_counter() - begun < 5


def claim(start: int, end: int) -> Gold:
    return Gold(RawSpan(start, end), None, None, "agriculture.crop", 1, None, "")


def test_blanks_do_not_count() -> None:
    raw = "共 1 2 0 0 亩地"
    assert match([claim(2, 9)], [claim(8, 11)], raw) == {}
    assert match([claim(2, 11)], [claim(6, 11)], raw) == {0: 0}
    assert overlap(raw, RawSpan(2, 11), RawSpan(2, 12)) == 10 / 11


def test_a_tie_goes_to_the_first() -> None:
    assert match_spans([(0, 2)], [(0, 1), (1, 2)]) == {0: 0}
    assert match_spans([(0, 1), (1, 2)], [(0, 2)]) == {0: 0}


def test_close_is_close() -> None:
    assert close(4, 1e4, 40000, 1)
    assert close(0.6667, 1, 2 / 3, 1)
    assert not close(4, 1e4, 4, 1)
    assert not close(1.0, 1, 1.01, 1)
    assert not close(1_000_000.5, 1, 1_000_000, 1)
    assert not close(100_000.1, 1, 100_000.2, 1)
    assert not close(0.66, 1, 2 / 3, 1)
    assert close(None, 1, None, 1)
    assert not close(0, 1, None, 1)


def test_a_bare_scale_is_no_scale() -> None:
    assert [scaled(unit) for unit in ("万亩", "亿元", "万", "", "亩")] == [
        (1e4, "亩"),
        (1e8, "元"),
        (1, "万"),
        (1, ""),
        (1, "亩"),
    ]


@st.composite
def reports(draw: st.DrawFn) -> Annotated:
    """Any report of short paragraphs, with claims and numbers anywhere in it."""
    paragraphs = [
        one
        for one in draw(st.lists(PARAGRAPH, max_size=4))
        if one.strip() and not one.startswith(("  +", "  -"))
    ]
    text = "\n".join(paragraphs or ["造林5亩"])
    spans = draw(spans_of(text))
    year = draw(st.sampled_from((None, 2019)))
    claims: list[Gold] = []
    numbers: list[NotClaim] = []
    for span in spans:
        if draw(st.booleans()):
            numbers.append(NotClaim(span, draw(st.sampled_from(REASONS))))
        else:
            claims.append(draw(claims_at(span, spans, len(claims))))
    return Annotated(
        Document("x", text, sha256=digest(text)),
        About("某镇|总结: 一", "", year),
        tuple(claims),
        tuple(numbers),
        "总结",
        exhaustive=draw(st.booleans()),
        split=draw(st.sampled_from(("", "train", "held-out", "test"))),
        canonical=draw(st.booleans()),
    )


@st.composite
def spans_of(draw: st.DrawFn, text: str) -> list[RawSpan]:
    """Spans one behind the other, without blanks at their edges."""
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [RawSpan(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    return [s for s in spans if text[s.start : s.end] == text[s.start : s.end].strip() != ""]


@st.composite
def claims_at(draw: st.DrawFn, span: RawSpan, spans: list[RawSpan], index: int) -> Gold:
    measure = draw(st.sampled_from(("level", "change", "growth", "share")))
    bound = draw(st.sampled_from(("exact", "over", "range")))
    value = draw(st.decimals(-1, 10**9, places=4).map(float))
    return Gold(
        span,
        draw(st.sampled_from((None, *spans))),
        draw(st.sampled_from((None, *spans))),
        "agriculture.crop",
        value,
        value + 1 if bound == "range" else None,
        draw(st.sampled_from(("", "万亩", "元/人·月", "%"))),
        measure=measure,
        bound=bound,
        direction="up" if measure in ("change", "growth") else "",
        basis=draw(st.sampled_from(("", "yoy", "2015"))),
        status=draw(st.sampled_from(("actual", "target"))),
        scope=draw(st.sampled_from(("township", "below"))),
        period=draw(st.sampled_from(("", "2019", "@2019-12", "2016/2020"))),
        parent=draw(st.sampled_from((None, *range(index)))),
        canonical=draw(st.sampled_from(("", "粮食产量"))),
    )


@given(reports())
def test_any_report_is_written_as_it_is_read(report: Annotated) -> None:
    assert parse(dump(report), name="x") == report


def test_the_writer_refuses_what_the_format_can_not_hold() -> None:
    for text in ("造林5亩\n\n植树", "造林5亩\n  + 5亩", "# title: 造林5亩"):
        report = Annotated(Document("x", text), About(), (), ())
        with pytest.raises(CorpusError, match="blank or reads like"):
            dump(report)
    blank = Annotated(Document("x", "造林 5亩"), About(), (claim(2, 5),), ())
    with pytest.raises(CorpusError, match="begins or ends with a blank"):
        dump(blank)
    twice = replace(blank, claims=(claim(3, 5), claim(3, 5)))
    with pytest.raises(CorpusError, match="must follow"):
        dump(twice)
