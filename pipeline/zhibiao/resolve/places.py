"""The place a report is about: from its names, its date line, what it says of itself, its signature.

What stands above the township (its county) is taken along where the report or its path says it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from zhibiao.core.vocabulary import Vocabulary
from zhibiao.resolve.head import Head, plain
from zhibiao.resolve.names import Name

_READ = 20_000
"""Characters of a text in which its place is looked for."""
_HAN = "\u4e00-\u9fff"
_NUMBERS = re.compile(r"[0-9]+(?:年度?|月份?|日|号|届|次)?")
_SHORTEST = 3
_OPENING = 5
"""Lines in which a report speaks of itself by name."""
_SIGNATURE = 40
_LEAST = 2
"""How often a place must be named, and how many times as often as any other, to be the report's own."""


class Place(NamedTuple):
    """A place as written: what stands above it (may be empty), its own name, and what that ends with."""

    above: str
    name: str
    rank: str

    @property
    def stem(self) -> str:
        """Its own name without what it ends with: 石桥 of 石桥镇."""
        return self.name.removesuffix(self.rank)

    def __str__(self) -> str:
        return self.above + self.name


class _Words(NamedTuple):
    townships: re.Pattern[str]
    others: re.Pattern[str]
    counties: re.Pattern[str]
    parts: re.Pattern[str]
    generic: re.Pattern[str]
    begin: str
    assembly: re.Pattern[str]
    of_itself: tuple[re.Pattern[str], ...]
    opens: re.Pattern[str]
    no_county: re.Pattern[str]
    signed: re.Pattern[str]
    county_of: tuple[re.Pattern[str], ...]


@cache
def _words(vocabulary: Vocabulary) -> _Words:
    data = vocabulary.toml("about")["place"]
    province, prefecture, county, township = (
        _endings(data[rank], data["go_on"]) for rank in ("province", "prefecture", "county", "township")
    )
    letter = f"(?:(?![{data['no_name']}])[{_HAN}])"
    upper = f"(?:{letter}{{2,8}}?{province})?(?:{letter}{{1,7}}?{prefecture})?"
    above = f"(?P<above>{upper}(?:{letter}{{1,10}}?{county})?)"
    place = f"{above}(?P<name>{letter}{{1,7}}?(?P<rank>{township}))"
    other = f"{above}(?P<name>{letter}{{1,9}}?(?P<rank>{data['other']}))"
    county_name = f"(?P<county>{letter}{{1,9}}?{county})"
    named_county = f"(?P<name>{letter}{{1,9}}?(?P<rank>{county}))"
    begin = f"(?:^|[^{_HAN}])(?:{data['leads']})*+"
    saying = {name: data[name].replace("{place}", place) for name in ("assembly", "speaks_for", "signed")}
    return _Words(
        townships=re.compile(begin + place, re.MULTILINE),
        others=re.compile(begin + other, re.MULTILINE),
        counties=re.compile(f"^(?:{data['leads']})*+(?P<above>{upper}){named_county}"),
        parts=re.compile(f"{letter}+?(?:{province}|{prefecture}|{county})"),
        generic=re.compile(f"(?:{data['generic']})|.*(?:{data['generic_end']})"),
        begin=begin,
        assembly=re.compile(saying["assembly"]),
        of_itself=(
            re.compile(saying["speaks_for"]),
            re.compile(f"{begin}{place}(?:{data['itself']})", re.MULTILINE),
        ),
        opens=re.compile(f"{begin}{place}(?:{data['opens']})", re.MULTILINE),
        no_county=re.compile(f".*(?:{data['no_county']})"),
        signed=re.compile(saying["signed"]),
        county_of=tuple(
            re.compile(data[name].replace("{county_name}", county_name)) for name in ("above", "issued")
        ),
    )


def _endings(words: str, go_on: dict[str, str]) -> str:
    """Pattern of the endings of names; 乡 is none in 乡村."""
    return "(?:" + "|".join(f"{w}(?![{go_on[w]}])" if w in go_on else w for w in words.split("|")) + ")"


def place_of(
    names: Sequence[Name], head: Head, text: str, vocabulary: Vocabulary
) -> tuple[Place | None, str]:
    """Place, and where it was read; None and empty where nothing says it.

    `names` name the report, the most trusted first.
    """
    words = _words(vocabulary)
    lines = "\n".join(_readable(line, vocabulary) for line in text[:_READ].split("\n"))
    for place, origin in _said(names, head, lines, words):
        place = _settled(place, lines, words)
        return _with_county(place, names, lines, words), origin
    return None, ""


def _said(names: Sequence[Name], head: Head, lines: str, words: _Words) -> Iterator[tuple[Place, str]]:
    """Places by falling trust, each with its origin."""
    for expression in (words.townships, words.others):
        for text, origin in names:
            yield from ((place, origin) for place in _places(_cut(text), expression, words))
    for text, origin in names:
        if origin != "folder":
            yield from ((place, origin) for place in _places(_cut(text), words.counties, words))
    yield from ((place, "date line") for place in _places(lines, words.assembly, words))
    for expression in words.of_itself:
        yield from ((place, "text") for place in _places(lines, expression, words))
    for line in head.lines[:_OPENING]:
        yield from ((place, "text") for place in _places(_cut(line), words.opens, words))
    for line in (line for line in reversed(head.tail) if len(line) <= _SIGNATURE):
        yield from ((place, "date line") for place in _places(line, words.signed, words))
    yield from ((place, "text") for place in _most_named(lines, words))


def _readable(line: str, vocabulary: Vocabulary) -> str:
    return _cut(plain(line, vocabulary))


def _cut(line: str) -> str:
    """A line with its dates and numbers blotted out, so that names begin behind them."""
    return _NUMBERS.sub(" ", line)


def _places(line: str, expression: re.Pattern[str], words: _Words) -> Iterator[Place]:
    """Names that an expression finds, 全镇 and its like left out."""
    for match in expression.finditer(line):
        place = Place(_above(match["above"], words), match["name"], match["rank"])
        if len(place.name) >= _SHORTEST and not words.generic.fullmatch(place.stem):
            yield place


def _above(found: str, words: _Words) -> str:
    """What stands above a place, from the last part on that is no name (全县, 我市)."""
    kept = ""
    for part in words.parts.findall(found):
        kept = "" if _no_county(part, words) else kept + part
    return kept


def _no_county(name: str, words: _Words) -> bool:
    return bool(words.generic.fullmatch(name[:-1]) or words.no_county.fullmatch(name))


def _most_named(lines: str, words: _Words) -> Iterator[Place]:
    """The place named far more often than any other."""
    found = Counter(place._replace(above="") for place in _places(lines, words.townships, words)).most_common(
        2
    )
    if found and found[0][1] >= _LEAST and (len(found) < 2 or found[0][1] >= _LEAST * found[1][1]):
        yield found[0][0]


def _settled(place: Place, lines: str, words: _Words) -> Place:
    """A name that ran too far to the left (推进石桥镇) cut to what stands alone more often."""
    best, most = place, _standing(place.name, lines, words)
    for cut in range(1, len(place.name) - _SHORTEST + 1):
        shorter = place._replace(above="", name=place.name[cut:])
        often = _standing(shorter.name, lines, words)
        if often > most and often >= _LEAST and not words.generic.fullmatch(shorter.stem):
            best, most = shorter, often
    return best


def _standing(name: str, lines: str, words: _Words) -> int:
    """How often a name begins where names begin."""
    return len(re.findall(f"{words.begin}{re.escape(name)}", lines, re.MULTILINE))


def _with_county(place: Place, names: Iterable[Name], lines: str, words: _Words) -> Place:
    """A place with its county, where the report or its path names it."""
    if place.above:
        return place
    sources = [_cut(text) for text, _ in names]
    same = Counter(
        other.above
        for line in (*sources, lines)
        for other in _places(line, words.townships, words)
        if other.name == place.name and other.above
    )
    if same:
        return place._replace(above=same.most_common(1)[0][0])
    if words.counties.match(place.name):
        return place
    for line in sources:
        for county in _places(line, words.counties, words):
            return place._replace(above=str(county))
    for expression in words.county_of:
        for match in expression.finditer(lines):
            if len(match["county"]) >= _SHORTEST and not _no_county(match["county"], words):
                return place._replace(above=match["county"])
    return place
