"""How uneven the spread is, and how many firms would have to be elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd

from midtjylland.analysis.guidance.measure import KEYS
from midtjylland.analysis.guidance.tolerance import SLACK, Tolerance


def hoover_pct(spread: pd.DataFrame) -> float:
    """Hoover index: per cent of the firms that would have to move for an exact mirror.

    Half the sum of the absolute differences between count and `expected_firms`, over all firms
    (Hoover, J. Econ. Hist. 1, 1941).
    """
    firms = spread["guided_firms"]
    return float(50 * (firms - spread["expected_firms"]).abs().sum() / firms.sum())


def lorenz_curve(spread: pd.DataFrame) -> pd.DataFrame:
    """Cumulate population and guided firms from the lowest guidance index to the highest.

    Returns
    -------
    pandas.DataFrame
        `municipality` (empty in the first row, the origin), `cumulative_population_share_pct`,
        `cumulative_guided_share_pct`, both from 0 to 100.
    """
    firms, expected = spread["guided_firms"], spread["expected_firms"]
    order = (firms / expected).sort_values(kind="stable").index
    return pd.DataFrame(
        {
            "municipality": ["", *spread.loc[order, "municipality"]],
            "cumulative_population_share_pct": _cumulated_pct(expected[order]),
            "cumulative_guided_share_pct": _cumulated_pct(firms[order]),
        }
    )


def _cumulated_pct(values: pd.Series) -> np.ndarray:
    return np.concatenate([[0.0], 100 * values.cumsum() / values.sum()])


def gini(lorenz: pd.DataFrame) -> float:
    """Gini coefficient of `lorenz_curve`: 0 for an exact mirror, at most 1."""
    area = np.trapezoid(
        lorenz["cumulative_guided_share_pct"], lorenz["cumulative_population_share_pct"]
    )
    return float(1 - 2 * area / 100**2)


def count_limits(spread: pd.DataFrame, tolerance: Tolerance) -> pd.DataFrame:
    """Whole numbers of firms that lie within the tolerance while all firms together stay as many.

    Returns
    -------
    pandas.DataFrame
        `fewest_firms`, `most_firms`; where no whole number lies within, the first is the larger.
    """
    total, share = spread["guided_firms"].sum(), spread["population_share_pct"]
    low = tolerance.guided_share_at(tolerance.low, share) * total / 100
    high = tolerance.guided_share_at(tolerance.high, share) * total / 100
    limits = {"fewest_firms": np.ceil(low - SLACK), "most_firms": np.floor(high + SLACK)}
    return pd.DataFrame(limits).clip(0, total).astype("int64")


def moves(spread: pd.DataFrame, tolerance: Tolerance) -> pd.DataFrame:
    """Count what would have to move so that every municipality is within the tolerance.

    This is arithmetic about a distance, not a recommendation.

    Parameters
    ----------
    spread
        From `on_basis`.
    tolerance
        Size and reading of the tolerance.

    Returns
    -------
    pandas.DataFrame
        Code, name, `guided_firms`, `fewest_firms`, `most_firms` (see `count_limits`),
        `must_gain`, `must_lose` (firms, at least), `possible` (a whole number lies within).
    """
    result = spread[[*KEYS, "guided_firms"]].join(count_limits(spread, tolerance))
    result["must_gain"] = (result["fewest_firms"] - result["guided_firms"]).clip(lower=0)
    result["must_lose"] = (result["guided_firms"] - result["most_firms"]).clip(lower=0)
    result["possible"] = result["fewest_firms"] <= result["most_firms"]
    return result


def fewest_moves(moved: pd.DataFrame) -> int | None:
    """Smallest number of firms that would have to move; None when no plan is possible.

    Parameters
    ----------
    moved
        From `moves`.

    Returns
    -------
    int or None
        The larger of all `must_gain` and all `must_lose`: what one side needs beyond the other
        is taken up by municipalities that have room within their limits. No plan is possible
        when one municipality has no whole number within, or when the limits of all together
        leave out the number of firms there are.
    """
    total = moved["guided_firms"].sum()
    room = moved["fewest_firms"].sum() <= total <= moved["most_firms"].sum()
    if not (moved["possible"].all() and room):
        return None
    return int(max(moved["must_gain"].sum(), moved["must_lose"].sum()))
