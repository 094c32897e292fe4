"""EU projects: dates in order, parts within their whole, the same in both parts of the papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from midtjylland.check.common import at, differing, error, finding, plain
from midtjylland.core.findings import Finding
from midtjylland.core.schemas import rows_of

TABLE = "climate_projects"
_COLUMNS = ("start_date", "end_date", "budget_mdkk", "eu_mdkk", "partners", "subprojects")


def check_projects(frames: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Everything that the rows of the projects must satisfy."""
    rows = rows_of(frames[TABLE])
    for row in rows:
        start, end, eu = row["start_date"], row["end_date"], row["eu_mdkk"]
        if None not in (start, end) and end < start:
            message = f"{row['project']} ends before it starts"
            yield error(TABLE, "dates-out-of-order", message, row)
        if eu is not None and eu > row["budget_mdkk"]:
            message = (
                f"{row['project']} gets {eu:g} MDKK from the EU, its budget is "
                f"{row['budget_mdkk']:g}"
            )
            yield error(TABLE, "part-beyond-whole", message, row)
    for project in dict.fromkeys(row["project"] for row in rows):
        own = [row for row in rows if row["project"] == project]
        for column, given in differing(own, _COLUMNS):
            said = " and ".join(f"{plain(row[column])} ({at(row)})" for row in given)
            asked = any(row.get("is_application") for row in given)
            note = "; one of them is what was applied for" if asked else ""
            message = f"{project}: the parts of the papers give {column} as {said}{note}"
            severity = "info" if asked else "warning"
            yield finding(TABLE, severity, "places-differ", message, given[-1])
