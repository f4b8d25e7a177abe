"""Vocabulary: the words of the house (units, cues, taxonomy, catalogue …), as data that is passed in."""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from zhibiao.core.faults import rows_fault, toml_fault
from zhibiao.core.merging import merge_catalogue, merge_lines, merged

_SUFFIXES = (".toml", ".csv", ".tsv", ".txt")
_OVERLAY = "overlay-{}"
_COLUMNS = {
    "catalogue.csv": ("canonical", "category", "unit", "aliases"),
    "lexicon.txt": ("word", "frequency", "tag"),
    "terms.tsv": ("term", "before", "reason", "example", "counter-example"),
}
_KEYS = {"catalogue.csv": 2, "lexicon.txt": 1, "terms.tsv": 2}
"""How many fields of a line say which entry it is."""


class VocabularyError(ValueError):
    """A vocabulary file that cannot be used: file, line, reason and remedy in one line."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Data files by name, as text, in layers: the base, then a researcher's own (`docs/vocabulary.md`).

    Parsed when first asked for. Compared by identity, so that what is derived from it can be cached.
    """

    layers: tuple[Mapping[str, str], ...]

    @staticmethod
    def base() -> Vocabulary:
        """The package's own vocabulary, the same object each time."""
        return base()

    @staticmethod
    def load(folder: Path) -> Vocabulary:
        """The vocabulary that `save` wrote; raises `VocabularyError` where a file is missing or broken."""
        layers = [_texts(folder)]
        missing = sorted(base().layers[0].keys() - layers[0].keys())
        if missing:
            raise VocabularyError(f"{folder}: no {missing[0]} here; save the model or vocabulary again")
        while (upper := folder / _OVERLAY.format(len(layers))).is_dir():
            layers.append(_texts(upper))
        found = Vocabulary((layers[0],))
        for number, layer in enumerate(layers[1:], 1):
            found = found._with(layer, folder / _OVERLAY.format(number))
        return found

    def save(self, folder: Path) -> None:
        """Write the base files into a folder, and each overlay, as its author wrote it, into one within."""
        for number, layer in enumerate(self.layers):
            place = folder / _OVERLAY.format(number) if number else folder
            place.mkdir(parents=True, exist_ok=True)
            for name, text in layer.items():
                (place / name).write_text(text, encoding="utf-8")

    def overlay(self, folder: Path) -> Vocabulary:
        """This vocabulary with a researcher's files over it; raises `VocabularyError`."""
        if not folder.is_dir():
            raise VocabularyError(f"{folder}: no such folder; name one that holds files such as units.toml")
        texts = _texts(folder)
        if not texts:
            known = ", ".join(sorted(self.layers[0]))
            raise VocabularyError(f"{folder}: no vocabulary files in it; it may hold {known}")
        return self._with(texts, folder)

    def _with(self, layer: Mapping[str, str], folder: Path) -> Vocabulary:
        """Tables of words first: the lines of the others name their categories."""
        upper = Vocabulary((*self.layers, layer))
        for name in sorted(layer, key=lambda name: (not name.endswith(".toml"), name)):
            if name not in self.layers[0]:
                known = ", ".join(sorted(self.layers[0]))
                raise VocabularyError(f"{folder / name}: no vocabulary file has this name; known are {known}")
            fault = self._fault(name, layer[name], upper)
            if fault:
                raise VocabularyError(f"{folder / name}, {fault}")
        return upper

    def _fault(self, name: str, text: str, upper: Vocabulary) -> str:
        if name.endswith(".toml"):
            return toml_fault(text, self.toml(name.removesuffix(".toml")))
        return rows_fault(_numbered(name, text), _COLUMNS[name], upper.categories)

    @cached_property
    def fingerprint(self) -> str:
        """Name of the content: the same for the same entries, however they are laid out or commented."""
        content = {
            name: self.toml(name.removesuffix(".toml")) if name.endswith(".toml") else self.rows(name)
            for name in sorted(self.layers[0])
        }
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]

    def toml(self, name: str) -> dict[str, Any]:
        """Parsed `NAME.toml`, its layers merged."""
        if name not in self._parsed:
            found: dict[str, Any] = {}
            for layer in self._texts(f"{name}.toml"):
                found = merged(found, tomllib.loads(layer))
            self._parsed[name] = found
        return self._parsed[name]

    def rows(self, name: str) -> list[list[str]]:
        """Fields of the lines of a csv, tsv or txt without its header and comments, its layers merged."""
        tables = [[row for _, row in _numbered(name, text)] for text in self._texts(name)]
        return merge_catalogue(tables) if name == "catalogue.csv" else merge_lines(tables, _KEYS[name])

    def _texts(self, name: str) -> list[str]:
        return [layer[name] for layer in self.layers if name in layer]

    @cached_property
    def _parsed(self) -> dict[str, dict[str, Any]]:
        return {}

    @cached_property
    def catalogue(self) -> list[dict[str, str]]:
        """Rows of `catalogue.csv`."""
        columns = _COLUMNS["catalogue.csv"]
        return [dict(zip(columns, row, strict=True)) for row in self.rows("catalogue.csv")]

    @cached_property
    def lexicon(self) -> list[list[str]]:
        """Word, frequency and tag of each line of `lexicon.txt`."""
        return self.rows("lexicon.txt")

    @cached_property
    def terms(self) -> list[list[str]]:
        """Term, what stands before it, reason, example and counter-example of each line of `terms.tsv`."""
        return self.rows("terms.tsv")

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Every `domain.category` of the taxonomy, in its order."""
        return tuple(
            f"{d}.{c}" for d, body in self.toml("taxonomy")["domain"].items() for c in body["categories"]
        )


def _numbered(name: str, text: str) -> list[tuple[int, list[str]]]:
    """Fields of each line with its number; comments, blank lines and the header are left out."""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and line[0] != "#"]
    if name.endswith(".csv"):
        rows = list(csv.reader(line for _, line in lines))
    else:
        rows = [line.split("\t") if name.endswith(".tsv") else line.split() for _, line in lines]
    return [(n, row) for (n, _), row in zip(lines, rows, strict=True) if row[0] != _COLUMNS[name][0]]


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: _text(path) for path in sorted(folder.iterdir()) if path.suffix in _SUFFIXES}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise VocabularyError(f"{path}: no UTF-8 ({error.reason}); save it again as UTF-8") from error


def known(found: Vocabulary) -> Vocabulary:
    """The vocabulary with this content that was met first, so that what is derived from it is derived once,
    however often a model is loaded."""
    if found.layers == base().layers:
        return base()
    return _known(tuple(tuple(sorted(layer.items())) for layer in found.layers))


@cache
def _known(layers: tuple[tuple[tuple[str, str], ...], ...]) -> Vocabulary:
    return Vocabulary(tuple(dict(layer) for layer in layers))


@cache
def base() -> Vocabulary:
    """The package's own vocabulary."""
    folder = files("zhibiao").joinpath("data", "vocabulary")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(_SUFFIXES))
    return Vocabulary(({name: data(f"vocabulary/{name}") for name in names},))


def data(name: str) -> str:
    """Text of a data file of the package, by its path in `data/`."""
    return files("zhibiao").joinpath("data", *name.split("/")).read_text(encoding="utf-8")
