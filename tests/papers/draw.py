"""Small PDFs: pages drawn word by word, or tables that reportlab sets and breaks by itself."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from pypdf import PdfReader, PdfWriter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

WIDTH, HEIGHT, SIZE, PITCH = 400, 500, 10, 12
STYLE = ParagraphStyle("cell", fontName="Helvetica", fontSize=9, leading=11)


def drawn(*pages: Sequence[Any]) -> bytes:
    """Pages of `(x, line, text)`, `(x0, line, x1, line)` rules, and calls with the canvas."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    for page in pages:
        canvas.setFont("Helvetica", SIZE)
        for item in page:
            if callable(item):
                item(canvas)
            elif len(item) == 3:
                canvas.drawString(item[0], height(item[1]) - SIZE, item[2])
            else:
                x0, first, x1, last = item
                canvas.line(x0, height(first), x1, height(last))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def height(line: float) -> float:
    """Upper edge of a line of the page, from below as a canvas wants it."""
    return HEIGHT - 30 - line * PITCH


def column(x: float, first: float, text: str) -> list[tuple[float, float, str]]:
    """Lines one below the other."""
    return [(x, first + at, line) for at, line in enumerate(text.split("\n"))]


def grid(xs: Sequence[float], lines: Sequence[float]) -> list[tuple[float, float, float, float]]:
    """Rules of a table; half a point is left between a rule and the next line of text."""
    level = [(xs[0], line - 0.1, xs[-1], line - 0.1) for line in lines]
    return level + [(x, lines[0] - 0.1, x, lines[-1] - 0.1) for x in xs]


def table(
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    *,
    ruled: bool = True,
    style: Sequence[tuple[Any, ...]] = (),
) -> Table:
    """A table whose head repeats on each page; a cell is text, or things to set."""
    cells = [[Paragraph(c, STYLE) if isinstance(c, str) else c for c in row] for row in rows]
    lines = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []
    styles = [("VALIGN", (0, 0), (-1, -1), "TOP"), *lines, *style]
    return Table(cells, widths, repeatRows=1, style=styles, hAlign="LEFT", splitInRow=1)


def flowed(*parts: str | Flowable, size: tuple[float, float] = A4) -> bytes:
    """Texts and tables one below the other, over as many pages as they need."""
    buffer = io.BytesIO()
    paper = SimpleDocTemplate(buffer, pagesize=size, leftMargin=40, rightMargin=40, invariant=1)
    paper.build([Paragraph(part, STYLE) if isinstance(part, str) else part for part in parts])
    return buffer.getvalue()


def changed(raw: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    """A PDF after another program changed it."""
    writer, buffer = PdfWriter(clone_from=PdfReader(io.BytesIO(raw))), io.BytesIO()
    change(writer)
    writer.write(buffer)
    return buffer.getvalue()
