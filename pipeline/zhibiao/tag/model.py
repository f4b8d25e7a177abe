"""The trained model and its folder: a manifest, the settings, the words, and arrays. Loading it runs
nothing."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhibiao.core.spans import TokenSpan
from zhibiao.core.vocabulary import Vocabulary, VocabularyError, known
from zhibiao.tag.features.groups import Grouped
from zhibiao.tag.features.hashing import FloatArray
from zhibiao.tag.heads.learner import Arrays, Learner, LearnerError, learner_of
from zhibiao.tag.heads.parent import ParentChoice
from zhibiao.tag.heads.ranker import Choice, Question
from zhibiao.tag.manifest import FILE, OLD_FILE, PARTS, Manifest, ModelError, check, labels_of, read
from zhibiao.tag.settings import TaggerSettings
from zhibiao.tag.vectors.encoder import Encoder, opened
from zhibiao.tag.vectors.encoder import check as check_encoder

_ARRAY = ".npy"
WEIGHTS, CONFIG, VOCABULARY = "weights.npz", "config.toml", "vocabulary"

Classifier = Learner[Grouped, Mapping[str, FloatArray], Any]
SpanChooser = Learner[Question[TokenSpan], list[Choice[TokenSpan]], Any]
ParentChooser = Learner[Question[ParentChoice], list[Choice[ParentChoice]], Any]


@dataclass(frozen=True)
class Model:
    """Everything the tagger has learned, what it was told, and the words it was trained under."""

    manifest: Manifest
    settings: TaggerSettings
    vocabulary: Vocabulary
    config: str
    """The text of the `config.toml` it was trained with."""
    context: Classifier
    named: Classifier
    indicator: SpanChooser
    qualifier: SpanChooser
    parent: ParentChooser
    encoder: Encoder | None = None
    """What the model looks through, if it does."""

    @property
    def name(self) -> str:
        """Name and version, as the column `model` has them."""
        return f"{self.manifest.name}-{self.manifest.version}"

    @property
    def calibration(self) -> Mapping[str, float]:
        """Weights of the confidence by the names of its parts."""
        return self.manifest.calibration

    @property
    def fingerprint(self) -> str:
        """The same for models that say the same: of the manifest, the weights, and the words as they are
        used."""
        return fingerprint_of(self.manifest, self.vocabulary)


def fingerprint_of(manifest: Manifest, vocabulary: Vocabulary) -> str:
    """`Model.fingerprint` of a model that need not be loaded for it."""
    said = manifest.fingerprint + vocabulary.fingerprint
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def arrays_of(parts: Mapping[str, Learner[Any, Any, Any]]) -> Arrays:
    """Arrays of all parts, and a number for each head's labels, so that no other labels are taken for
    them."""
    found: Arrays = {}
    for part, learner in parts.items():
        found |= {f"{part}.{name}": array for name, array in learner.save().items()}
        found[f"{part}.labels"] = _label_numbers(learner.labels)
    return found


def _label_numbers(labels: Mapping[str, tuple[str, ...]]) -> NDArray[np.uint32]:
    said = ["\n".join((head, *names)) for head, names in labels.items()]
    return np.array([zlib.crc32(one.encode()) for one in said], dtype=np.uint32)


def digest(arrays: Arrays) -> str:
    """SHA-256 of names, types, shapes and values, in the order of the names."""
    found = hashlib.sha256()
    for name in sorted(arrays):
        _add(found, name, arrays[name])
    return found.hexdigest()


def _add(found: hashlib._Hash, name: str, array: NDArray[Any]) -> None:
    found.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
    found.update(np.ascontiguousarray(array).data)


def save(model: Model, folder: Path) -> None:
    """Write a model's folder, over one that is there; the manifest goes last, half a model is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in (folder / FILE, folder / OLD_FILE):
        stale.unlink(missing_ok=True)
    shutil.rmtree(folder / VOCABULARY, ignore_errors=True)
    arrays = arrays_of({part: getattr(model, part) for part in PARTS})
    np.savez_compressed(folder / WEIGHTS, allow_pickle=False, **arrays)
    (folder / CONFIG).write_text(model.config, encoding="utf-8")
    model.vocabulary.save(folder / VOCABULARY)
    whole = replace(model.manifest, beside="")
    (folder / FILE).write_text(whole.text(), encoding="utf-8")


def load(folder: Path) -> Model:
    """Load a model; raises `ModelError` where it is none, damaged, or made for another version of the
    program, `EncoderMissing` where its encoder is not here."""
    manifest = read(folder)
    vocabulary = vocabulary_of(folder)
    settings = check(manifest, vocabulary, folder / FILE)
    config = _config(folder / CONFIG, manifest)
    encoder = opened(check_encoder(manifest.encoder)) if manifest.encoder else None
    parts = _parts(folder, manifest)
    whole = replace(manifest, beside="")
    return Model(whole, settings, vocabulary, config, **parts, encoder=encoder)


def vocabulary_of(folder: Path) -> Vocabulary:
    """The words of a model's folder; raises `ModelError`.

    The same object for the same words, so that nothing is derived twice.
    """
    place = folder / VOCABULARY
    if not place.is_dir():
        raise ModelError(place, "缺少词表文件夹")
    try:
        found = Vocabulary.load(place)
    except VocabularyError as error:
        raise ModelError(place, str(error)) from None
    return known(found)


def _config(path: Path, manifest: Manifest) -> str:
    if not path.is_file():
        raise ModelError(path, "缺少训练设置")
    text = path.read_text(encoding="utf-8")
    if hashlib.sha256(text.encode()).hexdigest() != manifest.config:
        remedy = "请恢复原文件，或用 zhibiao train --config 按新的设置重新训练"
        raise ModelError(path, "训练之后被改动过，与权重不符", remedy)
    return text


def leave_out(folder: Path, other: str) -> list[str]:
    """Take the parts out of a folder's weights that are the same in the model `other` in the folder next to
    it; returns their names."""
    manifest = replace(read(folder), beside=other)
    with np.load(folder / WEIGHTS, allow_pickle=False) as own:
        arrays = dict(own)
    with np.load(_beside(folder, manifest) / WEIGHTS, allow_pickle=False) as theirs:
        same = {name for name in arrays if name in theirs and np.array_equal(arrays[name], theirs[name])}
    shared = [part for part in PARTS if all(name in same for name in _of(part, arrays))]
    if shared:
        kept = {name: array for name, array in arrays.items() if name.partition(".")[0] not in shared}
        np.savez_compressed(folder / WEIGHTS, allow_pickle=False, **kept)
        (folder / FILE).write_text(manifest.text(), encoding="utf-8")
    return shared


def _beside(folder: Path, manifest: Manifest) -> Path:
    if Path(manifest.beside).name != manifest.beside:
        raise ModelError(folder / FILE, f"beside 应为一个模型的名字，这里是 {manifest.beside!r}")
    return folder.absolute().parents[1] / manifest.beside / folder.name


def _of(part: str, names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if name.startswith(f"{part}."))


def _parts(folder: Path, manifest: Manifest) -> dict[str, Any]:
    """The learners; one part's arrays are in memory at a time."""
    found, seen = {}, hashlib.sha256()
    folders = [folder, *([_beside(folder, manifest)] if manifest.beside else [])]
    with ExitStack() as stack:
        archives = [stack.enter_context(_archive(one / WEIGHTS)) for one in folders]
        for part in sorted(PARTS):
            own: Arrays = {}
            archive = next((one for one in archives if _of(part, one.namelist())), archives[0])
            path = Path(str(archive.filename))
            for name in _of(part, archive.namelist()):
                array = _array(archive, name, path)
                _add(seen, name.removesuffix(_ARRAY), array)
                own[name.removeprefix(f"{part}.").removesuffix(_ARRAY)] = array
            found[part] = _part(part, own, path, manifest)
    if seen.hexdigest() != manifest.weights:
        raise ModelError(folder / WEIGHTS, "权重与清单不符，不是同一次训练写成的")
    return found


def _archive(path: Path) -> zipfile.ZipFile:
    if not path.is_file():
        raise ModelError(path, "缺少权重文件")
    if not zipfile.is_zipfile(path):
        raise ModelError(path, "权重文件损坏（不是 npz）")
    return zipfile.ZipFile(path)


def _array(archive: zipfile.ZipFile, name: str, path: Path) -> NDArray[Any]:
    try:
        with archive.open(name) as file:
            return np.lib.format.read_array(file, allow_pickle=False)
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(path, f"权重文件损坏（{name}: {error}）") from None


def _part(part: str, arrays: Arrays, path: Path, manifest: Manifest) -> Any:
    labels = labels_of(manifest, part)
    if not np.array_equal(arrays.pop("labels", np.zeros(0)), _label_numbers(labels)):
        raise ModelError(path, f"{part} 的权重不是为清单中的标签学的（标签缺少、改动或换了次序）")
    try:
        return learner_of(manifest.learners[part]).load(arrays, labels)
    except (LearnerError, KeyError, IndexError) as error:
        raise ModelError(path, f"{part} 的权重不合用（{error}）") from None
