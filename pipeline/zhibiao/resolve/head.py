"""The head of a report: its lines without what belongs to the page, its title, and the lines at its end."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, NamedTuple

from zhibiao.core.numerals import numerals
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.text.headings import MARKER

YEAR = r"(?P<year>(?:19[89]|20[0-4])[0-9])"
_BARE = r"(?<![0-9])(?:19[89]|20[0-4])[0-9](?![0-9])"
_HAN_DAY = re.compile("(?<=年)[一二三四五六七八九十]{1,2}(?=月)|(?<=月)[一二三四五六七八九十]{1,3}(?=日)")
_READ = 60
"""Lines in which title and dates are looked for."""
_FIRST, _TOP, _BENEATH, _TAIL = 6, 3, 4, 8
"""Lines in which the title stands, that are no signature, in which a year alone stands, and of the tail."""
_LONGEST_TITLE = 60
_LONGEST_SECOND = 30
_STOPS = re.compile(r"[。；;！!…]")
_SECOND_STOPS = re.compile("[。，：:；]")


class Head(NamedTuple):
    """Title (empty if there is none), and the lines at both ends as `plain` makes them."""

    title: str
    lines: tuple[str, ...]
    tail: tuple[str, ...]
    year_lines: tuple[str, ...] = ()
    """Lines right beneath the title that hold a year alone: （2024年度）."""


def patterns(vocabulary: Vocabulary, section: str) -> dict[str, Any]:
    """A section of `about.toml` with {year} and {bare} filled in."""
    return {name: _filled(value) for name, value in vocabulary.toml("about")[section].items()}


def _filled(value: Any) -> Any:
    if isinstance(value, list):
        return [_filled(one) for one in value]
    if isinstance(value, str):
        return value.replace("{year}", f"(?<![0-9]){YEAR}年").replace("{bare}", _BARE)
    return value


def plain(line: str, vocabulary: Vocabulary) -> str:
    """A line as the patterns see it: no blanks, digits 0-9, in dates written in Chinese too
    (二〇一〇年三月)."""
    line = "".join(unicodedata.normalize("NFKC", line).split())
    if "年" not in line:
        return line
    digits = vocabulary.toml("about")["year"]["digits"]
    line = _han_year(vocabulary).sub(lambda match: "".join(digits[c] for c in match.group()), line)
    return _HAN_DAY.sub(lambda match: f"{numerals(vocabulary).written(match.group())}", line)


@cache
def _han_year(vocabulary: Vocabulary) -> re.Pattern[str]:
    digits = "".join(vocabulary.toml("about")["year"]["digits"])
    return re.compile(rf"(?<![{digits}])[一二][{digits}]{{3}}(?=年)")


@cache
def _furniture(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile("|".join(patterns(vocabulary, "head")["furniture"]))


@cache
def _title(vocabulary: Vocabulary) -> dict[str, re.Pattern[str]]:
    found = {name: re.compile(value) for name, value in patterns(vocabulary, "title").items()}
    dates = patterns(vocabulary, "date_line")
    return found | {"date": re.compile("|".join(re.sub(r"\?P<\w+>", "?:", one) for one in dates["head"]))}


def head_of(text: str, vocabulary: Vocabulary) -> Head:
    """Head of a raw text."""
    lines = [line.strip() for line in text.split("\n", _READ * 2) if line.strip()][:_READ]
    furniture = _furniture(vocabulary)
    kept = [line for line in lines if not furniture.match(plain(line, vocabulary))]
    ends = [plain(line, vocabulary) for line in text[-2000:].split("\n")]
    first = tuple(plain(line, vocabulary) for line in kept)
    tail = [line for line in ends if line not in ("", *first[:_TOP]) and not furniture.match(line)][-_TAIL:]
    alone = re.compile(patterns(vocabulary, "date_line")["year"])
    years = tuple(line for line in first[:_BENEATH] if alone.match(line))
    return Head(_title_of(kept, vocabulary), first, tuple(tail), years)


def _title_of(lines: list[str], vocabulary: Vocabulary) -> str:
    """The first line if it reads as a title, with the next where the title runs on; else empty."""
    words = _title(vocabulary)
    lines = [line for line in lines[:_FIRST] if not words["day"].match(plain(line, vocabulary))]
    if not lines or not _reads_as_title(lines[0], words, vocabulary):
        return ""
    title = lines[0]
    for line in lines[1:3]:
        runs_on = len(line) <= _LONGEST_SECOND and not _SECOND_STOPS.search(line) and not MARKER.match(line)
        if (
            words["complete"].search("".join(title.split()))
            or not runs_on
            or words["date"].match(plain(line, vocabulary))
        ):
            break
        title += line
    return "".join(title.split())


def _reads_as_title(line: str, words: dict[str, re.Pattern[str]], vocabulary: Vocabulary) -> bool:
    return not (
        MARKER.match(line)
        or len(line) > _LONGEST_TITLE
        or _STOPS.search(line)
        or line.endswith(("，", "：", ":"))
        or ("，" in line and not is_certain(line, vocabulary))
        or words["date"].match(plain(line, vocabulary))
    )


def site_parts(title: str, vocabulary: Vocabulary) -> list[str]:
    """A page's title apart from the name of its site (2019年工作总结_石桥镇人民政府)."""
    return [part.strip() for part in _title(vocabulary)["parted"].split(title) if part.strip()]


def is_certain(title: str, vocabulary: Vocabulary) -> bool:
    """Whether a text names a kind of report."""
    return bool(_title(vocabulary)["certain"].search(plain(title, vocabulary)))
