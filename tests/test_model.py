"""The shipped model: it loads as data, speaks spaCy, is what its corpus gives, and is good enough on what it never saw."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

import zhibiao
from conftest import ROOT, SHARED
from zhibiao.corpus.format import parse, read_corpus, read_standoff
from zhibiao.evaluate.scores import evaluate
from zhibiao.run.pipeline import TAGGER, default_model_folder, load_model
from zhibiao.tag.spans.lattice import lattice
from zhibiao.train.dataset import example, token_span
from zhibiao.train.training import Settings, fit, train

MODEL = ROOT / "models" / "township"
TEXT = "云岭县石桥镇2023年工作总结\n全镇完成造林1200余亩，同比增长8.5%；检查企业85家，现场整改22家。12345热线受理诉求310件。"
ALPHABET = "0123456789.,%-—/：: \n\t　一二三四十百千万亿第年月日元亩人户个其中增长减少比上年同期完成全镇（）、，。；“”xX\x0c"


def test_no_file_of_a_model_can_run_code() -> None:
    assert {path.suffix for path in MODEL.rglob("*") if path.is_file()} <= {".json", ".cfg", ".npz", ""}
    with np.load(MODEL / TAGGER / "weights.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "if" for name in arrays.files)


def test_spacy_pipeline_says_what_the_table_says(extractor: zhibiao.Extractor) -> None:
    doc = spacy.load(MODEL)(TEXT)
    rows = extractor.extract_text(TEXT).rows
    assert doc.text == TEXT
    spans = doc.spans["claims"]
    assert [(span.start_char, span.end_char, span.label_) for span in spans] == [
        (row.start, row.end, row.category) for row in rows
    ]
    assert [(str(span._.claim.period), span._.claim.confidence) for span in spans] == [
        (row.period, pytest.approx(row.confidence, abs=1e-4)) for row in rows
    ]
    assert [(span.text, span.label_) for span in doc.spans["numbers"]][-1] == ("12345", "name")
    assert [span.text for span in doc.spans["indicators"]][:2] == ["造林", "造林"]


def test_trained_factories_are_found_by_entry_points() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe(TAGGER)
    with pytest.raises(ValueError, match="has no model"):
        nlp("造林1200亩。")


def test_parts_are_labelled(extractor: zhibiao.Extractor) -> None:
    rows = {row.text: row for row in extractor.extract_text(TEXT).rows}
    assert rows["1200余亩"].category == "environment.forestry"
    assert rows["22家"].parent_id in {rows["85家"].claim_id, ""}
    assert rows["310件"].category == "governance.petition"


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet=ALPHABET, max_size=120) | st.text(max_size=80))
def test_no_text_crashes_the_extractor(extractor: zhibiao.Extractor, text: str) -> None:
    raw = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for row in extractor.extract_text(text).rows:
        assert "".join(raw[row.start : row.end].split()).replace("\u200b", "") == row.text.replace(
            "\u200b", ""
        )


def test_gold_spans_are_among_the_choices() -> None:
    source = (
        "# title: t\n# place: p\n# year: 2020\n# genre: g\n\n全镇新建高标准农田3200亩，其中旱地1200亩。\n"
        "  + 3200亩 | 3200 亩 | 新建高标准农田 | | agriculture.farmland\n  + 1200亩 | 1200 亩 | 新建高标准农田 | 旱地 | agriculture.farmland | ^1\n"
    )
    one = example(parse(source, name="x"))
    spans = lattice(one.context, one.claims)
    right = token_span(one.context, one.gold[one.claims[0]].indicator)
    assert right is not None
    low, high = spans.offsets[0], spans.offsets[1]
    found = {
        (int(spans.tokens[spans.first[i]]), int(spans.tokens[spans.last[i]]) + 1) for i in range(low, high)
    }
    assert tuple(right) in found


def test_training_is_reproducible() -> None:
    examples = [example(report) for report in read_corpus(ROOT / "corpus" / "excerpts")[:8]]
    one, other = (fit(examples, "x", Settings(iterations=5)) for _ in range(2))
    assert np.array_equal(one.category.weights, other.category.weights)
    assert np.array_equal(one.indicator.weights, other.indicator.weights)


def test_the_corpus_gives_the_shipped_model() -> None:
    """The whole training: the figures on the held-out reports are those shipped, and so are the answers."""
    reports = [
        report for name in ("reports", "excerpts", "drills") for report in read_corpus(ROOT / "corpus" / name)
    ]
    trained = train(reports, "township")
    shipped = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))["performance"]
    for name, value in trained.figures.items():
        assert value == pytest.approx(shipped[name], abs=0.01), name
    again, model = evaluate(reports[:6], trained.model), load_model()
    for name, value in evaluate(reports[:6], model).items():
        assert again[name] == pytest.approx(value, abs=0.01), name


def test_held_out_reports_keep_their_floor() -> None:
    figures = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))["performance"]
    assert figures["claim_f1"] >= 0.97
    assert figures["measure"] >= 0.95
    assert figures["indicator"] >= 0.84


def test_a_real_report_keeps_its_floor(baisha: Path) -> None:
    report = read_standoff(baisha, baisha.with_name("baisha-2024-self-evaluation.gold.jsonl"))
    rows = zhibiao.extract(baisha)
    figures = evaluate([report], load_model())
    assert len(rows.rows) >= 118
    for name, floor in {
        "claim_f1": 0.97,
        "value": 0.97,
        "unit": 0.96,
        "measure": 0.95,
        "bound": 0.97,
        "marked": 0.75,
        "category": 0.85,
        "indicator": 0.80,
    }.items():
        assert figures[name] >= floor, name


def test_our_scores_are_those_of_the_scorer(baisha: Path, tmp_path: Path) -> None:
    scorer, gold = SHARED / "tools" / "score.py", baisha.with_name("baisha-2024-self-evaluation.gold.jsonl")
    table = tmp_path / "t.csv"
    subprocess.run(
        [sys.executable, "-m", "zhibiao", "extract", str(baisha), "-o", str(table)],
        check=True,
        capture_output=True,
    )
    done = subprocess.run(
        [sys.executable, str(scorer), str(table), str(gold), str(baisha), "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    theirs = json.loads(done.stdout)
    report = read_standoff(baisha, gold)
    from zhibiao.evaluate.scores import Scores, claims_of

    ours = Scores()
    ours.add(report, claims_of(zhibiao.extract(baisha).rows))
    for name, value in ours.figures().items():
        if name in theirs:
            assert value == pytest.approx(theirs[name], abs=1e-9), name


def test_default_model_is_the_shipped_one() -> None:
    assert (default_model_folder() / TAGGER / "weights.npz").exists()
