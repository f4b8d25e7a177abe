"""Likeness: what can be counted of a text without gold, so that annotated texts are measured against real
ones."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from zhibiao.core.spans import RawSpan
from zhibiao.core.types import Document, Quantity
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.propose import propose
from zhibiao.text import clean

CHAINS, BREAKDOWNS, BRACKETS = "chains", "breakdowns", "brackets"


@dataclass(frozen=True)
class Likeness:
    """Counts of some texts: characters that are no blanks, quantities that may be claims by their form, and
    of what stands around them. Counts of texts are added up."""

    characters: int = 0
    quantities: int = 0
    boilerplate: int = 0
    lines: int = 0
    wrapped: int = 0
    """Lines that go on in the next."""
    punctuation: int = 0
    ascii: int = 0
    verbs: Counter[str] = field(default_factory=Counter)
    """Quantities that have the verb before them in their clause; 达到 is no 达."""
    forms: Counter[str] = field(default_factory=Counter)
    """Chains of value and comparison, breakdowns, brackets with numbers, marks of lists."""

    def __add__(self, other: Likeness) -> Likeness:
        return Likeness(
            self.characters + other.characters,
            self.quantities + other.quantities,
            self.boilerplate + other.boilerplate,
            self.lines + other.lines,
            self.wrapped + other.wrapped,
            self.punctuation + other.punctuation,
            self.ascii + other.ascii,
            self.verbs + other.verbs,
            self.forms + other.forms,
        )

    def figures(self) -> dict[str, float]:
        """Counts made comparable; names end in what they are counted by: `/1000` characters, `/q` (share of
        quantities), `/line`, `/mark`."""
        words = words_counted()
        thousands, quantities = max(1, self.characters) / 1000, max(1, self.quantities)
        return {
            "quantities/1000": self.quantities / thousands,
            "boilerplate/1000": self.boilerplate / thousands,
            **{f"{verb}/q": self.verbs[verb] / quantities for verb in words["verbs"]},
            f"{CHAINS}/q": self.forms[CHAINS] / quantities,
            **{
                f"{form}/1000": self.forms[form] / thousands
                for form in (BREAKDOWNS, BRACKETS, *words["marks"])
            },
            "wrapped/line": self.wrapped / max(1, self.lines),
            "ascii/mark": self.ascii / max(1, self.punctuation),
        }


def likeness(document: Document, vocabulary: Vocabulary) -> Likeness:
    """Counts of one text."""
    words, cleaned = words_counted(), clean(document)
    text = cleaned.text
    read = [one.quantity for one in propose(cleaned, vocabulary) if not one.reason]
    lines = [line for line in document.text.split("\n") if line.strip()]
    paragraphs = [part for part in text.split("\n") if part]
    furniture = sum(_lines_of(document.text, span) for span in cleaned.furniture)
    return Likeness(
        characters=sum(not c.isspace() for c in text),
        quantities=len(read),
        boilerplate=sum(text.count(phrase) for phrase in words["boilerplate"]),
        lines=len(lines),
        wrapped=max(0, len(lines) - furniture - len(paragraphs)),
        punctuation=len(re.findall(words["ascii"]["all"], text)),
        ascii=len(re.findall(words["ascii"]["one"], text)),
        verbs=Counter(verb for one in read for verb in _verbs(text, one, words)),
        forms=Counter(_forms(text, read, words)),
    )


@cache
def words_counted() -> Mapping[str, Any]:
    """What is counted (`data/likeness.toml`)."""
    return tomllib.loads(files("zhibiao").joinpath("data", "likeness.toml").read_text(encoding="utf-8"))


def _lines_of(text: str, span: RawSpan) -> int:
    return sum(bool(line.strip()) for line in text[span.start : span.end].split("\n"))


def _verbs(text: str, one: Quantity, words: Mapping[str, Any]) -> Iterator[str]:
    before = re.split(r"[。；;，,\n]", text[max(0, one.start - words["reach"]) : one.start])[-1]
    yield from set(_verb().findall(before))


@cache
def _verb() -> re.Pattern[str]:
    longest = sorted(words_counted()["verbs"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)))


def _forms(text: str, read: Sequence[Quantity], words: Mapping[str, Any]) -> Iterator[str]:
    chain, group = re.compile(words["chain"]["between"]), re.compile(words["breakdown"]["between"])
    length = 1
    for one, other in pairwise(read):
        between = text[one.end : other.start]
        if chain.search(between):
            yield CHAINS
        goes_on = one.unit == other.unit and other.start > one.end and group.search(between) is not None
        length = length + 1 if goes_on else 1
        if length == words["breakdown"]["least"]:
            yield BREAKDOWNS
    for name, pattern in {**words["marks"], BRACKETS: words["brackets"]["pattern"]}.items():
        yield from (name for _ in re.finditer(pattern, text))
