"""Openings: the words that open a paragraph and say for when it speaks (2018年：…, 截至2020年底，…)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from zhibiao.core.spans import CleanSpan
from zhibiao.core.types import CleanText
from zhibiao.core.vocabulary import Vocabulary

_LABEL = re.compile(
    r"[（(]?[一二三四五六七八九十0-9]{0,2}[）).、]?(?P<time>(?:19|20)[0-9]{2}年(?:度|[0-9]{1,2}月)?)(?:[：:]|$)"
)
_FIRST = re.compile(r"[^，,：:。；;]{4,20}(?=[，,：:])")


class Opening(NamedTuple):
    """A phrase that may say a time, and how far it holds: as a `label` for the paragraphs below it, as a
    `cut_off` for its own paragraph, and where nothing else is known for its section."""

    span: CleanSpan
    kind: str


@cache
def _cut_offs(vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(vocabulary.toml("structure")["opening"]["cut_off"])


def openings(clean: CleanText, vocabulary: Vocabulary) -> list[Opening | None]:
    """For each sentence the opening in force."""
    found: list[Opening | None] = []
    label: Opening | None = None
    own: Opening | None = None
    paragraph = heading = -1
    cut_offs = _cut_offs(vocabulary)
    for sentence in clean.sentences:
        if sentence.heading != heading:
            heading, label = sentence.heading, None
        if sentence.paragraph != paragraph:
            paragraph, own = sentence.paragraph, None
            said = _LABEL.match(clean.text, sentence.start, sentence.end)
            if said is not None:
                label = Opening(CleanSpan(*said.span("time")), "label")
            elif (first := _FIRST.match(clean.text, sentence.start, sentence.end)) is not None:
                phrase = first.group()
                kind = "cut_off" if phrase.startswith(cut_offs) else "phrase"
                own = Opening(CleanSpan(*first.span()), kind)
        found.append(own or label)
    return found
