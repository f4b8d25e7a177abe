"""The gate: no figure falls below its floor, floors only rise, and the shipped model passes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from conftest import ROOT
from zhibiao.corpus.format import fingerprint, read_corpus
from zhibiao.evaluate.gate import (
    HELD_OUT,
    REALITY,
    GateError,
    Measured,
    add_release,
    faults,
    main,
    measure_all,
    raised,
    read_gate,
    saved_figures,
    write_gate,
)
from zhibiao.run.pipeline import default_model_folder, load_model

GATE = ROOT / "corpus" / "gate.json"
FLOORS = Measured("c1", {"row_f1": 0.7, "ece": 0.08})
NEVER_WITHOUT_FLOOR = {"row_f1", "row_strict", "category", "indicator", "value", "unit", "claim_f1"}


@pytest.mark.parametrize(
    ("figures", "corpus", "words"),
    [
        ({"row_f1": 0.7, "ece": 0.08, "claims": 9.0}, "c1", []),
        ({"row_f1": 0.9, "ece": 0.01}, "c1", []),
        ({"row_f1": 0.6999, "ece": 0.08}, "c1", ["row_f1: 0.6999, the floor is 0.7000"]),
        ({"row_f1": 0.7, "ece": 0.0801}, "c1", ["ece: 0.0801, the ceiling is 0.0800"]),
        ({"ece": 0.08}, "c1", ["row_f1: not measured any more"]),
        ({"row_f1": 0.7, "ece": 0.08, "parent": 0.9}, "c1", ["parent: has no floor yet"]),
        ({"row_f1": 0.7, "ece": 0.08}, "c2", ["floors of corpus c1, figures of c2"]),
    ],
)
def test_what_keeps_the_gate_shut(figures: dict[str, float], corpus: str, words: list[str]) -> None:
    found = faults(FLOORS, Measured(corpus, figures))
    assert len(found) == len(words)
    assert all(one.startswith(word) for one, word in zip(found, words, strict=True))


def test_floors_rise_to_two_claims_below_the_figure() -> None:
    measured = Measured("c2", {"claims": 1000.0, "row_f1": 0.7567, "ece": 0.0412, "parent": 0.9})
    now = raised(FLOORS, measured, "c2")
    assert now == Measured("c2", {"row_f1": 0.754, "ece": 0.044, "parent": 0.898})
    assert faults(now, measured) == []


def test_a_floor_is_kept_where_the_figure_stands_just_above_it() -> None:
    measured = Measured("c1", {"claims": 100.0, "row_f1": 0.701, "ece": 0.079})
    assert raised(FLOORS, measured, "c1") == FLOORS


@pytest.mark.parametrize(
    ("figures", "corpus", "reason"),
    [
        ({"row_f1": 0.69, "ece": 0.01}, "c1", "row_f1 is 0.6900, the floor 0.7000: floors only rise"),
        ({"row_f1": 0.9, "ece": 0.09}, "c1", "ece is 0.0900, the ceiling 0.0800: floors only rise"),
        ({"row_f1": 0.9}, "c1", "ece has a ceiling but was not measured"),
        ({"row_f1": 0.9, "ece": 0.01}, "c2", "the figures are of corpus c2, the corpus is c1"),
        ({"row_f1": 0.9, "ece": 0.01}, "", r"the figures are of corpus \(unknown\)"),
    ],
)
def test_lowering_is_an_error(figures: dict[str, float], corpus: str, reason: str) -> None:
    with pytest.raises(GateError, match=reason):
        raised(FLOORS, Measured(corpus, figures), "c1")


def test_floors_of_other_reports_are_set_anew() -> None:
    measured = Measured("c1", {"claims": 1000.0, "row_f1": 0.6}, "other reports")
    assert raised(FLOORS, measured, "c1") == Measured("c1", {"row_f1": 0.598}, "other reports")


def test_a_gate_is_written_as_it_is_read(tmp_path: Path) -> None:
    write_gate({HELD_OUT: FLOORS}, tmp_path / "gate.json")
    assert read_gate(tmp_path / "gate.json") == {HELD_OUT: FLOORS}


def test_history_has_a_line_a_release(tmp_path: Path) -> None:
    history = tmp_path / "history.csv"
    add_release(history, "1", "2026-01-01", {HELD_OUT: Measured("c1", {"row_f1": 0.5})})
    add_release(history, "2", "2026-02-01", {HELD_OUT: Measured("c2", {"row_f1": 0.6, "ece": 0.1})})
    with history.open(encoding="utf-8", newline="") as file:
        one, two = csv.DictReader(file)
    assert (one["corpus"], one["held-out row_f1"], one["held-out ece"]) == ("c1", "0.5000", "")
    assert (two["version"], two["date"], two["held-out ece"]) == ("2", "2026-02-01", "0.1000")
    with pytest.raises(GateError, match="2 is there already"):
        add_release(history, "2", "2026-03-01", {HELD_OUT: Measured("c2", {})})


def test_saved_figures_are_those_of_the_model_with_its_corpus() -> None:
    manifest = load_model().manifest
    found = saved_figures(default_model_folder())
    assert (found.corpus, found.figures) == (manifest.corpus, manifest.figures)
    assert found.scored == read_gate(ROOT / "corpus" / "gate.json")[HELD_OUT].scored


def test_the_shipped_model_passes_the_gate() -> None:
    """Everywhere: what this needs stands in the repository."""
    gate, measured = read_gate(GATE), measure_all(ROOT / "corpus", default_model_folder())
    assert set(gate) == {HELD_OUT, REALITY}
    for name, floors in gate.items():
        assert set(floors.figures) >= NEVER_WITHOUT_FLOOR
        assert faults(floors, measured[name]) == [], name


def test_floors_of_real_looks_are_of_the_texts_as_they_stand() -> None:
    assert read_gate(GATE)[REALITY].corpus == fingerprint(read_corpus(ROOT / "corpus" / REALITY))


def test_the_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lower"]) == 2
    assert "evaluate.gate raise" in capsys.readouterr().err
    assert main(["check"]) == 0
    assert "above its floor" in capsys.readouterr().out


def test_every_release_is_in_the_history() -> None:
    with (ROOT / "models" / "performance_history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["version"] == "0.1.0"
    assert json.loads(rows[0]["held-out row_f1"]) == 0.6673


def test_a_fingerprint_is_of_what_is_annotated() -> None:
    reports = read_corpus(ROOT / "corpus" / REALITY)
    assert fingerprint(reports) == fingerprint(reports[::-1])
    assert fingerprint(reports) != fingerprint(reports[1:])
