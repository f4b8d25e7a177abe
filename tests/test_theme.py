"""The theme around a claim: words of the sentences beside its own."""

from __future__ import annotations

import numpy as np
import pytest

from conftest import cases
from test_structure import framed
from zhibiao.core.vocabulary import base
from zhibiao.tag.context import context_of
from zhibiao.tag.features.groups import coded, words
from zhibiao.tag.features.theme import theme_features
from zhibiao.train.config import default_config


@pytest.mark.parametrize("row", cases("themes"), ids=lambda row: f"{row[1]} {row[0]}")
def test_words_of_the_sentences_beside_a_claim(row: list[str]) -> None:
    text, number, wanted = row
    found, candidates, frames = framed(text)
    own = [n for n, sentence in enumerate(found.sentences) if any(c.sentence == n for c in candidates)]
    claim = next(k for k, one in enumerate(candidates) if one.sentence == own[int(number)])
    windows = default_config().tagger.windows
    theme = theme_features(context_of(found, candidates, frames, base()), [claim], windows)["theme"]
    said = words("theme", coded([wanted.split("|") if wanted else []]))
    assert theme.counts.tolist() == said.counts.tolist()
    assert np.array_equal(theme.ids, said.ids)
