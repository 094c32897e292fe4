"""What public records say of each municipality: when its plan was adopted or approved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from midtjylland.analysis.common import check_alpha, exact_interval
from midtjylland.analysis.dk2020 import censoring
from midtjylland.analysis.dk2020.papers import DAYS_PER_MONTH, Window
from midtjylland.core.findings import MidtjyllandError

Event = Literal["council_adoption", "c40_approval"]
Conflict = Literal["recorded", "conflicting", "either"]

CONFIDENCES = ("high", "medium", "low")
_KEYS = ["municipality_code", "municipality", "round"]
_DAY = pd.Timedelta(days=1)


def place_events(
    records: pd.DataFrame,
    event: Event,
    *,
    conflict: Conflict = "either",
    confidences: tuple[str, ...] = CONFIDENCES,
    plans_hold: bool = False,
    pilots_approved_by: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Days between which each municipality had the event, as far as anything says.

    Parameters
    ----------
    records
        From `midtjylland.records.load_dk2020_records`.
    event
        `council_adoption` or `c40_approval`; one says nothing of the other here.
    conflict
        Which date counts where two sources contradict each other: the one `recorded`, the
        `conflicting` one, or `either` (a range that holds both).
    confidences
        Records to believe; a municipality without another counts as unknown.
    plans_hold
        Whether a planned time counts as what happened.
    pilots_approved_by
        Day by which the papers call the pilots' plans approved; used for `c40_approval`, the
        approval that the papers' project is about. An inference.

    Returns
    -------
    pandas.DataFrame
        A row for each municipality: code, name, `round`, `joined` (first day of the month whose
        press release names it, the first of several; none for pilots), `earliest` and `latest`
        (missing where nothing limits it; `earliest` is at least `joined`, since nobody can finish
        before joining), `known`: `day`, `range`, `no later than`, `not before`, `unknown`.

    Raises
    ------
    MidtjyllandError
        The event or the way with conflicts is unknown.
    """
    _check(event, Event, "event")
    _check(conflict, Conflict, "way with conflicts")
    believed = records[records["confidence"].isin(confidences)]
    dated = _dated(believed, event, conflict, plans_hold)
    towns = records.drop_duplicates("municipality_code")[_KEYS]
    placed = towns.merge(dated, on="municipality_code", how="left")
    earliest, latest = placed.pop("date_from"), placed.pop("date_to")
    placed["joined"] = _joined(placed["round"])
    if event == "c40_approval" and pilots_approved_by is not None:
        late = (placed["round"] == "pilot") & ~(latest <= pilots_approved_by)
        latest = latest.mask(late, pilots_approved_by)
    placed["earliest"], placed["latest"] = earliest.fillna(placed["joined"]), latest
    kinds = [
        (latest.isna() & earliest.isna(), "unknown"),
        (latest.isna(), "not before"),
        (earliest.isna(), "no later than"),
        (earliest == latest, "day"),
    ]
    placed["known"] = np.select(*map(list, zip(*kinds, strict=True)), default="range")
    return placed


def status_at(placed: pd.DataFrame, moment: Window) -> pd.Series:
    """Whether each municipality of `place_events` had the event: `yes`, `no`, `not known`.

    Where the moment itself is only known to lie in a window, the verdict holds for all its days.
    """
    done, not_yet = placed["latest"] <= moment.first, placed["earliest"] > moment.last
    return pd.Series(np.select([done, not_yet], ["yes", "no"], "not known"), placed.index)


def recorded_by(placed: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Municipalities that surely, and that possibly, had the event by each day.

    Returns
    -------
    pandas.DataFrame
        `date`, `at_least`, `at_most`. Nothing is assumed where the records are silent.
    """
    by = days.to_numpy()[:, None]
    surely = placed["latest"].to_numpy() <= by
    possibly = ~(placed["earliest"].to_numpy() > by)
    return pd.DataFrame(
        {"date": days, "at_least": surely.sum(axis=1), "at_most": possibly.sum(axis=1)}
    )


def durations(placed: pd.DataFrame, seen_on: pd.Timestamp | None = None) -> pd.DataFrame:
    """Months from joining to the event, as limits, where the time of joining is known.

    Parameters
    ----------
    placed
        From `place_events`.
    seen_on
        Day after which nothing counts as known: who had not surely had the event by then counts as
        not yet there, also where a record is missing. Without it all records count, and nothing is
        assumed where they are silent.

    Returns
    -------
    pandas.DataFrame
        Code, name, `round`, `known`, `low_months`, `high_months`: after the one, not after the
        other, equal where the day is known, infinite where nothing limits it. A month has 30.44
        days; the day of joining is not known, so that all count from the first of its month and
        are up to a month too long.
    """
    rows = placed.dropna(subset="joined").reset_index(drop=True)
    latest, earliest = rows["latest"], rows["earliest"]
    # A range includes its first day, an open limit does not.
    includes = (rows["known"] == "range") & (earliest > rows["joined"])
    low = earliest.mask(includes, earliest - _DAY)
    if seen_on is not None:
        is_open = ~(latest <= seen_on)
        latest = latest.mask(is_open)
        low = low.mask(is_open, rows["joined"].clip(lower=seen_on))
    result = rows[[*_KEYS, "known"]].copy()
    result["low_months"] = (low - rows["joined"]).dt.days / DAYS_PER_MONTH
    months = (latest - rows["joined"]).dt.days / DAYS_PER_MONTH
    result["high_months"] = months.fillna(np.inf)
    return result


def share_by_month(months: pd.DataFrame, grid: Sequence[float]) -> pd.DataFrame:
    """Share of the municipalities of `durations` that surely, and possibly, had the event.

    Returns
    -------
    pandas.DataFrame
        `months` (the grid), `low_pct`, `high_pct`: see `censoring.share_bounds`.
    """
    ends = [
        censoring.share_bounds(months["low_months"], months["high_months"], time) for time in grid
    ]
    low, high = (100 * np.array(counts) / len(months) for counts in zip(*ends, strict=True))
    return pd.DataFrame({"months": grid, "low_pct": low, "high_pct": high})


def cautious_shares(placed: pd.DataFrame, seen_on: pd.Timestamp, alpha: float) -> pd.DataFrame:
    """Curve of `censoring.kaplan_meier` that a reader with these records has on a day.

    Every event counts on its latest day, and whoever has none by then as not yet there: all times
    are exact or right-censored.
    """
    months = durations(placed, seen_on)
    is_event = np.isfinite(months["high_months"])
    times = months["high_months"].where(is_event, months["low_months"])
    return censoring.kaplan_meier(times, is_event, alpha)


def scenarios(
    records: pd.DataFrame, event: Event, months: float, as_of: Window | None
) -> pd.DataFrame:
    """Estimate the time to the event under different readings of conflicts, plans and silence.

    Parameters
    ----------
    records
        From `midtjylland.records.load_dk2020_records`.
    event
        `council_adoption` or `c40_approval`.
    months
        Time for which the share of municipalities is wanted.
    as_of
        Day from which to look back, silence read as "not yet"; None leaves that reading out.

    Returns
    -------
    pandas.DataFrame
        `reading`, `municipalities`, `limited` (those with a latest day), `median_low_months`,
        `median_high_months`, `share_low_pct`, `share_high_pct` by `months`, all from
        `censoring.turnbull`.
    """
    readings: dict[str, dict[str, Any]] = {
        "as recorded": {},
        "the other date where sources conflict": {"conflict": "conflicting"},
        "either date where sources conflict": {"conflict": "either"},
        "plans held": {"plans_hold": True},
        "only records of high confidence": {"confidences": ("high",)},
    }
    rows = {
        name: _estimate(
            durations(place_events(records, event, **{"conflict": "recorded"} | how)), months
        )
        for name, how in readings.items()
    }
    if as_of is not None:
        placed = place_events(records, event, conflict="recorded")
        name = f"as seen in {as_of.text}: no date means not yet"
        rows[name] = _estimate(durations(placed, as_of.last), months)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("reading").reset_index()


def against_papers(
    records: pd.DataFrame, event: Event, status: pd.DataFrame, moment: Window
) -> pd.DataFrame:
    """Compare the plans that the papers count with the municipalities on record, pilots aside.

    Returns
    -------
    pandas.DataFrame
        For each way with conflicts: `conflict`, `surely`, `possibly` (municipalities with a date
        on record by the moment, on all or on some of its days), `stated` (approved by the papers).
    """
    stated = status.loc[status["status"] == "expected", "approved"].sum()
    rows = []
    for conflict in get_args(Conflict):
        placed = place_events(records, event, conflict=conflict)
        dated = placed[placed["joined"].notna() & placed["latest"].notna()]
        surely = (dated["latest"] <= moment.first).sum()
        possibly = (dated["earliest"] <= moment.last).sum()
        rows.append((conflict, int(surely), int(possibly), int(stated)))
    return pd.DataFrame(rows, columns=["conflict", "surely", "possibly", "stated"])


def widest_interval_pct(count: int, alpha: float) -> tuple[int, censoring.Bounds]:
    """Exact interval, in per cent, of the share that is hardest to pin down: half of `count`.

    Returns
    -------
    tuple
        The number that is half of `count`, rounded down, and the limits (Clopper and Pearson).
    """
    half = count // 2
    low, high = exact_interval(half, count, check_alpha(alpha))
    return half, censoring.Bounds(100 * float(low), 100 * float(high))


def _check(value: str, allowed: Any, what: str) -> None:
    if value not in get_args(allowed):
        known = " or ".join(repr(each) for each in get_args(allowed))
        raise MidtjyllandError(f"the {what} {value!r} is unknown; use {known}.")


def _dated(
    records: pd.DataFrame, event: Event, conflict: Conflict, plans_hold: bool
) -> pd.DataFrame:
    """First and last day of the event for each code; a proposal gives a first day alone."""
    is_plan = records["precision"] == "planned"
    dated = records[(records["event"] == event) & ~is_plan].copy()
    other = dated["conflicting_date"].fillna(dated["date_from"])
    if conflict != "recorded":
        both = dated["date_from"].notna() & dated["conflicting_date"].notna()
        ends = {"date_from": np.minimum, "date_to": np.maximum}
        for end, furthest in ends.items():
            value = other if conflict == "conflicting" else furthest(dated[end], other)
            dated[end] = dated[end].mask(both, value)
    found = [dated]
    if plans_hold:
        found.append(records[is_plan & (records["event"].isna() | (records["event"] == event))])
    if event == "council_adoption":
        found.append(records[records["event"] == "proposal"].assign(date_to=pd.NaT))
    columns = ["municipality_code", "date_from", "date_to"]
    together = pd.concat([frame[columns] for frame in found])
    return together.drop_duplicates("municipality_code")


def _joined(rounds: pd.Series) -> pd.Series:
    months = rounds.str.split(" and ").str[0]
    return pd.to_datetime(months, format="%Y-%m", errors="coerce").astype("datetime64[s]")


def _estimate(months: pd.DataFrame, by_months: float) -> dict[str, Any]:
    fit = censoring.turnbull(months["low_months"], months["high_months"])
    middle, share = censoring.median(fit), censoring.share_by(fit, by_months)
    return {
        "municipalities": len(months),
        "limited": int(np.isfinite(months["high_months"]).sum()),
        "median_low_months": middle.low,
        "median_high_months": middle.high,
        "share_low_pct": 100 * share.low,
        "share_high_pct": 100 * share.high,
    }
