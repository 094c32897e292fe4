"""Climate plans: the cohorts against the stated number of municipalities, and against time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from midtjylland.check.common import error, finding, totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.message import Message
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
        yield from _once(cohorts)
        yield from _approved(cohorts)
        yield from _against_time(cohorts, year)
        yield from _pilots(cohorts, totals)


def _against_total(
    cohorts: pd.DataFrame, totals: Mapping[str, float], towns: int
) -> Iterator[Finding]:
    counted, stated = int(cohorts["municipalities"].sum()), totals.get("municipalities")
    if counted != (towns if stated is None else stated):
        message = (
            Message(
                "the cohorts add to {counted} municipalities, none is stated, and the region has "
                "{towns}",
                counted=counted,
                towns=towns,
            )
            if stated is None
            else Message(
                "the cohorts add to {counted} municipalities, {stated} are stated",
                counted=counted,
                stated=stated,
            )
        )
        yield error(TABLE, "cohorts-against-total", message)
    elif stated is None:
        message = Message(
            "no total is stated; the cohorts add to {counted}, the region's municipalities",
            counted=counted,
        )
        yield finding(TABLE, "warning", "stated-total-missing", message)
    elif stated != towns:
        message = Message(
            "{stated} municipalities take part, the region has {towns}", stated=stated, towns=towns
        )
        yield finding(TABLE, "warning", "region-against-total", message)


def _once(cohorts: pd.DataFrame) -> Iterator[Finding]:
    for row in rows_of(cohorts[cohorts.duplicated("cohort")]):
        message = Message("the cohort {cohort:label} stands twice", cohort=row["cohort"])
        yield error(TABLE, "key-twice", message, row)


def _approved(cohorts: pd.DataFrame) -> Iterator[Finding]:
    for row in rows_of(cohorts[cohorts["approved_so_far"] > cohorts["municipalities"]]):
        message = Message(
            "{approved_so_far} plans of the cohort {cohort:label} are approved, it has "
            "{municipalities} municipalities",
            approved_so_far=row["approved_so_far"],
            cohort=row["cohort"],
            municipalities=row["municipalities"],
        )
        yield error(TABLE, "approved-beyond-cohort", message, row)


def _against_time(cohorts: pd.DataFrame, year: int) -> Iterator[Finding]:
    """Status can't be proven by sums, but what lies years back is not expected any more."""
    for row in rows_of(cohorts[cohorts["cohort"] != "pilot"]):
        early = row["status"] == "expected" and int(row["cohort"]) < year
        late = row["status"] == "approved" and int(row["cohort"]) > year + 1
        if early or late:
            message = Message(
                "plans of {cohort} are {status:label} in papers on {year}",
                cohort=row["cohort"],
                status=row["status"],
                year=year,
            )
            yield finding(TABLE, "warning", "status-against-time", message, row)


def _pilots(cohorts: pd.DataFrame, totals: Mapping[str, float]) -> Iterator[Finding]:
    planned = totals.get("pilot_municipalities_action_plan")
    for row in rows_of(cohorts[cohorts["cohort"] == "pilot"]):
        if planned is not None and planned != row["municipalities"]:
            message = Message(
                "the status gives {municipalities} pilot municipalities, the action plan {planned}",
                municipalities=row["municipalities"],
                planned=planned,
            )
            yield finding(TABLE, "warning", "places-differ", message, row)
