"""The EU projects in each place of the papers, and the half-years of the regional fora."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from midtjylland.analysis.climate.bounds import bounds, end_names
from midtjylland.core.findings import MidtjyllandError
from midtjylland.language import language

_DAYS_PER_YEAR = 365.25
_ROUNDED = ("budget_mdkk", "eu_mdkk", "eu_share_pct")
_DATES = ("start_date", "end_date")
_QUANTITIES = (*_DATES, *_ROUNDED, "partners", "subprojects")
_COMPARED = ("quantity", "first", "second", "difference", "verdict", "is_computed")
_PAPERS = ("first_papers_year", "next_papers_year", "project", "place")


def project_figures(projects: pd.DataFrame, approximate_pct: float | None = None) -> pd.DataFrame:
    """Work out what each place of the papers says of each project.

    Parameters
    ----------
    projects
        `climate_projects` of one year's papers.
    approximate_pct
        Assumed band around amounts given as about, per cent either way; None for
        `bounds.half_unit`.

    Returns
    -------
    pandas.DataFrame
        The columns of `projects`, with `computed`: which of `eu_mdkk` and `eu_share_pct` is
        computed from the other and the budget because the place does not print it (empty for
        none); the ends of the three (`budget_low_mdkk` and so on); `duration_years` (days, both
        ends included, over 365.25), `own_mdkk` (budget less EU money), `partners_per_subproject`,
        `budget_per_partner_mdkk`, `budget_per_year_mdkk`. Missing where a place does not say.
    """
    result = projects.reset_index(drop=True)
    for quantity in _ROUNDED:
        about = result["is_approximate"] if quantity.endswith("_mdkk") else None
        low, high = end_names(quantity)
        result[low], result[high] = bounds(result[quantity], about, approximate_pct)
    result = _with_eu_part(result)
    days = (result["end_date"] - result["start_date"]).dt.days + 1
    result["duration_years"] = days / _DAYS_PER_YEAR
    result["own_mdkk"] = result["budget_mdkk"] - result["eu_mdkk"]
    counts = result[["partners", "subprojects"]].astype("float64")
    result["partners_per_subproject"] = counts["partners"] / counts["subprojects"]
    result["budget_per_partner_mdkk"] = result["budget_mdkk"] / counts["partners"]
    result["budget_per_year_mdkk"] = result["budget_mdkk"] / result["duration_years"]
    return result


def _with_eu_part(frame: pd.DataFrame) -> pd.DataFrame:
    """Compute the EU's amount from its share, or the share from the amount, where one is missing.

    A ratio is smallest with the smallest amount over the largest budget, and the other way round.
    """
    no_amount, no_share = frame["eu_mdkk"].isna(), frame["eu_share_pct"].isna()
    result = frame.copy()
    for end, other in (("", ""), ("_low", "_high"), ("_high", "_low")):
        share, amount, budget = (
            frame[f"{name}{end}_{unit}"]
            for name, unit in (("eu_share", "pct"), ("eu", "mdkk"), ("budget", "mdkk"))
        )
        result[f"eu{end}_mdkk"] = amount.fillna(share * budget / 100)
        result[f"eu_share{end}_pct"] = share.fillna(100 * amount / frame[f"budget{other}_mdkk"])
    result["computed"] = ""
    result.loc[no_amount & ~no_share, "computed"] = "eu_mdkk"
    result.loc[no_share & ~no_amount, "computed"] = "eu_share_pct"
    return result


def compare_places(figures: pd.DataFrame) -> pd.DataFrame:
    """Compare everything that two places of the papers say of the same project.

    Parameters
    ----------
    figures
        From `project_figures`.

    Returns
    -------
    pandas.DataFrame
        For each project that stands in two places, and each quantity that one of them gives:
        `project`, `quantity`, `first` and `second` (as written: "about 138", "75 (computed)";
        missing where a place does not say), `difference` (second less first, in words),
        `verdict` (`equal`; `within_rounding`: what the two can stand for overlaps; `disagrees`;
        `one_place_only`), `is_computed` (one of the two is not printed but computed),
        `first_place`, `second_place` (of the papers) and `first_at`, `second_at` (page and line).

    Raises
    ------
    MidtjyllandError
        A project stands more than once in one place.
    """
    if figures.duplicated(["project", "place"]).any():
        raise MidtjyllandError(
            "climate_projects has a project twice in one place; build it again from its source."
        )
    rows = []
    for project, places in figures.groupby("project", sort=False):
        for (_, first), (_, second) in pairwise(places.iterrows()):
            named = {
                "first_place": first["place"],
                "second_place": second["place"],
                "first_at": _located(first),
                "second_at": _located(second),
            }
            rows += [{"project": project, **each, **named} for each in _compared(first, second)]
    places = ["first_place", "second_place", "first_at", "second_at"]
    return pd.DataFrame(rows, columns=["project", *_COMPARED, *places])


def compare_papers(figures: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Compare what the papers of one year and of the next say of a project in the same place.

    Parameters
    ----------
    figures
        Frames of `project_figures` by the contract year of the papers.

    Returns
    -------
    pandas.DataFrame
        `first_papers_year`, `next_papers_year`, `project`, `place`, then `quantity`, `first`,
        `second`, `difference`, `verdict`, `is_computed` as in `compare_places`; empty with fewer
        than two years.
    """
    rows = []
    for years in pairwise(sorted(figures)):
        before, after = (figures[year].set_index(["project", "place"]) for year in years)
        for key in before.index.intersection(after.index, sort=False):
            head = dict(zip(_PAPERS, (*years, *key), strict=True))
            rows += [head | each for each in _compared(before.loc[key], after.loc[key])]
    return pd.DataFrame(rows, columns=[*_PAPERS, *_COMPARED])


def _compared(first: pd.Series, second: pd.Series) -> Iterator[dict[str, Any]]:
    for quantity in _QUANTITIES:
        values = [row[quantity] for row in (first, second)]
        missing = [pd.isna(value) for value in values]
        if not all(missing):
            yield {
                "quantity": quantity,
                "first": _written(first, quantity),
                "second": _written(second, quantity),
                "difference": None if any(missing) else _difference(*values, quantity),
                "verdict": "one_place_only" if any(missing) else _verdict(first, second, quantity),
                "is_computed": quantity in (first["computed"], second["computed"]),
            }


def _verdict(first: pd.Series, second: pd.Series, quantity: str) -> str:
    if first[quantity] == second[quantity]:
        return "equal"
    if quantity not in _ROUNDED:
        return "disagrees"
    low, high = end_names(quantity)
    overlap = first[low] <= second[high] and second[low] <= first[high]
    return "within_rounding" if overlap else "disagrees"


def _written(row: pd.Series, quantity: str) -> str | None:
    value = row[quantity]
    if pd.isna(value):
        return None
    if quantity in _DATES:
        return language().date(value)
    if row["computed"] == quantity:
        return f"{value:.1f} (computed)"
    about = row["is_approximate"] and quantity.endswith("_mdkk")
    return f"{'about ' if about else ''}{value:g}"


def _difference(first: Any, second: Any, quantity: str) -> str:
    if quantity in _DATES:
        days = (second - first).days
        way = "later" if days > 0 else "earlier"
        return f"{abs(days)} day{'s' * (abs(days) > 1)} {way}" if days else "none"
    change = f"{second - first:+.1f}".removesuffix(".0")
    return "none" if float(change) == 0 else change.replace("-", "−")


def _located(row: pd.Series) -> str | None:
    parts = [
        f"{word} {row[column]}"
        for word, column in (("page", "source_page"), ("line", "source_line"))
        if pd.notna(row[column])
    ]
    return ", ".join(parts) or None


def fora_timeline(fora: pd.DataFrame) -> pd.DataFrame:
    """Put the questions of the regional fora in the order of their half-years.

    Parameters
    ----------
    fora
        `regional_fora` of one year's papers.

    Returns
    -------
    pandas.DataFrame
        `question`, `half_year` (`2023, first half`), `start_date`, `end_date`, `year`, `half`;
        within a half-year in the order of the document.
    """
    timeline = fora[["question", "year", "half"]].sort_values(["year", "half"], kind="stable")
    timeline = timeline.reset_index(drop=True)
    names = timeline["half"].map({1: "first half", 2: "second half"})
    timeline["half_year"] = timeline["year"].astype("str") + ", " + names
    month = 6 * timeline["half"] - 5
    parts = {"year": timeline["year"], "month": month, "day": 1}
    timeline["start_date"] = pd.to_datetime(pd.DataFrame(parts).astype("int64"))
    timeline["end_date"] = timeline["start_date"] + pd.offsets.MonthEnd(6)
    return timeline[["question", "half_year", "start_date", "end_date", "year", "half"]]
