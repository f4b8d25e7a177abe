"""Plain text: UTF-8, UTF-16 or GB18030, told apart by marks and by what decodes without a fault."""

from __future__ import annotations

import codecs

from zhibiao.read.document import Content
from zhibiao.read.fault import Fault
from zhibiao.read.registry import Format

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 20_000


def read_txt(data: bytes) -> Content:
    """Content of a text; raises `Fault` where no encoding fits."""
    text, encoding = decode(data)
    return Content(text, encoding=encoding)


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of its encoding; raises `Fault` where no encoding fits."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, name), name
    utf16 = _utf16_without_mark(data)
    for name in (*utf16, "utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if _reads_as_text(text):
            return text, name
    raise Fault("编码无法识别，或不是文本", "请用 UTF-8 或 GB18030 另存后重试", code="encoding")


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise Fault(f"文件头标明 {name}，内容却不符", "请重新保存或导出该文件", code="encoding") from error


def _utf16_without_mark(data: bytes) -> tuple[str, ...]:
    """Text in UTF-16 has a zero byte beside every line end and digit; other encodings have none."""
    if b"\0" not in data[:_SAMPLE]:
        return ()
    even, odd = data[:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _reads_as_text(text: str) -> bool:
    """Control and private characters are what a wrong encoding, or a binary file, decodes to."""
    sample = text[:_SAMPLE]
    odd = sum(
        1
        for c in sample
        if (c < " " and c not in "\t\n\r\f\v\x1c\x1d\x1e\x1f") or "\ue000" <= c <= "\uf8ff" or c == "\ufffd"
    )
    return odd * 50 <= len(sample)


FORMAT = Format("txt", "2", (".txt", ".text", ".md"), read_txt)
