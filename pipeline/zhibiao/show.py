"""Show: a report's spans drawn in its text, in a notebook or a browser, by displaCy."""

from __future__ import annotations

import os
import tempfile
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhibiao.api import Extractor
from zhibiao.core.types import About, Document
from zhibiao.core.vocabulary import Vocabulary
from zhibiao.read import document_of, read
from zhibiao.resolve.about import about_of
from zhibiao.run.pipeline import Reading, read_claims

_COLOURS = (
    "#ffd8a8", "#ffec99", "#d8f5a2", "#b2f2bb", "#96f2d7", "#99e9f2", "#a5d8ff",
    "#bac8ff", "#d0bfff", "#eebefa", "#fcc2d7", "#ffc9c9", "#e9ecef", "#dee2e6",
)  # fmt: skip
_PLAIN = "#f1f3f5"


@dataclass(frozen=True, repr=False, slots=True)
class Drawing:
    """A report with its claims marked. A notebook displays it; elsewhere it is opened or saved."""

    source: str
    claims: int
    _spans: dict[str, Any]
    _colours: dict[str, str]

    @property
    def html(self) -> str:
        """A whole page."""
        return self._rendered(page=True)

    def save(self, file: str | os.PathLike[str]) -> None:
        """Write the page."""
        Path(file).write_text(self.html, encoding="utf-8")

    def open(self) -> None:
        """Show it in the browser, from a temporary file."""
        with tempfile.NamedTemporaryFile(suffix=".html", prefix="zhibiao-", delete=False) as temporary:
            temporary.write(self.html.encode())
        webbrowser.open(Path(temporary.name).as_uri())

    def __repr__(self) -> str:
        named = self.source or "text"
        return f"zhibiao.Drawing: {named}, {self.claims} claims; next: .open() · .save(file) · .html"

    def _repr_html_(self) -> str:
        return self._rendered(page=False)

    def _rendered(self, *, page: bool) -> str:
        from spacy import displacy

        options = {"colors": self._colours}
        return displacy.render(
            self._spans, style="ent", manual=True, page=page, jupyter=False, options=options
        )


def show(
    source: str | os.PathLike[str] | None = None,
    *,
    text: str | None = None,
    extractor: Extractor | None = None,
    file: str | os.PathLike[str] | None = None,
) -> Drawing:
    """Draw the claims of a report file, or of a `text`; a notebook displays what this returns.

    With `file` it is written there as a page; else, outside of a notebook, it is opened in the browser.
    Raises ValueError for a file that cannot be read.
    """
    if (source is None) == (text is None):
        raise TypeError("give either a report file or text=")
    document = document_of(text) if text is not None else _read(os.fspath(source or ""))
    model = (extractor or Extractor()).model
    about = about_of(document, vocabulary=model.vocabulary)
    drawing = draw(document, about, read_claims(document, about, model), model.vocabulary)
    if file is not None:
        drawing.save(file)
    elif not _in_notebook():
        drawing.open()
    return drawing


def _read(path: str) -> Document:
    document, problems = read(path)
    if document is None:
        raise ValueError("; ".join(map(str, problems)))
    return document


def draw(document: Document, about: About, reading: Reading, vocabulary: Vocabulary) -> Drawing:
    """Every claim labelled by its category in its domain's colour, its indicator by 指标."""
    domains = vocabulary.toml("taxonomy")["domain"]
    labels = {
        f"{domain}.{name}": category["label"]
        for domain, body in domains.items()
        for name, category in body["categories"].items()
    }
    colours = dict(zip(domains, _COLOURS, strict=False))
    shown = {label: colours.get(category.partition(".")[0], _PLAIN) for category, label in labels.items()}
    entities = _apart(_entities(reading, labels), len(document.text))
    spans = {"text": document.text, "ents": entities, "title": about.title or None}
    return Drawing(document.source, len(reading.claims), spans, shown | {"指标": "#ffffff"})


def _entities(reading: Reading, labels: dict[str, str]) -> list[dict[str, Any]]:
    """Quantities first, then indicators: where two overlap, the one that comes first is drawn."""
    found = []
    for claim in (one.claim for one in reading.claims):
        quantity = claim.candidate.quantity
        found.append((quantity.start, quantity.end, labels.get(claim.category, claim.category)))
    for claim in (one.claim for one in reading.claims):
        if claim.indicator is not None:
            found.append((claim.indicator.start, claim.indicator.end, "指标"))
    raw = [(reading.clean.raw(start, end), label) for start, end, label in found]
    return [{"start": span.start, "end": span.end, "label": label} for span, label in raw]


def _apart(entities: list[dict[str, Any]], length: int) -> list[dict[str, Any]]:
    """Spans of a text that do not overlap, in its order; those that come first are kept."""
    taken = bytearray(length)
    kept = []
    for entity in entities:
        start, end = entity["start"], entity["end"]
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append(entity)
    return sorted(kept, key=lambda entity: int(entity["start"]))


def _in_notebook() -> bool:
    from spacy.util import is_in_jupyter

    return is_in_jupyter()
