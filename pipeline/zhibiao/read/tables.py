"""The readers' data files, parsed once."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from zhibiao.core.vocabulary import data


@cache
def table(name: str) -> dict[str, Any]:
    """Parsed `data/NAME.toml`."""
    return tomllib.loads(data(f"{name}.toml"))
