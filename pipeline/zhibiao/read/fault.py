"""Why a file cannot be read."""

from __future__ import annotations


class Fault(Exception):
    """A file that gives no text: `reason` and `remedy`, each one short phrase for the user."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}；{remedy}")
        self.reason = reason
        self.remedy = remedy
