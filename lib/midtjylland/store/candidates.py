"""Rows and lines of the papers that a transcription may begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from midtjylland.core import schemas
from midtjylland.core.files import locked
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.paths import find_data_dir, year_dirs
from midtjylland.declared.region import Region, load_region
from midtjylland.store.build import read_year_folder
from midtjylland.store.reading import Document, numbered_lines, topic_words
from midtjylland.store.transcriptions import CANDIDATE, TABLES, write_template

# Lines around a line that speaks of the topic, and the most that are put into a template.
_AROUND, _MOST = 3, 400
_WORD = re.compile(r"[^\W\d_]{4,}")
_FIGURE = re.compile("[0-9]")


def transcribe(table: str, year: int, data_dir: Path | str = "data") -> tuple[Path, int]:
    """Write `transcribed/<table>.csv` of a year with what the papers hold; says how many rows."""
    if table not in TABLES:
        raise MidtjyllandError(f"there is no table {table!r}; there are {', '.join(TABLES)}.")
    data_dir = find_data_dir(data_dir)
    folder = year_dirs(data_dir).get(year)
    if folder is None:
        raise MidtjyllandError(
            f"{data_dir / 'raw' / str(year)} has no documents; first run: midtjylland ingest "
            f"SOURCE --year {year}."
        )
    with locked(data_dir):
        documents, tables = read_year_folder(data_dir, year, folder, without=table)
        frame = tables[table]
        rows = schemas.rows_of(frame) or list(
            candidate_lines(table, documents, load_region(data_dir))
        )
        texts = _printed(documents)
        rows = [{**row, CANDIDATE: _candidate(row, texts)} for row in rows]
        return write_template(folder, table, year, rows), len(rows)


def candidate_lines(
    table: str, documents: Sequence[Document], region: Region
) -> Iterator[dict[str, Any]]:
    """Lines with figures near the words of a table's topic; all with figures where none is."""
    words = {word.casefold() for text in topic_words(region, table) for word in _WORD.findall(text)}
    every = [
        (document.name, page, line, text)
        for document in documents
        for page, line, text in numbered_lines(document)
    ]
    spoken = [at for at, (*_, text) in enumerate(every) if _speaks(text, words)]
    near = {at + by for at in spoken for by in range(-_AROUND, _AROUND + 1)}
    chosen = [
        each
        for at, each in enumerate(every)
        if (at in near or not spoken) and _FIGURE.search(each[-1])
    ]
    for name, page, line, _ in chosen[:_MOST]:
        yield {"source_page": page, "source_line": line, "source_file": name}


def _speaks(text: str, words: set[str]) -> bool:
    return not words.isdisjoint(word.casefold() for word in _WORD.findall(text))


def _printed(documents: Sequence[Document]) -> dict[tuple[Any, ...], str]:
    """Text of each line by document, page and line; what stands side by side is joined."""
    texts: dict[tuple[Any, ...], str] = {}
    for document in documents:
        for page, line, text in numbered_lines(document):
            place = document.name, page, line
            texts[place] = f"{texts[place]} {text}" if place in texts else text
    return texts


def _candidate(row: Mapping[str, Any], texts: Mapping[tuple[Any, ...], str]) -> str:
    """Text of the line that a row was found on, marked as text where it looks like a formula."""
    place = tuple(row.get(f"source_{each}") for each in ("file", "page", "line"))
    found = texts.get(place, "")[:500]
    return f"'{found}" if found.startswith(("=", "+", "-", "@")) else found
