"""Training: from annotated reports to a model."""

from __future__ import annotations

import hashlib
import platform
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

from zhibiao.core.vocabulary import Vocabulary, base
from zhibiao.corpus.annotation import Annotated
from zhibiao.corpus.format import fingerprint as corpus_fingerprint
from zhibiao.evaluate.scores import judge_all, scores_of, worth
from zhibiao.evaluate.verdicts import verdicts_of
from zhibiao.tag.features.templates import fingerprint
from zhibiao.tag.heads.learner import learner_of
from zhibiao.tag.heads.likelihood import Lesson
from zhibiao.tag.manifest import FORMAT, PARTS, Manifest
from zhibiao.tag.model import Model, arrays_of, digest
from zhibiao.tag.settings import Windows, sections_of
from zhibiao.tag.vectors.encoder import Encoder, opened
from zhibiao.train.calibration import calibrate
from zhibiao.train.config import Config, default_config, parse
from zhibiao.train.dataset import Example, example
from zhibiao.train.heads import context_lessons, named_lessons
from zhibiao.train.rankers import indicator_lesson, parent_lesson, qualifier_lesson

DRILL = "例句"
"""Genre of files that hold single sentences, not reports."""
HELD_OUT, TEST = "held-out", "test"
_PROGRAM = "zhibiao"
_ENCODED = "named"
"""The part that looks through an encoder."""
_AT_ONCE = 2
"""Parts learned at the same time."""
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "rjieba", "jieba", "cn2an")


class TrainingError(ValueError):
    """Why nothing can be learned from a corpus: reason and remedy in one line."""


class Trained(NamedTuple):
    """A model of the whole corpus, and what its user should know of it, one line each."""

    model: Model
    notes: list[str]


class Split(NamedTuple):
    """Reports to learn from, those among them that figures come from, and where that was said."""

    taught: list[Annotated]
    held: list[Annotated]
    said: str


class Card(NamedTuple):
    """What a training is of, for the manifest."""

    name: str
    version: str
    corpus: str
    split: str
    reports: list[str]
    held_out: list[str]


def train(
    reports: Sequence[Annotated],
    *,
    name: str,
    config: Config | None = None,
    vocabulary: Vocabulary | None = None,
    beside: Model | None = None,
) -> Trained:
    """Train every part of the tagger. No randomness: the same corpus and settings give the same model; so
    the parts that look through no encoder are taken from `beside`, a model of the same corpus and settings.

    Confidence is calibrated, and the figures are measured, on reports held out of a first training; the model
    returned has seen all but those marked `test`. Raises `TrainingError` where there is nothing to learn.
    """
    settings, words = config or default_config(), vocabulary or base()
    split = split_of(reports, settings.every)
    tagger = settings.tagger
    encoder = opened(settings.encoder) if settings.encoder else None
    examples = [one for one in (example(report, words, tagger, encoder) for report in split.taught) if one]
    if not examples:
        raise TrainingError(
            f"{len(reports)} 份报告中没有一条标注的指标；请按 corpus/README.md 的格式标注（“  + 数量 | …”）"
        )
    held = {report.document.sha256 for report in split.held}
    kept = [one for one in examples if one.sha256 not in held]
    card = _card(split, settings, name)
    if beside is not None:
        _check_same(beside, card, settings, words)
    notes: list[str] = []
    calibration: dict[str, float] = {}
    figures: dict[str, float] = {}
    worths: list[list[float]] = []
    with _solver_notes(notes):
        if held and kept:
            twin = fit(kept, settings, words, card, encoder)
            calibration = calibrate(twin, split.held, settings.calibration["strength"])
            figures, worths = _measured(twin, split.held, settings.calibration["strength"])
        model = fit(examples, settings, words, card, encoder, beside)
    manifest = replace(model.manifest, calibration=calibration, figures=figures, worth=worths)
    return Trained(
        replace(model, manifest=manifest), notes + list(_notes(model, examples, calibration, figures))
    )


def _measured(
    twin: Model, held: Sequence[Annotated], strength: float
) -> tuple[dict[str, float], list[list[float]]]:
    """Figures of a twin on the reports it never saw, and the worth of its confidence: fitted on every other
    one of them and measured on the rest, then the other way round."""
    halves = held[::2], held[1::2]
    judged = []
    for fitted_on, scored in (halves, halves[::-1]):
        manifest = replace(twin.manifest, calibration=calibrate(twin, fitted_on, strength))
        judged += judge_all(scored, replace(twin, manifest=manifest))
    scores = scores_of(verdicts_of(judged))
    figures = {name: round(value, 4) for name, value in scores.figures().items()}
    return figures, [[round(value, 4) for value in one] for one in worth(scores.trusted)]


def split_of(reports: Sequence[Annotated], every: int) -> Split:
    """As the reports' headers say; where none says anything, every so many-th whole report is held out."""
    taught = [report for report in reports if report.split != TEST]
    if any(report.split for report in reports):
        return Split(taught, [report for report in taught if report.split == HELD_OUT], "corpus")
    whole = [report for report in taught if report.genre != DRILL]
    return Split(taught, whole[every - 1 :: every], f"every {every}th whole report")


def fit(
    examples: Sequence[Example],
    config: Config,
    vocabulary: Vocabulary,
    card: Card,
    encoder: Encoder | None = None,
    beside: Model | None = None,
) -> Model:
    """Train on reports that have been walked up to the tagger; parts that look through no encoder may come
    from a model `beside`."""
    sections = config.parts
    parts = _parts(examples, config, beside)
    manifest = Manifest(
        format=FORMAT,
        name=card.name,
        version=card.version,
        learners={part: sections[part]["learner"] for part in PARTS},
        labels={
            head: list(labels) for part in ("context", "named") for head, labels in parts[part].labels.items()
        },
        settings=sections_of(config.tagger),
        calibration={},
        features=fingerprint(encoder is not None),
        vocabulary=vocabulary.fingerprint,
        config=hashlib.sha256(config.text.encode()).hexdigest(),
        weights=digest(arrays_of(parts)),
        corpus=card.corpus,
        split=card.split,
        reports=card.reports,
        held_out=card.held_out,
        figures={},
        worth=[],
        libraries=libraries(),
        encoder={} if encoder is None else encoder.card.wanted(),
    )
    return Model(manifest, config.tagger, vocabulary, config.text, **parts, encoder=encoder)


def _check_same(beside: Model, card: Card, config: Config, vocabulary: Vocabulary) -> None:
    """Raises `TrainingError` where another corpus, other words or settings would have given other parts."""
    theirs = parse(beside.config, beside.name)
    same = theirs.tagger == config.tagger and all(
        theirs.parts[part] == config.parts[part] for part in PARTS if part != _ENCODED
    )
    same &= beside.vocabulary.fingerprint == vocabulary.fingerprint
    if beside.manifest.corpus != card.corpus or not same:
        raise TrainingError(f"{beside.name}: 语料或设置与要训练的模型不同；请先重新训练它，或不用 --beside")


def _parts(examples: Sequence[Example], config: Config, beside: Model | None) -> dict[str, Any]:
    """The learners of all parts, two at a time: the solvers spend their time outside of Python's lock."""
    windows = config.tagger.windows

    def ranked(lesson: Callable[[Example, Windows], Lesson]) -> list[Lesson]:
        return [lesson(one, windows) for one in examples]

    lessons: dict[str, Callable[[], object]] = {
        "named": lambda: named_lessons(examples, windows),
        "indicator": lambda: ranked(indicator_lesson),
        "context": lambda: context_lessons(examples),
        "qualifier": lambda: ranked(qualifier_lesson),
        "parent": lambda: ranked(parent_lesson),
    }

    def learned(part: str) -> Any:
        return _fit(config.parts[part], lessons[part]())

    if beside is not None:
        lent = {part: getattr(beside, part) for part in PARTS if part != _ENCODED}
        return lent | {_ENCODED: learned(_ENCODED)}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        taught = {part: pool.submit(learned, part) for part in lessons}
        return {part: taught[part].result() for part in PARTS}


def _fit(section: Mapping[str, Any], lessons: object) -> Any:
    return learner_of(section["learner"]).fit(lessons, section)


def _card(split: Split, config: Config, name: str) -> Card:
    corpus = corpus_fingerprint(split.taught)
    return Card(
        name=config.name or name,
        version=config.version or f"{version(_PROGRAM)}+{corpus[:7]}",
        corpus=corpus,
        split=split.said,
        reports=[report.document.sha256 for report in split.taught],
        held_out=[report.document.sha256 for report in split.held],
    )


def libraries() -> dict[str, str]:
    """Versions of what a training depends on."""
    found = {_PROGRAM: version(_PROGRAM), "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


@contextmanager
def _solver_notes(notes: list[str]) -> Iterator[None]:
    """Turn a solver's warnings into one line."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    if caught:
        notes.append("求解器在规定的步数内没有收敛；可在 config.toml 中调大 iterations（--config）")


def _notes(model: Model, examples: Sequence[Example], calibration: object, figures: object) -> Iterator[str]:
    """What the corpus was too small for."""
    if not figures:
        yield "没有留出的报告，因此没有成绩；至少要五份完整报告，或在文件头写 # split: held-out"
    if not calibration:
        yield "置信度未经校准：留出的报告没有或太少"
    labels = model.manifest.labels
    alone = [head for head, names in labels.items() if len(names) == 1]
    if alone:
        said = "、".join(f"{head}={labels[head][0]}" for head in alone)
        yield f"语料中只有一种取值，模型总是给出它：{said}"
    absent = [name for name in model.vocabulary.categories if name not in set(labels["category"])]
    if absent:
        yield f"{len(absent)} 个类别没有例子，模型不会给出它们：{'、'.join(absent)}"
    missed = sum(one.missed for one in examples)
    if missed:
        yield f"{missed} 条标注的指标在文本中没有对应的数量，没有参加训练"
