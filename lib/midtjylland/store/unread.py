"""Tables that were not found in a year's papers, and the lines that come nearest to their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from midtjylland.core.paths import find_data_dir
from midtjylland.declared.region import Region
from midtjylland.read.document import Document
from midtjylland.read.pages import Line
from midtjylland.store.build import read_papers
from midtjylland.store.raw import papers_of

# Findings that say that a table was not found.
NOT_FOUND = ("table-absent", "table-missing", "nothing-read")
# Lines that are shown of each table, and how alike a line and a word are at least, of 100.
MOST, LEAST = 5, 75
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
    missing = dict.fromkeys(each.table for each in papers.findings if each.check in NOT_FOUND)
    missing.pop("stated_totals", None)  # they stand beside other tables, by these' words
    if not missing:
        yield f"every table was found in the papers of {year}"
    for table in missing:
        words = region.topic_words(table)
        yield f"{table} was not found in the papers of {year}; nearest to {', '.join(words)}:"
        near = nearest_lines(words, papers.documents)
        yield from (f"   {_told(each, len(papers.documents) > 1)}" for each in near)
        if not near:
            yield "   no line is like them"
        yield (
            "   if the papers hold it in other words, add those (midtjylland region --copy), or "
            f"write it down: midtjylland transcribe {table} --year {year}"
        )


def nearest_lines(words: Sequence[str], documents: Sequence[Document]) -> list[NearLine]:
    """Lines that hold a word or something like it, the likest first, those with figures before."""
    plain = [word.removeprefix("-").replace("…", " ").strip() for word in words]
    look = {"scorer": _likeness, "processor": str.casefold, "score_cutoff": LEAST}
    found = []
    for document in documents:
        for line in document.lines:
            best = process.extractOne(line.text, plain, **look)
            if best:
                found.append(NearLine(document.name, line, best[0], best[1]))
    found.sort(key=lambda each: (-each.alike, not _FIGURE.search(each.line.text)))
    return found[:MOST]


def _likeness(line: str, word: str, **cutoff: float) -> float:
    """How much of a word stands in a line in one piece; a line shorter than the word holds none."""
    return fuzz.partial_ratio(word, line, **cutoff) if len(line) >= len(word) else 0.0


def _told(near: NearLine, with_name: bool) -> str:
    name = f"{near.document}, " if with_name else ""
    like = "" if near.alike == 100 else f" (like {near.word})"
    return f"{name}{near.line.place}{like}: {near.line.text}"
