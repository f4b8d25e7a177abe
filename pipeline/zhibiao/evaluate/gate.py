"""The gate: floors under every figure, bound to the corpus they were measured on, that only rise.

    python -m zhibiao.evaluate.gate check                    # what is below its floor
    python -m zhibiao.evaluate.gate raise                    # lift the floors to what is measured now
    python -m zhibiao.evaluate.gate release 0.2.0 2026-12-01 # and add a line to the history of releases

Two sets have floors: `held-out`, whose figures were measured at training by a twin that never saw those
reports and are saved with the model, and `reality`, measured afresh with the shipped model.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from zhibiao.corpus.annotation import Annotated
from zhibiao.corpus.format import fingerprint, read_corpus
from zhibiao.evaluate.scores import evaluate
from zhibiao.run.pipeline import TAGGER, default_model_folder, load_model
from zhibiao.tag.manifest import read as read_manifest

HELD_OUT, REALITY = "held-out", "reality"
TAUGHT = ("reports", "excerpts", "drills", "manner")
"""Folders of the corpus that the shipped model is trained on."""
LOWER_IS_BETTER = frozenset({"ece", "brier"})
"""Figures whose floor is a ceiling."""
_COUNTS = frozenset({"claims"})
"""Figures that say how much was measured, not how well."""
_STEPS = 1000
"""Floors are written in thousandths."""
_MARGIN_CLAIMS = 2


class GateError(ValueError):
    """Why floors can't be raised: figure or set, reason and remedy in one line."""


class Measured(NamedTuple):
    """Figures, and the fingerprint of the annotated reports that they depend on (empty if unknown).

    `scored` is that of the reports that the figures were measured on: floors of other reports are floors of
    another exam.
    """

    corpus: str
    figures: Mapping[str, float]
    scored: str = ""


Gate = dict[str, Measured]
"""Floors of each set. A floor lies as far below the figure as two claims weigh, so that chance alone does not
close the gate."""


def read_gate(path: Path) -> Gate:
    """Gate of a json file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return {
        name: Measured(part["corpus"], part["floors"], part.get("scored", "")) for name, part in data.items()
    }


def write_gate(gate: Gate, path: Path) -> None:
    """Write a gate as `read_gate` reads it."""
    data = {
        name: {"corpus": part.corpus, "scored": part.scored, "floors": dict(part.figures)}
        for name, part in gate.items()
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def faults(floors: Measured, measured: Measured) -> list[str]:
    """What keeps a measurement from passing, one line each: another corpus, a figure below its floor, lost,
    or without one."""
    found = []
    if floors.corpus != measured.corpus:
        found.append(
            f"floors of corpus {floors.corpus or '(unknown)'}, figures of {measured.corpus or '(unknown)'}: "
            "raise the gate once the figures are measured on the corpus as it is"
        )
    for name, floor in floors.figures.items():
        value = measured.figures.get(name)
        if value is None:
            found.append(f"{name}: not measured any more")
        elif _worse(name, value, floor):
            found.append(f"{name}: {value:.4f}, the {_kind(name)} is {floor:.4f}")
    for name in measured.figures:
        if name not in floors.figures and name not in _COUNTS:
            found.append(f"{name}: has no {_kind(name)} yet; raise the gate")
    return found


def raised(floors: Measured, measured: Measured, corpus: str) -> Measured:
    """Floors lifted to what was measured. `corpus` is the fingerprint of the corpus as it stands. Where other
    reports are scored than before, the floors are set anew from their figures.

    Raises `GateError` where the figures are those of another corpus, where one is below its floor, or where
    one is missing: a floor is never lowered here.
    """
    if measured.corpus != corpus:
        raise GateError(
            f"the figures are of corpus {measured.corpus or '(unknown)'}, the corpus is {corpus}: "
            "measure anew (make model), then raise"
        )
    margin = _MARGIN_CLAIMS / max(1.0, measured.figures.get("claims", 1.0))
    lifted = {
        name: _with_margin(name, value, margin)
        for name, value in measured.figures.items()
        if name not in _COUNTS
    }
    same = floors.scored == measured.scored
    for name, floor in floors.figures.items() if same else ():
        if name not in lifted:
            raise GateError(f"{name} has a {_kind(name)} but was not measured: floors don't go away")
        if _worse(name, measured.figures[name], floor):
            raise GateError(
                f"{name} is {measured.figures[name]:.4f}, the {_kind(name)} {floor:.4f}: "
                "floors only rise; improve the model"
            )
        lifted[name] = min(lifted[name], floor) if name in LOWER_IS_BETTER else max(lifted[name], floor)
    return Measured(corpus, lifted, measured.scored)


def _worse(name: str, value: float, floor: float) -> bool:
    return value > floor if name in LOWER_IS_BETTER else value < floor


def _kind(name: str) -> str:
    return "ceiling" if name in LOWER_IS_BETTER else "floor"


def _with_margin(name: str, value: float, margin: float) -> float:
    if name in LOWER_IS_BETTER:
        return math.ceil(round((value + margin) * _STEPS, 6)) / _STEPS
    return math.floor(round((value - margin) * _STEPS, 6)) / _STEPS


def measure_all(corpus: Path, model: Path) -> Gate:
    """What is measured now: the held-out figures saved with the model, and those of `reality` with the
    model."""
    reports = read_corpus(corpus / REALITY)
    return {
        HELD_OUT: saved_figures(model),
        REALITY: Measured(fingerprint(reports), evaluate(reports, load_model(model)), _texts(reports)),
    }


def saved_figures(model: Path) -> Measured:
    """Held-out figures of a model folder; raises `ModelError` where there is no model."""
    manifest = read_manifest(model / TAGGER if (model / TAGGER).is_dir() else model)
    return Measured(manifest.corpus, manifest.figures, _name_of(manifest.held_out))


def _texts(reports: Sequence[Annotated]) -> str:
    return _name_of([report.document.sha256 for report in reports])


def _name_of(texts: Sequence[str]) -> str:
    """Name of a set of raw texts, by their hashes."""
    return hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()[:16]


def corpora(corpus: Path) -> dict[str, str]:
    """Fingerprints of what each set's figures depend on, as the files stand."""
    taught = [report for name in TAUGHT for report in read_corpus(corpus / name)]
    return {HELD_OUT: fingerprint(taught), REALITY: fingerprint(read_corpus(corpus / REALITY))}


def add_release(history: Path, version: str, date: str, measured: Gate) -> None:
    """Add a line to the history of releases (csv); a figure that is new gets a column, empty for the releases
    before."""
    rows = []
    if history.exists():
        with history.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    if any(row["version"] == version for row in rows):
        raise GateError(f"{history.name}: {version} is there already; a release is written once")
    row = {"version": version, "date": date, "corpus": measured[HELD_OUT].corpus}
    for name, part in measured.items():
        row |= {f"{name} {figure}": f"{value:.4f}" for figure, value in part.figures.items()}
    rows.append(row)
    columns = list(dict.fromkeys(name for one in rows for name in one))
    with history.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(arguments: Sequence[str]) -> int:
    """The command; run in a checkout. Exit status 1 where the gate does not open."""
    root = Path(__file__).parents[3]
    path, history = root / "corpus" / "gate.json", root / "models" / "performance_history.csv"
    gate, measured = read_gate(path), measure_all(root / "corpus", default_model_folder())
    match arguments:
        case ["check"]:
            found = [
                f"{name}: {fault}" for name, part in gate.items() for fault in faults(part, measured[name])
            ]
            print("\n".join(found) or "every figure stands above its floor")
            return int(bool(found))
        case ["raise"]:
            now = corpora(root / "corpus")
            write_gate({name: raised(part, measured[name], now[name]) for name, part in gate.items()}, path)
            print(f"{path.relative_to(root)}: raised")
            return 0
        case ["release", version, date]:
            add_release(history, version, date, measured)
            print(f"{history.relative_to(root)}: {version} added")
            return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except GateError as error:
        print(f"gate: {error}", file=sys.stderr)
        sys.exit(1)
