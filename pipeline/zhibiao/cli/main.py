"""The door of the command line. Nothing is imported before the interrupt is caught, nothing heavy before a
command runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command: 0 all well, 1 some files failed, 2 nothing could be done, 130 interrupted."""
    line = sys.argv[1:] if arguments is None else list(arguments)
    try:
        from zhibiao.cli.app import run

        return run(line)
    except KeyboardInterrupt:
        from zhibiao.cli.errors import complain
        from zhibiao.cli.messages import spoken

        complain(spoken(line)("interrupted"), "interrupted", line)
        return 130


if __name__ == "__main__":
    sys.exit(main())
