"""Figures of the verdicts: each municipality's index, on a map, and under other tolerances."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory

from midtjylland.analysis.guidance import Tolerance
from midtjylland.core.findings import MidtjyllandError
from midtjylland.figures.guidance.marks import (
    MARKS,
    Mark,
    draw_band,
    draw_points,
    handles,
    kinds,
    label_measure,
    noun,
    outside_title,
    unit,
)
from midtjylland.figures.style import INK, MUTED, legend, listed, new_axes, styled
from midtjylland.declared.region import Region

# Verdicts in the order of the stacked bars, from below.
_STACKED = ["outside", "undetermined", "within"]


@styled
def index_plot(
    frame: pd.DataFrame, tolerance: Tolerance, alpha: float, ax: Axes | None = None
) -> Axes:
    """Draw the measure of every municipality with its intervals and the tolerance band.

    Parameters
    ----------
    frame
        From `analysis.guidance.add_intervals`.
    tolerance
        For the band and the words.
    alpha
        Level of significance of the intervals, for the legend.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Highest measure on top; thin line: `ci_low` to `ci_high`, thick line: `measure_low` to
        `measure_high`.
    """
    rows = frame.sort_values("measure", kind="stable", ignore_index=True)
    ax = ax or new_axes(8.0, 2.1 + 0.29 * len(rows))
    looks = kinds(rows, tolerance)
    draw_band(ax, tolerance, "x")
    ax.hlines(rows.index, rows["ci_low"], rows["ci_high"], color=MUTED, linewidth=1)
    rounding = {"color": [MARKS[kind].colour for kind in looks], "linewidth": 6, "alpha": 0.35}
    ax.hlines(rows.index, rows["measure_low"], rows["measure_high"], **rounding)
    draw_points(ax, rows["measure"], rows.index, looks)
    _write_rows(ax, rows, tolerance)
    label_measure(ax, tolerance, "x")
    ax.set_title(outside_title(frame, tolerance))
    exact = (rows["measure_low"] == rows["measure_high"]).all()
    thick = Line2D([], [], color=MUTED, linewidth=6, alpha=0.35, label="range left by rounding")
    words = f"{100 * (1 - alpha):g} % interval for chance" + ("" if exact else " and rounding")
    thin = Line2D([], [], color=MUTED, linewidth=1, label=words)
    legend(ax, [*handles(looks), *([] if exact else [thick]), thin])
    return ax


def _write_rows(ax: Axes, rows: pd.DataFrame, tolerance: Tolerance) -> None:
    """Name and count to the left of each row, its measure to the right."""
    ax.set_yticks(
        rows.index, rows["municipality"] + " (" + rows["guided_firms"].astype("str") + ")"
    )
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(-0.7, len(rows) + 0.2)
    beside = {"transform": blended_transform_factory(ax.transAxes, ax.transData), "va": "center"}
    ax.text(-0.01, len(rows) - 0.2, "(guided firms)", ha="right", color=MUTED, **beside)
    for place, measure in rows["measure"].items():
        ax.text(1.01, place, tolerance.show(measure), **beside)


def index_plot_text(frame: pd.DataFrame, tolerance: Tolerance) -> str:
    """Say what `index_plot` shows."""
    rows = frame.sort_values("measure", ascending=False, kind="stable")
    values = rows["municipality"] + " " + rows["measure"].map(tolerance.show)
    inside = (rows["ci_low"] <= tolerance.high) & (rows["ci_high"] >= tolerance.low)
    return (
        f"Dot plot of {len(rows)} municipalities by {noun(tolerance)}, with intervals and the "
        f"band of {tolerance.text}. {outside_title(frame, tolerance)}; intervals that reach into "
        f"the band: {inside.sum()}. From highest to lowest: {', '.join(values)}."
    )


@styled
def tile_map(
    frame: pd.DataFrame, region: Region, tolerance: Tolerance, ax: Axes | None = None
) -> Axes:
    """Draw every municipality as a tile at its place in the region's own layout.

    Parameters
    ----------
    frame
        From `analysis.guidance.on_basis`.
    region
        For the places of the tiles.
    tolerance
        For the words.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Name, measure and marker on each tile; one unit a tile, rows downwards.

    Raises
    ------
    MidtjyllandError
        A municipality has no tile.
    """
    tiles = {town.code: town.tile for town in region.municipalities}
    missing = frame.loc[~frame["municipality_code"].isin(list(tiles)), "municipality"]
    if not missing.empty:
        raise MidtjyllandError(f"{region.name} has no tile for {listed(missing)}; add it there.")
    rows, columns = (max(tile[side] for tile in tiles.values()) + 1 for side in (0, 1))
    ax = ax or new_axes(7.4, 1.65 + 7.0 * rows / columns)
    looks = kinds(frame, tolerance)
    towns = (frame["municipality_code"], frame["municipality"], frame["measure"], looks)
    for code, name, measure, kind in zip(*towns, strict=True):
        _tile(ax, tiles[code], name, tolerance.show(measure), MARKS[kind])
    ax.set(xlim=(-0.52, columns - 0.48), ylim=(rows - 0.48, -0.52), aspect="equal")
    ax.set_axis_off()
    ax.set_title(outside_title(frame, tolerance))
    legend(ax, handles(looks), f"Number on each tile: {noun(tolerance)}")
    return ax


def tile_map_text(frame: pd.DataFrame, tolerance: Tolerance) -> str:
    """Say what `tile_map` shows."""
    looks = kinds(frame, tolerance)
    groups = [
        f"{mark.label.capitalize()}: {listed(frame.loc[looks == kind, 'municipality'])}."
        for kind, mark in MARKS.items()
        if (looks == kind).any()
    ]
    return (
        f"Map of {len(frame)} equal tiles, placed roughly as the municipalities lie; the number on "
        f"each is its {noun(tolerance)}. {' '.join(groups)}"
    )


@styled
def sensitivity_plot(counts: pd.DataFrame, tolerance: Tolerance, ax: Axes | None = None) -> Axes:
    """Draw how many municipalities get which verdict under other sizes of the tolerance.

    Parameters
    ----------
    counts
        From `analysis.guidance.sensitivity`.
    tolerance
        The one that the notebook uses; its bar is marked.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        One stacked bar for each tolerance with its counts; diamonds: outside by exact figures.
    """
    ax = ax or new_axes(8.0, 5.2)
    places, stacks = np.arange(len(counts)), _stack(ax, counts)
    if counts["outside_exact"].notna().all():
        look = {"marker": "D", "color": INK, "edgecolor": "white", "s": 34, "zorder": 4}
        exact = counts["outside_exact"].to_numpy(dtype=float)
        words = "outside, by the exact population"
        stacks.append(ax.scatter(places + 0.28, exact, label=words, clip_on=False, **look))
    ax.set_xticks(places, [f"{pct:g}" for pct in counts["tolerance_pct"]])
    for label, pct in zip(ax.get_xticklabels(), counts["tolerance_pct"], strict=True):
        label.set_fontweight("bold" if pct == tolerance.pct else "normal")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(xlim=(-0.6, len(counts) - 0.4), ylim=(0, counts[_STACKED].sum(axis=1).max() + 0.3))
    ax.set_xlabel(f"Tolerance, ± {unit(tolerance)} (bold: the one used here)")
    ax.set_ylabel("Municipalities")
    ax.set_title("Verdicts under other sizes of the tolerance")
    legend(ax, stacks)
    return ax


def _stack(ax: Axes, counts: pd.DataFrame) -> list[Any]:
    bottom, stacks = np.zeros(len(counts)), []
    for kind in _STACKED:
        mark, heights = MARKS[kind], counts[kind].to_numpy(dtype=float)
        look = {"color": mark.tint, "edgecolor": mark.colour, "hatch": mark.hatch, "width": 0.84}
        stacks.append(ax.bar(range(len(counts)), heights, bottom=bottom, label=mark.label, **look))
        numbers = [f"{height:.0f}" if height else "" for height in heights]
        paper = {"facecolor": mark.tint, "edgecolor": "none", "pad": 1.2}
        ax.bar_label(stacks[-1], numbers, label_type="center", fontsize=9.5, bbox=paper)
        bottom += heights
    return stacks


def sensitivity_plot_text(counts: pd.DataFrame, tolerance: Tolerance) -> str:
    """Say what `sensitivity_plot` shows."""
    outside = [f"{row.outside} at ±{row.tolerance_pct:g}" for row in counts.itertuples(index=False)]
    return (
        "Stacked bars of the verdicts from the printed shares. Municipalities outside, by size of "
        f"the tolerance in {unit(tolerance)}: {', '.join(outside)}."
    )


def _tile(ax: Axes, tile: tuple[int, int], name: str, measure: str, mark: Mark) -> None:
    row, column = tile
    look = {"facecolor": mark.tint, "edgecolor": mark.colour, "linewidth": 1}
    ax.add_patch(Rectangle((column - 0.47, row - 0.47), 0.94, 0.94, **look))
    ax.text(column, row - 0.17, name.replace("-", "-\n"), ha="center", va="center", fontsize=9.5)
    ax.text(column + 0.08, row + 0.25, measure, ha="center", va="center", fontsize=12)
    face = "white" if mark is MARKS["undetermined"] else mark.colour
    look = {"marker": mark.marker, "s": 60, "facecolor": face, "edgecolor": mark.colour}
    ax.scatter(column - 0.3, row + 0.25, label=name, **look)
