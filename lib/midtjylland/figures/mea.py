"""Figures of MEA's modules: each call draws one, describes it and gives it a caption.

Repeats, halves of the year and modules in person have a hatch or a sign of their own besides the
colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from babel.dates import format_skeleton, get_day_names, get_month_names
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from midtjylland.core.language import _, fill, language
from midtjylland.declared.theme import UNCLASSIFIED
from midtjylland.figures import draw
from midtjylland.figures.draw import BAND, BLUE, INK, MUTED, ORANGE, DescribedFigure

_DARK = {"facecolor": BLUE.colour, "edgecolor": BLUE.colour}
_LIGHT = ORANGE._replace(hatch="///").area
# Looks of a day in the calendar.
_MODULE = {"facecolor": BLUE.colour, "edgecolor": "white"}
_WORKING_DAY = {"facecolor": "#ececec", "edgecolor": "white"}
_HOLIDAY = {"facecolor": "white", "edgecolor": "#b5b5b5", "hatch": "//////"}
# A month of 31 days that begins on a Sunday reaches furthest to the right.
_COLUMNS = 6 + 31


def month_name(month: int) -> str:
    """A month in words."""
    return get_month_names("wide", "stand-alone", language().locale)[month]


def short_day(day: pd.Timestamp) -> str:
    """A day without its year."""
    return format_skeleton("MMMMd", day, locale=language().locale)


@draw.styled
def months(counts: pd.DataFrame, level_pct: float) -> DescribedFigure:
    """Modules by month, first showings and repeats, against the range of chance at an even pace.

    `counts` has `month`, `modules`, `titles` (first showings), `expected_modules`, `chance_low`
    and `chance_high`.
    """
    counts = counts.assign(
        month=counts["month"].map(month_name), repeats=counts["modules"] - counts["titles"]
    ).reset_index(drop=True)
    low, high, modules = (counts[name] for name in ("chance_low", "chance_high", "modules"))
    ax = draw.axes(8.0, 1.9 + 0.34 * len(counts))
    parts = [
        (_("first showing of a title"), counts["titles"], _DARK),
        (_("repeat of a title"), counts["repeats"], _LIGHT),
    ]
    draw.stack(ax.barh, parts, 0.5)
    band = fill(_("where {level} % of years at an even pace lie"), level=level_pct)
    ax.barh(counts.index, high - low, left=low, height=0.9, color=BAND, zorder=0, label=band)
    ends = counts.index - 0.45, counts.index + 0.45
    ax.vlines(counts["expected_modules"], *ends, color=INK, linewidth=1.5)
    line = {"markersize": 12, "markeredgewidth": 1.5, "linestyle": "", "color": INK}
    ax.plot([], [], "|", label=_("even pace over working days"), **line)
    reach = max(modules.max(), high.max())
    for row, count in modules.items():
        ax.text(1.03 * reach, row, f"{count}", ha="left", va="center")
    draw.counted_rows(ax, counts["month"], _("Modules (number that began)"), 1.1 * reach)
    out = counts.loc[(modules < low) | (modules > high), "month"]
    return draw.described(
        ax,
        fill(_("More or fewer modules than chance explains in: {months}"), months=out)
        if len(out)
        else _("No month has more or fewer modules than chance explains"),
        _(
            "Bar chart of modules by month. {title}. Modules, in brackets repeats among them, the "
            "number at an even pace and the range of chance: {months}."
        ),
        _("Modules by month against an even pace"),
        months=", ".join(_months_in_words(counts)),
    )


def _months_in_words(counts: pd.DataFrame) -> Iterator[str]:
    words = _("{month} {modules} ({repeats}; {expected}; {low} to {high})")
    for row in counts.to_dict("records"):
        expected = language().number(row["expected_modules"], 1)
        yield fill(words, expected=expected, low=row["chance_low"], high=row["chance_high"], **row)


@draw.styled
def calendar(days: pd.DataFrame, programme: pd.DataFrame) -> DescribedFigure:
    """Every day of the year as a tile: months as rows, weekdays one below another.

    Dark tiles are days with modules, with their number where it is not 1 and a star where one was
    in person; weekends are blank, public holidays hatched.
    """
    ax = draw.axes(10.0, 4.3)
    is_in_person = programme["delivery"] == "in_person"
    starred = days["date"].isin(programme.loc[is_in_person, "start_date"])
    for day, star in zip(days.itertuples(), starred, strict=True):
        _draw_day(ax, day, star)
    by_month = days.groupby("month")["started"].sum()
    names = [month_name(month) for month in by_month.index]
    _draw_margins(ax, names, by_month)
    _explain_days(ax, any_in_person=starred.any())
    several, in_person = days.loc[days["started"] > 1, "date"], days.loc[starred, "date"]
    return draw.described(
        ax,
        _("{modules} modules on {days} days"),
        _(
            "Calendar of the year with a tile for every working day. {title}. By month: {months}. "
            "Days on which more than one began: {several}. Days with a module in person: "
            "{in_person}."
        ),
        _("The year of MEA, day by day"),
        modules=days["started"].sum(),
        days=(days["running"] > 0).sum(),
        months=", ".join(f"{name} {count}" for name, count in zip(names, by_month, strict=True)),
        several=[*map(short_day, several)],
        in_person=[*map(short_day, in_person)],
    )


def _draw_day(ax: Axes, day: Any, starred: bool) -> None:
    """Put a day where its month and weekday are; weekends without modules stay blank."""
    if not (day.running or day.holiday or day.is_working_day):
        return
    look = _MODULE if day.running else _HOLIDAY if day.holiday else _WORKING_DAY
    x, y = day.date.replace(day=1).weekday() + day.date.day - 1, day.date.month - 1
    ax.add_patch(Rectangle((x - 0.46, y - 0.46), 0.92, 0.92, linewidth=0.5, **look))
    words = (str(day.started) if day.started > 1 else "") + ("★" if starred else "")
    if words:
        ax.text(x, y, words, color="white", ha="center", va="center", fontsize=9)


def _draw_margins(ax: Axes, names: list[str], by_month: pd.Series) -> None:
    """Write weekdays above, months to the left, and how many modules began to the right."""
    side = {"ha": "right", "va": "center"}
    for row, count in enumerate(by_month):
        ax.text(_COLUMNS + 2.8, row, f"{count}", **side)
    ax.text(_COLUMNS + 2.8, -1, _("modules"), color=MUTED, **side)
    initials = get_day_names("narrow", "stand-alone", language().locale)
    ax.set_xticks(range(_COLUMNS), [initials[place % 7] for place in range(_COLUMNS)])
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    ax.set_yticks(range(12), names)
    ax.set(xlim=(-0.6, _COLUMNS + 2.9), ylim=(11.6, -0.6), aspect="equal")
    ax.spines[:].set_visible(False)


def _explain_days(ax: Axes, any_in_person: bool) -> None:
    handles: list[Artist] = [
        Patch(label=_("day with a module (the number, where more than one)"), **_MODULE),
        Patch(label=_("working day without"), **_WORKING_DAY),
        Patch(label=_("public holiday"), **_HOLIDAY),
    ]
    if any_in_person:
        words = _("first day of one in person, as its title says")
        star = {"marker": "*", "markersize": 9, "color": BLUE.colour, "linestyle": ""}
        handles.append(Line2D([], [], label=words, **star))
    draw.legend(ax, handles)


@draw.styled
def themes(counts: pd.DataFrame, labels: Mapping[str, str]) -> DescribedFigure:
    """Modules of each theme by half-year, the largest on top, `unclassified` last."""
    is_last = counts["theme"] == UNCLASSIFIED
    rows = counts.assign(last=is_last).sort_values(
        ["last", "modules"], ascending=[True, False], kind="stable", ignore_index=True
    )
    ax = draw.axes(8.6, 1.8 + 0.36 * len(rows))
    parts = [
        (_("January to June"), rows["spring"], _DARK),
        (_("July to December"), rows["autumn"], _LIGHT),
    ]
    draw.stack(ax.barh, parts, 0.6)
    for row, modules, share in zip(rows.index, rows["modules"], rows["share_pct"], strict=True):
        words = f"{modules} ({language().number(share, 0)} %)"
        draw.near(ax, words, (modules, row), (5, 0), va="center")
    names = [labels[theme] for theme in rows["theme"]]
    draw.counted_rows(ax, names, _("Modules (number)"), 1.18 * rows["modules"].max())
    told = [
        f"{name} {row.modules} ({row.spring}, {row.autumn})"
        for name, row in zip(names, rows.itertuples(), strict=True)
    ]
    return draw.described(
        ax,
        _("{theme}: {modules} of {all} modules"),
        _(
            "Stacked bar chart of modules by theme; in brackets those of January to June and those "
            "of July to December: {themes}."
        ),
        _("Modules by theme and half-year"),
        theme=names[0],
        modules=rows["modules"].iloc[0],
        all=rows["modules"].sum(),
        themes="; ".join(told),
    )


@draw.styled
def attendance(
    attended: pd.DataFrame, by: str, limits: tuple[float, float], labels: Mapping[str, str]
) -> DescribedFigure:
    """Participants of every module, a row a group with the highest median on top.

    Modules beyond the `limits` carry their number.
    """
    groups = attended.groupby(by, observed=True)["participants"].agg(["median", "size"])
    groups = groups.sort_values("median", ascending=False, kind="stable")
    row = attended[by].map({name: place for place, name in enumerate(groups.index)})
    # Modules of one group with the same number stand one above another.
    twins = attended.groupby([row, "participants"], observed=True).cumcount()
    points = attended.assign(row=row.astype("float64") + 0.3 * np.minimum(twins, 4) / 4)
    people, ax = points["participants"], draw.axes(8.6, 2.0 + 0.5 * len(groups))
    near, far = points[people.between(*limits)], points[~people.between(*limits)]
    look, words = {"color": BLUE.colour, "alpha": 0.7}, _("unusual, with its number")
    ax.plot(near["participants"], near["row"], "o", label=_("module"), **look)
    ax.plot(far["participants"], far["row"], "D", color=ORANGE.colour, label=words)
    for each in far.itertuples():
        draw.near(ax, f"{each.module_no}", (each.participants, each.row), (0, 7), ha="center")
    line = {"markersize": 26, "markeredgewidth": 2, "color": INK}
    ax.plot(groups["median"], range(len(groups)), "|", label=_("median"), **line)
    names = [labels.get(name, str(name)) for name in groups.index]
    sized = [f"{name} ({size})" for name, size in zip(names, groups["size"], strict=True)]
    draw.counted_rows(ax, sized, _("Participants of a module (number)"), 1.05 * people.max())
    ax.set_ylim(len(groups) - 0.4, -0.7)
    unusual = _("number {module} with {participants}")
    medians = zip(names, groups["median"], strict=True)
    return draw.described(
        ax,
        _("{least} to {most} participants a module, median {median}"),
        _(
            "Strip plot of the participants of {modules} modules. {title}. Medians: {medians}. "
            "Unusual: {unusual}."
        ),
        _("Participants of each module"),
        modules=len(attended),
        least=people.min(),
        most=people.max(),
        median=people.median(),
        medians=", ".join(f"{name} {language().number(median)}" for name, median in medians),
        unusual=[
            fill(unusual, module=str(each.module_no), participants=each.participants)
            for each in far.itertuples()
        ],
    )
