"""How many came to MEA's modules: what the total alone allows, and what attendance figures say.

The papers state one total. `bounds` says what follows from it by arithmetic; everything else needs
the participants of each module (`midtjylland.attendance`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from midtjylland.core.findings import MidtjyllandError


def bounds(
    modules: int,
    participants: int,
    *,
    groups: Mapping[str, int],
    sizes: Sequence[int],
    fewest: int = 1,
) -> pd.DataFrame:
    """Lowest and highest values that the total of participants leaves possible.

    Parameters
    ----------
    modules, participants
        Totals.
    groups
        Number of modules of each group, by its name: each gets a row for its participants.
    sizes
        Each above `fewest` gets a row for how many modules can have had at least so many.
    fewest
        Participants that every module is taken to have had at least.

    Returns
    -------
    pandas.DataFrame
        `quantity`, `lowest`, `highest`; each bound is reached by some way to share out the
        participants. The median of an even number of modules is the lower one in the middle.
        Different people: nobody is counted twice in one module.

    Raises
    ------
    MidtjyllandError
        There are no modules, or fewer participants than `fewest` in each of them.
    """
    spare = participants - fewest * modules
    if modules < 1 or fewest < 0 or spare < 0:
        raise MidtjyllandError(
            f"{participants} participants can't be at least {fewest} in each of {modules} "
            "modules; choose a lower fewest_participants."
        )
    best = -(-participants // modules)
    upper = modules // 2 + 1
    worst = fewest if modules > 1 else participants
    rows = [
        ("participants of the best attended module", best, fewest + spare),
        ("participants of the least attended module", worst, participants // modules),
        ("participants of the median module", worst, fewest + spare // upper),
        ("different people", best, participants),
    ]
    for size in (size for size in sizes if size > fewest):
        # One module can take whatever the others can't hold below the size.
        least = int(participants > modules * (size - 1))
        most = min(modules, spare // (size - fewest))
        rows.append((f"modules with {size} or more", least, most))
    for name, count in groups.items():
        others = modules - count
        lowest = fewest * count if others else participants
        highest = participants - fewest * others if count else 0
        rows.append((f"participants of the {count} modules {name}", lowest, highest))
    return pd.DataFrame(rows, columns=["quantity", "lowest", "highest"])


def attended(programme: pd.DataFrame, attendance: pd.DataFrame) -> pd.DataFrame:
    """Modules with their participants; those without a figure are left out.

    Parameters
    ----------
    programme
        From `programme`.
    attendance
        `table` of `midtjylland.attendance.load_attendance`.

    Returns
    -------
    pandas.DataFrame
        Rows of `programme` with `participants` (int64).
    """
    frame = programme.merge(attendance.dropna(), on="module_no", validate="one_to_one")
    return frame.astype({"participants": "int64"})


def summary(attended: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Distribution of the participants over the modules.

    Parameters
    ----------
    attended
        From `attended`.
    alpha
        Level of significance of the intervals.

    Returns
    -------
    pandas.DataFrame
        `figure`, `value`, `low`, `high`: the mean with Student's interval, the median with the
        distribution-free one from order statistics (Conover, Practical Nonparametric Statistics,
        1999, section 3.2; missing where the modules are too few), standard deviation, quartiles,
        extremes, and `modules_with_half`: the fewest modules that had half of the participants.
    """
    people = attended["participants"]
    median = stats.quantile_test(people, p=0.5).confidence_interval(1 - alpha)
    ordered = people.sort_values(ascending=False).cumsum()
    rows: list[tuple[Any, ...]] = [
        ("modules", len(people)),
        ("participants", people.sum()),
        ("mean", people.mean(), *_mean_interval(people, alpha)),
        ("median", people.median(), median.low, median.high),
        ("standard_deviation", people.std()),
        ("lowest", people.min()),
        ("lower_quartile", people.quantile(0.25)),
        ("upper_quartile", people.quantile(0.75)),
        ("highest", people.max()),
        ("modules_with_half", int((ordered < people.sum() / 2).sum()) + 1),
    ]
    names = ["figure", "value", "low", "high"]
    frame = pd.DataFrame([[*row, np.nan, np.nan][:4] for row in rows], columns=names)
    return frame.astype(dict.fromkeys(names[1:], "float64"))


def _mean_interval(people: pd.Series, alpha: float) -> tuple[float, float]:
    """Student's interval of the mean, cut at 0 participants; missing for one module."""
    if len(people) < 2:
        return np.nan, np.nan
    half = stats.t.isf(alpha / 2, len(people) - 1) * people.std() / np.sqrt(len(people))
    return max(0.0, float(people.mean() - half)), float(people.mean() + half)


def by_group(attended: pd.DataFrame, by: str, alpha: float) -> pd.DataFrame:
    """Participants by theme, delivery, month, half-year or repetition.

    Parameters
    ----------
    attended
        From `attended`.
    by
        Column that groups the modules.
    alpha
        Level of significance of the intervals.

    Returns
    -------
    pandas.DataFrame
        The group (most participants a module first, ordered categories in their order),
        `modules`, `participants`, `share_pct` of all participants, `median`, `mean` with
        `mean_low` and `mean_high` (Student, cut at 0; missing for one module).
    """
    groups = attended.groupby(by, observed=True)["participants"]
    table = groups.agg(modules="size", participants="sum", median="median", mean="mean")
    table.insert(2, "share_pct", 100 * table["participants"] / table["participants"].sum())
    ends = groups.apply(lambda people: pd.Series(_mean_interval(people, alpha))).unstack()
    table["mean_low"], table["mean_high"] = ends[0], ends[1]
    if not isinstance(attended[by].dtype, pd.CategoricalDtype):
        table = table.sort_values("mean", ascending=False, kind="stable")
    return table.reset_index()


def rank_tests(
    attended: pd.DataFrame, columns: Sequence[str], *, draws: int, seed: int
) -> pd.DataFrame:
    """Test for each grouping whether its groups drew equally many participants.

    Parameters
    ----------
    attended
        From `attended`.
    columns
        Groupings.
    draws, seed
        Of the random permutations.

    Returns
    -------
    pandas.DataFrame
        `grouping`, `groups`, `modules`, `h` (Kruskal and Wallis, J. Am. Stat. Assoc. 47, 1952,
        corrected for ties; for two groups the square of Wilcoxon's standardised statistic),
        `epsilon2` (h over modules - 1: 0 for no difference, 1 for ranks that the groups explain
        wholly; Tomczak and Tomczak, Trends in Sport Sciences 1, 2014), permutation `p_value`, and
        `q_value` (after Benjamini and Hochberg). A grouping with one group, or the same number
        everywhere, has missing figures.
    """
    table = pd.DataFrame([_rank_test(attended, each, draws, seed) for each in columns])
    tested = table["p_value"].notna()
    table["q_value"] = np.nan
    if tested.any():
        table.loc[tested, "q_value"] = stats.false_discovery_control(table.loc[tested, "p_value"])
    return table


def _rank_test(attended: pd.DataFrame, column: str, draws: int, seed: int) -> dict[str, Any]:
    ranks = attended["participants"].rank()
    member = pd.get_dummies(attended[column].astype("str")).to_numpy(dtype="float64")
    figures = {"h": np.nan, "epsilon2": np.nan, "p_value": np.nan}
    if member.shape[1] > 1 and ranks.nunique() > 1:
        groups = [ranks[chosen > 0] for chosen in member.T]
        h = float(stats.kruskal(*groups).statistic)
        p_value = _permutation_p_value(ranks.to_numpy(), member, draws, seed)
        figures = {"h": h, "epsilon2": h / (len(ranks) - 1), "p_value": p_value}
    return {"grouping": column, "groups": member.shape[1], "modules": len(ranks), **figures}


def _permutation_p_value(ranks: np.ndarray, member: np.ndarray, draws: int, seed: int) -> float:
    rng = np.random.default_rng(seed)

    def shuffle(size: tuple[int, ...]) -> np.ndarray:
        return rng.permuted(np.broadcast_to(ranks, size), axis=1)

    def between(ordered: np.ndarray, axis: int = -1) -> Any:
        # Rises with h, of which the rest stays the same under every permutation.
        return ((ordered @ member) ** 2 / member.sum(axis=0)).sum(axis=axis)

    test = stats.monte_carlo_test(
        ranks, shuffle, between, vectorized=True, n_resamples=draws, alternative="greater"
    )
    return float(test.pvalue)


def outliers(attended: pd.DataFrame, fences: float) -> pd.DataFrame:
    """Modules beyond Tukey's fences: further than so many quartile distances from the quartiles.

    Parameters
    ----------
    attended
        From `attended`.
    fences
        Quartile distances; 1.5 is usual (Tukey, Exploratory Data Analysis, 1977).

    Returns
    -------
    pandas.DataFrame
        `module_no`, `start_date`, `title`, `participants`, `side` (`above`, `below`); most
        participants first.

    Raises
    ------
    MidtjyllandError
        `fences` is not above 0.
    """
    if not fences > 0:
        raise MidtjyllandError(f"fences of {fences:g} quartile distances; use a number above 0.")
    low, high = fence_limits(attended["participants"], fences)
    out = attended[~attended["participants"].between(low, high)]
    out = out.assign(side=np.where(out["participants"] > high, "above", "below"))
    columns = ["module_no", "start_date", "title", "participants", "side"]
    return out[columns].sort_values("participants", ascending=False, kind="stable")


def fence_limits(people: pd.Series, fences: float) -> tuple[float, float]:
    """Lower and upper fence; quartiles interpolated as R does by default (type 7)."""
    lower, upper = people.quantile([0.25, 0.75])
    return float(lower - fences * (upper - lower)), float(upper + fences * (upper - lower))
