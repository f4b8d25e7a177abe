"""Writes a text as the files that researchers have: PDF, docx, html and text in several encodings."""

from __future__ import annotations

from pathlib import Path


def write_pdf(text: str, path: Path, *, size: int = 11) -> None:
    """Lines set as they stand, broken only where they are wider than the page."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=A4)
    width, height = A4[0] - 120, A4[1]
    y = height - 60
    for line in text.split("\n"):
        for piece in _wrapped(line, width, size):
            if y < 60:
                canvas.showPage()
                y = height - 60
            canvas.setFont("STSong-Light", size)
            canvas.drawString(60, y, piece)
            y -= size * 1.6
    canvas.save()


def _wrapped(line: str, width: float, size: int) -> list[str]:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    pieces, piece = [], ""
    for character in line:
        if piece and stringWidth(piece + character, "STSong-Light", size) > width:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece] if piece else pieces


def write_docx(text: str, path: Path) -> None:
    """Paragraph by paragraph; lines with tabs become rows of tables."""
    import docx

    document = docx.Document()
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            table = document.add_table(rows=0, cols=max(map(len, rows)))
            for row in rows:
                cells = table.add_row().cells
                for cell, value in zip(cells, row, strict=False):
                    cell.text = value
            rows = []
        if line.strip():
            document.add_paragraph(line)
    document.save(str(path))


def write_html(text: str, path: Path, *, encoding: str = "utf-8") -> None:
    """With the furniture of a government site around it."""
    from html import escape

    body = "\n".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())
    page = f"""<!DOCTYPE html><html><head><meta charset="{encoding}"><title>政务公开</title><script>var n = 120;</script></head><body>
<div class="nav"><ul><li>首页 1 条</li><li>概况 2 条</li></ul></div><div class="breadcrumb">当前位置：首页 &gt; 3 级</div>
<div class="content">{body}</div><div class="footer">联系电话：400 元</div></body></html>"""
    path.write_bytes(page.encode(encoding))
