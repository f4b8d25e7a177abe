"""How the encoder cuts a text: of all ways to put it together from known pieces, the likeliest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

BLANK = "\u2581"
"""What stands for a blank, and before the first word."""
UNLIKELY = 10.0
"""How much less likely than any piece a character is that no piece has."""


class Cut(NamedTuple):
    """Pieces of a text, and the characters of the text that each covers."""

    pieces: list[int]
    starts: list[int]
    ends: list[int]


@dataclass(frozen=True, eq=False)
class Unigram:
    """Pieces with their numbers and log-probabilities. `begin` and `end` are put around a sequence, `unknown`
    stands for what no piece has; `normal` gives characters that are read as others."""

    pieces: Mapping[str, tuple[int, float]]
    normal: Mapping[str, str]
    begin: int
    end: int
    unknown: int
    unknown_score: float
    longest: Mapping[str, int]
    """Length of the longest piece that begins with a character."""

    @classmethod
    def of(
        cls, pieces: list[str], scores: list[float], normal: Mapping[str, str], marks: tuple[int, int, int]
    ) -> Unigram:
        """From pieces in the order of their numbers; `marks` are begin, end and unknown."""
        found = {
            piece: (number, score)
            for number, (piece, score) in enumerate(zip(pieces, scores, strict=True))
            if piece and number not in marks
        }
        longest: dict[str, int] = {}
        for piece in found:
            longest[piece[0]] = max(longest.get(piece[0], 0), len(piece))
        return cls(found, normal, *marks, min(scores) - UNLIKELY, longest)

    @classmethod
    def read(cls, path: Path) -> Unigram:
        """From the file that `write` made."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls.of(data["pieces"], data["scores"], data["normal"], tuple(data["marks"]))

    def cut(self, text: str) -> Cut:
        """The likeliest pieces; of equally likely ways the one whose last piece begins first."""
        written, origin = self._normalised(text)
        best, back = [0.0], [(0, 0)]
        for _ in written:
            best.append(float("-inf"))
            back.append((0, self.unknown))
        for start, first in enumerate(written):
            so_far = best[start]
            for stop in range(start + 1, min(len(written), start + self.longest.get(first, 0)) + 1):
                found = self.pieces.get(written[start:stop])
                if found is not None and so_far + found[1] > best[stop]:
                    best[stop], back[stop] = so_far + found[1], (start, found[0])
            if so_far + self.unknown_score > best[start + 1]:
                best[start + 1], back[start + 1] = so_far + self.unknown_score, (start, self.unknown)
        return _traced(back, origin)

    def _normalised(self, text: str) -> tuple[str, list[int]]:
        """The text as the pieces know it, blanks in a row as one, and where each character comes from."""
        written, origin = [BLANK], [0]
        for place, character in enumerate(text):
            for one in self.normal.get(character, character):
                if one == " ":
                    one = BLANK
                    if written[-1] == BLANK:
                        continue
                written.append(one)
                origin.append(place)
        return "".join(written), origin


def write(
    path: Path, pieces: list[str], scores: list[float], normal: Mapping[str, str], marks: list[int]
) -> None:
    """What `Unigram.read` reads."""
    data = {"pieces": pieces, "scores": scores, "normal": dict(normal), "marks": marks}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def _traced(back: list[tuple[int, int]], origin: list[int]) -> Cut:
    found = Cut([], [], [])
    stop = len(origin)
    while stop > 0:
        start, piece = back[stop]
        found.pieces.append(piece)
        found.starts.append(origin[start])
        found.ends.append(origin[stop - 1] + 1)
        stop = start
    for column in found:
        column.reverse()
    return found
