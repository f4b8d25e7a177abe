"""The house as a spaCy pipeline: `spacy.load("models/township")`, claims in `doc.spans["claims"]`.

A thin adapter: the components hand the document's text to the rooms and write what comes back into spans. Found through entry points.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import registry
from spacy.vocab import Vocab

from zhibiao.core.spans import CleanSpan as Chars
from zhibiao.core.types import Candidate, Claim, CleanText, Completed, Document, Rejected
from zhibiao.core.vocabulary import base
from zhibiao.propose import propose
from zhibiao.read import document_of
from zhibiao.resolve import resolve
from zhibiao.resolve.about import about_of
from zhibiao.run.pipeline import TAGGER
from zhibiao.tag.model import Model, load, save
from zhibiao.tag.tagger import tag
from zhibiao.text import clean
from zhibiao.text.tokenize import segmenter

PROPOSER, RESOLVER = "zhibiao_proposer", "zhibiao_resolver"
TOKENIZER = "zhibiao_tokenizer"
_CONFIG = f"""
[nlp]
lang = "zh"
pipeline = ["{PROPOSER}", "{TAGGER}", "{RESOLVER}"]

[nlp.tokenizer]
@tokenizers = "{TOKENIZER}"

[components]

[components.{PROPOSER}]
factory = "{PROPOSER}"

[components.{TAGGER}]
factory = "{TAGGER}"

[components.{RESOLVER}]
factory = "{RESOLVER}"
"""


class _Work:
    """What the components hand on with a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.about = about_of(document, vocabulary=base())
        self.clean: CleanText = clean(document)
        self.candidates: list[Candidate] = propose(self.clean, base())
        self.claims: list[Claim] = []
        self.completed: list[Completed] = []


class Tokenizer:
    """jieba's words of the raw text, each quantity one token; the tokens put together give the text back."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        work = _Work(document_of(text))
        words: list[str] = []
        at = 0
        for candidate in work.candidates:
            span = work.clean.raw(candidate.quantity.start, candidate.quantity.end)
            words += _cut(work.document.text[at : span.start])
            words.append(work.document.text[span.start : span.end])
            at = span.end
        words += _cut(work.document.text[at:])
        doc = Doc(self.vocab, words=words, spaces=[False] * len(words))
        doc.user_data["zhibiao"] = work
        return doc

    def to_disk(self, path: Path, **_: object) -> None:
        """Nothing of it is learned."""

    def from_disk(self, path: Path, **_: object) -> Tokenizer:
        return self

    def to_bytes(self, **_: object) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **_: object) -> Tokenizer:
        return self


def _cut(text: str) -> list[str]:
    return [word for word, _ in segmenter(base()).tag(text)] if text else []


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator]
def make_tokenizer() -> Callable[[Language], Tokenizer]:
    return lambda nlp: Tokenizer(nlp.vocab)


def _work(doc: Doc) -> _Work:
    if "zhibiao" not in doc.user_data:
        doc.user_data["zhibiao"] = _Work(document_of(doc.text))
    work: _Work = doc.user_data["zhibiao"]
    return work


def _span(doc: Doc, clean_text: CleanText, chars: Chars, label: str) -> Span:
    raw = clean_text.raw(chars.start, chars.end)
    span = doc.char_span(raw.start, raw.end, label=label, alignment_mode="expand")
    assert span is not None  # expanded spans of characters of the text always exist
    return span


@Language.factory(PROPOSER)
def make_proposer(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    return _propose


def _propose(doc: Doc) -> Doc:
    """`doc.spans["candidates"]`: every number with its unit."""
    work = _work(doc)
    spans = [
        _span(doc, work.clean, Chars(c.quantity.start, c.quantity.end), c.quantity.unit)
        for c in work.candidates
    ]
    doc.spans["candidates"] = SpanGroup(doc, name="candidates", spans=spans)
    return doc


class Tagger:
    """The trained component: `doc.spans["claims"]` labelled with categories, `["indicators"]`, `["qualifiers"]`, and `["numbers"]` that
    are no claims labelled with their reason."""

    def __init__(self, name: str, model: Model | None = None) -> None:
        self.name = name
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        if self.model is None:
            raise ValueError(
                f"component {self.name!r} has no model; train one with `zhibiao train` or load one from disk"
            )
        work = _work(doc)
        tagged = tag(work.clean, work.candidates, self.model)
        work.claims = tagged.claims
        write_spans(doc, work.clean, tagged.claims, tagged.rejected)
        return doc

    def to_disk(self, path: Path, **_: object) -> None:
        if self.model is not None:
            save(self.model, Path(path))

    def from_disk(self, path: Path, **_: object) -> Tagger:
        self.model = load(Path(path))
        return self


def write_spans(doc: Doc, clean_text: CleanText, claims: list[Claim], rejected: list[Rejected]) -> None:
    groups: dict[str, list[Span]] = {"claims": [], "indicators": [], "qualifiers": [], "numbers": []}
    for claim in claims:
        quantity = claim.candidate.quantity
        span = _span(doc, clean_text, Chars(quantity.start, quantity.end), claim.category)
        span._.claim = claim
        groups["claims"].append(span)
        for name, chars in (("indicators", claim.indicator), ("qualifiers", claim.qualifier)):
            if chars is not None:
                groups[name].append(_span(doc, clean_text, chars, claim.category))
    for number in rejected:
        quantity = number.candidate.quantity
        groups["numbers"].append(_span(doc, clean_text, Chars(quantity.start, quantity.end), number.reason))
    for name, spans in groups.items():
        doc.spans[name] = SpanGroup(doc, name=name, spans=spans)


@Language.factory(TAGGER)
def make_tagger(nlp: Language, name: str) -> Tagger:
    return Tagger(name)


class Resolver:
    """Completes the claims: period, unit, basis, canonical name, and the confidence by the tagger's calibration."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp

    def __call__(self, doc: Doc) -> Doc:
        tagger = self.nlp.get_pipe(TAGGER)
        calibration = tagger.model.calibration if isinstance(tagger, Tagger) and tagger.model else {}
        work = _work(doc)
        work.completed = resolve(work.clean, work.claims, work.about.year, calibration, base())
        for span, claim in zip(doc.spans["claims"], work.completed, strict=True):
            span._.claim = claim
        return doc


@Language.factory(RESOLVER)
def make_resolver(nlp: Language, name: str) -> Resolver:
    return Resolver(nlp)


if not Span.has_extension("claim"):
    Span.set_extension("claim", default=None)


def pipeline_of(model: Model) -> Language:
    """A spaCy pipeline around a trained model."""
    from spacy.util import load_config_from_str, load_model_from_config

    nlp = load_model_from_config(load_config_from_str(_CONFIG), auto_fill=True)
    tagger = nlp.get_pipe(TAGGER)
    assert isinstance(tagger, Tagger)
    tagger.model = model
    nlp.meta.update(
        name="township",
        description="Quantitative claims of Chinese township reports",
        license="MIT",
        version="0.1.0",
    )
    return nlp


def write_pipeline(model: Model, folder: Path, figures: dict[str, float]) -> None:
    """Write a model as a spaCy pipeline, its figures in `meta.json`; `spacy.load(folder)` and `zhibiao.Extractor(folder)` both take it."""
    nlp = pipeline_of(model)
    nlp.meta["performance"] = {name: round(value, 4) for name, value in figures.items()}
    nlp.to_disk(folder, exclude=["vocab"])
