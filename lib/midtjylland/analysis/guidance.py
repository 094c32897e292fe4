"""Whether the guidance mirrors the population within the contract's tolerance, and how surely.

Goal 8 of the result contract wants the guidance to mirror the population of each municipality
"+/- 10 %", and does not say of what. Both readings are computed: `relative` compares the guidance
index (share of guided firms over share of population) with 1, `points` compares the difference of
the two shares, in percentage points, with 0. Columns named `measure` hold the one or the other.

The order of work: `fit_reference_dates` and `exact_shares` (which population), `measure_spread`
(all verdicts), `on_basis` (one population to go on with), then every other function takes that
`spread` frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from scipy import stats

from midtjylland.findings import MidtjyllandError

Reading = Literal["relative", "points"]
Basis = Literal["printed", "exact"]

# Float noise is below 1e-12 and two different measures are more than 1e-9 apart, so that a
# measure which stands exactly on a limit counts as within.
_SLACK = 1e-9
_KEYS = ["municipality_code", "municipality"]


@dataclass(frozen=True)
class Tolerance:
    """The contract's tolerance in one of its two readings.

    Parameters
    ----------
    pct
        Size of the tolerance, above 0 and below 100: per cent of the population share when
        `relative`, percentage points when `points`.
    reading
        `relative` or `points`.

    Raises
    ------
    MidtjyllandError
        The tolerance or the reading is not one of these.
    """

    pct: float
    reading: Reading = "relative"

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        if self.reading not in get_args(Reading):
            raise MidtjyllandError(
                f"the reading {self.reading!r} is unknown; use 'relative' or 'points'."
            )
        if not 0 < self.pct < 100:
            raise MidtjyllandError(
                f"a tolerance of {self.pct} % has no meaning; use one above 0 and below 100."
            )

    @property
    def centre(self) -> float:
        """The measure of a municipality whose guidance mirrors its population."""
        return 1.0 if self.reading == "relative" else 0.0

    @property
    def low(self) -> float:
        """Lowest measure that is within the tolerance."""
        return 1 - self.pct / 100 if self.reading == "relative" else -self.pct

    @property
    def high(self) -> float:
        """Highest measure that is within the tolerance."""
        return 1 + self.pct / 100 if self.reading == "relative" else self.pct

    @property
    def text(self) -> str:
        """The tolerance as one writes it, with its unit."""
        return f"±{self.pct:g} {'%' if self.reading == 'relative' else 'percentage points'}"

    def show(self, measure: float) -> str:
        """Write a measure: an index, or signed percentage points."""
        if self.reading == "relative":
            return f"{measure:.2f}"
        return f"{measure:+.1f}".replace("-", "−")

    def measure(self, guided_share_pct: Any, population_share_pct: Any) -> Any:
        """Index, or difference in percentage points, of two shares in per cent."""
        if self.reading == "relative":
            return guided_share_pct / population_share_pct
        return guided_share_pct - population_share_pct

    def guided_share_at(self, measure: Any, population_share_pct: Any) -> Any:
        """Share of guided firms that has this measure: the inverse of `measure`."""
        if self.reading == "relative":
            return measure * population_share_pct
        return measure + population_share_pct

    def distance_pct(self, measure: Any) -> Any:
        """How far a measure is from the centre, in the unit of `pct`."""
        return abs(measure - self.centre) * (100 if self.reading == "relative" else 1)


def check_alpha(alpha: float) -> float:
    """Return a level of significance that has a meaning, or raise `MidtjyllandError`."""
    if not 0 < alpha < 0.5:
        raise MidtjyllandError(
            f"a level of significance of {alpha} has no meaning; use one above 0 and below 0.5."
        )
    return alpha


def rounding_pct(printed_share_pct: pd.Series) -> float:
    """Half a unit of the last decimal in which a column of shares is printed (0.05 for 26.4).

    A column of whole numbers counts as printed without decimals, although they may all be zeros:
    that errs on the side of `undetermined`.
    """
    for decimals in range(6):
        if (printed_share_pct - printed_share_pct.round(decimals)).abs().max() < _SLACK:
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
        fits = gap <= rounding_pct(printed) + _SLACK
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
    spread = guidance[[*_KEYS, "guided_firms", "guided_share_pct", "population_share_pct"]].copy()
    spread["guided_firms"] = spread["guided_firms"].astype("int64")
    guided = 100 * spread["guided_firms"] / spread["guided_firms"].sum()
    exact = pd.Series(np.nan, guidance.index) if exact_share_pct is None else exact_share_pct
    spread["guided_share_computed_pct"] = guided
    spread["population_share_exact_pct"] = exact
    spread["measure_printed"] = tolerance.measure(guided, printed)
    spread["measure_printed_low"] = tolerance.measure(guided, printed + half)
    spread["measure_printed_high"] = tolerance.measure(guided, printed - half)
    spread["measure_exact"] = tolerance.measure(guided, exact)
    return _add_verdicts(spread, tolerance, settles=(exact - printed).abs() <= half + _SLACK)


def _add_verdicts(spread: pd.DataFrame, tolerance: Tolerance, settles: pd.Series) -> pd.DataFrame:
    for name, low, high in (
        ("face_value", "printed", "printed"),
        ("printed", "printed_low", "printed_high"),
        ("exact", "exact", "exact"),
    ):
        ends = spread[f"measure_{low}"], spread[f"measure_{high}"]
        spread[f"verdict_{name}"] = _verdicts(*ends, tolerance)
    open_ones = (spread["verdict_printed"] == "undetermined") & settles
    spread["verdict_settled"] = spread["verdict_printed"].mask(open_ones, spread["verdict_exact"])
    return spread


def _check_guidance(guidance: pd.DataFrame) -> None:
    problem = None
    firms, shares = guidance["guided_firms"], guidance["population_share_pct"]
    if len(guidance) < 2:
        problem = f"lists {len(guidance)} municipalities; a spread needs at least two"
    elif guidance["municipality_code"].duplicated().any():
        problem = "lists a municipality twice; build it again from its source"
    elif firms.isna().any() or (firms < 0).any() or firms.sum() == 0:
        problem = "has no usable counts of guided firms; build it again from its source"
    elif not (shares > 0).all():
        names = ", ".join(guidance.loc[~(shares > 0), "municipality"])
        problem = f"prints no population share above 0 for {names}; a measure needs one"
    if problem:
        raise MidtjyllandError(f"guidance_by_municipality {problem}.")


def _verdicts(low: pd.Series, high: pd.Series, tolerance: Tolerance) -> pd.Series:
    """Verdict for measures that are only known to lie between `low` and `high`."""
    least, most = tolerance.low - _SLACK, tolerance.high + _SLACK
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
    spread = measured[[*_KEYS, "guided_firms", "guided_share_computed_pct"]].copy()
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
    for name, level in (("ci", 1 - alpha), ("equivalence", 1 - 2 * alpha)):
        low, high = _clopper_pearson_pct(spread["guided_firms"], level)
        result[f"{name}_low"] = tolerance.measure(low, spread["population_share_high_pct"])
        result[f"{name}_high"] = tolerance.measure(high, spread["population_share_low_pct"])
    verdicts = _verdicts(result["equivalence_low"], result["equivalence_high"], tolerance)
    result["shown"] = verdicts.replace("undetermined", "neither")
    return result


def _clopper_pearson_pct(counts: pd.Series, level: float) -> tuple[np.ndarray, np.ndarray]:
    total = int(counts.sum())
    ends = [
        stats.binomtest(int(count), total).proportion_ci(level, method="exact") for count in counts
    ]
    low, high = np.array(ends).T
    return 100 * low, 100 * high


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
    result = spread[[*_KEYS, "guided_firms", "expected_firms"]].copy()
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
    result = spread[[*_KEYS, "guided_firms", "expected_firms"]].copy()
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
    limits = {"fewest_firms": np.ceil(low - _SLACK), "most_firms": np.floor(high + _SLACK)}
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
    result = spread[[*_KEYS, "guided_firms"]].join(count_limits(spread, tolerance))
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


def compare_years(spreads: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Change of each municipality's measure from every year to the next.

    Parameters
    ----------
    spreads
        Frames of `on_basis` by year, at least two, all in the same reading.

    Returns
    -------
    pandas.DataFrame
        Code, name, `year_from`, `year_to`, `measure_from`, `measure_to`, `measure_change`;
        `p_value` (Fisher's exact test of the two shares of guided firms, not of the population)
        and `q_value` (after Benjamini and Hochberg). A municipality that one of the years does
        not list has missing figures.

    Raises
    ------
    MidtjyllandError
        There are fewer than two years.
    """
    if len(spreads) < 2:
        raise MidtjyllandError(
            "a comparison needs at least two years; name others in compare_years."
        )
    return pd.concat(
        [_change(spreads, before, after) for before, after in pairwise(sorted(spreads))],
        ignore_index=True,
    )


def _change(spreads: Mapping[int, pd.DataFrame], before: int, after: int) -> pd.DataFrame:
    columns = [*_KEYS, "guided_firms", "measure"]
    both = spreads[before][columns].merge(
        spreads[after][columns], on=_KEYS, how="outer", suffixes=("_from", "_to"), sort=False
    )
    totals = [int(spreads[year]["guided_firms"].sum()) for year in (before, after)]
    counts = both[["guided_firms_from", "guided_firms_to"]]
    result = both[_KEYS].assign(year_from=before, year_to=after)
    result["measure_from"], result["measure_to"] = both["measure_from"], both["measure_to"]
    result["measure_change"] = both["measure_to"] - both["measure_from"]
    known = counts.notna().all(axis=1)
    tests = [
        stats.fisher_exact([row, [n - k for n, k in zip(totals, row, strict=True)]]).pvalue
        for row in counts[known].astype("int64").to_numpy().tolist()
    ]
    result.loc[known, "p_value"] = tests
    result.loc[known, "q_value"] = stats.false_discovery_control(tests) if tests else []
    return result


def headline(
    guidance: pd.DataFrame,
    population: pd.DataFrame,
    tolerance: Tolerance,
    basis: Basis,
    alpha: float,
) -> dict[str, Any]:
    """Key figures of the whole analysis, flat and ready for JSON.

    Parameters
    ----------
    guidance, population
        `guidance_by_municipality` of one year, and the population figures at hand (may be empty).
    tolerance, basis, alpha
        As in `measure_spread`, `on_basis` and `add_intervals`.

    Returns
    -------
    dict
        What the names say, with `sentence`, the answer in words, and `key_figure`, the name of the
        figure that stands for all. `outside_tolerance_relative`, `..._points`, `..._face_value`,
        `..._exact` and `undetermined_by_rounding` stand for one reading each whatever
        `tolerance.reading` is (the last three are relative); `..._exact` is None without
        population figures. Everything else follows the chosen reading and basis;
        `outside_by_chance` is how many municipalities would be outside on average although each
        firm comes from a municipality with exactly its population share; `fewest_moves` is None
        when no plan is possible.
    """
    fits = fit_reference_dates(guidance, population)
    date = best_reference_date(fits)
    exact = exact_shares(guidance, population, date)
    by_reading = {
        reading: measure_spread(guidance, Tolerance(tolerance.pct, reading), exact)
        for reading in get_args(Reading)
    }
    relative, points = by_reading["relative"], by_reading["points"]
    spread = add_intervals(on_basis(by_reading[tolerance.reading], basis), tolerance, alpha)
    figures = {
        "municipalities": len(spread),
        "guided_firms": int(spread["guided_firms"].sum()),
        "tolerance_pct": tolerance.pct,
        "reading": tolerance.reading,
        "population_basis": basis,
        "alpha": alpha,
        "population_date": date and f"{date:%Y-%m-%d}",
        "population_shares_fitting": int(fits["fitting"].max()) if date else None,
        "outside_tolerance_relative": count(relative["verdict_printed"], "outside"),
        "outside_tolerance_points": count(points["verdict_printed"], "outside"),
        "undetermined_by_rounding": count(relative["verdict_printed"], "undetermined"),
        "outside_tolerance_face_value": count(relative["verdict_face_value"], "outside"),
        "outside_tolerance_exact": count(relative["verdict_exact"], "outside") if date else None,
        **_chosen_figures(spread, tolerance, alpha),
    }
    return {"sentence": _sentence(figures, tolerance), "key_figure": "outside_tolerance", **figures}


def _chosen_figures(spread: pd.DataFrame, tolerance: Tolerance, alpha: float) -> dict[str, Any]:
    fit = goodness_of_fit(spread)
    by_chance = power(spread, tolerance, alpha)["false_alarm_pct"].sum() / 100
    return {
        "within_tolerance": count(spread["verdict"], "within"),
        "outside_tolerance": count(spread["verdict"], "outside"),
        "undetermined": count(spread["verdict"], "undetermined"),
        "shown_within": count(spread["shown"], "within"),
        "shown_outside": count(spread["shown"], "outside"),
        "stand_out": int(stand_outs(spread, alpha)["stands_out"].sum()),
        "outside_by_chance": float(by_chance),
        "chi2": fit.chi2,
        "degrees_of_freedom": fit.degrees_of_freedom,
        "p_value": fit.p_value,
        "hoover_pct": hoover_pct(spread),
        "gini": gini(lorenz_curve(spread)),
        "fewest_moves": fewest_moves(moves(spread, tolerance)),
    }


def _sentence(figures: Mapping[str, Any], tolerance: Tolerance) -> str:
    """Say the answer in one sentence, true for every outcome."""
    outside = figures["outside_tolerance"]
    lie = "lies" if outside == 1 else "lie"
    counts = [
        f"Of {figures['municipalities']} municipalities, {outside} {lie} outside {tolerance.text} "
        "of their share of the population",
        f"{figures['within_tolerance']} within",
    ]
    if figures["undetermined"]:
        counts.append(f"{figures['undetermined']} undetermined by rounding")
    chance = f"chance alone would put {figures['outside_by_chance']:.1f} outside on average"
    return f"{', '.join(counts)}; {chance}."


def count(verdicts: pd.Series, verdict: str) -> int:
    """Municipalities with this verdict."""
    return int((verdicts == verdict).sum())
