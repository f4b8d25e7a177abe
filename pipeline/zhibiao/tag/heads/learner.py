"""What every learner of the tagger is. A new one is one new file of this folder with a class named in
`LEARNER`.

A model's folder names its learners by file (`linear`, `ranker`); only files of this folder are ever looked
up.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
Labels = Mapping[str, tuple[str, ...]]
Settings = Mapping[str, Any]
"""The learner's own section of `config.toml`."""

Asked = TypeVar("Asked", contravariant=True)
Answer = TypeVar("Answer", covariant=True)
Taught = TypeVar("Taught", contravariant=True)


class LearnerError(ValueError):
    """Why arrays are no weights of a learner, or why lessons teach it nothing."""


class Head(NamedTuple):
    """A question about a claim, the groups of features it is answered from, and the answers there can be."""

    name: str
    groups: tuple[str, ...]
    labels: frozenset[str] | None
    """None: the categories of the model's vocabulary."""
    encoded: tuple[str, ...] = ()
    """Groups that a model with an encoder has beside."""

    def groups_of(self, encoded: bool) -> tuple[str, ...]:
        """Groups it is answered from by a model with an encoder, or by one without."""
        return (*self.groups, *self.encoded) if encoded else self.groups


class Learner(Protocol[Asked, Answer, Taught]):
    """Answers the questions of one or several heads."""

    @property
    def labels(self) -> Labels:
        """Labels of each head, in the order of its probabilities; a learner that chooses spans has none."""

    def probabilities(self, asked: Asked, /) -> Answer:
        """What it makes of the rows or claims asked about."""

    def save(self) -> Arrays:
        """Its weights: arrays of numbers, which need no pickle."""

    @classmethod
    def load(cls, arrays: Arrays, labels: Labels, /) -> Self:
        """From its weights; raises `LearnerError` where they do not fit the labels or one another."""

    @classmethod
    def fit(cls, lessons: Taught, settings: Settings, /) -> Self:
        """Learn; no randomness: the same lessons and settings give the same weights."""


def learner_of(name: str) -> Any:
    """The learner of a file of this folder; raises `LearnerError` for a name that is none."""
    folder = __name__.rpartition(".")[0]
    paths = import_module(folder).__path__
    found = (
        getattr(import_module(f"{folder}.{name}"), "LEARNER", None)
        if name in {module.name for module in iter_modules(paths)}
        else None
    )
    if found is None:
        raise LearnerError(f"no learner {name!r} in tag/heads")
    return found
