"""Errors as one line: the file, the reason, the remedy."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from typing import Any

import typer

from zhibiao.cli.log import OPTION, event
from zhibiao.cli.messages import Messages
from zhibiao.core.types import Problem

_Usage = typer.BadParameter.__bases__[0]

_SYSTEM = {
    errno.ENOENT: "absent",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "denied",
    errno.ENOSPC: "full",
    errno.EISDIR: "folder",
    errno.ENOTDIR: "no_folder",
}


class UsageError(Exception):
    """What the user can mend, already in the user's language."""


_KNOWN = (UsageError, ValueError)


def complain(message: str, kind: str, arguments: Sequence[str]) -> None:
    """Say it on standard error, as a line for a person or as an event for a program."""
    if OPTION in arguments:
        event(kind, message=message)
    else:
        print(f"zhibiao: {message}", file=sys.stderr)


def one_line(error: Exception, say: Messages) -> str:
    """What went wrong, for the person who typed the command; an error nobody foresaw keeps its name and
    points to --debug."""
    if isinstance(error, _Usage):
        text = _usage(error, say)
    elif isinstance(error, OSError) and error.errno in _SYSTEM:
        text = _system(error, say)
    elif isinstance(error, _KNOWN) or (isinstance(error, OSError) and error.errno is None):
        text = say.translated(str(error))
    else:
        text = say("error.unknown", kind=type(error).__name__, message=str(error))
    return " ".join(text.split()) or type(error).__name__


def _system(error: OSError, say: Messages) -> str:
    code = _SYSTEM[error.errno or 0]
    problem = Problem(
        str(error.filename or ""), say(f"system.{code}.reason"), say(f"system.{code}.remedy"), ""
    )
    return say.problem(problem)


def _usage(error: Exception, say: Messages) -> str:
    """A line the parser could not read. Its words are English; the kind of error and the argument are said in
    the user's language."""
    context, parameter = getattr(error, "ctx", None), getattr(error, "param", None)
    place = context.command_path if context is not None else "zhibiao"
    name = getattr(error, "option_name", "") or (_name(parameter) if parameter is not None else "")
    kind = type(error).__name__
    known = kind if f"usage.{kind}" in say.texts else "UsageError"
    return say(
        f"usage.{known}", name=name, message=str(getattr(error, "message", "")).rstrip("."), command=place
    )


def _name(parameter: Any) -> str:
    """An option by how it is typed, an argument by its place holder."""
    option = next((name for name in parameter.opts if name.startswith("--")), None)
    return str(option or parameter.metavar or parameter.name)
