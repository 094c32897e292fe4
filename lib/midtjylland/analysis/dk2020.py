"""When the status of DK2020 was written, what it counts, and what public records leave open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from midtjylland.core.findings import MidtjyllandError

# Mean month of the Gregorian calendar: 400 years have 146,097 days.
DAYS_PER_MONTH = 146_097 / 4_800
# First and last day on which a status can have been written, by what its text says. That of 2021
# gives numbers "pr. september 2022", is "tre måneder inden projektets afslutning" of a project that
# ends on 31 December 2022, and has a meeting on 16 November still to come.
DATED_BY_TEXT = {("KKR Midtjylland", 2021): ("2022-09-30", "2022-11-15")}
Event = Literal["council_adoption", "c40_approval"]
Conflict = Literal["recorded", "conflicting", "either"]
_KEYS = ["municipality_code", "municipality", "round"]


class Window(NamedTuple):
    """First and last day on which something can have been."""

    first: pd.Timestamp
    last: pd.Timestamp


def as_of_window(first: date | str | None, last: date | str | None) -> Window | None:
    """Days between two dates, both included; None without any date."""
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise MidtjyllandError("give both as_of_from and as_of_to, or neither.")
    window = Window(*(pd.Timestamp(str(day)).as_unit("s") for day in (first, last)))
    if window.first > window.last:
        raise MidtjyllandError(f"as_of_from ({first}) is after as_of_to ({last}); exchange them.")
    return window


def published_window(published: Iterable[str | None]) -> Window | None:
    """Days on which documents can have been published; None unless it is known of all.

    Sidecars give a day, a month such as `2022-11`, a year, or nothing.
    """
    days = pd.Series([*published], dtype="object")
    if days.empty or days.isna().any():
        return None
    periods = [pd.Period(day) for day in days]
    first = min(period.start_time for period in periods)
    last = max(period.end_time for period in periods)
    return Window(first.as_unit("s"), last.normalize().as_unit("s"))


def cohort_status(cohorts: pd.DataFrame) -> pd.DataFrame:
    """Plans `approved` (missing where not counted) and still `expected` of each cohort.

    The `deadline` is the last day of the plan year, missing for the pilots.
    """
    status = cohorts[["cohort", "municipalities", "status"]].reset_index(drop=True)
    given = cohorts["approved_so_far"].reset_index(drop=True)
    status["approved"] = given.mask(status["status"] == "approved", status["municipalities"])
    status["expected"] = status["municipalities"] - status["approved"].fillna(0)
    days = (status["cohort"] + "-12-31").where(status["cohort"].str.fullmatch("[0-9]{4}"))
    status["deadline"] = pd.to_datetime(days).astype("datetime64[s]")
    return status


def place_events(
    records: pd.DataFrame,
    event: Event,
    *,
    conflict: Conflict = "either",
    pilots_approved_by: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Days between which each municipality had the event, as far as anything says.

    A record of one event says nothing of the other, and a planned time nothing of what happened.
    `conflict` is the date that counts where two sources contradict each other; `either` is a range
    that holds both. By `pilots_approved_by` the papers call the pilots' plans approved by C40.
    `joined` is the first day of the month of a municipality's first round, before which its
    `earliest` day never is.
    """
    towns = records.drop_duplicates("municipality_code")[_KEYS]
    placed = towns.merge(_dated(records, event, conflict), on="municipality_code", how="left")
    earliest, latest = placed.pop("date_from"), placed.pop("date_to")
    months = placed["round"].str.split(" and ").str[0]
    joined = pd.to_datetime(months, format="%Y-%m", errors="coerce")
    if event == "c40_approval" and pilots_approved_by is not None:
        late = (placed["round"] == "pilot") & ~(latest <= pilots_approved_by)
        latest = latest.mask(late, pilots_approved_by)
    placed["joined"] = joined.astype("datetime64[s]")
    placed["earliest"], placed["latest"] = earliest.fillna(placed["joined"]), latest
    return placed


def _dated(records: pd.DataFrame, event: Event, conflict: Conflict) -> pd.DataFrame:
    """First and last day of the event for each code; a proposal gives a first day alone."""
    dated = records[(records["event"] == event) & (records["precision"] != "planned")].copy()
    other = dated["conflicting_date"]
    both = dated["date_from"].notna() & other.notna()
    for end, furthest in (("date_from", np.minimum), ("date_to", np.maximum)):
        value = other if conflict == "conflicting" else furthest(dated[end], other)
        dated[end] = dated[end].mask(both & (conflict != "recorded"), value)
    proposed = records[(records["event"] == "proposal") & (event == "council_adoption")]
    together = pd.concat([dated, proposed.assign(date_to=pd.NaT)])
    columns = ["municipality_code", "date_from", "date_to"]
    return together[columns].drop_duplicates("municipality_code")
