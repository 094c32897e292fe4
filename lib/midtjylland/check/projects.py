"""EU projects: dates in order, parts within their whole, the same in both parts of the papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from midtjylland.check.common import at, finding
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
            yield finding(TABLE, "dates-out-of-order/project", row)
        elif None not in (start, end) and end.year - start.year > _MOST_YEARS:
            yield finding(TABLE, "implausible/dates", row)
        if eu is not None and eu > row["budget_mdkk"]:
            yield finding(TABLE, "part-beyond-whole/eu", row, eu=eu)
    for project in dict.fromkeys(row["project"] for row in rows):
        own = [row for row in rows if row["project"] == project]
        yield from _same_share(own)
        yield from _same_figures(own)


def _same_figures(rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """A figure is the same wherever it stands."""
    for column in _COLUMNS:
        given = [row for row in rows if row[column] is not None]
        if len({row[column] for row in given}) > 1:
            told = [Message("{value} ({place})", value=row[column], place=at(row)) for row in given]
            case = "asked" if any(row.get("is_application") for row in given) else "parts"
            yield finding(TABLE, f"places-differ/{case}", given[-1], column=column, told=told)


def _same_share(rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """The EU's share as printed is that of its kroner, wherever both stand."""
    for part in rows:
        for row in rows:
            stated, paid = row["eu_share_pct"], part["eu_mdkk"]
            exact = None if paid is None else 100 * paid / part["budget_mdkk"]
            if None not in (stated, exact) and abs(stated - exact) > _POINTS:
                money = {"eu_mdkk": paid, "budget_mdkk": part["budget_mdkk"], "exact": exact}
                places = {"place": at(row), "other_place": at(part)}
                yield finding(TABLE, "places-differ/share", row, **money, **places)
