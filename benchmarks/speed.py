"""Speed as a ratio, in one process and one run: `speed.py REPORT.txt [ROUNDS]`.

The time from text in memory to rows, over that of `jieba.cut` alone on the same text, and the share of each room.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import jieba

from zhibiao.propose import propose
from zhibiao.read import report_of
from zhibiao.resolve import resolve
from zhibiao.run.pipeline import load_model, rows_of
from zhibiao.table.tabulate import tabulate
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


def main(path: Path, rounds: int) -> None:
    model, text = load_model(), path.read_text(encoding="utf-8-sig")
    jieba.initialize()
    report = report_of(text, source=path.name)
    rows_of(report, model)
    cut = best(lambda: list(jieba.cut(text)), rounds)
    whole = best(lambda: rows_of(report_of(text), model), rounds)
    print(f"{len(text)} characters, {len(rows_of(report, model))} rows")
    print(f"jieba.cut {cut:.1f} ms, rows {whole:.1f} ms, ratio {whole / cut:.2f}")
    cleaned = clean(report)
    candidates = propose(cleaned)
    tagged = tag(cleaned, candidates, model)
    claims = resolve(cleaned, tagged.claims, report.year, model.calibration)
    rooms = {
        "read": lambda: report_of(text), "clean": lambda: clean(report), "propose": lambda: propose(cleaned), "tag": lambda: tag(cleaned, candidates, model),
        "resolve": lambda: resolve(cleaned, tagged.claims, report.year, model.calibration), "tabulate": lambda: tabulate(report, cleaned, claims, ""),
    }  # fmt: skip
    for name, work in rooms.items():
        taken = best(work, rounds)
        print(f"{name:9s} {taken:6.1f} ms  {taken / whole:5.0%}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 9)
