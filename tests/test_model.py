"""A model's folder: it loads as data, knows what it is, and is refused in one line where it is not what it
says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conftest import MODEL
from zhibiao.core.vocabulary import base
from zhibiao.run.pipeline import TAGGER, default_model_folder, identity_of, load_model
from zhibiao.tag import manifest as manifests
from zhibiao.tag.features import templates
from zhibiao.tag.features.templates import TEMPLATES
from zhibiao.tag.manifest import PARTS
from zhibiao.tag.model import Model, ModelError, arrays_of, digest, leave_out, load, save


@pytest.fixture(scope="module")
def model() -> Model:
    """The shipped model as one that was trained under the package's own words."""
    found = load_model()
    own = base()
    return replace(found, vocabulary=own, manifest=replace(found.manifest, vocabulary=own.fingerprint))


@pytest.fixture(scope="module")
def saved(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    save(model, folder)
    return folder


def test_no_file_of_a_model_can_run_code() -> None:
    kinds = {path.suffix for path in MODEL.rglob("*") if path.is_file()}
    assert kinds <= {".json", ".cfg", ".npz", ".toml", ".csv", ".txt", ".tsv"}
    with np.load(MODEL / TAGGER / "weights.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "iuf" for name in arrays.files)


def test_default_model_is_the_shipped_one() -> None:
    assert default_model_folder() == MODEL
    assert load_model().name == "township-0.4.0"


def test_a_saved_model_is_the_same_model(model: Model, saved: Path) -> None:
    again = load(saved)
    assert again.manifest == model.manifest
    assert again.fingerprint == model.fingerprint
    assert again.vocabulary is base()
    assert again.settings == model.settings
    assert np.array_equal(again.context.weights, model.context.weights)
    assert np.array_equal(again.parent.weights, model.parent.weights)


def test_a_model_leaves_out_what_the_one_beside_has(model: Model, tmp_path: Path) -> None:
    own, other = tmp_path / "mine" / TAGGER, tmp_path / "theirs" / TAGGER
    changed = replace(model.indicator, weights=2 * model.indicator.weights)
    arrays = arrays_of({part: getattr(model, part) for part in PARTS} | {"indicator": changed})
    save(replace(model, indicator=changed, manifest=replace(model.manifest, weights=digest(arrays))), own)
    save(model, other)
    whole = load(own)
    assert leave_out(own, "theirs") == [part for part in PARTS if part != "indicator"]
    assert (own / "weights.npz").stat().st_size < (other / "weights.npz").stat().st_size / 2
    again = load(own)
    assert (again.fingerprint, again.manifest) == (whole.fingerprint, whole.manifest)
    assert np.array_equal(again.indicator.weights, changed.weights)
    assert np.array_equal(again.context.weights, model.context.weights)
    assert identity_of(own)[0] == whole.fingerprint
    save(again, tmp_path / "alone")
    assert load(tmp_path / "alone").fingerprint == whole.fingerprint
    save(replace(model, context=replace(model.context, intercept=model.context.intercept + 1)), other)
    with pytest.raises(ModelError, match="不是同一次训练写成的"):
        load(own)
    shutil.rmtree(other)
    with pytest.raises(ModelError, match="缺少权重文件"):
        load(own)


def test_a_model_lies_beside_no_path(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "mine" / TAGGER)
    path = tmp_path / "mine" / TAGGER / "manifest.json"
    path.write_text(replace(model.manifest, beside="../theirs").text(), encoding="utf-8")
    with pytest.raises(ModelError, match="应为一个模型的名字"):
        load(path.parent)


def test_a_model_is_written_over_another(model: Model, saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(saved, folder)
    (folder / "heads.json").write_text("{}", encoding="utf-8")
    (folder / "vocabulary" / "overlay-1").mkdir()
    (folder / "vocabulary" / "overlay-1" / "lexicon.txt").write_text("桥头堡 100 n\n", encoding="utf-8")
    save(model, folder)
    assert load(folder).fingerprint == model.fingerprint
    assert not (folder / "heads.json").exists()


def test_the_fingerprint_is_that_of_what_the_model_says(model: Model, tmp_path: Path) -> None:
    other = replace(model, manifest=replace(model.manifest, calibration={"bias": 0.0}))
    assert other.fingerprint != model.fingerprint
    words = tmp_path / "words"
    words.mkdir()
    (words / "lexicon.txt").write_text("桥头堡 100 n\n", encoding="utf-8")
    assert replace(model, vocabulary=base().overlay(words)).fingerprint != model.fingerprint


def test_a_model_knows_what_it_was_trained_on(model: Model) -> None:
    assert model.manifest.trained_on(model.manifest.reports[0])
    assert not model.manifest.trained_on("0" * 64)
    assert set(model.manifest.held_out) < set(model.manifest.reports)


def test_the_fingerprint_needs_no_loading(model: Model, saved: Path, tmp_path: Path) -> None:
    assert identity_of(saved)[0] == load(saved).fingerprint == model.fingerprint
    assert identity_of()[0] == load_model().fingerprint
    (tmp_path / "lexicon.txt").write_text("桥头堡 100 n\n", encoding="utf-8")
    laid_over = load_model(saved, vocabulary=tmp_path)
    assert identity_of(saved, tmp_path)[0] == laid_over.fingerprint != model.fingerprint


def manifest_change(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / "manifest.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        change(data)
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    return damage


def weights_change(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        with np.load(folder / "weights.npz") as arrays:
            found = {name: arrays[name] for name in arrays.files}
        change(found)
        np.savez(folder / "weights.npz", **found)

    return damage


def set_key(name: str, value: object) -> Callable[[Path], None]:
    return manifest_change(lambda data: data.update({name: value}))


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def cut(folder: Path) -> None:
    path = folder / "weights.npz"
    path.write_bytes(path.read_bytes()[:100_000])


def old_format(folder: Path) -> None:
    (folder / "manifest.json").rename(folder / "heads.json")


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "the 0.1 format": (old_format, "0.1 版的模型"),
    "an unknown format": (set_key("format", 99), "格式为 99"),
    "no manifest": (without("manifest.json"), "没有 manifest.json"),
    "no JSON": (lambda folder: (folder / "manifest.json").write_text("{"), "不是 JSON"),
    "a list": (lambda folder: (folder / "manifest.json").write_text("[]"), "模型格式"),
    "no labels": (manifest_change(lambda data: data.pop("labels")), "缺少 labels"),
    "a wrong type": (set_key("reports", {"a": 1}), "reports，或类型不对"),
    "an unknown entry": (set_key("mood", "good"), "不认识的条目 mood"),
    "other templates": (set_key("features", "0" * 16), "特征模板"),
    "reversed labels": (manifest_change(lambda data: data["labels"]["category"].reverse()), "次序"),
    "two labels swapped": (
        manifest_change(lambda data: data["labels"]["status"].sort(key=lambda label: label[-1])),
        "次序",
    ),
    "a missing label": (manifest_change(lambda data: data["labels"]["category"].pop()), "标签缺少"),
    "no claim label": (
        manifest_change(lambda data: data["labels"]["claim"].remove("claim")),
        "缺少 'claim'",
    ),
    "a label twice": (manifest_change(lambda data: data["labels"]["scope"].append("above")), "重复"),
    "a label of no taxonomy": (
        manifest_change(lambda data: data["labels"]["category"].__setitem__(0, "space.rocket")),
        "'space.rocket' 不在",
    ),
    "a label of no enum": (
        manifest_change(lambda data: data["labels"]["status"].__setitem__(0, "wished")),
        "'wished' 不在",
    ),
    "a missing head": (manifest_change(lambda data: data["labels"].pop("scope")), "分类头应为"),
    "a missing part": (manifest_change(lambda data: data["learners"].pop("parent")), "缺少部件 parent"),
    "an unknown learner": (
        manifest_change(lambda data: data["learners"].update(parent="os.path")),
        "no learner 'os.path'",
    ),
    "an unknown setting": (
        manifest_change(lambda data: data["settings"]["windows"].update(depth=1)),
        "不认识的 depth",
    ),
    "a missing setting": (
        manifest_change(lambda data: data["settings"]["windows"].pop("after")),
        "缺少 after",
    ),
    "half a claim back": (
        manifest_change(lambda data: data["settings"]["windows"].update(parents_back=0.5)),
        "parents_back 应为整数",
    ),
    "no settings file": (without("config.toml"), "缺少训练设置"),
    "an edited settings file": (
        lambda folder: (folder / "config.toml").write_text("[model]\n"),
        "被改动过",
    ),
    "no words": (lambda folder: shutil.rmtree(folder / "vocabulary"), "缺少词表"),
    "a file of words missing": (without("vocabulary/units.toml"), "units.toml"),
    "other words": (
        lambda folder: (folder / "vocabulary" / "lexicon.txt").write_text("词 1 n\n", encoding="utf-8"),
        "与训练时的词表不同",
    ),
    "no weights": (without("weights.npz"), "缺少权重"),
    "half the weights": (cut, "损坏"),
    "no archive": (lambda folder: (folder / "weights.npz").write_bytes(b"PK"), "损坏"),
    "a pickle in it": (
        weights_change(lambda arrays: arrays.update({"parent.low": np.array([{}], dtype=object)})),
        "损坏",
    ),
    "an array missing": (weights_change(lambda arrays: arrays.pop("named.rows")), "不合用"),
    "an array too short": (
        weights_change(lambda arrays: arrays.update({"context.low": arrays["context.low"][:-1]})),
        "不合用",
    ),
    "too few columns": (
        weights_change(lambda arrays: arrays.update({"context.intercept": arrays["context.intercept"][1:]})),
        "不合用",
    ),
    "features beyond the space": (
        weights_change(lambda arrays: arrays.update({"parent.steps": arrays["parent.steps"] * 1000})),
        "不合用",
    ),
    "changed weights": (
        weights_change(lambda arrays: arrays.update({"named.high": arrays["named.high"][::-1]})),
        "与清单不符",
    ),
    "weights of other labels": (
        weights_change(lambda arrays: arrays.update({"named.labels": arrays["named.labels"] + 1})),
        "次序",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_model_is_refused_in_one_line(name: str, saved: Path, tmp_path: Path) -> None:
    damage, words = DAMAGES[name]
    folder = tmp_path / "damaged"
    shutil.copytree(saved, folder)
    damage(folder)
    with pytest.raises(ModelError) as caught:
        load(folder)
    message = str(caught.value)
    assert words in message
    assert message.startswith(str(folder))
    assert "\n" not in message
    assert "请" in message


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="没有这个模型文件夹"):
        load_model(tmp_path / "nosuch")


def test_every_template_is_declared_once() -> None:
    assert len({template.id for template in TEMPLATES}) == len(TEMPLATES)
    assert len({template.name for template in TEMPLATES}) == len(TEMPLATES)
    for group in {template.group for template in TEMPLATES}:
        kinds = {(one.weight, one.each) for one in TEMPLATES if one.group == group}
        assert len(kinds) == 1, group


@pytest.mark.parametrize("change", ["id", "weight", "columns", "version", "bits"])
def test_the_fingerprint_of_the_templates_tells_them_apart(
    change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = templates.fingerprint.__wrapped__()
    one = TEMPLATES[-20]
    changed = {
        "id": one._replace(id=999),
        "weight": one._replace(weight=2.0),
        "columns": one._replace(columns=(*one.columns, "tag")),
    }
    if change in changed:
        rows = [changed[change] if row is one else row for row in TEMPLATES]
        monkeypatch.setattr(templates, "TEMPLATES", tuple(rows))
    elif change == "version":
        monkeypatch.setitem(templates.EXTRACTION, "words", 99)
    else:
        monkeypatch.setattr(templates, "SPAN_BITS", 21)
    assert templates.fingerprint.__wrapped__() != before


@pytest.mark.parametrize(
    ("value", "kind", "right"),
    [
        (1, int, True), (True, int, False), ("1", int, False), (1, float, True), (None, str, False),
        (["a"], list[str], True), (["a", 1], list[str], False), ("a", list[str], False),
        ({"a": {"b": 1.0}}, dict[str, dict[str, float]], True),
        ({"a": {"b": "c"}}, dict[str, dict[str, float]], False),
    ],
)  # fmt: skip
def test_types_of_a_manifest(value: object, kind: object, right: bool) -> None:
    assert manifests.fits(value, kind) is right


@pytest.mark.parametrize(
    ("least", "shares"),
    [(0.4, None), (0.5, (0.9, 0.7)), (0.79, (0.9, 0.7)), (0.8, (0.5, 0.9)), (1.0, (0.5, 0.9))],
)
def test_worth_of_a_least_confidence(least: float, shares: tuple[float, float] | None) -> None:
    manifest = replace(load_model().manifest, worth=[[0.5, 0.9, 0.7], [0.8, 0.5, 0.9]])
    assert manifest.worth_of(least) == shares
