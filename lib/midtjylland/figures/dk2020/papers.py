"""What the papers count: cohorts as bars, and plans due and approved over time."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from midtjylland.analysis.dk2020 import Window, day_text, plan
from midtjylland.figures.dk2020.marks import EXPECTED, PAPERS, UNCOUNTED, Look, show_years
from midtjylland.figures.style import HALO, INK, MUTED, legend, new_axes, styled


@styled
def cohort_plot(status: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the plans of each cohort: approved, still expected, not counted by the papers.

    Parameters
    ----------
    status
        From `analysis.dk2020.cohort_status`.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        A bar a cohort, the first on top; each part is labelled with its number.
    """
    ax = ax or new_axes(8.0, 1.7 + 0.55 * len(status))
    parts = _parts(status)
    left = pd.Series(0, status.index)
    for look, numbers in parts:
        style = {"color": look.tint, "edgecolor": look.colour, "hatch": look.hatch}
        ax.barh(status.index, numbers, left=left, height=0.62, linewidth=1.2, **style)
        for place, number in numbers[numbers > 0].items():
            at = left[place] + number / 2
            ax.text(at, place, f"{number}", ha="center", va="center", path_effects=[HALO])
        left = left + numbers
    ax.set_yticks(status.index, [cohort_name(cohort) for cohort in status["cohort"]])
    ax.tick_params(axis="y", length=0)
    ax.invert_yaxis()
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlim(0, 1.01 * status["municipalities"].max())
    ax.set_xlabel("Municipalities")
    ax.set_title(_title(status))
    shown = [look for look, numbers in parts if numbers.any()]
    legend(ax, [_patch(look) for look in shown])
    return ax


def cohort_plot_text(status: pd.DataFrame) -> str:
    """Say what `cohort_plot` shows."""
    parts = [
        f"{cohort_name(status['cohort'][place])}: "
        + ", ".join(
            f"{numbers[place]} {look.label}" for look, numbers in _parts(status) if numbers[place]
        )
        for place in status.index
    ]
    return f"Stacked bars. {_title(status)}. {'; '.join(parts)}."


@styled
def plan_plot(
    statuses: Mapping[int, pd.DataFrame],
    published: Mapping[int, Window | None],
    ax: Axes | None = None,
) -> Axes:
    """Draw the plans that are due by each day, and those that the papers count as approved.

    Parameters
    ----------
    statuses
        Frames of `analysis.dk2020.cohort_status` by contract year; the plan drawn is that of the
        last.
    published
        When the papers of each year were published; without a date they are not drawn.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        The plan as steps at the ends of the years, each approved count as a point at the middle
        of its window, which is drawn as a line.
    """
    ax = ax or new_axes(8.0, 4.6)
    latest = statuses[max(statuses)]
    days, due = _steps(latest)
    ax.step(days, due, where="post", color=INK, linewidth=1.6)
    for day, number in zip(days[1:-1], due[1:-1], strict=True):
        ax.annotate(
            f"{number} due by\n{day_text(day)}",
            (day, number),
            (-6, 4),
            textcoords="offset points",
            ha="right",
            va="bottom",
            path_effects=[HALO],
        )
    for year, window in published.items():
        if window is not None:
            _approved_point(ax, statuses[year], window)
    total = int(latest["municipalities"].sum())
    ax.set(ylim=(0, 1.18 * total), ylabel="Climate plans, added up")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.axhline(total, color=MUTED, linewidth=0.8, linestyle=":", zorder=0)
    known = [window for window in published.values() if window is not None]
    first = min([days[0], *(window.first for window in known)])
    show_years(ax, first, max([days[-1], *(window.last for window in known)]))
    ax.set_title(_title(latest))
    line = Line2D([], [], color=INK, linewidth=1.6, label="due at the latest, by the plan")
    point = Line2D(
        [],
        [],
        color=PAPERS.colour,
        marker=PAPERS.marker,
        linewidth=2.5,
        label="approved, and when the papers may be of",
    )
    legend(ax, [line, point])
    return ax


def plan_plot_text(
    statuses: Mapping[int, pd.DataFrame], published: Mapping[int, Window | None]
) -> str:
    """Say what `plan_plot` shows."""
    due = [
        f"{row.due} by {day_text(row.deadline)}"
        for row in plan(statuses[max(statuses)]).itertuples()
    ]
    counted = [
        f"{_approved(statuses[year])} approved by the papers "
        + (f"of {window.text}" if window else f"on {year}, not drawn since their date is not known")
        for year, window in published.items()
    ]
    return f"Steps of plans due: {', '.join(due)}. Points: {', '.join(counted)}."


def cohort_name(cohort: str) -> str:
    """A cohort as one calls it."""
    return "Pilots" if cohort == "pilot" else f"Expected in {cohort}"


def _parts(status: pd.DataFrame) -> list[tuple[Look, pd.Series]]:
    uncounted = status["approved"].isna()
    expected = status["expected"].astype("int64")
    return [
        (PAPERS, status["approved"].fillna(0).astype("int64")),
        (EXPECTED, expected.mask(uncounted, 0)),
        (UNCOUNTED, expected.where(uncounted, 0)),
    ]


def _approved(status: pd.DataFrame) -> int:
    return int(status["approved"].sum())


def _title(status: pd.DataFrame) -> str:
    total = status["municipalities"].sum()
    return f"{_approved(status)} of {total} plans approved, as the papers count"


def _steps(status: pd.DataFrame) -> tuple[list[pd.Timestamp], list[int]]:
    """Pilots from the start of the first plan year, then every deadline."""
    frame = plan(status)
    pilots = int(status.loc[status["deadline"].isna(), "municipalities"].sum())
    first, last = frame["deadline"].iloc[0], frame["deadline"].iloc[-1]
    start = pd.Timestamp(first.year, 1, 1)
    days = [start, *frame["deadline"], last + pd.Timedelta(days=90)]
    return days, [pilots, *frame["due"], int(frame["due"].iloc[-1])]


def _approved_point(ax: Axes, status: pd.DataFrame, window: Window) -> None:
    number, middle = _approved(status), window.first + (window.last - window.first) / 2
    ax.plot(list(window), [number, number], color=PAPERS.colour, linewidth=4, alpha=0.5)
    ax.plot([middle], [number], color=PAPERS.colour, marker=PAPERS.marker, markersize=9)
    ax.annotate(
        f"{number} approved, {window.text}",
        (window.first, number),
        (-8, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        path_effects=[HALO],
    )


def _patch(look: Look) -> Patch:
    return Patch(facecolor=look.tint, edgecolor=look.colour, hatch=look.hatch, label=look.label)
