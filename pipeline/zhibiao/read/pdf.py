"""PDF with a text layer, by pdfium."""

from __future__ import annotations

from zhibiao.read.fault import Fault

_FEWEST = 8  # characters a page of text has at the least, on average


def read_pdf(data: bytes) -> tuple[str, tuple[int, ...]]:
    """Text with one line a line of the page, and where each page starts; raises `Fault` for encrypted, broken or scanned files."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Fault("PDF 已加密", "请先去除密码再处理") from error
        raise Fault("PDF 已损坏，无法打开", "请重新下载或另存为新的 PDF") from error
    try:
        pages = [_page(document, index) for index in range(len(document))]
    finally:
        document.close()
    if sum(len("".join(page.split())) for page in pages) < _FEWEST * max(1, len(pages)):
        raise Fault("PDF 没有文字层（可能是扫描件）", "请先做文字识别（OCR）再处理")
    return join_pages(pages)


def _page(document: object, index: int) -> str:
    page = document[index]  # type: ignore[index]
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
        page.close()


def join_pages(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """Pages one after the other, a line end between them."""
    starts, pieces, at = [], [], 0
    for page in pages:
        body = page.strip("\n") + "\n"
        starts.append(at)
        pieces.append(body)
        at += len(body)
    return "".join(pieces), tuple(starts)
