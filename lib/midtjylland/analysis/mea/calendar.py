"""When MEA's modules were held: against a year in which every working day is equally likely.

A Poisson process with the same rate on every working day, given how many modules there were in
all, throws them over the working days like dice: that multinomial year is what every test here
compares with. Working days are Mondays to Fridays that are not public holidays in Denmark; 5 June
and 24 and 31 December are none by law and count as working days. A module counts on its first day.

`year_calendar` comes first; everything else takes its frame.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from midtjylland.analysis.common import exact_interval
from midtjylland.core.findings import MidtjyllandError

Scale = Literal["date", "week", "month", "weekday", "half"]
MONTHS = tuple(pd.date_range("2001-01-01", periods=12, freq="MS").month_name())
WEEKDAYS = tuple(pd.date_range("2001-01-01", periods=7).day_name())
HALVES = ("spring", "autumn")


def year_calendar(modules: pd.DataFrame, year: int) -> pd.DataFrame:
    """Every day of a year, with what it is and what was held on it.

    Parameters
    ----------
    modules
        `mea_modules` of the year.
    year
        Calendar year.

    Returns
    -------
    pandas.DataFrame
        A row a day: `date`, `week` (its Monday), `month`, `weekday`, `half` (`spring`: January to
        June, `autumn`: July to December) as ordered categories, `holiday` (Danish name, or
        empty), `is_working_day`, `started` (modules whose first day it is), `running` (modules
        held on it).

    Raises
    ------
    MidtjyllandError
        A module does not begin in the year, or ends before it begins.
    """
    _check_dates(modules, year)
    days = pd.date_range(f"{year}-01-01", f"{year}-12-31", name="date")
    names = _holidays(year)
    frame = pd.DataFrame(
        {
            "date": days,
            "week": days - pd.to_timedelta(days.day_of_week, unit="D"),
            "month": pd.Categorical.from_codes(days.month - 1, MONTHS, ordered=True),
            "weekday": pd.Categorical.from_codes(days.day_of_week, WEEKDAYS, ordered=True),
            "half": pd.Categorical.from_codes(days.month // 7, HALVES, ordered=True),
            "holiday": [names.get(day.date(), "") for day in days],
        }
    )
    frame["is_working_day"] = (days.day_of_week < 5) & (frame["holiday"] == "")
    frame["started"] = days.map(modules["start_date"].value_counts()).fillna(0).astype("int64")
    ends = modules["end_date"].to_numpy()
    held = (modules["start_date"].to_numpy() <= days.to_numpy()[:, None]) & (
        ends >= days.to_numpy()[:, None]
    )
    frame["running"] = held.sum(axis=1)
    return frame


def _check_dates(modules: pd.DataFrame, year: int) -> None:
    wrong = (modules["start_date"].dt.year != year) | (modules["end_date"] < modules["start_date"])
    if wrong.any():
        module = modules[wrong].iloc[0]
        raise MidtjyllandError(
            f"module {module['module_no']} runs from {module['start_date']:%Y-%m-%d} to "
            f"{module['end_date']:%Y-%m-%d}, which can't be in {year}; mend the table first."
        )


def _holidays(year: int) -> dict[date, str]:
    import holidays

    return dict(holidays.country_holidays("DK", years=year, language="da"))


def off_days(calendar: pd.DataFrame) -> int:
    """Modules that began on a day that is no working day; the tests leave them out."""
    return int(calendar.loc[~calendar["is_working_day"], "started"].sum())


def compare_counts(calendar: pd.DataFrame, by: Scale, alpha: float = 0.05) -> pd.DataFrame:
    """Compare the modules of each month, weekday or half-year with what its working days expect.

    Parameters
    ----------
    calendar
        From `year_calendar`; leave rows out to compare within the rest.
    by
        Column that groups the days.
    alpha
        Level of significance of ranges and intervals.

    Returns
    -------
    pandas.DataFrame
        A row a group: the group, `working_days`, `modules`, `expected_modules`; `chance_low` and
        `chance_high`, the central range of the binomial count; `ratio` of modules to expected
        ones with `ratio_low` and `ratio_high` (Clopper and Pearson, Biometrika 26, 1934, for the
        share of the group); `p_value` (exact two-sided binomial test of that share) and `q_value`
        (after Benjamini and Hochberg, J. R. Stat. Soc. B 57, 1995).

    Raises
    ------
    MidtjyllandError
        No module began on a working day.
    """
    table = _cells(calendar, [by])
    total, days = int(table["modules"].sum()), table["working_days"].sum()
    share = (table["working_days"] / days).to_numpy()
    tests = [
        stats.binomtest(int(k), total, p) for k, p in zip(table["modules"], share, strict=True)
    ]
    ends = np.array(exact_interval(table["modules"], total, alpha))
    table["expected_modules"] = total * share
    table["chance_low"] = stats.binom.ppf(alpha / 2, total, share).astype("int64")
    table["chance_high"] = stats.binom.isf(alpha / 2, total, share).astype("int64")
    table["ratio"] = table["modules"] / table["expected_modules"]
    table["ratio_low"], table["ratio_high"] = ends / share
    table["p_value"] = [test.pvalue for test in tests]
    table["q_value"] = stats.false_discovery_control(table["p_value"])
    return table.reset_index()


def _cells(calendar: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Working days and modules begun on them, by group."""
    working = calendar[calendar["is_working_day"]]
    if not working["started"].any():
        raise MidtjyllandError("no module began on a working day; there is no pace to work out.")
    groups = working.groupby([working[name] for name in by], observed=True)
    return groups.agg(working_days=("is_working_day", "sum"), modules=("started", "sum"))


class Dispersion(NamedTuple):
    """Result of `dispersion`."""

    scale: str
    within: str | None
    cells: int
    chi2: float
    degrees_of_freedom: int
    index: float
    p_value: float


def dispersion(
    calendar: pd.DataFrame, by: Scale, *, within: Scale | None = None, draws: int, seed: int
) -> Dispersion:
    """Test whether modules cluster on some days, weeks or months more than chance would have it.

    Parameters
    ----------
    calendar
        From `year_calendar`.
    by
        Column that groups the days into cells.
    within
        Column whose totals are taken as given: `within="month"` asks whether modules cluster
        beyond the season. Without it only the year's total is given.
    draws
        Simulated years.
    seed
        Of the simulated years.

    Returns
    -------
    Dispersion
        `chi2` against the expected counts and its `degrees_of_freedom`; `index`, their quotient:
        1 is what chance gives, above 1 is clustered, below 1 is more even than chance; and the
        one-sided Monte Carlo `p_value` of a `chi2` as large. Counts are too small for the
        chi-square distribution.

    Raises
    ------
    MidtjyllandError
        No module began on a working day.

    Notes
    -----
    Index of dispersion: Fisher, Thornton and Mackenzie, Ann. Appl. Biol. 9, 1922. The p value
    counts the observed year among the simulated ones (Davison and Hinkley, Bootstrap Methods,
    1997, section 4.2), as R's `chisq.test(simulate.p.value = TRUE)` does.
    """
    cells = _cells(calendar, [within, by] if within else [by])
    strata = cells.groupby(level=0, observed=True) if within else [("", cells)]
    strata = [part for _, part in strata if part["modules"].any()]
    chances = [(part["working_days"] / part["working_days"].sum()).to_numpy() for part in strata]
    totals = [int(part["modules"].sum()) for part in strata]
    observed = np.concatenate([part["modules"] for part in strata])
    expected = np.concatenate([n * p for n, p in zip(totals, chances, strict=True)])
    rng = np.random.default_rng(seed)

    def simulate(size: tuple[int, ...]) -> np.ndarray:
        years = [rng.multinomial(n, p, size[0]) for n, p in zip(totals, chances, strict=True)]
        return np.hstack(years)

    def chi2(counts: np.ndarray, axis: int = -1) -> Any:
        # In place: the simulated years are ten thousand rows.
        parts = counts - expected
        parts *= parts
        parts /= expected
        return parts.sum(axis=axis)

    test = stats.monte_carlo_test(
        observed, simulate, chi2, vectorized=True, n_resamples=draws, alternative="greater"
    )
    freedom = len(observed) - len(strata)
    index = test.statistic / freedom if freedom else np.nan
    return Dispersion(
        by, within, len(observed), float(test.statistic), freedom, float(index), float(test.pvalue)
    )


def gaps(calendar: pd.DataFrame) -> pd.DataFrame:
    """Stretches of working days on which no module was held, longest first.

    Parameters
    ----------
    calendar
        From `year_calendar`.

    Returns
    -------
    pandas.DataFrame
        `last_module`, `next_module` (dates on both sides; missing where the year begins or
        ends), `free_from`, `free_to` (first and last working day without), `working_days`.
    """
    days = calendar[calendar["is_working_day"] | (calendar["running"] > 0)]
    busy = days["running"] > 0
    held = days.loc[busy, "date"].reset_index(drop=True)
    after = busy.cumsum()[~busy]
    free = days.loc[~busy].groupby(after)["date"]
    table = free.agg(free_from="first", free_to="last", working_days="size")
    table.insert(0, "last_module", held.reindex(table.index - 1).array)
    table.insert(1, "next_module", held.reindex(table.index).array)
    return table.sort_values("working_days", ascending=False, kind="stable", ignore_index=True)


def longest_gap_p_value(calendar: pd.DataFrame, draws: int, seed: int) -> float:
    """Share of simulated years whose longest gap is at least as long as the year's own.

    Parameters
    ----------
    calendar
        From `year_calendar`.
    draws, seed
        As in `dispersion`.

    Returns
    -------
    float
        Monte Carlo p value. Gaps are working days between first days, ends of the year included.
    """
    working = calendar.loc[calendar["is_working_day"], "started"].to_numpy()
    starts = np.repeat(np.arange(len(working)), working)
    rng = np.random.default_rng(seed)

    def longest(days: np.ndarray, axis: int = -1) -> Any:
        ordered = np.sort(days, axis=axis)
        return np.diff(ordered, axis=axis, prepend=-1, append=len(working)).max(axis=axis) - 1

    def simulate(size: tuple[int, ...]) -> np.ndarray:
        return rng.integers(0, len(working), size)

    test = stats.monte_carlo_test(
        starts, simulate, longest, vectorized=True, n_resamples=draws, alternative="greater"
    )
    return float(test.pvalue)


def pace(calendar: pd.DataFrame) -> pd.DataFrame:
    """Modules held so far on every day, and as many as an even pace would have given.

    Returns
    -------
    pandas.DataFrame
        `date`, `modules` (begun by the end of the day), `even_pace` (the year's total spread
        evenly over its working days).
    """
    begun, working = calendar["started"].cumsum(), calendar["is_working_day"].cumsum()
    even = begun.iloc[-1] * working / working.iloc[-1]
    return pd.DataFrame({"date": calendar["date"], "modules": begun, "even_pace": even})


def date_of(pace: pd.DataFrame, share_pct: float) -> pd.Timestamp:
    """First day by whose end this share of the year's modules had begun; of a `pace` frame."""
    reached = pace["modules"] >= share_pct / 100 * pace["modules"].iloc[-1]
    return pace.loc[reached.idxmax(), "date"]
