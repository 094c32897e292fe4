"""Rows and lines of the papers that a transcription may begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from midtjylland.core import schemas
from midtjylland.core.files import locked
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.paths import existing_data_dir
from midtjylland.declared.region import Region, load_region
from midtjylland.read.document import Document
from midtjylland.store.build import read_papers
from midtjylland.store.raw import papers_of
from midtjylland.store.transcriptions import CANDIDATE, TABLES, write_template

# Lines around a line that speaks of the topic, and the most that are put into a template.
_AROUND, _MOST = 3, 400
_WORD = re.compile(r"[^\W\d_]{4,}")
_FIGURE = re.compile("[0-9]")


def transcribe(table: str, year: int, data_dir: Path | str = "data") -> tuple[Path, int]:
    """Write `transcribed/<table>.csv` of a year with what the papers hold; says how many rows."""
    if table not in TABLES:
        raise MidtjyllandError(f"there is no table {table!r}; there are {', '.join(TABLES)}.")
    data_dir = existing_data_dir(data_dir)
    with locked(data_dir):
        folder, region = papers_of(data_dir, year)[1], load_region(data_dir)
        papers = read_papers(data_dir, year, folder, region, without=table)
        rows = schemas.rows_of(papers.tables[table]) or list(
            candidate_lines(table, papers.documents, region)
        )
        texts = _printed(papers.documents)
        rows = [{**row, CANDIDATE: _candidate(row, texts)} for row in rows]
        return write_template(folder, table, year, rows), len(rows)


def candidate_lines(
    table: str, documents: Sequence[Document], region: Region
) -> Iterator[dict[str, Any]]:
    """Lines with figures near the words of a table's topic; all with figures where none is."""
    words = {word.casefold() for text in region.topic_words(table) for word in _WORD.findall(text)}
    every = [(document.name, line) for document in documents for line in document.lines]
    spoken = [
        at
        for at, (_name, line) in enumerate(every)
        if words.intersection(word.casefold() for word in _WORD.findall(line.text))
    ]
    near = {at + by for at in spoken for by in range(-_AROUND, _AROUND + 1)}
    chosen = [
        (name, line.place)
        for at, (name, line) in enumerate(every)
        if (at in near or not spoken) and _FIGURE.search(line.text)
    ]
    for name, (page, line) in chosen[:_MOST]:
        yield {"source_page": page, "source_line": line, "source_file": name}


def _printed(documents: Sequence[Document]) -> dict[tuple[Any, ...], str]:
    """Text of each line by document, page and line; what stands side by side is joined."""
    texts: dict[tuple[Any, ...], str] = {}
    for document in documents:
        for line in document.lines:
            place = document.name, *line.place
            texts[place] = f"{texts[place]} {line.text}" if place in texts else line.text
    return texts


def _candidate(row: Mapping[str, Any], texts: Mapping[tuple[Any, ...], str]) -> str:
    """Text of the line that a row was found on, marked as text where it looks like a formula."""
    place = tuple(row.get(f"source_{each}") for each in ("file", "page", "line"))
    found = texts.get(place, "")[:500]
    return f"'{found}" if found.startswith(("=", "+", "-", "@")) else found
