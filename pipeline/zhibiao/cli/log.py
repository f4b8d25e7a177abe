"""What a program reads of a run: one JSON object a line on standard error."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

OPTION = "--log-json"


def event(kind: str, **fields: object) -> None:
    """Write one event: its kind, the time (UTC), and what it is about."""
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = json.dumps({"event": kind, "time": time, **fields}, ensure_ascii=False, default=str)
    print(line, file=sys.stderr, flush=True)
