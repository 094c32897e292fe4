"""PDFs that can't be read as they are: cut off, or without any text."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


def cut_off(source: Path, path: Path, share: float = 0.5) -> Path:
    """The first part of a PDF, as an interrupted download leaves it."""
    whole = source.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    return path


def scanned(source: Path, path: Path, pages: int = 2, dpi: int = 50) -> Path:
    """The first pages of a PDF as pictures, as a scanner leaves them: no text at all."""
    canvas = Canvas(str(path), invariant=1)
    with pypdfium2.PdfDocument(source) as pdf:
        for number in range(pages):
            width, height = pdf[number].get_size()
            picture = pdf[number].render(scale=dpi / 72).to_pil()
            canvas.setPageSize((width, height))
            canvas.drawImage(ImageReader(picture), 0, 0, width, height)
            canvas.showPage()
    canvas.save()
    return path
