"""The corpus: it parses, it is as large and as varied as it says, and its writers did not copy each other."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from conftest import ROOT
from zhibiao.core.vocabulary import base
from zhibiao.corpus.format import Annotated, CorpusError, dump, parse, read_corpus
from zhibiao.evaluate.scores import agreement

HEADER = (
    "# title: 某镇总结\n# place: 某镇\n# year: 2020\n# genre: 总结\n# split: held-out\n# canonical: yes\n\n"
)


@pytest.fixture(scope="module")
def folders() -> dict[str, list[Annotated]]:
    return {
        name: read_corpus(ROOT / "corpus" / name)
        for name in ("reports", "excerpts", "drills", "manner", "second")
    }


def test_size_and_breadth(folders: dict[str, list[Annotated]]) -> None:
    reports = folders["reports"]
    assert len(reports) >= 40
    assert sum(len(report.claims) for report in reports) >= 2500
    assert sum(len(report.numbers) for report in reports) >= 1000
    assert {claim.category for report in reports for claim in report.claims} == set(base().categories)
    assert {number.reason for report in reports for number in report.numbers} == {
        "date",
        "ordinal",
        "name",
        "criterion",
        "pointing",
        "rhetoric",
        "form",
    }


def test_figures_of_the_readme(folders: dict[str, list[Annotated]]) -> None:
    text = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")
    counts = {
        name: sum(len(report.claims) for report in folders[name])
        for name in ("reports", "excerpts", "drills", "manner")
    }
    numbers = sum(
        len(report.numbers)
        for name in ("reports", "excerpts", "drills", "manner")
        for report in folders[name]
    )
    assert (
        f"{sum(counts.values()):,} claims (reports {counts['reports']:,}, excerpts {counts['excerpts']:,}, "
        f"drills {counts['drills']:,}, manner {counts['manner']:,}) and {numbers:,} numbers" in text
    )


def skeleton(sentence: str) -> str:
    """A sentence without its numerals and names."""
    masked = re.sub(
        r"[0-9０-９.,，．%％‰一二两三四五六七八九十百千万亿零〇]+", "#", re.sub(r"\s", "", sentence)
    )
    return re.sub(r"[^，。；：、]{1,6}(?:县|镇|乡|村|街道|社区)", "@", masked)


def test_writers_do_not_share_skeletons(folders: dict[str, list[Annotated]]) -> None:
    owners: dict[str, set[str]] = {}
    sentences: list[tuple[str, str]] = []
    for report in folders["reports"]:
        for sentence in re.split(r"[。！？\n]", report.document.text):
            if len(sentence.strip()) >= 6:
                owners.setdefault(skeleton(sentence), set()).add(report.document.source)
                sentences.append((skeleton(sentence), report.document.source))
    shared = sum(len(owners[text]) > 1 for text, _ in sentences)
    assert shared / len(sentences) <= 0.05


def test_a_quarter_is_annotated_twice_and_agrees(folders: dict[str, list[Annotated]]) -> None:
    texts = {report.document.sha256 for report in folders["reports"]}
    assert all(report.document.sha256 in texts for report in folders["second"])
    assert len(folders["second"]) >= len(folders["reports"]) / 4
    figures = agreement(folders["reports"], folders["second"])
    assert figures["claim_f1"] >= 0.98
    assert figures["category"] >= 0.93
    assert figures["row_f1"] >= 0.83


def test_parents_stand_before_their_parts(folders: dict[str, list[Annotated]]) -> None:
    for reports in folders.values():
        for report in reports:
            assert all(claim.parent is None or claim.parent < i for i, claim in enumerate(report.claims))


def test_every_reading_of_an_annotation() -> None:
    text = HEADER + (
        "一、农业\n全镇粮食产量达1.2万吨，比上年增加300吨，其他粮食产量15吨，投资4.97亿；拟种3-5亩。\n"
        "  + 1.2万吨 | 1.2 万吨 | 粮食产量 | | agriculture.crop\n"
        "  + 300吨 | 300 吨 | 粮食产量 | | agriculture.crop | change up yoy ^1\n"
        "  + 15吨 | 15 吨 | 其他~粮食产量 | | agriculture.crop | canonical=粮食产量\n"
        "  + 4.97亿 | 4.97 亿元 | 投资 | 农业 | economy.investment | period=2019H1\n"
        "  + 3-5亩 | 3~5 亩 | 种 | | agriculture.crop | target range\n"
    )
    report = parse(text, name="x")
    raw = report.document.text
    first, second, third, fourth, fifth = report.claims
    assert (first.value, first.unit, first.period, first.parent) == (1.2, "万吨", "2020", None)
    assert (second.measure, second.direction, second.basis, second.parent) == ("change", "up", "yoy", 0)
    assert third.indicator is not None
    assert raw[third.indicator.start - 2 : third.indicator.end] == "其他粮食产量"
    assert (fourth.unit, fourth.period, raw[slice(*fourth.qualifier or (0, 0))]) == ("亿元", "2019H1", "农业")
    assert (fifth.value, fifth.value_high, fifth.status, fifth.bound) == (3, 5, "target", "range")
    assert (third.canonical, third.value, report.split, report.canonical) == (
        "粮食产量",
        15,
        "held-out",
        True,
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("  + 7户 | 7 户 | 搬迁 | | agriculture.crop", "does not stand in the paragraph"),
        ("  + 5户 | 5 户 | 搬迁 | | agriculture.crop", "does not stand in the paragraph"),
        ("  + 15户 | 15 户 | 迁走 | | agriculture.crop", "does not stand near"),
        ("  + 15户 | 15 户 | 搬迁 | | agriculture.corn", "no category"),
        ("  + 15户 | 搬迁 | | agriculture.crop", "a claim reads"),
        ("  + 15户 | 搬迁 | | agriculture.crop | change", "no category"),
        ("  + 15户 | 户 | 搬迁 | | agriculture.crop", "value and unit read"),
        ("  + 15户 | 1.5万 户 | 搬迁 | | agriculture.crop", "value and unit read"),
        ("  + 15户 | 15 户 | 搬迁 | | agriculture.crop | change", "have a direction"),
        ("  + 15户 | 15 户 | 搬迁 | | agriculture.crop | range", "a range has two values"),
        ("  + 15户 | 15~20 户 | 搬迁 | | agriculture.crop", "a range has two values"),
        ("  + 15户 | 15 户 | 搬迁 | | agriculture.crop | level rate", "said twice"),
        ("  + 15户 | 15 户 | 搬迁 | | agriculture.crop | ^1", "points before"),
        ("  + 15户 | 15 户 | 搬迁 | | agriculture.crop | sideways", "unknown attribute"),
        ("  + 15户 | 15 户 | 搬迁 | | agriculture.crop | period=20", "unknown attribute"),
        ("  + 15户 | 15 户 | 搬迁 | | agriculture.crop | value=15", "unknown attribute"),
        ("  - 15户 | because", "no claim reads"),
        ("  - 户~ | form", "quotes no phrase"),
    ],
)
def test_faults_name_file_and_line(line: str, reason: str) -> None:
    with pytest.raises(CorpusError, match=rf"bad\.txt, line 9: .*{reason}"):
        parse(f"{HEADER}全镇搬迁15户。\n{line}\n", name="bad.txt")


@pytest.mark.parametrize("line", ["# split: some", "# year: 20", "# canonical: maybe", "# exhaustive: 1"])
def test_a_header_says_what_it_may(line: str) -> None:
    with pytest.raises(CorpusError, match=r"^bad\.txt: "):
        parse(f"{line}\n\n全镇搬迁15户。\n", name="bad.txt")


def test_value_and_unit_are_not_read_by_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every numeral misread, gold stays what it is."""
    monkeypatch.setattr("zhibiao.propose.grammar.scan", lambda *_: iter(()))
    line = "  + 三成半 | 3.5 成 | 搬迁 | | agriculture.crop | share"
    assert parse(f"{HEADER}全镇搬迁三成半。\n{line}\n", name="x").claims[0].value == 3.5


def test_the_corpus_is_written_as_it_is_read(folders: dict[str, list[Annotated]]) -> None:
    for reports in folders.values():
        for report in reports:
            assert parse(dump(report), name=report.document.source) == report


def test_splits_stand_in_the_files(folders: dict[str, list[Annotated]]) -> None:
    """What is held out is enough to measure with and never among the drills; a second annotation belongs
    where the first does."""
    whole = [*folders["reports"], *folders["excerpts"]]
    held = [report for report in whole if report.split == "held-out"]
    assert len(held) >= 31
    assert sum(len(report.claims) for report in held) >= 2000
    assert {report.split for report in whole} == {"train", "held-out"}
    assert {report.split for report in folders["drills"]} == {"train"}
    of_text = {report.document.sha256: report.split for report in whole}
    assert all(report.split == of_text[report.document.sha256] for report in folders["second"])


def test_categories_have_their_drills() -> None:
    drilled = Counter(path.stem for path in (ROOT / "corpus" / "drills").glob("*.*.txt"))
    assert set(base().categories) <= set(drilled)


def test_no_text_of_a_real_report_is_in_the_corpus(baisha: Path) -> None:
    real = {
        sentence
        for sentence in re.split(r"[。；\n]", "".join(baisha.read_text(encoding="utf-8").split()))
        if len(sentence) >= 14
    }
    for path in (ROOT / "corpus").rglob("*.txt"):
        text = "".join(path.read_text(encoding="utf-8").split())
        assert not [sentence for sentence in real if sentence in text]


def test_texts_in_the_manner_of_real_ones_are_for_testing_only(folders: dict[str, list[Annotated]]) -> None:
    reality = read_corpus(ROOT / "corpus" / "reality")
    assert len(reality) >= 6
    assert sum(len(report.claims) for report in reality) >= 150
    assert {(report.split, report.canonical) for report in reality} == {("test", True)}
    trained = {report.document.sha256 for reports in folders.values() for report in reports}
    assert not trained & {report.document.sha256 for report in reality}


def test_canonical_names_are_annotated_where_figures_are_measured(
    folders: dict[str, list[Annotated]],
) -> None:
    named = [report for report in folders["reports"] if report.canonical]
    assert {report.split for report in named} == {"held-out"}
    claims = [claim for report in named for claim in report.claims]
    assert len(claims) >= 800
    assert 0.4 < sum(bool(claim.canonical) for claim in claims) / len(claims) < 0.8


def test_a_quantity_stands_under_a_line_that_it_touches() -> None:
    text = f"{HEADER}全镇造林12\n00亩，植树5亩\n"
    first, second = (
        "  + 1200亩 | 1200 亩 | 造林 | | environment.forestry\n",
        "  + 5亩 | 5 亩 | 植树 | | environment.forestry\n",
    )
    report = parse(text + first + second, name="x")
    assert [report.document.text[slice(*claim.span)] for claim in report.claims] == ["12\n00亩", "5亩"]
    assert parse(dump(report), name="x") == report
    with pytest.raises(CorpusError, match=r"line 10: '5亩' does not stand in the paragraph"):
        parse(f"{HEADER}植树5亩\n造林7亩\n{second}", name="x")
