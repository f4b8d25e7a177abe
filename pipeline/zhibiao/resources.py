"""Data files of the package (units, numerals, cues, taxonomy, catalogue), read once."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def toml(name: str) -> dict[str, Any]:
    """Parsed `data/NAME.toml`."""
    return tomllib.loads(text(f"{name}.toml"))


@cache
def table(name: str) -> list[dict[str, str]]:
    """Rows of `data/NAME.csv` as dictionaries."""
    return list(csv.DictReader(text(f"{name}.csv").splitlines()))


def text(name: str) -> str:
    return files("zhibiao").joinpath("data", name).read_text(encoding="utf-8")


@cache
def categories() -> tuple[str, ...]:
    """Every `domain.category` of the taxonomy, in its order."""
    domains = toml("taxonomy")["domain"]
    return tuple(f"{d}.{c}" for d, body in domains.items() for c in body["categories"])
