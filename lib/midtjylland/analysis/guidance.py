"""Whether the guidance mirrors the population.

Shares are in per cent. The guidance index is the share of guided firms over that of population.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from midtjylland.analysis.common import exact_interval, q_values
from midtjylland.core.findings import MidtjyllandError

# Float noise is below 1e-12 and two different indices are more than 1e-9 apart, so that an index
# which stands exactly on a limit counts as within.
SLACK = 1e-9


def check_table(firms: pd.DataFrame) -> None:
    """Refuse a table of guided firms whose spread can't be judged; one without rows is fine."""
    without_people = firms.loc[~(firms["population_share_pct"] > 0), "municipality"]
    problem = None
    if len(firms) == 1:
        problem = "lists one municipality; a spread needs at least two"
    elif len(firms) and firms["guided_firms"].sum() == 0:
        problem = "counts no guided firms; compare it with its source"
    elif len(without_people):
        names = ", ".join(without_people)
        problem = f"prints no population share above 0 for {names}; an index needs one"
    if problem:
        raise MidtjyllandError(f"guidance_by_municipality {problem}.")


def rounding_pct(printed_share_pct: pd.Series) -> float:
    """Half a unit of the last decimal in which a column of shares is printed (0.05 for 26.4)."""
    for decimals in range(6):
        if (printed_share_pct - printed_share_pct.round(decimals)).abs().max() < SLACK:
            return 0.5 * 10.0**-decimals
    return 0.0


def exact_shares(
    firms: pd.DataFrame, population: pd.DataFrame, date: pd.Timestamp | None
) -> pd.Series:
    """Share of each municipality in the population of all that the table lists.

    All are missing without a date, or when one municipality has no population at that date.
    """
    people = population[population["reference_date"] == date].set_index("municipality_code")
    counts = firms["municipality_code"].map(people["population"].astype("float64"))
    return 100 * counts.astype("float64") / counts.sum(skipna=False)


def choose_share(printed: pd.Series, exact: pd.Series, basis: str) -> pd.Series:
    """Population shares that the tests start from; exact ones that are not known are refused."""
    if basis == "exact" and exact.isna().any():
        raise MidtjyllandError(
            "there are no population figures for all municipalities on one date; add them to the "
            "reference data or use the population basis 'printed'."
        )
    return exact if basis == "exact" else printed


def fit_dates(firms: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """How many printed shares the population of each date rounds to; the best date first.

    Only dates with a population for every municipality; `not_fitting` are names.
    """
    printed = firms["population_share_pct"]
    rows = []
    for date in sorted(population["reference_date"].unique() if len(firms) else []):
        gaps = (exact_shares(firms, population, date) - printed).abs()
        fits = gaps <= rounding_pct(printed) + SLACK
        names = ", ".join(firms.loc[~fits, "municipality"])
        rows.append((date, int(fits.sum()), gaps.max(), names))
    columns = ["reference_date", "fitting", "largest_gap_pct_point", "not_fitting"]
    fits = pd.DataFrame(rows, columns=columns).dropna(subset="largest_gap_pct_point")
    order = ["fitting", "largest_gap_pct_point", "reference_date"]
    return fits.sort_values(order, ascending=[False, True, True], ignore_index=True)


def verdicts(low: pd.Series, high: pd.Series, tolerance_pct: float) -> pd.Series:
    """Whether indices between `low` and `high` are surely `within` or `outside`, or neither."""
    least, most = 1 - tolerance_pct / 100 - SLACK, 1 + tolerance_pct / 100 + SLACK
    judged = pd.Series("undetermined", low.index, dtype="str")
    judged[(low >= least) & (high <= most)] = "within"
    judged[(high < least) | (low > most)] = "outside"
    return judged.where(low.notna() & high.notna())


def chance_of_outside(
    share: pd.Series, low: pd.Series, high: pd.Series, total: int, tolerance_pct: float
) -> pd.Series:
    """Probability that `verdicts` finds each municipality outside although its true index is 1.

    The population share is only known to lie between `low` and `high`.
    """
    fewest = np.ceil((1 - tolerance_pct / 100) * low * total / 100 - SLACK)
    most = np.floor((1 + tolerance_pct / 100) * high * total / 100 + SLACK)
    chance = share / share.sum()
    below = stats.binom.cdf(fewest - 1, total, chance)
    return pd.Series(below + stats.binom.sf(most, total, chance), share.index)


def p_outside(firms: pd.Series, low: pd.Series, high: pd.Series, tolerance_pct: float) -> pd.Series:
    """One-sided exact p-value that each index is beyond the limit of the tolerance next to it.

    Of the population shares between `low` and `high` the less favourable counts.
    """
    total = int(firms.sum())
    upper = ((1 + tolerance_pct / 100) * high / 100).clip(upper=1)
    above = stats.binom.sf(firms - 1, total, upper)
    below = stats.binom.cdf(firms, total, (1 - tolerance_pct / 100) * low / 100)
    return pd.Series(np.minimum(above, below), firms.index)


def holm(p_values: pd.Series) -> pd.Series:
    """P-values adjusted after Holm (Scand. J. Stat. 6, 1979): the risk of any false alarm."""
    ordered = p_values.sort_values()
    steps = ordered * np.arange(len(ordered), 0, -1)
    return steps.cummax().clip(upper=1).reindex(p_values.index)


def placing_power(
    share: pd.Series,
    low: pd.Series,
    high: pd.Series,
    total: int,
    tolerance_pct: float,
    alpha: float,
) -> pd.DataFrame:
    """How often each index would be placed: shown within, or outside, the tolerance.

    An index is shown where its exact interval of confidence 1 - 2 `alpha` lies wholly inside or
    wholly outside the tolerance (two one-sided tests: Schuirmann, J. Pharmacokinet. Biopharm. 15,
    1987). `can_be_within`: some count has such an interval; `within_pct`: how often, when the true
    index is 1; `outside_pct`: how often, when it is off by twice the tolerance, on the side where
    that shows less often.
    """
    counts, size = np.arange(total + 1), tolerance_pct / 100
    least, most = (100 * limit for limit in exact_interval(counts, total, 2 * alpha))
    rows = []
    for chance, lowest, highest in zip(share / 100, low, high, strict=True):
        inside = (least / highest >= 1 - size) & (most / lowest <= 1 + size)
        beyond = (most / lowest < 1 - size) | (least / highest > 1 + size)
        shown = [
            stats.binom.pmf(counts, total, min(chance * index, 1))[beyond].sum()
            for index in (1 - 2 * size, 1 + 2 * size)
            if index > 0
        ]
        within = stats.binom.pmf(counts, total, chance)[inside].sum()
        rows.append((bool(inside.any()), 100 * within, 100 * min(shown)))
    return pd.DataFrame(rows, share.index, ["can_be_within", "within_pct", "outside_pct"])


def lorenz_curve(
    firms: npt.ArrayLike, expected: npt.ArrayLike
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Cumulated shares of population and of firms, from the lowest index to the highest.

    From 0 to 100. Rows of `firms` are years of their own.
    """
    counts, mirror = np.broadcast_arrays(np.asarray(firms, float), np.asarray(expected, float))
    order = np.argsort(counts / mirror, axis=-1, kind="stable")

    def cumulate(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        sums = np.cumsum(np.take_along_axis(values, order, -1), -1)
        start = np.zeros((*sums.shape[:-1], 1))
        return 100 * np.concatenate([start, sums / sums[..., -1:]], -1)

    return cumulate(mirror), cumulate(counts)


def gini(firms: npt.ArrayLike, expected: npt.ArrayLike) -> Any:
    """Gini coefficient of the firms over the population: 0 for an exact mirror, at most 1."""
    people, guided = lorenz_curve(firms, expected)
    return 1 - 2 * np.trapezoid(guided, people, axis=-1) / 100**2


def funnel_limits(expected: pd.Series, alpha: float) -> pd.DataFrame:
    """Exact limits between which chance alone keeps the index, by expected count.

    Binomial quantiles, interpolated between whole counts as in Spiegelhalter, Stat. Med. 24, 2005,
    appendix A.1.
    """
    total = round(expected.sum())
    sizes = np.geomspace(expected.min() / 1.5, min(2 * expected.max(), 0.95 * total), 200)
    limits = {}
    for name, quantile in (("low", alpha / 2), ("high", 1 - alpha / 2)):
        count = stats.binom.ppf(quantile, total, sizes / total)
        above = stats.binom.cdf(count, total, sizes / total) - quantile
        smooth = count - above / stats.binom.pmf(count, total, sizes / total)
        limits[name] = np.maximum(smooth, 0) / sizes
    return pd.DataFrame({"expected_firms": sizes, **limits})


def fewest_moves(firms: pd.Series, fewest: pd.Series, most: pd.Series) -> int | None:
    """Smallest number of firms that must move so that each count is between `fewest` and `most`.

    None when no plan is possible: some municipality has no whole number within, or all limits
    together leave out the number of firms there are.
    """
    if (fewest > most).any() or not fewest.sum() <= firms.sum() <= most.sum():
        return None
    return int(max((fewest - firms).clip(lower=0).sum(), (firms - most).clip(lower=0).sum()))


def counts_behind_shares(counts: pd.Series, printed_share_pct: pd.Series) -> pd.Series | None:
    """Counts nearest to `counts` that reproduce every printed share; None where there are none.

    Totals up to a tenth away are tried; fewest municipalities changed, then fewest firms.
    """
    total = np.arange(int(0.9 * counts.sum()), int(1.1 * counts.sum()) + 1)[:, np.newaxis]
    share, half = printed_share_pct.to_numpy(), rounding_pct(printed_share_pct)
    # A row for each total, a column for each municipality.
    low = np.ceil((share - half) * total / 100 - SLACK)
    high = np.floor((share + half) * total / 100 + SLACK)
    nearest = np.clip(counts.to_numpy(), low, high)
    gap = np.abs(nearest - counts.to_numpy())
    fits = (low <= high).all(axis=1) & (nearest.sum(axis=1) == total[:, 0])
    best = min(
        np.flatnonzero(fits), key=lambda row: ((gap[row] > 0).sum(), gap[row].sum()), default=None
    )
    return None if best is None else pd.Series(nearest[best], counts.index).astype("int64")


def compare_years(tables: pd.DataFrame) -> pd.DataFrame:
    """Change of each municipality's index from every year to the next.

    `p_value` is Fisher's exact test of the two shares of guided firms, missing for a municipality
    that one of the years does not list.
    """
    years = sorted(tables["year"].unique())
    counts, index = (
        tables.pivot(index="municipality", columns="year", values=name).astype("float64")
        for name in ("guided_firms", "index")
    )
    frames = []
    for before, after in pairwise(years):
        rows = pd.DataFrame({"year_from": before, "year_to": after}, counts.index)
        rows["index_from"], rows["index_to"] = index[before], index[after]
        both, totals = counts[[before, after]].dropna(), counts[[before, after]].sum()
        tests = [stats.fisher_exact([own, totals - own]).pvalue for own in both.to_numpy()]
        rows["p_value"] = pd.Series(tests, both.index, "float64")
        rows["q_value"] = q_values(rows["p_value"])
        frames.append(rows.reset_index())
    return pd.concat(frames, ignore_index=True)
