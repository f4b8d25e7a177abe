"""Kinds of file that are known but not read, told by content and suffix, and what is passed over."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from zhibiao.core.enums import Severity
from zhibiao.read.containers import OLE, members, streams
from zhibiao.read.fault import Fault
from zhibiao.read.tables import table


class Kind(NamedTuple):
    """One `[[kind]]` of the table."""

    name: str
    suffixes: frozenset[str]
    magic: tuple[bytes, ...]
    member: tuple[str, ...]
    stream: tuple[str, ...]
    generic: bool
    inside: bool
    severity: Severity
    reason: str
    remedy: str

    def fault(self) -> Fault:
        """Why a file of this kind is not read."""
        code = "encrypted" if self.name == "encrypted" else "unsupported"
        return Fault(self.reason, self.remedy, code=code, severity=self.severity)


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind, in the order of the table."""
    return tuple(
        Kind(
            one["name"],
            frozenset(one["suffixes"]),
            tuple(mark.encode("latin-1") for mark in one.get("magic", ())),
            tuple(one.get("member", ())),
            tuple(one.get("stream", ())),
            one.get("generic", False),
            one.get("inside", False),
            one["severity"],
            one["reason"],
            one["remedy"],
        )
        for one in table("formats")["kind"]
    )


def kind_of_suffix(suffix: str) -> Kind | None:
    """Kind of files with a suffix, None where it is not in the table."""
    return next((kind for kind in kinds() if suffix in kind.suffixes), None)


def kind_of_content(data: bytes, suffix: str) -> Kind | None:
    """Kind that the bytes say they are; where several fit, the one of the suffix."""
    inner = [*members(data), *streams(data)]
    fitting = [kind for kind in kinds() if _holds(kind, inner)] or [
        kind for kind in kinds() if data.startswith(kind.magic)
    ]
    fallback = fitting[0] if fitting else None
    if fallback is not None and fallback.generic and data.startswith(OLE):
        fallback = next((kind for kind in kinds() if kind.stream and suffix in kind.suffixes), fallback)
    return next((kind for kind in fitting if suffix in kind.suffixes), fallback)


def _holds(kind: Kind, inner: list[str]) -> bool:
    return any(
        name.startswith(mark) if mark.endswith("/") else name == mark
        for mark in (*kind.member, *kind.stream)
        for name in inner
    )


def is_silent(name: str) -> bool:
    """Whether a file or folder is passed over: hidden, a lock, or what a system leaves behind."""
    silent = table("formats")["silent"]
    return name.startswith(tuple(silent["prefixes"])) or name.lower() in silent["names"]
