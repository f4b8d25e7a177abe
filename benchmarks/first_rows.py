"""Print where a table or store is and its first rows: `first_rows.py TABLE [ROWS]`."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from zhibiao.store.export import read_rows

SHOWN = [
    "source",
    "indicator",
    "qualifier",
    "category",
    "value",
    "unit",
    "period",
    "measure",
    "bound",
    "status",
    "confidence",
]


def main(path: Path, rows: int) -> None:
    table = pd.DataFrame(read_rows(path))
    table["source"] = table["source"].map(lambda source: Path(source).name)
    with pd.option_context(
        "display.width",
        220,
        "display.max_columns",
        None,
        "display.unicode.east_asian_width",
        True,
        "display.max_colwidth",
        24,
    ):
        print(table[SHOWN].fillna("").head(rows).to_string(index=False))
    print(f"\n{len(table)} rows in {path.resolve()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 12)
