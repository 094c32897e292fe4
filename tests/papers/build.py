"""Builds the papers of a year as PDF from the pages that are declared in YAML.

A folder per year holds one file per document. A page is a list of blocks. A block is text (its
lines as printed; `# ` makes a line bold), a ruled `grid`, unruled `columns`, a time chart of
`bars`, or a `cover`. A cell holds text, blocks, or `null` where the cell to its left reaches over
it. Nothing is wrapped or moved here: a line that does not fit its cell, a letter that the font
lacks, or a page that overflows is an error, so no word is ever cut off or hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import yaml
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, Spacer, Table

HERE = Path(__file__).parent
FOLDERS = {2021: HERE / "year_2021", 2022: HERE / "synthetic_2022"}
DOCUMENTS = (
    "contract_report",
    "climate_status",
    "action_plan",
    "regional_fora",
    "terms_of_reference",
)
# TrueType fonts that matplotlib ships, so that every machine builds the same bytes.
FONTS = {"sans": ("DejaVuSans", "DejaVuSans-Bold"), "serif": ("STIXGeneral", "STIXGeneralBol")}
MARGIN, EDGE, LEADING = 40, 22, 1.22
_ALL = (0, 0), (-1, -1)
_CELLS = [
    ("VALIGN", *_ALL, "TOP"),
    ("LEFTPADDING", *_ALL, 4),
    ("RIGHTPADDING", *_ALL, 2),
    ("TOPPADDING", *_ALL, 1),
    ("BOTTOMPADDING", *_ALL, 2),
]

Paper = dict[str, Any]
Block = str | dict[str, Any]


class Face(NamedTuple):
    """The fonts of a document, and their size in points."""

    regular: str
    bold: str
    size: float


def load_papers(year: int) -> dict[str, Paper]:
    """Content of each document of a contract year, in the order of the papers."""
    folder = FOLDERS[year]
    return {
        name: yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8")) for name in DOCUMENTS
    }


def build_pdf(papers: Sequence[Paper], path: Path) -> Path:
    """Write documents, one after the other, as one PDF that is the same to the byte every time."""
    canvas = Canvas(str(path), invariant=1, lang="da")
    canvas.setTitle(papers[0]["title"])
    for paper in papers:
        face = _face(paper)
        for number, blocks in enumerate(paper["pages"], start=1):
            _draw_page(canvas, paper, face, number, blocks)
    canvas.save()
    return path


def build_year(year: int, path: Path) -> Path:
    """All documents of a year in one PDF, as a secretariat sends them out."""
    return build_pdf(list(load_papers(year).values()), path)


def build_documents(year: int, folder: Path) -> dict[str, Path]:
    """Each document of a year as a PDF of its own."""
    return {
        name: build_pdf([paper], folder / f"{name}.pdf")
        for name, paper in load_papers(year).items()
    }


class Lines(Flowable):
    """Lines of text exactly as given; like a word processor's, each ends in a blank if it may."""

    def __init__(self, text: str, face: Face) -> None:
        super().__init__()
        self.lines = [
            (line.removeprefix("# "), face.bold if line.startswith("# ") else face.regular)
            for line in text.split("\n")
        ]
        self.size, self.leading = face.size, face.size * LEADING

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        for text, font in self.lines:
            needed = pdfmetrics.stringWidth(text, font, self.size)
            if needed > width:
                raise ValueError(f"{text!r} needs {needed:.0f} pt, its cell has {width:.0f} pt")
            glyphs = pdfmetrics.getFont(font).face.charToGlyph
            missing = [letter for letter in text if ord(letter) not in glyphs]
            if missing:
                raise ValueError(f"{font} lacks {missing} of {text!r}")
        return width, len(self.lines) * self.leading

    def draw(self) -> None:
        pen = self.canv.beginText(0, (len(self.lines) - 1) * self.leading + 0.3 * self.size)
        for text, font in self.lines:
            pen.setFont(font, self.size, self.leading)
            pen.textLine(text if text.endswith(("-", "/")) else text + " ")
        self.canv.drawText(pen)


def _face(paper: Paper) -> Face:
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    for name in set(FONTS[paper["font"]]) - set(pdfmetrics.getRegisteredFontNames()):
        pdfmetrics.registerFont(TTFont(name, folder / f"{name}.ttf"))
    return Face(*FONTS[paper["font"]], paper["size"])


def _draw_page(
    canvas: Canvas, paper: Paper, face: Face, number: int, blocks: Sequence[Block]
) -> None:
    width, height = landscape(A4) if paper["landscape"] else A4
    canvas.setPageSize((width, height))
    canvas.setFont(face.regular, 8)
    for text, baseline in ((paper.get("header", ""), height - EDGE), (paper["footer"], EDGE)):
        line = text.format(page=number, pages=len(paper["pages"]))
        canvas.drawCentredString(width / 2, baseline, line)
    left = _flowables(blocks, face)
    frame = Frame(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN, 0, 0, 0, 0)
    frame.addFromList(left, canvas)
    if left:
        raise ValueError(f"page {number} of {paper['title']!r} is too full")
    canvas.showPage()


def _flowables(blocks: Block | Sequence[Block], face: Face) -> list[Flowable]:
    several = [blocks] if isinstance(blocks, str | dict) else blocks
    return [flowable for block in several for flowable in _flowable(block, face)]


def _flowable(block: Block, face: Face) -> list[Flowable]:
    if isinstance(block, str):
        return [Lines(block, face)]
    ((kind, content),) = block.items()
    if kind == "cover":
        return [Spacer(0, 160), Lines(content, face._replace(size=16))]
    cells = [[_flowables(cell or "", face) for cell in row] for row in content["rows"]]
    style = [*_CELLS, *([("GRID", *_ALL, 0.5, colors.black)] if kind == "grid" else [])]
    for number, row in enumerate(content["rows"]):
        style += [("SPAN", (first, number), (last, number)) for first, last in _spans(row)]
        if kind == "bars":
            filled = [(column, number) for column, cell in enumerate(row) if cell]
            style += [("BACKGROUND", at, at, colors.lightgrey) for at in filled]
    return [Table(cells, content["widths"], style=style, hAlign="LEFT")]


def _spans(row: Sequence[Block | None]) -> list[tuple[int, int]]:
    """First and last column of each cell that reaches over the `null` ones to its right."""
    starts = [column for column, cell in enumerate(row) if cell is not None]
    return [(first, end - 1) for first, end in pairwise([*starts, len(row)]) if end - first > 1]
