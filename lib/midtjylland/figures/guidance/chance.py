"""Figure of the limits of chance: the funnel plot."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator, StrMethodFormatter
from matplotlib.transforms import Bbox

from midtjylland.analysis.guidance import Tolerance
from midtjylland.figures.guidance.marks import (
    draw_band,
    draw_points,
    handles,
    kinds,
    label_measure,
    noun,
)
from midtjylland.figures.style import HALO, INK, legend, listed, new_axes, styled

# Offsets (points) and alignments of a name beside its point, the best first.
_BESIDE = [
    ((7, 0), "left", "center"),
    ((-7, 0), "right", "center"),
    ((0, 7), "center", "bottom"),
    ((0, -7), "center", "top"),
    ((4, -6), "left", "top"),
    ((-4, -6), "right", "top"),
    ((4, 6), "left", "bottom"),
    ((-4, 6), "right", "bottom"),
]


@styled
def funnel_plot(
    frame: pd.DataFrame, limits: pd.DataFrame, tolerance: Tolerance, ax: Axes | None = None
) -> Axes:
    """Draw the measure against the expected count, with the limits of chance.

    Parameters
    ----------
    frame
        From `analysis.guidance.on_basis`.
    limits
        From `analysis.guidance.funnel_limits`; the first pair is the one of the title.
    tolerance
        For the band and the words.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Expected firms on a logarithmic scale; names stand beside the points outside the first
        limits, and those of the smallest and the largest municipality.
    """
    ax = ax or new_axes(8.0, 6.6)
    draw_band(ax, tolerance, "y")
    pairs = limits.groupby("alpha", sort=False)
    for dashes, (alpha, pair) in zip(("-", "--", ":"), pairs, strict=False):
        for end in ("low", "high"):
            ax.plot(pair["expected_firms"], pair[end], color=INK, linewidth=1, linestyle=dashes)
        _name_limits(ax, pair, f"{100 * (1 - alpha):g} %")
    looks = kinds(frame, tolerance)
    draw_points(ax, frame["expected_firms"], frame["measure"], looks)
    _firms_axis(ax, limits["expected_firms"])
    label_measure(ax, tolerance, "y")
    ends = [
        frame["measure"].min(),
        frame["measure"].max(),
        limits["low"].min(),
        limits["high"].max(),
    ]
    ax.set_ylim(min(ends) - 0.05 * np.ptp(ends), max(ends) + 0.05 * np.ptp(ends))
    ax.set_title(_funnel_title(frame, limits))
    funnel = Line2D([], [], color=INK, linewidth=1, label="exact limits of what chance explains")
    legend(ax, [*handles(looks), funnel])
    extremes = frame.loc[[frame["expected_firms"].idxmin(), frame["expected_firms"].idxmax()]]
    _name_points(ax, frame, pd.concat([beyond(frame, limits), extremes]).drop_duplicates())
    return ax


def funnel_plot_text(frame: pd.DataFrame, limits: pd.DataFrame, tolerance: Tolerance) -> str:
    """Say what `funnel_plot` shows."""
    by_size = frame.sort_values("expected_firms", kind="stable")
    sizes = by_size["municipality"] + " (" + by_size["expected_firms"].map("{:,.0f}".format) + ")"
    return (
        f"Funnel plot of the {noun(tolerance)} against the number of firms expected by "
        f"population, from {sizes.iloc[0]} to {sizes.iloc[-1]}. "
        f"{_funnel_title(frame, limits)}: {listed(beyond(frame, limits)['municipality'])}."
    )


def beyond(frame: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """Rows outside the first pair of `funnel_limits`, highest measure first."""
    pair = limits[limits["alpha"] == limits["alpha"].iloc[0]]
    at, grid = np.log(frame["expected_firms"]), np.log(pair["expected_firms"])
    low, high = (np.interp(at, grid, pair[end]) for end in ("low", "high"))
    out = frame[(frame["measure"] < low) | (frame["measure"] > high)]
    return out.sort_values("measure", ascending=False, kind="stable")


def _funnel_title(frame: pd.DataFrame, limits: pd.DataFrame) -> str:
    level = f"{100 * (1 - limits['alpha'].iloc[0]):g} %"
    return f"{len(beyond(frame, limits))} of {len(frame)} outside the {level} limits of chance"


def _firms_axis(ax: Axes, expected: pd.Series) -> None:
    ends = expected.min(), expected.max()
    ax.set_xscale("log")
    ticks = [step * 10**power for power in range(7) for step in (1, 2, 5)]
    ax.set_xticks([tick for tick in ticks if ends[0] <= tick <= ends[1]])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.set_xlim(*ends)
    ax.set_xlabel("Firms expected by population (logarithmic scale)")


def _name_limits(ax: Axes, pair: pd.DataFrame, name: str) -> None:
    """Write the level on the upper limit, at the end where the limits are wide."""
    width = (pair["high"] - pair["low"]).to_numpy()
    end, side, offset = (0, "left", 6) if width[0] > width[-1] else (-1, "right", -6)
    at = pair["expected_firms"].iloc[end], pair["high"].iloc[end]
    ax.annotate(name, at, (offset, 4), textcoords="offset points", ha=side, fontsize=9)


def _name_points(ax: Axes, frame: pd.DataFrame, named: pd.DataFrame) -> None:
    """Write names beside their points, on the first side where they cover nothing."""
    ax.figure.draw_without_rendering()
    place, half = ["expected_firms", "measure"], 5 * ax.figure.dpi / 72
    points = ax.transData.transform(frame[place].to_numpy())
    taken = [Bbox.from_extents(*(point - half), *(point + half)) for point in points]
    look = {"textcoords": "offset points", "fontsize": 9, "path_effects": [HALO], "zorder": 5}
    for at, name in zip(named[place].to_numpy(), named["municipality"], strict=True):
        label = ax.annotate(name, at, (0, 0), **look)
        for offset, ha, va in _BESIDE:
            label.set(position=offset, ha=ha, va=va)
            if not label.get_window_extent().count_overlaps(taken):
                break
        taken.append(label.get_window_extent())
