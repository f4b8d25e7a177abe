"""`zhibiao model`: which models there are, what one says of itself, and what one needs to be built."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from zhibiao.cli.errors import UsageError
from zhibiao.cli.evaluate import figures_text
from zhibiao.cli.messages import Messages
from zhibiao.cli.options import Model
from zhibiao.cli.train import install_command

_EXTRA = "accurate"
_BUILDERS = ("onnx", "onnxruntime")


def show(
    context: typer.Context,
    model: Model = None,
    json: Annotated[bool, typer.Option("--json", help="model.show.json")] = False,
) -> int:
    """Print the manifest: as lines for a person, or whole as one JSON object."""
    from zhibiao.run.pipeline import manifest_of

    say: Messages = context.obj
    manifest = manifest_of(model)
    if json:
        print(manifest.text(), end="")
        return 0
    print(say("model.show.name", name=manifest.name, version=manifest.version, print=manifest.fingerprint))
    reports, held_out = len(manifest.reports), len(manifest.held_out)
    print(say("model.show.corpus", reports=reports, held_out=held_out, corpus=manifest.corpus[:16]))
    if manifest.encoder:
        print(say("model.show.encoder", name=manifest.encoder.get("name", "")))
    print(say("model.show.figures"))
    print(figures_text(manifest.figures))
    for confidence, kept, right in manifest.worth:
        print(say("model.show.worth", least=f"{confidence:g}", kept=f"{kept:.0%}", right=f"{right:.0%}"))
    return 0


def listed(context: typer.Context) -> int:
    """Print the shipped models, and whether each is ready."""
    from zhibiao.run.pipeline import MODEL_NAME, manifest_of, shipped
    from zhibiao.tag.vectors.encoder import EncoderMissing, check

    say: Messages = context.obj
    for name in sorted(shipped(), key=lambda one: one != MODEL_NAME):
        manifest = manifest_of(Path(name))
        state = say("model.list.ready")
        if manifest.encoder:
            try:
                check(manifest.encoder)
            except EncoderMissing as error:
                state = say.translated(str(error))
        print(say("model.list.line", name=name, version=manifest.version, state=state))
    return 0


def build(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="MODEL", help="model.build.name")],
    wheel: Annotated[Path | None, typer.Option("--wheel", metavar="FILE", help="model.build.wheel")] = None,
) -> int:
    """Convert the encoder a model needs into a folder of the user."""
    from zhibiao.run.pipeline import manifest_of
    from zhibiao.tag.vectors.encoder import folder_of
    from zhibiao.train.conversion import convert, wheel_file

    say: Messages = context.obj
    wanted = manifest_of(Path(name)).encoder
    if not wanted:
        print(say("model.build.nothing", name=name))
        return 0
    missing = next((one for one in _BUILDERS if find_spec(one) is None), None)
    if missing is not None:
        raise UsageError(say("model.build.missing", package=missing, command=install_command(_EXTRA)))
    folder = folder_of(wanted["name"])
    card = convert(wheel_file() if wheel is None else wheel, folder)
    if card.wanted() != wanted:
        raise UsageError(say("model.build.other", name=name))
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(say("model.build.done", folder=folder, size=f"{size:.0f}"))
    return 0
