"""A researcher's table of reports: path (or pattern), place, year, title, and any further columns."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from pathlib import Path
from typing import NamedTuple

from zhibiao.core.types import Given, Problem
from zhibiao.core.vocabulary import Vocabulary, base
from zhibiao.read.fault import Fault
from zhibiao.read.txt import decode

_OWN = ("path", "place", "year", "title")
_MAGIC = re.compile(r"[*?\[]")
_WILD = re.compile(r"[*?]|\[[^]]*\]")
_WHOLE, _END = 2_000_000, 1_000_000
"""How specific a whole path is, and the end of one, beside a pattern, which counts its plain characters."""
_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?年?度?")
_NAMED = 3
"""How many files a message names."""


class MetadataError(ValueError):
    """A table of reports that cannot be used: file, line, reason and remedy in one line."""


class Line(NamedTuple):
    """A line of the table: its number as a spreadsheet counts, its path or pattern, and what it gives."""

    number: int
    path: str
    given: Given


@dataclass
class MetadataTable:
    """Lines by the files they mean; it remembers which were used, so that `problems` can name the others.

    The most specific line wins: a whole path before the end of one (the longer the better), a path before a
    pattern, a pattern with more plain characters before one with fewer. Of lines equally specific the first
    wins, and `problems` says so.
    """

    file: Path
    lines: tuple[Line, ...]
    extra: tuple[str, ...]
    """Names of the further columns."""
    _used: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list), repr=False)
    _doubtful: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False)
    _by_name: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list), repr=False)
    _patterns: list[tuple[Line, re.Pattern[str]]] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        for line in self.lines:
            if _MAGIC.search(line.path):
                self._patterns.append((line, re.compile(translate(f"*/{line.path}"))))
            else:
                self._by_name[line.path.rpartition("/")[2]].append(line)

    def of(self, source: str) -> Given:
        """What the table gives for a file; where no line means it, nothing but its further columns, empty."""
        path = _plain(source)
        ranked = sorted(self._ranked(path), key=lambda found: (-found[0], found[1].number))
        if not ranked:
            return Given(extra=tuple((name, "") for name in self.extra), said_in="metadata")
        rank, line = ranked[0]
        equal = tuple(other.number for specific, other in ranked if specific == rank)
        if len(equal) > 1:
            self._doubtful[source] = equal
        for _, used in ranked:
            self._used[used.number].append(source)
        return line.given

    def _ranked(self, path: str) -> Iterator[tuple[int, Line]]:
        """Lines that mean a path, each with how specific it is."""
        whole = _plain(str(Path(path).resolve()))
        for line in self._by_name.get(path.rpartition("/")[2], ()):
            if line.path in (path, whole) or _plain(str((self.file.parent / line.path).resolve())) == whole:
                yield _WHOLE, line
            elif f"/{path}".endswith(f"/{line.path}") or whole.endswith(f"/{line.path}"):
                yield _END + len(line.path), line
        for line, pattern in self._patterns:
            if pattern.match(f"/{path}") or pattern.match(whole):
                yield len(_WILD.sub("", line.path)), line

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Lines that meant no file, paths that meant several, files that several lines meant alike."""
        found = []
        for line in self.lines:
            files = self._used.get(line.number, [])
            where = f"{self.file}（第{line.number}行）"
            if not files:
                reason, remedy = f"没有文件与“{line.path}”相符", "请核对路径，或删去该行"
                found.append(Problem(where, reason, remedy, "metadata_unmatched", "warning"))
            elif len(files) > 1 and not _MAGIC.search(line.path):
                names = "、".join(files[:_NAMED]) + ("等" if len(files) > _NAMED else "")
                reason = f"“{line.path}”与{len(files)}个文件相符：{names}"
                found.append(Problem(where, reason, "请写出文件夹", "metadata_ambiguous", "warning"))
        for source, numbers in self._doubtful.items():
            lines = "、".join(map(str, numbers))
            reason = f"{self.file} 的第{lines}行都与它相符，取第{numbers[0]}行"
            found.append(Problem(source, reason, "请只保留一行", "metadata_ambiguous", "warning"))
        return tuple(found)


def read_metadata(
    path: str | os.PathLike[str], *, reserved: Collection[str] = (), vocabulary: Vocabulary | None = None
) -> MetadataTable:
    """Table of a csv (UTF-8, UTF-16 or GB18030; commas, tabs or semicolons) or of the first sheet of an xlsx.

    `reserved` are names that no further column may bear. Raises `MetadataError`.
    """
    file = Path(path)
    rows = [(number, row) for number, row in _rows(file) if any(row)]
    if not rows:
        raise MetadataError(f"{file}: 表是空的；第一行请写列名 path,place,year,title")
    names = _names(file, rows[0][1], (vocabulary or base()).toml("about")["metadata"]["columns"])
    for taken in sorted(set(names) & (set(reserved) - set(_OWN))):
        raise MetadataError(f"{file}: 列名 {taken} 与指标表的列同名；请换一个列名")
    lines = tuple(_line(file, number, names, row) for number, row in rows[1:])
    return MetadataTable(file, lines, tuple(name for name in names if name and name not in _OWN))


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Cells of each line with its number, blanks at their ends removed."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise MetadataError(f"{file}: 无法读取（{error.strerror or error}）；请检查路径") from error
    cells = _sheet(file, data) if data.startswith(b"PK\x03\x04") else _csv(file, data)
    for number, row in enumerate(cells, 1):
        yield number, [unicodedata.normalize("NFC", cell).strip() for cell in row]


def _csv(file: Path, data: bytes) -> Iterator[list[str]]:
    try:
        text, _ = decode(data)
    except Fault as fault:
        raise MetadataError(f"{file}: {fault.reason}；{fault.remedy}") from fault
    head = text.partition("\n")[0]
    delimiter = max(",\t;", key=head.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _sheet(file: Path, data: bytes) -> Iterator[list[str]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError) as error:
        raise MetadataError(f"{file}: 不是可读的 xlsx；请另存为 csv") from error
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield ["" if cell is None else str(cell) for cell in row]


def _names(file: Path, header: Sequence[str], aliases: Mapping[str, str]) -> list[str]:
    """Names of the columns, ours by our name."""
    names = [aliases.get(cell.casefold(), cell) for cell in header]
    if "path" not in names:
        known = "、".join(alias for alias, name in aliases.items() if name == "path")
        raise MetadataError(f"{file}: 没有文件路径一列；请把该列命名为 {known} 之一")
    for name in names:
        if name and names.count(name) > 1:
            raise MetadataError(f"{file}: 有两列都是 {name}；请删去或改名")
    return names


def _line(file: Path, number: int, names: Sequence[str], row: Sequence[str]) -> Line:
    cells = dict(zip(names, row, strict=False))
    where = f"{file}, 第{number}行"
    if any(row[len(names) :]) or cells.get(""):
        raise MetadataError(f"{where}: 有的内容没有列名；请给每一列命名，含逗号的内容加引号")
    if not cells["path"]:
        raise MetadataError(f"{where}: 没有文件路径；请填写，或删去该行")
    year = cells.get("year", "")
    said = _YEAR.fullmatch(unicodedata.normalize("NFKC", year))
    if year and said is None:
        raise MetadataError(f"{where}: 年份“{year}”无法识别；请填四位数字，不知道则留空")
    given = Given(
        title=cells.get("title") or None,
        place=cells.get("place") or None,
        year=int(said[1]) if said else None,
        extra=tuple((name, cells.get(name, "")) for name in names if name and name not in _OWN),
        said_in="metadata",
    )
    return Line(number, _plain(cells["path"]), given)


def _plain(path: str) -> str:
    """A path as the table and the sources are compared: slashes, no ./ in front, composed characters."""
    return unicodedata.normalize("NFC", path.replace("\\", "/")).removeprefix("./")
