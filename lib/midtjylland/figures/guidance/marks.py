"""How the verdicts look, alike in all figures of the guidance.

Colours are close to those of Okabe and Ito, which colour-blind readers can tell apart; each
meaning has a marker of its own besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from midtjylland.analysis.guidance import Tolerance
from midtjylland.figures.style import BAND, MUTED


class Mark(NamedTuple):
    """How one meaning looks: colour, a light tint of it, marker, hatch, and its words."""

    colour: str
    tint: str
    marker: str
    hatch: str
    label: str


MARKS: Mapping[str, Mark] = {
    "above": Mark("#c85200", "#f9dcc6", "^", "", "outside, more than its share"),
    "within": Mark("#00795a", "#cfeade", "o", "", "within the tolerance"),
    "undetermined": Mark("#595959", "#f4f4f4", "s", "///", "undetermined by rounding"),
    "below": Mark("#0068a6", "#cbe3f3", "v", "", "outside, less than its share"),
    "outside": Mark("#c85200", "#f9dcc6", "D", "", "outside"),
}


def kinds(frame: pd.DataFrame, tolerance: Tolerance) -> pd.Series:
    """Key in `MARKS` of each row: its verdict, with the side on which it is outside."""
    side = np.where(frame["measure"] > tolerance.centre, "above", "below")
    return frame["verdict"].mask(frame["verdict"] == "outside", pd.Series(side, frame.index))


def noun(tolerance: Tolerance) -> str:
    """What the measure is called."""
    if tolerance.reading == "relative":
        return "guidance index"
    return "share of guided firms minus share of population (percentage points)"


def unit(tolerance: Tolerance) -> str:
    """Unit of the size of the tolerance."""
    return "%" if tolerance.reading == "relative" else "percentage points"


def outside_title(frame: pd.DataFrame, tolerance: Tolerance) -> str:
    """How many are outside, for titles and texts."""
    outside = (frame["verdict"] == "outside").sum()
    return f"{outside} of {len(frame)} municipalities outside {tolerance.text}"


def draw_band(ax: Axes, tolerance: Tolerance, axis: str) -> None:
    """Tolerance as a grey band, its centre as a line."""
    span, line = (ax.axvspan, ax.axvline) if axis == "x" else (ax.axhspan, ax.axhline)
    span(tolerance.low, tolerance.high, color=BAND, linewidth=0, zorder=0)
    line(tolerance.centre, color=MUTED, linewidth=1, zorder=1)


def label_measure(ax: Axes, tolerance: Tolerance, axis: str) -> None:
    """Label of the axis on which the measure stands, and what the band is."""
    label = "Share of guided firms ÷ share of population (grey: " + tolerance.text + ")"
    if tolerance.reading == "points":
        label = (
            "Share of guided firms − share of population, percentage points\n(grey: "
            f"±{tolerance.pct:g})"
        )
    ax.set(**{f"{axis}label": label})


def draw_points(ax: Axes, x: Any, y: Any, looks: pd.Series) -> None:
    """One collection for each verdict, hollow where it is undetermined."""
    x, y = np.asarray(x), np.asarray(y)
    for kind in looks.unique():
        mark, chosen = MARKS[kind], (looks == kind).to_numpy()
        face = "white" if kind == "undetermined" else mark.colour
        look = {"marker": mark.marker, "s": 52, "facecolor": face, "edgecolor": mark.colour}
        ax.scatter(x[chosen], y[chosen], label=mark.label, linewidth=1.5, zorder=4, **look)


def handles(looks: pd.Series) -> list[Artist]:
    """Legend entries of the meanings that occur, in the order of `MARKS`."""
    return [
        Line2D(
            [],
            [],
            linestyle="",
            marker=mark.marker,
            markersize=7.5,
            markerfacecolor="white" if kind == "undetermined" else mark.colour,
            markeredgecolor=mark.colour,
            label=mark.label,
        )
        for kind, mark in MARKS.items()
        if (looks == kind).any()
    ]
