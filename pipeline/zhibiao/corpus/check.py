"""Check: what in annotated reports can't be right, and where the program's reading drifts from the frozen
gold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from zhibiao.core.period import read_period
from zhibiao.core.spans import RawSpan
from zhibiao.core.types import Candidate
from zhibiao.core.vocabulary import Vocabulary, base
from zhibiao.corpus.annotation import SPLITS, VALUES, Annotated, CorpusError, Gold
from zhibiao.corpus.format import read_either
from zhibiao.corpus.matching import match_spans, same_unit, same_value, scaled
from zhibiao.propose import propose
from zhibiao.text import clean

_SCALES = ("万", "亿")
_BESIDE = 12


class Finding(NamedTuple):
    """One thing to look at. `severity` is `error` where gold can't be right, `drift` where the program reads
    it in another way."""

    file: str
    severity: str
    reason: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}" + (f"（{self.text}）" if self.text else "")


@dataclass(frozen=True)
class Checked:
    """Findings of a check, with how many reports and claims were looked at."""

    findings: tuple[Finding, ...]
    reports: int
    claims: int

    @property
    def status(self) -> int:
        """Exit status: 1 if anything can't be right; drift alone is 0."""
        return int(any(finding.severity == "error" for finding in self.findings))


def check_folder(folder: Path, vocabulary: Vocabulary | None = None) -> Checked:
    """Every annotated report of a folder (`*.txt` of the corpus' format, `*.gold.jsonl` beside its text),
    faults of format among the findings."""
    reports: list[Annotated] = []
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.txt")):
        try:
            reports.append(read_either(path))
        except (CorpusError, UnicodeDecodeError) as error:
            findings.append(Finding(path.name, "error", str(error)))
    findings += check(reports, vocabulary)
    return Checked(tuple(findings), len(reports), sum(len(report.claims) for report in reports))


def check(reports: Sequence[Annotated], vocabulary: Vocabulary | None = None) -> list[Finding]:
    """What is wrong with annotated reports, in their order."""
    vocabulary = vocabulary or base()
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    for report in reports:
        name = report.document.source
        if report.document.sha256 in seen:
            findings.append(Finding(name, "error", f"the same text as {seen[report.document.sha256]}"))
        seen.setdefault(report.document.sha256, name)
        findings += _of_report(report, vocabulary)
        findings += _drift(report, vocabulary)
    return findings


def _of_report(report: Annotated, vocabulary: Vocabulary) -> Iterator[Finding]:
    name, text = report.document.source, report.document.text
    if report.split and report.split not in SPLITS:
        yield Finding(name, "error", f"no split {report.split!r}")
    spans = sorted([claim.span for claim in report.claims] + [number.span for number in report.numbers])
    for one, other in pairwise(spans):
        if other.start < one.end:
            yield Finding(name, "error", "two numbers lie on each other", _quote(text, other))
    for index, claim in enumerate(report.claims):
        for reason in _of_claim(claim, index, report, vocabulary):
            yield Finding(name, "error", reason, _quote(text, claim.span))


def _of_claim(claim: Gold, index: int, report: Annotated, vocabulary: Vocabulary) -> Iterator[str]:
    text = report.document.text
    for name, span in (
        ("quantity", claim.span),
        ("indicator", claim.indicator),
        ("qualifier", claim.qualifier),
    ):
        if span is not None and text[span.start : span.end].strip() != text[span.start : span.end]:
            yield f"the {name} begins or ends with a blank"
        if (
            span is not None
            and name != "quantity"
            and span.start < claim.span.end
            and claim.span.start < span.end
        ):
            yield f"the {name} lies on the quantity"
    yield from _attributes(claim, vocabulary)
    yield from _names(claim, report.canonical, vocabulary)
    if claim.parent is not None and not 0 <= claim.parent < len(report.claims):
        yield "the parent is no claim of the report"
    elif _is_own_ancestor(index, report.claims):
        yield "the claim is a part of itself"


def _attributes(claim: Gold, vocabulary: Vocabulary) -> Iterator[str]:
    if claim.category not in vocabulary.categories:
        yield f"no category {claim.category!r} in the taxonomy"
    for name, values in VALUES.items():
        value = getattr(claim, name)
        optional = name in ("direction", "basis")
        if value not in values and not (optional and not value) and not (name == "basis" and value.isdigit()):
            yield f"no {name} {value!r}"
    if claim.period and read_period(claim.period) is None:
        yield f"no period {claim.period!r}"
    if (claim.measure in ("change", "growth")) != bool(claim.direction):
        yield "change and growth have a direction, nothing else has"
    if (claim.bound == "range") != (claim.value_high is not None):
        yield "a range has two values, nothing else has"
    if claim.value_high is not None and claim.value_high <= claim.value:
        yield "a range goes up"


def _names(claim: Gold, annotated: bool, vocabulary: Vocabulary) -> Iterator[str]:
    if claim.canonical and not annotated:
        yield "a canonical name in a report whose header does not say `canonical: yes`"
    named = (
        {(row["canonical"], row["category"]) for row in vocabulary.catalogue} if claim.canonical else set()
    )
    if claim.canonical and (claim.canonical, claim.category) not in named:
        yield f"no {claim.canonical!r} of {claim.category} in the catalogue"


def _is_own_ancestor(index: int, claims: Sequence[Gold]) -> bool:
    at, steps = claims[index].parent, 0
    while at is not None and 0 <= at < len(claims) and steps <= len(claims):
        if at == index:
            return True
        at, steps = claims[at].parent, steps + 1
    return False


def _drift(report: Annotated, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Claims that propose loses or rules out, and those whose number or unit it reads in another way."""
    name, text = report.document.source, report.document.text
    cleaned = clean(report.document)
    candidates = propose(cleaned, vocabulary)
    places = [cleaned.raw(one.quantity.start, one.quantity.end) for one in candidates]
    found = match_spans([claim.span for claim in report.claims], places)
    for index, claim in enumerate(report.claims):
        candidate = candidates[found[index]] if index in found else None
        whole = index in found and places[found[index]].end >= claim.span.end
        reason = _difference(claim, candidate, whole=whole)
        if reason:
            yield Finding(name, "drift", reason, _quote(text, claim.span))


def _difference(claim: Gold, candidate: Candidate | None, *, whole: bool) -> str:
    """How the reading of a claim differs; a unit that the text leaves out is not read here. `whole` says that
    the candidate reaches to the end of the quantity."""
    if candidate is None:
        return "no quantity is read here"
    if candidate.reason:
        return f"ruled out as {candidate.reason}"
    read = candidate.quantity
    unit = claim.unit
    if read.unit and read.unit not in _SCALES:
        unit = read.unit if "/" in read.unit else read.unit + claim.unit[len(claim.unit.partition("/")[0]) :]
    elif read.unit:
        unit = read.unit + (scaled(claim.unit)[1] or "个")
    high = None if read.value_high is None else float(read.value_high)
    value = float(read.value)
    if claim.measure in ("growth", "change"):
        value, high = (
            (abs(value), high) if high is None else (min(abs(value), abs(high)), max(abs(value), abs(high)))
        )
    other = Gold(claim.span, None, None, claim.category, value, high, unit)
    if not same_value(claim, other):
        return f"gold says {_number(claim)} {claim.unit}, read as {_number(other)} {read.unit}".rstrip()
    if not same_unit(claim.unit, unit) or (claim.unit and not read.unit and not whole):
        return f"gold says {claim.unit or 'no unit'}, read as {read.unit or 'no unit'}"
    return ""


def _number(claim: Gold) -> str:
    return f"{claim.value:.12g}" + (f"~{claim.value_high:.12g}" if claim.value_high is not None else "")


def _quote(text: str, span: RawSpan) -> str:
    around = text[max(0, span.start - _BESIDE) : span.end + _BESIDE]
    return "".join(around.split())
