"""How far two annotators of the same corpus reports agree: a table of figures."""

from __future__ import annotations

from pathlib import Path

from zhibiao.corpus.format import read_corpus
from zhibiao.evaluate.scores import agreement

CORPUS = Path(__file__).parents[1] / "corpus"


def main() -> None:
    figures = agreement(read_corpus(CORPUS / "reports"), read_corpus(CORPUS / "second"))
    print("| part | agreement |\n| --- | --- |")
    for name, value in figures.items():
        print(f"| {name} | {value:.0f} |" if name == "claims" else f"| {name} | {value:.3f} |")


if __name__ == "__main__":
    main()
