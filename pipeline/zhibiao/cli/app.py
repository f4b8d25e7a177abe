"""The commands put together on typer: which there are, in whose language they speak, and what becomes of
their errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from zhibiao.cli import corpus, evaluate, export, extract, model, quantities, show, train
from zhibiao.cli.errors import complain, one_line
from zhibiao.cli.messages import Messages, spoken
from zhibiao.cli.options import everywhere

COMMANDS: dict[str, Callable[..., int]] = {
    "extract": extract.run,
    "export": export.run,
    "quantities": quantities.run,
    "show": show.run,
    "train": train.run,
    "evaluate": evaluate.run,
    "corpus check": corpus.check,
    "corpus stats": corpus.stats,
    "model list": model.listed,
    "model show": model.show,
    "model build": model.build,
}
"""Name on the command line → function; its help and example stand in the catalogue under that name."""


def run(arguments: Sequence[str]) -> int:
    """Parse and run a command line; returns the exit status and leaves only Ctrl-C to the caller."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    say = spoken(arguments)
    try:
        with command(say).make_context("zhibiao", list(arguments) or ["--help"], obj=say) as context:
            return int(context.command.invoke(context) or 0)
    except typer.Exit as leave:
        return leave.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception as error:
        if "--debug" in arguments:
            raise
        complain(one_line(error, say), "error", arguments)
        return 2


def command(say: Messages) -> TyperGroup:
    """The commands with their texts in one language. In the code a help text is its key in the catalogue."""
    app = _app()
    app.callback(help="help", epilog="example")(everywhere)
    groups: dict[str, typer.Typer] = {}
    for name, function in COMMANDS.items():
        above, _, last = name.rpartition(" ")
        if above and above not in groups:
            groups[above] = _app()
            app.add_typer(groups[above], name=above, help=f"{above}.help", epilog=f"{above}.example")
        key = name.replace(" ", ".")
        chosen = groups[above] if above else app
        chosen.command(last, help=f"{key}.help", epilog=f"{key}.example", add_help_option=False)(function)
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    shared = [option for option in group.params if option.name != "version"]
    _translate(group, say, shared)
    return group


def _app() -> typer.Typer:
    return typer.Typer(add_completion=False, add_help_option=False, rich_markup_mode="rich")


def _translate(one: TyperCommand | TyperGroup, say: Messages, shared: Sequence[Any]) -> None:
    """Put texts in the place of their keys; the options that stand everywhere come behind a command's own."""
    one.help, one.epilog = say(one.help or ""), f"{say('examples')}\n\n{say(one.epilog or '')}"
    one.params += [option for option in shared if option not in one.params]
    for parameter in one.params:
        if isinstance(parameter, TyperOption | TyperArgument):
            parameter.help = say.texts.get(parameter.help or "", parameter.help)
            parameter.rich_help_panel = say(f"panel.{parameter.param_type_name}")
    for below in one.commands.values() if isinstance(one, TyperGroup) else ():
        if isinstance(below, TyperCommand | TyperGroup):
            below.rich_help_panel = say("panel.command")
            _translate(below, say, shared)
