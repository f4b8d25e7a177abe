"""Times: every expression of when in a report's text, as a period of the table's notation."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from zhibiao.core.vocabulary import Vocabulary

_HAN = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "十一": 11, "十二": 12}
_N = "(?:[0-9０-９]{1,2}|[一二两三四五六七八九十]{1,2})"
_EXPRESSION_PATTERN = (
    r"(?P<until>截[至止]到?|到|至)?"
    r"(?:(?P<year>(?:19|20)[0-9]{2})年?[-—–~～至到](?P<year2>(?:19|20)[0-9]{2})年"
    r"|(?P<y>(?:19|20)[0-9]{2})年度?|(?P<relative>{relative})|(?P<named>[“\"]?(?:{named})[”\"]?(?:期间|时期|以来|末|规划)?)"
    r"|(?P<span>(?:(?:过去|近|最近)(?P<last>{n})年(?:来|间)?|这?(?P<many>{n})年(?:来|间|时间里)))|(?P<next>(?:未来|今后)(?P<ahead>{n})年|(?P<within>{n})年内))?"
    r"(?P<part>以?来|年?初(?!预算)|年?底|年?末|(?P<half>[上下])?半年(?(half)|来)|(?:前(?P<quarters>[一二三两1-3])个?季度)|(?:第?(?P<quarter>[一二三四1-4])个?季度)"
    r"|(?P<from>{n})月?(?:份)?[-—–~～至到](?P<to>{n})月(?:份)?|(?P<month>{n})月(?:份)?(?:(?:[0-9０-９]{1,2}|[一二三十]{1,3})[日号])?)?"
    r"(?P<end>底|末|止|中旬|下旬|上旬)?"
)
_TRIGGER = re.compile(
    r"截[至止]|[到至](?=(?:今年|本年)?[0-9一二三四五六七八九十]{1,2}月[底末])|(?:19|20)[0-9]{2}年?|[今本当全去上前明来下次新]一?的?年|[上下]半年|半年来|前?第?[一二三四两1-4]个?季度|[0-9０-９一二三四五六七八九十]{1,2}月|[“\"]?[八九十][一二三四五]?五|[0-9一二三四五六七八九十]+年[来间内时]|年[初底末]|今后|未来|(?:近|过去|最近)(?=[0-9一二两三四五六七八九十]+年)|上一年"
)


class Time(NamedTuple):
    """An expression of time: where it stands, its period, and whether it only compares (比上年)."""

    start: int
    end: int
    period: str
    until: bool
    compares: bool


@cache
def _expression(vocabulary: Vocabulary) -> re.Pattern[str]:
    words = vocabulary.toml("periods")
    named = "|".join(sorted(words["named"], key=len, reverse=True))
    return re.compile(
        _EXPRESSION_PATTERN.replace("{relative}", "|".join(words["relative"]))
        .replace("{named}", named)
        .replace("{n}", _N)
    )


@cache
def _comparison(vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = vocabulary.toml("periods")["comparison"]
    return tuple(words["before"]), tuple(words["after"])


def times_in(text: str, start: int, end: int, year: int | None, vocabulary: Vocabulary) -> list[Time]:
    """Expressions of time in text[start:end], in order; a year not said is the one before it in the text, or the report's."""
    found: list[Time] = []
    at = start
    while (trigger := _TRIGGER.search(text, at, end)) is not None:
        match = _expression(vocabulary).match(text, trigger.start(), end)
        at = trigger.end()
        if match is None or not match.group():
            continue
        at = max(at, match.end())
        said = next(
            (
                int(time.period.lstrip("@")[:4])
                for time in reversed(found)
                if time.period and not time.compares
            ),
            year,
        )
        period = _period(match, year, said, vocabulary)
        if period is not None:
            found.append(
                Time(
                    match.start(),
                    match.end(),
                    period,
                    bool(match["until"]),
                    _compares(text, match, vocabulary),
                )
            )
    return found


def _compares(text: str, match: re.Match[str], vocabulary: Vocabulary) -> bool:
    before, after = _comparison(vocabulary)
    left = text[max(0, match.start() - 2) : match.start()]
    return left.endswith(before) or text.startswith(("同期", "同比", *after), match.end())


def _number(text: str) -> int:
    if text in _HAN:
        return _HAN[text]
    return int(text) if text.isdigit() else sum(_HAN.get(c, 0) for c in text)


def _period(match: re.Match[str], report: int | None, said: int | None, vocabulary: Vocabulary) -> str | None:
    """Period of one expression, None if the words are no time after all; empty if its year is unknown."""
    if match["year"]:
        return f"{match['year']}/{match['year2']}"
    if match["named"]:
        return str(
            vocabulary.toml("periods")["named"][
                match["named"]
                .strip('“”"')
                .removesuffix("期间")
                .removesuffix("时期")
                .removesuffix("以来")
                .removesuffix("末")
                .removesuffix("规划")
                .strip('”"')
            ]
        )
    if match["span"]:
        many = _number(match["last"] or match["many"])
        return "" if report is None else f"{report - many + 1}/{report}" if many > 1 else str(report)
    if match["next"]:
        many = _number(match["ahead"] or match["within"])
        return "" if report is None else f"{report + 1}/{report + many}" if many > 1 else str(report + 1)
    year = said
    if match["y"]:
        year = int(match["y"])
    elif match["relative"]:
        year = (
            None
            if report is None
            else report + int(vocabulary.toml("periods")["relative"][match["relative"]])
        )
    elif not match["part"] and not match["end"]:
        return None
    return "" if year is None else _within(match, year)


def _within(match: re.Match[str], year: int) -> str:
    part = match["part"] or ""
    if "半年" in part:
        return f"{year}H{2 if match['half'] == '下' else 1}"
    if match["quarters"]:
        last = _number(match["quarters"])
        return f"{year}Q1" if last == 1 else f"{year}Q1-Q{last}"
    if match["quarter"]:
        return f"{year}Q{_number(match['quarter'])}"
    if match["to"]:
        return f"{year}-{_number(match['from']):02d}/{year}-{_number(match['to']):02d}"
    if match["month"]:
        month = f"{year}-{_number(match['month']):02d}"
        return f"@{month}" if match["until"] or match["end"] in ("底", "末", "止") else month
    if part.lstrip("年") in ("底", "末") or (match["end"] in ("底", "末") and not part):
        return f"@{year}-12"
    return f"@{year}-01" if part.lstrip("年") == "初" else str(year)
