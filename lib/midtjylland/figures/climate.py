"""Figures of the climate tracks: frames to axes.

A year that was not over has a hollow marker of another shape; what rounding or the band of a
figure given as about leaves is a thick line, and chance a thin one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator, date2num
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, StrMethodFormatter
from matplotlib.transforms import blended_transform_factory

from midtjylland.analysis.climate import mean_words
from midtjylland.figures.style import INK, MUTED, legend, listed, new_axes, styled

_WHOLE, _PART = "#0068a6", "#c85200"
PROJECTS: Mapping[str, str] = {
    "circular_economy": "Circular Economy Beyond Waste",
    "coast_to_coast": "Coast to Coast Climate Challenge",
}
PLACES: Mapping[str, str] = {"status": "status", "action_plan": "action plan"}
_QUANTITIES: Mapping[str, str] = {
    "start_date": "start",
    "end_date": "end",
    "budget_mdkk": "budget (MDKK)",
    "eu_mdkk": "EU money (MDKK)",
    "eu_share_pct": "EU share (%)",
    "partners": "number of partners",
    "subprojects": "number of subprojects",
}
_FILLS = {"status": ("#cbe3f3", ""), "action_plan": ("#ffffff", "///")}
_DIFFERS = " ≠"
_QUESTION_LETTERS = 44


@styled
def shares_plot(shares: pd.DataFrame, alpha: float, ax: Axes | None = None) -> Axes:
    """Draw the share of green guidance of each year with its band and interval.

    Parameters
    ----------
    shares
        From `analysis.climate.guidance_shares`; with a column `papers_year` the labels name it.
    alpha
        Level of significance of the intervals, for the legend.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        First row on top; thin line: `ci_low_pct` to `ci_high_pct`, thick line: `share_low_pct` to
        `share_high_pct`.
    """
    ax = ax or new_axes(8.0, 1.9 + 0.6 * len(shares))
    ax.hlines(shares.index, shares["ci_low_pct"], shares["ci_high_pct"], color=MUTED, linewidth=1)
    _dots(ax, shares, "share_pct", _share_label, _share_words)
    ax.set(xlim=(0, 1.05 * shares["ci_high_pct"].max()), xlabel="Share of the guided firms (%)")
    ax.set_title("Firms guided on green transition")
    words = "for chance" + (" and band" if shares["is_approximate"].any() else "")
    words = f"{100 * (1 - alpha):g} % interval {words}"
    thin = Line2D([], [], color=MUTED, linewidth=1, label=words)
    legend(ax, [*_handles(shares, "band of a total given as about", "is_approximate"), thin])
    return ax


def shares_plot_text(shares: pd.DataFrame) -> str:
    """Say what `shares_plot` shows."""
    rows = [
        f"{_share_label(row).replace(chr(10), ', ')}: {_share_words(row)}, interval "
        f"{row['ci_low_pct']:.1f} to {row['ci_high_pct']:.1f} %"
        for _, row in shares.iterrows()
    ]
    return f"Dot plot of the share of guided firms guided on green transition. {'; '.join(rows)}."


@styled
def grants_plot(means: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the mean grant of each year with what rounding of the sum leaves.

    Parameters
    ----------
    means
        From `analysis.climate.grant_means`; with a column `papers_year` the labels name it.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        First row on top; thick line: `mean_low_dkk` to `mean_high_dkk`.
    """
    ax = ax or new_axes(8.0, 1.9 + 0.6 * len(means))
    _dots(ax, means, "mean_dkk", _grant_label, _grant_words)
    ax.set(xlim=(0, 1.05 * means["mean_high_dkk"].max()), xlabel="Mean grant (DKK)")
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.set_title("Grants for green transition")
    legend(ax, _handles(means, "range left by rounding of the sum"))
    return ax


def grants_plot_text(means: pd.DataFrame) -> str:
    """Say what `grants_plot` shows."""
    rows = [
        f"{_grant_label(row).replace(chr(10), ', ')}: mean {_grant_words(row)}"
        for _, row in means.iterrows()
    ]
    return f"Dot plot of the mean grant, between what rounding allows. {'; '.join(rows)}."


def _dots(
    ax: Axes,
    rows: pd.DataFrame,
    measure: str,
    label: Callable[[pd.Series], str],
    words: Callable[[pd.Series], str],
) -> None:
    """Points with thick lines over their ranges, row labels to the left, values to the right."""
    name, _, unit = measure.rpartition("_")
    ends = (rows[f"{name}_{end}_{unit}"] for end in ("low", "high"))
    colours = [_PART if part else _WHOLE for part in rows["is_provisional"]]
    ax.hlines(rows.index, *ends, color=colours, linewidth=7, alpha=0.35)
    for part, look in ((False, _look(part=False)), (True, _look(part=True))):
        chosen = rows[rows["is_provisional"] == part]
        ax.scatter(chosen[measure], chosen.index, s=56, linewidth=1.5, zorder=4, **look)
    beside = {"transform": blended_transform_factory(ax.transAxes, ax.transData), "va": "center"}
    for place, row in rows.iterrows():
        ax.text(1.01, place, words(row), **beside)
    ax.set_yticks(rows.index, [label(row) for _, row in rows.iterrows()])
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(rows) - 0.4, -0.6)


def _look(*, part: bool) -> dict[str, Any]:
    if part:
        return {"marker": "D", "facecolor": "white", "edgecolor": _PART, "label": "year so far"}
    return {"marker": "o", "facecolor": _WHOLE, "edgecolor": _WHOLE, "label": "whole year"}


def _handles(rows: pd.DataFrame, thick: str, only: str | None = None) -> list[Artist]:
    """Legend entries of what occurs."""
    entries: list[Artist] = []
    for part in sorted(set(rows["is_provisional"])):
        look = _look(part=bool(part))
        face, edge = look.pop("facecolor"), look.pop("edgecolor")
        mark = {"markerfacecolor": face, "markeredgecolor": edge, "markersize": 7.5}
        entries.append(Line2D([], [], linestyle="", **mark, **look))
    if only is None or rows[only].any():
        entries.append(Line2D([], [], color=MUTED, linewidth=7, alpha=0.35, label=thick))
    return entries


def _year_label(row: pd.Series) -> str:
    label = f"{row['year']}{' so far' if row['is_provisional'] else ''}"
    return f"{label} (papers of {row['papers_year']})" if "papers_year" in row else label


def _share_label(row: pd.Series) -> str:
    about = "about " if row["is_approximate"] else ""
    return f"{_year_label(row)}\n{row['guided_firms']:,} of {about}{row['of_guided_firms']:,}"


def _share_words(row: pd.Series) -> str:
    return f"{'about ' if row['is_approximate'] else ''}{row['share_pct']:.1f} %"


def _grant_label(row: pd.Series) -> str:
    return f"{_year_label(row)}\n{row['grants']:,} grants, {row['total_mdkk']:g} MDKK"


def _grant_words(row: pd.Series) -> str:
    if pd.isna(row["mean_dkk"]):
        return "no grants"
    return mean_words(row["mean_low_dkk"], row["mean_high_dkk"])


@styled
def projects_plot(figures: pd.DataFrame, compared: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the period of each project as each place of the papers gives it.

    Parameters
    ----------
    figures
        From `analysis.climate.project_figures`.
    compared
        From `analysis.climate.compare_places`, for the marks where two places disagree.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        A bar for each project and place, projects grouped; a diamond on each date, and a sign
        behind each figure, on which the places disagree. A place without dates has its words only.
    """
    rows = _grouped(figures)
    differing = _differing(compared)
    ax = ax or new_axes(8.6, 1.9 + 0.62 * len(rows))
    dates = rows[["start_date", "end_date"]]
    span = dates.min().min(), dates.max().max()
    for y, row in zip(rows["y"], rows.to_dict("records"), strict=True):
        _project_bar(ax, y, row, differing.get(row["project"], set()))
    for name, group in rows.groupby("project", sort=False):
        ax.text(span[0], group["y"].min() - 0.62, PROJECTS[name], weight="bold")
    ax.set_yticks(rows["y"], [PLACES[place] for place in rows["place"]])
    ax.tick_params(axis="y", length=0)
    margin = pd.Timedelta(days=120)
    ax.set(ylim=(rows["y"].max() + 0.6, -1.05), xlim=(span[0] - margin, span[1] + margin))
    ax.xaxis.set_major_locator(YearLocator(2))
    ax.xaxis.set_major_formatter(DateFormatter("%Y"))
    ax.set_xlabel("Calendar year (ticks: 1 January)")
    ax.set_title(_projects_title(compared))
    _projects_legend(ax, _disagreements(compared))
    return ax


def projects_plot_text(figures: pd.DataFrame, compared: pd.DataFrame) -> str:
    """Say what `projects_plot` shows."""
    rows = [
        f"{PROJECTS[row['project']]} ({PLACES[row['place']]})"
        f": {_period(row)}, {_budget(row, set())}"
        for row in figures.to_dict("records")
    ]
    return (
        f"Time bars of the EU projects. {'; '.join(rows)}. The places disagree on: "
        f"{'; '.join(disagreement_words(compared)) or 'nothing'}."
    )


def disagreement_words(compared: pd.DataFrame) -> list[str]:
    """Say each disagreement of `analysis.climate.compare_places` with both of its values."""
    return [
        f"{_QUANTITIES[row.quantity]} of {PROJECTS[row.project]}, {row.first} in the "
        f"{PLACES[row.first_place]} against {row.second} in the {PLACES[row.second_place]}"
        for row in _disagreements(compared).itertuples()
    ]


def _grouped(figures: pd.DataFrame) -> pd.DataFrame:
    """Rows of a project next to each other, with their height and room above each project."""
    order = {project: place for place, project in enumerate(figures["project"].unique())}
    group = figures["project"].map(order)
    rows = figures.assign(group=group).sort_values("group", kind="stable", ignore_index=True)
    return rows.assign(y=[place + 0.8 * each for place, each in enumerate(rows["group"])])


def _disagreements(compared: pd.DataFrame) -> pd.DataFrame:
    return compared[compared["verdict"] == "disagrees"]


def _differing(compared: pd.DataFrame) -> dict[str, set[str]]:
    return {
        str(project): set(rows["quantity"])
        for project, rows in _disagreements(compared).groupby("project")
    }


def _project_bar(ax: Axes, y: float, row: Mapping[str, Any], differing: set[str]) -> None:
    words = _budget(row, differing)
    if pd.isna(row["start_date"]) or pd.isna(row["end_date"]):
        ax.text(
            0.5,
            y,
            f"no days given; {words}",
            va="center",
            ha="center",
            color=MUTED,
            transform=blended_transform_factory(ax.transAxes, ax.transData),
        )
        return
    start, end = date2num(row["start_date"]), date2num(row["end_date"])
    face, hatch = _FILLS[row["place"]]
    look = {"facecolor": face, "hatch": hatch, "edgecolor": _WHOLE, "linewidth": 1}
    ax.barh(y, end - start, left=start, height=0.62, **look)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    ax.text((start + end) / 2, y, words, ha="center", va="center", bbox=box)
    for name, at in (("start_date", start), ("end_date", end)):
        if name in differing:
            ax.plot(at, y, marker="D", color=_PART, markersize=8, clip_on=False, zorder=4)


def _budget(row: Mapping[str, Any], differing: set[str]) -> str:
    about = "about " if row["is_approximate"] else ""
    words = f"{about}{row['budget_mdkk']:g} MDKK{_DIFFERS if 'budget_mdkk' in differing else ''}"
    if pd.notna(row["eu_share_pct"]):
        words += f", EU {row['eu_share_pct']:.3g} %"
    return words


def _period(row: Mapping[str, Any]) -> str:
    if pd.isna(row["start_date"]) or pd.isna(row["end_date"]):
        return "no days given"
    return f"{row['start_date']:%Y-%m-%d} to {row['end_date']:%Y-%m-%d}"


def _projects_title(compared: pd.DataFrame) -> str:
    printed = _disagreements(compared[~compared["is_computed"]])
    if printed.empty:
        return "EU projects: the two places of the papers agree"
    plural = "s" * (len(printed) > 1)
    return f"EU projects: the two places disagree on {len(printed)} printed figure{plural}"


def _projects_legend(ax: Axes, differing: pd.DataFrame) -> None:
    entries: list[Artist] = [
        Patch(facecolor=face, hatch=hatch, edgecolor=_WHOLE, label=f"period in the {PLACES[place]}")
        for place, (face, hatch) in _FILLS.items()
    ]
    mark = {"color": _PART, "linestyle": "", "markersize": 8}
    if differing["quantity"].isin(["start_date", "end_date"]).any():
        entries.append(Line2D([], [], marker="D", label="dates that disagree", **mark))
    if (differing["quantity"] == "budget_mdkk").any():
        entries.append(Line2D([], [], marker="$≠$", label="budgets that disagree", **mark))
    legend(ax, entries)


@styled
def fora_plot(timeline: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the half-year in which each regional forum works on its question.

    Parameters
    ----------
    timeline
        From `analysis.climate.fora_timeline`.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        First forum on top, its question to the left in Danish, half-years as columns.
    """
    ax = ax or new_axes(9.0, 1.3 + 0.5 * len(timeline))
    starts, ends = (date2num(timeline[name]) for name in ("start_date", "end_date"))
    look = {"facecolor": "#cbe3f3", "edgecolor": _WHOLE, "height": 0.6}
    ax.barh(timeline.index, ends - starts, left=starts, **look)
    columns = timeline.drop_duplicates("half_year")
    middles = date2num(columns["start_date"]) + 91
    ax.set_xticks(middles, columns["half_year"].str.replace(", ", "\n"))
    for edge in date2num(columns["start_date"])[1:]:
        ax.axvline(edge, color=MUTED, linewidth=0.8, linestyle=":", zorder=0)
    ax.set_yticks(timeline.index, [fill(each, _QUESTION_LETTERS) for each in timeline["question"]])
    ax.tick_params(length=0)
    ax.set_ylim(len(timeline) - 0.4, -0.6)
    ax.set_xlabel("Half-year in which the forum works", color=INK)
    ax.set_title(_fora_title(timeline))
    return ax


def fora_plot_text(timeline: pd.DataFrame) -> str:
    """Say what `fora_plot` shows."""
    rows = [
        f"{half_year}: {listed('“' + rows['question'] + '”')}"
        for half_year, rows in timeline.groupby("half_year", sort=False)
    ]
    return f"Timeline. {_fora_title(timeline)}. {'; '.join(rows)}."


def _fora_title(timeline: pd.DataFrame) -> str:
    return f"{len(timeline)} regional fora in {timeline['half_year'].nunique()} half-years"
