"""The axes of `data/vectors/axes.npz`: directions in which the encoder's pooled states spread over a corpus.

    python -m zhibiao.train.axes corpus/reports corpus/manner …

reads annotated reports, pools the states of their claims and writes the principal components of each pool,
with the spread taken off. The folders say how states spread; nothing else of them enters.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhibiao.core.vocabulary import base
from zhibiao.corpus.annotation import Annotated
from zhibiao.corpus.format import read_corpus
from zhibiao.tag.features.encoded import Axes, Pooled, pooled_states
from zhibiao.tag.features.hashing import FloatArray
from zhibiao.tag.vectors.encoder import NAME, Encoder, opened
from zhibiao.train.config import default_config
from zhibiao.train.dataset import Example, example, gold_spans, within_reach
from zhibiao.train.training import TEST

DIMENSIONS = 128


def pooled_of(reports: Sequence[Annotated], encoder: Encoder) -> Pooled:
    """Pooled states of all claims of reports, at their gold spans."""
    words, settings = base(), default_config().tagger
    found: list[Pooled] = []
    for report in reports:
        one = example(report, words, settings, encoder)
        if one is not None:
            found.append(_pooled(one))
    return Pooled(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _pooled(one: Example) -> Pooled:
    assert one.states is not None
    indicators, qualifiers = (within_reach(gold_spans(one, name)) for name in ("indicator", "qualifier"))
    windows = default_config().tagger.windows
    return pooled_states(one.context, one.claims, (indicators, qualifiers), one.states, windows)


def axes_of(vectors: FloatArray, dimensions: int = DIMENSIONS) -> Axes:
    """Principal components, so stretched that in all of them together the vectors have length 1."""
    middle = vectors.mean(axis=0)
    spread, directions = np.linalg.eigh(np.cov(vectors - middle, rowvar=False))
    order = np.argsort(spread)[::-1][:dimensions]
    kept = directions[:, order] / np.sqrt(spread[order]) / np.sqrt(dimensions)
    return Axes(_single(middle), _single(kept * np.sign(kept.sum(axis=0))))


def _single(values: FloatArray) -> NDArray[np.float32]:
    return values.astype(np.float32)


def main(arguments: Sequence[str]) -> int:
    """The command; run in a checkout."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    reports = [one for folder in map(Path, arguments) for one in read_corpus(folder) if one.split != TEST]
    pooled = pooled_of(reports, opened(NAME))
    target = Path(__file__).parents[1] / "data" / "vectors" / "axes.npz"
    arrays = {
        f"{name}.{part}": values.astype(np.float16)
        for name, vectors in pooled._asdict().items()
        for part, values in axes_of(vectors)._asdict().items()
    }
    np.savez_compressed(target, allow_pickle=False, **arrays)
    print(f"{target}: {', '.join(pooled._fields)}, {DIMENSIONS} dimensions each")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
