"""Tables that can't be read: the lines nearest to their words, and candidates to transcribe."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from midtjylland.core import schemas
from midtjylland.core.files import locked
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.paths import existing_data_dir, find_data_dir
from midtjylland.declared.region import Region, load_region
from midtjylland.read.document import Document
from midtjylland.read.pages import Line
from midtjylland.store.build import read_papers
from midtjylland.store.raw import papers_of
from midtjylland.store.transcriptions import CANDIDATE, TABLES, write_template

# Findings that say that a table was not found.
_NOT_FOUND = ("table-absent", "table-missing", "nothing-read")
# Lines that are shown of each table, and how alike a line and a word are at least, of 100.
_SHOWN, _LEAST = 5, 75
# Lines around a line that speaks of the topic, and the most that are put into a template.
_AROUND, _MOST = 3, 400
_WORD = re.compile(r"[^\W\d_]{4,}")
_FIGURE = re.compile("[0-9]")


class NearLine(NamedTuple):
    """A line of the papers that holds a declared word or something like it."""

    document: str
    line: Line
    word: str
    alike: float


def unread_tables(data_dir: Path | str, year: int | None, region: Region) -> Iterator[str]:
    """Lines on each table that a year's papers, the newest unless given, may tell otherwise."""
    year, folder = papers_of(data_dir, year)
    papers = read_papers(find_data_dir(data_dir), year, folder, region)
    missing = dict.fromkeys(each.table for each in papers.findings if each.check in _NOT_FOUND)
    missing.pop("stated_totals", None)  # they stand beside other tables, by these' words
    if not missing:
        yield f"every table was found in the papers of {year}"
    for table in missing:
        words = region.topic_words(table)
        yield f"{table} was not found in the papers of {year}; nearest to {', '.join(words)}:"
        near = nearest_lines(words, papers.documents)
        for name, line, word, alike in near:
            where = f"{name}, {line.place}" if len(papers.documents) > 1 else f"{line.place}"
            like = "" if alike == 100 else f" (like {word})"
            yield f"   {where}{like}: {line.text}"
        if not near:
            yield "   no line is like them"
        yield (
            "   if the papers hold it in other words, add those (midtjylland region --copy), or "
            f"write it down: midtjylland transcribe {table} --year {year}"
        )


def nearest_lines(words: Sequence[str], documents: Sequence[Document]) -> list[NearLine]:
    """Lines that hold a word or something like it, the likest first, those with figures before."""
    plain = [word.removeprefix("-").replace("…", " ").strip() for word in words]
    look = {"scorer": _likeness, "processor": str.casefold, "score_cutoff": _LEAST}
    found = [
        NearLine(document.name, line, *best[:2])
        for document in documents
        for line in document.lines
        if (best := process.extractOne(line.text, plain, **look))
    ]
    found.sort(key=lambda each: (-each.alike, not _FIGURE.search(each.line.text)))
    return found[:_SHOWN]


def _likeness(line: str, word: str, **cutoff: float) -> float:
    """How much of a word stands in a line in one piece; a line shorter than the word holds none."""
    return fuzz.partial_ratio(word, line, **cutoff) if len(line) >= len(word) else 0.0


def transcribe(table: str, year: int, data_dir: Path | str = "data") -> tuple[Path, int]:
    """Write `transcribed/<table>.csv` of a year with what the papers hold; says how many rows."""
    if table not in TABLES:
        raise MidtjyllandError(f"there is no table {table!r}; there are {', '.join(TABLES)}.")
    data_dir = existing_data_dir(data_dir)
    with locked(data_dir):
        folder, region = papers_of(data_dir, year)[1], load_region(data_dir)
        papers = read_papers(data_dir, year, folder, region, without=table)
        lines = [(each.name, line) for each in papers.documents for line in each.lines]
        # What stands side by side has one place.
        texts: dict[tuple[Any, ...], str] = {}
        for name, line in lines:
            place = (*line.place, name)
            texts[place] = f"{texts[place]} {line.text}" if place in texts else line.text
        columns = ("source_page", "source_line", "source_file")
        rows = schemas.rows_of(papers.tables[table])
        if not rows:
            errors = [e for e in papers.findings if e.table == table and e.severity == "error"]
            told = {(e.source_page, e.source_line, e.source_file) for e in errors}
            places = _candidates(region.topic_words(table), lines, told)
            rows = [dict(zip(columns, place, strict=True)) for place in places]
        for row in rows:
            text = texts.get(tuple(row[column] for column in columns), "")[:500]
            # Marked as text where it looks like a formula.
            row[CANDIDATE] = f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
        return write_template(folder, table, year, rows), len(rows)


def _candidates(
    topic: Sequence[str],
    lines: Sequence[tuple[str, Line]],
    told: Collection[tuple[int | None, int | None, str | None]],
) -> list[tuple[int | None, int, str]]:
    """Places of lines with figures near the words of a topic, from the first told error on."""
    words = {word.casefold() for text in topic for word in _WORD.findall(text)}
    wrong = [at for at, (name, line) in enumerate(lines) if (*line.place, name) in told]
    spoken = wrong + [
        at
        for at, (_name, line) in enumerate(lines)
        if words.intersection(word.casefold() for word in _WORD.findall(line.text))
    ]
    begin = min(wrong, default=0) - _AROUND
    near = {at + by for at in spoken for by in range(-_AROUND, _AROUND + 1)}
    chosen = [
        (*line.place, name)
        for at, (name, line) in enumerate(lines)
        if at >= begin and at in near and _FIGURE.search(line.text)
    ]
    return chosen[:_MOST]
