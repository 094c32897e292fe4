"""Figures of the unevenness: the Lorenz curve, and the firms that would have to move."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from midtjylland.analysis.guidance import fewest_moves
from midtjylland.figures.guidance.marks import MARKS
from midtjylland.figures.style import INK, MUTED, listed, new_axes, styled


@styled
def lorenz_plot(lorenz: pd.DataFrame, gini: float, ax: Axes | None = None) -> Axes:
    """Draw the Lorenz curve of guided firms over population.

    Parameters
    ----------
    lorenz
        From `analysis.guidance.lorenz_curve`.
    gini
        Gini coefficient, for the title.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Curve and diagonal; the widest gap between them, the Hoover index, is drawn and named.
    """
    ax = ax or new_axes(7.4, 6.8)
    people, firms = lorenz["cumulative_population_share_pct"], lorenz["cumulative_guided_share_pct"]
    curve, gap = MARKS["below"], MARKS["above"].colour
    ax.plot([0, 100], [0, 100], color=MUTED, linewidth=1)
    ax.plot(people, firms, color=curve.colour, marker="o", markersize=4, clip_on=False)
    _name_segments(ax, lorenz)
    ax.fill_between(people, firms, people, color=curve.tint)
    ax.text(24, 26, "exact mirror", rotation=45, ha="center", color=MUTED, rotation_mode="anchor")
    widest, hoover = _widest(lorenz)
    ax.vlines(people[widest], firms[widest], people[widest], color=gap, linewidth=3)
    at, words = (people[widest], firms[widest]), f"widest gap, the Hoover index: {hoover:.2f} %"
    ax.annotate(words, at, (6, -14), textcoords="offset points", color=gap)
    ax.set(xlim=(0, 100), ylim=(0, 100), aspect="equal")
    ax.set_xlabel("Share of the population, from the lowest index to the highest (cumulated, %)")
    ax.set_ylabel("Share of the guided firms (cumulated, %)")
    ax.set_title(f"Gini coefficient {gini:.3f}, Hoover index {hoover:.2f} %")
    return ax


def lorenz_plot_text(lorenz: pd.DataFrame, gini: float) -> str:
    """Say what `lorenz_plot` shows."""
    widest, hoover = _widest(lorenz)
    people, firms = (lorenz.loc[widest, column] for column in lorenz.columns[1:])
    return (
        f"Lorenz curve of guided firms over population below the diagonal of an exact mirror. The "
        f"gap is widest, {hoover:.2f} %, where the {widest} municipalities with the lowest index "
        f"have {people:.1f} % of the population and {firms:.1f} % of the guided firms. "
        f"Gini coefficient: {gini:.3f}."
    )


@styled
def moves_plot(moved: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how many firms each municipality outside the tolerance is short of, or has too many.

    Parameters
    ----------
    moved
        From `analysis.guidance.moves`.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        A bar for each municipality with something to move, to the right when it has too many.
    """
    rows = _to_move(moved)
    ax = ax or new_axes(8.0, 1.7 + 0.3 * max(len(rows), 1))
    ax.set_title(_moves_title(moved))
    if rows.empty:
        ax.text(0, 0.5, "Every municipality is within the tolerance.", va="center")
        ax.set_axis_off()
        return ax
    for kind, sign in (("above", 1), ("below", -1)):
        part = rows[np.sign(rows["surplus"]) == sign]
        look = {"color": MARKS[kind].tint, "edgecolor": MARKS[kind].colour, "height": 0.72}
        bars = ax.barh(part.index, part["surplus"], **look)
        ax.bar_label(bars, [f"{abs(count):,}" for count in part["surplus"]], padding=4)
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_yticks(rows.index, rows["municipality"])
    ax.tick_params(axis="y", length=0)
    reach = 1.15 * rows["surplus"].abs().max()
    ax.set(xlim=(-reach, reach), ylim=(-0.7, len(rows) - 0.3))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.xaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
    ax.set_xlabel("Guided firms beyond the tolerance (left: too few, right: too many)")
    ax.spines["left"].set_visible(False)
    return ax


def moves_plot_text(moved: pd.DataFrame) -> str:
    """Say what `moves_plot` shows."""
    rows = _to_move(moved).iloc[::-1]
    many, few = rows[rows["surplus"] > 0], rows[rows["surplus"] < 0].iloc[::-1]
    parts = (
        listed(part["municipality"] + " " + part["surplus"].abs().astype("str"))
        for part in (many, few)
    )
    return f"Bar chart. {_moves_title(moved)}. Too many: {'; too few: '.join(parts)}."


def _moves_title(moved: pd.DataFrame) -> str:
    fewest = fewest_moves(moved)
    if fewest == 0:
        return "No firm would have to move"
    if fewest is None:
        return "No whole numbers of firms bring all within the tolerance"
    total = moved["guided_firms"].sum()
    return f"At least {fewest:,} of {total:,} firms would have to move"


def _to_move(moved: pd.DataFrame) -> pd.DataFrame:
    """Rows with firms to move, from the largest lack to the largest surplus."""
    rows = moved.assign(surplus=moved["must_lose"] - moved["must_gain"])
    return rows[rows["surplus"] != 0].sort_values("surplus", kind="stable", ignore_index=True)


def _widest(lorenz: pd.DataFrame) -> tuple[int, float]:
    gaps = lorenz["cumulative_population_share_pct"] - lorenz["cumulative_guided_share_pct"]
    return int(gaps.idxmax()), float(gaps.max())


def _name_segments(ax: Axes, lorenz: pd.DataFrame) -> None:
    """Name the lowest index, the highest, and the municipality with the most people."""
    corners = lorenz[lorenz.columns[1:]].to_numpy()
    largest = int(np.diff(corners[:, 0]).argmax()) + 1
    for end in sorted({1, largest, len(corners) - 1}):
        middle = corners[end - 1 : end + 1].mean(axis=0)
        name = lorenz["municipality"].iloc[end]
        ax.annotate(name, middle, (14, -3), textcoords="offset points", va="center", fontsize=9.5)
