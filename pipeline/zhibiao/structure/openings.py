"""Openings: the words that open a paragraph and say for when it speaks (2018年：…, 截至2020年底，…)."""

from __future__ import annotations

import re
from typing import NamedTuple

from zhibiao.core.spans import CleanSpan
from zhibiao.core.types import CleanText

_LABEL = re.compile(
    r"[（(]?[一二三四五六七八九十0-9]{0,2}[）).、]?(?P<time>(?:19|20)[0-9]{2}年(?:度|[0-9]{1,2}月)?)(?:[：:]|$)"
)
_TIME = re.compile(
    r"(?:截[至止]到?)?(?:(?:19|20)[0-9]{2}年|[今去全]年|上年|目前|现有|年[初末底]|[0-9]{1,2}月)"
)
"""What ends the force of the words that opened the paragraph."""
_FIRST = re.compile(r"[^，,：:。；;]{2,20}(?=[，,：:])")


class Opened(NamedTuple):
    """Phrases that may say when: `own` opens the paragraph, and no sentence since opened with another time;
    `label` stands before a colon, or alone, in a paragraph above under the same heading."""

    own: CleanSpan | None
    label: CleanSpan | None


def openings(clean: CleanText) -> list[Opened]:
    """For each sentence what opens its paragraph, and the label in force."""
    found: list[Opened] = []
    own = label = None
    paragraph = heading = -1
    for sentence in clean.sentences:
        if sentence.heading != heading:
            heading, label = sentence.heading, None
        if sentence.paragraph != paragraph:
            paragraph, own = sentence.paragraph, None
            said = _LABEL.match(clean.text, sentence.start, sentence.end)
            first = _FIRST.match(clean.text, sentence.start, sentence.end)
            if said is not None:
                label = CleanSpan(*said.span("time"))
            elif first is not None:
                own = CleanSpan(*first.span())
        elif _TIME.match(clean.text, sentence.start, sentence.end):
            own = None
        found.append(Opened(own, label))
    return found
