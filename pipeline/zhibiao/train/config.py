"""`config.toml`: everything that is tuned, parsed and checked before a training begins."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from zhibiao.tag.heads.learner import LearnerError, learner_of
from zhibiao.tag.manifest import CONTEXT, NAMED, PARTS
from zhibiao.tag.settings import TaggerSettings, settings_of

_TAGGER = ("windows", "smoothing", "limits", "terms")
_ENCODER = "encoder"
"""The only section that may be left out: most models look through no encoder."""
_PLAIN: Mapping[str, Mapping[str, type]] = {
    "model": {"name": str, "version": str},
    "split": {"every": int},
    "calibration": {"strength": float},
}
_CLASSIFIER = {"learner": str, "minimum": int}
_HEAD = {"strength": float, "iterations": int, "tolerance": float}
_RANKER = {"learner": str, "penalty": float, "iterations": int, "memory": int, "smallest": float}


class ConfigError(ValueError):
    """A `config.toml` that can't be used: file, reason, remedy in one line."""


@dataclass(frozen=True)
class Config:
    """A checked `config.toml`. `sections` holds what the learners are told, `text` the file as it is kept."""

    text: str
    name: str
    version: str
    every: int
    tagger: TaggerSettings
    parts: Mapping[str, Mapping[str, Any]]
    calibration: Mapping[str, float]
    encoder: str
    """Name of the encoder that the model looks through; empty for none."""


def default_config() -> Config:
    """The settings of the shipped model."""
    text = files("zhibiao.train").joinpath("config.toml").read_text(encoding="utf-8")
    return parse(text, "zhibiao/train/config.toml")


def read_config(path: Path) -> Config:
    """Settings of a file; raises `ConfigError`."""
    if not path.is_file():
        raise ConfigError(f"{path}: 没有这个文件；请给出一个 config.toml，例如模型文件夹中的那个")
    return parse(path.read_text(encoding="utf-8"), str(path))


def parse(text: str, place: str) -> Config:
    """Check settings; `place` is the file named in a `ConfigError`."""
    try:
        data = tomllib.loads(text)
        encoder = data.pop(_ENCODER, {"name": ""})
        _check(_ENCODER, encoder, {"name": str})
        _check_names("", data, [*_PLAIN, *_TAGGER, *PARTS])
        for name, types in _PLAIN.items():
            _check(name, data[name], types)
        tagger = settings_of({name: data[name] for name in _TAGGER})
        for part in PARTS:
            _check_part(part, data[part])
    except (ValueError, LearnerError) as error:
        raise ConfigError(f"{place}: {error}；请对照 zhibiao/train/config.toml 修改") from None
    if data["split"]["every"] < 2:
        raise ConfigError(f"{place}: [split] every 应不小于 2；请对照 zhibiao/train/config.toml 修改")
    parts = {part: data[part] for part in PARTS}
    model = data["model"]
    return Config(
        text, model["name"], model["version"], data["split"]["every"], tagger, parts, data["calibration"],
        encoder["name"],
    )  # fmt: skip


def _check_part(part: str, section: Any) -> None:
    """The section of a part; the settings of the two shipped learners are checked one by one."""
    if not isinstance(section, dict):
        raise ValueError(f"[{part}] 应为一节")
    learner_of(str(section.get("learner")))
    heads = {"context": CONTEXT, "named": NAMED}.get(part, ())
    if section["learner"] == "ranker":
        _check(part, section, _RANKER)
    elif section["learner"] == "linear":
        names = [head.name for head in heads]
        _check_names(part, section, [*_CLASSIFIER, *names])
        _check(part, {name: section[name] for name in _CLASSIFIER}, _CLASSIFIER)
        for name in names:
            if not isinstance(section[name], dict):
                raise ValueError(f"[{part}] {name} 应为一组设置")
            given = dict(section[name])
            margin = given.pop("margin", 1.0)
            _check(f"{part}.{name}", given | {"margin": margin}, _HEAD | {"margin": float})


def _check(section: str, given: Any, types: Mapping[str, type]) -> None:
    if not isinstance(given, dict):
        raise ValueError(f"[{section}] 应为一节")
    _check_names(section, given, list(types))
    for key, kind in types.items():
        value = given[key]
        right = isinstance(value, int | float if kind is float else kind) and not isinstance(value, bool)
        if not right or (kind is not str and value <= 0):
            need = {str: "文字", int: "正整数", float: "正数"}[kind]
            raise ValueError(f"[{section}] {key} 应为{need}，这里是 {value!r}")


def _check_names(section: str, given: Mapping[str, object], known: list[str]) -> None:
    """Nothing missing, nothing unknown."""
    place = f"[{section}] " if section else ""
    for key in given:
        if key not in known:
            raise ValueError(f"{place}有不认识的 {key}，可用的是 {', '.join(known)}")
    for key in known:
        if key not in given:
            raise ValueError(f"{place}缺少 {key}")
