"""Features of a candidate that do not need its spans. Runs of characters are taken from the whole text at
once."""

from __future__ import annotations

import numpy as np

from zhibiao.core.vocabulary import Vocabulary
from zhibiao.tag.context import Context
from zhibiao.tag.features.framing import force_words, frame_words
from zhibiao.tag.features.groups import Grouped, Ragged, coded, grams, join, ladder, words
from zhibiao.tag.features.hashing import IntArray, mix, runs
from zhibiao.tag.features.hints import hint_words
from zhibiao.tag.features.templates import CONTEXT_BITS, ID
from zhibiao.tag.features.words import beside_words, pair_words, quantity_words, term_words
from zhibiao.tag.settings import Windows


def context_features(context: Context, vocabulary: Vocabulary, windows: Windows) -> Grouped:
    """For each candidate the features of its own characters, its clause, its sentence and its headings."""
    quantities = [candidate.quantity for candidate in context.candidates]
    indices = range(len(quantities))
    starts = np.array([quantity.start for quantity in quantities], dtype=np.int64)
    ends = np.array([quantity.end for quantity in quantities], dtype=np.int64)
    sentences = [context.clean.sentences[candidate.sentence] for candidate in context.candidates]
    first = np.array([sentence.start for sentence in sentences], dtype=np.int64)
    last = np.array([sentence.end for sentence in sentences], dtype=np.int64)
    clause_first, clause_last = _clauses(context)
    clause_first = np.maximum(clause_first, starts - windows.clause_left)
    clause_last = np.minimum(clause_last, ends + windows.clause_right)
    base, end = int(first.min()), int(last.max())
    hashed = runs(context.clean.text[base:end], max(windows.left_runs, windows.right_runs))
    starts, ends, first, last = starts - base, ends - base, first - base, last - base
    clause_first, clause_last = clause_first - base, clause_last - base
    lefts = [starts - n for n in range(1, windows.left_runs + 1)]
    hinted = [hint_words(context, index, vocabulary, windows.sentence) for index in indices]
    hints = coded(hinted)
    frames = [frame_words(frame, own[-1]) for frame, own in zip(context.frames, hinted, strict=True)]
    inner, outer = _headings(context, [sentence.heading for sentence in sentences], windows.title)
    return {
        "quantity": words("quantity", coded([quantity_words(quantity) for quantity in quantities])),
        "beside": words("beside", coded([beside_words(context, index) for index in indices])),
        "left": ladder("left", hashed, lefts, first, last),
        "right": ladder("right", hashed, [ends] * windows.right_runs, first, last),
        "pair": words("pair", coded([pair_words(context, index) for index in indices])),
        "clause": join(
            grams("clause.left", hashed, clause_first, starts, (2, 3)),
            grams("clause.right", hashed, ends, clause_last, (2, 3)),
        ),
        "sentence": grams("sentence", hashed, np.maximum(first, starts - windows.sentence), starts, (2,)),
        "after": grams("after", hashed, ends, np.minimum(last, ends + windows.after), (2,)),
        "heading": inner,
        "headings": outer,
        "hints": words("hints", hints),
        "cues": words("cues", hints),
        "frame": words("frame", coded(frames)),
        "force": words("force", coded([force_words(context, index, vocabulary) for index in indices])),
        "term": words("term", coded([term_words(candidate) for candidate in context.candidates])),
    }


def _clauses(context: Context) -> tuple[IntArray, IntArray]:
    """Characters of the clause around each candidate, from stop to stop."""
    positions = np.array(context.positions, dtype=np.int64)
    low = np.array([bound[0] for bound in context.bounds], dtype=np.int64)
    high = np.array([bound[1] for bound in context.bounds], dtype=np.int64)
    begin = np.maximum(context.last_stop[positions] + 1, low)
    end = np.minimum(context.next_stop[positions], high)
    return context.token_starts[begin], context.token_ends[np.maximum(end - 1, begin)]


def _headings(context: Context, headings: list[int], longest: int) -> tuple[Ragged, Ragged]:
    """Pairs of characters of the innermost title above each candidate, and of the titles above that."""
    titles = {
        heading: [title[:longest] for title in context.clean.headings[heading].titles]
        for heading in set(headings)
    }
    inner = {heading: _pairs("heading", found[-1:]) for heading, found in titles.items()}
    outer = {heading: _pairs("headings", found[:-1]) for heading, found in titles.items()}
    return _by_row(inner, headings), _by_row(outer, headings)


def _by_row(found: dict[int, IntArray], headings: list[int]) -> Ragged:
    ids = np.concatenate([found[heading] for heading in headings])
    return Ragged(ids, np.array([len(found[heading]) for heading in headings], dtype=np.int64))


def _pairs(template: str, titles: list[str]) -> IntArray:
    number = ID[template] + 2
    found = [mix(CONTEXT_BITS, number, runs(title, 2)[1][:-1]) for title in titles if len(title) > 1]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
