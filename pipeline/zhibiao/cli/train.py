"""`zhibiao train`: a model from annotated reports."""

from __future__ import annotations

import errno
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from zhibiao.cli.errors import UsageError
from zhibiao.cli.evaluate import figures_text
from zhibiao.cli.messages import Messages

_LEARNERS = ("sklearn", "scipy")


def run(
    context: typer.Context,
    corpus: Annotated[list[Path], typer.Argument(metavar="CORPUS...", help="train.corpus")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="train.output")],
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="train.config")] = None,
    vocabulary: Annotated[
        Path | None, typer.Option("--vocabulary", metavar="FOLDER", help="train.vocabulary")
    ] = None,
    beside: Annotated[str | None, typer.Option("--beside", metavar="MODEL", help="train.beside")] = None,
) -> int:
    """Train, write the model and print the figures of its twin on the reports held out."""
    say: Messages = context.obj
    missing = next((name for name in _LEARNERS if find_spec(name) is None), None)
    if missing is not None:
        raise UsageError(say("train.learners", package=missing, command=install_command("train")))

    from zhibiao.core.vocabulary import base
    from zhibiao.corpus.format import read_corpus
    from zhibiao.run.pipeline import TAGGER
    from zhibiao.spacy.adapter import write_pipeline
    from zhibiao.tag.model import leave_out, load
    from zhibiao.train.config import default_config, read_config
    from zhibiao.train.training import train

    reports = [report for folder in corpus for report in read_corpus(folder)]
    if not reports:
        raise UsageError(say("corpus.empty", folder=corpus[0]))
    settings = default_config() if config is None else read_config(config)
    _check_place(output)  # a training takes minutes: find out now
    other = None if beside is None else load(output.absolute().parent / beside / TAGGER)
    words = base() if vocabulary is None else base().overlay(vocabulary)
    model, notes = train(reports, name=output.resolve().name, config=settings, vocabulary=words, beside=other)
    write_pipeline(model, output)
    if beside is not None:
        shared = leave_out(output / TAGGER, beside)
        print(say("train.shared", parts=", ".join(shared) or "-", model=beside))
    claims = sum(len(report.claims) for report in reports)
    print(say("train.done", reports=len(reports), claims=claims, folder=output))
    print(figures_text(model.manifest.figures))
    for note in notes:
        print(f"zhibiao: {say.translated(note)}", file=sys.stderr)
    return 0


def _check_place(folder: Path) -> None:
    """Raise PermissionError or NotADirectoryError where no folder can be made."""
    place = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not place.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(place))
    if not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))


def install_command(extra: str) -> str:
    """How to install an extra: from the clone if the package runs from one, else from the index."""
    import json
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        origin = distribution("zhibiao").read_text("direct_url.json")
    except PackageNotFoundError:
        origin = None
    url = json.loads(origin) if origin else {}
    editable = url.get("dir_info", {}).get("editable", False)
    return f'pip install -e ".[{extra}]"' if editable else f'pip install "zhibiao[{extra}]"'
