"""The same calendar year in the papers of several years: provisional against final."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from midtjylland.analysis.common import year_pairs


def of_papers(by_papers: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Frames by the contract year of their papers as one, with `papers_year` in front."""
    frames = []
    for papers_year, frame in sorted(by_papers.items()):
        frames.append(frame.copy())
        frames[-1].insert(0, "papers_year", papers_year)
    return pd.concat(frames, ignore_index=True)


def whole_years(by_papers: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Final figures of each calendar year, from the latest papers that give them.

    Parameters
    ----------
    by_papers
        Frames of `guidance_shares` or of `grant_means` by the contract year of the papers.

    Returns
    -------
    pandas.DataFrame
        Their columns with `papers_year` in front, a row for each calendar year, in order.
    """
    every = of_papers(by_papers)
    final = every[~every["is_provisional"]].drop_duplicates("year", keep="last")
    return final.sort_values("year", ignore_index=True)


def guidance_revisions(by_papers: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """What later papers say of a calendar year that earlier ones reported on.

    Parameters
    ----------
    by_papers
        Frames of `guidance_shares` by the contract year of the papers.

    Returns
    -------
    pandas.DataFrame
        `year`, `first_papers_year`, `next_papers_year`, `was_provisional`; for both papers
        `guided_firms_...`, `of_guided_firms_...`, `share_..._pct`; `ci_low_first_pct` and
        `ci_high_first_pct`; `revision_pct_point` (share, next less first); `rest_share_pct`, the
        share among the firms that came after the first papers (missing where the counts did not
        both grow); `inside_interval`: the later share lies in the first one's interval.
    """
    both = _both(by_papers)
    later = both["guided_firms_next"] - both["guided_firms_first"]
    of_later = both["of_guided_firms_next"] - both["of_guided_firms_first"]
    result = _heads(both)
    for name in ("guided_firms", "of_guided_firms"):
        result[[f"{name}_first", f"{name}_next"]] = both[[f"{name}_first", f"{name}_next"]]
    for name, column in (
        ("share", "share_pct"),
        ("ci_low", "ci_low_pct"),
        ("ci_high", "ci_high_pct"),
    ):
        result[f"{name}_first_pct"] = both[f"{column}_first"]
    result["share_next_pct"] = both["share_pct_next"]
    result["revision_pct_point"] = result["share_next_pct"] - result["share_first_pct"]
    grew = (later >= 0) & (of_later > 0)
    result["rest_share_pct"] = 100 * later.where(grew, np.nan) / of_later.where(grew, np.nan)
    result["inside_interval"] = result["share_next_pct"].between(
        result["ci_low_first_pct"], result["ci_high_first_pct"]
    )
    return result


def grant_revisions(by_papers: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """What later papers say of the grants of a calendar year that earlier ones reported on.

    Parameters
    ----------
    by_papers
        Frames of `grant_means` by the contract year of the papers.

    Returns
    -------
    pandas.DataFrame
        `year`, `first_papers_year`, `next_papers_year`, `was_provisional`; for both papers
        `grants_...`, `total_..._mdkk`, `mean_..._dkk`; `only_grew`: neither count nor sum shrank.
    """
    both = _both(by_papers)
    result = _heads(both)
    for side in ("first", "next"):
        result[f"grants_{side}"] = both[f"grants_{side}"]
        result[f"total_{side}_mdkk"] = both[f"total_mdkk_{side}"]
        result[f"mean_{side}_dkk"] = both[f"mean_dkk_{side}"]
    result["only_grew"] = (both["grants_next"] >= both["grants_first"]) & (
        both["total_high_mdkk_next"] >= both["total_low_mdkk_first"]
    )
    return result


def _both(by_papers: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Rows of the same calendar year side by side, for each papers and the next ones at hand."""
    pairs = [
        of_papers({first: by_papers[first]}).merge(
            of_papers({second: by_papers[second]}), on="year", suffixes=("_first", "_next")
        )
        for first, second in year_pairs(by_papers)
    ]
    return pd.concat(pairs, ignore_index=True)


def _heads(both: pd.DataFrame) -> pd.DataFrame:
    sides = {"first": "first_papers_year", "next": "next_papers_year"}
    result = both[["year", *(f"papers_year_{side}" for side in sides)]]
    result = result.rename(columns={f"papers_year_{side}": name for side, name in sides.items()})
    return result.assign(was_provisional=both["is_provisional_first"].astype("bool"))
