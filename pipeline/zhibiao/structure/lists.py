"""Lists: values that share their head, and heads and values in the same order (A、B 分别为 1、2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from zhibiao.core.spans import CleanSpan
from zhibiao.core.types import Candidate, CleanText
from zhibiao.core.vocabulary import Vocabulary

_CLAUSE = re.compile("[，,；;：:。]")
_MOST = 8


class Item(NamedTuple):
    """A value's place in its list of several; `head` is the phrase in the same place before 分别, `twin`
    where the quantity in the same place of the list before starts."""

    place: int
    size: int
    head: CleanSpan | None
    twin: int | None


class _Words(NamedTuple):
    between: re.Pattern[str]
    parallel: str
    heads: re.Pattern[str]


@cache
def _words(vocabulary: Vocabulary) -> _Words:
    data = vocabulary.toml("structure")["list"]
    return _Words(re.compile(data["between"]), data["parallel"], re.compile(data["heads"]))


def items(
    clean: CleanText, candidates: Sequence[Candidate], labels: Sequence[int], vocabulary: Vocabulary
) -> list[Item | None]:
    """For each candidate its place in a list of values that nothing but marks parts, or under a label that
    follows another (甲镇：…；乙乡：…). `labels`: where each candidate's label stands, -1 if it has none."""
    words = _words(vocabulary)
    found: list[Item | None] = [None] * len(candidates)
    for _, group in groupby(range(len(candidates)), key=lambda index: candidates[index].sentence):
        before: list[int] = []
        for chain in _chains(clean, candidates, list(group), words):
            if len(chain) > 1:
                heads = _heads(clean, candidates, chain, words)
                twins = before if len(before) == len(chain) else []
                for place, index in enumerate(chain):
                    head = heads[place] if heads else None
                    twin = candidates[twins[place]].quantity.start if twins and head is None else None
                    found[index] = Item(place, len(chain), head, twin)
                before = chain
    for index, item in _labelled(candidates, labels):
        found[index] = found[index] or item
    return found


def _labelled(candidates: Sequence[Candidate], labels: Sequence[int]) -> Iterator[tuple[int, Item]]:
    """The n-th value under a label counts what the n-th under the label before counts, in the same unit."""
    before: list[int] = []
    for label, group in groupby(range(len(candidates)), key=lambda index: labels[index]):
        under = list(group) if label >= 0 else []
        for place, (index, other) in enumerate(zip(under, before, strict=False)):
            if candidates[index].quantity.unit == candidates[other].quantity.unit:
                yield index, Item(place, len(under), None, candidates[other].quantity.start)
        before = under


def _chains(
    clean: CleanText, candidates: Sequence[Candidate], group: list[int], words: _Words
) -> list[list[int]]:
    chains = [[group[0]]]
    for index in group[1:]:
        last = candidates[chains[-1][-1]].quantity
        gap = clean.text[last.end : candidates[index].quantity.start]
        if gap and words.between.fullmatch(gap):
            chains[-1].append(index)
        else:
            chains.append([index])
    return chains


def _heads(
    clean: CleanText, candidates: Sequence[Candidate], chain: list[int], words: _Words
) -> list[CleanSpan]:
    """The phrases before 分别 in the clause, as many as there are values; else none."""
    first = candidates[chain[0]]
    start = clean.sentences[first.sentence].start
    at = clean.text.rfind(words.parallel, start, first.quantity.start)
    if at < 0 or len(chain) > _MOST or _CLAUSE.search(clean.text, at, first.quantity.start):
        return []
    begin = max((m.end() for m in _CLAUSE.finditer(clean.text, start, at)), default=start)
    spans: list[CleanSpan] = []
    for match in words.heads.finditer(clean.text, begin, at):
        spans.append(CleanSpan(begin, match.start()))
        begin = match.end()
    spans.append(CleanSpan(begin, at))
    whole = [span for span in spans if span.end > span.start]
    return whole if len(whole) == len(chain) else []
