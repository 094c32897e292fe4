"""What the tests of the recipes share: small documents, plain rows, and the usual finding."""

from __future__ import annotations

from typing import Any

from midtjylland.clean.contract.flow import Line
from midtjylland.clean.reading import Reading
from midtjylland.core.findings import Finding
from midtjylland.document import Document, read_document


def document(text: str, name: str = "papers.txt") -> Document:
    return read_document(text.encode(), name)


def rows(found: Reading, table: str) -> list[dict[str, Any]]:
    """Rows of a table without the name of their file, with None for what is missing."""
    frame = found.tables[table].drop(columns="source_file")
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def unread(table: str, message: str, line: int, page: int | None = None) -> Finding:
    """The error for a place that looks like a row and could not be read."""
    return Finding(table, "error", "row-unread", message, page, line)


def lines(*texts: str) -> list[Line]:
    """Lines of a document of these texts, each with its offset."""
    found, offset = [], 0
    for text in texts:
        found.append(Line(offset, text))
        offset += len(text) + 1
    return found
