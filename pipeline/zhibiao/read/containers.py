"""Containers: zip packages (docx, xlsx …), unpacked within limits, and OLE files (old, encrypted)."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from zhibiao.read.fault import Fault
from zhibiao.read.tables import table

_ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MEGABYTE = 1 << 20


class Package:
    """A zip package whose parts are read with limits. Raises `Fault` for a broken one."""

    def __init__(self, data: bytes, kind: str) -> None:
        self.kind = kind
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise self.corrupt("压缩包不完整") from error
        self.names = frozenset(self._zip.namelist())

    def corrupt(self, why: str) -> Fault:
        """Fault of a broken package."""
        return Fault(
            f"{self.kind} 文件已损坏（{why}）", "请重新下载，或用原来的软件修复后另存", code="corrupt"
        )

    def part(self, name: str) -> bytes:
        """Bytes of a part; raises `Fault` for one that is missing, broken, or beyond the limits."""
        if name not in self.names:
            raise self.corrupt(f"缺少 {name}")
        info = self._zip.getinfo(name)
        check_size(info)
        if info.flag_bits & 1:
            raise Fault(f"{self.kind} 文件已加密", "请先去除密码再处理", code="encrypted")
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, ValueError) as error:
            raise self.corrupt(f"{name} 读不出来") from error
        except Exception as error:  # zlib.error and what other packings raise
            raise self.corrupt(f"{name} 解压出错") from error

    def check(self) -> None:
        """Hold every part against the limits; raises `Fault`."""
        for info in self._zip.infolist():
            if info.filename.endswith((".xml", ".rels")):
                check_size(info)

    def xml(self, name: str) -> Any:
        """Root (lxml) of an XML part; entities are never expanded, nothing is fetched. Raises `Fault`."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self.part(name), parser)
        except etree.XMLSyntaxError as error:
            raise self.corrupt(f"{name} 的 XML 有误：{_one_line(error)}") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise Fault(
                f"{name} 里有文档类型声明（可能是恶意文件）", "请用 Word 或 WPS 另存后重试", code="unsafe"
            )
        return root


def check_size(info: zipfile.ZipInfo) -> None:
    """Raises `Fault` for a part that unpacks to more than the limits."""
    limits = table("formats")["limits"]
    if info.file_size > limits["unpacked_megabytes"] * _MEGABYTE:
        size = info.file_size // _MEGABYTE
        raise Fault(f"文件过大（{info.filename} 解压后有 {size} MB）", "请拆成小一些的文件", code="too_large")
    if info.file_size > _MEGABYTE and info.file_size > limits["ratio"] * max(1, info.compress_size):
        raise Fault(f"压缩比异常（{info.filename}，可能是压缩炸弹）", "请确认文件来源", code="too_large")


def members(data: bytes) -> list[str]:
    """Names in a zip container, and its `mimetype` as mimetype…; empty for what is none, or broken."""
    if not data.startswith(_ZIP):
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                names.append("mimetype" + package.read("mimetype").decode("ascii", "replace").strip())
            return names
    except Exception:  # whatever is wrong with it, the reader of its suffix will say
        return []


def streams(data: bytes) -> list[str]:
    """Names of the streams of an OLE file; empty for what is none, or broken."""
    if not data.startswith(OLE):
        return []
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return ["/".join(path) for path in file.listdir()]
    except Exception:  # whatever is wrong with it, the kind of its suffix will say
        return []


def has_part(data: bytes, folder: str) -> bool:
    """Whether the bytes are an Office package with this folder; in a broken one the name is looked for."""
    if not data.startswith(_ZIP):
        return False
    names = members(data)
    if not names:
        return folder.encode("ascii") in data
    return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:80]
