"""The answer of the climate tracks: key figures, and a sentence true for every outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from midtjylland.analysis.climate.grants import compare_grants, grant_means, mean_words
from midtjylland.analysis.climate.green import (
    compare_shares,
    guidance_shares,
    overall_verdict,
    tipping_total,
)
from midtjylland.analysis.climate.projects import compare_places, project_figures
from midtjylland.core.findings import MidtjyllandError


def row_of(frame: pd.DataFrame, year: int) -> pd.Series:
    """Row of a calendar year in `guidance_shares` or `grant_means`, or raise if it has none."""
    rows = frame[frame["year"] == year]
    if rows.empty:
        raise MidtjyllandError(
            f"the papers of {year} give no figures of {year} on the climate tracks; build the "
            "year again from its source."
        )
    return rows.iloc[0]


def part_year(frame: pd.DataFrame, year: int) -> pd.Series | None:
    """First provisional row after a calendar year; None where the papers give none."""
    rows = frame[frame["is_provisional"] & (frame["year"] > year)]
    return None if rows.empty else rows.sort_values("year").iloc[0]


def headline(
    green: pd.DataFrame,
    grants: pd.DataFrame,
    projects: pd.DataFrame,
    fora: pd.DataFrame,
    year: int,
    alpha: float,
    approximate_pct: float | None = None,
) -> dict[str, Any]:
    """Key figures of the whole analysis, flat and ready for JSON.

    Parameters
    ----------
    green, grants, projects, fora
        `green_guidance`, `green_grants`, `climate_projects` and `regional_fora` of one year.
    year
        Contract year.
    alpha, approximate_pct
        As in `guidance_shares`.

    Returns
    -------
    dict
        What the names say, with `sentence`, the answer in words, and `key_figure`, the name of the
        figure that stands for all. Figures without a year in their name are of the contract year;
        `part_year`, `part_..._` ones of the year that was not over (None without one);
        `..._low_...` and `..._high_...` are the interval for chance and band of a share, and what
        rounding leaves of a mean; `part_verdict` says whether the part year's share is `lower`,
        `higher`, `not_shown` to differ, or `undetermined` by the band; `part_tipping_total` is
        from `tipping_total`; `place_disagreements` counts the printed figures of the EU projects on
        which two places of the papers disagree, of `place_figures_compared` that both print.

    Raises
    ------
    MidtjyllandError
        The contract year has no figures, or what `guidance_shares` and the others refuse.
    """
    shares, means = guidance_shares(green, alpha, approximate_pct), grant_means(grants)
    compared = compare_places(project_figures(projects, approximate_pct))
    printed = compared[(compared["verdict"] != "one_place_only") & ~compared["is_computed"]]
    figures = {
        "year": year,
        "alpha": alpha,
        **_guidance_figures(row_of(shares, year)),
        **_grant_figures(row_of(means, year)),
        "part_year": None,
        **_part_guidance(shares, year, alpha),
        **_part_grants(means, year),
        "projects": int(projects["project"].nunique()),
        "place_figures_compared": len(printed),
        "place_disagreements": int((printed["verdict"] == "disagrees").sum()),
        "regional_fora": len(fora),
    }
    sentence = _sentence(figures, shares)
    return {"sentence": sentence, "key_figure": "green_guidance_share_pct", **figures}


def part_year_sentence(figures: Mapping[str, Any]) -> str:
    """Say what the part year's share shows against the contract year's.

    Parameters
    ----------
    figures
        From `headline`.
    """
    verdict, tipping = figures["part_verdict"], figures["part_tipping_total"]
    if verdict is None:
        return "The papers give no later share to compare with."
    year, part = figures["year"], figures["part_year"]
    fell = figures["part_green_guidance_share_pct"] < figures["green_guidance_share_pct"]
    way, side = ("lower", "or more") if fell else ("higher", "or fewer")
    if verdict in ("lower", "higher"):
        limit = "" if tipping is None else f", and would be with any total of {tipping:,} {side}"
        return f"The share so far in {part} is {way} than that of {year}{limit}."
    if verdict == "not_shown":
        return f"No difference is shown between the share so far in {part} and that of {year}."
    if tipping is None:
        return f"As printed, no difference from {year} is shown; an end of the band would show one."
    return (
        f"As printed, the share so far in {part} is {way} than that of {year}. That holds for any "
        f"total of {tipping:,} firms {side}; the band of the printed total reaches beyond."
    )


def grants_sentence(means: pd.DataFrame, year: int) -> str:
    """Say what was granted in a year, and how the part year after it compares.

    Parameters
    ----------
    means
        From `grant_means`.
    year
        Contract year.
    """
    before, after = row_of(means, year), part_year(means, year)
    said = f"{_count_grants(before['grants'])} for {before['total_mdkk']:g} million DKK in {year}"
    if not before["grants"]:
        return f"{said}."
    said += f": a mean of {mean_words(before['mean_low_dkk'], before['mean_high_dkk'])}."
    if after is None or not after["grants"]:
        return said
    ratios = compare_grants(before, after).set_index("quantity")
    total, mean = (_times(ratios.loc[quantity]) for quantity in ("total_mdkk", "mean_dkk"))
    return (
        f"{said} In {after['year']} so far {ratios.loc['grants', 'ratio']:.1f} times as many "
        f"({after['grants']:,}) for {total} times the sum, so that the mean is {mean} times as "
        "large; number and sum can only grow as long as no grant is taken back."
    )


def _times(ratio: pd.Series) -> str:
    return " to ".join(dict.fromkeys(f"{ratio[f'ratio_{end}']:.1f}" for end in ("low", "high")))


def _guidance_figures(row: pd.Series) -> dict[str, Any]:
    return {
        "green_guided_firms": int(row["guided_firms"]),
        "guided_firms": int(row["of_guided_firms"]),
        "green_guidance_share_pct": float(row["share_pct"]),
        "green_guidance_share_low_pct": float(row["ci_low_pct"]),
        "green_guidance_share_high_pct": float(row["ci_high_pct"]),
    }


def _grant_figures(row: pd.Series) -> dict[str, Any]:
    return {
        "grants": int(row["grants"]),
        "grant_total_mdkk": float(row["total_mdkk"]),
        "grant_mean_dkk": float(row["mean_dkk"]),
        "grant_mean_low_dkk": float(row["mean_low_dkk"]),
        "grant_mean_high_dkk": float(row["mean_high_dkk"]),
    }


def _part_guidance(shares: pd.DataFrame, year: int, alpha: float) -> dict[str, Any]:
    before, after = row_of(shares, year), part_year(shares, year)
    if after is None:
        names = [*_guidance_figures(before), "verdict", "tipping_total"]
        return {f"part_{name}": None for name in names}
    return {
        "part_year": int(after["year"]),
        **{f"part_{name}": value for name, value in _guidance_figures(after).items()},
        "part_verdict": overall_verdict(compare_shares(before, after, alpha)),
        "part_tipping_total": tipping_total(before, after, alpha),
    }


def _part_grants(means: pd.DataFrame, year: int) -> dict[str, Any]:
    after = part_year(means, year)
    if after is None:
        return {f"part_{name}": None for name in _grant_figures(row_of(means, year))}
    figures = {f"part_{name}": value for name, value in _grant_figures(after).items()}
    return {"part_year": int(after["year"]), **figures}


def _sentence(figures: Mapping[str, Any], shares: pd.DataFrame) -> str:
    year, part = figures["year"], figures["part_year"]
    parts = [
        f"In {year}, {_guided(row_of(shares, year))} were guided on green transition, and "
        f"{_granted(figures, '')}"
    ]
    so_far = part_year(shares, year)
    if so_far is not None:
        parts.append(f"in {part} so far, {_guided(so_far)}")
    if figures["part_grants"] is not None:
        lead = "and " if so_far is not None else f"in {part} so far, "
        parts.append(f"{lead}{_granted(figures, 'part_')}")
    return f"{parts[0]}{'; ' if parts[1:] else ''}{', '.join(parts[1:])}."


def _guided(row: pd.Series) -> str:
    about = "about " if row["is_approximate"] else ""
    return (
        f"{row['guided_firms']:,} of {about}{row['of_guided_firms']:,} guided firms "
        f"({about}{row['share_pct']:.1f} %)"
    )


def _count_grants(grants: int) -> str:
    return f"{grants:,} {'grant' if grants == 1 else 'grants'}"


def _granted(figures: Mapping[str, Any], prefix: str) -> str:
    grants = figures[f"{prefix}grants"]
    words = _count_grants(grants)
    if not grants:
        return f"{words} were given"
    mean = mean_words(*(figures[f"{prefix}grant_mean_{end}_dkk"] for end in ("low", "high")))
    return f"{words} {'was' if grants == 1 else 'were'} given, {mean} on average"
