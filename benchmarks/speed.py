"""Speed as a ratio, in one process and one run: `speed.py REPORT.txt [ROUNDS [MODEL]]`.

The time from text in memory to rows, over that of `jieba.cut` alone on the same text, and the share of
each room.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import jieba

from zhibiao.propose import propose
from zhibiao.read import document_of
from zhibiao.resolve import resolve
from zhibiao.resolve.about import about_of
from zhibiao.run.pipeline import load_model, process
from zhibiao.structure import frames_of
from zhibiao.table.tabulate import tabulate
from zhibiao.tag.model import Model
from zhibiao.tag.tagger import tag
from zhibiao.text import clean


def best(work: Callable[[], object], rounds: int) -> float:
    """Least time of several rounds, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def rooms(text: str, model: Model) -> dict[str, Callable[[], object]]:
    """What each room does with a text, on what the rooms before it gave."""
    words = model.vocabulary
    document = document_of(text)
    about = about_of(document, vocabulary=words)
    cleaned = clean(document)
    candidates = propose(cleaned, words)
    frames = frames_of(cleaned, candidates, about, words)
    tagged = tag(cleaned, candidates, frames, model)
    claims = resolve(cleaned, tagged.claims, about, model.calibration, words)
    return {
        "read": lambda: document_of(text),
        "about": lambda: about_of(document, vocabulary=words),
        "clean": lambda: clean(document),
        "propose": lambda: propose(cleaned, words),
        "structure": lambda: frames_of(cleaned, candidates, about, words),
        "tag": lambda: tag(cleaned, candidates, frames, model),
        "resolve": lambda: resolve(cleaned, tagged.claims, about, model.calibration, words),
        "tabulate": lambda: list(tabulate(document, about, cleaned, claims, model.name, words)),
    }


def main(path: Path, rounds: int = 9, name: str | None = None) -> None:
    model, text = load_model(name), path.read_text(encoding="utf-8-sig")
    jieba.initialize()

    def rows() -> int:
        document = document_of(text, source=path.name)
        return len(process(document, about_of(document, vocabulary=model.vocabulary), model).rows)

    print(f"{len(text)} characters, {rows()} rows")
    cut = best(lambda: list(jieba.cut(text)), rounds)
    whole = best(rows, rounds)
    print(f"jieba.cut {cut:.1f} ms, rows {whole:.1f} ms, ratio {whole / cut:.2f}")
    for name, work in rooms(text, model).items():
        taken = best(work, rounds)
        print(f"{name:9s} {taken:6.1f} ms  {taken / whole:5.0%}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:3]), *sys.argv[3:4])
