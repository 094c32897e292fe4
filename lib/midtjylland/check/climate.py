"""The climate strategy: green guidance and grants, EU projects, regional fora."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from midtjylland.check.common import at, totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.message import Message, finding
from midtjylland.core.schemas import rows_of

GUIDANCE, GRANTS = "green_guidance", "green_grants"
PROJECTS, FORA = "climate_projects", "regional_fora"
# A mean grant beyond the first limits is unlikely, beyond the second a unit was lost.
_LIKELY, _POSSIBLE = (0.02, 0.5), (0.005, 5.0)
# No EU project ran longer; shares of two parts of the papers may differ by their rounding.
_MOST_YEARS, _POINTS = 15, 2.5
_SAME = ("start_date", "end_date", "budget_mdkk", "eu_mdkk", "partners", "subprojects")
# Papers of a contract year plan the fora of the years after it.
_AHEAD = 5


def check_green(frames: Mapping[str, pd.DataFrame], year: int) -> Iterator[Finding]:
    """Green guidance and grants: parts of their wholes, plausible means, the contract year."""
    total = totals_of(frames["stated_totals"], "guidance_by_municipality").get("guided_firms_all")
    for row in rows_of(frames[GUIDANCE]):
        part, whole = row["guided_firms"], row["of_guided_firms"]
        if whole is not None and part > whole:
            yield finding(GUIDANCE, "part-beyond-whole/firms", row, part=part, whole=whole)
        exact = row["year"] == year and not row["is_approximate"]
        if exact and None not in (total, whole) and whole != total:
            yield finding(GUIDANCE, "places-differ/contract", row, whole=whole, total=total)
    for row in rows_of(frames[GRANTS]):
        mean = row["total_mdkk"] / max(row["grants"], 1)
        if not _LIKELY[0] <= mean <= _LIKELY[1]:
            severity = "warning" if _POSSIBLE[0] <= mean <= _POSSIBLE[1] else "error"
            yield finding(GRANTS, "implausible/mean", row, severity=severity, mean=mean)
    for table, other in ((GUIDANCE, GRANTS), (GRANTS, GUIDANCE)):
        yield from _years(table, frames[table], set(frames[other]["year"]), year)


def _years(
    table: str, frame: pd.DataFrame, years_of_other: set[int], year: int
) -> Iterator[Finding]:
    """The contract year is there and final, a later one is not; both tables have the same years."""
    final = frame[(frame["year"] == year) & ~frame["is_provisional"].astype(bool)]
    if len(frame) and final.empty:
        yield finding(table, "contract-year-missing", year=year)
    for row in rows_of(frame):
        if row["year"] > year and not row["is_provisional"]:
            yield finding(table, "later-year-final", row)
    lacking = years_of_other - set(frame["year"])
    if len(frame) and lacking:
        yield finding(table, "year-missing", year=int(min(lacking)))


def check_projects(frames: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """EU projects: dates in order, parts within their whole, the same in both parts."""
    rows = rows_of(frames[PROJECTS])
    for row in rows:
        start, end, eu = row["start_date"], row["end_date"], row["eu_mdkk"]
        if None not in (start, end) and end < start:
            yield finding(PROJECTS, "dates-out-of-order/project", row)
        elif None not in (start, end) and end.year - start.year > _MOST_YEARS:
            yield finding(PROJECTS, "implausible/dates", row)
        if eu is not None and eu > row["budget_mdkk"]:
            yield finding(PROJECTS, "part-beyond-whole/eu", row, eu=eu)
    for project in dict.fromkeys(row["project"] for row in rows):
        own = [row for row in rows if row["project"] == project]
        yield from _same_share(own)
        yield from _same_figures(own)


def _same_share(rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """The EU's share as printed is that of its kroner, wherever both stand."""
    for part in rows:
        for row in rows:
            stated, paid = row["eu_share_pct"], part["eu_mdkk"]
            exact = None if paid is None else 100 * paid / part["budget_mdkk"]
            if None not in (stated, exact) and abs(stated - exact) > _POINTS:
                money = {"eu_mdkk": paid, "budget_mdkk": part["budget_mdkk"], "exact": exact}
                places = {"place": at(row), "other_place": at(part)}
                yield finding(PROJECTS, "places-differ/share", row, **money, **places)


def _same_figures(rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """A figure is the same wherever it stands."""
    for column in _SAME:
        given = [row for row in rows if row[column] is not None]
        if len({row[column] for row in given}) > 1:
            told = [Message("{value} ({place})", value=row[column], place=at(row)) for row in given]
            case = "asked" if any(row["is_application"] for row in given) else "parts"
            yield finding(PROJECTS, f"places-differ/{case}", given[-1], column=column, told=told)


def check_fora(frames: Mapping[str, pd.DataFrame], year: int) -> Iterator[Finding]:
    """Fora are worked on in the years right after the contract year."""
    for row in rows_of(frames[FORA]):
        if not year <= row["year"] <= year + _AHEAD:
            yield finding(FORA, "half-year-far", row, contract_year=year)
