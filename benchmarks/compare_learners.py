"""Learners compared on the same reports: `compare_learners.py [--also FOLDER] [--only NAME …]`.

Needs the extra `compare`. Trained on the corpus' reports that are not held out; tested on those that are, and
on texts where a folder holds NAME.txt with NAME.gold.jsonl. Each part is given the gold claims, so that the
figures speak of the part alone.

category   linear SVM (shipped), logistic regression, spaCy span categorizer (CNN) over the candidates
indicator  log-linear ranker of spans (shipped), linear-chain CRF
curve      whole rows by the share of the corpus trained on
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from zhibiao.core.spans import TokenSpan
from zhibiao.core.vocabulary import base
from zhibiao.corpus.format import Annotated, read_corpus, read_standoff
from zhibiao.evaluate.scores import evaluate
from zhibiao.tag.features.groups import Matrix, only, weighted
from zhibiao.tag.heads import category, indicator
from zhibiao.tag.heads.linear import Linear, sparse_rows
from zhibiao.tag.heads.ranker import Ranker
from zhibiao.tag.spans.surroundings import surroundings
from zhibiao.train.config import default_config
from zhibiao.train.dataset import Example, clean_span, example, gold_spans
from zhibiao.train.heads import category_lessons
from zhibiao.train.rankers import indicator_lesson
from zhibiao.train.training import split_of, train

CORPUS = Path(__file__).parents[1] / "corpus"
CONFIG = default_config()
WINDOWS = CONFIG.tagger.windows
Sets = dict[str, list[Example]]
Learned = Callable[[Example], list[object]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--also",
        type=Path,
        action="append",
        default=[],
        help="folder of texts with gold; may be given several times",
    )
    parser.add_argument("--only", nargs="*", default=["category", "indicator", "curve"])
    options = parser.parse_args()
    reports = read_corpus(CORPUS / "reports")
    held = split_of(reports, CONFIG.every).held
    texts = {"held-out": held} | {folder.name: standoff(folder) for folder in options.also}
    kept = [report for report in reports if report not in held]
    if "category" in options.only or "indicator" in options.only:
        train, sets = (
            examples_of(kept),
            {name: examples_of(found) for name, found in texts.items()},
        )
        if "category" in options.only:
            show(
                "category",
                {
                    "linear SVM": svm(train),
                    "logistic regression": logistic(train),
                    "spaCy spancat": spancat(train),
                },
                sets,
                right_categories,
            )
        if "indicator" in options.only:
            show("indicator", {"span ranker": ranker(train), "CRF": crf(train)}, sets, right_indicators)
    if "curve" in options.only:
        curve(kept, texts)


def standoff(folder: Path) -> list[Annotated]:
    return [
        read_standoff(gold.with_name(gold.name.replace(".gold.jsonl", ".txt")), gold)
        for gold in sorted(folder.glob("*.gold.jsonl"))
    ]


def examples_of(reports: Sequence[Annotated]) -> list[Example]:
    found = (example(report, base(), CONFIG.tagger) for report in reports)
    return [one for one in found if one is not None]


def show(
    part: str, learners: dict[str, Learned], sets: Sets, right: Callable[[Example, list[object]], list[bool]]
) -> None:
    for name, learner in learners.items():
        figures = {
            title: np.mean([ok for one in examples for ok in right(one, learner(one))])
            for title, examples in sets.items()
        }
        print(
            f"{part:10s} {name:22s} " + "  ".join(f"{title} {value:.3f}" for title, value in figures.items()),
            flush=True,
        )


def right_categories(one: Example, found: list[object]) -> list[bool]:
    return [one.gold[index].category == category for index, category in zip(one.claims, found, strict=True)]


def right_indicators(one: Example, found: list[object]) -> list[bool]:
    """Character F1 of at least 0.6."""
    results = []
    for index, tokens in zip(one.claims, found, strict=True):
        gold = one.gold[index].indicator
        wanted = None if gold is None else clean_span(one.context.clean, gold)
        own = one.context.chars(tokens) if isinstance(tokens, TokenSpan) else None
        if wanted is None or own is None:
            results.append(wanted is own)
            continue
        shared = max(0, min(wanted.end, own.end) - max(wanted.start, own.start))
        results.append(2 * shared >= 0.6 * (wanted.end - wanted.start + own.end - own.start))
    return results


def category_rows(train: Sequence[Example]) -> tuple[Matrix, list[str | None]]:
    lessons = category_lessons(train, WINDOWS.name)
    return weighted(only(lessons.rows, category.HEAD.groups)), list(lessons.labels["category"])


def svm(train: Sequence[Example]) -> Learned:
    fitted = Linear.fit(category_lessons(train, WINDOWS.name), CONFIG.parts["category"])
    labels = fitted.labels["category"]

    def categories(one: Example) -> list[object]:
        rows = only(category_lessons([one], WINDOWS.name).rows, category.HEAD.groups)
        return [labels[i] for i in fitted.probabilities(rows)["category"].argmax(axis=1)]

    return categories


def logistic(train: Sequence[Example]) -> Learned:
    from sklearn.linear_model import LogisticRegression

    slots = Linear.fit(category_lessons(train, WINDOWS.name), CONFIG.parts["category"]).slots
    matrix, categories = category_rows(train)
    fitted = LogisticRegression(C=10.0, max_iter=200, tol=2e-3).fit(sparse_rows(matrix, slots), categories)
    return lambda one: list(fitted.predict(sparse_rows(category_rows([one])[0], slots)))


def spancat(train: Sequence[Example], epochs: int = 12) -> Learned:
    import spacy
    from spacy.tokens import Doc, SpanGroup
    from spacy.tokens import Span as DocSpan
    from spacy.training import Example as Pair
    from spacy.util import fix_random_seed, registry
    from thinc.api import Ragged, get_current_ops

    @registry.misc("candidates_suggester")
    def make_suggester() -> Callable[..., Ragged]:
        def suggest(docs: list[Doc], *, ops: object = None) -> Ragged:
            spans = [[(span.start, span.end) for span in doc.spans["candidates"]] for doc in docs]
            array = get_current_ops().asarray(
                [pair for own in spans for pair in own] or np.zeros((0, 2)), dtype="i"
            )
            return Ragged(array, get_current_ops().asarray([len(own) for own in spans], dtype="i"))

        return suggest

    fix_random_seed(0)
    nlp = spacy.blank("zh")
    config = {
        "suggester": {"@misc": "candidates_suggester"},
        "spans_key": "claims",
        "threshold": 0.0,
        "max_positive": 1,
    }
    pipe = nlp.add_pipe("spancat", config=config)

    def document(one: Example, labelled: bool) -> Doc:
        doc = Doc(nlp.vocab, words=[token.text for token in one.context.tokens] or ["-"])
        at = [one.context.positions[index] for index in one.claims]
        doc.spans["candidates"] = SpanGroup(doc, spans=[doc[i : i + 1] for i in at])
        if labelled:
            labels = [one.gold[index].category for index in one.claims]
            doc.spans["claims"] = SpanGroup(
                doc, spans=[DocSpan(doc, i, i + 1, label=label) for i, label in zip(at, labels, strict=True)]
            )
        return doc

    for label in sorted({gold.category for one in train for gold in one.gold.values()}):
        pipe.add_label(label)
    pairs = [Pair(document(one, False), document(one, True)) for one in train]
    optimizer = nlp.initialize(lambda: pairs)
    for _ in range(epochs):
        random.Random(0).shuffle(pairs)
        for start in range(0, len(pairs), 4):
            nlp.update(pairs[start : start + 4], sgd=optimizer)

    def categories(one: Example) -> list[object]:
        doc = pipe(document(one, False))
        found = {span.start: span.label_ for span in doc.spans["claims"]}
        return [found.get(one.context.positions[index], "") for index in one.claims]

    return categories


def ranker(train: Sequence[Example]) -> Learned:
    lessons = [indicator_lesson(one, WINDOWS) for one in train]
    fitted = Ranker.fit(lessons, CONFIG.parts["indicator"])

    def spans(one: Example) -> list[object]:
        asked = indicator.question(surroundings(one.context, one.claims, WINDOWS))
        return [choice.choice for choice in fitted.probabilities(asked)]

    return spans


def crf(train: Sequence[Example]) -> Learned:
    from sklearn_crfsuite import CRF

    rows, labels = [], []
    for one in train:
        for index, gold in zip(one.claims, gold_spans(one, "indicator"), strict=True):
            window = tokens_around(one, index)
            rows.append(sequence(one, index, window))
            labels.append(
                [
                    "O" if gold is None or not gold.start <= i < gold.end else "B" if i == gold.start else "I"
                    for i in window
                ]
            )
    fitted = CRF(algorithm="lbfgs", c1=0.05, c2=0.05, max_iterations=80).fit(rows, labels)

    def spans(one: Example) -> list[object]:
        found: list[object] = []
        for index in one.claims:
            window = tokens_around(one, index)
            tags = fitted.predict_single(sequence(one, index, window)) if window else []
            inside = [i for i, tag in zip(window, tags, strict=True) if tag != "O"]
            found.append(TokenSpan(inside[0], inside[-1] + 1) if inside else None)
        return found

    return spans


def tokens_around(one: Example, index: int) -> list[int]:
    at, (first, last) = one.context.positions[index], one.context.bounds[index]
    return list(range(max(first, at - 36), min(last, at + 15)))


def sequence(one: Example, index: int, window: list[int]) -> list[dict[str, object]]:
    tokens, at = one.context.tokens, one.context.positions[index]
    unit = one.context.candidates[index].quantity.unit
    rows: list[dict[str, object]] = []
    for i in window:
        row: dict[str, object] = {
            "at": max(-12, min(12, i - at)),
            "stops": int(abs(one.context.stops[i] - one.context.stops[at])),
            "unit": unit,
        }
        for step in (-2, -1, 0, 1, 2):
            if 0 <= i + step < len(tokens):
                row[f"w{step}"], row[f"t{step}"] = tokens[i + step].text, tokens[i + step].tag
        rows.append(row | {"uw": f"{unit}|{tokens[i].text}", "last": tokens[i].text[-1]})
    return rows


def curve(reports: list[Annotated], texts: dict[str, list[Annotated]]) -> None:
    for share in (0.25, 0.5, 1.0):
        part = reports[:: round(1 / share)]
        model = train(part, name="curve").model
        figures = {name: evaluate(found, model) for name, found in texts.items()}
        shown = "  ".join(
            f"{name} category {f['category']:.3f} indicator {f['indicator']:.3f} row {f['row_f1']:.3f}"
            for name, f in figures.items()
        )
        print(
            f"{len(part)} reports, {sum(len(report.claims) for report in part)} claims: {shown}", flush=True
        )


if __name__ == "__main__":
    main()
