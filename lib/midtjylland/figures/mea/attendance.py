"""Figure of the attendance of MEA's modules, where an analyst has it: frame to axes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from midtjylland.figures.style import INK, legend, listed, new_axes, styled

_NEAR, _FAR = "#0068a6", "#c85200"


@styled
def attendance_plot(
    attended: pd.DataFrame,
    by: str,
    limits: tuple[float, float],
    labels: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the participants of every module, by theme or another grouping.

    Parameters
    ----------
    attended
        From `analysis.mea.attended`.
    by
        Column that groups the modules.
    limits
        From `analysis.mea.fence_limits`; modules beyond them carry their number.
    labels
        What readers call the groups.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        A point a module, a row a group with the highest median on top; a line at the median.
    """
    medians = _medians(attended, by)
    ax = ax or new_axes(8.6, 2.0 + 0.5 * len(medians))
    row = attended[by].map({name: place for place, name in enumerate(medians.index)})
    people = attended["participants"]
    # Modules of one group with the same number stand one above another.
    twins = attended.groupby([row, people], observed=True).cumcount()
    height = row.astype("float64") + 0.3 * np.minimum(twins, 4) / 4
    out = ~people.between(*limits)
    ax.plot(people[~out], height[~out], "o", color=_NEAR, alpha=0.7, label="module")
    far = "beyond the fences, with its number"
    ax.plot(people[out], height[out], "D", color=_FAR, label=far)
    for number, x, y in zip(attended["module_no"][out], people[out], height[out], strict=True):
        ax.annotate(f"{number}", (x, y), (0, 7), textcoords="offset points", ha="center")
    ends = np.arange(len(medians))
    line = {"markersize": 26, "markeredgewidth": 2, "linestyle": "", "color": INK}
    ax.plot(medians, ends, "|", label="median", **line)
    names = [(labels or {}).get(name, name) for name in medians.index]
    sizes = attended[by].value_counts()[medians.index]
    ax.set_yticks(ends, [f"{name} ({size})" for name, size in zip(names, sizes, strict=True)])
    ax.tick_params(axis="y", length=0)
    ax.set(ylim=(len(medians) - 0.4, -0.7), xlabel="Participants of a module (number)")
    ax.set_xlim(left=0)
    ax.set_title(_attendance_title(attended))
    legend(ax, ax.get_legend_handles_labels()[0])
    return ax


def _medians(attended: pd.DataFrame, by: str) -> pd.Series:
    medians = attended.groupby(by, observed=True)["participants"].median()
    return medians.sort_values(ascending=False, kind="stable")


def _attendance_title(attended: pd.DataFrame) -> str:
    people = attended["participants"]
    return f"{people.min()} to {people.max()} participants a module, median {people.median():g}"


def attendance_plot_text(
    attended: pd.DataFrame,
    by: str,
    limits: tuple[float, float],
    labels: Mapping[str, str] | None = None,
) -> str:
    """Say what `attendance_plot` shows."""
    medians = _medians(attended, by)
    groups = [f"{(labels or {}).get(name, name)} {median:g}" for name, median in medians.items()]
    far = attended[~attended["participants"].between(*limits)]
    named = [
        f"number {number} with {people}"
        for number, people in zip(far["module_no"], far["participants"], strict=True)
    ]
    return (
        f"Strip plot of the participants of {len(attended)} modules. "
        f"{_attendance_title(attended)}. Medians: {', '.join(groups)}. "
        f"Beyond the fences: {listed(named)}."
    )
