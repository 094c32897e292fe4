"""Grants for green transition: how many, how much, and the mean grant."""

from __future__ import annotations

import math

import pandas as pd

from midtjylland.analysis.climate.bounds import bounds, check_years, end_names

_DKK_PER_MDKK = 1_000_000


def grant_means(grants: pd.DataFrame) -> pd.DataFrame:
    """Mean grant of each calendar year, between the means that the rounded sum allows.

    Parameters
    ----------
    grants
        `green_grants` of one year's papers.

    Returns
    -------
    pandas.DataFrame
        `year`, `grants`, `total_mdkk`, `total_low_mdkk`, `total_high_mdkk`, `mean_dkk`,
        `mean_low_dkk`, `mean_high_dkk` (missing without grants), `is_provisional`.
    """
    check_years("green_grants", grants)
    types = {"year": "int64", "grants": "int64", "is_provisional": "bool"}
    means = grants[["year", "grants", "total_mdkk"]].reset_index(drop=True)
    means["total_low_mdkk"], means["total_high_mdkk"] = bounds(means["total_mdkk"])
    per_grant = means["grants"].astype("float64").replace(0, math.nan) / _DKK_PER_MDKK
    for end in ("", "_low", "_high"):
        means[f"mean{end}_dkk"] = means[f"total{end}_mdkk"] / per_grant
    means["is_provisional"] = grants["is_provisional"].to_numpy()
    return means.astype(types)


def compare_grants(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """How many times the grants of one year are those of another.

    Parameters
    ----------
    before, after
        Rows of `grant_means`.

    Returns
    -------
    pandas.DataFrame
        `quantity` (`grants`, `total_mdkk`, `mean_dkk`), `before`, `after`, `ratio`, `ratio_low`,
        `ratio_high` (by rounding; missing where there is nothing to divide by), and `meaning`:
        `whole_years`; for a part year after a whole one `at_least` (counts and sums only grow as
        long as no grant is withdrawn) or `so_far` (a mean can go either way); `part_years` else.
    """
    rows = []
    for quantity in ("grants", "total_mdkk", "mean_dkk"):
        (first, least, most), (second, low, high) = (
            _ends(row, quantity) for row in (before, after)
        )
        ratios = [_ratio(second, first), _ratio(low, most), _ratio(high, least)]
        rows.append([quantity, first, second, *ratios, _meaning(before, after, quantity)])
    names = ["quantity", "before", "after", "ratio", "ratio_low", "ratio_high", "meaning"]
    return pd.DataFrame(rows, columns=names)


def _ends(row: pd.Series, quantity: str) -> tuple[float, float, float]:
    """A figure with the ends of what it can stand for; a count is exact."""
    names = (quantity, *(end_names(quantity) if quantity != "grants" else [quantity] * 2))
    value, low, high = (float(row[name]) for name in names)
    return value, low, high


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def _meaning(before: pd.Series, after: pd.Series, quantity: str) -> str:
    if not (before["is_provisional"] or after["is_provisional"]):
        return "whole_years"
    if before["is_provisional"]:
        return "part_years"
    return "so_far" if quantity == "mean_dkk" else "at_least"


def mean_words(low_dkk: float, high_dkk: float) -> str:
    """Write the range of a mean grant with three digits: rounding of the sum leaves no more."""
    ends = dict.fromkeys(f"{float(f'{end:.3g}'):,.0f}" for end in (low_dkk, high_dkk))
    return f"{' to '.join(ends)} DKK"
