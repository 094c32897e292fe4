"""Rules, green guidance, grants and projects: plausible, and the same in every place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from midtjylland.checks.common import at, check_places, error, finding, totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.schemas import rows_of

ECSMV, GREEN, GRANTS, PROJECTS = (
    "ecsmv_rules",
    "green_guidance",
    "green_grants",
    "climate_projects",
)
# A mean grant or a cap beyond these is rather a figure read from the wrong place.
_MEAN_GRANT_MDKK = (0.005, 5.0)
_CAP_DKK = (1_000, 5_000_000)


def check_ecsmv(rules: pd.DataFrame, stated: pd.DataFrame) -> Iterator[Finding]:
    """Rules of the subsidy (check ids `places-differ`, `implausible`)."""
    figures = ["advice_grant_cap_dkk", "investment_grant_rate_pct", "investment_grant_cap_dkk"]
    yield from check_places(ECSMV, rules, None, figures)
    for row in rows_of(rules):
        for column in ("advice_grant_cap_dkk", "investment_grant_cap_dkk"):
            yield from _implausible(ECSMV, row, column, _CAP_DKK)
        yield from _implausible(ECSMV, row, "investment_grant_rate_pct", (1, 99))
    totals = totals_of(stated, ECSMV)
    asked, got = totals.get("firms_in_dialogue"), totals.get("firms_with_business_model")
    if asked is not None and got is not None and got > asked:
        message = f"{got:.0f} firms have a business model, {asked:.0f} were in dialogue"
        yield error(ECSMV, "implausible", message)


def check_green(guidance: pd.DataFrame, stated: pd.DataFrame, year: int) -> Iterator[Finding]:
    """Firms guided on green transition (check ids `part-beyond-whole`, `places-differ`)."""
    total = totals_of(stated, "guidance_by_municipality").get("guided_firms_all")
    for row in rows_of(guidance):
        if row["guided_firms"] > row["of_guided_firms"]:
            message = (
                f"{at(row)}: {row['guided_firms']} of {row['of_guided_firms']} firms is no part"
            )
            yield error(GREEN, "part-beyond-whole", message, row)
        own = row["year"] == year and not row["is_approximate"] and total is not None
        if own and row["of_guided_firms"] != total:
            message = (
                f"{at(row)}: of {row['of_guided_firms']} guided firms in {year}, the result "
                f"contract states {total:.0f}"
            )
            yield finding(GREEN, "warning", "places-differ", message, row)
    yield from _own_year(GREEN, guidance, year)


def check_grants(grants: pd.DataFrame, year: int) -> Iterator[Finding]:
    """Grants for green transition (check ids `implausible`, `contract-year-missing`)."""
    for row in rows_of(grants):
        mean = {**row, "mean_grant_mdkk": row["total_mdkk"] / max(row["grants"], 1)}
        yield from _implausible(GRANTS, mean, "mean_grant_mdkk", _MEAN_GRANT_MDKK)
    yield from _own_year(GRANTS, grants, year)


def check_projects(projects: pd.DataFrame) -> Iterator[Finding]:
    """Projects (check ids `dates-out-of-order`, `part-beyond-whole`, `places-differ`)."""
    for row in rows_of(projects):
        start, end, eu_mdkk = row["start_date"], row["end_date"], row["eu_mdkk"]
        if None not in (start, end) and end < start:
            message = f"{at(row)}: {row['project']} ends before it starts"
            yield error(PROJECTS, "dates-out-of-order", message, row)
        if eu_mdkk is not None and eu_mdkk > row["budget_mdkk"]:
            message = (
                f"{at(row)}: {row['project']} gets {eu_mdkk:g} MDKK from the EU, its budget "
                f"is {row['budget_mdkk']:g}"
            )
            yield error(PROJECTS, "part-beyond-whole", message, row)
    columns = ["start_date", "end_date", "budget_mdkk", "eu_mdkk", "partners", "subprojects"]
    yield from check_places(PROJECTS, projects, "project", columns)


def check_complete(rules: pd.DataFrame, projects: pd.DataFrame) -> Iterator[Finding]:
    """Each part of the papers that is at hand gives all it should (check id `place-incomplete`).

    Parameters
    ----------
    rules, projects
        `ecsmv_rules` and `climate_projects`.
    """
    at_hand = {*rules["place"], *projects["place"]}
    if len(rules) and at_hand - {*rules["place"]}:
        missing = " and ".join(sorted(at_hand - {*rules["place"]}))
        message = f"the rules were not found in {missing}, though the papers have that part"
        yield finding(ECSMV, "warning", "place-incomplete", message)
    for project, rows in projects.groupby("project"):
        for place in sorted(at_hand - {*rows["place"]}):
            message = f"{project} was not found in {place}, though the papers have that part"
            yield finding(PROJECTS, "warning", "place-incomplete", message)


def _own_year(table: str, frame: pd.DataFrame, year: int) -> Iterator[Finding]:
    own = frame[(frame["year"] == year) & ~frame["is_provisional"]]
    if own.empty:
        message = f"there is no row of {year}, the contract year, that is not provisional"
        yield finding(table, "warning", "contract-year-missing", message)


def _implausible(
    table: str, row: dict[str, Any], column: str, limits: tuple[float, float]
) -> Iterator[Finding]:
    low, high = limits
    if not low <= row[column] <= high:
        message = (
            f"{at(row)}: {column} {row[column]:,.10g} is not between {low:,.10g} and {high:,.10g}"
        )
        yield finding(table, "warning", "implausible", message, row)
