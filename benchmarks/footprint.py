"""What an environment weighs, by package: `footprint.py ENVIRONMENT [LIMIT_MB]`; status 1 above the limit."""

from __future__ import annotations

import sys
from collections import Counter
from importlib.metadata import distributions
from pathlib import Path

_LIMIT = 650


def sizes(environment: Path) -> Counter[str]:
    """Megabytes of each installed distribution."""
    folders = [str(folder) for folder in environment.glob("lib/python*/site-packages")] or [
        str(environment / "Lib" / "site-packages")
    ]
    found: Counter[str] = Counter()
    for distribution in distributions(path=folders):
        files = {Path(str(file.locate())) for file in distribution.files or ()}
        found[distribution.metadata["Name"]] += (
            sum(file.stat().st_size for file in files if file.is_file()) / 1e6
        )  # type: ignore[assignment]
    return found


def main(environment: Path, limit: float) -> int:
    found = sizes(environment)
    for name, size in found.most_common(14):
        print(f"{size:8.1f} MB  {name}")
    total = (
        sum(
            file.stat().st_size for file in environment.rglob("*") if file.is_file() and not file.is_symlink()
        )
        / 1e6
    )
    print(f"{total:8.1f} MB  in all, with pip and compiled files (limit {limit:.0f})")
    return int(total > limit)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else _LIMIT))
