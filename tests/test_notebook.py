"""The notebook runs from top to bottom, and is kept executed."""

from __future__ import annotations

import nbformat
from nbclient import NotebookClient

from conftest import ROOT

NOTEBOOK = ROOT / "notebooks" / "from-file-to-plot.ipynb"


def test_notebook_runs() -> None:
    book = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(book, timeout=300, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()


def test_notebook_is_kept_executed() -> None:
    book = nbformat.read(NOTEBOOK, as_version=4)
    assert all(cell.outputs or not cell.source.strip() for cell in book.cells if cell.cell_type == "code")
