"""Mistakes: each claim that is wrong, with its sentence, gold beside found, and what is wrong of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zhibiao.core.spans import RawSpan
from zhibiao.core.types import CleanText
from zhibiao.corpus.annotation import Gold
from zhibiao.corpus.format import reading_text
from zhibiao.evaluate.match import STRICT
from zhibiao.evaluate.verdicts import Judged, Verdict
from zhibiao.text import clean

MISSED, EXTRA = "missed", "extra"
"""What is wrong of a claim that no row matches, and of a row that matches no claim."""
_FAR = 200
"""An indicator or qualifier further from the sentence than this is named, not shown."""
_PLAIN = ("category", "measure", "bound", "direction", "basis", "status", "scope", "period")


class Mark(NamedTuple):
    """A span of the sentence shown; `what` is quantity, indicator or qualifier."""

    start: int
    end: int
    what: str
    gold: bool


@dataclass(frozen=True)
class Mistake:
    """A claim or row that is wrong. `gold` and `found` give each attribute as text; empty where there is
    none."""

    report: str
    place: int
    heading: str
    sentence: str
    marks: tuple[Mark, ...]
    wrong: tuple[str, ...]
    gold: Mapping[str, str]
    found: Mapping[str, str]
    confidence: float | None


def mistakes(judged: Sequence[Judged]) -> Iterator[Mistake]:
    """Every claim that is missed, every row too many, and every row that is not right in all of `STRICT`, in
    the order of the reports and their texts."""
    for report in judged:
        wrong = [(one, faults) for one in report.verdicts if (faults := _faults(one))]
        if wrong:
            cleaned = clean(report.report.document)
            starts = [cleaned.offsets[sentence.start] for sentence in cleaned.sentences]
            for verdict, faults in wrong:
                yield _mistake(report, verdict, faults, cleaned, starts)


def _faults(verdict: Verdict) -> tuple[str, ...]:
    if verdict.gold is None or verdict.found is None:
        return (EXTRA,) if verdict.gold is None else (MISSED,)
    return tuple(name for name in STRICT if not verdict.ok[name])


def _mistake(
    judged: Judged, verdict: Verdict, faults: tuple[str, ...], cleaned: CleanText, starts: Sequence[int]
) -> Mistake:
    document = judged.report.document
    around, heading = _sentence(verdict.place, cleaned, starts)
    sides = ((verdict.gold, True), (verdict.found, False))
    marked = [Mark(*span, what, gold) for one, gold in sides for what, span in _spans(one)]
    near = [mark for mark in marked if around.start - _FAR <= mark.start and mark.end <= around.end + _FAR]
    start = min([around.start, *(mark.start for mark in near)])
    end = max([around.end, *(mark.end for mark in near)])
    return Mistake(
        document.source,
        verdict.place,
        heading,
        document.text[start:end],
        tuple(Mark(one.start - start, one.end - start, one.what, one.gold) for one in near),
        faults,
        _told(verdict.gold, document.text),
        _told(verdict.found, document.text),
        verdict.confidence,
    )


def _sentence(place: int, cleaned: CleanText, starts: Sequence[int]) -> tuple[RawSpan, str]:
    """Raw span of the sentence at an offset, and the titles above it; the place alone in what was not
    kept."""
    if not starts:
        return RawSpan(place, place), ""
    sentence = cleaned.sentences[max(0, bisect_right(starts, place) - 1)]
    titles = cleaned.headings[sentence.heading].titles
    return cleaned.raw(sentence.start, sentence.end), " / ".join(titles)


def _spans(one: Gold | None) -> Iterator[tuple[str, RawSpan]]:
    if one is not None:
        places = {"quantity": one.span, "indicator": one.indicator, "qualifier": one.qualifier}
        yield from ((what, span) for what, span in places.items() if span is not None)


def _told(one: Gold | None, text: str) -> dict[str, str]:
    if one is None:
        return {}
    words = {what: "".join(text[span.start : span.end].split()) for what, span in _spans(one)}
    number, _, unit = reading_text(one.value, one.value_high, one.unit).partition(" ")
    told = {"quantity": words["quantity"], "value": number, "unit": unit}
    told |= {name: words.get(name, "") for name in ("indicator", "qualifier")}
    return told | {name: str(getattr(one, name)) for name in _PLAIN}
