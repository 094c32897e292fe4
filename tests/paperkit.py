"""Text of our own PDFs, as the tests of the papers and of the recipes both need it."""

from functools import cache
from pathlib import Path

import pytest
from papers.extractors import EXTRACTORS, MissingToolError

from midtjylland.document import Document, read_document


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
