"""What public records leave open: counts over time, and months from joining to the event."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, MultipleLocator

from midtjylland.analysis.dk2020 import Window, day_text
from midtjylland.figures.dk2020.marks import EVENTS, PAPERS, show_years
from midtjylland.figures.style import BAND, HALO, INK, legend, listed, new_axes, styled


@styled
def recorded_plot(
    recorded: pd.DataFrame,
    approved: int,
    papers: Window | None,
    label: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw how many municipalities surely and possibly had the event, against the papers' count.

    Parameters
    ----------
    recorded
        From `analysis.dk2020.recorded_by`.
    approved, papers
        What the papers count, and when they were published; without a date it is not drawn.
    label
        The event in words.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Both counts as steps; between them lies everything that the records leave open.
    """
    ax = ax or new_axes(8.0, 4.4)
    days = recorded["date"]
    ax.fill_between(
        days, recorded["at_least"], recorded["at_most"], step="post", color=BAND, linewidth=0
    )
    for name, dashes in (("at_least", "-"), ("at_most", "--")):
        ax.step(days, recorded[name], where="post", color=INK, linewidth=1.5, linestyle=dashes)
        ax.annotate(
            f"{name.replace('_', ' ')} {recorded[name].iloc[-1]}",
            (days.iloc[-1], recorded[name].iloc[-1]),
            (5, 0),
            textcoords="offset points",
            va="center",
            annotation_clip=False,
        )
    if papers is not None:
        middle = papers.first + (papers.last - papers.first) / 2
        ax.plot([middle], [approved], color=PAPERS.colour, marker=PAPERS.marker, markersize=9)
        ax.annotate(
            f"{approved} approved, as the papers\ncount, {papers.text}",
            (middle, approved),
            (-8, 4),
            textcoords="offset points",
            ha="right",
            path_effects=[HALO],
        )
    ax.set(ylim=(0, 1.06 * recorded["at_most"].max() + 0.5), ylabel=f"Municipalities {label}")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    show_years(ax, days.iloc[0], days.iloc[-1])
    ax.set_title("What the records leave open (grey)")
    return ax


def recorded_plot_text(
    recorded: pd.DataFrame, approved: int, papers: Window | None, label: str
) -> str:
    """Say what `recorded_plot` shows."""
    ends = recorded[recorded["date"].isin(_year_ends(recorded["date"]))]
    said = [
        f"by {day_text(row.date)} at least {row.at_least} and at most {row.at_most}"
        for row in ends.itertuples()
    ]
    point = f" The papers of {papers.text} count {approved} approved." if papers else ""
    return f"Two step curves of municipalities {label}: {'; '.join(said)}.{point}"


@styled
def duration_plot(
    bounds: pd.DataFrame,
    fit: pd.DataFrame,
    cautious: pd.DataFrame,
    label: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw the share of municipalities with the event by months since joining.

    Parameters
    ----------
    bounds
        `months`, `low_pct`, `high_pct`: what holds whatever the silent municipalities did.
    fit
        From `analysis.dk2020.turnbull`, in months.
    cautious
        From `analysis.dk2020.kaplan_meier`, in months; may be empty.
    label
        The event in words.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Grey: the bounds; boxes and line: the estimate, a box where it is known only that the curve
        rises inside; dashed, with a light band for its interval: the cautious reading.
    """
    ax = ax or new_axes(8.0, 4.8)
    look = EVENTS["council_adoption"]
    months = bounds["months"]
    ax.fill_between(
        months, bounds["low_pct"], bounds["high_pct"], step="post", color=BAND, linewidth=0
    )
    _draw_fit(ax, fit, months.max())
    if not cautious.empty:
        times = [0, *cautious["time"]]
        steps = {name: 100 * cautious[name] for name in ("share", "ci_low", "ci_high")}
        share = [0, *steps["share"]]
        ax.step(times, share, where="post", color="#c85200", linestyle="--", linewidth=1.6)
        for name in ("ci_low", "ci_high"):
            ax.step(
                times[1:], steps[name], where="post", color="#c85200", linestyle=":", linewidth=1
            )
    ax.set(xlim=(0, months.max()), ylim=(0, 104), ylabel=f"Share {label}, %")
    ax.set_xlabel("Months since the municipality joined")
    ax.xaxis.set_major_locator(MultipleLocator(6))
    ax.set_title("Time to the event, and how little is known of it")
    lines = [
        Patch(color=BAND, label="possible, whatever the records leave out"),
        Line2D([], [], color=look.colour, linewidth=2, label="estimate, silence says nothing"),
        Line2D([], [], color="#c85200", linestyle="--", label="cautious: silence is “not yet”"),
        Line2D([], [], color="#c85200", linestyle=":", label="its interval"),
    ]
    legend(ax, lines if not cautious.empty else lines[:2])
    return ax


def duration_plot_text(bounds: pd.DataFrame, fit: pd.DataFrame, cautious: pd.DataFrame) -> str:
    """Say what `duration_plot` shows."""
    last = bounds.iloc[-1]
    rises = [
        f"{100 * row.probability:.0f} % "
        + (f"at {row.low:.1f}" if row.low == row.high else f"between {row.low:.1f} and {_end(row)}")
        for row in fit.itertuples()
    ]
    text = (
        f"Curves of the share by months since joining. Possible after {last['months']:g} months: "
        f"{last['low_pct']:.0f} to {last['high_pct']:.0f} %. The estimate rises by "
        f"{listed(rises)} months."
    )
    if cautious.empty:
        return text
    top = cautious.iloc[-1]
    return (
        f"{text} The cautious curve reaches {100 * top['share']:.0f} % at {top['time']:.1f} months."
    )


def _draw_fit(ax: Axes, fit: pd.DataFrame, end: float) -> None:
    colour, tint = EVENTS["council_adoption"].colour, EVENTS["council_adoption"].tint
    before, at = 0.0, 0.0
    for row in fit.itertuples():
        after, high = before + 100 * row.probability, min(row.high, end)
        ax.plot([at, row.low], [before, before], color=colour, linewidth=2)
        if row.low == row.high:
            ax.plot([row.low, row.low], [before, after], color=colour, linewidth=2)
        else:
            ax.fill_between(
                [row.low, high], before, after, facecolor=tint, edgecolor=colour, hatch="///"
            )
        before, at = after, high
    ax.plot([at, end], [before, before], color=colour, linewidth=2)


def _end(row: object) -> str:
    return f"{row.high:.1f}" if np.isfinite(row.high) else "any later time"


def _year_ends(days: pd.Series) -> list[pd.Timestamp]:
    return [pd.Timestamp(year, 12, 31) for year in sorted(set(days.dt.year))]
