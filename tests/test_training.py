"""Training: what a small corpus gives, what is said of it, settings, learners; and the whole of it in its own
step."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from zhibiao.cli.main import main
from zhibiao.corpus.annotation import Annotated
from zhibiao.corpus.format import fingerprint, parse, read_corpus
from zhibiao.evaluate.scores import evaluate
from zhibiao.resolve.confidence import BIAS
from zhibiao.run.pipeline import load_model, process
from zhibiao.spacy.adapter import write_pipeline
from zhibiao.tag import heads
from zhibiao.tag.heads.likelihood import Lesson, Problem, loss, problem_of
from zhibiao.tag.spans.lattice import Lattice
from zhibiao.train.calibration import calibrate
from zhibiao.train.config import Config, ConfigError, default_config, read_config
from zhibiao.train.config import parse as parse_config
from zhibiao.train.training import Trained, TrainingError, split_of, train

SIZE = 40
HEADER = "# title: 某镇总结\n# place: 某镇\n# year: 2020\n# genre: 总结\n"


def quick(text: str | None = None) -> Config:
    """The shipped settings with hardly any iterations."""
    return parse_config(
        re.sub(r"^iterations = 120", "iterations = 2", text or default_config().text, flags=re.M), "x"
    )


@pytest.fixture(scope="module")
def reports() -> list[Annotated]:
    found = read_corpus(ROOT / "corpus" / "excerpts")[:5]
    return [replace(report, split="") for report in found]


@pytest.fixture(scope="module")
def trained(reports: list[Annotated]) -> Trained:
    return train(reports, name="mine", config=quick())


def test_five_reports_give_a_model_and_say_what_they_lack(trained: Trained, tmp_path: Path) -> None:
    write_pipeline(trained.model, tmp_path / "mine")
    model = load_model(tmp_path / "mine")
    assert model.name.startswith("mine-0.4.0+")
    assert model.fingerprint == trained.model.fingerprint
    assert [row.text for row in process(parse_text("全镇造林1200亩。"), about(), model).rows] == ["1200亩"]
    assert any("类别没有例子" in note for note in trained.notes)
    assert all("\n" not in note for note in trained.notes)


def parse_text(text: str) -> object:
    return parse(f"{HEADER}\n{text}\n", name="x").document


def about() -> object:
    return parse(f"{HEADER}\n无\n", name="x").about


def test_a_model_says_what_it_was_trained_on(trained: Trained, reports: list[Annotated]) -> None:
    manifest = trained.model.manifest
    assert all(manifest.trained_on(report.document.sha256) for report in reports)
    assert manifest.held_out == [reports[4].document.sha256]
    assert manifest.corpus == fingerprint(reports) == fingerprint(reports[::-1]) != fingerprint(reports[1:])
    assert manifest.libraries["scikit-learn"]
    assert 0 < manifest.figures["claim_f1"] <= 1
    assert [row[0] for row in manifest.worth] == sorted(row[0] for row in manifest.worth)
    assert all(0 < share <= 1 for _, share, _ in manifest.worth)


def test_training_is_reproducible(trained: Trained, reports: list[Annotated]) -> None:
    again = train(reports, name="mine", config=quick())
    assert again.model.manifest == trained.model.manifest
    assert np.array_equal(again.model.indicator.weights, trained.model.indicator.weights)


def test_parts_are_taken_from_a_model_of_the_same_corpus(trained: Trained, reports: list[Annotated]) -> None:
    other = trained.model
    again = train(reports, name="mine", config=quick(), beside=other).model
    assert again.manifest == other.manifest
    assert again.indicator is other.indicator
    assert again.named is not other.named
    with pytest.raises(TrainingError, match="语料或设置与要训练的模型不同"):
        train(reports[:4], name="mine", config=quick(), beside=other)
    longer = parse_config(quick().text.replace("longest = 13", "longest = 12"), "x")
    with pytest.raises(TrainingError, match="语料或设置与要训练的模型不同"):
        train(reports, name="mine", config=longer, beside=other)


def test_what_is_calibrated_errs_less_than_what_is_not() -> None:
    model, reports = load_model(), read_corpus(ROOT / "corpus" / "excerpts")[:4]
    weights = calibrate(model, reports, 1.0)
    turned = {name: weight if name == BIAS else -weight for name, weight in weights.items()}
    errors = [
        evaluate(reports, replace(model, manifest=replace(model.manifest, calibration=one)))["brier"]
        for one in (weights, {}, turned)
    ]
    assert errors[0] == min(errors)


def test_text_without_annotation_is_one_line() -> None:
    with pytest.raises(TrainingError, match="没有一条标注的指标") as caught:
        train([parse(f"{HEADER}\n全镇造林1200亩。\n", name="x")], name="x", config=quick())
    assert "\n" not in str(caught.value)


def test_one_report_of_one_claim_is_enough() -> None:
    source = f"{HEADER}\n全镇造林1200亩。\n  + 1200亩 | 1200 亩 | 造林 | | environment.forestry\n"
    model, notes = train([parse(source, name="x")], name="x", config=quick())
    row = process(parse_text("全镇造林1200亩。"), about(), model).rows[0]
    assert (row.text, row.category) == ("1200亩", "environment.forestry")
    assert any("没有留出的报告" in note for note in notes)
    assert any("只有一种取值" in note and "status=actual" in note for note in notes)
    assert not any("收敛" in note for note in notes)


def test_a_solver_that_does_not_end_is_one_line(reports: list[Annotated]) -> None:
    text = re.sub(
        r"iterations = 1000, tolerance = 0.0001", "iterations = 1, tolerance = 0.000001", quick().text
    )
    _, notes = train(reports[:2], name="x", config=parse_config(text, "x"))
    assert [note for note in notes if "iterations" in note]


def test_commands_say_what_a_model_lacks_and_has_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "own"
    corpus.mkdir()
    for path in sorted((ROOT / "corpus" / "excerpts").glob("*.txt"))[:2]:
        shutil.copy(path, corpus)
    settings_file = tmp_path / "quick.toml"
    settings_file.write_text(quick().text, encoding="utf-8")
    mine = str(tmp_path / "mine")
    assert main(["train", str(corpus), "-o", mine, "--config", str(settings_file), "--lang", "zh"]) == 0
    said = capsys.readouterr().err
    assert all(line.startswith("zhibiao: ") for line in said.splitlines())
    assert "类别没有例子" in said
    assert main(["evaluate", str(corpus), "-m", mine, "--lang", "zh"]) == 0
    assert "2 份报告中有 2 份是模型训练时见过的" in capsys.readouterr().err


def test_a_command_without_annotations_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("全镇造林1200亩。\n", encoding="utf-8")
    assert main(["train", str(tmp_path), "-o", str(tmp_path / "mine"), "--lang", "zh"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "没有一条标注的指标" in said
    assert not (tmp_path / "mine").exists()


def test_the_split_is_the_corpus_files(reports: list[Annotated]) -> None:
    sources = [
        f"{HEADER}# split: {split}\n\n造林{n}亩。\n  + {n}亩 | {n} 亩 | 造林 | | environment.forestry\n"
        for n, split in enumerate(("train", "held-out", "test", "train"), 1)
    ]
    written = [parse(source, name=str(n)) for n, source in enumerate(sources)]
    taught, held, said = split_of(written, 5)
    assert (taught, held, said) == ([written[0], written[1], written[3]], [written[1]], "corpus")
    assert split_of([*reports, *reports], 5).held == [reports[4], reports[4]]


CONFIGS: dict[str, tuple[Callable[[str], str], str]] = {
    "no TOML": (lambda text: text + "\n[", "请对照"),
    "an unknown section": (lambda text: text + "\n[mood]\n", "不认识的 mood"),
    "an unknown key": (
        lambda text: text.replace("reach = 5", "reach = 5\nreech = 5"),
        "[smoothing] 有不认识的 reech",
    ),
    "an unknown key of the encoder": (
        lambda text: text + '\n[encoder]\nname = "e5-small"\nlayers = 6\n',
        "[encoder] 有不认识的 layers",
    ),
    "an encoder without a name": (lambda text: text + "\n[encoder]\n", "[encoder] 缺少 name"),
    "a missing key": (lambda text: text.replace("reach = 5", ""), "[smoothing] 缺少 reach"),
    "a missing section": (lambda text: text.replace("[calibration]\nstrength = 1.0", ""), "缺少 calibration"),
    "a text for a number": (lambda text: text.replace("penalty = 4.0", 'penalty = "x"'), "penalty 应为正数"),
    "a negative number": (
        lambda text: text.replace("strength = 15.0", "strength = -1.0"),
        "strength 应为正数",
    ),
    "half an iteration": (
        lambda text: text.replace("iterations = 120", "iterations = 1.5"),
        "iterations 应为正整数",
    ),
    "an unknown head": (lambda text: text.replace("basis = {", "bases = {"), "不认识的 bases"),
    "a head that is a number": (
        lambda text: re.sub("^basis = .*", "basis = 1", text, flags=re.M),
        "basis 应为一组设置",
    ),
    "an unknown learner": (lambda text: text.replace('"ranker"', '"os"'), "no learner 'os'"),
    "a part that is a number": (lambda text: re.sub(r"\[parent\]\n(.+\n)+", "", text) + "", "缺少 parent"),
    "every report": (lambda text: text.replace("every = 5", "every = 1"), "every 应不小于 2"),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_wrong_settings_are_refused_by_name(name: str, tmp_path: Path) -> None:
    change, words = CONFIGS[name]
    path = tmp_path / "config.toml"
    path.write_text(change(re.sub("(?m)^#.*\n", "", default_config().text)), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_settings_reach_the_model(reports: list[Annotated]) -> None:
    text = quick().text.replace("longest = 13", "longest = 2").replace('name = ""', 'name = "short"')
    model = train(reports[:2], name="x", config=parse_config(text, "x")).model
    assert (model.manifest.name, model.settings.windows.longest, model.config) == ("short", 2, text)


MAJORITY = '''
from collections import Counter
import numpy as np

class Majority:
    """The most frequent label, whatever the features say."""

    def __init__(self, labels):
        self.labels = labels

    def probabilities(self, asked):
        rows = len(next(iter(asked.values())).counts)
        return {name: np.eye(1, len(labels)).repeat(rows, 0) for name, labels in self.labels.items()}

    def save(self):
        return {}

    @classmethod
    def load(cls, arrays, labels):
        return cls(labels)

    @classmethod
    def fit(cls, lessons, settings):
        return cls({
            head: tuple(label for label, _ in Counter(filter(None, column)).most_common())
            for head, column in lessons.labels.items()
        })

LEARNER = Majority
'''


def test_a_new_learner_is_one_new_file(
    reports: list[Annotated], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "majority.py").write_text(MAJORITY, encoding="utf-8")
    monkeypatch.setattr(heads, "__path__", [*heads.__path__, str(tmp_path)])
    text = re.sub(r"\[named\]\n(.+\n)+", '[named]\nlearner = "majority"\n', quick().text)
    model = train(reports[:2], name="x", config=parse_config(text, "x")).model
    write_pipeline(model, tmp_path / "model")
    again = load_model(tmp_path / "model")
    (row,) = process(parse_text("全镇造林1200亩。"), about(), again).rows
    assert (row.category, row.scope) == (
        model.manifest.labels["category"][0],
        model.manifest.labels["scope"][0],
    )


@st.composite
def lessons(draw: st.DrawFn) -> list[Lesson]:
    """One or two small reports with spans and options over few features, which often meet."""
    found = []
    for _ in range(draw(st.integers(1, 2))):
        claims, positions = draw(st.integers(1, 3)), draw(st.integers(1, 4))
        seed = np.random.default_rng(draw(st.integers(0, 2**32)))
        pairs = [(i, j) for i in range(positions) for j in range(i, positions)] * claims
        first, last = (np.array(column) for column in zip(*pairs, strict=True))
        features = {name: seed.integers(0, SIZE, (positions, 3)) for name in ("starts", "ends", "inside")}
        spans = Lattice(
            tokens=np.arange(positions), wholes=seed.integers(0, SIZE, (len(first), 2)),
            first=first, last=last, offsets=np.arange(claims + 1) * (len(first) // claims), **features,
        )  # fmt: skip
        options = [
            [(None, seed.integers(0, SIZE, 3).tolist()), ((0, 1), seed.integers(0, SIZE, 2).tolist())]
            for _ in range(claims)
        ]
        right = [draw(st.sampled_from([None, (0, 1), (0, positions), (7, 9)])) for _ in range(claims)]
        found.append(Lesson(draw(st.sampled_from([spans, None])), options, [as_span(one) for one in right]))
    return found


def as_span(pair: tuple[int, int] | None) -> object:
    from zhibiao.core.spans import TokenSpan

    return None if pair is None else TokenSpan(*pair)


@settings(max_examples=60, deadline=None)
@given(lessons=lessons(), seed=st.integers(0, 2**32), penalty=st.floats(0.1, 5.0))
def test_the_gradient_is_that_of_the_loss(lessons: list[Lesson], seed: int, penalty: float) -> None:
    problem: Problem = problem_of(lessons)
    weights = np.random.default_rng(seed).normal(size=SIZE)
    _, gradient = loss(weights, problem, penalty)
    step = 1e-5
    for i in range(SIZE):
        up, down = weights.copy(), weights.copy()
        up[i] += step
        down[i] -= step
        slope = (loss(up, problem, penalty)[0] - loss(down, problem, penalty)[0]) / (2 * step)
        assert gradient[i] == pytest.approx(slope, abs=1e-4)


@pytest.mark.training
def test_the_corpus_gives_the_shipped_model() -> None:
    """The whole training: the figures on the held-out reports are those shipped, and so are the answers."""
    folders = ("reports", "excerpts", "drills", "manner")
    reports = [report for name in folders for report in read_corpus(ROOT / "corpus" / name)]
    shipped = load_model()
    trained = train(reports, name="township", config=parse_config(shipped.config, "config.toml")).model
    assert trained.manifest.held_out == shipped.manifest.held_out
    for name, value in trained.manifest.figures.items():
        if name in shipped.manifest.figures:
            assert value == pytest.approx(shipped.manifest.figures[name], abs=0.01), name
    again = evaluate(reports[:6], trained)
    for name, value in evaluate(reports[:6], shipped).items():
        assert again[name] == pytest.approx(value, abs=0.01), name
