"""What is shown of a run while it lasts."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from zhibiao.api import Progress
from zhibiao.cli.messages import messages
from zhibiao.cli.progress import clock, state
from zhibiao.run.stream import Running

SAY = messages("en")


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0:00"), (59.6, "1:00"), (61, "1:01"), (3600, "1:00:00"), (36061, "10:01:01")]
)
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (Progress(0, 9, 0, 0, 0.0, None, (), "in/a.txt"), "a.txt"),
        (Progress(3, 9, 5, 0, 2.5, 2.4, (), "in/a.txt"), "2.5 files/s · 0:02 left · a.txt"),
        (Progress(3, 9, 5, 2, 2.5, 2.4, (), "a.txt"), "2.5 files/s · 0:02 left · 2 problems · a.txt"),
        (
            Progress(3, 9, 5, 0, 0.5, 90, (Running("a.txt", 70.0), Running("b.txt", 3.0)), "a.txt"),
            "0.5 files/s · 1:30 left · a.txt · 1:10",
        ),
    ],
)
def test_state_is_one_line(progress: Progress, text: str) -> None:
    assert state(progress, SAY) == text


def test_a_long_name_keeps_its_end() -> None:
    shown = state(Progress(0, 1, 0, 0, 0.0, None, (), f"{'long' * 20}-2023.txt"), SAY)
    assert len(shown) == 32
    assert shown.endswith("-2023.txt")


@pytest.mark.skipif(sys.platform != "linux", reason="needs a pseudo-terminal")
def test_a_bar_moves_on_a_terminal_while_a_file_is_read(tmp_path: Path) -> None:
    """The bar is drawn at least each second, from the loading of the model on."""
    import pty
    import time

    (tmp_path / "a.txt").write_text("石桥镇2023年工作总结\n全镇完成造林1200亩，同比增长8.5%。\n" * 2000)
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["ZHIBIAO_LANG"] = "en"
        call = [sys.executable, "-m", "zhibiao", "extract", "a.txt", "-o", "t.csv"]
        os.chdir(tmp_path)
        os.execv(sys.executable, call)
    times, shown = [time.monotonic()], b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        times.append(time.monotonic())
        shown += part
    _, status = os.waitpid(pid, 0)
    gaps = [later - earlier for earlier, later in pairwise(times[1:])]
    assert os.waitstatus_to_exitcode(status) == 0
    assert b"loading the model" in shown
    assert b"a.txt" in shown
    assert max(gaps) < 1.0, gaps
