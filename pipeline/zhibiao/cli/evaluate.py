"""`zhibiao evaluate`: the figures of a model on annotated reports."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from zhibiao.cli.errors import UsageError
from zhibiao.cli.messages import Messages
from zhibiao.cli.options import Model


def run(
    context: typer.Context,
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="evaluate.corpus")],
    model: Model = None,
    json: Annotated[bool, typer.Option("--json", help="evaluate.json")] = False,
) -> int:
    """Print the figures as lines or as one JSON object."""
    from json import dumps

    from zhibiao.corpus.format import read_corpus
    from zhibiao.evaluate.scores import examine
    from zhibiao.run.pipeline import load_model

    say: Messages = context.obj
    reports = read_corpus(corpus)
    if not reports:
        raise UsageError(say("corpus.empty", folder=corpus))
    figures, seen = examine(reports, load_model(model))
    if seen:
        print(f"zhibiao: {say('evaluate.seen', seen=len(seen), reports=len(reports))}", file=sys.stderr)
    print(dumps(figures) if json else figures_text(figures))
    return 0


def figures_text(figures: dict[str, float]) -> str:
    """One figure a line; counts whole."""
    return "\n".join(
        f"{name:12s} {value:.0f}" if name == "claims" else f"{name:12s} {value:.4f}"
        for name, value in figures.items()
    )
