"""Figures of MEA's modules: each call draws one, describes it and gives it a caption.

Repeats, halves of the year and modules in person have a hatch or a sign of their own besides the
colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from babel.dates import format_date, format_skeleton, get_day_names
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from midtjylland.core.language import _, language
from midtjylland.declared.theme import UNCLASSIFIED
from midtjylland.figures.style import (
    BAND,
    INK,
    MUTED,
    DescribedFigure,
    legend,
    listed,
    new_axes,
    styled,
)

_BLUE, _ORANGE = "#0068a6", "#c85200"
_DARK = {"facecolor": _BLUE, "edgecolor": _BLUE}
_LIGHT = {"facecolor": "#f9dcc6", "edgecolor": _ORANGE, "hatch": "///"}
_FREE, _HOLIDAY = "#ececec", "//////"
# A month of 31 days that begins on a Sunday reaches furthest to the right.
_COLUMNS = 6 + 31


def month_name(month: int) -> str:
    """A month in words."""
    return format_date(date(2001, month, 1), "LLLL", locale=language().locale)


def short_day(day: pd.Timestamp) -> str:
    """A day without its year."""
    return format_skeleton("MMMMd", day, locale=language().locale)


def _bar_rows(ax: Axes, names: list[str], label: str) -> None:
    """Name the rows of a bar chart, the first on top, and count along the other axis."""
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel(label)


@styled
def months(counts: pd.DataFrame, level_pct: float) -> DescribedFigure:
    """Modules by month, first showings and repeats, against the range of chance at an even pace.

    `counts` has `month`, `modules`, `titles` (first showings), `expected_modules`, `chance_low`
    and `chance_high`.
    """
    rows = np.arange(len(counts))
    ax = new_axes(8.0, 1.9 + 0.34 * len(counts))
    low, high = counts["chance_low"], counts["chance_high"]
    ax.barh(rows, high - low, left=low, height=0.9, color=BAND)
    repeats = counts["modules"] - counts["titles"]
    ax.barh(rows, counts["titles"], height=0.5, **_DARK)
    again = repeats > 0
    ax.barh(rows[again], repeats[again], left=counts["titles"][again], height=0.5, **_LIGHT)
    ax.vlines(counts["expected_modules"], rows - 0.45, rows + 0.45, color=INK, linewidth=1.5)
    reach = max(counts["modules"].max(), high.max())
    for row, count in enumerate(counts["modules"]):
        ax.text(1.03 * reach, row, f"{count}", ha="left", va="center")
    names = [month_name(month) for month in counts["month"]]
    _bar_rows(ax, names, _("Modules (number that began)"))
    ax.set_xlim(0, 1.1 * reach)
    outside = (counts["modules"] < low) | (counts["modules"] > high)
    title = _("More or fewer than chance explains: {months}").format(
        months=listed(name for name, is_out in zip(names, outside, strict=True) if is_out)
    )
    ax.set_title(title)
    line = {"marker": "|", "markersize": 12, "markeredgewidth": 1.5, "linestyle": "", "color": INK}
    band = _("where {level} % of years at an even pace lie").format(
        level=language().number(level_pct)
    )
    legend(
        ax,
        [
            Patch(label=_("first showing of a title"), **_DARK),
            Patch(label=_("repeat of a title"), **_LIGHT),
            Patch(facecolor=BAND, label=band),
            Line2D([], [], label=_("even pace over working days"), **line),
        ],
    )
    told = [
        _("{month} {modules} ({repeats}; {expected}; {low} to {high})").format(
            month=name,
            modules=row.modules,
            repeats=row.modules - row.titles,
            expected=language().number(row.expected_modules, 1),
            low=row.chance_low,
            high=row.chance_high,
        )
        for name, row in zip(names, counts.itertuples(), strict=True)
    ]
    text = _(
        "Bar chart of modules by month. {title}. Modules, in brackets repeats among them, the "
        "number at an even pace and the range of chance: {months}."
    ).format(title=title, months=", ".join(told))
    return DescribedFigure(ax.figure, text, _("Modules by month against an even pace"))


@styled
def calendar(days: pd.DataFrame, programme: pd.DataFrame) -> DescribedFigure:
    """Every day of the year as a tile: months as rows, weekdays one below another.

    Dark tiles are days with modules, with their number where it is not 1 and a star where one was
    in person; weekends are blank, public holidays hatched.
    """
    ax = new_axes(10.0, 4.3)
    is_in_person = programme["delivery"] == "in_person"
    starred = days["date"].isin(programme.loc[is_in_person, "start_date"])
    for day, star in zip(days.itertuples(), starred, strict=True):
        _day_tile(ax, day, star)
    by_month = days.groupby("month")["started"].sum()
    for row, count in enumerate(by_month):
        ax.text(_COLUMNS + 2.8, row, f"{count}", ha="right", va="center")
    ax.text(_COLUMNS + 2.8, -1, _("modules"), ha="right", va="center", color=MUTED)
    initials = get_day_names("narrow", "stand-alone", language().locale)
    ax.set_xticks(range(_COLUMNS), [initials[place % 7] for place in range(_COLUMNS)])
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    names = [month_name(month) for month in by_month.index]
    ax.set_yticks(range(12), names)
    ax.set(xlim=(-0.6, _COLUMNS + 2.9), ylim=(11.6, -0.6), aspect="equal")
    ax.spines[:].set_visible(False)
    title = _("{modules} modules on {days} days").format(
        modules=days["started"].sum(), days=(days["running"] > 0).sum()
    )
    ax.set_title(title)
    legend(ax, _tile_handles(starred.any()))
    text = _(
        "Calendar of the year with a tile for every working day. {title}. By month: {months}. Days "
        "on which more than one began: {several}. Days with a module in person: {in_person}."
    ).format(
        title=title,
        months=", ".join(f"{name} {count}" for name, count in zip(names, by_month, strict=True)),
        several=listed(map(short_day, days.loc[days["started"] > 1, "date"]), _("none")),
        in_person=listed(map(short_day, days.loc[starred, "date"]), _("none")),
    )
    return DescribedFigure(ax.figure, text, _("The year of MEA, day by day"))


def _day_tile(ax: Axes, day: Any, starred: bool) -> None:
    """Put a day where its month and weekday are; weekends without modules stay blank."""
    first = day.date.replace(day=1).weekday()
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
        Patch(facecolor=_BLUE, label=_("day with a module (the number, where more than one)")),
        Patch(facecolor=_FREE, label=_("working day without")),
        Patch(facecolor="white", edgecolor="#b5b5b5", hatch=_HOLIDAY, label=_("public holiday")),
    ]
    in_person = Line2D([], [], label=_("first day of one in person, as its title says"), **star)
    return [*handles, *([in_person] if any_in_person else [])]


@styled
def themes(counts: pd.DataFrame, labels: Mapping[str, str]) -> DescribedFigure:
    """Modules of each theme by half-year, the largest on top, `unclassified` last."""
    is_last = counts["theme"] == UNCLASSIFIED
    rows = counts.assign(last=is_last).sort_values(
        ["last", "modules"], ascending=[True, False], kind="stable", ignore_index=True
    )
    ax = new_axes(8.6, 1.8 + 0.36 * len(rows))
    parts = (("spring", _("January to June"), _DARK), ("autumn", _("July to December"), _LIGHT))
    left = pd.Series(0, rows.index)
    for half, _name, look in parts:
        shown = rows[half] > 0
        ax.barh(rows.index[shown], rows.loc[shown, half], left=left[shown], height=0.6, **look)
        left = left + rows[half]
    for row, modules, share in zip(rows.index, rows["modules"], rows["share_pct"], strict=True):
        at = {"xytext": (5, 0), "textcoords": "offset points", "va": "center"}
        ax.annotate(f"{modules} ({language().number(share, 0)} %)", (modules, row), **at)
    names = [labels[theme] for theme in rows["theme"]]
    _bar_rows(ax, names, _("Modules (number)"))
    ax.set_xlim(0, 1.18 * rows["modules"].max())
    title = _("{theme}: {modules} of {all} modules").format(
        theme=names[0], modules=rows["modules"].iloc[0], all=rows["modules"].sum()
    )
    ax.set_title(title)
    legend(ax, [Patch(label=name, **look) for _half, name, look in parts])
    told = [
        f"{name} {row.modules} ({row.spring}, {row.autumn})"
        for name, row in zip(names, rows.itertuples(), strict=True)
    ]
    text = _(
        "Stacked bar chart of modules by theme; in brackets those of January to June and those of "
        "July to December: {themes}."
    ).format(themes="; ".join(told))
    return DescribedFigure(ax.figure, text, _("Modules by theme and half-year"))


@styled
def attendance(
    attended: pd.DataFrame, by: str, limits: tuple[float, float], labels: Mapping[str, str]
) -> DescribedFigure:
    """Participants of every module, a row a group with the highest median on top.

    Modules beyond the `limits` carry their number.
    """
    medians = attended.groupby(by, observed=True)["participants"].median()
    medians = medians.sort_values(ascending=False, kind="stable")
    ax = new_axes(8.6, 2.0 + 0.5 * len(medians))
    row = attended[by].map({name: place for place, name in enumerate(medians.index)})
    people = attended["participants"]
    # Modules of one group with the same number stand one above another.
    twins = attended.groupby([row, people], observed=True).cumcount()
    height = row.astype("float64") + 0.3 * np.minimum(twins, 4) / 4
    out = ~people.between(*limits)
    ax.plot(people[~out], height[~out], "o", color=_BLUE, alpha=0.7, label=_("module"))
    far = _("unusual, with its number")
    ax.plot(people[out], height[out], "D", color=_ORANGE, label=far)
    for number, x, y in zip(attended["module_no"][out], people[out], height[out], strict=True):
        ax.annotate(f"{number}", (x, y), (0, 7), textcoords="offset points", ha="center")
    ends = np.arange(len(medians))
    line = {"markersize": 26, "markeredgewidth": 2, "linestyle": "", "color": INK}
    ax.plot(medians, ends, "|", label=_("median"), **line)
    names = [labels.get(name, str(name)) for name in medians.index]
    sizes = attended[by].value_counts()[medians.index]
    _bar_rows(
        ax,
        [f"{name} ({size})" for name, size in zip(names, sizes, strict=True)],
        _("Participants of a module (number)"),
    )
    ax.set(ylim=(len(medians) - 0.4, -0.7))
    ax.set_xlim(left=0)
    title = _("{least} to {most} participants a module, median {median}").format(
        least=people.min(), most=people.max(), median=language().number(people.median())
    )
    ax.set_title(title)
    legend(ax, ax.get_legend_handles_labels()[0])
    named = [
        _("number {module} with {participants}").format(module=number, participants=count)
        for number, count in zip(attended["module_no"][out], people[out], strict=True)
    ]
    told = [f"{name} {median:g}" for name, median in zip(names, medians, strict=True)]
    text = _(
        "Strip plot of the participants of {modules} modules. {title}. Medians: {medians}. "
        "Unusual: {unusual}."
    ).format(
        modules=len(attended),
        title=title,
        medians=", ".join(told),
        unusual=listed(named, _("none")),
    )
    return DescribedFigure(ax.figure, text, _("Participants of each module"))
