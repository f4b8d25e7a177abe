"""Statistics: what annotated reports hold, folder by folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhibiao.core.vocabulary import Vocabulary
from zhibiao.corpus.annotation import Annotated
from zhibiao.corpus.likeness import Likeness, likeness


@dataclass(frozen=True)
class Statistics:
    """Counts of annotated reports."""

    reports: int
    claims: int
    numbers: int
    """Numbers annotated as no claims."""
    likeness: Likeness
    genres: Mapping[str, int]
    """Reports of each, the commonest first."""
    categories: Mapping[str, int]
    """Claims of each category of the taxonomy, the thinnest first; those without claims, too."""

    @property
    def density(self) -> float:
        """Claims in 1000 characters."""
        return 1000 * self.claims / max(1, self.likeness.characters)


def statistics(reports: Sequence[Annotated], vocabulary: Vocabulary) -> Statistics:
    """Counts of some annotated reports."""
    categories = Counter(dict.fromkeys(vocabulary.categories, 0))
    categories.update(claim.category for report in reports for claim in report.claims)
    genres = Counter(report.genre for report in reports)
    return Statistics(
        len(reports),
        sum(len(report.claims) for report in reports),
        sum(len(report.numbers) for report in reports),
        sum((likeness(report.document, vocabulary) for report in reports), Likeness()),
        dict(sorted(genres.items(), key=lambda item: (-item[1], item[0]))),
        dict(sorted(categories.items(), key=lambda item: (item[1], item[0]))),
    )
