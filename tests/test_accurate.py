"""The accurate model, end to end: by name, as a spaCy pipeline, in workers; it looks through the encoder."""

from __future__ import annotations

import csv
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import spacy

import zhibiao
from conftest import ROOT
from zhibiao.cli.main import main
from zhibiao.corpus.format import read_corpus
from zhibiao.run.pipeline import TAGGER, load_model, manifest_of, shipped
from zhibiao.tag.features.hashing import mix
from zhibiao.tag.features.templates import CONTEXT_BITS, ID
from zhibiao.tag.manifest import ModelError
from zhibiao.tag.model import load, save
from zhibiao.tag.vectors.encoder import Encoder, EncoderMissing
from zhibiao.train.config import default_config
from zhibiao.train.config import parse as parse_config
from zhibiao.train.training import train

ACCURATE = ROOT / "models" / "accurate"
TEXT = """石桥镇2023年工作总结
二、民生保障
城乡居民医保参保18742人，参保率比上年提高3.2个百分点；发放高龄津贴45.6万元。
三、农业农村
全镇完成造林1200亩，同比增长8.5%。新建村级卫生室3个。
"""
EXPECTED = [
    ("18742人", "welfare.insurance"),
    ("3.2个百分点", "welfare.insurance"),
    ("45.6万元", "welfare.care"),
    ("1200亩", "environment.forestry"),
    ("8.5%", "environment.forestry"),
    ("3个", "public_service.health"),
]


@pytest.fixture(scope="module")
def accurate(encoder: Encoder) -> zhibiao.Extractor:
    return zhibiao.Extractor("accurate")


def test_the_accurate_model_by_its_name(accurate: zhibiao.Extractor) -> None:
    rows = accurate.extract_text(TEXT).rows
    assert [(row.text, row.category) for row in rows] == EXPECTED
    assert {row.model.partition("-")[0] for row in rows} == {"accurate"}


def test_it_looks_through_the_encoder(accurate: zhibiao.Extractor, encoder: Encoder) -> None:
    assert accurate.model.encoder is encoder
    blind = replace(accurate.model, encoder=None)
    seeing = load_model("accurate")
    certain = []
    for model in (blind, seeing):
        accurate.model = model
        certain.append([row.confidence for row in accurate.extract_text(TEXT).rows])
    assert certain[0] != certain[1]


def test_it_says_what_it_needs(encoder: Encoder, capsys: pytest.CaptureFixture[str]) -> None:
    assert manifest_of(Path("accurate")).encoder == encoder.card.wanted()
    assert manifest_of(Path("township")).encoder == {}
    assert main(["model", "show", "-m", "accurate", "--lang", "en"]) == 0
    assert "needs the encoder e5-small" in capsys.readouterr().out


def test_a_folder_of_that_name_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert sorted(shipped()) == ["accurate", "township"]
    (tmp_path / "accurate").mkdir()
    with pytest.raises(ModelError, match=r"其中没有 manifest\.json"):
        manifest_of(Path("accurate"))


def test_no_file_of_it_can_run_code(encoder: Encoder) -> None:
    kinds = {path.suffix for path in ACCURATE.rglob("*") if path.is_file()}
    assert kinds <= {".json", ".cfg", ".npz", ".toml", ".csv", ".txt", ".tsv"}
    with np.load(ACCURATE / TAGGER / "weights.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "iuf" for name in arrays.files)
    onnx = pytest.importorskip("onnx")
    graph = onnx.load(encoder.folder / "graph.onnx", load_external_data=False).graph
    assert {node.domain for node in graph.node} <= {"", "com.microsoft"}
    assert not any(array.external_data for array in graph.initializer)


def test_it_is_saved_and_loaded_with_its_need(encoder: Encoder, tmp_path: Path) -> None:
    model = load_model("accurate")
    save(model, tmp_path)
    again = load(tmp_path)
    assert again.manifest == model.manifest
    assert again.fingerprint == model.fingerprint
    path = tmp_path / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace(encoder.card.source, "0" * 64), encoding="utf-8")
    with pytest.raises(EncoderMissing, match="与模型训练时的不同"):
        load(tmp_path)


def test_a_model_whose_templates_are_for_no_encoder_is_refused(encoder: Encoder, tmp_path: Path) -> None:
    shutil.copytree(ACCURATE / TAGGER, tmp_path / "model")
    path = tmp_path / "model" / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    del data["encoder"]
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(ModelError, match="特征模板与本程序不同"):
        load(tmp_path / "model")


def test_a_training_with_the_encoder(encoder: Encoder) -> None:
    text = re.sub(r"^iterations = 120", "iterations = 2", default_config().text, flags=re.M)
    config = parse_config(f'{text}\n[encoder]\nname = "e5-small"\n', "config.toml")
    reports = read_corpus(ROOT / "corpus" / "excerpts")[:2]
    model = train(reports, name="mine", config=config).model
    assert model.encoder is encoder
    assert model.manifest.encoder == encoder.card.wanted()
    assert set(model.named.features) > set(mix(CONTEXT_BITS, ID["encoded.name"], np.arange(128)))
    with pytest.raises(EncoderMissing, match="没有这个编码器"):
        train(reports, name="mine", config=parse_config(config.text.replace("e5-small", "e6"), "config.toml"))


def test_it_is_a_spacy_pipeline(encoder: Encoder) -> None:
    doc = spacy.load(ACCURATE)(TEXT)
    assert [(span.text, span.label_) for span in doc.spans["claims"]] == EXPECTED


def test_workers_use_it(encoder: Encoder, tmp_path: Path) -> None:
    for number in range(2):
        (tmp_path / f"{number}.txt").write_text(f"{TEXT}（{number}）", encoding="utf-8")
    call = ["extract", str(tmp_path), "-o", str(tmp_path / "t.csv"), "-m", "accurate", "--jobs", "2"]
    assert main(call) == 0
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["category"] for row in rows] == 2 * [category for _, category in EXPECTED]
