"""Terms: each line of the table is found in its example and not in its counter-example."""

from __future__ import annotations

import re

import pytest

from conftest import cases
from zhibiao.core.enums import Reason
from zhibiao.core.types import Candidate, Document
from zhibiao.core.vocabulary import base
from zhibiao.propose import propose
from zhibiao.text import clean

Found = list[tuple[Candidate, bool]]


def candidates(text: str, term: str = "", before: str = "") -> Found:
    """Candidates of a text, and whether a term and what must stand before it fit each."""
    cleaned = clean(Document("", text))
    return [
        (
            candidate,
            bool(re.compile(term).match(cleaned.text, candidate.quantity.start))
            and bool(re.search(f"(?:{before})$", cleaned.text[: candidate.quantity.start])),
        )
        for candidate in propose(cleaned, base())
    ]


@pytest.mark.parametrize("row", base().terms, ids=lambda row: f"{row[1]}<{row[0]}")
def test_term(row: list[str]) -> None:
    term, before, reason, example, counter = row
    assert reason in list(Reason)
    assert [one.hint for one, fits in candidates(example, term, before) if fits][:1] == [reason]
    against = candidates(counter, term, before)
    assert against, "the counter-example holds no number"
    assert [one.quantity.text for one, fits in against if fits or one.hint] == []


@pytest.mark.parametrize("row", cases("terms"), ids=lambda row: row[0])
def test_hint(row: list[str]) -> None:
    text, quantity, hint = row
    found = {one.quantity.text: one for one, _ in candidates(text)}
    assert (found[quantity].hint, found[quantity].reason) == (hint, "")


def test_a_form_settles_what_a_term_only_hints_at() -> None:
    found = [one for one, _ in candidates("2024年3月15日，镇十四届人大会议，拨打12345热线")]
    assert [(one.reason, one.hint) for one in found] == [
        ("date", ""), ("date", ""), ("date", ""), ("", "ordinal"), ("name", "")
    ]  # fmt: skip
