"""Figures of MEA's modules: frames to axes.

Spring and autumn, and modules in person, have a hatch or a sign of their own besides the colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from midtjylland.analysis.mea import HALVES, MONTHS, WEEKDAYS, date_of
from midtjylland.figures.style import BAND, HALO, INK, MUTED, legend, listed, new_axes, styled

_BLUE, _BLUE_TINT, _ORANGE, _ORANGE_TINT = "#0068a6", "#cbe3f3", "#c85200", "#f9dcc6"
_FREE, _HOLIDAY = "#ececec", "//////"
_HALF_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "spring": {"facecolor": _BLUE, "edgecolor": _BLUE, "label": "January to June"},
    "autumn": {
        "facecolor": _ORANGE_TINT,
        "edgecolor": _ORANGE,
        "hatch": "///",
        "label": "July to December",
    },
}
# A month of 31 days that begins on a Sunday reaches furthest to the right.
_COLUMNS = 6 + 31
_YEAR_LOOKS = ((_BLUE, "-", "o"), (_ORANGE, "--", "D"), ("#00795a", "-.", "^"), (INK, ":", "s"))


@styled
def year_view(calendar: pd.DataFrame, programme: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw every day of the year as a tile: months as rows, weekdays one below another.

    Parameters
    ----------
    calendar
        From `analysis.mea.year_calendar`.
    programme
        From `analysis.mea.programme`, for the modules in person.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Dark tiles are days with modules, with their number where it is not 1 and a star where one
        was in person; weekends are blank, public holidays hatched.
    """
    ax = ax or new_axes(10.0, 4.3)
    in_person = _in_person_days(calendar, programme)
    for day, starred in zip(calendar.itertuples(), in_person, strict=True):
        _day_tile(ax, day, starred)
    rows = calendar.groupby("month", observed=True)["started"].sum()
    for row, count in enumerate(rows):
        ax.text(_COLUMNS + 2.8, row, f"{count}", ha="right", va="center")
    ax.text(_COLUMNS + 2.8, -1, "modules", ha="right", va="center", color=MUTED)
    ax.set_xticks(range(_COLUMNS), [WEEKDAYS[place % 7][0] for place in range(_COLUMNS)])
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    ax.set_yticks(range(12), MONTHS)
    ax.set(xlim=(-0.6, _COLUMNS + 2.9), ylim=(11.6, -0.6), aspect="equal")
    ax.spines[:].set_visible(False)
    ax.set_title(_year_title(calendar))
    legend(ax, _tile_handles(in_person.any()))
    return ax


def _in_person_days(calendar: pd.DataFrame, programme: pd.DataFrame) -> pd.Series:
    starts = programme.loc[programme["delivery"] == "in_person", "start_date"]
    return calendar["date"].isin(starts)


def _day_tile(ax: Axes, day: Any, starred: bool) -> None:
    """Put a day where its month and weekday are; weekends without modules stay blank."""
    first = (day.date - pd.Timedelta(days=day.date.day - 1)).weekday()
    x, y = first + day.date.day - 1, day.date.month - 1
    look: dict[str, Any] = {"facecolor": _FREE, "edgecolor": "white"}
    if day.running:
        look = {"facecolor": _BLUE, "edgecolor": "white"}
    elif day.holiday:
        look = {"facecolor": "white", "edgecolor": "#b5b5b5", "hatch": _HOLIDAY}
    elif not day.is_working_day:
        return
    ax.add_patch(Rectangle((x - 0.46, y - 0.46), 0.92, 0.92, linewidth=0.5, **look))
    if day.started > 1 or starred:
        words = (str(day.started) if day.started > 1 else "") + ("★" if starred else "")
        ax.text(x, y, words, color="white", ha="center", va="center", fontsize=9)


def _tile_handles(any_in_person: bool) -> list[Any]:
    star = {"marker": "*", "markersize": 9, "color": _BLUE, "linestyle": ""}
    handles = [
        Patch(facecolor=_BLUE, label="day with a module (the number, where more than one)"),
        Patch(facecolor=_FREE, label="working day without"),
        Patch(facecolor="white", edgecolor="#b5b5b5", hatch=_HOLIDAY, label="public holiday"),
    ]
    in_person = Line2D([], [], label="first day of one in person, as its title says", **star)
    return [*handles, *([in_person] if any_in_person else [])]


def _year_title(calendar: pd.DataFrame) -> str:
    months = calendar.groupby("month", observed=True)["started"].sum()
    return (
        f"{calendar['started'].sum()} modules on {(calendar['running'] > 0).sum()} days; "
        f"{months.max()} of them began in {months.idxmax()}"
    )


def year_view_text(calendar: pd.DataFrame, programme: pd.DataFrame) -> str:
    """Say what `year_view` shows."""
    months = calendar.groupby("month", observed=True)["started"].sum()
    counts = ", ".join(f"{month} {count}" for month, count in months.items())
    several = calendar.loc[calendar["started"] > 1, "date"].dt.strftime("%Y-%m-%d")
    starred = _in_person_days(calendar, programme)
    in_person = calendar.loc[starred, "date"].dt.strftime("%Y-%m-%d")
    return (
        f"Calendar of the year with a tile for every working day. {_year_title(calendar)}. By "
        f"month: {counts}. Days on which more than one began: {listed(several)}. Days with a "
        f"module in person: {listed(in_person)}."
    )


@styled
def counts_plot(counts: pd.DataFrame, alpha: float, ax: Axes | None = None) -> Axes:
    """Draw modules by month or weekday against the range that chance would give.

    Parameters
    ----------
    counts
        From `analysis.mea.compare_counts`; its first column names the rows.
    alpha
        Level of significance of the range, for the legend.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Bars from the top in the order of the rows, filled where the count is outside the range;
        grey bands from `chance_low` to `chance_high`, a line at `expected_modules`.
    """
    rows = np.arange(len(counts))
    ax = ax or new_axes(8.0, 1.9 + 0.36 * len(counts))
    low, high = counts["chance_low"], counts["chance_high"]
    ax.barh(rows, high - low, left=low, height=0.9, color=BAND)
    outside = _outside(counts)
    look = {
        "color": np.where(outside, _BLUE, _BLUE_TINT).tolist(),
        "edgecolor": _BLUE,
        "height": 0.5,
    }
    ax.barh(rows, counts["modules"], **look)
    ax.vlines(counts["expected_modules"], rows - 0.45, rows + 0.45, color=INK, linewidth=1.5)
    reach = max(counts["modules"].max(), high.max())
    _number_bars(ax, counts, reach)
    ax.set_yticks(rows, counts.iloc[:, 0].astype("str"))
    ax.tick_params(axis="y", length=0)
    ax.invert_yaxis()
    ax.set_xlim(0, 1.08 * reach)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("Modules (number that began)")
    ax.set_title(_counts_title(counts))
    legend(ax, _counts_handles(outside, alpha))
    return ax


def _number_bars(ax: Axes, counts: pd.DataFrame, reach: float) -> None:
    """Put each number at the end of its bar, or beyond the line where that is in its way."""
    gap = counts["expected_modules"] - counts["modules"]
    ends = counts["modules"] + gap.where(gap.between(0, 0.07 * reach), 0)
    for row, (end, count) in enumerate(zip(ends, counts["modules"], strict=True)):
        at = {"xytext": (5, 0), "textcoords": "offset points", "va": "center"}
        ax.annotate(f"{count}", (end, row), path_effects=[HALO], **at)


def _outside(counts: pd.DataFrame) -> pd.Series:
    return ~counts["modules"].between(counts["chance_low"], counts["chance_high"])


def _counts_handles(outside: pd.Series, alpha: float) -> list[Any]:
    filled = Patch(facecolor=_BLUE, edgecolor=_BLUE, label="modules, outside the range")
    light = Patch(facecolor=_BLUE_TINT, edgecolor=_BLUE, label="modules, within the range")
    bars = [*([filled] if outside.any() else []), *([] if outside.all() else [light])]
    words = f"{100 * (1 - alpha):g} % range of chance at an even pace"
    line = {"marker": "|", "markersize": 12, "markeredgewidth": 1.5, "linestyle": "", "color": INK}
    return [
        *bars,
        Patch(facecolor=BAND, label=words),
        Line2D([], [], label="even pace over working days", **line),
    ]


def _counts_title(counts: pd.DataFrame) -> str:
    names = counts.loc[_outside(counts)].iloc[:, 0].astype("str")
    return f"Outside the range of chance: {listed(names)}"


def counts_plot_text(counts: pd.DataFrame) -> str:
    """Say what `counts_plot` shows."""
    rows = [
        f"{name} {row.modules} ({row.expected_modules:.1f}; {row.chance_low} to {row.chance_high})"
        for name, row in zip(counts.iloc[:, 0], counts.itertuples(), strict=True)
    ]
    return (
        f"Bar chart of modules by {counts.columns[0]}. {_counts_title(counts)}. Modules, with the "
        f"number at an even pace and the range of chance in brackets: {', '.join(rows)}."
    )


@styled
def pace_plot(paces: Mapping[int, pd.DataFrame], ax: Axes | None = None) -> Axes:
    """Draw the modules held so far against an even pace, for one year or several.

    Parameters
    ----------
    paces
        Frames of `analysis.mea.pace` by year.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        A step line a year; the thin line is its even pace over working days; the point stands
        where half of the year's modules had begun.
    """
    ax = ax or new_axes(8.6, 5.2)
    even = {"color": MUTED, "linewidth": 1}
    lines = []
    for place, (year, pace) in enumerate(sorted(paces.items())):
        day, half = pace["date"].dt.day_of_year, date_of(pace, 50)
        look = dict(zip(("color", "linestyle", "marker"), _YEAR_LOOKS[place % 4], strict=True))
        ax.plot(day, pace["even_pace"], **even)
        steps = {"drawstyle": "steps-post", "markersize": 8, "label": _half_words(year, pace)}
        at = [day[pace["date"] == half].index[0]]
        lines += ax.plot(day, pace["modules"], markevery=at, linewidth=2, **look, **steps)
    firsts = pd.date_range("2001-01-01", periods=12, freq="MS")
    ax.set_xticks(firsts.day_of_year, [month[:3] for month in MONTHS])
    ax.set(xlim=(0, 367), xlabel="First of the month", ylabel="Modules so far (number)")
    ax.set_ylim(bottom=0)
    year, pace = max(paces.items())
    ax.set_title(_half_words(year, pace))
    legend(ax, [*lines, Line2D([], [], label="even pace over working days", **even)])
    return ax


def _half_words(year: int, pace: pd.DataFrame) -> str:
    half = date_of(pace, 50)
    return (
        f"{year}: half of the {pace['modules'].iloc[-1]} modules by {half.day} {half.month_name()}"
    )


def pace_plot_text(paces: Mapping[int, pd.DataFrame]) -> str:
    """Say what `pace_plot` shows."""
    parts = []
    for year, pace in sorted(paces.items()):
        ends = pace.set_index("date").loc[[f"{year}-03-31", f"{year}-06-30", f"{year}-09-30"]]
        quarters = [
            f"{row.modules} ({row.even_pace:.1f}) by {date.day} {date.month_name()}"
            for date, row in zip(ends.index, ends.itertuples(), strict=True)
        ]
        parts.append(
            f"{_half_words(year, pace)}; with an even pace in brackets: {listed(quarters)}"
        )
    return f"Step line of the modules held so far. {'. '.join(parts)}."


@styled
def themes_plot(counts: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the modules of each theme, by half-year.

    Parameters
    ----------
    counts
        From `analysis.mea.theme_counts`.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Stacked bars, the largest theme on top, `unclassified` at the bottom whatever its size.
    """
    rows = _by_size(counts)
    ax = ax or new_axes(8.6, 1.8 + 0.36 * len(rows))
    left = np.zeros(len(rows))
    for half in HALVES:
        shown = rows[half] > 0
        look = {"height": 0.6, **_HALF_LOOKS[half]}
        ax.barh(rows.index[shown], rows.loc[shown, half], left=left[shown], **look)
        left = left + rows[half].to_numpy()
    for row, modules, share in zip(rows.index, rows["modules"], rows["share_pct"], strict=True):
        at = {"xytext": (5, 0), "textcoords": "offset points", "va": "center"}
        ax.annotate(f"{modules} ({share:.0f} %)", (modules, row), **at)
    ax.set_yticks(rows.index, rows["label"])
    ax.tick_params(axis="y", length=0)
    ax.set(xlim=(0, 1.18 * rows["modules"].max()), ylim=(len(rows) - 0.5, -0.5))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("Modules (number)")
    ax.set_title(_themes_title(rows))
    legend(ax, [Patch(**_HALF_LOOKS[half]) for half in HALVES])
    return ax


def _by_size(counts: pd.DataFrame) -> pd.DataFrame:
    """Largest theme first, `unclassified`, the last row, still last."""
    themes = counts.iloc[:-1].sort_values("modules", ascending=False, kind="stable")
    return pd.concat([themes, counts.iloc[-1:]], ignore_index=True)


def _themes_title(rows: pd.DataFrame) -> str:
    first, total = rows.iloc[0], rows["modules"].sum()
    return f"{first['label']}: {first['modules']} of {total} modules"


def themes_plot_text(counts: pd.DataFrame) -> str:
    """Say what `themes_plot` shows."""
    rows = [
        f"{row.label} {row.modules} ({row.spring}, {row.autumn})"
        for row in _by_size(counts).itertuples()
    ]
    return (
        "Stacked bar chart of modules by theme; in brackets those of January to June and those of "
        f"July to December: {'; '.join(rows)}."
    )
