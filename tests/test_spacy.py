"""The model as a spaCy pipeline: it says what the table says, and its documents are documents like any
other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import zhibiao
from conftest import MODEL
from zhibiao.run.pipeline import TAGGER, load_model
from zhibiao.spacy.adapter import pipeline_of, write_pipeline

TEXT = (
    "云岭县石桥镇2023年工作总结\n全镇完成造林1200余亩，同比增长8.5%；"
    "检查企业85家，现场整改22家。12345热线受理诉求310件。"
)
WINDOWS = "\ufeff" + TEXT.replace("\n", "\r\n") + "\r\n"


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(MODEL)


def said(doc: Doc) -> list[tuple[str, str, str, float]]:
    return [
        (span.text, span.label_, span._.claim["period"], span._.claim["confidence"])
        for span in doc.spans["claims"]
    ]


@pytest.mark.parametrize("text", [TEXT, WINDOWS])
def test_spacy_says_what_the_table_says(nlp: Language, extractor: zhibiao.Extractor, text: str) -> None:
    doc = nlp(text)
    rows = extractor.extract_text(text).rows
    assert doc.text == text
    assert [(name, label, period) for name, label, period, _ in said(doc)] == [
        (row.text, row.category, str(row.period or "")) for row in rows
    ]
    assert [confidence for *_, confidence in said(doc)] == pytest.approx([row.confidence for row in rows])
    assert [(span.text, span.label_) for span in doc.spans["numbers"]][-1] == ("12345", "name")
    assert [span.text for span in doc.spans["indicators"]][:2] == ["造林", "造林"]


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="\ufeff\r\n　 全镇造林1200余亩，。增长8.5%\t", max_size=60))
def test_a_document_gives_its_text_back(nlp: Language, text: str) -> None:
    assert nlp(text).text == text


def test_a_document_goes_through_bytes(nlp: Language) -> None:
    doc = nlp(WINDOWS)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert said(again) == said(doc)
    assert again.user_data == doc.user_data


def test_a_document_goes_through_a_bin(nlp: Language) -> None:
    doc = nlp(TEXT)
    packed = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (again,) = DocBin(store_user_data=True).from_bytes(packed).get_docs(nlp.vocab)
    assert said(again) == said(doc)


def test_processes_say_what_one_says(nlp: Language) -> None:
    texts = [TEXT, WINDOWS, "无数字。", "新建道路3.2公里。"]
    found = list(nlp.pipe(texts, n_process=2, batch_size=1))
    assert [said(doc) for doc in found] == [said(nlp(text)) for text in texts]


def test_a_span_that_is_no_claim_has_no_data(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert doc[0:1]._.claim is None
    assert spacy.blank("zh")("一")[0:1]._.claim is None


def test_factories_are_found_by_entry_points() -> None:
    blank = spacy.blank("zh")
    blank.add_pipe(TAGGER)
    with pytest.raises(ValueError, match="has no model"):
        blank("造林1200亩。")


def test_a_pipeline_is_called_as_its_model_is(tmp_path: Path) -> None:
    model = load_model()
    mine = replace(model, manifest=replace(model.manifest, name="mine", version="7.1"))
    assert (pipeline_of(mine).meta["name"], pipeline_of(mine).meta["version"]) == ("mine", "7.1")
    write_pipeline(mine, tmp_path)
    again = spacy.load(tmp_path)
    assert (again.meta["name"], again.meta["version"]) == ("mine", "7.1")
    assert load_model(tmp_path).name == "mine-7.1"
    assert said(again(TEXT))[0][0] == "1200余亩"


def test_the_configuration_says_only_the_pipeline() -> None:
    text = (MODEL / "config.cfg").read_text(encoding="utf-8")
    for word in ("training", "optimizer", "corpora", "dropout"):
        assert word not in text
