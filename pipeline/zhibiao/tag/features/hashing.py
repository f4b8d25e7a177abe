"""Hashed features: every word, character run or pair of either is a number in a fixed range, the same
everywhere."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
CodeArray = NDArray[np.uint64]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_TURN = np.uint64(29)
_PLAIN = 0x9E3779B1
WORD = 0xFFFFFFFF
"""Plain numbers have 32 bits."""


@lru_cache(maxsize=100_000)
def code(word: str) -> int:
    """A word's number."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def codes(words: Iterable[str]) -> list[int]:
    """Numbers of several words."""
    return [code(word) for word in words]


def mix(bits: int, template: int, *values: NDArray[np.integer]) -> IntArray:
    """Hash a template's number and its values into `bits` bits."""
    mixed = np.full(values[0].shape, template, dtype=np.uint64) * _MULTIPLIER
    for value in values:
        mixed ^= value.astype(np.uint64, copy=False)
        mixed *= _MULTIPLIER
        mixed ^= mixed >> _TURN
    return ((mixed * _MULTIPLIER) >> np.uint64(64 - bits)).astype(np.int64)


def fold(bits: int, template: int, numbers: Iterable[int]) -> list[int]:
    """Hash a template's number with each of a few plain numbers; faster than an array."""
    seed, shift = (template * _PLAIN) & WORD, 32 - bits
    return [(((seed ^ number) * _PLAIN) & WORD) >> shift for number in numbers]


def fold_array(bits: int, template: int, numbers: IntArray) -> IntArray:
    """`fold` of an array of numbers."""
    seed = np.uint64((template * _PLAIN) & WORD)
    mixed = ((numbers.astype(np.uint64) ^ seed) * np.uint64(_PLAIN)) & np.uint64(WORD)
    return (mixed >> np.uint64(32 - bits)).astype(np.int64)


def runs(text: str, longest: int) -> list[CodeArray]:
    """Hashes of character runs: entry n - 1 holds at i the run text[i : i + n], shorter at the text's end."""
    encoded = text.encode("utf-32-le", "surrogatepass")
    characters = np.frombuffer(encoded, dtype=np.uint32).astype(np.uint64)
    found = [(characters + np.uint64(1)) * _MULTIPLIER]
    for n in range(1, longest):
        shifted = np.concatenate([characters[n:], np.zeros(min(n, len(characters)), dtype=np.uint64)])
        mixed = (found[-1] ^ shifted) * _MULTIPLIER
        found.append(mixed ^ (mixed >> _TURN))
    return found


def slices(starts: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
    """Indices of several ranges one after the other, and how long each is."""
    counts = np.maximum(ends - starts, 0)
    total = int(counts.sum())
    begin = np.cumsum(counts) - counts
    return np.arange(total) - np.repeat(begin - starts, counts), counts
