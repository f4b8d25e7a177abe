"""PDF with a text layer, by pdfium; whether a page has one is judged page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from zhibiao.core.types import Metadata, Problem
from zhibiao.read.document import Content
from zhibiao.read.fault import Fault
from zhibiao.read.registry import Format

_FEWEST = 8  # characters of a page beside whose pictures there may be a text of its own
_WATERMARK = 20  # characters a scanned page may have: a page number, the mark of the scanning program
_COVERED = 0.5  # share of the page that a scan fills at the least
_OUTLINES = 200  # drawn shapes of a page whose letters were turned into shapes


class _Page(NamedTuple):
    text: str
    fault: str = ""
    """`no_text` or `broken_page`, empty for a page that is read or blank."""


_REASONS = {
    "no_text": ("没有文字层（可能是扫描件），其中的文字未读", "请先做文字识别（OCR）再处理"),
    "broken_page": ("已损坏，未读", "请重新下载或另存为新的 PDF"),
}


def read_pdf(data: bytes) -> Content:
    """One line a line of the page; a page without text is a problem. Raises `Fault` where no page has any."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Fault("PDF 已加密", "请先去除密码再处理", code="encrypted") from error
        raise Fault("PDF 已损坏，无法打开", "请重新下载或另存为新的 PDF", code="corrupt") from error
    try:
        pages = [_page(document, index) for index in range(len(document))]
        metadata = _metadata(document)
    finally:
        document.close()
    _refuse_textless(pages)
    text, starts = join_pages([page.text for page in pages])
    return Content(text, page_starts=starts, metadata=metadata, problems=tuple(_problems(pages)))


def _page(document: Any, index: int) -> _Page:
    """A page, whatever is wrong with it."""
    try:
        page = document[index]
        try:
            text = _text(page)
            return _Page(text, "" if _has_text(page, text) else "no_text")
        finally:
            page.close()
    except Exception:  # pdfium's own, and what decoding a broken page raises
        return _Page("", "broken_page")


def _text(page: Any) -> str:
    text_page = page.get_textpage()
    try:
        return (
            str(text_page.get_text_range())
            .replace("\r\n", "\n")
            .replace("\r", "\n")
            .replace("\ufffe", "")
            .replace("\x02", "")
        )
    finally:
        text_page.close()


def _has_text(page: Any, text: str) -> bool:
    """Whether what one sees is text: hardly any characters beside a scan or drawn shapes are none."""
    import pypdfium2.raw as pdfium

    length = len("".join(text.split()))
    if length >= _WATERMARK:
        return True
    images = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]))
    if length == 0:
        return not images and next(iter(page.get_objects()), None) is None
    shapes = sum(1 for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])) if length < _FEWEST else 0
    return shapes < _OUTLINES and _covered(page, images) < _COVERED


def _covered(page: Any, images: Iterable[Any]) -> float:
    """Share of the page that the largest picture covers."""
    area = page.get_width() * page.get_height()
    sizes = [
        max(0.0, right - left) * max(0.0, top - bottom)
        for left, bottom, right, top in (image.get_bounds() for image in images)
    ]
    return max(sizes, default=0.0) / area if area else 0.0


def _refuse_textless(pages: list[_Page]) -> None:
    if not pages:
        raise Fault("PDF 没有页", "请重新下载或另存为新的 PDF", code="corrupt")
    if any(page.text.strip() and not page.fault for page in pages):
        return
    if any(page.fault == "no_text" for page in pages):
        raise Fault("PDF 没有文字层（可能是扫描件）", "请先做文字识别（OCR）再处理", code="no_text")
    if any(page.fault for page in pages):
        raise Fault("PDF 的各页都已损坏", "请重新下载或另存为新的 PDF", code="corrupt")
    raise Fault("PDF 各页都是空白", "请确认文件内容", code="empty")


def _problems(pages: list[_Page]) -> Iterator[Problem]:
    """A problem for each run of pages with the same fault."""
    for fault, run in groupby(enumerate(pages, 1), key=lambda entry: entry[1].fault):
        if fault:
            numbers = [number for number, _ in run]
            reason, remedy = _REASONS[fault]
            which = "这一页" if len(numbers) == 1 else f"第{numbers[0]}至{numbers[-1]}页共{len(numbers)}页"
            yield Problem("", which + reason, remedy, code=fault, severity="warning", page=numbers[0])


def _metadata(document: Any) -> Metadata:
    said = document.get_metadata_dict(skip_empty=True)
    return Metadata(
        title=" ".join(said.get("Title", "").split()), created=_date(said.get("CreationDate", ""))
    )


def _date(said: str) -> str:
    """D:20240311093000+08'00' as 2024-03-11."""
    digits = said.removeprefix("D:")[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 and digits.isdecimal() else ""


def join_pages(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """Pages one after the other, a line end between them."""
    starts, pieces, at = [], [], 0
    for page in pages:
        body = page.strip("\n") + "\n"
        starts.append(at)
        pieces.append(body)
        at += len(body)
    return "".join(pieces), tuple(starts)


def _is_pdf(data: bytes) -> bool:
    return data[:1024].lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"%PDF")


FORMAT = Format("pdf", "2", (".pdf",), read_pdf, matches=_is_pdf)
