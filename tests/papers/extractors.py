"""What each extractor that analysts may have makes of a PDF, exactly as that tool writes it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from pypdf import PdfReader

Extractor = Callable[[Path], str | bytes]
# Where Debian's libpdfbox2-java puts what the command needs; the papers of 2021 are such a text.
_JARS = ("pdfbox2-tools", "pdfbox2", "fontbox2", "commons-logging")


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


def _pdfbox(path: Path) -> bytes:
    jars = [Path("/usr/share/java") / f"{name}.jar" for name in _JARS]
    java = shutil.which("java")
    if java is None or not all(jar.exists() for jar in jars):
        raise MissingToolError("pdfbox is not installed; it comes with libpdfbox2-java.")
    tool = [java, "-cp", ":".join(map(str, jars)), "org.apache.pdfbox.tools.ExtractText"]
    command = [*tool, "-encoding", "UTF-8", "-console", str(path)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def _pypdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def _pypdfium2(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


EXTRACTORS: dict[str, Extractor] = {
    "pdfbox": _pdfbox,
    "pdftotext": _poppler(),
    "pdftotext_layout": _poppler("-layout"),
    "pdftotext_raw": _poppler("-raw"),
    "pypdf": _pypdf,
    "pypdfium2": _pypdfium2,
}
