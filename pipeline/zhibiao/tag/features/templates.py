"""Every feature template, in one table: what the model looks at, and under which number it hashes it.

The fingerprint of the table is kept with a model: a model that learned other templates is refused when it
loads. A template whose features are words made by code (no columns) depends on that code: whoever changes
what the code says raises its number in `EXTRACTION`.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import NamedTuple

CONTEXT_BITS, SPAN_BITS = 22, 20
"""Size of the hashed spaces of the classifiers and of the rankers, in bits."""

EXTRACTION = {
    "hashing": 1,
    "words": 1,
    "terms": 2,
    "hints": 1,
    "runs": 1,
    "spans": 1,
    "options": 1,
    "parents": 1,
    "structure": 1,
    "vectors": 1,
}
"""Versions of the code that extracts features."""


class Template(NamedTuple):
    """`weight` is what a row's features of the group count together, or each if `each`.

    `columns` names the values that are hashed, for templates that are made from arrays of token values.
    """

    name: str
    id: int
    group: str
    weight: float = 1.0
    each: bool = False
    columns: tuple[str, ...] = ()


TEMPLATES = (
    # classifiers: the quantity, what stands around it, the headings above it
    Template("hints", 100, "hints", 0.8, each=True),
    Template("quantity", 200, "quantity", 0.6),
    Template("cues", 300, "cues", 1.0),
    Template("beside", 400, "beside", 1.0),
    Template("pair", 500, "pair", 0.7),
    Template("left", 600, "left", 0.8),
    Template("left.edge", 650, "left", 0.8),
    Template("right", 700, "right", 0.8),
    Template("right.edge", 750, "right", 0.8),
    Template("clause.left", 800, "clause", 0.7),
    Template("clause.right", 810, "clause", 0.7),
    Template("sentence", 900, "sentence", 0.6),
    Template("after", 1000, "after", 0.4),
    Template("heading", 1100, "heading", 0.5),
    Template("headings", 1200, "headings", 0.3),
    Template("term", 1700, "term", 0.6),
    # classifiers: what structure says: sections and years, the owner in force
    Template("frame", 1800, "frame", 0.5, each=True),
    Template("force", 1900, "force", 0.5, each=True),
    # classifiers: what the words of a claim and around it mean
    Template("meaning.name", 2200, "meaning.name", 0.5),
    Template("meaning.around", 2300, "meaning.around", 0.5),
    # classifiers: what is spoken of in the sentences beside a claim's
    Template("theme", 2100, "theme", 0.7),
    # classifiers: indicator and qualifier of a claim, for its category
    Template("indicator", 1300, "indicator", 1.2),
    Template("indicator.tail", 1320, "indicator", 1.2),
    Template("indicator.head", 1321, "indicator", 1.2),
    Template("indicator.whole", 1322, "indicator", 1.2),
    Template("qualifier", 1400, "qualifier", 0.6),
    Template("unit", 1500, "unit", 0.5, columns=("unit",)),
    Template("unit+last", 1501, "unit", 0.5, columns=("unit", "last")),
    Template("unit+tail", 1502, "unit", 0.5, columns=("unit", "tail")),
    Template("name", 1600, "name", 0.8),
    # rankers: the first token of a span
    Template("start.word", 1, "start", columns=("word",)),
    Template("start.before", 2, "start", columns=("word-1",)),
    Template("start.before+word", 3, "start", columns=("word-1", "word")),
    Template("start.tags", 4, "start", columns=("tag-1", "tag")),
    Template("start.tag+relation", 5, "start", columns=("tag", "relation")),
    Template("start.before+side", 6, "start", columns=("word-1", "side")),
    Template("start.word+side", 7, "start", columns=("word", "side")),
    Template("start.last-char+tag", 8, "start", columns=("last-1", "tag")),
    Template("start.relation", 9, "start", columns=("relation",)),
    Template("start.three-tags", 10, "start", columns=("tag-1", "tag", "tag+1")),
    Template("start.first-char+tag", 11, "start", columns=("first", "tag-1")),
    Template("start.two-before", 12, "start", columns=("word-2", "word-1")),
    Template("start.unit+word", 13, "start", columns=("unit", "word")),
    Template("start.after+tag", 14, "start", columns=("word+1", "tag")),
    # rankers: the last token of a span
    Template("end.word", 21, "end", columns=("word",)),
    Template("end.after", 22, "end", columns=("word+1",)),
    Template("end.word+after", 23, "end", columns=("word", "word+1")),
    Template("end.tags", 24, "end", columns=("tag", "tag+1")),
    Template("end.tag+relation", 25, "end", columns=("tag", "relation")),
    Template("end.after+side", 26, "end", columns=("word+1", "side")),
    Template("end.word+side", 27, "end", columns=("word", "side")),
    Template("end.last-char", 28, "end", columns=("last",)),
    Template("end.relation", 29, "end", columns=("relation",)),
    Template("end.three-tags", 30, "end", columns=("tag-1", "tag", "tag+1")),
    Template("end.unit+word", 31, "end", columns=("unit", "word")),
    Template("end.unit+last-char", 32, "end", columns=("unit", "last")),
    Template("end.two-after", 33, "end", columns=("word+1", "word+2")),
    Template("end.unit+after", 34, "end", columns=("unit", "word+1")),
    # rankers: every token of a span
    Template("inside.word", 41, "inside", columns=("word",)),
    Template("inside.tag", 42, "inside", columns=("tag",)),
    Template("inside.tags", 43, "inside", columns=("tag-1", "tag")),
    # rankers: a span as a whole
    Template("whole.length+side", 51, "whole", columns=("length", "side")),
    Template("whole.tags+length", 52, "whole", columns=("tag", "end-tag", "length3")),
    Template("whole.touches+length", 53, "whole", columns=("touches", "length6")),
    Template("whole.touches+tag", 54, "whole", columns=("touches", "tag")),
    Template("whole.relations", 55, "whole", columns=("relation", "end-relation")),
    Template("whole.words", 56, "whole", columns=("word", "end-word")),
    # rankers: no span, or the span of an earlier claim
    Template("none", 1001, "option"),
    Template("copy.indicator", 1011, "option"),
    Template("copy.indicator.pair", 1012, "option"),
    Template("copy.qualifier", 1021, "option"),
    Template("copy.qualifier.pair", 1022, "option"),
    Template("copy.qualifier.own", 1023, "option"),
    Template("copy.owner", 1031, "option"),
    Template("copy.owner.pair", 1032, "option"),
    Template("copy.owner.own", 1033, "option"),
    Template("owner.option", 1051, "option"),
    Template("owner.option.own", 1052, "option"),
    Template("parallel", 1061, "option"),
    Template("parallel.own", 1062, "option"),
    Template("twin", 1071, "option"),
    Template("twin.own", 1072, "option"),
    Template("parent", 1041, "option"),
)

ENCODED = (
    # classifiers: what the pretrained encoder makes of a claim's name and of what stands around it
    Template("encoded.name", 2400, "encoded.name", 0.5),
    Template("encoded.around", 2500, "encoded.around", 0.5),
)
"""What models with an encoder look at beside."""
ENCODED_VERSION = 1

ID = {template.name: template.id for template in (*TEMPLATES, *ENCODED)}
WEIGHT = {template.group: template.weight for template in (*TEMPLATES, *ENCODED)}
EACH = frozenset(template.group for template in TEMPLATES if template.each)


def of_group(group: str) -> tuple[Template, ...]:
    """Templates of a group, in the order of the table."""
    return tuple(template for template in TEMPLATES if template.group == group)


@cache
def fingerprint(encoded: bool = False) -> str:
    """Name of everything that decides which number a feature gets and what it weighs; `encoded` for a model
    with an encoder."""
    rows = [repr(tuple(template)) for template in (*TEMPLATES, *(ENCODED if encoded else ()))]
    versions = [f"{name} {version}" for name, version in sorted(EXTRACTION.items())]
    versions += [f"encoded {ENCODED_VERSION}"] if encoded else []
    said = "\n".join([f"bits {CONTEXT_BITS} {SPAN_BITS}", *rows, *versions])
    return hashlib.sha256(said.encode()).hexdigest()[:16]
