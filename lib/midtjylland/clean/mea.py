"""Recipe for the annex of MEA's modules: a date, and a title that may run over several lines.

A line belongs to the title before it only where it begins with a small letter, or where that title
had to be broken because the next word would not have fitted. So what follows the annex is not taken
for part of a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise, zip_longest
from typing import Any

from midtjylland.clean.reading import Reading, row, sentences, unreadable
from midtjylland.core.findings import Finding
from midtjylland.core.schemas import frame_of
from midtjylland.danish import MONTHS, YEAR, letters, one_line
from midtjylland.document import Document
from midtjylland.region import Region

TABLE = "mea_modules"
_MONTH = "|".join(MONTHS)
# `11. januar 2021`, `den 3. maj`, `14.-15. september 2022`, `30. august - 1. september 2022`. A
# date without its year may be the second line of a title, unless it has the line for itself.
_DATE = re.compile(
    rf"\s*(?P<den>den\s+)?(?:(?P<first>[0-9]{{1,2}})\.(?:\s+(?P<first_month>{_MONTH}))?\s*(?:-|–|og)"
    rf"\s*)?(?P<last>[0-9]{{1,2}})\.\s+(?P<month>{_MONTH})\b(?:\s+(?P<year>{YEAR})|(?(den)|\s*$))"
)
_LIKE_A_DATE = re.compile(
    rf"\s*(?:den\s+)?\S{{1,8}}\s+(?:(?:og|-)\s+\S{{1,8}}\s+)?(?:{_MONTH})\s+\S{{4}}(?:\s|$)"
)
_HEADING = re.compile(r"[0-9]+\.[0-9]+\s")
_HALVES = re.compile("[a-zæøå]{2}-[a-zæøå]{2}")
_LONE_NUMBER = re.compile(r"\s*[0-9]{0,4}\s*")
# Lines with text between two dates: a title, a page's foot and head, never more.
_APART = 12
# Letters differ in width: a line this much shorter than the longest may have been full.
_FULL = 0.8


@dataclass
class _Row:
    """A date as printed, where it stands, and the lines up to the next date."""

    offset: int
    printed: str
    when: re.Match[str] | None
    below: list[tuple[int, str]] = field(default_factory=list)
    title: list[str] = field(default_factory=list)


def read_mea(document: Document, region: Region) -> Reading:
    """Read the modules of the annex from one document.

    Parameters
    ----------
    document
        Any of the year's documents; one without the annex gives an empty frame.
    region
        Declares the annex's heading, its column names and the marks of a module held in person.

    Returns
    -------
    Reading
        `mea_modules` (columns as in `schemas`), with an error for each row whose date or title
        can't be read, and a warning for a line that belongs to no row. Source: annex to the
        result contract, papers of KKR Midtjylland.
    """
    annexes = sentences(document, region.mea_modules.annex, {"year": YEAR})
    if not annexes:
        return Reading({TABLE: frame_of(TABLE, [])})
    rows = _rows(document, annexes[0].end())
    findings = _give_titles(document, rows, region)
    read = []
    for found in rows:
        days = _days(found.when, int(annexes[0]["year"]))
        if days and found.title:
            read.append(_module(document, found, len(read) + 1, days, region))
        elif not days:
            message = f"{found.printed!r} is no date"
            findings.append(unreadable(document, found.offset, TABLE, message))
    return Reading({TABLE: frame_of(TABLE, read)}, findings)


def _rows(document: Document, start: int) -> list[_Row]:
    """Dates at the start of a line, up to where the lines between them are too many for a table."""
    rows: list[_Row] = []
    apart = 0
    for offset, line in _lines(document, start):
        when = _DATE.match(line)
        like = when or _LIKE_A_DATE.match(line)
        if like:
            rows.append(_Row(offset, like.group().strip(), when))
            line, offset, apart = line[like.end() :], offset + like.end(), 0
        if rows and (line.strip() or not like):
            rows[-1].below.append((offset, line.strip()))
        apart += bool(line.strip())
        if apart > _APART:
            break
    return rows


def _lines(document: Document, start: int) -> Iterator[tuple[int, str]]:
    for number, offset in enumerate(document.line_starts, start=1):
        if offset >= start:
            yield offset, document.line(number)


def _give_titles(document: Document, rows: Sequence[_Row], region: Region) -> list[Finding]:
    """Take the lines of each title from those below its date; findings for what is left over."""
    names = region.mea_modules.headers
    headers = {letters(name) for name in [*names, "".join(names)]}
    findings = []
    for found in rows:
        found.below = [
            (offset, "" if letters(line) in headers or _LONE_NUMBER.fullmatch(line) else line)
            for offset, line in found.below
        ]
    firsts = [next((line for _, line in found.below if line), "") for found in rows]
    widest = max(map(len, firsts), default=0)
    for found, following in zip_longest(rows, rows[1:]):
        rest = _take_title(found, widest)
        if not found.title:
            message = (
                f"{found.printed!r} has no title behind it; if the extractor wrote the columns one "
                "after the other, ingest the PDF itself or extract it with pdftotext -layout"
            )
            findings.append(unreadable(document, found.offset, TABLE, message))
        elif following and rest:
            text = f"{rest[0][1]!r} stands between two modules and belongs to neither title"
            findings.append(unreadable(document, rest[0][0], TABLE, text))
    findings += _broken(document, rows)
    return findings


def _take_title(found: _Row, widest: int) -> list[tuple[int, str]]:
    """Move the title's lines from what stands below; what is left has text."""
    lines = list(found.below)
    while lines and not lines[0][1]:
        lines.pop(0)
    while lines and lines[0][1]:
        text = lines[0][1]
        if found.title and not _continues(found.title[-1], text, widest):
            break
        found.title.append(lines.pop(0)[1])
    return [(offset, line) for offset, line in lines if line]


def _continues(line: str, following: str, widest: int) -> bool:
    word = following.split()[0]
    if _HEADING.match(following):
        return False
    return line.endswith("-") or word[0].islower() or len(f"{line} {word}") > _FULL * widest


def _broken(document: Document, rows: Sequence[_Row]) -> Iterator[Finding]:
    """Titles whose first line the extractor wrote above their date, and words left in halves."""
    for before, found in pairwise(rows):
        if len(before.title) > 1 and found.title and found.title[0][0].islower():
            message = (
                f"the title {found.title[0]!r} begins in the middle of a sentence; the extractor "
                "mixed the columns: ingest the PDF itself or extract it with pdftotext -layout"
            )
            yield unreadable(document, found.offset, TABLE, message)
    for found in rows:
        if document.broken_words and _HALVES.search(" ".join(found.title)):
            message = (
                f"the title {one_line(' '.join(found.title))!r} may hold a word that was broken at "
                "a line's end; ingest the PDF itself or use another extractor"
            )
            yield unreadable(document, found.offset, TABLE, message)


def _days(when: re.Match[str] | None, year: int) -> tuple[date, date] | None:
    """First and last day, or None where there is no such day or they are in the wrong order."""
    if when is None:
        return None
    year = int(when["year"] or year)
    month = MONTHS.index(when["month"]) + 1
    first_month = MONTHS.index(when["first_month"]) + 1 if when["first_month"] else month
    try:
        end = date(year, month, int(when["last"]))
        start = date(year, first_month, int(when["first"])) if when["first"] else end
    except ValueError:
        return None
    return (start, end) if start <= end else None


def _module(
    document: Document, found: _Row, number: int, days: tuple[date, date], region: Region
) -> dict[str, Any]:
    title = one_line("\n".join(found.title))
    in_person = any(mark in title for mark in region.mea_modules.in_person)
    return row(
        document,
        found.offset,
        module_no=number,
        start_date=days[0],
        end_date=days[1],
        title=title,
        delivery="in_person" if in_person else "unstated",
    )
