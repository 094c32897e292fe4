"""Our own PDFs, and the text that comes out of them, as several tests need both."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from papers.build import load_papers
from papers.extractors import EXTRACTORS, MissingToolError

from midtjylland.read.document import Document, read_document


@cache
def extract(name: str, path: Path) -> str:
    """What an extractor makes of a PDF; skips the test where its program is not installed."""
    try:
        text = EXTRACTORS[name](path)
    except MissingToolError as error:
        pytest.skip(str(error))
    return text if isinstance(text, str) else text.decode("utf-8")


@cache
def read(path: Path) -> Document:
    """Our own reading of a file, once for all tests that ask for it."""
    return read_document(path.read_bytes(), path.name)


def letters(text: str) -> str:
    """Letters and digits only: the same however a line was broken."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def lines(content: Any) -> Iterator[str]:
    """Every line of text that the pages of a document hold."""
    if isinstance(content, str):
        yield from (line.removeprefix("# ") for line in content.split("\n"))
    elif isinstance(content, dict):
        yield from lines([content[key] for key in content if key != "widths"])
    elif isinstance(content, list):
        for part in content:
            yield from lines(part)


def furniture(paper: dict[str, Any]) -> Iterator[str]:
    """Headers and footers of a document."""
    for number in range(1, len(paper["pages"]) + 1):
        for text in (paper.get("header", ""), paper["footer"]):
            yield text.format(page=number, pages=len(paper["pages"]))


def words(text: str) -> Counter[str]:
    """Words and how often; pdftotext sets a bullet against what follows or not, so not bullets."""
    return Counter(text.replace("•", " ").split())


def drawn_words(year: int) -> Counter[str]:
    """Words of all pages of a year as declared."""
    papers = load_papers(year).values()
    drawn = [line for paper in papers for line in (*lines(paper["pages"]), *furniture(paper))]
    return words(" ".join(drawn))
