"""The tagger: what it says of short texts, that no text breaks it, and that long ones are tagged in parts."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zhibiao
from zhibiao.core.spans import TokenSpan
from zhibiao.core.types import About, Document
from zhibiao.core.vocabulary import base
from zhibiao.corpus.format import parse
from zhibiao.propose import propose
from zhibiao.run.pipeline import load_model, process
from zhibiao.structure import frames_of
from zhibiao.tag.features.templates import SPAN_BITS
from zhibiao.tag.features.words import term_words
from zhibiao.tag.heads import indicator, parent
from zhibiao.tag.heads.likelihood import loss, problem_of
from zhibiao.tag.heads.parent import ParentChoice
from zhibiao.tag.heads.ranker import Ranker, _best, _Scored
from zhibiao.tag.settings import Limits, Terms
from zhibiao.tag.spans.lattice import lattice
from zhibiao.tag.spans.options import Option
from zhibiao.tag.spans.surroundings import surroundings
from zhibiao.tag.tagger import parts, tag
from zhibiao.text import clean
from zhibiao.train.config import default_config
from zhibiao.train.dataset import example, gold_spans
from zhibiao.train.rankers import indicator_lesson, parent_lesson, qualifier_lesson

TEXT = (
    "云岭县石桥镇2023年工作总结\n全镇完成造林1200余亩，同比增长8.5%；"
    "检查企业85家，现场整改22家。12345热线受理诉求310件。"
)
ALPHABET = "".join(
    (
        "0123456789.,%-—/：: \n\t　一二三四十百千万亿第年月日元亩人户个",
        "其中增长减少比上年同期完成全镇（）、，。；“”xX\x0c",
    )
)
LINES = ["造林1亩。植树2棵。", "一、农业", "修路3公里，架桥4座，通车5次", "无数字。"]
SETTINGS = default_config().tagger
WINDOWS = SETTINGS.windows
ANNOTATED = """# title: t
# place: p
# year: 2020
# genre: g

全镇新建高标准农田3200亩，其中旱地1200亩。
  + 3200亩 | 3200 亩 | 新建高标准农田 | | agriculture.farmland
  + 1200亩 | 1200 亩 | 新建高标准农田 | 旱地 | agriculture.farmland | ^1
"""


def test_parts_are_labelled(extractor: zhibiao.Extractor) -> None:
    rows = {row.text: row for row in extractor.extract_text(TEXT).rows}
    assert rows["1200余亩"].category == "environment.forestry"
    assert rows["8.5%"].parent_id == rows["1200余亩"].claim_id
    assert rows["310件"].category == "governance.petition"


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet=ALPHABET, max_size=120) | st.text(max_size=80))
def test_no_text_crashes_the_extractor(extractor: zhibiao.Extractor, text: str) -> None:
    raw = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for row in extractor.extract_text(text).rows:
        found = "".join(raw[row.start : row.end].split()).replace("\u200b", "")
        assert found == row.text.replace("\u200b", "")


def test_right_choices_are_among_the_choices() -> None:
    one = example(parse(ANNOTATED, name="x"), base(), SETTINGS)
    assert one is not None
    spans = lattice(one.context, one.claims, WINDOWS)
    found = {
        TokenSpan(int(spans.tokens[first]), int(spans.tokens[last]) + 1)
        for first, last in zip(spans.first[: spans.offsets[1]], spans.last, strict=False)
    }
    assert gold_spans(one, "indicator")[0] in found
    for lesson in (indicator_lesson(one, WINDOWS), qualifier_lesson(one, WINDOWS)):
        offered = [[choice for choice, _ in options] for options in lesson.options]
        assert lesson.right[1] in offered[1] or lesson.right[1] is not None
    parents = parent_lesson(one, WINDOWS)
    assert parents.right == [None, ParentChoice(1)]
    assert [choice for choice, _ in parents.options[1]] == [None, ParentChoice(1)]


@settings(max_examples=80, deadline=None)
@given(
    lines=st.lists(st.sampled_from(LINES), max_size=30),
    limit=st.integers(1, 9),
)
def test_parts_hold_every_candidate_once_and_cut_no_sentence(lines: list[str], limit: int) -> None:
    cleaned = clean(Document("", "\n".join(lines)))
    candidates = propose(cleaned, base())
    found = list(parts(cleaned, candidates, limit))
    assert [one for part in found for one in part] == candidates
    for before, after in pairwise(found):
        assert before[-1].sentence != after[0].sentence
    for part in found:
        sentences = {one.sentence for one in part}
        assert len(part) <= limit or len(sentences) == 1 or part[limit - 1].sentence == part[-1].sentence


def test_a_part_ends_where_the_heading_changes() -> None:
    text = "一、农业\n造林1亩。\n植树2棵。\n种草3亩。\n二、交通\n修路4公里。\n架桥5座。"
    cleaned = clean(Document("", text))
    found = list(parts(cleaned, propose(cleaned, base()), 4))
    assert [[one.quantity.text for one in part] for part in found] == [
        ["1亩", "2棵", "3亩"],
        ["4公里", "5座"],
    ]


def test_a_long_report_is_tagged_as_its_parts_are() -> None:
    model = load_model()
    small = replace(model, settings=model.settings._replace(limits=Limits(6)))
    text = "\n".join(
        f"{k}、工作\n完成造林{k}00亩，其中旱地{k}0亩。检查企业{k}家。" for k in "一二三四五六七八"
    )
    document = Document("", text)
    cleaned = clean(document)
    candidates = propose(cleaned, base())
    frames = frames_of(cleaned, candidates, About(), base())
    tagged = tag(cleaned, candidates, frames, small)
    everything = [claim.candidate for claim in tagged.claims] + [one.candidate for one in tagged.rejected]
    assert sorted(one.quantity.start for one in everything) == [one.quantity.start for one in candidates]
    rows, whole = process(document, About(), small).rows, process(document, About(), model).rows
    assert [(row.text, row.category) for row in rows] == [(row.text, row.category) for row in whole]
    texts = {row.claim_id: row.text for row in rows}
    of_whole = {row.claim_id: row.text for row in whole}
    found = [texts.get(row.parent_id) for row in rows]
    assert found == [of_whole.get(row.parent_id) for row in whole]
    assert np.sum([one is not None for one in found]) >= 4


def test_a_term_is_a_rule_or_weighed() -> None:
    shipped = load_model()
    model, weighing = (
        replace(shipped, settings=shipped.settings._replace(terms=Terms(weighed))) for weighed in (0, 1)
    )
    document = Document("", "开展“万企兴万村”活动。全镇造林1200亩。")
    cleaned = clean(document)
    candidates = [replace(one, hint="name") for one in propose(cleaned, base())]
    frames = frames_of(cleaned, candidates, About(), base())
    ruled, weighed = (tag(cleaned, candidates, frames, one) for one in (model, weighing))
    assert [one.reason for one in ruled.rejected] == ["name"] * len(candidates)
    assert [claim.candidate.quantity.text for claim in weighed.claims] == ["1200亩"]
    words = [term_words(one) for one in candidates]
    assert words[-1] == ["name", "name|亩", "name|area"]
    assert term_words(replace(candidates[0], hint="")) == ["-|万村"]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_what_is_learned_is_what_is_scored(seed: int) -> None:
    """The likelihood that a training sees is the probability that the tagger sees."""
    one = example(parse(ANNOTATED, name="x"), base(), SETTINGS)
    assert one is not None
    weights = np.random.default_rng(seed).normal(size=1 << SPAN_BITS).astype(np.float32)
    first = replace(one, claims=one.claims[:1])
    around = surroundings(one.context, one.claims, WINDOWS)
    alone = surroundings(one.context, first.claims, WINDOWS)
    for asked, lesson in (
        (indicator.question(alone), indicator_lesson(first, WINDOWS)),
        (
            parent.question(around, gold_spans(one, "indicator"), ["level"] * 2),
            parent_lesson(one, WINDOWS),
        ),
    ):
        choices = Ranker(weights).probabilities(asked)
        chosen = lesson._replace(right=[choice.choice for choice in choices])
        lost, _ = loss(weights.astype(np.float64), problem_of([chosen]), 0.0)
        assert lost == pytest.approx(-sum(math.log(choice.probability) for choice in choices), abs=1e-3)


def test_what_is_mostly_the_same_counts_together() -> None:
    spans = _Scored(np.log([4.0, 3.0, 1.0]), np.array([0, 0, 6]), np.array([4, 5, 7]))
    options: list[Option[TokenSpan]] = [Option(None, (), []), Option(TokenSpan(1, 5), (), [])]
    found = _best(spans, options, [0.0, 0.0])
    assert found.choice == TokenSpan(0, 4)
    assert (found.probability, found.alike) == pytest.approx((4 / 10, 8 / 10))
    shared = _best(spans, options, [math.log(5), 0.0])
    assert shared.choice == TokenSpan(0, 4)
    assert (shared.probability, shared.alike) == pytest.approx((4 / 14, 8 / 14))
    nothing = _best(spans, options, [math.log(8.1), 0.0])
    assert nothing.choice is None
    assert (nothing.probability, nothing.alike) == pytest.approx((8.1 / 17.1, 8.1 / 17.1))


def test_part_of_which_is_seen_where_the_words_between_are_none() -> None:
    asked = []
    for word in ("其中", "连同"):
        text = f"新建高标准农田3200亩，在全县各个乡镇之中名列前茅，{word}旱地"
        one = example(
            parse(ANNOTATED.replace("新建高标准农田3200亩，其中旱地", text), name="x"), base(), SETTINGS
        )
        assert one is not None
        around = surroundings(one.context, one.claims, WINDOWS)
        asked.append(parent.options(around, 1, [None, None], ["level", "level"])[1].own)
    assert len(asked[0]) == len(asked[1])
    assert asked[0] != asked[1]
