"""Files that cannot be read, or not wholly, each made in code, with a word of the reason and the code of its
problem."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from formats import docx_of, ole_of, pdf_of, zip_of

DOCX = docx_of("<w:p><w:r><w:t>全镇造林120亩</w:t></w:r></w:p>" * 200)
PNG, JPG = b"\x89PNG\r\n\x1a\n" + bytes(100), b"\xff\xd8\xff\xe0" + bytes(100)


class Faulty(NamedTuple):
    name: str
    data: bytes
    reason: str
    code: str


def faulty() -> Iterator[Faulty]:
    """Every case."""
    yield from _texts()
    yield from _words()
    yield from _others()


def _texts() -> Iterator[Faulty]:
    yield Faulty("empty.txt", b"", "空", "empty")
    yield Faulty("blank.txt", b" \n\t ", "空", "empty")
    yield Faulty("nulls.txt", bytes(4000), "编码", "encoding")
    yield Faulty("binary.txt", bytes(range(256)) * 40, "编码", "encoding")
    yield Faulty("mark.txt", b"\xef\xbb\xbf\xff\xfe\xff", "utf-8", "encoding")
    yield Faulty("script.html", b"<html><body><script>1</script></body></html>", "正文", "empty")
    yield Faulty("empty.html", b"<html></html>", "正文", "empty")
    yield Faulty("deep.html", b"<html><body>" + b"<div>" * 9000 + b"120", "嵌套过深", "empty")
    yield Faulty("picture.txt", JPG, "图片", "unsupported")
    yield Faulty("letter.doc", b"{\\rtf1 120}", "RTF", "unsupported")
    yield Faulty("page.doc", b"MIME-Version: 1.0\r\n\r\n120", "mht", "unsupported")


def _words() -> Iterator[Faulty]:
    yield Faulty("old.doc", ole_of("WordDocument"), "旧版 doc", "unsupported")
    yield Faulty("cut.doc", ole_of("WordDocument")[:300], "旧版 doc", "unsupported")
    yield Faulty("old.wps", ole_of("WordDocument"), "wps", "unsupported")
    yield Faulty("renamed.docx", ole_of("WordDocument"), "旧版 doc", "unsupported")
    yield Faulty("locked.docx", ole_of("EncryptionInfo", "EncryptedPackage"), "已加密", "encrypted")
    yield Faulty("locked.xlsx", ole_of("EncryptionInfo", "EncryptedPackage"), "已加密", "encrypted")
    yield Faulty("slides.doc", ole_of("PowerPoint Document"), "演示文稿", "unsupported")
    yield Faulty("cut.docx", DOCX[: len(DOCX) // 2], "docx 文件已损坏", "corrupt")
    yield Faulty("nozip.docx", b"PK\x03\x04 not a zip", "docx 文件已损坏", "corrupt")
    yield Faulty("nopart.docx", docx_of("", word__document_xml=None), "docx 文件已损坏（缺少", "corrupt")
    yield Faulty("xml.docx", docx_of("<w:p><w:r>"), "XML 有误", "corrupt")
    yield Faulty("notype.docx", docx_of("", word__document_xml="<w/>"), "没有正文", "corrupt")
    yield Faulty("nothing.docx", docx_of("<w:p/>"), "没有文字", "empty")
    yield Faulty("deep.docx", docx_of("<w:sdt>" * 900 + "</w:sdt>" * 900), "XML 有误", "corrupt")
    flipped = bytearray(DOCX)
    flipped[DOCX.index(b"word/document.xml") + 40] ^= 0xFF
    yield Faulty("flipped.docx", bytes(flipped), "docx 文件已损坏", "corrupt")
    entities = (
        '<!DOCTYPE w [<!ENTITY a "120"><!ENTITY b "&a;&a;&a;">]><w xmlns="w"><body><p>&b;</p></body></w>'
    )
    yield Faulty("entities.docx", docx_of("", word__document_xml=entities), "文档类型声明", "unsafe")
    outside = '<!DOCTYPE w SYSTEM "file:///etc/passwd"><w xmlns="w"><body/></w>'
    yield Faulty("outside.docx", docx_of("", word__document_xml=outside), "文档类型声明", "unsafe")
    yield Faulty("bomb.docx", docx_of("", word__document_xml=bytes(70 << 20)), "过大", "too_large")
    packed = docx_of("", word__document_xml=bytes(20 << 20))
    yield Faulty("packed.docx", packed, "压缩比异常", "too_large")
    yield Faulty("zipped.docx", _encrypted(DOCX, "word/document.xml"), "已加密", "encrypted")
    yield Faulty(
        "scan.docx", docx_of("<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>"), "扫描", "no_text"
    )


def _encrypted(package: bytes, member: str) -> bytes:
    """The package with a member that is marked as encrypted."""
    changed = bytearray(package)
    changed[package.rindex(member.encode()) - 46 + 8] |= 1
    return bytes(changed)


def _others() -> Iterator[Faulty]:
    yield Faulty("broken.pdf", b"%PDF-1.7\nnothing more", "损坏", "corrupt")
    yield Faulty("scan.pdf", pdf_of("sss"), "扫描", "no_text")
    yield Faulty("outlines.pdf", pdf_of("o"), "扫描", "no_text")
    yield Faulty("blank.pdf", pdf_of("b"), "空白", "empty")
    yield Faulty("locked.pdf", pdf_of("t", password="secret"), "加密", "encrypted")
    yield Faulty(
        "broken.xlsx",
        zip_of({"[Content_Types].xml": "", "xl/workbook.xml": "<"}),
        "xlsx 文件已损坏",
        "corrupt",
    )
    yield Faulty("cut.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "xls 文件已损坏", "corrupt")
    yield Faulty("slides.pptx", zip_of({"ppt/presentation.xml": ""}), "pptx", "unsupported")
    yield Faulty(
        "text.odt", zip_of({"mimetype": "application/vnd.oasis.opendocument.text"}), "odt", "unsupported"
    )
    yield Faulty("reports.zip", zip_of({"word/a.docx": DOCX}), "压缩包", "unsupported")
    yield Faulty("image.png", PNG, "图片", "unsupported")
    yield Faulty("what.xyz", b"120", "不支持的文件格式 .xyz", "unsupported")
