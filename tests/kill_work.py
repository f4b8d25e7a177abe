"""A run into a store that can be killed: all that is slow to load is loaded with this, once for all kills."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Timer

import pandas  # noqa: F401

import zhibiao
import zhibiao.store.duckdb
from zhibiao.api.filling import Filling
from zhibiao.api.planning import Plan
from zhibiao.core.types import Given
from zhibiao.read import expand
from zhibiao.run.engines.serial import Serial
from zhibiao.run.work import extract
from zhibiao.store.base import open_sink

EXTRACTOR = zhibiao.Extractor()
EXTRACTOR.extract_text("全镇完成造林1200亩。")


def killed(folder: Path, store: Path, after: int, pause: float) -> None:
    """Fill, and be killed so many seconds after so many calls."""
    kill = Timer(pause, os.kill, (os.getpid(), signal.SIGKILL))
    counted(folder, store, lambda calls: kill.start() if calls == after else None)


def counted(folder: Path, store: Path, at: Callable[[int], None]) -> int:
    """Fill, and tell of each call that is made meanwhile; how many there were."""
    calls = 0

    def watch(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += 1
        at(calls)

    sys.setprofile(watch)
    try:
        fill(folder, store)
    finally:
        sys.setprofile(None)
    return calls


def fill(folder: Path, store: Path) -> None:
    sink = open_sink(store)
    plan = Plan(sink, lambda source: Given(), lambda given: "m")
    Filling(sink, plan, batch=3).fill(list(expand([folder])), Serial(partial(extract, model=EXTRACTOR.model)))
