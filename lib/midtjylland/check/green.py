"""Green guidance and grants: parts of their wholes, plausible means, and the contract year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from midtjylland.check.common import finding, totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.schemas import rows_of

GUIDANCE, GRANTS = "green_guidance", "green_grants"
# A mean grant beyond the first limits is unlikely, beyond the second a unit was lost.
_LIKELY, _POSSIBLE = (0.02, 0.5), (0.005, 5.0)


def check_green(frames: Mapping[str, pd.DataFrame], year: int) -> Iterator[Finding]:
    """Everything that both tables of a contract year must satisfy."""
    total = totals_of(frames["stated_totals"], "guidance_by_municipality").get("guided_firms_all")
    yield from _guidance(frames[GUIDANCE], total, year)
    for row in rows_of(frames[GRANTS]):
        mean = row["total_mdkk"] / max(row["grants"], 1)
        if not _LIKELY[0] <= mean <= _LIKELY[1]:
            severity = "warning" if _POSSIBLE[0] <= mean <= _POSSIBLE[1] else "error"
            yield finding(GRANTS, "implausible/mean", row, severity=severity, mean=mean)
    for table in (GUIDANCE, GRANTS):
        yield from _contract_year(table, frames[table], year)
        other = frames[GRANTS if table == GUIDANCE else GUIDANCE]
        lacking = sorted({*other["year"]} - {*frames[table]["year"]})
        if len(frames[table]) and lacking:
            yield finding(table, "year-missing", year=int(lacking[0]))


def _guidance(guidance: pd.DataFrame, total: float | None, year: int) -> Iterator[Finding]:
    for row in rows_of(guidance):
        part, whole = row["guided_firms"], row["of_guided_firms"]
        if whole is not None and part > whole:
            yield finding(GUIDANCE, "part-beyond-whole/firms", row, part=part, whole=whole)
        exact = row["year"] == year and not row["is_approximate"]
        if exact and None not in (total, whole) and whole != total:
            yield finding(GUIDANCE, "places-differ/contract", row, whole=whole, total=total)


def _contract_year(table: str, frame: pd.DataFrame, year: int) -> Iterator[Finding]:
    final = frame[(frame["year"] == year) & ~frame["is_provisional"].astype(bool)]
    if len(frame) and final.empty:
        yield finding(table, "contract-year-missing", year=year)
    for row in rows_of(frame):
        if row["year"] > year and not row["is_provisional"]:
            yield finding(table, "later-year-final", row)
