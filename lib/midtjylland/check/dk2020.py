"""Climate plans: the cohorts against the stated number of municipalities, and against time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from midtjylland.check.common import totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.message import finding
from midtjylland.core.schemas import rows_of
from midtjylland.declared.region import Region

TABLE = "dk2020_cohorts"


def check_dk2020(
    frames: Mapping[str, pd.DataFrame], region: Region, year: int
) -> Iterator[Finding]:
    """Everything that the cohorts of a contract year must satisfy."""
    cohorts = frames[TABLE]
    totals = totals_of(frames["stated_totals"], TABLE)
    if not cohorts.empty:
        yield from _against_total(cohorts, totals, len(region.municipalities))
    for row in rows_of(cohorts):
        if (row["approved_so_far"] or 0) > row["municipalities"]:
            yield finding(TABLE, "approved-beyond-cohort", row)
        if row["cohort"] == "pilot":
            planned = totals.get("pilot_municipalities_action_plan", row["municipalities"])
            if planned != row["municipalities"]:
                yield finding(TABLE, "places-differ/pilots", row, planned=planned)
        if not row["cohort"].isdecimal():
            continue
        # Status can't be proven by sums, but what lies years back is not expected any more.
        early = row["status"] == "expected" and int(row["cohort"]) < year
        late = row["status"] == "approved" and int(row["cohort"]) > year + 1
        if early or late:
            yield finding(TABLE, "status-against-time", row, year=year)


def _against_total(
    cohorts: pd.DataFrame, totals: Mapping[str, float], towns: int
) -> Iterator[Finding]:
    counted, stated = int(cohorts["municipalities"].sum()), totals.get("municipalities")
    if counted != (towns if stated is None else stated):
        case = "region" if stated is None else "stated"
        values = {"counted": counted, "stated": stated, "towns": towns}
        yield finding(TABLE, f"cohorts-against-total/{case}", **values)
    elif stated is None:
        yield finding(TABLE, "stated-total-missing/cohorts", counted=counted)
    elif stated != towns:
        yield finding(TABLE, "region-against-total", stated=stated, towns=towns)
