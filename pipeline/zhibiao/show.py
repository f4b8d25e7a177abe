"""Show: a report's spans drawn in its text, in a notebook or a browser, by displaCy."""

from __future__ import annotations

import os
import tempfile
import webbrowser
from pathlib import Path
from typing import Any

from zhibiao.api import Extractor
from zhibiao.core.types import About, Document
from zhibiao.core.vocabulary import base
from zhibiao.read import document_of, read
from zhibiao.resolve.about import about_of
from zhibiao.run.pipeline import Reading, read_claims

_COLOURS = (
    "#ffd8a8", "#ffec99", "#d8f5a2", "#b2f2bb", "#96f2d7", "#99e9f2", "#a5d8ff", "#bac8ff", "#d0bfff", "#eebefa", "#fcc2d7", "#ffc9c9", "#e9ecef", "#dee2e6",
)  # fmt: skip
_PLAIN = "#f1f3f5"


def show(
    source: str | os.PathLike[str] | None = None,
    *,
    text: str | None = None,
    extractor: Extractor | None = None,
    file: str | os.PathLike[str] | None = None,
) -> str:
    """Draw the claims of a report file, or of a `text`. In a notebook the drawing is shown; else it is written to `file`, or opened in the
    browser. Returns the HTML; raises ValueError for a file that cannot be read."""
    if (source is None) == (text is None):
        raise TypeError("give either a report file or text=")
    document = document_of(text) if text is not None else _read(os.fspath(source or ""))
    model = (extractor or Extractor()).model
    about = about_of(document, vocabulary=model.vocabulary)
    page = render(document, about, read_claims(document, about, model))
    if file is not None:
        Path(file).write_text(page, encoding="utf-8")
    elif not _in_notebook(page):
        with tempfile.NamedTemporaryFile(
            "w", suffix=".html", prefix="zhibiao-", delete=False, encoding="utf-8"
        ) as temporary:
            temporary.write(page)
        webbrowser.open(Path(temporary.name).as_uri())
    return page


def _read(path: str) -> Document:
    document, problems = read(path)
    if document is None:
        raise ValueError("; ".join(map(str, problems)))
    return document


def render(document: Document, about: About, reading: Reading) -> str:
    """HTML page with every claim labelled by its category in its domain's colour, its indicator by 指标."""
    from spacy import displacy

    domains = base().toml("taxonomy")["domain"]
    clean, claims = reading.clean, [one.claim for one in reading.claims]
    labels = {
        f"{domain}.{name}": category["label"]
        for domain, body in domains.items()
        for name, category in body["categories"].items()
    }
    colours = dict(zip(domains, _COLOURS, strict=False))
    shown = {label: colours.get(category.partition(".")[0], _PLAIN) for category, label in labels.items()}
    entities: list[dict[str, Any]] = []
    for claim in claims:
        quantity = claim.candidate.quantity
        span = clean.raw(quantity.start, quantity.end)
        entities.append(
            {"start": span.start, "end": span.end, "label": labels.get(claim.category, claim.category)}
        )
    for claim in claims:
        if claim.indicator is not None:
            span = clean.raw(claim.indicator.start, claim.indicator.end)
            entities.append({"start": span.start, "end": span.end, "label": "指标"})
    drawing = {"text": document.text, "ents": _apart(entities), "title": about.title or None}
    return displacy.render(
        drawing,
        style="ent",
        manual=True,
        page=True,
        jupyter=False,
        options={"colors": shown | {"指标": "#ffffff"}},
    )


def _apart(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Spans that do not overlap, in the order of the text; quantities come before indicators."""
    kept: list[dict[str, Any]] = []
    for entity in entities:
        if all(entity["end"] <= other["start"] or entity["start"] >= other["end"] for other in kept):
            kept.append(entity)
    return sorted(kept, key=lambda entity: int(entity["start"]))


def _in_notebook(page: str) -> bool:
    """Show the page if this runs in a notebook."""
    from spacy.util import is_in_jupyter

    if not is_in_jupyter():
        return False
    from IPython.display import HTML, display

    display(HTML(page))
    return True
