"""Recipe for the modules of the academy's course that were held, and what papers state of them.

A list is found by its days, else running text tells the modules.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from midtjylland.core.findings import Severity
from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract, Words
from midtjylland.extract.days import Days, looks_like_days, read_days
from midtjylland.extract.mea.cells import fill_cells, headed_column
from midtjylland.extract.mea.lines import lines_of
from midtjylland.extract.mea.lists import (
    FEWEST,
    ModuleList,
    Row,
    calls_off,
    find_lists,
    is_planned,
    without_others,
)
from midtjylland.extract.mea.told import is_off, told_modules
from midtjylland.extract.mea.totals import read_stated
from midtjylland.extract.years import document_year
from midtjylland.read.document import Document
from midtjylland.read.pages import Line, Page, Place

TABLE = "mea_modules"
_REMARK = 4
# What is said of a module in brackets behind its title, that is no part of it.
_ASIDE = re.compile(
    r"\s\([^()]*\b(?:udskudt|flyttet|gentag\w*|skulle have|oprindelig\w*|annonceret)\b[^()]*\)$",
    re.I,
)
_ONLINE = {"online", "Online", "Teams", "digitalt", "Digitalt"}
_PLACE_BEFORE = re.compile(r"^(?P<place>[^\W\d][^\d:]{1,24}): (?=\S)")
_PLACE_BEHIND = re.compile(r"(?<=\S)\s[–-]\s(?P<place>[A-ZÆØÅ][^\W\d]+(?: [^\W\d]+){0,2})$")
_PLACE_IN_BRACKETS = re.compile(r"(?<=\S)\s\((?P<place>[^\W\d][^()\d]{2,24})\)$")
# A sum below the rows, which the contract's totals hold too.
_SUM = re.compile(r"(?:i alt|total|samlet|tilsammen)\b[^0-9]*[0-9]", re.I)


def read_mea(document: Document, region: Region, year: int | None = None) -> Extract:
    """Read the modules that were held, and the totals that the contract states of them.

    `year` is the contract year where the document itself may not name it.
    """
    year, words = year or document_year(document, region), region.patterns("mea")
    # Days may be set at the middle beside titles of two lines.
    document = document.top_aligned
    found = _read(document, words, year)
    found = _read_at_left(document, words, year) or found if _is_unclear(found) else found
    _part_places(found.rows.get(TABLE, []), {*region.names} | _ONLINE)
    return found


def _read_at_left(document: Document, words: Words, year: int | None) -> Extract | None:
    """The modules of pages whose text begins at their left edge, where these are clear."""
    # A list that goes on in a page's next column begins further right there.
    pages = [_at_left(page) for page in document.pages]
    moved = _read(replace(document, pages=pages), words, year)
    return None if _is_unclear(moved) else moved


def _at_left(page: Page) -> Page:
    """A page whose text begins at its left edge."""
    left = min((line.x0 for line in page.lines), default=0.0)
    lines = [
        Line(tuple(w._replace(x0=w.x0 - left, x1=w.x1 - left) for w in line.words), line.place)
        for line in page.lines
    ]
    return replace(page, lines=lines)


def _is_unclear(extract: Extract) -> bool:
    return any(finding.severity == "error" for finding in extract.findings)


def _read(document: Document, words: Words, year: int | None) -> Extract:
    extract = Extract()
    pages = [replace(page, lines=lines_of(page)) for page in document.pages]
    whole = replace(document, pages=pages)
    lists = find_lists(whole, words)
    of_year = [each for each in lists if not is_planned(each, words, year)]
    held = without_others(of_year, whole, words)
    for other in lists:
        if other not in held:
            case = "others" if other in of_year else "year"
            place = whole.lines[other.rows[0].at].place
            extract.tell(TABLE, f"other-list/{case}", place, heading=other.heading, year=year)
    for each in held:
        starts = (row.at for other in lists if other is not each for row in other.rows)
        each.end = min((at for at in starts if at > each.rows[-1].at), default=sys.maxsize)
        fill_cells(each, whole, words)
        _tell_left(each, whole, words, extract)
        _add(each, whole, words, year, extract)
    if not lists:
        _add_told(document, words, year, extract)
    read_stated(document, words, extract, year)
    named: list[int] = []
    if document.has_geometry:
        for each in held:
            column = headed_column(each, whole, words["participant"], each.numbers)
            if column is not None:
                named.append(column)
                _add_sum(each, column, whole, extract)
    _add_participants(extract, named)
    return extract


def _part_places(rows: Sequence[dict[str, Any]], known: Collection[str]) -> None:
    """Places that stand beside each title: "Samtaler i krise – Viborg", "Viborg: Samtaler".

    Before titles one of them is a known one: "Tema: ..." names no place.
    """
    for pattern in (_PLACE_BEHIND, _PLACE_IN_BRACKETS, _PLACE_BEFORE):
        ends = [pattern.search(row["title"]) for row in rows]
        found = [end["place"] for end in ends if end]
        is_everywhere, repeats = len(found) == len(rows), len(set(found)) < len(found)
        named = pattern is _PLACE_BEHIND or known & {*found}
        if len(rows) > FEWEST and is_everywhere and repeats and named:
            for row, place in zip(rows, found, strict=True):
                row["title"] = pattern.sub("", row["title"])
                row.setdefault("place", place)


def _tell_left(each: ModuleList, document: Document, words: Words, extract: Extract) -> None:
    """Report lines and columns of a list that can't be read."""
    # Where no columns tell, a line left over is mostly the rest of a title.
    by_columns = document.kind == "pdf" and not each.by_order
    says_off = is_off if by_columns else calls_off
    for text, place in each.unread:
        off = says_off(text, words["cancelled"])
        if _SUM.match(text) or off:
            continue
        severity: Severity = "warning" if by_columns or text.isdigit() else "error"
        extract.tell(TABLE, "line-left-over", place, severity=severity, text=text)
    place = document.lines[each.rows[0].at].place
    if each.lost:
        extract.tell(TABLE, "columns-lost/list", place, heading=each.heading, lost=each.lost)
    for column in (*each.others, *each.numbers):
        days = [looks_like_days(row.text(column)) for row in each.rows]
        if sum(map(bool, days)) > 0.5 * len(days):
            extract.tell(TABLE, "columns-unknown/days", place, heading=each.heading)


def _add(
    each: ModuleList, document: Document, words: Words, year: int | None, extract: Extract
) -> None:
    """Rows of a list, and findings on rows that it could not read."""
    called_off, cancelled = [], words["cancelled"]
    for row in each.rows:
        place = document.lines[row.at].place
        title = _ASIDE.sub("", row.text(each.title))
        title = re.sub(r"^[–-]\s+|\s*[–-]$", "", title.strip(" ,;"))
        whole = " ".join(row.text(column) for column in sorted(row.cells))
        # A remark on a few rows makes no column.
        remarks = " ".join(
            part.text
            for part in row.parts
            if len(part.words) <= _REMARK or cancelled.match(part.text)
        )
        if row.is_off or is_off(f"{whole} {remarks}", cancelled):
            called_off.append(f"{row.text(each.date)} {title}")
            continue
        days = _days(each, row, year)
        if days is None or not title:
            case = "title" if days else "date"
            extract.tell(TABLE, f"unreadable/{case}", place, text=whole)
            continue
        said = " ".join([title, *(row.text(column) for column in each.others)])
        added = _add_row(title, days, place, bool(words["in_person"].search(said)), extract)
        added["_numbers"] = {column: row.text(column) for column in each.numbers}
        if each.place is not None:
            added["place"] = row.text(each.place) or None
    if called_off:
        extract.tell(TABLE, "not-held", document.lines[each.rows[0].at].place, modules=called_off)


def _days(each: ModuleList, row: Row, year: int | None) -> Days | None:
    """First and last day of a row, the last one perhaps in a column of its own."""
    month, named = row.month or (None, None)
    days = read_days(row.text(each.date), named or year, month)
    # The last days of a few rows make no column.
    behind = row.text(each.date)[days.end :].strip() if days else ""
    last = row.text(each.until) or (behind if looks_like_days(behind) == len(behind) else "")
    if not days or not last:
        return days
    until = read_days(last, days.last.year, days.last.month)
    return replace(days, last=until.last) if until and until.last >= days.last else None


def _add_row(
    title: str, days: Days, place: Place, in_person: bool, extract: Extract
) -> dict[str, object]:
    """Add a module; its row, for what else is known of it."""
    if days.wrong_weekday:
        extract.tell(TABLE, "weekday-differs", place, title=title, wrong_weekday=days.wrong_weekday)
    extract.add(
        TABLE,
        place,
        module_no=len(extract.rows.get(TABLE, [])) + 1,
        start_date=days.first,
        end_date=days.last,
        title=title,
        delivery="in_person" if in_person else "unstated",
    )
    return extract.rows[TABLE][-1]


def _add_told(document: Document, words: Words, year: int | None, extract: Extract) -> None:
    """Rows of modules that running text tells of, in papers without a list."""
    told = list(told_modules(document, words, year))
    if off := [(title, place) for title, _, place, is_off in told if is_off]:
        extract.tell(TABLE, "not-held", off[0][1], modules=[title for title, _ in off])
    for title, days, place, _ in (each for each in told if not each.is_off):
        if days is None:
            extract.tell(TABLE, "unreadable/date", place, text=title)
        else:
            _add_row(title, days, place, bool(words["in_person"].search(title)), extract)


def _add_sum(each: ModuleList, column: int, document: Document, extract: Extract) -> None:
    """The sum below a column of participants as their total, where nothing else states it."""
    if "participants" in {row["quantity"] for row in extract.rows.get("stated_totals", [])}:
        return
    last = each.rows[-1].at
    total = sum(int(text) for row in each.rows if (text := row.text(column)).isdigit())
    for line in document.lines[last + 1 : last + 4]:
        if total and str(total) == line.words[-1].text.replace(".", ""):
            extract.add_total(TABLE, "participants", total, line.place)


def _add_participants(extract: Extract, named: Sequence[int]) -> None:
    """Participants of each module: the column of numbers that adds to the stated total.

    Where none does, the column that has their name; the check against the total tells.
    """
    rows = extract.rows.get(TABLE, [])
    totals = {row["quantity"]: row["value"] for row in extract.rows.get("stated_totals", [])}
    stated = totals.get("participants")
    printed = [row.pop("_numbers", {}) for row in rows]
    columns = sorted({column for numbers in printed for column in numbers})
    found = {
        column: [int(text) if (text := own.get(column, "")).isdigit() else None for own in printed]
        for column in columns
    }
    proven = [column for column in columns if sum(n or 0 for n in found[column]) == stated]
    chosen = [*proven, *(column for column in named if stated and column in found)][:1]
    for column in chosen:
        for row, number in zip(rows, found[column], strict=True):
            row["participants"] = number
