"""Resolve: what the tagger leaves open, from the rest of the report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from zhibiao.core.enums import Direction, Measure
from zhibiao.core.types import About, Claim, CleanText, Completed
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.resolve.catalogue import canonical
from zhibiao.resolve.confidence import confidence
from zhibiao.resolve.periods import periods
from zhibiao.resolve.units import unit_of

_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?")
_BASIS_REACH = 24


def resolve(
    clean: CleanText,
    claims: list[Claim],
    about: About,
    calibration: Mapping[str, float],
    vocabulary: Vocabulary,
) -> list[Completed]:
    """Claims completed with period, unit, basis, canonical name and, last, the confidence."""
    found: list[Completed] = []
    for claim, period in zip(claims, periods(clean, claims, about, vocabulary), strict=True):
        claim = _turned(replace(claim, measure=_measure(claim, vocabulary), basis=_basis(clean, claim)))
        found.append(
            Completed(
                claim=claim,
                period=period,
                unit=unit_of(clean, claim, found[-1] if found else None, vocabulary),
                canonical=canonical(_words(clean, claim), claim.category, vocabulary),
                confidence=confidence(claim.certainty, calibration),
            )
        )
    return found


def _words(clean: CleanText, claim: Claim) -> str:
    return "" if claim.indicator is None else clean.text[claim.indicator.start : claim.indicator.end]


def _basis(clean: CleanText, claim: Claim) -> str:
    """A basis that is a year is the year said right before the quantity."""
    if claim.basis != "year":
        return claim.basis
    start = claim.candidate.quantity.start
    years = _YEAR.findall(clean.text, max(0, start - _BASIS_REACH), start)
    return years[-1] if years else ""


def _turned(claim: Claim) -> Claim:
    """A growth or change of -3.6 % goes down by 3.6 %; a negative amount keeps its sign."""
    quantity = claim.candidate.quantity
    if claim.measure not in (Measure.GROWTH, Measure.CHANGE) or (quantity.value_high or quantity.value) >= 0:
        return claim
    positive = replace(
        quantity,
        value=-(quantity.value if quantity.value_high is None else quantity.value_high),
        value_high=None if quantity.value_high is None else -quantity.value,
        base_value=-(quantity.base_value if quantity.base_value_high is None else quantity.base_value_high),
        base_value_high=None if quantity.base_value_high is None else -quantity.base_value,
    )
    return replace(claim, candidate=replace(claim.candidate, quantity=positive), direction=Direction.DOWN)


def _measure(claim: Claim, vocabulary: Vocabulary) -> Measure:
    """Growth in points is a change."""
    if claim.measure != Measure.GROWTH:
        return claim.measure
    movement = vocabulary.toml("units_by_context")["movement"]
    return Measure(movement.get(claim.candidate.quantity.unit, claim.measure))
