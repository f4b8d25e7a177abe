"""Tokens: rjieba and jieba give the same, and a quantity is one token."""

from __future__ import annotations

import pytest

from conftest import ROOT
from zhibiao.core.types import Document
from zhibiao.core.vocabulary import base
from zhibiao.corpus.format import read_corpus
from zhibiao.propose import propose
from zhibiao.text import clean
from zhibiao.text.tokenize import QUANTITY_TAG, Jieba, segmenter, tokenize


def test_rjieba_gives_jiebas_tokens() -> None:
    pytest.importorskip("rjieba")
    slow = Jieba(base().lexicon)
    same = total = 0
    for annotated in read_corpus(ROOT / "corpus" / "excerpts")[:12]:
        for line in annotated.document.text.split("\n"):
            fast = [word for word, _ in segmenter(base()).tag(line)]
            assert "".join(fast) == line
            total += len(fast)
            same += len(set(_ends(fast)) & set(_ends([word for word, _ in slow.tag(line)])))
    assert same / total >= 0.999


def _ends(words: list[str]) -> list[int]:
    ends, at = [], 0
    for word in words:
        at += len(word)
        ends.append(at)
    return ends


def test_a_quantity_is_one_token_and_only_its_sentence_is_cut() -> None:
    cleaned = clean(Document("", "这一句没有数字。全镇完成造林 1,200.5 余亩，增长８．５％。"))
    found = tokenize(cleaned, propose(cleaned, base()), base())
    assert [token.text for token in found.tokens if token.tag == QUANTITY_TAG] == ["1,200.5余亩", "８．５％"]
    assert found.tokens[0].text == "全镇"
    assert "".join(token.text for token in found.tokens) == "全镇完成造林1,200.5余亩，增长８．５％。"


def test_jieba_takes_our_words_with_their_tags() -> None:
    slow = Jieba([["稻虾共作", "100000", "own"], ["石", "10", "n"]])
    assert slow.tag("稻虾共作面积亩，石 桥镇") == [
        ("稻虾共作", "own"), ("面积", "n"), ("亩", "q"), ("，", "x"), ("石", "n"), (" ", "x"), ("桥镇", "x")
    ]  # fmt: skip


def test_tokens_say_where_they_stand() -> None:
    cleaned = clean(Document("", "没有。造林，（二）种草12亩、13亩。\n没有。完成5个"))
    found = tokenize(cleaned, propose(cleaned, base()), base())
    for token in found.tokens:
        assert cleaned.text[token.start : token.end] == token.text
    assert [found.tokens[i].text for i in found.positions] == ["12亩", "13亩", "5个"]
    sentences = ["".join(one.text for one in found.tokens[first:last]) for first, last in found.bounds]
    assert sentences == ["造林，（二）种草12亩、13亩。"] * 2 + ["完成5个"]
    assert [(one.text, one.tag) for one in found.tokens[:8]] == [
        ("造林", "n"), ("，", "x"), ("（", "x"), ("二", "m"), ("）", "x"),
        ("种草", "n"), ("12亩", "mq"), ("、", "x")
    ]  # fmt: skip
