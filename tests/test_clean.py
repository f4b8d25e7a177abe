"""Cleaning: no character lost, none changed; wrapped lines joined; headings known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import cases
from zhibiao.core.types import CleanText, Document
from zhibiao.text import clean
from zhibiao.text.lines import lines_of, usual_width, width

LINES = st.lists(
    st.text(alphabet="一二（）、。，；1. 2年\t　万元镇村经济abC“”第页-—\x0c\x1f\u2028", max_size=40),
    max_size=12,
)


def cleaned(text: str, page_starts: tuple[int, ...] = ()) -> CleanText:
    return clean(Document("", text, page_starts=page_starts))


def squeeze(text: str) -> str:
    return "".join(text.split())


@given(LINES.map("\n".join) | st.text(max_size=200), st.data())
def test_every_character_has_its_place(text: str, data: st.DataObject) -> None:
    found = cleaned(text)
    assert len(found.offsets) == len(found.text)
    assert list(found.offsets) == sorted(found.offsets)
    if found.text.strip():
        start = data.draw(st.integers(0, len(found.text) - 1))
        end = data.draw(st.integers(start + 1, len(found.text)))
        assert squeeze("".join(text[i] for i in found.offsets[start:end])) == squeeze(found.text[start:end])
        span = found.raw(start, end)
        if not any(span.start < piece.end and piece.start < span.end for piece in found.furniture):
            assert squeeze(text[span.start : span.end]).replace("\u200b", "").replace("\ufeff", "").replace(
                "\xad", ""
            ) == squeeze(found.text[start:end])


@given(LINES.map("\n".join))
def test_nothing_is_lost_but_blanks_and_furniture(text: str) -> None:
    found = cleaned(text)
    kept = set(found.offsets)
    for i, character in enumerate(text):
        if not character.isspace() and i not in kept:
            assert any(piece.start <= i < piece.end for piece in found.furniture)


@given(LINES.map("\n".join))
def test_sentences_follow_each_other(text: str) -> None:
    end = 0
    for sentence in cleaned(text).sentences:
        assert end <= sentence.start < sentence.end
        end = sentence.end


def test_hard_wrapped_lines_are_joined() -> None:
    lines = [
        "全镇坚持稳中求进工作总基调，全年完成造林面积一千二百",
        "亩，新建高标准农田 3 200 亩，培训农民四百二十人次，发",
        "放补助资金 12",
        "万元，群众满意度进一步提高，各项事业取得了新的进步，为",
        "下一步工作打下了坚实的基础。",
    ]
    found = cleaned("\n\n".join(lines))
    assert found.text == "".join("".join(line.split()) for line in lines)
    assert len(found.sentences) == 1


def test_paragraph_a_line_stays_a_paragraph_a_line() -> None:
    text = "一、工作回顾\n全年造林120亩。\n二、明年打算\n再造林200亩。"
    assert cleaned(text).text == text


def test_heading_path() -> None:
    found = cleaned(
        "一、经济发展\n（一）农业\n1.种植业。种粮120亩。\n2.养殖业\n出栏生猪300头。\n二、社会事业\n办学3所。"
    )
    paths = [
        " > ".join(found.headings[sentence.heading].titles)
        for sentence in found.sentences
        if "0亩" in found.text[sentence.start : sentence.end]
    ]
    assert paths == ["一、经济发展 > （一）农业 > 1.种植业"]
    last = found.sentences[-1]
    assert found.headings[last.heading].titles == ("二、社会事业",)


def test_page_numbers_and_running_heads_are_furniture() -> None:
    pages = [f"某镇工作报告\n第一段讲的是第{n}件事，做得很好。\n- {n} -\n" for n in range(1, 5)]
    starts = tuple(sum(len(page) for page in pages[:i]) for i in range(4))
    found = cleaned("".join(pages), starts)
    assert "- 2 -" not in found.text.replace(" ", "")
    assert found.text.count("某镇工作报告") == 0
    assert len(found.furniture) == 8


def test_letter_spaced_digits_are_joined_and_cells_are_not() -> None:
    assert cleaned("共有 1 2 0 0 人").text == "共有1200人"
    assert cleaned("收入\t120.5\t300").text == "收入\t120.5\t300"
    assert cleaned("2019 2020 2021").text == "2019 2020 2021"


ESCAPES = {"\\n": "\n", "\\t": "\t", "\\f": "\f", "\\u00ad": "\u00ad", "\\u200b": "\u200b"}


def written(cell: str) -> str:
    for escape, character in ESCAPES.items():
        cell = cell.replace(escape, character)
    return cell


@pytest.mark.parametrize("row", cases("lines"), ids=lambda row: row[0])
def test_lines(row: list[str]) -> None:
    _, raw, text = map(written, row)
    pages = raw.split("⏸")
    starts = [sum(map(len, pages[:number])) for number in range(len(pages))]
    assert cleaned("".join(pages), tuple(starts) if len(pages) > 1 else ()).text == text


@pytest.mark.parametrize("row", cases("headings"), ids=lambda row: row[0])
def test_headings_above_a_sentence(row: list[str]) -> None:
    found = cleaned(written(row[0]))
    path = found.headings[found.sentences[-1].heading]
    assert " > ".join(path.titles) == row[1]
    assert not path.titles or found.text[path.span.start : path.span.end] == path.titles[-1]


@pytest.mark.parametrize("row", cases("sentences"), ids=lambda row: row[0])
def test_sentences(row: list[str]) -> None:
    found = cleaned(written(row[0]))
    assert "|".join(found.text[one.start : one.end] for one in found.sentences) == row[1]
    paragraphs = [found.text[: one.start].count("\n") for one in found.sentences]
    assert [one.paragraph for one in found.sentences] == paragraphs


def test_furniture_has_its_place_in_the_raw_text() -> None:
    text = "造林。\n - 3 - \n植树。"
    assert [text[span.start : span.end] for span in cleaned(text).furniture] == ["- 3 -"]
    pages = "".join(f"{'长' * 40}\n第{n}件。\n" for n in range(3))
    starts = tuple(pages.index(f"第{n}件") - 41 for n in range(3))
    assert len(cleaned(pages, starts).furniture) == 3
    pages = pages.replace("长" * 40, "长" * 41)
    starts = tuple(pages.index(f"第{n}件") - 42 for n in range(3))
    assert cleaned(pages, starts).furniture == []


FULL = "子丑寅卯辰巳午未申酉戌亥子丑寅卯辰巳午未"


@pytest.mark.parametrize("row", cases("wrapped"), ids=lambda row: row[0])
def test_lines_of_a_wrapped_text(row: list[str]) -> None:
    _, raw, text = map(written, row)
    assert cleaned("\n".join([*[FULL] * 4, "完。", raw])).text == f"{FULL * 4}完。\n{text}"


@pytest.mark.parametrize(
    ("lines", "wrap"),
    [
        ([20, 20, 20], 20),
        ([20, 20], None),
        ([20, 20, 15], None),
        ([20, 20, 16], 20),
        ([16, 20, 20, 20, 20, 20, 20, 20, 20, 24], 24),
        ([20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 30], 20),
        ([70, 70, 70], 70),
        ([71, 71, 71], None),
        ([-20, -20, -20], None),
        ([20, -20, -20, -20], None),
        ([20, -20, -20], 20),
        ([16, 17, 18, 40], None),
        ([16, 17, 40, 40], 40),
    ],
)
def test_at_which_width_a_text_is_wrapped(lines: list[int], wrap: int | None) -> None:
    """Widths of lines; those below nothing stop."""
    text = "\n".join("长" * (abs(many) - 1) + ("。" if many < 0 else "长") for many in lines)
    assert usual_width(text, lines_of(text, ())) == wrap


def test_a_latin_letter_is_half_as_wide() -> None:
    assert [width(body) for body in ("长", "a", "长12", "")] == [1, 0.5, 2, 0]
