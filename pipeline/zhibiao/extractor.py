"""The way through the house: a report in, its rows out."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from zhibiao.clean import clean
from zhibiao.propose import propose
from zhibiao.resolve import resolve
from zhibiao.tabulate import Row, tabulate
from zhibiao.tag.model import Model, load
from zhibiao.tag.tagger import tag
from zhibiao.types import CleanText, Report, Tagged

MODEL_NAME = "township"
TAGGER = "zhibiao_tagger"
"""The spaCy component that carries the trained weights, and its folder in a model."""


@cache
def default_model_folder() -> Path:
    """Folder of the shipped model: inside the installed package, or in `models/` of a checkout."""
    package = Path(__file__).parent
    for folder in (package / "models" / MODEL_NAME, package.parents[1] / "models" / MODEL_NAME):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no model {MODEL_NAME!r} beside the package; reinstall zhibiao or name a model with --model")


def load_model(folder: str | Path | None = None) -> Model:
    """Model of a folder; without one, the shipped model."""
    path = Path(folder) if folder is not None else default_model_folder()
    return load(path / TAGGER if (path / TAGGER).is_dir() else path)


def tag_report(report: Report, model: Model) -> tuple[CleanText, Tagged]:
    """Cleaned text and completed claims of a report."""
    cleaned = clean(report)
    tagged = tag(cleaned, propose(cleaned), model)
    return cleaned, Tagged(resolve(cleaned, tagged.claims, report.year, model.calibration), tagged.rejected)


def rows_of(report: Report, model: Model) -> list[Row]:
    """Rows of the table, in the order of the text."""
    cleaned, tagged = tag_report(report, model)
    return tabulate(report, cleaned, tagged.claims, model.name)
