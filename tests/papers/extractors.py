"""What each extractor an analyst may have at hand makes of a PDF, exactly as that tool writes it.

Left out: PyMuPDF and MuPDF's own tools (AGPL, too strict a licence to depend on even in tests), and
PyPDF2, PDFMiner and slate (no longer maintained).
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pdfplumber
import playa
import pypdfium2
from kreuzberg import ExtractionConfig, extract_file_sync
from pdf_oxide import PdfDocument as OxideDocument
from pdfminer.high_level import extract_text
from pypdf import PdfReader

Extractor = Callable[[Path], str | bytes]


class MissingToolError(RuntimeError):
    """A system program that an extractor needs is not installed."""


def _poppler(*options: str) -> Extractor:
    def extract(path: Path) -> bytes:
        program = shutil.which("pdftotext")
        if program is None:
            raise MissingToolError("pdftotext is not installed; it comes with poppler-utils.")
        command = [program, *options, str(path), "-"]
        return subprocess.run(command, check=True, capture_output=True).stdout

    return extract


def _pypdf(mode: str) -> Extractor:
    def extract(path: Path) -> str:
        pages = PdfReader(path).pages
        return "\n".join(page.extract_text(extraction_mode=mode) for page in pages)

    return extract


def _pdfplumber(layout: bool) -> Extractor:
    def extract(path: Path) -> str:
        return "\n".join(page.extract_text(layout=layout) for page in _plumbed(path).pages)

    return extract


@cache
def _plumbed(path: Path) -> pdfplumber.PDF:
    """PDF that keeps its pages parsed, which takes longer than all that is asked of them."""
    return pdfplumber.open(io.BytesIO(path.read_bytes()))


def _pypdfium2(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def _playa(path: Path) -> str:
    with playa.open(path) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def _pdf_oxide(path: Path) -> str:
    pdf = OxideDocument(str(path))
    return "\n".join(pdf.extract_text(number) for number in range(pdf.page_count()))


def _kreuzberg(path: Path) -> str:
    return extract_file_sync(path, config=ExtractionConfig(use_cache=False)).content


EXTRACTORS: dict[str, Extractor] = {
    "pdftotext": _poppler(),
    "pdftotext_layout": _poppler("-layout"),
    "pdftotext_raw": _poppler("-raw"),
    "pypdf": _pypdf("plain"),
    "pypdf_layout": _pypdf("layout"),
    "pdfminer": extract_text,
    "pdfplumber": _pdfplumber(layout=False),
    "pdfplumber_layout": _pdfplumber(layout=True),
    "pypdfium2": _pypdfium2,
    "playa": _playa,
    "pdf_oxide": _pdf_oxide,
    "kreuzberg": _kreuzberg,
}
