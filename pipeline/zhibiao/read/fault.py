"""Why a file cannot be read."""

from __future__ import annotations

from zhibiao.core.enums import Severity
from zhibiao.core.types import Problem


class Fault(Exception):
    """A file that gives no text.

    `reason` and `remedy` are each one short phrase for the user, `code` is one word for programs, `severity`
    that of a file met in a folder.
    """

    def __init__(
        self, reason: str, remedy: str, *, code: str = "failed", severity: Severity = "error"
    ) -> None:
        super().__init__(f"{reason}；{remedy}")
        self.reason = reason
        self.remedy = remedy
        self.code = code
        self.severity = severity

    def problem(self, file: str, *, named: bool = False) -> Problem:
        """The fault as a problem of a file; an error in any case for one that was named outright."""
        severity: Severity = "error" if named else self.severity
        return Problem(file, self.reason, self.remedy, code=self.code, severity=severity)
