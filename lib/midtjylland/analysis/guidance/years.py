"""Has it changed: the spread of one contract year against that of others."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from scipy import stats

from midtjylland.analysis.common import year_pairs
from midtjylland.analysis.guidance.inequality import hoover_pct
from midtjylland.analysis.guidance.measure import KEYS, count


def summarise_years(spreads: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Count the verdicts of every year and measure how uneven it is.

    Parameters
    ----------
    spreads
        Frames of `on_basis` by year, all in the same reading and basis.

    Returns
    -------
    pandas.DataFrame
        `year`, ascending; `municipalities`, `guided_firms`; municipalities `within`,
        `undetermined`, `outside`; `hoover_pct`.
    """
    rows = [
        {
            "year": year,
            "municipalities": len(spread),
            "guided_firms": int(spread["guided_firms"].sum()),
            **{
                verdict: count(spread["verdict"], verdict)
                for verdict in ("within", "undetermined", "outside")
            },
            "hoover_pct": hoover_pct(spread),
        }
        for year, spread in sorted(spreads.items())
    ]
    return pd.DataFrame(rows)


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
    return pd.concat(
        [_change(spreads, before, after) for before, after in year_pairs(spreads)],
        ignore_index=True,
    )


def _change(spreads: Mapping[int, pd.DataFrame], before: int, after: int) -> pd.DataFrame:
    columns = [*KEYS, "guided_firms", "measure"]
    both = spreads[before][columns].merge(
        spreads[after][columns], on=KEYS, how="outer", suffixes=("_from", "_to"), sort=False
    )
    totals = [int(spreads[year]["guided_firms"].sum()) for year in (before, after)]
    counts = both[["guided_firms_from", "guided_firms_to"]]
    result = both[KEYS].assign(year_from=before, year_to=after)
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
