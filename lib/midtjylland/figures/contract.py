"""Figures of the result contract: frames to axes.

Colours are close to those of Okabe and Ito, which colour-blind readers can tell apart; each
meaning has a marker of its own besides.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import LogLocator, MaxNLocator, StrMethodFormatter
from matplotlib.transforms import blended_transform_factory

from midtjylland.analysis.contract import MARKS as WORDS
from midtjylland.analysis.contract import (
    MOST_RESPONDENTS,
    judge_goals,
    meeting_table,
    needed_in_words,
    written,
)
from midtjylland.figures.style import INK, MUTED, legend, listed, new_axes, styled
from midtjylland.language import language


class Mark(NamedTuple):
    """How one meaning looks: colour, a light tint of it, and marker."""

    colour: str
    tint: str
    marker: str


MARKS: Mapping[str, Mark] = {
    "met": Mark("#00795a", "#cfeade", "o"),
    "not_met": Mark("#c85200", "#f9dcc6", "X"),
    "depends_on_reading": Mark("#0068a6", "#cbe3f3", "d"),
    "undetermined": Mark("#0068a6", "#cbe3f3", "s"),
    "not_comparable": Mark("#595959", "#ececec", "P"),
    "no_figure": Mark("#595959", "#ececec", "_"),
    "no_figure_set": Mark("#8a8a8a", "#ffffff", ""),
}
_AXES = {
    "pct": ("Per cent of firms", (0, 100)),
    "pct_point": ("Percentage points", None),
    "score": ("Net promoter score, from −100 to 100", (-100, 100)),
    "count": ("Number", None),
}
_TARGET = {"marker": "|", "color": INK, "markersize": 15, "markeredgewidth": 2.2, "ls": ""}
_TILE = (1.56, 0.9)


@styled
def target_plot(judged: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw every result against its target, for figures of one unit.

    Parameters
    ----------
    judged
        From `analysis.contract.judge`; all rows of one unit.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        A row for each figure, the first on top: a tick at the target, a marker at the result, a
        line between the two, a thick line over the range of a result that is known as one; target
        and result in words on the right.
    """
    rows = judged.iloc[::-1].reset_index(drop=True)
    ax = ax or new_axes(9.0, 1.2 + 0.36 * len(rows))
    known = rows[rows["gap"].notna()]
    ends = known["target_value"], known["result_value"]
    ax.hlines(known.index, *ends, colors=MUTED, linewidth=1, zorder=1)
    ranges = rows[rows["gap"].isna() & rows["result_low"].notna()]
    thick = {"colors": MUTED, "linewidth": 9, "alpha": 0.4, "zorder": 1}
    ax.hlines(ranges.index, ranges["result_low"], ranges["result_high"], **thick)
    ax.plot(rows["target_value"], rows.index, zorder=3, **_TARGET)
    for mark, part in known.groupby("status"):
        look = {"color": MARKS[mark].colour, "marker": MARKS[mark].marker, "s": 62}
        ax.scatter(part["result_value"], part.index, label=WORDS[mark], zorder=4, **look)
    ax.set_yticks(rows.index, _names(rows))
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    _in_words(ax, rows)
    label, limits = _AXES[rows["unit"].iloc[0]]
    ax.set_xlabel(label)
    ax.set_xlim(limits or _limits(rows))
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    return ax


def _names(rows: pd.DataFrame) -> pd.Series:
    national = rows["coverage"].map({"national": " (national)"}).fillna("")
    return rows["item"] + "  " + rows["indicator"].map(language().label) + national


def _in_words(ax: Axes, rows: pd.DataFrame) -> None:
    words = meeting_table(rows)
    results = words["result"].mask(rows["status"] == "no_figure", "no result")
    results = results.mask(_is_elsewhere(rows), "not comparable: " + results)
    lines = results + " (" + words["target"] + ")"
    beside = {"transform": blended_transform_factory(ax.transAxes, ax.transData), "va": "center"}
    for place, (line, status) in enumerate(zip(lines, rows["status"], strict=True)):
        bold = "bold" if status == "not_met" else "normal"
        ax.text(1.02, place, line, color=MARKS[status].colour, weight=bold, **beside)


def _is_elsewhere(rows: pd.DataFrame) -> pd.Series:
    """Whether the result is printed in a unit that has no place on the axis."""
    return (rows["status"] == "not_comparable") & rows["result_low"].isna()


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    """From 0, or below it, to the highest of what is drawn, with some air."""
    drawn = rows[["target_value", "result_low", "result_high"]].to_numpy().ravel()
    low, high = min(0.0, np.nanmin(drawn)), max(0.0, np.nanmax(drawn))
    air = 0.06 * ((high - low) or 1.0)
    return low - (air if low < 0 else 0), high + air


@styled
def target_panels(judged: pd.DataFrame) -> Figure:
    """Draw all results against their targets, a panel for each unit and for each count.

    Parameters
    ----------
    judged
        From `analysis.contract.judge`.

    Returns
    -------
    matplotlib.figure.Figure
        Panels of `target_plot` one above the other, with one title and one legend.
    """
    panels = list(_panels(judged))
    heights = [0.75 + len(panel) for panel in panels]
    figure = Figure(figsize=(9.6, 1.4 + 0.36 * sum(heights) + 0.25 * len(panels)))
    figure.set_layout_engine("constrained")
    axes = figure.subplots(len(panels), squeeze=False, height_ratios=heights)[:, 0]
    for panel, ax in zip(panels, axes, strict=True):
        target_plot(panel, ax)
    axes[0].set_title(_title(judged))
    legend(axes[-1], _handles(judged))
    return figure


def _panels(judged: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Rows that can share an axis: those of a unit, in order of `_AXES`; counts one by one."""
    for unit in _AXES:
        rows = judged[judged["unit"] == unit]
        single = rows["indicator"] if unit == "count" else rows["unit"]
        yield from (part for _, part in rows.groupby(single, sort=False))


def _title(judged: pd.DataFrame) -> str:
    met, missed = ((judged["status"] == status).sum() for status in ("met", "not_met"))
    return f"Of {len(judged)} figures in the contract, {met} met and {missed} missed"


def _handles(judged: pd.DataFrame) -> list[Artist]:
    handles = [Line2D([], [], label="target", **_TARGET | {"markersize": 11})]
    for status in ("met", "not_met"):
        if (judged["status"] == status).any():
            mark = MARKS[status]
            look = {"color": mark.colour, "marker": mark.marker, "ls": "", "markersize": 8}
            handles.append(Line2D([], [], label=f"result, {WORDS[status]}", **look))
    if (judged["gap"].isna() & judged["result_low"].notna()).any():
        thick = {"color": MUTED, "linewidth": 9, "alpha": 0.4}
        handles.append(Line2D([], [], label="range in which the result lies", **thick))
    return handles


def target_panels_text(judged: pd.DataFrame) -> str:
    """Say what `target_panels` shows."""
    table = meeting_table(judged)
    table["name"] = table["item"] + " " + table["indicator"].map(language().label)
    parts = [f"Dot plot of results against targets. {_title(judged)}."]
    for verdict, rows in table.groupby("verdict", sort=False):
        lines = rows["name"] + " " + rows["result"] + " (" + rows["target"] + ")"
        parts.append(f"{verdict.capitalize()}: {'; '.join(lines)}.")
    return " ".join(parts)


@styled
def scoreboard(marks: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw a tile for every figure, and for every target without one, a row for each goal.

    Parameters
    ----------
    marks
        From `analysis.contract.mark_targets`.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Goals from top to bottom with their verdict below their name; one unit a tile.
    """
    goals = judge_goals(marks)
    most = int(marks.groupby("goal_no").size().max())
    ax = ax or new_axes(3.4 + _TILE[0] * most, 1.3 + _TILE[1] * len(goals))
    place = marks.groupby("goal_no").cumcount()
    row = marks["goal_no"].map({number: at for at, number in enumerate(goals["goal_no"])})
    for x, y, target in zip(place, row, marks.itertuples(), strict=True):
        _tile(ax, x, y, target)
    for y, goal in enumerate(goals.itertuples()):
        name = textwrap.fill(f"{goal.goal_no}. {goal.goal}", 34)
        text = {"ha": "right", "xytext": (-8, 0), "textcoords": "offset points"}
        ax.annotate(name, (-0.5, y - 0.06), va="bottom", **text)
        ax.annotate(goal.verdict, (-0.5, y + 0.06), va="top", weight="bold", **text)
    ax.set(xlim=(-0.5, most - 0.5), ylim=(len(goals) - 0.5, -0.5))
    ax.set_axis_off()
    ax.set_title(_goals_title(goals))
    return ax


def _tile(ax: Axes, x: int, y: int, target: Any) -> None:
    mark = MARKS[target.mark]
    look = {"facecolor": mark.tint, "edgecolor": mark.colour, "linewidth": 1.2}
    ax.add_patch(Rectangle((x - 0.47, y - 0.45), 0.94, 0.9, **look))
    text = {"fontsize": 9, "ha": "center", "va": "center", "linespacing": 1.0}
    said = textwrap.fill(WORDS[target.mark], 22)
    if pd.isna(target.indicator):
        ax.text(x, y + 0.04, said, **text)
    else:
        label = textwrap.fill(language().label(target.indicator), 20)
        ax.text(x, y - 0.04, label, **text)
        ax.text(x, y + 0.34, said, **text)
    ax.text(x - 0.43, y - 0.36, target.item, fontsize=9, weight="bold", va="center")
    ax.scatter(x + 0.4, y - 0.36, s=36, color=mark.colour, marker=mark.marker or "None")


def _goals_title(goals: pd.DataFrame) -> str:
    met, missed = (goals["verdict"] == "met").sum(), (goals["missed"] > 0).sum()
    return (
        f"Of {len(goals)} goals, {met or 'none'} shown to be met in full, "
        f"{missed or 'none'} with a missed target"
    )


def scoreboard_text(marks: pd.DataFrame) -> str:
    """Say what `scoreboard` shows."""
    goals = judge_goals(marks)
    lines = [f"Goal {goal.goal_no}, {goal.verdict} ({goal.why})." for goal in goals.itertuples()]
    return f"Tiles of the targets by goal. {_goals_title(goals)}. {' '.join(lines)}"


@styled
def respondents_plot(needed: pd.DataFrame, alpha: float, ax: Axes | None = None) -> Axes:
    """Draw how many respondents would make each miss (or each hit) more than chance.

    Parameters
    ----------
    needed
        From `analysis.contract.respondents_by_figure`.
    alpha
        Level of significance, for the title.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Respondents on a logarithmic scale; a bar from `respondents_fewest` to
        `respondents_enough`, a dot at `respondents_face_value`. Numbers beyond
        `MOST_RESPONDENTS` end there, and are called so.
    """
    rows = needed.iloc[::-1].reset_index(drop=True)
    ax = ax or new_axes(9.0, 2.3 + 0.5 * len(rows))
    few, face, enough = (
        rows[f"respondents_{name}"].astype("float64") for name in ("fewest", "face_value", "enough")
    )
    look = {"colors": MARKS["not_met"].colour, "linewidth": 9, "alpha": 0.4}
    ax.hlines(rows.index, few, enough.fillna(MOST_RESPONDENTS), **look)
    ax.scatter(face, rows.index, color=MARKS["not_met"].colour, s=50, zorder=3)
    for place, row in rows.iterrows():
        _bar_ends(ax, place, row)
    against = rows["result_value"].map(_pct) + " against " + rows["target_value"].map(_pct)
    ax.set_yticks(rows.index, _names(rows) + "\n" + against)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    _respondents_axis(ax, few, enough)
    ax.set_title(_needed_title(alpha))
    bar = Line2D([], [], color=look["colors"], linewidth=9, alpha=0.4, label="depends on rounding")
    dot = {"color": look["colors"], "marker": "o", "ls": "", "label": "printed share as exact"}
    legend(ax, [bar, Line2D([], [], **dot)], "Fewer answers than the bar: could be chance")
    return ax


def _bar_ends(ax: Axes, place: int, row: pd.Series) -> None:
    few, enough = row["respondents_fewest"], row["respondents_enough"]
    text = {"va": "center", "textcoords": "offset points"}
    if pd.isna(few) or pd.isna(enough):
        at = MOST_RESPONDENTS if pd.isna(few) else few
        ax.annotate(needed_in_words(row), (at, place), (-9, 0), ha="right", **text)
    else:
        ax.annotate(f"{few:,}", (few, place), (-9, 0), ha="right", **text)
        ax.annotate(f"{enough:,}", (enough, place), (9, 0), ha="left", **text)


def _pct(value: float) -> str:
    return written(value, "pct")


def _respondents_axis(ax: Axes, few: pd.Series, enough: pd.Series) -> None:
    low, high = few.fillna(MOST_RESPONDENTS).min(), enough.fillna(MOST_RESPONDENTS).max()
    ax.set_xscale("log")
    ax.set_xlim(low / 1.8, high * 1.8)
    steps = (1, 2, 5) if high < 100 * low else (1,)
    ax.xaxis.set_major_locator(LogLocator(subs=steps))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.minorticks_off()
    ax.set_xlabel("Respondents (logarithmic scale)")


def _needed_title(alpha: float) -> str:
    return f"Answers needed to be more than chance (level {alpha:g})"


def respondents_plot_text(needed: pd.DataFrame, alpha: float) -> str:
    """Say what `respondents_plot` shows."""
    lines = [
        f"{row['item']} {language().label(row['indicator'])}, {_pct(row['result_value'])} against "
        f"{_pct(row['target_value'])}: {needed_in_words(row)}"
        for _, row in needed.iterrows()
    ]
    return f"Bars on a scale of respondents. {_needed_title(alpha)}. {'; '.join(lines)}."


@styled
def change_plot(changes: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how far each share was from its target in one year and in the next.

    Parameters
    ----------
    changes
        From `analysis.contract.compare_years`, one pair of years.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Gaps in percentage points: an open dot for the earlier year, a filled one for the later,
        an arrow between. Figures without both gaps, or in another unit, are left out.
    """
    rows = _gaps(changes).iloc[::-1].reset_index(drop=True)
    ax = ax or new_axes(9.0, 2.1 + 0.36 * max(len(rows), 1))
    ax.axvline(0, color=INK, linewidth=1.5)
    for row in rows.itertuples():
        arrow = {"arrowstyle": "->", "color": MUTED, "shrinkA": 5, "shrinkB": 5}
        ax.annotate("", (row.gap_to, row.Index), (row.gap_from, row.Index), arrowprops=arrow)
    for end, filled in (("from", False), ("to", True)):
        colours = [MARKS[status].colour for status in rows[f"status_{end}"]]
        face = colours if filled else "white"
        gaps = rows[f"gap_{end}"]
        ax.scatter(gaps, rows.index, s=55, facecolors=face, edgecolors=colours, zorder=3)
    ax.set_yticks(rows.index, rows["item_to"] + "  " + rows["indicator"].map(language().label))
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("Result minus target (percentage points); right of the line: met")
    ax.set_title(_changes_title(changes))
    early, late = (int(changes[f"year_{end}"].iloc[0]) for end in ("from", "to"))
    look = {"color": MUTED, "marker": "o", "ls": "", "markersize": 7}
    open_dot = Line2D([], [], label=str(early), markerfacecolor="white", **look)
    legend(ax, [open_dot, Line2D([], [], label=str(late), **look)])
    return ax


def _gaps(changes: pd.DataFrame) -> pd.DataFrame:
    shares = changes["unit"].isin(["pct", "pct_point"]) & (changes["change"] != "redefined")
    return changes[shares].dropna(subset=["gap_from", "gap_to"])


def _changes_title(changes: pd.DataFrame) -> str:
    rows = _gaps(changes)
    closer = (rows["gap_to"] > rows["gap_from"]).sum()
    return f"{closer} of {len(rows)} shares gained on their target"


def change_plot_text(changes: pd.DataFrame) -> str:
    """Say what `change_plot` shows."""
    lines = [
        f"{row.item_to} {language().label(row.indicator)} from "
        f"{written(row.gap_from, 'pct', signed=True)} to {written(row.gap_to, 'pct', signed=True)}"
        for row in _gaps(changes).itertuples()
    ]
    return f"Arrows on a scale of gaps. {_changes_title(changes)}: {listed(lines)}."
