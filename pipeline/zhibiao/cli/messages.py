"""What the user reads, in Chinese or English: texts by key in `data/messages.toml`, the language by option or
locale."""

from __future__ import annotations

import locale
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from zhibiao.core.types import Problem

LANGUAGES = ("zh", "en")
_VARIABLES = ("ZHIBIAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
_NO_LANGUAGE = ("", "c", "posix")


@dataclass(frozen=True, slots=True)
class Messages:
    """Texts of one language by key."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its places filled; raises KeyError for a key that is not in the
        catalogue."""
        return self.texts[key].format(**values)

    def problem(self, problem: Problem) -> str:
        """File, reason and remedy in one line."""
        place = self.translated(problem.file)
        if problem.page is not None:
            place = self("problem_page", file=place, page=problem.page)
        reason, remedy = self.translated(problem.reason), self.translated(problem.remedy)
        return " ".join(self("problem_line", place=place, reason=reason, remedy=remedy).split())

    def group(self, code: str) -> str:
        """Name of a code in a summary; the code itself where the catalogue has none."""
        return self.texts.get(f"problem.{code}", code)

    def translated(self, text: str) -> str:
        """A text that another room made in Chinese, in this language as far as it is known."""
        from zhibiao.cli.phrases import english

        return text if self.language == "zh" else english(text)


def catalogue() -> dict[str, dict[str, str]]:
    """Every key with its texts by language."""
    with (files("zhibiao") / "data" / "messages.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file)))


def messages(language: str) -> Messages:
    """Texts of a language; raises KeyError if a key lacks it."""
    return Messages(language, {key: texts[language] for key, texts in catalogue().items()})


def language_of(environment: Mapping[str, str], wished: str | None = None) -> str:
    """Language by wish, else by the first variable that names one, else by the system; Chinese where nothing
    is said."""
    said = wished or next((environment[name] for name in _VARIABLES if environment.get(name)), None)
    if said is None:
        said = locale.getlocale()[0] or ""
    name = said.lower().partition(".")[0]
    return "zh" if name in _NO_LANGUAGE or name.startswith(("zh", "chinese")) else "en"


def wished(arguments: Sequence[str], option: str) -> str | None:
    """Value of an option, wherever it stands in a command line that nobody has parsed yet."""
    named = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    for place, argument in enumerate(named):
        if argument == option:
            return named[place + 1] if place + 1 < len(named) else None
        if argument.startswith(f"{option}="):
            return argument.partition("=")[2]
    return None


def spoken(arguments: Sequence[str]) -> Messages:
    """Texts in the language that a command line and the environment ask for."""
    choice = wished(arguments, "--lang")
    return messages(language_of(os.environ, choice if choice in LANGUAGES else None))


def _flat(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    for name, below in tree.items():
        if all(isinstance(text, str) for text in below.values()):
            yield above + name, below
        else:
            yield from _flat(below, f"{above}{name}.")
