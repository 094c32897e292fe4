"""Share of the guided firms that were guided on green transition, and how it changed."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from midtjylland.analysis.climate.bounds import bounds, check_years
from midtjylland.analysis.common import check_alpha
from midtjylland.core.findings import MidtjyllandError

# Totals up to this many times the printed one are tried in the search for the one that tips.
_WIDEST_SEARCH = 10


def guidance_shares(
    green: pd.DataFrame, alpha: float, approximate_pct: float | None = None
) -> pd.DataFrame:
    """Share of the guided firms that were guided on green transition, by calendar year.

    Parameters
    ----------
    green
        `green_guidance` of one year's papers.
    alpha
        Level of significance, above 0 and below 0.5.
    approximate_pct
        Assumed band around a total given as about, per cent either way; None for `half_unit`.

    Returns
    -------
    pandas.DataFrame
        `year`, `guided_firms`, `of_guided_firms`, `is_approximate`, `is_provisional`; the total's
        band `of_low`, `of_high` (whole firms; equal where it is exact); `share_pct`,
        `share_low_pct`, `share_high_pct`; intervals of confidence 1 - alpha over the whole band:
        `ci_low_pct`, `ci_high_pct` (Wilson, J. Am. Stat. Assoc. 22, 1927) and `exact_low_pct`,
        `exact_high_pct` (Clopper and Pearson, Biometrika 26, 1934).

    Raises
    ------
    MidtjyllandError
        A year twice, no firms at all, more on green transition than on everything, or a level or
        band without meaning.
    """
    check_alpha(alpha)
    shares = _counts(green, approximate_pct)
    firms = shares["guided_firms"]
    ends = {"share": "of_guided_firms", "share_low": "of_high", "share_high": "of_low"}
    for name, total in ends.items():
        shares[f"{name}_pct"] = 100 * firms / shares[total]
    for name, method in (("ci", "wilson"), ("exact", "exact")):
        for place, end, total in ((0, "low", "of_high"), (1, "high", "of_low")):
            shares[f"{name}_{end}_pct"] = [
                100 * _interval(count, out_of, alpha, method)[place]
                for count, out_of in zip(firms, shares[total], strict=True)
            ]
    return shares


def _counts(green: pd.DataFrame, approximate_pct: float | None) -> pd.DataFrame:
    names = ["guided_firms", "of_guided_firms", "is_approximate", "is_provisional"]
    counts = green[["year", *names]].reset_index(drop=True)
    check_years("green_guidance", counts)
    problem = (counts["of_guided_firms"] <= 0) | (
        counts["guided_firms"] > counts["of_guided_firms"]
    )
    if problem.any():
        raise MidtjyllandError(
            f"green_guidance of {counts.loc[problem, 'year'].iloc[0]} has more firms guided on "
            "green transition than on everything, or none at all; build it again from its source."
        )
    counts = counts.astype(dict.fromkeys(["year", *names[:2]], "int64"))
    counts = counts.astype(dict.fromkeys(names[2:], "bool"))
    totals, about = counts["of_guided_firms"], counts["is_approximate"]
    low, high = bounds(totals.astype("float64"), about, approximate_pct)
    whole = np.maximum(np.ceil(low), counts["guided_firms"]).astype("int64")
    counts["of_low"] = whole.where(about, totals)
    counts["of_high"] = np.floor(high).astype("int64").where(about, totals)
    return counts


def _interval(count: int, total: int, alpha: float, method: str = "wilson") -> tuple[float, float]:
    ends = stats.binomtest(int(count), int(total)).proportion_ci(1 - alpha, method=method)
    return float(ends.low), float(ends.high)


class Difference(NamedTuple):
    """Difference of two shares (after less before) with its interval, in percentage points."""

    pct_point: float
    low_pct_point: float
    high_pct_point: float

    @property
    def verdict(self) -> str:
        """Whether the interval leaves out 0: `lower`, `higher` or `not_shown`."""
        if self.high_pct_point < 0:
            return "lower"
        return "higher" if self.low_pct_point > 0 else "not_shown"


def share_difference(before: tuple[int, int], after: tuple[int, int], alpha: float) -> Difference:
    """Difference of two independent shares, each given as (count, total), with an interval.

    Notes
    -----
    Newcombe's hybrid score interval, his method 10 (Stat. Med. 17, 1998, 873-890), which is made
    of the two Wilson intervals and has confidence 1 - alpha.
    """
    check_alpha(alpha)
    (first, first_ends), (second, second_ends) = (
        (count / total, _interval(count, total, alpha)) for count, total in (before, after)
    )
    down = math.hypot(second - second_ends[0], first_ends[1] - first)
    up = math.hypot(second_ends[1] - second, first - first_ends[0])
    between = second - first
    return Difference(100 * between, 100 * (between - down), 100 * (between + up))


def compare_shares(before: pd.Series, after: pd.Series, alpha: float) -> pd.DataFrame:
    """Compare the shares of two years, as printed and at the ends of their bands.

    Parameters
    ----------
    before, after
        Rows of `guidance_shares`.
    alpha
        Level of significance, above 0 and below 0.5.

    Returns
    -------
    pandas.DataFrame
        A row for each `reading` of the totals: `as_printed`; where one of them is approximate also
        `smallest_share_after` and `largest_share_after` (the ends that are worst for each other).
        `of_before`, `of_after`, `share_before_pct`, `share_after_pct`, `difference_pct_point` with
        `difference_low_pct_point` and `difference_high_pct_point` (see `share_difference`),
        `p_value` (Fisher's exact test, two-sided) and `verdict` (`lower`, `higher`, `not_shown`).
    """
    readings = {"as_printed": ("of_guided_firms", "of_guided_firms")}
    if before["is_approximate"] or after["is_approximate"]:
        readings["smallest_share_after"] = ("of_low", "of_high")
        readings["largest_share_after"] = ("of_high", "of_low")
    rows = []
    for reading, ends in readings.items():
        pairs = [
            (int(row["guided_firms"]), int(row[end]))
            for row, end in zip((before, after), ends, strict=True)
        ]
        rows.append({"reading": reading, **_compared(*pairs, alpha)})
    return pd.DataFrame(rows)


def _compared(before: tuple[int, int], after: tuple[int, int], alpha: float) -> dict[str, Any]:
    difference = share_difference(before, after, alpha)
    table = [[count, total - count] for count, total in (before, after)]
    return {
        "of_before": before[1],
        "of_after": after[1],
        "share_before_pct": 100 * before[0] / before[1],
        "share_after_pct": 100 * after[0] / after[1],
        "difference_pct_point": difference.pct_point,
        "difference_low_pct_point": difference.low_pct_point,
        "difference_high_pct_point": difference.high_pct_point,
        "p_value": float(stats.fisher_exact(table).pvalue),
        "verdict": difference.verdict,
    }


def overall_verdict(compared: pd.DataFrame) -> str:
    """Verdict on which all readings of `compare_shares` agree; else `undetermined`."""
    verdicts = compared["verdict"].unique()
    return str(verdicts[0]) if len(verdicts) == 1 else "undetermined"


def tipping_total(before: pd.Series, after: pd.Series, alpha: float) -> int | None:
    """Total of the year after at which the difference stops being shown.

    Parameters
    ----------
    before, after
        Rows of `guidance_shares`; the total of `before` is taken as printed.
    alpha
        Level of significance, above 0 and below 0.5.

    Returns
    -------
    int or None
        The smallest total that still shows a lower share, or the largest that still shows a higher
        one. None where the printed total shows neither, or where totals up to ten times the
        printed one show no end. It needs no assumed band.
    """
    firms, printed = int(after["guided_firms"]), int(after["of_guided_firms"])
    pair = (int(before["guided_firms"]), int(before["of_guided_firms"]))
    verdict = share_difference(pair, (firms, printed), alpha).verdict
    if verdict == "not_shown":
        return None
    totals = range(max(firms, 1), _WIDEST_SEARCH * printed + 1)
    lower = verdict == "lower"

    def past(total: int) -> bool:
        return (share_difference(pair, (firms, total), alpha).verdict == verdict) == lower

    place = bisect_left(totals, True, key=past)
    if place == len(totals):
        return None
    return totals[place] if lower else totals[place - 1]


class Remainder(NamedTuple):
    """What the rest of a year would need to reach the share of the year before."""

    firms: int
    of_firms: int
    share_pct: float
    share_low_pct: float
    share_high_pct: float


def needed_in_the_rest(before: pd.Series, after: pd.Series) -> Remainder | None:
    """Work out what would bring a part year to the share of the year before.

    Supposes that the year ends with as many guided firms as the year before: arithmetic, not a
    forecast. The ends of the share come from the band of the part year's total.

    Parameters
    ----------
    before, after
        Rows of `guidance_shares`.

    Returns
    -------
    Remainder or None
        None when the band of the part year reaches the total of the year before.
    """
    firms = int(before["guided_firms"] - after["guided_firms"])
    ends = ("of_guided_firms", "of_low", "of_high")
    rest, most, least = (int(before["of_guided_firms"] - after[end]) for end in ends)
    if least <= 0:
        return None
    return Remainder(firms, rest, *(100 * firms / size for size in (rest, most, least)))
