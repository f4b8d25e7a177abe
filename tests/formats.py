"""Writes a text as the files that researchers have: PDF, docx, html and text in several encodings; and files that are broken on purpose."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

_WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


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


def docx_of(body: str, **parts: str | bytes | None) -> bytes:
    """A docx whose body is this XML, with a footnote and an endnote numbered 1; `parts` replaces parts (slashes as __), None leaves one out."""
    note = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for name in ("footnotes", "endnotes", "styles")
    )
    files: dict[str, str | bytes | None] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {_WORD}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
        "word/footnotes.xml": f'<w:footnotes {_WORD}><w:footnote w:id="1">{note.format("脚注")}</w:footnote></w:footnotes>',
        "word/endnotes.xml": f'<w:endnotes {_WORD}><w:endnote w:id="1">{note.format("尾注")}</w:endnote></w:endnotes>',
        "word/styles.xml": f'<w:styles {_WORD}><w:style w:styleId="a3"><w:name w:val="Title"/></w:style></w:styles>',
        "docProps/core.xml": '<c:coreProperties xmlns:c="c" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:t="t">'
        "<dc:title>2023年工作总结</dc:title><t:created>2024-01-05T08:00:00Z</t:created></c:coreProperties>",
    }
    files |= {name.replace("__", "/").replace("_xml", ".xml"): value for name, value in parts.items()}
    return zip_of({name: value for name, value in files.items() if value is not None})


def zip_of(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, value in files.items():
            package.writestr(name, value)
    return buffer.getvalue()


def ole_of(*streams: str) -> bytes:
    """An OLE file that holds streams of these names, empty ones."""
    free, end, fat = b"\xff\xff\xff\xff", b"\xfe\xff\xff\xff", b"\xfd\xff\xff\xff"
    sectors = (len(streams) + 4) // 4
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + bytes(10)
    header += (1).to_bytes(4, "little") + (1).to_bytes(4, "little") + bytes(4) + (4096).to_bytes(4, "little")
    header += end + bytes(4) + end + bytes(4) + bytes(4) + free * 108
    chain = b"".join((i + 2).to_bytes(4, "little") for i in range(sectors - 1)) + end
    table = fat + chain
    entries = [_ole_entry("Root Entry", 5, child=1 if streams else None)]
    entries += [
        _ole_entry(name, 2, following=i + 1 if i < len(streams) else None)
        for i, name in enumerate(streams, 1)
    ]
    directory = b"".join(entries).ljust(512 * sectors, b"\0")
    return header + table.ljust(512, b"\xff") + directory


def _ole_entry(name: str, kind: int, *, child: int | None = None, following: int | None = None) -> bytes:
    none = 0xFFFFFFFF
    encoded = (name + "\0").encode("utf-16-le")
    links = (none, none if following is None else following, none if child is None else child)
    body = encoded.ljust(64, b"\0") + len(encoded).to_bytes(2, "little") + bytes([kind, 1])
    body += b"".join(link.to_bytes(4, "little") for link in links)
    return body + bytes(36) + b"\xfe\xff\xff\xff" + bytes(8)


def pdf_of(pages: str, *, password: str = "") -> bytes:
    """A PDF of one page a letter: t text, s scan (with the mark of a scanning program), o letters as outlines, n
    the same with a page number, g a graph with a short title, r a frame, c a short cover, b blank."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=StandardEncryption(password, "owner") if password else None)
    canvas.setTitle("2023年工作总结")
    for number, kind in enumerate(pages, 1):
        canvas.setFont("STSong-Light", 11)
        if kind == "s":
            canvas.drawImage(_picture(), 0, 0, *A4)
            canvas.drawString(60, 20, "扫描全能王 创建")
        elif kind == "t":
            canvas.drawString(60, 700, f"第{number}村完成造林{number}20亩，同比增长8.5%。")
        elif kind in "ong":
            canvas.drawString(60, 700, {"o": "", "n": "- 12 -", "g": "图一 历年林地面积变化情况"}[kind])
            for x in range(300):
                canvas.line(60 + x, 600, 61 + x, 610)
        elif kind == "r":
            canvas.rect(60, 60, 200, 200)
        elif kind == "c":
            canvas.drawString(60, 700, "附件一")
            canvas.line(60, 690, 200, 690)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _picture() -> object:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    return ImageReader(Image.new("L", (20, 20), 128))


def pdf_with_a_lost_page() -> bytes:
    """Two pages, the second of which is no page."""
    content = b"BT /F1 12 Tf 60 700 Td (Planted 120 mu of trees in 2023) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 2/Kids[3 0 R 6 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"(no page)",
    ]
    body = b"%PDF-1.4\n"
    places = []
    for number, value in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, value)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Root 1 0 R/Size 7>>\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 7\n0000000000 65535 f \n" + table + end
