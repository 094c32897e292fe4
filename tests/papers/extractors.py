"""What the extractors that are supported make of a PDF, exactly as each tool writes it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from pypdf import PdfReader

Extractor = Callable[[Path], bytes]


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


def _pypdf(path: Path) -> bytes:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages).encode()


def _pypdfium2(path: Path) -> bytes:
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf).encode()


EXTRACTORS: dict[str, Extractor] = {
    "pdftotext": _poppler(),
    "pdftotext_layout": _poppler("-layout"),
    "pdftotext_raw": _poppler("-raw"),
    "pypdf": _pypdf,
    "pypdfium2": _pypdfium2,
}
