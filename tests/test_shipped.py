"""The shipped model is good enough on a real report, where there is one; the gate holds what the repository
has."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import zhibiao
from conftest import SHARED
from zhibiao.corpus.format import read_standoff
from zhibiao.evaluate.scores import Scores, claims_of, evaluate
from zhibiao.run.pipeline import load_model

REAL = {
    "claim_f1": 0.97, "value": 0.97, "unit": 0.96, "measure": 0.95, "bound": 0.97, "marked": 0.75,
    "category": 0.85, "indicator": 0.80,
}  # fmt: skip


def test_a_real_report_keeps_its_floor(baisha: Path) -> None:
    report = read_standoff(baisha, baisha.with_name("baisha-2024-self-evaluation.gold.jsonl"))
    figures = evaluate([report], load_model())
    assert {name: figures[name] >= floor for name, floor in REAL.items()} == dict.fromkeys(REAL, True)


def test_our_scores_are_those_of_the_scorer(baisha: Path, tmp_path: Path) -> None:
    scorer, gold = SHARED / "tools" / "score.py", baisha.with_name("baisha-2024-self-evaluation.gold.jsonl")
    table = tmp_path / "t.csv"
    ours = [sys.executable, "-m", "zhibiao", "extract", str(baisha), "-o", str(table)]
    subprocess.run(ours, check=True, capture_output=True)
    theirs = [sys.executable, str(scorer), str(table), str(gold), str(baisha), "--json"]
    done = subprocess.run(theirs, check=True, capture_output=True, text=True)
    figures = json.loads(done.stdout)
    scores = Scores()
    scores.add(read_standoff(baisha, gold), claims_of(zhibiao.extract(baisha).rows))
    for name, value in scores.figures().items():
        if name in figures:
            assert value == pytest.approx(figures[name], abs=1e-9), name
