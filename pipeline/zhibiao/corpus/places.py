"""Places: where a quoted phrase stands in a report's text, and how to quote a place. Blanks never count."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from zhibiao.core.spans import RawSpan
from zhibiao.corpus.annotation import CorpusError

_REACH = 260
"""A phrase this many characters nearer is preferred to one behind a stop after the quantity."""
_DIGITS = "0-9０-９.．"
_HAN = "一二三四五六七八九十百千万两"
_STOPS = ",，;；。:："


class Quotation(NamedTuple):
    """A phrase, and the characters directly before and after it where they are needed to tell it from
    another."""

    before: str
    phrase: str
    after: str


class Places:
    """Finds quotations (`phrase`, `before~phrase` or `before~phrase~after`) in a text, quantities in order,
    and writes them."""

    def __init__(self, text: str, paragraphs: list[str]) -> None:
        self.at = [i for i, c in enumerate(text) if not c.isspace()]
        self.text = "".join(text.split())
        self.position = 0
        self.ends: list[int] = []
        length = 0
        for paragraph in paragraphs:
            length += len("".join(paragraph.split()))
            self.ends.append(length)

    def quantity(self, quoted: str, paragraph: int) -> RawSpan:
        """The next quantity: after the one before it, wholly or in part in its paragraph."""
        found = self._next(quotation(quoted), paragraph)
        if found is None:
            raise CorpusError(f"{quoted!r} does not stand in the paragraph after the quantity before it")
        self.position = self._squeezed(found)[1]
        return found

    def near(self, quoted: str, quantity: RawSpan) -> RawSpan | None:
        """Occurrence nearest to the quantity; one behind a stop after the quantity counts as far."""
        if not quoted:
            return None
        found = self._nearest(quotation(quoted), quantity)
        if found is None:
            raise CorpusError(f"{quoted!r} does not stand near the quantity")
        return found

    def quote_quantity(self, span: RawSpan, paragraph: int) -> str:
        """Shortest quotation of the next quantity, which must lie in `paragraph` at least in part."""
        for quoted in self._quotations(span):
            if self._next(quotation(quoted), paragraph) == span:
                self.position = self._squeezed(span)[1]
                return quoted
        raise CorpusError(f"the quantity at {span.start} can't be quoted: it must follow the one before it")

    def quote_near(self, span: RawSpan | None, quantity: RawSpan) -> str:
        """Shortest quotation of a phrase that is found again from the quantity; empty for no span."""
        if span is None:
            return ""
        for quoted in self._quotations(span):
            if self._nearest(quotation(quoted), quantity) == span:
                return quoted
        raise CorpusError(f"the phrase at {span.start} can't be quoted: it stands too far from its quantity")

    def _next(self, quoted: Quotation, paragraph: int) -> RawSpan | None:
        before, phrase, after = quoted
        start = self.ends[paragraph - 1] if paragraph else 0
        position = max(self.position, start - len(phrase) + 1)
        low = max(0, position - len(before))
        for begin in self._occurrences(quoted, low, self.ends[paragraph] + len(phrase + after) - 1):
            if begin >= position and (before or after or not self._inside_numeral(begin)):
                return self._span(begin, begin + len(phrase))
        return None

    def _nearest(self, quoted: Quotation, quantity: RawSpan) -> RawSpan | None:
        before, phrase, after = quoted
        start, end = self._squeezed(quantity)
        best: tuple[int, int] | None = None
        low, high = max(0, start - _REACH * 2 - len(before)), end + _REACH + len(after)
        for begin in self._occurrences(quoted, low, high):
            distance = max(0, start - begin - len(phrase) if begin < start else begin - end)
            if begin >= end and any(c in self.text[end:begin] for c in _STOPS):
                distance += _REACH
            if best is None or distance < best[0]:
                best = (distance, begin)
        return None if best is None else self._span(best[1], best[1] + len(phrase))

    def _quotations(self, span: RawSpan) -> Iterator[str]:
        start, end = self._squeezed(span)
        if start == end or self._span(start, end) != span:
            raise CorpusError(f"the span at {span.start} begins or ends with a blank")
        phrase = _escaped(self.text[start:end])
        yield phrase
        before = ""
        for length in range(1, min(start, _REACH) + 1):
            before = _escaped(self.text[start - length : start])
            yield f"{before}~{phrase}"
        for length in range(1, min(len(self.text) - end, _REACH) + 1):
            yield f"{before}~{phrase}~{_escaped(self.text[end : end + length])}"

    def _occurrences(self, quoted: Quotation, start: int, end: int) -> Iterator[int]:
        """Where the phrase begins wherever the quotation stands in the squeezed text[start:end]."""
        text = "".join(quoted)
        found = self.text.find(text, start, end)
        while found >= 0:
            yield found + len(quoted.before)
            found = self.text.find(text, found + 1, end)

    def _inside_numeral(self, begin: int) -> bool:
        """15户 is not 5户, 二十三 is not 三."""
        left, first = self.text[max(0, begin - 2) : begin], self.text[begin]
        if first.isdigit():
            return bool(re.search(rf"[{_DIGITS}]$", left)) and not re.search(r"\D[.．]$", left)
        return first in _HAN and bool(re.search(f"[{_HAN}第]$", left))

    def _span(self, start: int, end: int) -> RawSpan:
        return RawSpan(self.at[start], self.at[end - 1] + 1)

    def _squeezed(self, span: RawSpan) -> tuple[int, int]:
        return bisect_left(self.at, span.start), bisect_left(self.at, span.end)


def quotation(field: str) -> Quotation:
    """What a field quotes, blanks dropped; raises `CorpusError` where it quotes nothing."""
    parts = [_plain(part) for part in split_at("~", "".join(field.split()))]
    quoted = Quotation("", parts[0], "") if len(parts) == 1 else Quotation(*[*parts, ""][:3])
    if not quoted.phrase or len(parts) > 3:
        raise CorpusError(
            f"{field!r} quotes no phrase: it reads `phrase`, `before~phrase` or `before~phrase~after`"
        )
    return quoted


def split_at(sign: str, text: str) -> list[str]:
    """Parts of a text at a sign that no backslash stands before."""
    parts = [""]
    for token in re.findall(r"\\.|.", text, re.DOTALL):
        if token == sign:
            parts.append("")
        else:
            parts[-1] += token
    return parts


def _escaped(text: str) -> str:
    return re.sub(r"([\\|~])", r"\\\1", text)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
