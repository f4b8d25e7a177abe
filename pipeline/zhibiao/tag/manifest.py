"""What a model says of itself: `manifest.json` in its folder, checked when the model is loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from zhibiao.core.vocabulary import Vocabulary
from zhibiao.tag.features.templates import fingerprint
from zhibiao.tag.heads import basis, category, claim, measure, scope, status
from zhibiao.tag.heads.learner import Head
from zhibiao.tag.settings import TaggerSettings, settings_of

FORMAT = 2
"""Of the model folder. Format 1 had no manifest."""
FILE, OLD_FILE = "manifest.json", "heads.json"
CONTEXT: tuple[Head, ...] = (claim.HEAD, measure.HEAD, basis.HEAD, status.HEAD)
"""Heads that are asked of every number, side by side."""
NAMED: tuple[Head, ...] = (category.HEAD, scope.HEAD)
"""Heads that are asked of claims, once their indicators and qualifiers are chosen."""
PARTS = ("context", "named", "indicator", "qualifier", "parent")
"""Parts of a model, each learned by one learner."""
_MAY_BE_ABSENT = ("encoder", "beside")
"""Fields of the manifest that most models have no use for."""
_RETRAIN = "请用 zhibiao train 语料 -o 模型文件夹 重新训练，或不加 -m 使用自带模型"


class ModelError(ValueError):
    """A model that can't be used: folder or file, reason and remedy in one line."""

    def __init__(self, place: Path | str, reason: str, remedy: str = _RETRAIN) -> None:
        super().__init__(f"{place}: {reason}；{remedy}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the model is made of and what it was trained on.

    `features`, `vocabulary`, `config`, `weights` and `corpus` are hashes: of the table of templates, the
    words, the file `config.toml`, the arrays, and the annotated reports. `reports` are the SHA-256 of the raw
    texts trained on, `held_out` of those among them that the figures and the calibration come from, by a twin
    that never saw them.
    """

    format: int
    name: str
    version: str
    learners: dict[str, str]
    labels: dict[str, list[str]]
    settings: dict[str, dict[str, float]]
    calibration: dict[str, float]
    features: str
    vocabulary: str
    config: str
    weights: str
    corpus: str
    split: str
    reports: list[str]
    held_out: list[str]
    figures: dict[str, float]
    worth: list[list[float]]
    """What a least confidence is worth on those reports: the confidence, the share of the rows that reach it,
    and the share of these that are right; by rising confidence."""
    libraries: dict[str, str]
    encoder: dict[str, str] = field(default_factory=dict)
    """Name, format and source (SHA-256 of its weights) of the encoder that the model looks through; empty for
    a model that needs none."""
    beside: str = ""
    """Name of the model in the folder next to this one's whose weights hold the parts that this one's lack;
    empty for a model that has all."""

    def trained_on(self, sha256: str) -> bool:
        """Whether the raw text with this hash was among the reports the model learned from."""
        return sha256 in self.reports

    def worth_of(self, least: float) -> tuple[float, float] | None:
        """Shares of the rows that a least confidence keeps, and of these that are right, as far as they were
        measured: at the highest confidence measured that is not above it."""
        below = [(kept, right) for confidence, kept, right in self.worth if confidence <= least]
        return below[-1] if below else None

    @property
    def fingerprint(self) -> str:
        """Name of the whole model: of its manifest, which has the hashes of everything else."""
        whole = replace(self, beside="")
        return hashlib.sha256(whole.text().encode()).hexdigest()[:16]

    def text(self) -> str:
        """As it stands in the file."""
        said = {key: value for key, value in asdict(self).items() if value or key not in _MAY_BE_ABSENT}
        return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def read(folder: Path) -> Manifest:
    """Manifest of a model folder; raises `ModelError` where it is none, is old, or does not fit this
    program."""
    if not folder.is_dir():
        raise ModelError(
            folder, "没有这个模型文件夹", "请给出 zhibiao train -o 写成的文件夹，或不加 -m 使用自带模型"
        )
    path = folder / FILE
    if not path.is_file():
        if (folder / OLD_FILE).is_file():
            raise ModelError(folder, "这是 0.1 版的模型，没有清单 manifest.json")
        raise ModelError(folder, "不是模型文件夹，其中没有 manifest.json")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(path, f"不是 JSON（{error}）") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        found = data.get("format") if isinstance(data, dict) else None
        raise ModelError(path, f"模型格式为 {found!r}，本程序读格式 {FORMAT}")
    return _manifest(data, path)


def _manifest(data: dict[str, Any], path: Path) -> Manifest:
    """A manifest with every field there and of its type; only what may be empty may be absent."""
    types = get_type_hints(Manifest)
    names = [one.name for one in fields(Manifest)]
    for name in names:
        if name not in data and name in _MAY_BE_ABSENT:
            continue
        if not fits(data.get(name), types[name]):
            raise ModelError(path, f"缺少 {name}，或类型不对")
    unknown = sorted(data.keys() - set(names))
    if unknown:
        raise ModelError(path, f"有不认识的条目 {unknown[0]}")
    return Manifest(**data)


def fits(value: object, kind: Any) -> bool:
    """Whether a value read from JSON is of a type made of str, int, float, list and dict."""
    arguments = getattr(kind, "__args__", ())
    if not arguments:
        return isinstance(value, (int, float) if kind is float else kind) and not isinstance(value, bool)
    if kind.__origin__ is list:
        return isinstance(value, list) and all(fits(item, arguments[0]) for item in value)
    return isinstance(value, dict) and all(fits(item, arguments[1]) for item in value.values())


def check(manifest: Manifest, vocabulary: Vocabulary, path: Path) -> TaggerSettings:
    """What the tagger is told; raises `ModelError` where templates, labels, words or settings are not this
    program's."""
    for reason in _faults(manifest, vocabulary):
        raise ModelError(path, reason)
    try:
        return settings_of(manifest.settings)
    except ValueError as error:
        raise ModelError(path, str(error)) from None


def _faults(manifest: Manifest, vocabulary: Vocabulary) -> Iterator[str]:
    own = fingerprint(bool(manifest.encoder))
    if manifest.features != own:
        yield f"特征模板与本程序不同（模型 {manifest.features}，程序 {own}）"
    if manifest.vocabulary != vocabulary.fingerprint:
        yield "vocabulary/ 与训练时的词表不同"
    missing = [part for part in PARTS if part not in manifest.learners]
    if missing:
        yield f"缺少部件 {missing[0]}"
    heads = {head.name: head for head in (*CONTEXT, *NAMED)}
    if list(manifest.labels) != list(heads):
        yield f"分类头应为 {'、'.join(heads)}，这里是 {'、'.join(manifest.labels)}"
    for name, labels in manifest.labels.items():
        allowed = heads[name].labels
        strange = [
            one for one in labels if one not in (vocabulary.categories if allowed is None else allowed)
        ]
        if strange:
            yield f"{name} 的标签 {strange[0]!r} 不在本程序的取值中"
        if not labels or len(set(labels)) != len(labels):
            yield f"{name} 的标签为空或重复"
    if claim.CLAIM not in manifest.labels["claim"]:
        yield f"claim 的标签中缺少 {claim.CLAIM!r}"


def labels_of(manifest: Manifest, part: str) -> Mapping[str, tuple[str, ...]]:
    """Labels of the heads of a part; none where it chooses spans."""
    heads = {"context": CONTEXT, "named": NAMED}.get(part, ())
    return {head.name: tuple(manifest.labels[head.name]) for head in heads}
