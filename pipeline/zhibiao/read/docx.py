"""Word documents: paragraphs and tables in their order; a table row is a line, its cells parted by tabs."""

from __future__ import annotations

import io
import zipfile

from zhibiao.read.fault import Fault


def read_docx(data: bytes) -> str:
    """Text of the body; raises `Fault` for files that are no Word document."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Fault("不是有效的 docx 文件，或已加密", "请用 Word 或 WPS 另存为 docx") from error
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += [_row(row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)


def _row(cells: object) -> str:
    """Text of a row; a cell merged over several columns is written once."""
    texts, last = [], None
    for cell in cells:  # type: ignore[attr-defined]
        if cell._tc is not last:
            texts.append(" ".join(cell.text.split()))
        last = cell._tc
    return "\t".join(texts)
