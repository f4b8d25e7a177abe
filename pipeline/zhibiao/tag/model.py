"""The trained model: weights as arrays and words as JSON in one folder. Loading it reads data and runs nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhibiao.core.vocabulary import Vocabulary, base
from zhibiao.tag.heads.linear import Heads
from zhibiao.tag.heads.ranker import Ranker
from zhibiao.tag.spans.lattice import BITS

_HEADS = ("context", "category")
_RANKERS = ("indicator", "qualifier", "parent")
_WEIGHTS, _REST = "weights.npz", "heads.json"


@dataclass(frozen=True, slots=True)
class Model:
    """Everything the tagger has learned. `calibration` maps the names of confidence features to their weights."""

    name: str
    context: Heads
    category: Heads
    indicator: Ranker
    qualifier: Ranker
    parent: Ranker
    calibration: dict[str, float]
    vocabulary: Vocabulary


def save(model: Model, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, NDArray[Any]] = {}
    rest: dict[str, Any] = {"name": model.name, "calibration": model.calibration}
    for name in _HEADS:
        heads: Heads = getattr(model, name)
        arrays[f"{name}.features"], arrays[f"{name}.weights"] = (
            heads.features.astype(np.int32),
            heads.weights.astype(np.float16),
        )
        rest[name] = heads.heads
    for name in _RANKERS:
        weights = getattr(model, name).weights
        used = np.flatnonzero(weights)
        arrays[f"{name}.index"], arrays[f"{name}.value"] = (
            used.astype(np.int32),
            weights[used].astype(np.float16),
        )
    np.savez_compressed(folder / _WEIGHTS, allow_pickle=False, **arrays)
    (folder / _REST).write_text(json.dumps(rest, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def load(folder: Path) -> Model:
    """Load a model; raises FileNotFoundError where there is none, ValueError where its files do not fit."""
    rest = json.loads((folder / _REST).read_text(encoding="utf-8"))
    with np.load(folder / _WEIGHTS, allow_pickle=False) as arrays:
        context, category = (
            Heads.of(
                arrays[f"{name}.features"],
                {head: tuple(labels) for head, labels in rest[name].items()},
                arrays[f"{name}.weights"],
            )
            for name in _HEADS
        )
        indicator, qualifier, parent = (
            Ranker(_table(arrays[f"{name}.index"], arrays[f"{name}.value"])) for name in _RANKERS
        )
    return Model(rest["name"], context, category, indicator, qualifier, parent, rest["calibration"], base())


def _table(index: NDArray[Any], value: NDArray[Any]) -> NDArray[np.float32]:
    table = np.zeros(1 << BITS, dtype=np.float32)
    table[index] = value
    return table
