"""What a report says of itself at its head: title, place and year."""

from __future__ import annotations

import re
from collections import Counter

from zhibiao.core.types import About, Document, Given
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.text.headings import MARKER

_HEAD_LINES = 6
_LONGEST_TITLE = 60
_YEAR = re.compile(r"(?<![0-9])((?:19[89]|20[0-4])[0-9])(?=\s*年)")
_BARE_YEAR = re.compile(r"(?<![0-9])((?:19[89]|20[0-4])[0-9])(?![0-9])")
_REVIEW = re.compile(
    r"((?:19[89]|20[0-4])[0-9])\s*年[^。，\n]{0,16}?(?:回顾|总结|完成情况|工作情况|主要工作|度|来)"
)
_UPPER = r"(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,7}?(?:自治州|地区|市|盟))?(?:[\u4e00-\u9fff]{1,7}?(?:自治县|自治旗|县|区|市|旗))?"
_PLACE = re.compile(
    rf"({_UPPER}[\u4e00-\u9fff]{{1,7}}?(?:民族乡|回族乡|满族乡|乡镇|镇|乡|苏木|街道)(?!村|级|属|企业|领导|干部|机关|卫生))"
)
_LEAD = re.compile(
    r"^(?:关于|我代表|代表|现在|中共|各位|在|是|全|本|我|对|年|度|和|的|为|把|将|从|向|由|各|该|这|乡镇|集镇|村镇|城镇)+"
)
_NO_PLACE = re.compile(
    r"^(?:全|本|我|各|该|小城|城|村|集|圩|场|建制|中心|重点|特色|美丽|强|大|名|先进|示范|文明|卫生|生态|典型)?(?:乡镇|镇|乡|街道)$"
)


def about_of(document: Document, given: Given | None = None, *, vocabulary: Vocabulary) -> About:
    """Title, place and year of a document, and where they were read; what is given comes before what is read."""
    given = given or Given()
    title = title_of(document.text) if given.title is None else given.title
    place, place_from = place_of(title, document.text)
    year, year_from = year_of(title, document.text)
    if given.place is not None:
        place, place_from = given.place, given.said_in
    if given.year is not None:
        year, year_from = given.year, given.said_in
    return About(title, place, year, place_from, year_from, given.extra)


def title_of(text: str) -> str:
    """The first line if it reads as a title, with the next where the title runs on; else empty."""
    lines = [line.strip() for line in text.split("\n", 40) if line.strip()][:_HEAD_LINES]
    if (
        not lines
        or MARKER.match(lines[0])
        or len(lines[0]) > _LONGEST_TITLE
        or re.search(r"[。；;！!]", lines[0])
        or lines[0].endswith(("，", "：", ":"))
    ):
        return ""
    title = lines[0]
    for line in lines[1:3]:
        if (
            re.search("报告|总结|概况|汇报|计划|说明|要点|简介", title)
            or MARKER.match(line)
            or len(line) > 30
            or re.search("[。，：:；]", line)
        ):
            break
        title += line
    return "".join(title.split())


def year_of(title: str, text: str) -> tuple[int | None, str]:
    """Year the report is about: said in its title, in the heading of its review, or most often in its text."""
    found = _YEAR.search(title) or _BARE_YEAR.search(title)
    if found:
        return int(found[1]), "title"
    head = text[:6000]
    near = _REVIEW.search(head[:1500])
    if near:
        return int(near[1]), "heading"
    years = Counter(_YEAR.findall(head))
    return (int(max(years, key=lambda year: (years[year], year))), "text") if years else (None, "")


def place_of(title: str, text: str) -> tuple[str, str]:
    """Township with what the report puts above it (雷州市白沙镇): from the title, else the most frequent in the text."""
    for source, name in ((title, "title"), (text[:300], "text")):
        found = [place for place in map(_place, _PLACE.findall(source)) if place]
        if found:
            return found[0], name
    found = [place for place in map(_place, _PLACE.findall(text[:8000])) if place]
    return (Counter(found).most_common(1)[0][0], "text") if found else ("", "")


def _place(found: str) -> str:
    place = _LEAD.sub("", found)
    return "" if not place or len(place) < 3 or _NO_PLACE.match(place) else place
