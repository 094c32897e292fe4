"""Tables that were not found in a year's papers, and the lines that come nearest to their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.paths import existing_data_dir, year_dirs
from midtjylland.declared.region import Region
from midtjylland.store.build import derive
from midtjylland.store.reading import Document, numbered_lines, read_documents, topic_words

# Findings that say that a table was not found.
NOT_FOUND = ("table-absent", "table-missing", "nothing-read")
# Lines that are shown of each table, and how alike a line and a word are at least, of 100.
MOST, LEAST = 5, 75
_FIGURE = re.compile("[0-9]")


class NearLine(NamedTuple):
    """A line of the papers that holds a declared word or something like it."""

    document: str
    page: int | None
    line: int
    text: str
    word: str
    alike: float


def unread_tables(data_dir: Path | str, year: int | None, region: Region) -> Iterator[str]:
    """Lines on each table that a year's papers, the newest unless given, may tell otherwise."""
    data_dir = existing_data_dir(data_dir)
    folders = year_dirs(data_dir)
    year = max(folders, default=None) if year is None else year
    if year is None or year not in folders:
        at_hand = ", ".join(map(str, folders)) or "none"
        which = year or "any year"
        raise MidtjyllandError(f"there are no papers of {which} (years at hand: {at_hand}).")
    documents = read_documents(folders[year], {})
    findings = derive(
        data_dir, year, folders[year], region, {d.name: d for d in documents}
    ).findings
    missing = dict.fromkeys(each.table for each in findings if each.check in NOT_FOUND)
    missing.pop("stated_totals", None)  # they stand beside other tables, by these' words
    if not missing:
        yield f"every table was found in the papers of {year}"
    for table in missing:
        words = topic_words(region, table)
        yield f"{table} was not found in the papers of {year}; nearest to {', '.join(words)}:"
        near = nearest_lines(words, documents)
        yield from (f"   {_told(each, len(documents) > 1)}" for each in near)
        if not near:
            yield "   no line is like them"
        yield (
            "   if the papers hold it in other words, add those (midtjylland region --copy), or "
            f"write it down: midtjylland transcribe {table} --year {year}"
        )


def nearest_lines(words: Sequence[str], documents: Sequence[Document]) -> list[NearLine]:
    """Lines that hold a word or something like it, the likest first, those with figures before."""
    plain = [word.removeprefix("-").replace("…", " ").strip() for word in words]
    found = []
    for document in documents:
        for page, line, text in numbered_lines(document):
            best = process.extractOne(
                text, plain, scorer=_likeness, processor=str.casefold, score_cutoff=LEAST
            )
            if best:
                found.append(NearLine(document.name, page, line, text, best[0], best[1]))
    found.sort(key=lambda each: (-each.alike, not _FIGURE.search(each.text)))
    return found[:MOST]


def _likeness(line: str, word: str, **cutoff: float) -> float:
    """How much of a word stands in a line in one piece; a line shorter than the word holds none."""
    return fuzz.partial_ratio(word, line, **cutoff) if len(line) >= len(word) else 0.0


def _told(near: NearLine, with_name: bool) -> str:
    where = f"line {near.line}" if near.page is None else f"page {near.page}, line {near.line}"
    name = f"{near.document}, " if with_name else ""
    like = "" if near.alike == 100 else f" (like {near.word})"
    return f"{name}{where}{like}: {near.text}"
