"""Recipes for the climate strategy: green guidance and grants, the two EU projects, the fora."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from midtjylland.clean.reading import Reading, row, sentences, texts, unread, unreadable
from midtjylland.core.findings import Finding
from midtjylland.core.schemas import frame_of
from midtjylland.danish import (
    ABOUT,
    AMOUNT,
    COUNT,
    DATE,
    PER_CENT,
    YEAR,
    letters,
    one_line,
    phrase,
    read_amount,
    read_count,
    read_date,
    read_per_cent,
)
from midtjylland.document import Document
from midtjylland.region import GreenPhrases, ProjectPhrases, Region

_GREEN = {
    "year": YEAR,
    "guided_firms": COUNT,
    "about": ABOUT,
    "of_guided_firms": COUNT,
    "grants": COUNT,
    "total_mdkk": AMOUNT,
}
_READ: dict[str, tuple[str, Callable[[str], Any]]] = {
    "start_date": (DATE, read_date),
    "end_date": (DATE, read_date),
    "about": (ABOUT, bool),
    "budget_mdkk": (AMOUNT, read_amount),
    "eu_mdkk": (AMOUNT, read_amount),
    "eu_share_pct": (PER_CENT, read_per_cent),
    "partners": (COUNT, read_count),
    "other_partners": (COUNT, read_count),
    "subprojects": (COUNT, read_count),
}
_PROJECT = {name: pattern for name, (pattern, _) in _READ.items()}
_FORUM = {"question": r"[^’'´`]{5,200}", "half": "[12]", "year": YEAR}
# Lines that a forum's sentence and its half-year take at most, letters below the chart's heading.
_FORUM_LINES, _CHART, _LISTED = 14, 1_500, 700
# Extractors place columns by the width of letters, so that they are some letters off.
_NEAR = 6
# Papers have one time chart; every forum is looked up in all that are read.
_CHARTS = 3
_PARTS = re.compile(r"\S(?: ?\S)*")


def read_green(document: Document, region: Region) -> Reading:
    """Read firms guided on green transition, and grants for it, by year.

    Parameters
    ----------
    document
        Any of the year's documents; one without the sentences gives empty frames.
    region
        Declares the sentences on whole years and on provisional ones.

    Returns
    -------
    Reading
        `green_guidance` and `green_grants` (columns as in `schemas`), and an error for each
        sentence whose figures can't be read. Source: status of the climate strategy.
    """
    reading = Reading({})
    for table, phrases, cells in (
        ("green_guidance", region.green_guidance, _guided),
        ("green_grants", region.green_grants, _granted),
    ):
        found = _by_status(document, phrases)
        reading.tables[table] = frame_of(
            table,
            [
                row(document, match.start(), **cells(match), is_provisional=provisional)
                for match, provisional in found
            ],
        )
        declared = [*phrases.final, *phrases.provisional]
        reading.findings += unread(document, table, declared, [match for match, _ in found])
    return reading


def _by_status(document: Document, phrases: GreenPhrases) -> list[tuple[re.Match[str], bool]]:
    found = [(match, False) for match in sentences(document, phrases.final, _GREEN)]
    found += [(match, True) for match in sentences(document, phrases.provisional, _GREEN)]
    return sorted(found, key=lambda pair: pair[0].start())


def _guided(match: re.Match[str]) -> dict[str, Any]:
    return {
        "year": int(match["year"]),
        "guided_firms": read_count(match["guided_firms"]),
        "of_guided_firms": read_count(match["of_guided_firms"]),
        "is_approximate": bool(match["about"]),
    }


def _granted(match: re.Match[str]) -> dict[str, Any]:
    return {
        "year": int(match["year"]),
        "grants": read_count(match["grants"]),
        "total_mdkk": read_amount(match["total_mdkk"]),
    }


def read_projects(document: Document, region: Region) -> Reading:
    """Read dates, budgets and partners of the EU projects, in each part that gives them.

    Parameters
    ----------
    document
        Any of the year's documents; one without the projects gives an empty frame.
    region
        Declares the sentences of each project and part.

    Returns
    -------
    Reading
        `climate_projects` (columns as in `schemas`), and an error for a project of which a
        sentence is missing or can't be read. Source: status and action plan of the climate
        strategy.
    """
    rows, findings = [], []
    for declared in region.climate_projects:
        found = [sentences(document, wordings, _PROJECT) for wordings in declared.sentences]
        flat = [match for matches in found for match in matches]
        problems = list(unread(document, "climate_projects", texts(declared.sentences), flat))
        if flat and not problems:
            problems = list(_missing(document, declared, found))
        findings += problems
        if flat and not problems:
            rows.append(_project(document, declared, flat, findings))
    rows.sort(key=lambda project: (project["source_page"] or 0, project["source_line"]))
    return Reading({"climate_projects": frame_of("climate_projects", rows)}, findings)


def _missing(
    document: Document, declared: ProjectPhrases, found: Iterable[list[re.Match[str]]]
) -> Iterable[Finding]:
    first = next(match for matches in found for match in matches)
    for wordings, matches in zip(declared.sentences, found, strict=True):
        if len(matches) != 1:
            what = "does not stand" if not matches else f"stands {len(matches)} times"
            message = f"{declared.project} ({declared.place}): the sentence {wordings[0]!r} {what}"
            yield unreadable(document, first.start(), "climate_projects", message)


def _project(
    document: Document,
    declared: ProjectPhrases,
    matches: Iterable[re.Match[str]],
    findings: list[Finding],
) -> dict[str, Any]:
    values: dict[str, Any] = {"project": declared.project, "place": declared.place}
    for match in matches:
        for name, text in match.groupdict().items():
            try:
                values[name] = _READ[name][1](text)
            except ValueError:
                message = f"there is no day {' '.join(text.split())!r}"
                findings.append(unreadable(document, match.start(), "climate_projects", message))
    values["is_approximate"] = values.pop("about", False)
    if "other_partners" in values:
        values["partners"] = values.pop("other_partners") + 1
    return row(document, min(match.start() for match in matches), **values)


def read_fora(document: Document, region: Region) -> Reading:
    """Read the questions of the regional political fora with their half-years.

    Parameters
    ----------
    document
        Any of the year's documents; one without the fora gives an empty frame.
    region
        Declares the sentence of a forum and the heading of the time chart.

    Returns
    -------
    Reading
        `regional_fora` (columns as in `schemas`), and an error for a forum that can't be read or
        whose half-year is not in the time chart. Source: invitation of Region Midtjylland in the
        papers.
    """
    rows, findings = [], []
    chart = _chart(document, region)
    for offset, block, forum in _fora(document, region):
        if forum is None:
            message = f"the forum {one_line(block)[:80]!r} has no question and half-year"
            findings.append(unreadable(document, offset, "regional_fora", message))
            continue
        question = one_line(forum["question"])
        half, year = int(forum["half"]), int(forum["year"])
        rows.append(row(document, offset, question=question, half=half, year=year))
        findings += _doubts(document, offset, (question, half, year), chart, region)
    findings += _uncharted(document, len(rows), region)
    return Reading({"regional_fora": frame_of("regional_fora", rows)}, findings)


def _fora(document: Document, region: Region) -> Iterator[tuple[int, str, re.Match[str] | None]]:
    """Where a forum is announced, the text of its column there, and what was read of it."""
    for declared in region.regional_fora.forum:
        opening = declared.split("{")[0]
        for start in phrase(opening.split()[0]).finditer(document.text):
            # Away from the margin, and where nothing stands beside it, both are the same.
            ways = (_below(document, start.start(), apart) for apart in (False, True))
            blocks = list(dict.fromkeys(ways))
            matches = (phrase(declared, **_FORUM).match(block) for block in blocks)
            forum = next(filter(None, matches), None)
            if forum or any(letters(block).startswith(letters(opening)) for block in blocks):
                yield start.start(), blocks[-1], forum


def _chart(document: Document, region: Region) -> str:
    """What stands below the headings of the time chart; empty without one."""
    charts = (
        document.text[chart.end() : chart.end() + _CHART]
        for heading in region.regional_fora.chart
        for chart in phrase(heading).finditer(document.text)
    )
    return "".join(islice(charts, _CHARTS))


def _uncharted(document: Document, read: int, region: Region) -> Iterator[Finding]:
    """A warning when the time chart lists more questions than there are fora."""
    for heading in region.regional_fora.chart:
        for chart in phrase(heading).finditer(document.text):
            start, pages = chart.end(), document.page_starts
            following = bisect_right(pages, start)
            page_end = pages[following] if following < len(pages) else start + _CHART
            page = document.text[start : min(page_end, start + _CHART)]
            listed = one_line(page)[:_LISTED].count("?")
            if read and listed > read:
                message = f"{read} fora were read, the time chart lists {listed} questions"
                finding = unreadable(document, chart.start(), "regional_fora", message)
                yield replace(finding, severity="warning", check="fora-against-chart")


def _doubts(
    document: Document, offset: int, forum: tuple[str, int, int], chart: str, region: Region
) -> Iterator[Finding]:
    """What the time chart, the other place of the fora, says against a row."""
    question, half, year = forum
    halves = phrase(region.regional_fora.half, **_FORUM).finditer(chart)
    charted = {(int(match["half"]), int(match["year"])) for match in halves}
    if charted and (half, year) not in charted:
        message = f"{question!r} has half {half} of {year}, which is not in the time chart"
        yield unreadable(document, offset, "regional_fora", message)
    if document.broken_words and re.search("[a-zæøå]-[a-zæøå]", question):
        message = f"{question!r} may hold a word that was broken at a line's end"
        yield unreadable(document, offset, "regional_fora", message)
    if chart and question not in one_line(chart):
        same = letters(question) in letters(chart)
        what = "is spaced otherwise" if same else "is worded otherwise"
        message = f"{question!r} {what} in the time chart"
        finding = unreadable(document, offset, "regional_fora", message)
        yield finding if same else replace(finding, severity="warning", check="question-differs")


def _below(document: Document, offset: int, apart: bool) -> str:
    """What stands below an offset in the same column, where columns stand side by side.

    The column at the margin reaches over the whole line, unless it is set `apart` by a gap.
    """
    first = bisect_right(document.line_starts, offset)
    column = offset - document.line_starts[first - 1]
    last = min(first + _FORUM_LINES, len(document.line_starts))
    lines = [document.line(number) for number in range(first, last + 1)]
    if column < _NEAR and not apart:
        return "\n".join([lines[0][column:], *lines[1:]])
    return "\n".join(_in_column(line, column) for line in lines)


def _in_column(line: str, column: int) -> str:
    """The part of a line that begins near a column, up to the next gap."""
    parts = (match for match in _PARTS.finditer(line) if abs(match.start() - column) <= _NEAR)
    return next((match.group() for match in parts), "")
