"""Verdicts: each claim of gold beside the row found for it, and what of that row is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from zhibiao.corpus.annotation import Annotated, Gold
from zhibiao.evaluate.match import ROW, STRICT, compare, match

MARKS = {"measure": "level", "bound": "exact", "status": "actual", "direction": ""}
"""Attributes that most claims have at their default, with that default."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim of gold (None: the row is one too many) and its row (None: the claim was missed)."""

    gold: Gold | None
    found: Gold | None
    ok: Mapping[str, bool]
    """What is right, by attribute, with `parent`, `canonical`, `row` and `row_strict`; empty unless both are
    there."""
    confidence: float | None = None
    named: bool = False
    """Whether the canonical name of the claim is annotated."""

    @property
    def place(self) -> int:
        """Offset in the raw text."""
        one = self.found or self.gold
        assert one is not None
        return one.span.start

    @property
    def category(self) -> str:
        """Of gold where there is one."""
        one = self.gold or self.found
        assert one is not None
        return one.category

    @property
    def special(self) -> bool:
        """Whether gold has one of `MARKS` that is not its default."""
        return any(getattr(self.gold, name) != value for name, value in MARKS.items()) if self.gold else False


class Judged(NamedTuple):
    """A report and the verdicts on it, in the order of its text."""

    report: Annotated
    verdicts: tuple[Verdict, ...]


def verdicts_of(judged: Iterable[Judged]) -> Iterator[Verdict]:
    """The verdicts on all reports, one after the other."""
    return chain.from_iterable(one.verdicts for one in judged)


def judge(annotated: Annotated, found: Sequence[Gold], confidence: Sequence[float] = ()) -> Judged:
    """Verdicts on one report; `found` are its rows in the order of the text, `confidence` theirs if they have
    any."""
    wanted, raw = annotated.claims, annotated.document.text
    pairs = match(wanted, found, raw)
    sure = dict(enumerate(confidence))
    verdicts = []
    for i, gold in enumerate(wanted):
        other = found[pairs[i]] if i in pairs else None
        ok = {} if other is None else _compared(gold, other, annotated, pairs)
        verdicts.append(Verdict(gold, other, ok, sure.get(pairs.get(i, -1)), annotated.canonical))
    taken = set(pairs.values())
    verdicts += [Verdict(None, one, {}, sure.get(j)) for j, one in enumerate(found) if j not in taken]
    return Judged(annotated, tuple(sorted(verdicts, key=lambda verdict: verdict.place)))


def _compared(gold: Gold, other: Gold, annotated: Annotated, pairs: Mapping[int, int]) -> dict[str, bool]:
    ok = compare(gold, other, annotated.document.text)
    ok["parent"] = _same_parent(gold, other, pairs)
    ok["canonical"] = annotated.canonical and gold.canonical == other.canonical
    ok["row"], ok["row_strict"] = all(ok[name] for name in ROW), all(ok[name] for name in STRICT)
    return ok


def _same_parent(gold: Gold, other: Gold, pairs: Mapping[int, int]) -> bool:
    if gold.parent is None or other.parent is None:
        return gold.parent is other.parent
    return pairs.get(gold.parent) == other.parent


def units(judged: Sequence[Judged]) -> dict[str, tuple[Verdict, ...]]:
    """What is drawn when verdicts are resampled, under names that depend on the texts alone: whole reports,
    as claims of one report go wrong together; paragraphs where there is only one report."""
    if len(judged) == 1:
        return _paragraphs(judged[0])
    return {f"{one.report.document.sha256} {one.report.document.source}": one.verdicts for one in judged}


def _paragraphs(judged: Judged) -> dict[str, tuple[Verdict, ...]]:
    text = judged.report.document.text
    parts: dict[str, tuple[Verdict, ...]] = {}
    for verdict in judged.verdicts:
        name = f"{text.count(chr(10), 0, verdict.place):06d}"
        parts[name] = (*parts.get(name, ()), verdict)
    return parts
