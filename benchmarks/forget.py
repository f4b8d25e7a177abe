"""A plugin of pytest: before each test the mutated rooms forget all, so that each sees the mutant."""

from __future__ import annotations

import sys

ROOMS = tuple(f"zhibiao.{room}." for room in ("propose", "text", "resolve", "table"))
KEPT = {"segmenter"}
"""Slow to make anew, and therefore neither mutated nor forgotten."""


def pytest_runtest_setup() -> None:
    """Empty the caches of the rooms."""
    for name, module in list(sys.modules.items()):
        if name.startswith(ROOMS):
            for kept, thing in vars(module).items():
                if kept not in KEPT and hasattr(thing, "cache_clear"):
                    thing.cache_clear()
