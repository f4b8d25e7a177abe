"""The pretrained encoder as a folder of the user: what a sentence's pieces mean where they stand.

The folder is made once by `zhibiao model build accurate` (`zhibiao.train.conversion`) from the package that
carries the weights; onnxruntime, of the extra `accurate`, runs it. Nothing here is needed by a model without
an encoder.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.tag.vectors.unigram import Cut, Unigram

NAME, FORMAT = "e5-small", 1
GRAPH, PIECES, CARD = "graph.onnx", "pieces.json", "encoder.json"
HOME = "ZHIBIAO_HOME"
"""Variable that names another folder than the system's for what a user builds."""
_PREFIX, _COLON = "query: ", "："
"""What the encoder was trained to see before a text; what stands between a heading and its sentence."""
_LONGEST = 320
"""Pieces of a sentence that are encoded at once; a longer one is encoded in parts."""
_BATCH = 1024
"""Pieces, with those that fill up, that are encoded at once: about what the caches hold."""
_THREADS = 2

Floats = NDArray[np.float32]


class EncoderMissing(ValueError):
    """An encoder that a model needs and that is not here: what, and the remedy, in one line."""


class Card(NamedTuple):
    """What a folder says of itself, written when all else stands: the encoder, the format of the folder, and
    the SHA-256 of the weights it was made from."""

    name: str
    format: int
    source: str

    def wanted(self) -> dict[str, str]:
        """What a model that was trained with it asks for."""
        return {"name": self.name, "format": str(self.format), "source": self.source}


class Encoded(NamedTuple):
    """Hidden states of the pieces of a sentence, and the characters of the sentence that each covers."""

    states: Floats
    starts: list[int]
    ends: list[int]


class Encoder:
    """Runs the graph of a folder."""

    def __init__(self, folder: Path) -> None:
        onnxruntime = _runtime()
        self.card = card_of(folder)
        self.folder = folder
        self.unigram = Unigram.read(folder / PIECES)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(_THREADS, os.cpu_count() or 1)
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
        )
        self.width = int(self._session.get_outputs()[0].shape[-1])

    def encode(self, sentences: Sequence[tuple[str, str]]) -> list[Encoded]:
        """States of sentences, each below its heading (empty: none)."""
        parts = [part for number, one in enumerate(sentences) for part in self._parts(number, *one)]
        order = sorted(range(len(parts)), key=lambda at: len(parts[at].ids))
        states: dict[int, Floats] = {}
        for batch in _batches([len(parts[at].ids) for at in order]):
            chosen = [order[at] for at in batch]
            states |= zip(chosen, self.run([parts[at].ids for at in chosen]), strict=True)
        whole = [Encoded(np.zeros((0, 0), dtype=np.float32), [], []) for _ in sentences]
        for at, part in enumerate(parts):
            before = whole[part.sentence]
            own = states[at][part.before : -1]
            joined = np.concatenate([before.states, own]) if before.starts else own
            whole[part.sentence] = Encoded(joined, before.starts + part.starts, before.ends + part.ends)
        return whole

    def _parts(self, number: int, heading: str, sentence: str) -> Iterator[_Part]:
        before = _PREFIX + (heading + _COLON if heading else "")
        cut = self.unigram.cut(before + sentence)
        first = sum(end <= len(before) for end in cut.ends)
        for start in range(first, len(cut.pieces), _LONGEST):
            yield self._part(number, cut, first, slice(start, start + _LONGEST), len(before))

    def _part(self, number: int, cut: Cut, first: int, own: slice, shift: int) -> _Part:
        begin, end = self.unigram.begin, self.unigram.end
        return _Part(
            number,
            [begin, *cut.pieces[:first], *cut.pieces[own], end],
            first + 1,
            [max(start - shift, 0) for start in cut.starts[own]],
            [stop - shift for stop in cut.ends[own]],
        )

    def run(self, rows: Sequence[Sequence[int]]) -> list[Floats]:
        """Hidden states of sequences of pieces, marks included."""
        ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
        mask = np.zeros(ids.shape, dtype=np.int32)
        for at, row in enumerate(rows):
            ids[at, : len(row)], mask[at, : len(row)] = row, 1
        (states,) = self._session.run(["state"], {"ids": ids, "mask": mask})
        return [states[at, : len(row)] for at, row in enumerate(rows)]


class _Part(NamedTuple):
    """A sequence to encode: of which sentence, how many of its pieces stand before the sentence's own, and
    the characters that these cover."""

    sentence: int
    ids: list[int]
    before: int
    starts: list[int]
    ends: list[int]


def _batches(lengths: Sequence[int]) -> Iterator[range]:
    """Runs of rising lengths that fill a batch."""
    start = 0
    for at, length in enumerate(lengths):
        if at > start and (at + 1 - start) * length > _BATCH:
            yield range(start, at)
            start = at
    if lengths:
        yield range(start, len(lengths))


def _runtime() -> ModuleType:
    """onnxruntime, told before it loads that nothing is to be reported to its makers: its builds do by
    default."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # where someone else loaded it before
    found: ModuleType = onnxruntime
    return found


def home(environment: Mapping[str, str] = os.environ) -> Path:
    """Where a user's own data of the program stands, by the habits of the system."""
    if environment.get(HOME):
        return Path(environment[HOME])
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "zhibiao"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "zhibiao"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "zhibiao"


def folder_of(name: str = NAME) -> Path:
    """Where the folder of an encoder stands."""
    return home() / "encoders" / name


def card_of(folder: Path) -> Card:
    """What a folder says of itself; raises `EncoderMissing` where it is none."""
    path = folder / CARD
    if not path.is_file():
        raise EncoderMissing(f"{folder}: 这里没有编码器；请先运行 zhibiao model build accurate")
    try:
        return Card(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        raise EncoderMissing(f"{path}: 编码器不完整；请再运行 zhibiao model build accurate") from None


def found(name: str) -> Card:
    """The card of the encoder of a name; raises `EncoderMissing` where it cannot be opened."""
    if name != NAME:
        raise EncoderMissing(f"{name}: 没有这个编码器；可用的是 {NAME}")
    if find_spec("onnxruntime") is None:
        raise EncoderMissing('没有安装 onnxruntime，这个模型要用它；请运行 pip install "zhibiao[accurate]"')
    return card_of(folder_of(name))


def opened(name: str) -> Encoder:
    """The encoder of a name; raises as `found` does."""
    return _opened(folder_of(name), found(name))


def check(wanted: Mapping[str, str]) -> str:
    """The name of the encoder that a model was trained with, of which the manifest has name, format and
    source.

    Raises `EncoderMissing` where it cannot be opened, or was built from other weights.
    """
    name = wanted.get("name", "")
    if found(name).wanted() != wanted:
        raise EncoderMissing(
            f"{folder_of(name)}: 编码器与模型训练时的不同；请再运行 zhibiao model build accurate"
        )
    return name


@cache
def _opened(folder: Path, card: Card) -> Encoder:
    """One session for all models of a process."""
    return Encoder(folder)
