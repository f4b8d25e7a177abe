"""Rows of cases that a linguist extends: a sentence and the rows it gives, in the words of the corpus; a
number and why it is no claim.

Rows are written as in the corpus (`corpus/README.md`): value and unit, phrases as they stand, attributes
where they differ from the default, `^1` for a parent. A span is right as it is in the scores: six tenths of
its characters.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

import zhibiao
from conftest import cases
from zhibiao.core.types import About, Document
from zhibiao.core.vocabulary import base
from zhibiao.corpus.annotation import Annotated
from zhibiao.corpus.format import parse
from zhibiao.evaluate.match import STRICT, compare, match
from zhibiao.evaluate.scores import claims_of
from zhibiao.read import digest
from zhibiao.run.pipeline import Outcome, process
from zhibiao.tag.model import Model

HEADER = "# title: 某镇工作总结\n# place: 某镇\n# year: 2023\n# genre: 例句\n\n"
YEAR = 2023


class Case(NamedTuple):
    sentence: str
    lines: list[list[str]]


def grouped(name: str) -> list[Case]:
    """Cases of a table: a row with an empty first cell belongs to the sentence above."""
    found: list[Case] = []
    for sentence, *cells in cases(name):
        if sentence:
            found.append(Case(sentence, []))
        found[-1].lines.append(cells)
    return found


def params(name: str) -> list[object]:
    """Cases of a table. Those that the shipped model has wrong stand in `still_wrong.tsv`: they are
    tried too, and the test fails when one of them comes right, so that its line there goes."""
    wrong = {(table, sentence) for table, sentence in cases("still_wrong")}
    return [
        pytest.param(
            case,
            id=case.sentence[:20],
            marks=[pytest.mark.xfail(strict=True)] if (name, case.sentence) in wrong else [],
        )
        for case in grouped(name)
    ]


def expected(case: Case) -> Annotated:
    lines = ["  + " + " | ".join(cells).rstrip(" |") for cells in case.lines]
    return parse("\n".join([HEADER + case.sentence, *lines]) + "\n", name=case.sentence)


def outcome(text: str, about: About, model: Model) -> Outcome:
    return process(Document("x", text, sha256=digest(text)), about, model)


def difference(case: Case, model: Model) -> list[str]:
    """What is not as the case says, one line each."""
    gold = expected(case)
    found = claims_of(outcome(gold.document.text, gold.about, model).rows)
    pairs = match(gold.claims, found, gold.document.text)
    wrong = [] if len(found) == len(gold.claims) else [f"{len(found)} rows, not {len(gold.claims)}"]
    for index, (claim, cells) in enumerate(zip(gold.claims, case.lines, strict=True)):
        if index not in pairs:
            wrong.append(f"{cells[0]}: no row")
            continue
        row = found[pairs[index]]
        ok = compare(claim, row, gold.document.text)
        wrong += [f"{cells[0]}: {name} is {getattr(row, name)!r}" for name in STRICT if not ok[name]]
        if row.parent != (None if claim.parent is None else pairs.get(claim.parent)):
            wrong.append(f"{cells[0]}: parent is {row.parent}")
    return wrong


@pytest.mark.parametrize("case", params("rows"))
def test_rows(case: Case, extractor: zhibiao.Extractor) -> None:
    assert difference(case, extractor.model) == []


@pytest.mark.parametrize("case", params("once_wrong"))
def test_what_was_once_wrong_stays_right(case: Case, extractor: zhibiao.Extractor) -> None:
    assert difference(case, extractor.model) == []


@pytest.mark.parametrize("case", params("reasons"))
def test_why_a_number_is_no_claim(case: Case, extractor: zhibiao.Extractor) -> None:
    found = outcome(case.sentence, About("", "", YEAR), extractor.model)
    said = {number.text: number.reason for number in found.numbers}
    claims = {row.text for row in found.rows}
    if case.lines == [["", ""]]:
        assert (said, claims) == ({}, set())
    for number, reason in case.lines:
        if number:
            assert number not in claims
            assert said.get(number) == reason


def test_the_tables_are_as_wide_as_they_should_be() -> None:
    rows, once, reasons = grouped("rows"), grouped("once_wrong"), grouped("reasons")
    assert len(rows) >= 60
    assert len(once) >= 30
    assert {reason for case in reasons for _, reason in case.lines} - {""} == {
        "date",
        "ordinal",
        "name",
        "criterion",
        "pointing",
        "rhetoric",
        "form",
    }
    claims = [claim for case in (*rows, *once) for claim in expected(case).claims]
    assert {claim.category for claim in claims} == set(base().categories)
    for name, values in {
        "measure": {"level", "change", "growth", "share", "rate", "rank"},
        "bound": {"exact", "approx", "over", "under", "range"},
        "status": {"actual", "estimate", "target", "prior"},
        "basis": {"", "yoy", "ytd", "plan", "whole"},
    }.items():
        assert {getattr(claim, name) for claim in claims} >= values, name
    assert len({claim.period for claim in claims}) >= 4
    assert sum(claim.parent is not None for claim in claims) >= 20
