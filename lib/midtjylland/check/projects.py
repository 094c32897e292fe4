"""EU projects: dates in order, parts within their whole, the same in both parts of the papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from midtjylland.check.common import at, differing, error, finding
from midtjylland.core.findings import Finding
from midtjylland.core.message import Message
from midtjylland.core.schemas import rows_of

TABLE = "climate_projects"
# No EU project ran longer; shares of two parts of the papers may differ by their rounding.
_MOST_YEARS, _POINTS = 15, 2.5
_COLUMNS = ("start_date", "end_date", "budget_mdkk", "eu_mdkk", "partners", "subprojects")


def check_projects(frames: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Everything that the rows of the projects must satisfy."""
    rows = rows_of(frames[TABLE])
    for row in rows:
        start, end, eu = row["start_date"], row["end_date"], row["eu_mdkk"]
        if None not in (start, end) and end < start:
            message = Message("{project:label} ends before it starts", project=row["project"])
            yield error(TABLE, "dates-out-of-order", message, row)
        elif None not in (start, end) and end.year - start.year > _MOST_YEARS:
            message = f"{row['project']} would run from {start} to {end}"
            yield finding(TABLE, "warning", "implausible", message, row)
        if eu is not None and eu > row["budget_mdkk"]:
            message = Message(
                "{project:label} gets {eu} million DKK from the EU, its budget is {budget_mdkk}",
                project=row["project"],
                eu=eu,
                budget_mdkk=row["budget_mdkk"],
            )
            yield error(TABLE, "part-beyond-whole", message, row)
    for project in dict.fromkeys(row["project"] for row in rows):
        own = [row for row in rows if row["project"] == project]
        yield from _same_share(project, own)
        for column, given in differing(own, _COLUMNS):
            told = [Message("{value} ({place})", value=row[column], place=at(row)) for row in given]
            asked = any(row.get("is_application") for row in given)
            values = {"project": project, "column": column, "told": told}
            message = (
                Message(
                    "{project:label}: the parts of the papers give {column:label} as {told}; one "
                    "of "
                    "them is what was applied for",
                    **values,
                )
                if asked
                else Message(
                    "{project:label}: the parts of the papers give {column:label} as {told}",
                    **values,
                )
            )
            severity = "info" if asked else "warning"
            yield finding(TABLE, severity, "places-differ", message, given[-1])


def _same_share(project: str, rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """The EU's share as printed is that of its kroner, wherever both stand."""
    for part in rows:
        for row in rows:
            stated, eu = row["eu_share_pct"], part["eu_mdkk"]
            if None in (stated, eu) or abs(stated - 100 * eu / part["budget_mdkk"]) <= _POINTS:
                continue
            message = (
                f"{project}: the EU pays {stated:g} % ({at(row)}), its {eu:g} of "
                f"{part['budget_mdkk']:g} MDKK are {100 * eu / part['budget_mdkk']:.1f} % "
                f"({at(part)})"
            )
            yield finding(TABLE, "warning", "places-differ", message, row)
