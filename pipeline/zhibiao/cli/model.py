"""`zhibiao model show`: what a model says of itself."""

from __future__ import annotations

from typing import Annotated

import typer

from zhibiao.cli.evaluate import figures_text
from zhibiao.cli.messages import Messages
from zhibiao.cli.options import Model


def show(
    context: typer.Context,
    model: Model = None,
    json: Annotated[bool, typer.Option("--json", help="model.show.json")] = False,
) -> int:
    """Print the manifest: as lines for a person, or whole as one JSON object."""
    from zhibiao.run.pipeline import load_model

    say: Messages = context.obj
    manifest = load_model(model).manifest
    if json:
        print(manifest.text(), end="")
        return 0
    print(say("model.show.name", name=manifest.name, version=manifest.version, print=manifest.fingerprint))
    reports, held_out = len(manifest.reports), len(manifest.held_out)
    print(say("model.show.corpus", reports=reports, held_out=held_out, corpus=manifest.corpus[:16]))
    print(say("model.show.figures"))
    print(figures_text(manifest.figures))
    for confidence, kept, right in manifest.worth:
        print(say("model.show.worth", least=f"{confidence:g}", kept=f"{kept:.0%}", right=f"{right:.0%}"))
    return 0
