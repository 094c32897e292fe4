"""How the programme changed from one contract year to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from scipy import stats

from midtjylland.analysis.common import year_pairs
from midtjylland.analysis.mea.titles import same_title

# Figure of `headline`: what it is a share of, None for a count or a mean.
_COMPARED = {
    "modules": "working_days",
    "participants": None,
    "participants_per_module": None,
    "distinct_titles": None,
    "spring_modules": "modules",
    "modules_of_repeated_titles": "modules",
    "in_person": "modules",
    "unclassified": None,  # says how well the keywords fit, not what was taught
    "longest_gap_working_days": None,
}


def compare_years(headlines: Mapping[int, Mapping[str, Any]]) -> pd.DataFrame:
    """Change of the key figures from every year to the next.

    Parameters
    ----------
    headlines
        Figures of `headline` by year, at least two.

    Returns
    -------
    pandas.DataFrame
        `figure`, `year_from`, `year_to`, `value_from`, `value_to`, `change`, `change_pct`;
        `p_value` and `q_value` (after Benjamini and Hochberg over all rows tested). `modules` is
        tested as two Poisson counts over their working days (exact conditional test of
        Przyborowski and Wilenski, Biometrika 31, 1940); counts of modules as shares of the
        programme, by Fisher's exact test; the others can't be tested without attendance figures.

    Raises
    ------
    MidtjyllandError
        There are fewer than two years.
    """
    rows = [
        {"figure": name, "year_from": before, "year_to": after}
        | _change(headlines[before], headlines[after], name)
        for before, after in year_pairs(headlines)
        for name in _COMPARED
    ]
    table = pd.DataFrame(rows)
    numbers = ["value_from", "value_to", "p_value"]
    table[numbers] = table[numbers].astype("float64")
    change = table["value_to"] - table["value_from"]
    table.insert(5, "change", change)
    table.insert(6, "change_pct", 100 * change / table["value_from"].where(table["value_from"] > 0))
    tested = table["p_value"].notna()
    table.loc[tested, "q_value"] = stats.false_discovery_control(table.loc[tested, "p_value"])
    return table


def _change(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> dict[str, Any]:
    result = {"value_from": before[name], "value_to": after[name], "p_value": None}
    of = _COMPARED[name]
    if of == "working_days":
        both = before[name] + after[name]
        chance = before[of] / (before[of] + after[of])
        result["p_value"] = stats.binomtest(before[name], both, chance).pvalue
    elif of:
        counts = [[year[name], year[of] - year[name]] for year in (before, after)]
        result["p_value"] = stats.fisher_exact(counts).pvalue
    return result


def themes_by_year(counts: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Modules of each theme, with a column for every year.

    Parameters
    ----------
    counts
        Frames of `theme_counts` by year, all with the same themes.

    Returns
    -------
    pandas.DataFrame
        `label`, `modules_2021`, `modules_2022`, ...
    """
    columns = {f"modules_{year}": counts[year].set_index("label")["modules"] for year in counts}
    return pd.DataFrame(columns).rename_axis("label").reset_index()


def titles_in_common(programmes: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Titles that were held in more than one year.

    Parameters
    ----------
    programmes
        Frames of `programme` by year.

    Returns
    -------
    pandas.DataFrame
        `title` (as printed in the first of the years), `years` (such as `2021, 2022`), `modules`.
    """
    rows = pd.concat([frame.assign(year=year) for year, frame in sorted(programmes.items())])
    groups = rows.groupby(same_title(rows["title"]), sort=False)
    table = groups.agg(
        title=("title", "first"),
        years=("year", lambda years: ", ".join(map(str, years.unique()))),
        modules=("title", "size"),
    )
    return table[groups["year"].nunique() > 1].reset_index(drop=True)
