"""The house as a spaCy pipeline: `spacy.load("models/township")`, claims in `doc.spans["claims"]`.

A thin adapter, found through entry points: the components hand the document's text to the rooms and write
what comes back into spans and, as plain data, into `doc.user_data["zhibiao"]`. A document holds nothing else,
so that `to_bytes`, a `DocBin` and `nlp.pipe(n_process=…)` work as they do for any document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import load_config_from_str, load_model_from_config, registry

from zhibiao.core.enums import Direction, Measure, Scope, Status
from zhibiao.core.spans import CleanSpan, RawSpan
from zhibiao.core.types import About, Candidate, Claim, CleanText, Completed, Rejected
from zhibiao.core.vocabulary import Vocabulary, base
from zhibiao.propose import propose
from zhibiao.read import document_of
from zhibiao.resolve import resolve
from zhibiao.resolve.about import about_of
from zhibiao.run.pipeline import TAGGER
from zhibiao.structure import frames_of
from zhibiao.tag.model import Model, load, save
from zhibiao.tag.tagger import tag
from zhibiao.text import clean
from zhibiao.text.tokenize import segmenter

PROPOSER, RESOLVER = "zhibiao_proposer", "zhibiao_resolver"
TOKENIZER = "zhibiao_tokenizer"
DATA = "zhibiao"
"""Key of `doc.user_data`: one dictionary a claim, in the order of `doc.spans["claims"]`."""
CONFIG_FILE = "config.cfg"
CONFIG = f"""[nlp]
lang = "zh"
pipeline = ["{PROPOSER}", "{TAGGER}", "{RESOLVER}"]
disabled = []
before_creation = null
after_creation = null
after_pipeline_creation = null
batch_size = 1000

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
_NOT_RAW = re.compile(r"\A\ufeff|\r(?=\n)")
"""What a text as given has and the raw text of a document has not."""


@dataclass(frozen=True)
class _Read:
    """A text as the rooms read it. `given` is the place in the text of each raw character, None if it is the
    same."""

    text: str
    clean: CleanText
    candidates: list[Candidate]
    about: About
    given: Sequence[int] | None

    def span(self, found: CleanSpan) -> RawSpan:
        """Characters of the text as given of a span of the cleaned text."""
        raw = self.clean.raw(found.start, found.end)
        return raw if self.given is None else RawSpan(self.given[raw.start], self.given[raw.end - 1] + 1)

    def quantity(self, candidate: Candidate) -> RawSpan:
        """Characters of a candidate's quantity."""
        return self.span(CleanSpan(candidate.quantity.start, candidate.quantity.end))


@lru_cache(maxsize=4)
def _read(text: str, vocabulary: Vocabulary) -> _Read:
    """A function of the text alone; the components of a pipeline ask for it one after the other."""
    document = document_of(text)
    cleaned = clean(document)
    dropped = {match.start() for match in _NOT_RAW.finditer(text)}
    given = [i for i in range(len(text)) if i not in dropped] if dropped else None
    about = about_of(document, vocabulary=vocabulary)
    return _Read(text, cleaned, propose(cleaned, vocabulary), about, given)


def _vocabulary(nlp: Language) -> Vocabulary:
    """The words of the pipeline's model; the package's own where there is none yet."""
    tagger = nlp.get_pipe(TAGGER) if TAGGER in nlp.pipe_names else None
    return tagger.model.vocabulary if isinstance(tagger, Tagger) and tagger.model is not None else base()


class Tokenizer:
    """jieba's words of the text, each quantity one token; the tokens put together give the text back."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp

    def __call__(self, text: str) -> Doc:
        """The document of a text."""
        vocabulary = _vocabulary(self.nlp)
        read = _read(text, vocabulary)
        words: list[str] = []
        at = 0
        for candidate in read.candidates:
            span = read.quantity(candidate)
            words += _cut(text[at : span.start], vocabulary)
            words.append(text[span.start : span.end])
            at = span.end
        words += _cut(text[at:], vocabulary)
        return Doc(self.nlp.vocab, words=words, spaces=[False] * len(words))

    def to_disk(self, path: Path, **_: object) -> None:
        """Nothing of it is learned."""

    def from_disk(self, path: Path, **_: object) -> Tokenizer:
        """Nothing of it is learned."""
        return self

    def to_bytes(self, **_: object) -> bytes:
        """Nothing of it is learned."""
        return b""

    def from_bytes(self, data: bytes, **_: object) -> Tokenizer:
        """Nothing of it is learned."""
        return self


def _cut(text: str, vocabulary: Vocabulary) -> list[str]:
    return [word for word, _ in segmenter(vocabulary).tag(text)] if text else []


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator]
def make_tokenizer() -> Callable[[Language], Tokenizer]:
    """Found by its entry point."""
    return Tokenizer


def _span(doc: Doc, characters: RawSpan, label: str) -> Span:
    span = doc.char_span(characters.start, characters.end, label=label, alignment_mode="expand")
    assert span is not None  # expanded spans of characters of the text always exist
    return span


def _write(doc: Doc, name: str, spans: list[Span]) -> None:
    doc.spans[name] = SpanGroup(doc, name=name, spans=spans)


class Proposer:
    """`doc.spans["candidates"]`: every number with its unit."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans["candidates"]`."""
        read = _read(doc.text, _vocabulary(self.nlp))
        _write(doc, "candidates", [_span(doc, read.quantity(c), c.quantity.unit) for c in read.candidates])
        return doc


@Language.factory(PROPOSER)
def make_proposer(nlp: Language, name: str) -> Proposer:
    """Found by its entry point."""
    return Proposer(nlp)


class Tagger:
    """The trained component: `doc.spans["claims"]` labelled with categories, `["indicators"]`,
    `["qualifiers"]`, and `["numbers"]` that are no claims labelled with their reason."""

    def __init__(self, name: str, model: Model | None = None) -> None:
        self.name = name
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        """Set the spans of claims and numbers; raises ValueError where there is no model."""
        if self.model is None:
            raise ValueError(
                f"component {self.name!r} has no model; train one with `zhibiao train` or load one from disk"
            )
        read = _read(doc.text, self.model.vocabulary)
        frames = frames_of(read.clean, read.candidates, read.about, self.model.vocabulary)
        tagged = tag(read.clean, read.candidates, frames, self.model)
        numbers = {id(candidate): i for i, candidate in enumerate(read.candidates)}
        doc.user_data[DATA] = [_plain(claim, numbers[id(claim.candidate)]) for claim in tagged.claims]
        _write_claims(doc, read, tagged.claims)
        _write(doc, "numbers", [_number(doc, read, number) for number in tagged.rejected])
        return doc

    def to_disk(self, path: Path, **_: object) -> None:
        """The model's folder."""
        if self.model is not None:
            save(self.model, Path(path))

    def from_disk(self, path: Path, **_: object) -> Tagger:
        """From a model's folder; raises `ModelError`."""
        self.model = load(Path(path))
        return self


def _write_claims(doc: Doc, read: _Read, claims: Sequence[Claim]) -> None:
    groups: dict[str, list[Span]] = {"claims": [], "indicators": [], "qualifiers": []}
    for claim in claims:
        groups["claims"].append(_span(doc, read.quantity(claim.candidate), claim.category))
        for name, found in (("indicators", claim.indicator), ("qualifiers", claim.qualifier)):
            if found is not None:
                groups[name].append(_span(doc, read.span(found), claim.category))
    for name, spans in groups.items():
        _write(doc, name, spans)


def _number(doc: Doc, read: _Read, number: Rejected) -> Span:
    return _span(doc, read.quantity(number.candidate), number.reason)


def _plain(claim: Claim, number: int) -> dict[str, Any]:
    """A claim as data; `candidate` counts the candidates, spans are characters of the cleaned text."""
    return {
        "candidate": number,
        "indicator": None if claim.indicator is None else list(claim.indicator),
        "qualifier": None if claim.qualifier is None else list(claim.qualifier),
        "category": str(claim.category),
        "measure": str(claim.measure),
        "direction": str(claim.direction),
        "basis": str(claim.basis),
        "status": str(claim.status),
        "scope": str(claim.scope),
        "parent": claim.parent,
        "certainty": list(claim.certainty),
    }


def _claim(data: dict[str, Any], candidates: Sequence[Candidate]) -> Claim:
    """The claim that `_plain` made the data of."""
    return Claim(
        candidate=candidates[data["candidate"]],
        indicator=None if data["indicator"] is None else CleanSpan(*data["indicator"]),
        qualifier=None if data["qualifier"] is None else CleanSpan(*data["qualifier"]),
        category=data["category"],
        measure=Measure(data["measure"]),
        direction=Direction(data["direction"]),
        basis=data["basis"],
        status=Status(data["status"]),
        scope=Scope(data["scope"]),
        parent=data["parent"],
        certainty=tuple(data["certainty"]),
    )


@Language.factory(TAGGER)
def make_tagger(nlp: Language, name: str) -> Tagger:
    """Found by its entry point."""
    return Tagger(name)


class Resolver:
    """Completes the claims' data: value, unit, period, basis, canonical name, and the calibrated
    confidence."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp

    def __call__(self, doc: Doc) -> Doc:
        """Complete the data of the claims."""
        vocabulary = _vocabulary(self.nlp)
        tagger = self.nlp.get_pipe(TAGGER)
        calibration = tagger.model.calibration if isinstance(tagger, Tagger) and tagger.model else {}
        read = _read(doc.text, vocabulary)
        known = doc.user_data.get(DATA, [])
        claims = [_claim(data, read.candidates) for data in known]
        completed = resolve(read.clean, claims, read.about, calibration, vocabulary)
        doc.user_data[DATA] = [data | _added(one) for data, one in zip(known, completed, strict=True)]
        return doc


def _added(one: Completed) -> dict[str, Any]:
    quantity = one.claim.candidate.quantity
    return {
        "value": float(quantity.value),
        "value_high": None if quantity.value_high is None else float(quantity.value_high),
        "unit": one.unit,
        "bound": str(quantity.bound),
        "measure": str(one.claim.measure),
        "basis": str(one.claim.basis),
        "period": "" if one.period is None else str(one.period),
        "canonical": one.canonical,
        "confidence": round(one.confidence, 4),
    }


@Language.factory(RESOLVER)
def make_resolver(nlp: Language, name: str) -> Resolver:
    """Found by its entry point."""
    return Resolver(nlp)


def claim_data(span: Span) -> dict[str, Any] | None:
    """What is known of a span of `doc.spans["claims"]`, as `span._.claim`; None for any other span."""
    for one, data in zip(span.doc.spans.get("claims", ()), span.doc.user_data.get(DATA, ()), strict=False):
        if (one.start, one.end) == (span.start, span.end):
            found: dict[str, Any] = data
            return found
    return None


if not Span.has_extension("claim"):
    Span.set_extension("claim", getter=claim_data)


def pipeline_of(model: Model) -> Language:
    """A spaCy pipeline around a trained model, under the model's own name and version."""
    nlp = load_model_from_config(load_config_from_str(CONFIG), auto_fill=True)
    tagger = nlp.get_pipe(TAGGER)
    assert isinstance(tagger, Tagger)
    tagger.model = model
    nlp.meta.update(
        name=model.manifest.name,
        version=model.manifest.version,
        description="Quantitative claims of Chinese township reports",
        license="MIT",
        performance=dict(model.manifest.figures),
    )
    return nlp


def write_pipeline(model: Model, folder: Path) -> None:
    """Write a model as a spaCy pipeline; `spacy.load(folder)` and `zhibiao.Extractor(folder)` both take it.

    spaCy fills its configuration with a training that is not ours: what is written says only the pipeline.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pipeline_of(model).to_disk(folder, exclude=["vocab"])
    (folder / CONFIG_FILE).write_text(CONFIG, encoding="utf-8")
