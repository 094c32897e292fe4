"""What the papers count: plans approved and expected by cohort, and the pace that takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from midtjylland.analysis.common import check_alpha, year_pairs
from midtjylland.core.findings import MidtjyllandError

# Mean month of the Gregorian calendar: 400 years have 146,097 days.
DAYS_PER_MONTH = 146_097 / 4_800
ALL = "all"


class Window(NamedTuple):
    """Days between which a moment lies that is not known better, both included."""

    first: pd.Timestamp
    last: pd.Timestamp

    @property
    def text(self) -> str:
        """The window as one writes it: a day, a month, or from day to day."""
        if self.first == self.last:
            return day_text(self.first)
        month = self.first.to_period("M")
        if (self.first, self.last) == (month.start_time, month.end_time.normalize()):
            return f"{self.first.month_name()} {self.first.year}"
        return f"{day_text(self.first)} to {day_text(self.last)}"


class ActionPlan(NamedTuple):
    """Municipalities that the action plan names as pilots and as joined after them."""

    pilots: int
    joined: int

    @property
    def municipalities(self) -> int:
        """All that had joined."""
        return self.pilots + self.joined


class PaceSoFar(NamedTuple):
    """Approvals of the plan year that the papers fall into, per month since that year began."""

    year: int
    approved: int
    days_low: int
    days_high: int
    per_month_low: float
    per_month_high: float
    ci_low: float
    ci_high: float


def day_text(day: pd.Timestamp) -> str:
    """A day as one writes it: 31 December 2022."""
    return f"{day.day} {day.month_name()} {day.year}"


def papers_window(published: Iterable[object]) -> Window | None:
    """Days between which the papers were published, from their sidecars.

    Parameters
    ----------
    published
        `published` of each document (`midtjylland.sources`): a date, a month such as `2022-11`, a
        year, or another text.

    Returns
    -------
    Window or None
        From the first day to the last on which one of them can have been published; None when
        that is not known of all.
    """
    periods = [_period(value) for value in published]
    if not periods or None in periods:
        return None
    first = min(period.start_time for period in periods)
    last = max(period.end_time for period in periods)
    return Window(first.as_unit("s"), last.normalize().as_unit("s"))


def as_of_window(as_of: date | str | None, papers: Window | None) -> Window | None:
    """Day on which to judge: the one that is asked for, else the date of the papers."""
    if as_of is None:
        return papers
    try:
        day = pd.Timestamp(date.fromisoformat(str(as_of))).as_unit("s")
    except ValueError:
        raise MidtjyllandError(f"{as_of!r} is no date; write as_of as YYYY-MM-DD.") from None
    return Window(day, day)


def cohort_status(cohorts: pd.DataFrame) -> pd.DataFrame:
    """Plans approved and outstanding in each cohort.

    Parameters
    ----------
    cohorts
        `dk2020_cohorts` of one year.

    Returns
    -------
    pandas.DataFrame
        `cohort`, `municipalities`, `status`, `approved` (all of an approved cohort; otherwise as
        the papers give it, missing where they don't), `expected` (municipalities that the papers
        do not count as approved), `deadline` (31 December of the plan year; none for the pilots).

    Raises
    ------
    MidtjyllandError
        There are no cohorts, or one has more plans approved than municipalities.
    """
    if cohorts.empty:
        raise MidtjyllandError("dk2020_cohorts has no rows; build it again from its source.")
    status = cohorts[["cohort", "municipalities", "status"]].reset_index(drop=True)
    given = cohorts["approved_so_far"].reset_index(drop=True)
    status["approved"] = given.mask(status["status"] == "approved", status["municipalities"])
    status["expected"] = status["municipalities"] - status["approved"].fillna(0)
    if (status["expected"] < 0).any():
        cohort = status.loc[status["expected"] < 0, "cohort"].iloc[0]
        raise MidtjyllandError(
            f"dk2020_cohorts has more plans approved than municipalities in cohort {cohort}; "
            "compare it with its source."
        )
    years = pd.to_numeric(status["cohort"], errors="coerce")
    days = [f"{year:.0f}-12-31" if year == year else None for year in years]
    status["deadline"] = pd.to_datetime(pd.Series(days, status.index)).astype("datetime64[s]")
    return status


def action_plan(stated: pd.DataFrame) -> ActionPlan | None:
    """What the action plan of the climate strategy says of the municipalities that take part.

    Parameters
    ----------
    stated
        `stated_totals` of one year.

    Returns
    -------
    ActionPlan or None
        None when the papers hold no such figures.
    """
    rows = stated[stated["table"] == "dk2020_cohorts"].drop_duplicates("quantity")
    values = rows.set_index("quantity")["value"]
    names = [f"{group}_municipalities_action_plan" for group in ("pilot", "joined")]
    if not set(names) <= set(values.index):
        return None
    return ActionPlan(*(int(values[name]) for name in names))


def pilots_approved_by(
    status: pd.DataFrame, papers: Window | None, records: pd.DataFrame
) -> pd.Timestamp | None:
    """Last day by which the papers call every pilot's plan approved.

    None if they don't, if their date is not known, or if the records name another number of pilots:
    then it is not sure who is meant.
    """
    pilots = status[status["cohort"] == "pilot"]
    approved = not pilots.empty and (pilots["status"] == "approved").all()
    named = records.loc[records["round"] == "pilot", "municipality_code"].nunique()
    if not approved or papers is None or named != pilots["municipalities"].sum():
        return None
    return papers.last


def plan(status: pd.DataFrame) -> pd.DataFrame:
    """Plans that are due by the end of each plan year, added up, against those approved.

    Parameters
    ----------
    status
        From `cohort_status`.

    Returns
    -------
    pandas.DataFrame
        A row for each deadline in order of time: `deadline`, `due` (all municipalities of the
        cohorts up to it, the pilots included), `approved` (of these, as far as the papers give
        it), `needed` (the difference).
    """
    rows = []
    for deadline in sorted(status["deadline"].dropna().unique()):
        upto = status[status["deadline"].isna() | (status["deadline"] <= deadline)]
        due, approved = int(upto["municipalities"].sum()), int(upto["approved"].sum())
        rows.append((deadline, due, approved, due - approved))
    frame = pd.DataFrame(rows, columns=["deadline", "due", "approved", "needed"])
    return frame.astype({"deadline": "datetime64[s]"})


def pace_so_far(
    status: pd.DataFrame, papers: Window | None, alpha: float = 0.05
) -> PaceSoFar | None:
    """Approvals a month in the plan year that the papers fall into.

    Parameters
    ----------
    status
        From `cohort_status`.
    papers
        When the papers were published.
    alpha
        Level of significance of the interval, above 0 and below 0.5.

    Returns
    -------
    PaceSoFar or None
        Low and high are for the last and the first day the papers can be of. None when the date
        is not known, or the papers give no count for a cohort of that year.

    Notes
    -----
    All approvals of the cohort are taken to fall into its year, which the papers do not say. The
    interval is the exact one for a Poisson count (Garwood, Biometrika 28, 1936), over the two
    lengths of time.
    """
    check_alpha(alpha)
    if papers is None or papers.first.year != papers.last.year:
        return None
    row = status[status["cohort"] == str(papers.first.year)]
    if row.empty or row["approved"].isna().any():
        return None
    count, start = int(row["approved"].sum()), pd.Timestamp(papers.first.year, 1, 1)
    days = [(day - start).days + 1 for day in papers]
    low, high = (count / (each / DAYS_PER_MONTH) for each in reversed(days))
    least = stats.chi2.ppf(alpha / 2, 2 * count) / 2 if count else 0.0
    most = stats.chi2.isf(alpha / 2, 2 * count + 2) / 2
    interval = [least / (days[1] / DAYS_PER_MONTH), most / (days[0] / DAYS_PER_MONTH)]
    return PaceSoFar(papers.first.year, count, *days, low, high, *map(float, interval))


def pace_needed(status: pd.DataFrame, papers: Window | None, alpha: float = 0.05) -> pd.DataFrame:
    """Approvals a month that each deadline takes, and how likely they are at the pace so far.

    Parameters
    ----------
    status
        From `cohort_status`.
    papers
        When the papers were published.
    alpha
        Passed on to `pace_so_far`.

    Returns
    -------
    pandas.DataFrame
        `plan` with `days_left_low`, `days_left_high` (counted from the last and the first day the
        papers can be of), `needed_per_month_low`, `needed_per_month_high` (missing when no day is
        left), `same_pace_low_pct`, `same_pace_high_pct` (see the notes). Missing without a date.

    Notes
    -----
    If approvals come independently at one pace, the number that falls into the time left, given
    the number in both times together, is binomial with the share of the time left (Przyborowski
    and Wilenski, Biometrika 31, 1940). The percentage is the probability that at least the needed
    number of the needed and the approved ones together fall there: small when what is needed is
    out of line with the pace so far.
    """
    frame, so_far = plan(status), pace_so_far(status, papers, alpha)
    last, first = (papers.last, papers.first) if papers else (pd.NaT, pd.NaT)
    for end, day in (("low", last), ("high", first)):
        left = (frame["deadline"] - day).dt.days.clip(lower=0)
        frame[f"days_left_{end}"] = left.astype("Int64")
    for end, other in (("low", "high"), ("high", "low")):
        left = frame[f"days_left_{other}"].astype("float64").replace(0, np.nan)
        frame[f"needed_per_month_{end}"] = frame["needed"] / (left / DAYS_PER_MONTH)
    past = {"low": so_far.days_high, "high": so_far.days_low} if so_far else {}
    for end in ("low", "high"):
        left = frame[f"days_left_{end}"].astype("float64")
        share = left / (left + past[end]) if so_far else left * np.nan
        chance = stats.binom.sf(frame["needed"] - 1, frame["needed"] + (so_far or [0, 0])[1], share)
        frame[f"same_pace_{end}_pct"] = 100 * chance
    return frame


def compare_years(statuses: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Change of every cohort from each year's papers to the next's.

    Parameters
    ----------
    statuses
        Frames of `cohort_status` by year, at least two.

    Returns
    -------
    pandas.DataFrame
        `cohort` (`all` for all together), `year_from`, `year_to`, `municipalities_from`,
        `municipalities_to`, `approved_from`, `approved_to`, `approved_change`; missing where
        one of the papers gives no figure.

    Raises
    ------
    MidtjyllandError
        There are fewer than two years.
    """
    frames = []
    for before, after in year_pairs(statuses):
        both = _with_all(statuses[before]).merge(
            _with_all(statuses[after]),
            on="cohort",
            how="outer",
            suffixes=("_from", "_to"),
            sort=False,
        )
        both.insert(1, "year_from", before)
        both.insert(2, "year_to", after)
        both["approved_change"] = both["approved_to"] - both["approved_from"]
        frames.append(both.sort_values("cohort", key=_pilots_first, kind="stable"))
    names = ["municipalities", "approved"]
    columns = [
        "cohort",
        "year_from",
        "year_to",
        *(f"{n}_{e}" for n in names for e in ("from", "to")),
        "approved_change",
    ]
    return pd.concat(frames, ignore_index=True)[columns]


def _with_all(status: pd.DataFrame) -> pd.DataFrame:
    figures = status[["cohort", "municipalities", "approved"]]
    total = {"cohort": ALL, "municipalities": figures["municipalities"].sum()}
    total["approved"] = figures["approved"].sum()
    return pd.concat([figures, pd.DataFrame([total])], ignore_index=True).astype(figures.dtypes)


def _pilots_first(cohorts: pd.Series) -> pd.Series:
    return cohorts.replace({"pilot": "0", ALL: "z"})


def _period(value: object) -> pd.Period | None:
    # Only a year, month or day as ISO writes them: pandas would also read "22" or "now".
    text = str(value)
    if not re.fullmatch("[0-9]{4}(-[0-9]{2}){0,2}", text):
        return None
    try:
        return pd.Period(text)
    except ValueError:
        return None
