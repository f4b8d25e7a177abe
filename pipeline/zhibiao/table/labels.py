"""Chinese names of what the table holds in short words, for people to read."""

from __future__ import annotations

from functools import lru_cache

from zhibiao.core.period import period_label, read_period
from zhibiao.core.vocabulary import Vocabulary


def category_labels(vocabulary: Vocabulary) -> dict[str, tuple[str, str]]:
    """Names of the domain and of the category, of every `domain.category` of the taxonomy."""
    return {
        f"{domain}.{name}": (body["label"], category["label"])
        for domain, body in vocabulary.toml("taxonomy")["domain"].items()
        for name, category in body["categories"].items()
    }


@lru_cache(maxsize=4096)
def label_of_period(notation: str, vocabulary: Vocabulary) -> str:
    """Chinese name of a period in the table's notation; empty for what is none."""
    return period_label(read_period(notation), vocabulary)
