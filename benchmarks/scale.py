"""Many reports: `scale.py [COUNT …] [--jobs N …] [--output SUFFIX]`. Speed, peak memory, and their ratios.

The reports are the corpus' own without their annotations, each with another village and other figures. Every
run is a process of its own; its peak is that of the parent and of all its workers together.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

import psutil

import zhibiao
from zhibiao.corpus.format import read_corpus

CORPUS = Path(__file__).parents[1] / "corpus"
_MEGABYTE = 1 << 20


class Measured(NamedTuple):
    count: int
    jobs: int
    seconds: float
    rows: int
    parent: float
    """Megabytes at the peak."""
    workers: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("counts", nargs="*", type=int, default=[100, 300])
    parser.add_argument("--jobs", nargs="*", type=int, default=[1, 2])
    parser.add_argument("--output", default=".jsonl", help="suffix of the output")
    options = parser.parse_args()
    found = [measured(count, jobs, options.output) for count in options.counts for jobs in options.jobs]
    for one in found:
        pace = one.count / one.seconds
        print(f"{one.count:6d} reports, {one.jobs} jobs: {one.seconds:7.1f} s, {pace:5.1f} a second", end="")
        print(f", {one.rows} rows, peak {one.parent:.0f} + {one.workers:.0f} MB", flush=True)
    first, last = found[0], found[-1]
    peak = (last.parent + last.workers) / (first.parent + first.workers)
    pace = (last.count / last.seconds) / (first.count / first.seconds)
    print(f"last over first: speed {pace:.2f}, peak {peak:.2f}")


def measured(count: int, jobs: int, suffix: str) -> Measured:
    """One extraction of so many reports, in a fresh process."""
    with tempfile.TemporaryDirectory(prefix="zhibiao-scale-") as folder:
        write_reports(Path(folder, "reports"), count)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            return pool.apply(_measured, (folder, count, jobs, suffix))


def write_reports(folder: Path, count: int) -> None:
    """So many reports, no two alike."""
    folder.mkdir()
    texts = [report.document.text for report in read_corpus(CORPUS / "reports")]
    for number in range(count):
        text = texts[number % len(texts)]
        (folder / f"{number:06d}.txt").write_text(
            f"{text}\n第{number}村完成造林{number + 10}亩。\n", encoding="utf-8"
        )


def _measured(folder: str, count: int, jobs: int, suffix: str) -> Measured:
    peaks = {"parent": 0, "workers": 0}
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(peaks, done))
    watch.start()
    start = time.perf_counter()
    summary = zhibiao.extract_to(Path(folder, "reports"), Path(folder, f"table{suffix}"), jobs=jobs)
    seconds = time.perf_counter() - start
    done.set()
    watch.join()
    assert summary.read == count
    return Measured(
        count, jobs, seconds, summary.rows, peaks["parent"] / _MEGABYTE, peaks["workers"] / _MEGABYTE
    )


def _watch(peaks: dict[str, int], done: threading.Event) -> None:
    own = psutil.Process()
    while not done.wait(0.1):
        peaks["parent"] = max(peaks["parent"], own.memory_info().rss)
        peaks["workers"] = max(peaks["workers"], sum(map(_memory, own.children(recursive=True))))


def _memory(process: psutil.Process) -> int:
    """Of a process that may have ended meanwhile."""
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


if __name__ == "__main__":
    main()
