"""Files written beside their place and put there when whole, so that what stands there is never gone or
cut."""

from __future__ import annotations

import contextlib
import errno
import filecmp
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from zhibiao.store.base import StoreError

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class Beside:
    """The folder `.NAME.part` beside an output, where one run writes what is to stand at its path.

    What a killed run left there is cleared. Raises `StoreError` where the output exists (without
    `overwrite`), can't be written, or is being written by another run.
    """

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        self.path = path
        refuse(path, overwrite=overwrite)
        self.folder = path.with_name(f".{path.name}.part")
        with guarded(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self.folder.mkdir(exist_ok=True)
            self._held = (self.folder / "lock").open("ab")
        try:
            _lock(self._held)
        except OSError:
            self._held.close()
            raise StoreError(f"{path}: 另一个进程正在写这个文件；请等它结束，或换一个输出文件名") from None
        with guarded(path):
            self._clear()

    def file(self, name: str) -> Path:
        """Path of a file that is not yet in its place."""
        return self.folder / name

    def publish(self, name: str) -> tuple[str, ...]:
        """Put a finished file in its place; one that stood there is kept as a backup. Returns what to
        tell."""
        with guarded(self.path):
            _sync(self.file(name))
            kept = backup(self.path) if self.path.exists() else None
            self.file(name).replace(self.path)
        return (f"原来的表另存为 {kept}",) if kept else ()

    def publish_as(self, name: str, path: Path) -> None:
        """Put a finished file in another place, over what stands there."""
        with guarded(path):
            _sync(self.file(name))
            self.file(name).replace(path)

    def discard(self) -> None:
        """Remove what is not in its place."""
        self._held.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _clear(self) -> None:
        for entry in self.folder.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name != "lock":
                entry.unlink()


def refuse(path: Path, *, overwrite: bool) -> None:
    """Raises `StoreError` for an output that is a folder, exists (without `overwrite`), or can't be
    changed."""
    if path.is_dir():
        raise StoreError(f"{path}: 是文件夹，不是文件；请给出文件名")
    if not path.exists():
        return
    if not overwrite:
        raise StoreError(f"{path}: 文件已存在，不会覆盖；请换一个文件名，或加 --overwrite（原表会留作备份）")
    if not os.access(path, os.W_OK):
        raise StoreError(f"{path}: 不能改写；请关闭打开它的程序，或检查文件权限")


def backup(path: Path) -> Path | None:
    """Keep a file beside itself as NAME.backup.SUFFIX (-2, -3 …); None where a backup holds the same
    already."""
    number = 1
    while True:
        ending = "" if number == 1 else f"-{number}"
        kept = path.with_name(f"{path.stem}.backup{ending}{path.suffix}")
        if not kept.exists():
            break
        if filecmp.cmp(path, kept, shallow=False):
            return None
        number += 1
    try:
        kept.hardlink_to(path)
    except OSError:  # a file system without links
        part = kept.with_name(f".{kept.name}.part")
        shutil.copy2(path, part)
        part.replace(kept)
    return kept


@contextlib.contextmanager
def guarded(path: Path) -> Iterator[None]:
    """What the system refuses becomes a `StoreError` of one line with its remedy."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path}: {_reason(error)}；原有的表未受影响") from error


def _reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "磁盘已满，没有写完；请腾出空间后再运行"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "没有写入权限；请检查文件夹权限，或关闭打开该文件的程序"
    return f"无法写入（{error.strerror or error}）；请检查路径与磁盘"


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
