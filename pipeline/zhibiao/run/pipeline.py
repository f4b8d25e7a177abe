"""The way through the house: a document in, its outcome out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from zhibiao.core.types import About, CleanText, Completed, Document, Problem, Rejected
from zhibiao.core.vocabulary import Vocabulary, VocabularyError, known
from zhibiao.propose import propose
from zhibiao.resolve import resolve
from zhibiao.run.packing import packed
from zhibiao.structure import frames_of
from zhibiao.table.columns import Number, Row
from zhibiao.table.tabulate import numbers, tabulate
from zhibiao.tag.manifest import Manifest
from zhibiao.tag.manifest import read as read_manifest
from zhibiao.tag.model import Model, fingerprint_of, load, vocabulary_of
from zhibiao.tag.tagger import tag
from zhibiao.tag.vectors.encoder import check as check_encoder
from zhibiao.text import clean

MODEL_NAME = "township"
"""The model that is used where none is named."""
TAGGER = "zhibiao_tagger"
"""The spaCy component that carries the trained weights, and its folder in a model."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: the document and its rows, or why there are none; partial results and problems
    stand side by side."""

    source: str
    document: Document | None = None
    about: About = field(default_factory=About)
    rows: Sequence[Row] = ()
    numbers: tuple[Number, ...] = ()
    problems: tuple[Problem, ...] = ()
    file_hash: str = ""
    """SHA-256 of the file's bytes, known even where it cannot be read."""
    reader: str = ""
    """Name and version of the reader that read it, or failed to."""
    made_by: str = ""
    """Fingerprint of model, vocabulary and what was given: with file and reader all that rows depend on.
    Empty where another try may end better: after a limit, a crash."""
    replaces: str = ""
    """Path under which this report stood before it was moved; its rows there are no longer wanted."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as the house reads it: its cleaned text, its claims, and the numbers that are none."""

    clean: CleanText
    claims: list[Completed]
    rejected: list[Rejected]


@cache
def shipped() -> dict[str, Path]:
    """Folders of the shipped models by name: inside the installed package, or in `models/` of a checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "models", package.parents[1] / "models"):
        found = {path.parent.name: path.parent for path in sorted(folder.glob(f"*/{TAGGER}"))}
        if found:
            return found
    return {}


@cache
def default_model_folder() -> Path:
    """Folder of the shipped model that is used where none is named."""
    if MODEL_NAME in shipped():
        return shipped()[MODEL_NAME]
    raise FileNotFoundError(
        f"no model {MODEL_NAME!r} beside the package; reinstall zhibiao or name a model with --model"
    )


def load_model(folder: str | Path | None = None, *, vocabulary: str | Path | None = None) -> Model:
    """Model of a folder or of the name of a shipped one; without either the model `township`. `vocabulary`
    is a folder laid over the model's words.

    Raises `VocabularyError` where a file of that folder is broken or changes the categories the model knows.
    """
    model = load(_weights_of(None if folder is None else Path(folder)))
    if vocabulary is None:
        return model
    return replace(model, vocabulary=_overlaid(model.vocabulary, Path(vocabulary), model.name))


def manifest_of(folder: Path | None = None) -> Manifest:
    """What the model of a folder, or the shipped one, says of itself, without its weights."""
    return read_manifest(_weights_of(folder))


def identity_of(folder: Path | None = None, vocabulary: Path | None = None) -> tuple[str, Vocabulary]:
    """Fingerprint and words of what `load_model` would load, without its weights; raises as that does."""
    place = _weights_of(folder)
    manifest = read_manifest(place)
    if manifest.encoder:
        check_encoder(manifest.encoder)
    words = vocabulary_of(place)
    if vocabulary is not None:
        words = _overlaid(words, vocabulary, manifest.name)
    return fingerprint_of(manifest, words), words


def _weights_of(folder: Path | None) -> Path:
    path = folder if folder is not None else default_model_folder()
    if not path.is_dir():
        path = shipped().get(str(path), path)
    return path / TAGGER if (path / TAGGER).is_dir() else path


def _overlaid(own: Vocabulary, folder: Path, model: str) -> Vocabulary:
    """A model's words with the folder's over them; what the model was not trained on needs a training."""
    words = known(own.overlay(folder))
    changed = sorted(set(words.categories) ^ set(own.categories))
    if changed:
        raise VocabularyError(
            f"{folder / 'taxonomy.toml'}: the model {model} was not trained with this change of the"
            f" category {changed[0]}; train one with `zhibiao train CORPUS --vocabulary {folder} -o MODEL`"
        )
    return words


def read_claims(document: Document, about: About, model: Model) -> Reading:
    """Cleaned text, completed claims and rejected numbers of a document."""
    cleaned = clean(document)
    candidates = propose(cleaned, model.vocabulary)
    frames = frames_of(cleaned, candidates, about, model.vocabulary)
    tagged = tag(cleaned, candidates, frames, model)
    return Reading(
        cleaned,
        resolve(cleaned, tagged.claims, about, model.calibration, model.vocabulary),
        tagged.rejected,
    )


def process(document: Document, about: About, model: Model) -> Outcome:
    """Rows of the table, in the order of the text, and the numbers that are no claims."""
    reading = read_claims(document, about, model)
    rows = tabulate(document, about, reading.clean, reading.claims, model.name, model.vocabulary)
    return Outcome(
        document.source, document, about, packed(rows), tuple(numbers(reading.clean, reading.rejected))
    )
