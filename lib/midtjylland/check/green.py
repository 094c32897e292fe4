"""Green guidance and grants: parts of their wholes, plausible means, and the contract year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from midtjylland.check.common import error, finding, totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.message import Message
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
            message = Message(
                "{grants} grants of {total_mdkk} million DKK in {year} are {mean} million DKK each",
                grants=row["grants"],
                total_mdkk=row["total_mdkk"],
                year=row["year"],
                mean=mean,
            )
            yield finding(GRANTS, severity, "implausible", message, row)
    for table in (GUIDANCE, GRANTS):
        yield from _contract_year(table, frames[table], year)
        other = frames[GRANTS if table == GUIDANCE else GUIDANCE]
        lacking = sorted({*other["year"]} - {*frames[table]["year"]})
        if len(frames[table]) and lacking:
            message = f"there is no row of {lacking[0]}, of which the other green table has one"
            yield finding(table, "warning", "year-missing", message)


def _guidance(guidance: pd.DataFrame, total: float | None, year: int) -> Iterator[Finding]:
    for row in rows_of(guidance):
        part, whole = row["guided_firms"], row["of_guided_firms"]
        if whole is not None and part > whole:
            message = Message("{part} of {whole} firms is no part", part=part, whole=whole)
            yield error(GUIDANCE, "part-beyond-whole", message, row)
        exact = row["year"] == year and not row["is_approximate"]
        if exact and None not in (total, whole) and whole != total:
            message = Message(
                "of {whole} guided firms in {year}, the result contract states {total}",
                whole=whole,
                year=year,
                total=total,
            )
            yield finding(GUIDANCE, "warning", "places-differ", message, row)


def _contract_year(table: str, frame: pd.DataFrame, year: int) -> Iterator[Finding]:
    final = frame[(frame["year"] == year) & ~frame["is_provisional"].astype(bool)]
    if len(frame) and final.empty:
        message = Message(
            "there is no row of {year}, the contract year, that is not provisional", year=year
        )
        yield finding(table, "warning", "contract-year-missing", message)
    for row in rows_of(frame):
        if row["year"] > year and not row["is_provisional"]:
            message = f"{row['year']} was not over, and the row does not say that it is provisional"
            yield finding(table, "warning", "later-year-final", message, row)
