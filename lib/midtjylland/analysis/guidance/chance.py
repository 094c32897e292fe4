"""How much of the spread could be chance: intervals, tests, power and funnel limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from midtjylland.analysis.common import check_alpha, exact_interval
from midtjylland.analysis.guidance.inequality import count_limits
from midtjylland.analysis.guidance.measure import KEYS, judge
from midtjylland.analysis.guidance.tolerance import Tolerance


def add_intervals(spread: pd.DataFrame, tolerance: Tolerance, alpha: float) -> pd.DataFrame:
    """Add exact binomial intervals of the measure, and what they show.

    Parameters
    ----------
    spread
        From `on_basis`.
    tolerance
        Size and reading of the tolerance.
    alpha
        Level of significance, above 0 and below 0.5.

    Returns
    -------
    pandas.DataFrame
        `spread` with `ci_low` and `ci_high` (confidence 1 - alpha), `equivalence_low` and
        `equivalence_high` (confidence 1 - 2 alpha), and `shown`: `within` when the equivalence
        interval lies wholly inside the tolerance, `outside` when wholly outside, else `neither`.

    Notes
    -----
    Clopper and Pearson (Biometrika 26, 1934) for the share of guided firms, over the largest and
    the smallest population share that rounds to the printed one: the interval covers chance and
    rounding. An interval of 1 - 2 alpha inside the limits is two one-sided tests at alpha
    (Schuirmann, J. Pharmacokinet. Biopharm. 15, 1987).
    """
    check_alpha(alpha)
    result = spread.copy()
    firms = spread["guided_firms"]
    for name, level in (("ci", alpha), ("equivalence", 2 * alpha)):
        low, high = exact_interval(firms, firms.sum(), level)
        result[f"{name}_low"] = tolerance.measure(100 * low, spread["population_share_high_pct"])
        result[f"{name}_high"] = tolerance.measure(100 * high, spread["population_share_low_pct"])
    verdicts = judge(result["equivalence_low"], result["equivalence_high"], tolerance)
    result["shown"] = verdicts.replace("undetermined", "neither")
    return result


class GoodnessOfFit(NamedTuple):
    """Chi-square test of the counts against the population, with the size of the effect."""

    chi2: float
    degrees_of_freedom: int
    p_value: float
    smallest_expected_firms: float
    cohens_w: float


def goodness_of_fit(spread: pd.DataFrame) -> GoodnessOfFit:
    """Test whether the guided firms could be spread by population and chance alone.

    Parameters
    ----------
    spread
        From `on_basis`.

    Returns
    -------
    GoodnessOfFit
        Pearson's chi-square of `guided_firms` against `expected_firms` (the approximation is
        usually held to be good when no expected count is below 5), and Cohen's w, the square root
        of chi-square over the number of firms, which does not grow with that number.
    """
    firms, expected = spread["guided_firms"], spread["expected_firms"]
    test = stats.chisquare(firms, expected)
    return GoodnessOfFit(
        float(test.statistic),
        len(spread) - 1,
        float(test.pvalue),
        float(expected.min()),
        float(np.sqrt(test.statistic / firms.sum())),
    )


def stand_outs(spread: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Find the municipalities that differ from their expected count by more than chance.

    Parameters
    ----------
    spread
        From `on_basis`.
    alpha
        False discovery rate that is accepted, above 0 and below 0.5.

    Returns
    -------
    pandas.DataFrame
        Code, name, `guided_firms`, `expected_firms`, `standardised_residual`, `p_value` (exact
        binomial, two-sided), `q_value` (after Benjamini and Hochberg), `stands_out`
        (`q_value` <= alpha); largest residual first.

    Notes
    -----
    The residual is (count - expected) over its standard deviation under the multinomial model
    (Haberman, Biometrics 29, 1973). Benjamini and Hochberg, J. R. Stat. Soc. B 57, 1995.
    """
    check_alpha(alpha)
    result = spread[[*KEYS, "guided_firms", "expected_firms"]].copy()
    firms, expected = result["guided_firms"], result["expected_firms"]
    total = int(firms.sum())
    deviation = np.sqrt(expected * (1 - expected / total))
    result["standardised_residual"] = (firms - expected) / deviation
    result["p_value"] = [
        stats.binomtest(int(count), total, mean / total).pvalue
        for count, mean in zip(firms, expected, strict=True)
    ]
    result["q_value"] = stats.false_discovery_control(result["p_value"])
    result["stands_out"] = result["q_value"] <= alpha
    return result.sort_values("standardised_residual", ascending=False, ignore_index=True)


def power(
    spread: pd.DataFrame, tolerance: Tolerance, alpha: float, wanted_power: float = 0.8
) -> pd.DataFrame:
    """Measure the chance in each verdict, and the firms needed for it to mean something.

    Parameters
    ----------
    spread
        From `on_basis`.
    tolerance
        Size and reading of the tolerance.
    alpha
        Level of significance, above 0 and below 0.5.
    wanted_power
        Probability with which a deviation as large as the tolerance should be detected.

    Returns
    -------
    pandas.DataFrame
        Code, name, `guided_firms`, `expected_firms`;
        `false_alarm_pct`: probability that the count falls outside the tolerance although each
        firm comes from the municipality with exactly its population share;
        `power_pct`: probability that the two-sided exact binomial test at alpha rejects when the
        true share deviates by exactly the tolerance (the less favourable direction);
        `expected_firms_needed`: expected count from which on that probability is `wanted_power`
        (to within about 1 %), and `power_at_needed_pct`, the exact one there. Missing where no
        share between 0 and 100 % deviates that much.

    Notes
    -----
    The exact test rejects when the count is in either tail of at most alpha / 2. The search for
    the count needed starts from the normal approximation of the sample size for one proportion
    (Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed. 2003) and
    ends at the first count, in steps of 1 %, that has the power exactly.
    """
    check_alpha(alpha)
    total, share = int(spread["guided_firms"].sum()), spread["population_share_pct"]
    result = spread[[*KEYS, "guided_firms", "expected_firms"]].copy()
    chance = (result["expected_firms"] / total).to_numpy()
    limits = count_limits(spread, tolerance)
    alarm = _outside(limits["fewest_firms"], limits["most_firms"], total, chance)
    result["false_alarm_pct"] = 100 * alarm
    ends = (tolerance.guided_share_at(end, share) / 100 for end in (tolerance.low, tolerance.high))
    deviating = [np.where((share > 0) & (share < 1), share, np.nan) for share in ends]
    needed = _firms_needed(chance, deviating, alpha, wanted_power)
    result["power_pct"] = 100 * _exact_power(total, chance, deviating, alpha)
    result["expected_firms_needed"] = pd.array(np.ceil(needed * chance), dtype="Int64")
    result["power_at_needed_pct"] = 100 * _exact_power(needed, chance, deviating, alpha)
    return result


def _outside(fewest: Any, most: Any, total: Any, chance: Any) -> np.ndarray:
    """Probability of fewer than `fewest` or more than `most`."""
    return stats.binom.cdf(fewest - 1, total, chance) + stats.binom.sf(most, total, chance)


def _exact_power(
    total: Any, chance: np.ndarray, deviating: Sequence[np.ndarray], alpha: float
) -> np.ndarray:
    low = stats.binom.ppf(alpha / 2, total, chance)
    high = stats.binom.isf(alpha / 2, total, chance)
    return np.fmin(*(_outside(low, high, total, share) for share in deviating))


def _firms_needed(
    chance: np.ndarray, deviating: Sequence[np.ndarray], alpha: float, wanted_power: float
) -> np.ndarray:
    """Firms in the whole region: the approximation, raised until the exact power is there."""
    under_null = stats.norm.isf(alpha / 2) * np.sqrt(chance * (1 - chance))
    approximations = [
        (under_null + stats.norm.ppf(wanted_power) * np.sqrt(share * (1 - share)))
        / (share - chance)
        for share in deviating
    ]
    needed = np.ceil(np.fmax(*np.square(approximations)))
    while (short := _exact_power(needed, chance, deviating, alpha) < wanted_power).any():
        needed = np.where(short, np.ceil(needed * 1.01), needed)
    return needed


def funnel_limits(
    spread: pd.DataFrame, tolerance: Tolerance, alphas: Iterable[float], points: int = 200
) -> pd.DataFrame:
    """Exact limits between which chance alone keeps the measure, by expected count.

    Parameters
    ----------
    spread
        From `on_basis`; gives the number of firms and the range of expected counts.
    tolerance
        For its reading.
    alphas
        Probability outside each pair of limits.
    points
        Expected counts for each pair, evenly spread on a logarithmic scale.

    Returns
    -------
    pandas.DataFrame
        `alpha`, `expected_firms`, `low`, `high` (measures).

    Notes
    -----
    Binomial quantiles, interpolated between whole counts as in Spiegelhalter, Stat. Med. 24,
    2005, appendix A.1.
    """
    total = int(spread["guided_firms"].sum())
    sizes = spread["expected_firms"]
    ends = sizes.min() / 1.5, min(2 * sizes.max(), 0.95 * total)
    expected = np.geomspace(*ends, points)
    frames = []
    for alpha in alphas:
        limits = {
            name: tolerance.measure(
                100 * _smooth_quantile(q, total, expected / total) / total, 100 * expected / total
            )
            for name, q in (("low", alpha / 2), ("high", 1 - alpha / 2))
        }
        frames.append(pd.DataFrame({"alpha": alpha, "expected_firms": expected, **limits}))
    return pd.concat(frames, ignore_index=True)


def _smooth_quantile(q: float, total: int, chance: np.ndarray) -> np.ndarray:
    count = stats.binom.ppf(q, total, chance)
    above = stats.binom.cdf(count, total, chance) - q
    return np.maximum(count - above / stats.binom.pmf(count, total, chance), 0.0)
