"""What several figures draw alike: rows, points with ranges, stacked bars, words, the legend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from midtjylland.core.language import language
from midtjylland.figures.style import HALO, MUTED, STYLE, Look

styled = rc_context(STYLE)
# What readers see of each kind: its label and its look.
Looks = Mapping[Any, tuple[str, Look]]


def axes(width: float, height: float) -> Axes:
    """Axes on a figure of this size in inches; pyplot would show it a second time."""
    return Figure(figsize=(width, height), layout="constrained").add_subplot()


def legend(
    ax: Axes, handles: Sequence[Any] | None = None, title: str | None = None, columns: int = 2
) -> None:
    """Legend of what has a label, below the whole figure, where it can't cover anything."""
    if handles is None:
        # Bars stand before what is drawn over them.
        drawn = ax.get_legend_handles_labels()[0]
        handles = sorted(drawn, key=lambda each: not isinstance(each, BarContainer))
    look = {"ncols": columns, "title": title, "alignment": "left", "columnspacing": 1.6}
    ax.figure.legend(handles=handles, loc="outside lower left", scatteryoffsets=[0.5], **look)


def rows(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows of a chart, the first on top."""
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.4, -0.6)


def counted_rows(ax: Axes, names: Sequence[str], label: str, most: float) -> None:
    """Name the rows of a chart of whole numbers, label its other axis, and explain the looks."""
    rows(ax, names)
    numbers(ax.xaxis, integer=True)
    ax.set(xlim=(0, most), xlabel=label)
    legend(ax)


def numbers(axis: Axis, decimals: int | None = None, **ticks: Any) -> None:
    """Write the numbers of an axis in the language in use; `ticks` are those of `MaxNLocator`."""
    if ticks:
        axis.set_major_locator(MaxNLocator(**ticks))
    number = language().number
    axis.set_major_formatter(lambda value, _place: number(value, decimals))


def near(ax: Axes, words: str, at: tuple[Any, Any], by: tuple[float, float], **look: Any) -> None:
    """Write words near a point, legible over lines; `by` is how far away, in points."""
    ax.annotate(words, at, by, textcoords="offset points", path_effects=[HALO], **look)


def beside(ax: Axes, words: Iterable[str], first_row: int = 0, **look: Any) -> None:
    """Write words to the right of the rows, from the first on."""
    for row, each in enumerate(words, first_row):
        ax.text(1.01, row, each, transform=ax.get_yaxis_transform(), va="center", **look)


def stack(
    bars: Callable[..., Any],
    parts: Sequence[tuple[str, pd.Series, Mapping[str, Any]]],
    thickness: float,
    with_numbers: bool = False,
) -> None:
    """Draw parts of bars, each with its label and its look, behind each other; none that is 0.

    `bars` is `ax.bar` or `ax.barh`.
    """
    start = pd.Series(0, parts[0][1].index)
    for label, sizes, look in parts:
        shown = sizes > 0
        if shown.any():
            place = sizes.index[shown], sizes[shown], thickness, start[shown]
            drawn = bars(*place, label=label, **look)
            if with_numbers:
                drawn[0].axes.bar_label(drawn, label_type="center", path_effects=[HALO])
        start = start + sizes


def points(ax: Axes, x: Any, y: Any, kinds: pd.Series, looks: Looks) -> None:
    """Draw points, those of a kind with its look and its label."""
    x, y = np.asarray(x), np.asarray(y)
    for kind, (label, look) in looks.items():
        chosen = (kinds == kind).to_numpy()
        if chosen.any():
            face = "white" if look.hollow else look.colour
            sign = {"marker": look.marker, "facecolor": face, "edgecolor": look.colour}
            ax.scatter(x[chosen], y[chosen], 50, label=label, linewidth=1.5, zorder=4, **sign)


def estimates(
    ax: Axes, rows: pd.DataFrame, kinds: pd.Series, looks: Looks, labels: Sequence[str]
) -> None:
    """Draw the `middle` of each row over its range, `low` to `high`, and its interval for chance.

    `labels` are those of the ranges and of the intervals, `ci_low` to `ci_high`, if there are any.
    """
    places = range(len(rows))
    points(ax, rows["middle"], places, kinds, looks)
    if (rows["low"] < rows["high"]).any():
        colours = [looks[kind][1].colour for kind in kinds]
        look = {"linewidth": 6, "alpha": 0.35}
        ax.hlines(places, rows["low"], rows["high"], color=colours, **look)
        ax.plot([], [], color=MUTED, label=labels[0], **look)
    if "ci_low" in rows:
        ends = rows["ci_low"], rows["ci_high"]
        ax.hlines(places, *ends, color=MUTED, linewidth=1, label=labels[1])
