"""What the store asks of the code that reads papers; nothing else here imports it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from midtjylland.core.files import MOST_BYTES, read_bounded
from midtjylland.declared.region import Region
from midtjylland.extract.years import read_year as read_year
from midtjylland.read.document import Document as Document
from midtjylland.read.document import read_document as read_document
from midtjylland.store.assemble import tables_of as tables_of
from midtjylland.store.raw import document_files


def read_documents(folder: Path, at_hand: Mapping[str, Document]) -> list[Document]:
    """Documents of a folder; those at hand are read already."""
    return [
        at_hand.get(path.name) or read_document(read_bounded(path, MOST_BYTES), path.name)
        for path in document_files(folder)
    ]


def numbered_lines(document: Document) -> Sequence[tuple[int | None, int, str]]:
    """Page, line and text of every line of a document."""
    return [(line.place.page, line.place.line, line.text) for line in document.lines]


def topic_words(region: Region, table: str) -> Sequence[str]:
    """Words by which papers bring up what a table holds."""
    names = [town.name for town in region.municipalities]
    mentions = [each.word for each in region.words["mentions"].get(table, ())]
    return names if table == "guidance_by_municipality" else mentions
