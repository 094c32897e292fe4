"""How far the guidance of each municipality is from its population, and the verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

import numpy as np
import pandas as pd

from midtjylland.analysis.guidance.tolerance import SLACK, Reading, Tolerance
from midtjylland.core.findings import MidtjyllandError

Basis = Literal["printed", "exact"]
KEYS = ["municipality_code", "municipality"]


def rounding_pct(printed_share_pct: pd.Series) -> float:
    """Half a unit of the last decimal in which a column of shares is printed (0.05 for 26.4).

    A column of whole numbers counts as printed without decimals, although they may all be zeros:
    that errs on the side of `undetermined`.
    """
    for decimals in range(6):
        if (printed_share_pct - printed_share_pct.round(decimals)).abs().max() < SLACK:
            return 0.5 * 10.0**-decimals
    return 0.0


def fit_reference_dates(guidance: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Compare the printed population shares with those of every date with population figures.

    Parameters
    ----------
    guidance
        `guidance_by_municipality` of one year.
    population
        `municipality_code`, `reference_date`, `population`; other municipalities are ignored.

    Returns
    -------
    pandas.DataFrame
        A row for each date, best fit first: `reference_date`, `fitting` (municipalities whose
        share rounds to the printed one), `largest_gap_pct_point`, `not_fitting` (their names).
        A date at which a municipality has no figure fits none, and its gap is missing.
    """
    printed = guidance["population_share_pct"]
    rows = []
    for date in sorted(population["reference_date"].unique()):
        gap = (exact_shares(guidance, population, date) - printed).abs()
        fits = gap <= rounding_pct(printed) + SLACK
        names = ", ".join(guidance.loc[~fits, "municipality"])
        rows.append((date, int(fits.sum()), gap.max(), names))
    names = ["reference_date", "fitting", "largest_gap_pct_point", "not_fitting"]
    frame = pd.DataFrame(rows, columns=names)
    order = ["fitting", "largest_gap_pct_point", "reference_date"]
    return frame.sort_values(order, ascending=[False, True, True], ignore_index=True)


def best_reference_date(fits: pd.DataFrame) -> pd.Timestamp | None:
    """Date of the best fit in `fit_reference_dates`; None without complete figures."""
    complete = fits.dropna(subset="largest_gap_pct_point")
    return None if complete.empty else pd.Timestamp(complete["reference_date"].iloc[0])


def exact_shares(
    guidance: pd.DataFrame, population: pd.DataFrame, reference_date: pd.Timestamp | None
) -> pd.Series:
    """Share of each municipality in the population of all that the guidance table lists.

    Parameters
    ----------
    guidance
        `guidance_by_municipality` of one year.
    population
        `municipality_code`, `reference_date`, `population`.
    reference_date
        Date of the figures; None for none.

    Returns
    -------
    pandas.Series
        Per cent, in the order of `guidance`; all missing when one municipality has no figure.

    Raises
    ------
    MidtjyllandError
        A municipality has two figures for the date, or one that is not above 0.
    """
    at_date = population[population["reference_date"] == reference_date]
    people = at_date.set_index("municipality_code")["population"].astype("float64")
    if people.index.has_duplicates or (people <= 0).any():
        raise MidtjyllandError(
            f"the population figures of {reference_date:%Y-%m-%d} have a municipality twice or "
            "without people; mend the reference file."
        )
    figures = guidance["municipality_code"].map(people).astype("float64")
    return 100 * figures / figures.sum(skipna=False)


def measure_spread(
    guidance: pd.DataFrame, tolerance: Tolerance, exact_share_pct: pd.Series | None = None
) -> pd.DataFrame:
    """Measure every municipality against its population share, and judge it.

    Parameters
    ----------
    guidance
        `guidance_by_municipality` of one year, at least two municipalities.
    tolerance
        Size and reading of the tolerance.
    exact_share_pct
        From `exact_shares`; without it the columns that need it are missing.

    Returns
    -------
    pandas.DataFrame
        In the order of `guidance`: code, name, `guided_firms`, the printed shares, and
        `guided_share_computed_pct` (count over the sum of the counts),
        `population_share_exact_pct`; `measure_printed` with `measure_printed_low` and `_high`
        (whatever population share rounds to the printed one), `measure_exact`; and the verdicts
        `within`, `outside`, `undetermined`: `verdict_face_value` (printed share taken as exact),
        `verdict_printed` (`undetermined` where rounding can turn it), `verdict_exact`,
        `verdict_settled` (the printed one; where that is undetermined the exact one, provided
        that the exact share rounds to the printed one).

    Raises
    ------
    MidtjyllandError
        The table can't be judged; says why.
    """
    _check_guidance(guidance)
    printed = guidance["population_share_pct"]
    half = rounding_pct(printed)
    spread = guidance[[*KEYS, "guided_firms", "guided_share_pct", "population_share_pct"]].copy()
    spread["guided_firms"] = spread["guided_firms"].astype("int64")
    guided = 100 * spread["guided_firms"] / spread["guided_firms"].sum()
    exact = pd.Series(np.nan, guidance.index) if exact_share_pct is None else exact_share_pct
    spread["guided_share_computed_pct"] = guided
    spread["population_share_exact_pct"] = exact
    spread["measure_printed"] = tolerance.measure(guided, printed)
    spread["measure_printed_low"] = tolerance.measure(guided, printed + half)
    spread["measure_printed_high"] = tolerance.measure(guided, printed - half)
    spread["measure_exact"] = tolerance.measure(guided, exact)
    return _add_verdicts(spread, tolerance, settles=(exact - printed).abs() <= half + SLACK)


def _add_verdicts(spread: pd.DataFrame, tolerance: Tolerance, settles: pd.Series) -> pd.DataFrame:
    for name, low, high in (
        ("face_value", "printed", "printed"),
        ("printed", "printed_low", "printed_high"),
        ("exact", "exact", "exact"),
    ):
        ends = spread[f"measure_{low}"], spread[f"measure_{high}"]
        spread[f"verdict_{name}"] = judge(*ends, tolerance)
    open_ones = (spread["verdict_printed"] == "undetermined") & settles
    spread["verdict_settled"] = spread["verdict_printed"].mask(open_ones, spread["verdict_exact"])
    return spread


def _check_guidance(guidance: pd.DataFrame) -> None:
    problem = None
    firms, shares = guidance["guided_firms"], guidance["population_share_pct"]
    if len(guidance) < 2:
        problem = f"lists too few municipalities ({len(guidance)}); a spread needs at least two"
    elif guidance["municipality_code"].duplicated().any():
        problem = "lists a municipality twice; build it again from its source"
    elif firms.isna().any() or (firms < 0).any() or firms.sum() == 0:
        problem = "has no usable counts of guided firms; build it again from its source"
    elif not (shares > 0).all():
        names = ", ".join(guidance.loc[~(shares > 0), "municipality"])
        problem = f"prints no population share above 0 for {names}; a measure needs one"
    if problem:
        raise MidtjyllandError(f"guidance_by_municipality {problem}.")


def judge(low: pd.Series, high: pd.Series, tolerance: Tolerance) -> pd.Series:
    """Judge measures that are only known to lie between `low` and `high`.

    Returns
    -------
    pandas.Series
        `within` or `outside` where the whole range is, else `undetermined`; missing where an end
        is missing.
    """
    least, most = tolerance.low - SLACK, tolerance.high + SLACK
    verdicts = pd.Series("undetermined", low.index, dtype="str")
    verdicts[(low >= least) & (high <= most)] = "within"
    verdicts[(high < least) | (low > most)] = "outside"
    return verdicts.where(low.notna() & high.notna())


def on_basis(measured: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """Choose the population shares that the statistics go on with.

    Parameters
    ----------
    measured
        From `measure_spread`.
    basis
        `printed`, or `exact`.

    Returns
    -------
    pandas.DataFrame
        Code, name, `guided_firms`, `guided_share_computed_pct`; of the basis
        `population_share_pct` with `_low_pct` and `_high_pct` (printed: what rounds to it; exact:
        equal), `expected_firms` (all firms spread by these shares, which are scaled to add to
        100), `measure`, `measure_low`, `measure_high`, `verdict`.

    Raises
    ------
    MidtjyllandError
        The basis is unknown, or there are no exact figures.
    """
    if basis not in get_args(Basis):
        raise MidtjyllandError(
            f"the population basis {basis!r} is unknown; use 'printed' or 'exact'."
        )
    if measured["measure_exact"].isna().any() and basis == "exact":
        raise MidtjyllandError(
            "there are no population figures for all municipalities on one date; add them to the "
            "reference data or use the population basis 'printed'."
        )
    printed = basis == "printed"
    share = measured["population_share_pct" if printed else "population_share_exact_pct"]
    half = rounding_pct(measured["population_share_pct"]) if printed else 0.0
    spread = measured[[*KEYS, "guided_firms", "guided_share_computed_pct"]].copy()
    spread["population_share_pct"] = share
    spread["population_share_low_pct"] = share - half
    spread["population_share_high_pct"] = share + half
    spread["expected_firms"] = spread["guided_firms"].sum() * share / share.sum()
    spread["measure"] = measured[f"measure_{basis}"]
    for end in ("low", "high"):
        spread[f"measure_{end}"] = measured[
            f"measure_{basis}_{end}" if printed else "measure_exact"
        ]
    spread["verdict"] = measured[f"verdict_{basis}"]
    return spread


def sensitivity(
    guidance: pd.DataFrame,
    reading: Reading,
    tolerances_pct: Iterable[float],
    exact_share_pct: pd.Series | None = None,
) -> pd.DataFrame:
    """Count the verdicts for other sizes of the tolerance.

    Returns
    -------
    pandas.DataFrame
        `tolerance_pct`; municipalities by the printed shares: `within`, `undetermined`,
        `outside`; by the exact ones: `within_exact`, `outside_exact` (missing without them).
    """
    rows = []
    for pct in tolerances_pct:
        measured = measure_spread(guidance, Tolerance(pct, reading), exact_share_pct)
        printed, exact = measured["verdict_printed"], measured["verdict_exact"]
        row = {name: (printed == name).sum() for name in ("within", "undetermined", "outside")}
        for name in ("within", "outside"):
            row[f"{name}_exact"] = (exact == name).sum() if exact.notna().all() else pd.NA
        rows.append({"tolerance_pct": pct, **row})
    frame = pd.DataFrame(rows)
    return frame.astype(dict.fromkeys(frame.columns[1:], "Int64"))


def spread_of_year(
    guidance: pd.DataFrame, population: pd.DataFrame, tolerance: Tolerance, basis: Basis
) -> pd.DataFrame:
    """Take all steps from one year's table to the frame of `on_basis`.

    Parameters
    ----------
    guidance, population
        As in `fit_reference_dates`; the exact shares are those of the date that fits best.
    tolerance, basis
        As in `measure_spread` and `on_basis`.
    """
    date = best_reference_date(fit_reference_dates(guidance, population))
    exact = exact_shares(guidance, population, date)
    return on_basis(measure_spread(guidance, tolerance, exact), basis)


def verdicts_by_date(
    guidance: pd.DataFrame, population: pd.DataFrame, tolerance: Tolerance
) -> pd.DataFrame:
    """Count the verdicts by the exact shares of every date with complete population figures.

    Returns
    -------
    pandas.DataFrame
        `reference_date`, ascending; municipalities `within`, `outside`.
    """
    fits = fit_reference_dates(guidance, population).dropna(subset="largest_gap_pct_point")
    rows = []
    for date in sorted(fits["reference_date"]):
        exact = exact_shares(guidance, population, date)
        verdicts = measure_spread(guidance, tolerance, exact)["verdict_exact"]
        rows.append((date, count(verdicts, "within"), count(verdicts, "outside")))
    return pd.DataFrame(rows, columns=["reference_date", "within", "outside"])


def count(verdicts: pd.Series, verdict: str) -> int:
    """Municipalities with this verdict."""
    return int((verdicts == verdict).sum())
