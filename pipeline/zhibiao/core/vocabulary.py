"""Vocabulary: every word of the house (units, numerals, cues, terms, periods, taxonomy, catalogue, lexicon), as data that is passed in."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The data files by name, as text; parsed when first asked for. Compared by identity, so that what is derived from it can be cached."""

    files: Mapping[str, str]

    def toml(self, name: str) -> dict[str, Any]:
        """Parsed `NAME.toml`."""
        if name not in self._parsed:
            self._parsed[name] = tomllib.loads(self.files[f"{name}.toml"])
        return self._parsed[name]

    @cached_property
    def _parsed(self) -> dict[str, dict[str, Any]]:
        return {}

    @cached_property
    def catalogue(self) -> list[dict[str, str]]:
        """Rows of `catalogue.csv`."""
        return list(csv.DictReader(self.files["catalogue.csv"].splitlines()))

    @cached_property
    def lexicon(self) -> list[list[str]]:
        """Word, frequency and tag of each line of `lexicon.txt`."""
        return [
            line.split()
            for line in self.files["lexicon.txt"].splitlines()
            if line and not line.startswith("#")
        ]

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Every `domain.category` of the taxonomy, in its order."""
        return tuple(
            f"{d}.{c}" for d, body in self.toml("taxonomy")["domain"].items() for c in body["categories"]
        )


FILES = (
    "units.toml",
    "numerals.toml",
    "cues.toml",
    "not_claims.toml",
    "periods.toml",
    "units_by_context.toml",
    "taxonomy.toml",
    "catalogue.csv",
    "lexicon.txt",
)


@cache
def base() -> Vocabulary:
    """The package's own vocabulary."""
    return Vocabulary({name: data(name) for name in FILES})


def data(name: str) -> str:
    """Text of a data file of the package."""
    return files("zhibiao").joinpath("data", name).read_text(encoding="utf-8")
