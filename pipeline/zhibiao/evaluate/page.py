"""Page: mistakes as one html page that needs nothing beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from itertools import pairwise
from string import Template

from zhibiao.evaluate.mistakes import Mark, Mistake


def page(mistakes: Sequence[Mistake], words: Mapping[str, str]) -> str:
    """The page. `words` are its texts by their names in `data/mistakes.html`, with `missed`, `extra` and
    `confidence`."""
    counted = Counter(name for one in mistakes for name in one.wrong)
    options = "".join(
        f'<option value="{escape(name)}">{escape(words.get(name, name))} ({count})</option>'
        for name, count in counted.most_common()
    )
    template = files("zhibiao").joinpath("data", "mistakes.html").read_text(encoding="utf-8")
    said = {name: escape(text) for name, text in words.items()}
    items = "\n".join(_item(one, words) for one in mistakes)
    return Template(template).substitute(said, count=len(mistakes), options=options, items=items)


def _item(one: Mistake, words: Mapping[str, str]) -> str:
    names = " ".join(one.wrong)
    wrong = "、".join(words.get(name, name) for name in one.wrong)
    sure = "" if one.confidence is None else f" · {words['confidence']} {one.confidence:.2f}"
    return (
        f'<article data-wrong="{escape(names)}"><h2>{escape(wrong)}</h2>'
        f"<p class=where>{escape(one.report)} @{one.place} · {escape(one.heading)}{escape(sure)}</p>"
        f"<p class=sentence>{drawn(one.sentence, one.marks)}</p>"
        f"<table><tr><th></th><th>{escape(words['gold'])}</th><th>{escape(words['found'])}</th></tr>"
        f"{''.join(_lines(one))}</table></article>"
    )


def _lines(one: Mistake) -> Iterator[str]:
    """A line each for the quantity and what is wrong; all that is known where a side is missing."""
    both = bool(one.gold and one.found)
    for name in one.gold or one.found:
        if not both or name == "quantity" or name in one.wrong:
            kind = " class=wrong" if name in one.wrong else ""
            cells = "".join(f"<td>{escape(side.get(name, ''))}</td>" for side in (one.gold, one.found))
            yield f"<tr{kind}><th>{escape(name)}</th>{cells}</tr>"


def drawn(text: str, marks: Iterable[Mark]) -> str:
    """Text as html, each stretch with the classes of the marks on it: `gold-indicator`, `found-quantity` …"""
    spans = list(marks)
    borders = sorted({0, len(text), *(mark.start for mark in spans), *(mark.end for mark in spans)})
    pieces = []
    for start, end in pairwise(borders):
        on = [one for one in spans if one.start <= start and end <= one.end]
        classes = sorted({f"{'gold' if one.gold else 'found'}-{one.what}" for one in on})
        piece = escape(text[start:end])
        pieces.append(f'<span class="{" ".join(classes)}">{piece}</span>' if classes else piece)
    return "".join(pieces)
