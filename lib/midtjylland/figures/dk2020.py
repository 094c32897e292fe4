"""Figures of DK2020: each call draws one, describes it and gives it a caption.

Colours are close to those of Okabe and Ito, which colour-blind readers can tell apart; each
meaning has a marker, a hatch or a line of its own besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
from babel.dates import format_date, format_interval
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import ConciseDateFormatter, MonthLocator, YearLocator
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory

from midtjylland.analysis.dk2020 import Window
from midtjylland.core.language import _, language
from midtjylland.figures.style import (
    BAND,
    HALO,
    INK,
    MUTED,
    DescribedFigure,
    legend,
    new_axes,
    styled,
)


class Look(NamedTuple):
    """Colour, a light tint of it, marker and hatch."""

    colour: str
    tint: str
    marker: str
    hatch: str


PAPERS = Look("#00795a", "#8fd1bb", "s", "")
EXPECTED = Look("#c85200", "#ffffff", "D", "///")
UNCOUNTED = Look("#595959", "#ffffff", "", "...")
EVENTS = {
    "council_adoption": Look("#0068a6", "#cbe3f3", "o", ""),
    "c40_approval": Look("#c85200", "#f9dcc6", "D", ""),
    "proposal": Look("#595959", "#e9e9e9", "P", ""),
}
_UNNAMED = Look("#595959", "#e9e9e9", "", "")


def period(window: Window) -> str:
    """A window as one writes it: a day, or two with a dash between."""
    if window.first == window.last:
        return language().date(window.first)
    return format_interval(*window, "yMMMd", locale=language().locale)


def cohort_name(cohort: str) -> str:
    """A cohort as one calls it."""
    return _("Pilots") if cohort == "pilot" else _("Expected in {year}").format(year=cohort)


def event_name(event: str) -> str:
    """An event in words."""
    return {
        "council_adoption": _("adopted by the council"),
        "c40_approval": _("approved by C40"),
        "proposal": _("proposed to the council"),
    }[event]


# What the papers count


@styled
def cohorts(status: pd.DataFrame) -> DescribedFigure:
    """Bars of the plans of each cohort: approved, still expected, not counted by the papers."""
    ax = new_axes(8.0, 1.7 + 0.55 * len(status))
    is_uncounted, expected = status["approved"].isna(), status["expected"].astype("int64")
    parts = [
        (PAPERS, _("approved"), status["approved"].fillna(0).astype("int64")),
        (EXPECTED, _("still expected"), expected.mask(is_uncounted, 0)),
        (UNCOUNTED, _("expected, approvals not counted"), expected.where(is_uncounted, 0)),
    ]
    left = pd.Series(0, status.index)
    for look, _name, numbers in parts:
        ax.barh(status.index, numbers, left=left, height=0.62, linewidth=1.2, **_filled(look))
        for place, number in numbers[numbers > 0].items():
            centre = {"ha": "center", "va": "center", "path_effects": [HALO]}
            ax.text(left[place] + number / 2, place, f"{number}", **centre)
        left = left + numbers
    names = [cohort_name(cohort) for cohort in status["cohort"]]
    ax.set_yticks(status.index, names)
    ax.tick_params(axis="y", length=0)
    ax.invert_yaxis()
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlim(0, 1.01 * status["municipalities"].max())
    ax.set_xlabel(_("Municipalities"))
    title = _("{approved} of {municipalities} plans approved, as the papers count").format(
        approved=int(status["approved"].sum()), municipalities=status["municipalities"].sum()
    )
    ax.set_title(title)
    shown = [(look, name) for look, name, numbers in parts if numbers.any()]
    legend(ax, [Patch(label=name, **_filled(look)) for look, name in shown])
    told = [
        f"{name}: " + ", ".join(f"{n[place]} {said}" for _look, said, n in parts if n[place])
        for place, name in enumerate(names)
    ]
    text = _("Stacked bars. {title}. {bars}.").format(title=title, bars="; ".join(told))
    return DescribedFigure(
        ax.figure, text, _("Climate plans, by the year in which they are expected")
    )


def _filled(look: Look) -> dict[str, str]:
    return {"facecolor": look.tint, "edgecolor": look.colour, "hatch": look.hatch}


# What public records leave open


@styled
def bounds(
    by_day: pd.DataFrame,
    plan: pd.DataFrame,
    counts: Sequence[tuple[Window, int]],
    event: str,
) -> DescribedFigure:
    """Municipalities that surely and possibly had the event, beside the papers' plan and counts.

    `by_day` has `date`, `at_least`, `at_most`; `plan` has `deadline` and `due`; each of `counts`
    is what one year's papers count, with the days they can be of.
    """
    ax = new_axes(8.0, 5.0)
    days, ends = by_day["date"], (by_day["at_least"], by_day["at_most"])
    ax.fill_between(days, *ends, step="post", color=BAND, linewidth=0)
    for numbers, dashes in zip(ends, ("-", "--"), strict=True):
        ax.step(days, numbers, where="post", color=INK, linewidth=1.5, linestyle=dashes)
        place = {"xytext": (5, 0), "textcoords": "offset points", "va": "center"}
        ax.annotate(f"{numbers.iloc[-1]}", (days.iloc[-1], numbers.iloc[-1]), **place)
    due = {"color": EXPECTED.colour, "marker": EXPECTED.marker, "linestyle": "", "markersize": 8}
    ax.plot(plan["deadline"], plan["due"], **due)
    for day, number in zip(plan["deadline"], plan["due"], strict=True):
        _number(ax, day, number)
    point = {"color": PAPERS.colour, "marker": PAPERS.marker, "linewidth": 4, "markersize": 7}
    for window, number in counts:
        ax.plot(list(window), [number, number], **point)
        _number(ax, window.first, number)
    last = max([days.iloc[-1], *plan["deadline"], *(window.last for window, _n in counts)])
    _show_years(ax, days.iloc[0], last)
    highest = max([by_day["at_most"].max(), *plan["due"], *(number for _w, number in counts)])
    ax.set(ylim=(0, highest + 1), ylabel=_("Municipalities"))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_title(_("What public records leave open (grey)"))
    surely = _("by records, certainly {event}").format(event=event_name(event))
    possibly = _("by records, possibly {event}").format(event=event_name(event))
    handles = [
        Line2D([], [], color=INK, linewidth=1.5, label=surely),
        Line2D([], [], color=INK, linewidth=1.5, linestyle="--", label=possibly),
        Line2D([], [], label=_("approved, as the papers count"), **point),
        Line2D([], [], label=_("to be approved by then, as the papers plan"), **due),
    ]
    legend(ax, handles if counts else [*handles[:2], handles[3]])
    said = [
        _("by {day} at least {least} and at most {most}").format(
            day=language().date(row.date), least=row.at_least, most=row.at_most
        )
        for row in by_day[by_day["date"].dt.strftime("%m-%d") == "12-31"].itertuples()
    ]
    said += [
        _("the papers of {period} count {count} approved").format(period=period(window), count=n)
        for window, n in counts
    ]
    said += [
        _("{count} are due by {day}").format(count=row.due, day=language().date(row.deadline))
        for row in plan.itertuples()
    ]
    text = _("Two step curves of municipalities {event}, and points: {numbers}.").format(
        event=event_name(event), numbers="; ".join(said)
    )
    caption = _("Municipalities whose plan was {event}: what records prove and leave possible")
    return DescribedFigure(ax.figure, text, caption.format(event=event_name(event)))


def _number(ax: Axes, day: pd.Timestamp, number: int) -> None:
    """Write a number to the left of its point."""
    look = {"textcoords": "offset points", "ha": "right", "path_effects": [HALO]}
    ax.annotate(f"{number}", (day, number), (-7, -4), **look)


def _show_years(ax: Axes, first: pd.Timestamp, last: pd.Timestamp) -> None:
    ax.set_xlim(first, last)
    years = YearLocator()
    ax.xaxis.set_major_locator(years)
    ax.xaxis.set_minor_locator(MonthLocator((4, 7, 10)))
    ax.xaxis.set_major_formatter(ConciseDateFormatter(years, show_offset=False))


# The municipalities, one by one


@styled
def timeline(records: pd.DataFrame, as_of: Window | None) -> DescribedFigure:
    """What is known of each municipality's date, each kind of knowledge with its own mark.

    A filled mark: the day is known; a bar: the event lies in it; an arrow to the left: it came no
    later; a dashed hollow bar: planned; a question mark: no dated record. A cross joined by a
    dotted line is the date of a source that contradicts. At least one record has a date.
    """
    rows = records.sort_values(
        "round", key=lambda rounds: rounds.where(rounds != "pilot", ""), kind="stable"
    )
    places = pd.factorize(rows["municipality_code"])[0]
    ax = new_axes(9.0, 1.9 + 0.33 * rows["municipality_code"].nunique())
    dates = pd.concat([rows[name] for name in ("date_from", "date_to", "conflicting_date")])
    ends = pd.Timestamp(dates.min().year, 1, 1), pd.Timestamp(dates.max().year + 1, 1, 31)
    if as_of is not None:
        # A day would be too narrow to see.
        ax.axvspan(as_of.first, as_of.last + pd.Timedelta(days=1), color=BAND, lw=0, zorder=0)
    beside = blended_transform_factory(ax.transAxes, ax.transData)
    for place, row in zip(places, rows.itertuples(index=False), strict=True):
        _draw_record(ax, place, row, ends)
        ax.text(1.01, place, record_words(row), va="center", fontsize=9, transform=beside)
    rounds = rows["round"].map(_round_name)
    ax.set_yticks(places, rows["municipality"] + " (" + rounds + ")")
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(max(places) + 0.6, -0.6)
    _show_years(ax, *ends)
    to_the_day = rows[(rows["precision"] == "day") & (rows["event"] != "proposal")]
    title = _("The day is known for {count} of {municipalities} municipalities").format(
        count=to_the_day["municipality_code"].nunique(),
        municipalities=rows["municipality_code"].nunique(),
    )
    ax.set_title(title)
    grey = _("Grey: the status was written {period}").format(period=period(as_of)) if as_of else ""
    legend(ax, _handles(rows), grey or None)
    said = [f"{row.municipality}: {record_words(row)}" for row in rows.itertuples(index=False)]
    text = _("Timeline. {title}. {band} {records}.").format(
        title=title, band=f"{grey}." if grey else "", records="; ".join(said)
    )
    return DescribedFigure(ax.figure, text, _("What public records say of each municipality"))


def _round_name(text: str) -> str:
    """A round as one calls it: that of the pilots, or the month of the first one named."""
    if text == "pilot":
        return _("pilot")
    return format_date(pd.Timestamp(text.split(" and ")[0]), "MMM y", locale=language().locale)


def _kind(row: Any) -> str:
    return "range" if row.precision in ("range", "season", "year") else row.precision


def _draw_record(ax: Axes, place: int, row: Any, ends: tuple[pd.Timestamp, pd.Timestamp]) -> None:
    look, kind = EVENTS.get(row.event, _UNNAMED), _kind(row)
    colour = {"color": look.colour}
    if kind == "day":
        ax.plot([row.date_from], [place], marker=look.marker, markersize=8, **colour)
    elif kind == "unknown":
        ax.plot(ends, [place, place], color=MUTED, linestyle=(0, (1, 5)), linewidth=0.8)
        bold = {"color": MUTED, "fontweight": "bold", "fontsize": 12, "path_effects": [HALO]}
        ax.text(ends[0] + (ends[1] - ends[0]) / 2, place, "?", ha="center", va="center", **bold)
    elif kind == "no later than":
        ax.plot([ends[0], row.date_to], [place, place], linestyle=(0, (4, 3)), **colour)
        ax.plot([row.date_to], [place], marker="<", markersize=9, **colour)
    else:
        planned = kind == "planned"
        look_of_bar = {"color": "white" if planned else look.tint, "edgecolor": look.colour}
        span = {"left": row.date_from, "width": row.date_to - row.date_from, "height": 0.5}
        ax.barh(place, linestyle="--" if planned else "-", linewidth=1.3, **look_of_bar, **span)
    if pd.notna(row.conflicting_date):
        both = [row.date_from, row.conflicting_date]
        ax.plot(both, [place, place], linestyle=":", linewidth=1.3, **colour)
        cross = {"marker": "x", "markersize": 8, "markeredgewidth": 2}
        ax.plot([row.conflicting_date], [place], **cross, **colour)


def record_words(row: Any) -> str:
    """A record's date and event, as brief as the margin of the timeline allows."""
    kind = _kind(row)
    if kind == "unknown":
        return _("no dated record")
    when = _span(row) if kind in ("range", "planned") else _short(row.date_to)
    if pd.notna(row.conflicting_date):
        other = _short(row.conflicting_date)
        when = _("{date} or {other}").format(date=when, other=other)
    lead = {"no later than": _("no later than {date}"), "planned": _("planned: {date}")}
    said = lead.get(kind, "{date}").format(date=when)
    event = {
        "council_adoption": _("{date} (council)"),
        "c40_approval": _("{date} (C40)"),
        "proposal": _("{date} (proposal)"),
    }
    return event.get(row.event, "{date}").format(date=said)


def _span(row: Any) -> str:
    first, last = row.date_from, row.date_to
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    return format_interval(first, last, "yMMMd", locale=language().locale)


def _short(day: pd.Timestamp) -> str:
    return format_date(day, "medium", locale=language().locale)


def _handles(rows: pd.DataFrame) -> list[Artist]:
    """What the marks mean: events by colour and marker, kinds of date by shape."""
    point = {"linestyle": "", "markersize": 8}
    events = [
        Line2D([], [], marker=look.marker, color=look.colour, label=event_name(event), **point)
        for event, look in EVENTS.items()
        if (rows["event"] == event).any()
    ]
    hollow = {"facecolor": "white", "edgecolor": INK}
    arrow = {"marker": "<", "color": INK, "linestyle": "--", "markersize": 8}
    shapes = {
        "range": Patch(label=_("a range of days"), **hollow),
        "no later than": Line2D([], [], label=_("no later than"), **arrow),
        "planned": Patch(label=_("planned, not known whether held"), linestyle="--", **hollow),
        "unknown": Line2D([], [], marker="$?$", color=MUTED, label=_("no dated record"), **point),
    }
    kinds = {_kind(row) for row in rows.itertuples(index=False)}
    handles = events + [shape for kind, shape in shapes.items() if kind in kinds]
    if rows["conflicting_date"].notna().any():
        cross = {"marker": "x", "color": INK, "linestyle": ":", "markeredgewidth": 2}
        handles.append(Line2D([], [], label=_("another source's date"), **cross))
    return handles
