"""Figures of DK2020: each call draws one, describes it and gives it a caption.

Each meaning has a marker, a hatch or a line of its own besides its colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from babel.dates import format_date, format_interval
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import ConciseDateFormatter, MonthLocator, YearLocator
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from midtjylland.analysis.dk2020 import Window
from midtjylland.core.language import _, fill, language
from midtjylland.figures import draw
from midtjylland.figures.draw import BAND, BLUE, GREEN, GREY, INK, MUTED, ORANGE, DescribedFigure

PAPERS = GREEN._replace(tint="#8fd1bb", marker="s")
EXPECTED = ORANGE._replace(tint="#ffffff", marker="D", hatch="///")
UNCOUNTED = GREY._replace(tint="#ffffff", hatch="...")
EVENTS = {
    "council_adoption": BLUE,
    "c40_approval": ORANGE._replace(marker="D"),
    "proposal": GREY._replace(marker="P"),
}


def period(window: Window) -> str:
    """A window as one writes it: a day, a whole year, or two days with a dash between."""
    first, last = window
    if first == last:
        return language().date(first)
    if (first.month, first.day, last) == (1, 1, pd.Timestamp(first.year, 12, 31)):
        return str(first.year)
    return format_interval(first, last, "yMMMd", locale=language().locale)


def cohort_name(cohort: str) -> str:
    """A cohort as one calls it."""
    if cohort == "pilot":
        return _("Pilots")
    return _("Expected in {year}").format(year=cohort) if cohort.isdecimal() else cohort


def event_name(event: str) -> str:
    """An event in words."""
    return {
        "council_adoption": _("adopted by the council"),
        "c40_approval": _("approved by C40"),
        "proposal": _("proposed to the council"),
    }[event]


# What the papers count


@draw.styled
def cohorts(status: pd.DataFrame) -> DescribedFigure:
    """Bars of the plans of each cohort: approved, still expected, not counted by the papers."""
    ax = draw.axes(8.0, 1.7 + 0.55 * len(status))
    is_uncounted, expected = status["approved"].isna(), status["expected"].astype("int64")
    parts = [
        (_("approved"), status["approved"].fillna(0).astype("int64"), PAPERS.area),
        (_("still expected"), expected.mask(is_uncounted, 0), EXPECTED.area),
        (_("expected, approvals not counted"), expected.where(is_uncounted, 0), UNCOUNTED.area),
    ]
    draw.stack(ax.barh, parts, 0.62, with_numbers=True)
    names = [cohort_name(cohort) for cohort in status["cohort"]]
    draw.counted_rows(ax, names, _("Municipalities"), 1.01 * status["municipalities"].max())
    told = [
        f"{name}: " + ", ".join(f"{n[place]} {said}" for said, n, _look in parts if n[place])
        for place, name in enumerate(names)
    ]
    return draw.described(
        ax,
        _("{approved} of {municipalities} plans approved, as the papers count"),
        _("Stacked bars. {title}. {bars}."),
        _("Climate plans, by the year in which they are expected"),
        approved=status["approved"].sum(),
        municipalities=status["municipalities"].sum(),
        bars="; ".join(told),
    )


# What public records leave open


@draw.styled
def bounds(
    by_day: pd.DataFrame, plan: pd.DataFrame, counts: Sequence[tuple[Window, int]], event: str
) -> DescribedFigure:
    """Municipalities that surely and possibly had the event, beside the papers' plan and counts.

    `by_day` has `date`, `at_least`, `at_most`; `plan` has `deadline` and `due`; each of `counts`
    is what one year's papers count, with the days they can be of.
    """
    ax, said = draw.axes(8.0, 5.4), event_name(event)
    days, least, most = (by_day[name] for name in ("date", "at_least", "at_most"))
    ax.fill_between(days, least, most, step="post", color=BAND, linewidth=0)
    surely, possibly = _("by records, certainly {event}"), _("by records, possibly {event}")
    for numbers, dashes, words in ((least, "-", surely), (most, "--", possibly)):
        look = {"color": INK, "linewidth": 1.5, "linestyle": dashes}
        ax.step(days, numbers, where="post", label=fill(words, event=said), **look)
        draw.near(ax, f"{numbers.iloc[-1]}", (days.iloc[-1], numbers.iloc[-1]), (5, 0), va="center")
    _draw_counts(ax, counts)
    look = {"color": EXPECTED.colour, "marker": EXPECTED.marker, "linestyle": "", "markersize": 8}
    words = _("to be approved by then, as the papers plan")
    ax.plot(plan["deadline"], plan["due"], label=words, **look)
    for day, number in zip(plan["deadline"], plan["due"], strict=True):
        draw.near(ax, f"{number}", (day, number), (-7, -4), ha="right")
    last = max([days.iloc[-1], *plan["deadline"], *(window.last for window, _n in counts)])
    _show_years(ax, days.iloc[0], last)
    draw.numbers(ax.yaxis, integer=True)
    highest = max([most.max(), *plan["due"], *(number for _window, number in counts)])
    ax.set(ylim=(0, highest + 1), ylabel=_("Municipalities"))
    draw.legend(ax, columns=1)
    return draw.described(
        ax,
        _("What public records leave open (grey)"),
        _("Two step curves of municipalities {event}, and points: {numbers}."),
        _("Municipalities whose plan was {event}: what records prove and leave possible"),
        event=said,
        numbers="; ".join(_bounds_in_words(by_day, plan, counts)),
    )


def _draw_counts(ax: Axes, counts: Sequence[tuple[Window, int]]) -> None:
    look = {"color": PAPERS.colour, "marker": PAPERS.marker, "linewidth": 4, "markersize": 7}
    words = _("approved, as the papers count")
    for window, number in counts:
        ax.plot(list(window), [number, number], label=words, **look)
        draw.near(ax, f"{number}", (window.first, number), (-7, -4), ha="right")
        words = "_"  # the legend names them once


def _bounds_in_words(
    by_day: pd.DataFrame, plan: pd.DataFrame, counts: Sequence[tuple[Window, int]]
) -> Iterator[str]:
    for row in by_day[by_day["date"].dt.strftime("%m-%d") == "12-31"].itertuples():
        words = _("by {day} at least {least} and at most {most}")
        yield fill(words, day=row.date, least=row.at_least, most=row.at_most)
    for window, number in counts:
        words = _("the papers of {period} count {count} approved")
        yield fill(words, period=period(window), count=number)
    for row in plan.itertuples():
        yield fill(_("{count} are due by {day}"), count=row.due, day=row.deadline)


def _show_years(ax: Axes, first: pd.Timestamp, last: pd.Timestamp) -> None:
    ax.set_xlim(first, last)
    years = YearLocator()
    ax.xaxis.set_major_locator(years)
    ax.xaxis.set_minor_locator(MonthLocator((4, 7, 10)))
    ax.xaxis.set_major_formatter(ConciseDateFormatter(years, show_offset=False))


# The municipalities, one by one


@draw.styled
def timeline(records: pd.DataFrame, as_of: Window | None) -> DescribedFigure:
    """What is known of each municipality's date, each kind of knowledge with its own mark.

    A filled mark: the day is known; a bar: the event lies in it; an arrow to the left: it came no
    later; a dashed hollow bar: planned; a question mark: no dated record. A cross joined by a
    dotted line is the date of a source that contradicts. At least one record has a date.
    """
    rows = records.sort_values(
        "round", key=lambda rounds: rounds.where(rounds != "pilot", ""), kind="stable"
    )
    places, towns = pd.factorize(rows["municipality_code"])
    ax = draw.axes(9.0, 1.9 + 0.33 * len(towns))
    dates = pd.concat([rows[name] for name in ("date_from", "date_to", "conflicting_date")])
    ends = pd.Timestamp(dates.min().year, 1, 1), pd.Timestamp(dates.max().year + 1, 1, 31)
    grey = None
    if as_of is not None:
        grey = fill(_("Grey: the status was written {period}"), period=period(as_of))
        # A day would be too narrow to see.
        ax.axvspan(as_of.first, as_of.last + pd.Timedelta(days=1), color=BAND, lw=0, zorder=0)
    told = [record_words(row) for row in rows.itertuples(index=False)]
    for place, row, words in zip(places, rows.itertuples(index=False), told, strict=True):
        _draw_record(ax, place, row, ends)
        draw.beside(ax, [words], place, fontsize=9)
    names = rows["municipality"] + " (" + rows["round"].map(_round_name) + ")"
    draw.rows(ax, names[~rows["municipality_code"].duplicated()])
    _show_years(ax, *ends)
    draw.legend(ax, _handles(rows), grey)
    to_the_day = rows[(rows["precision"] == "day") & (rows["event"] != "proposal")]
    named = zip(rows["municipality"], told, strict=True)
    return draw.described(
        ax,
        _("The day is known for {count} of {municipalities} municipalities"),
        _("Timeline. {title}. {band} {records}."),
        _("What public records say of each municipality"),
        count=to_the_day["municipality_code"].nunique(),
        municipalities=len(towns),
        band=f"{grey}." if grey else "",
        records="; ".join(f"{name}: {words}" for name, words in named),
    )


def _round_name(text: str) -> str:
    """A round as one calls it: that of the pilots, or the month of the first one named."""
    if text == "pilot":
        return _("pilot")
    return format_date(pd.Timestamp(text.split(" and ")[0]), "MMM y", locale=language().locale)


def _kind(row: Any) -> str:
    return "range" if row.precision in ("range", "season", "year") else row.precision


def _draw_record(ax: Axes, place: int, row: Any, ends: tuple[pd.Timestamp, pd.Timestamp]) -> None:
    look, kind = EVENTS.get(row.event, GREY), _kind(row)
    colour = {"color": look.colour}
    if kind == "day":
        ax.plot([row.date_from], [place], marker=look.marker, markersize=8, **colour)
    elif kind == "unknown":
        ax.plot(ends, [place, place], color=MUTED, linestyle=(0, (1, 5)), linewidth=0.8)
        bold = {"color": MUTED, "fontweight": "bold", "fontsize": 12, "path_effects": [draw.HALO]}
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
    is_span, locale = kind in ("range", "planned"), language().locale
    window = Window(row.date_from, row.date_to)
    when = period(window) if is_span else format_date(row.date_to, "medium", locale)
    if pd.notna(row.conflicting_date):
        other = format_date(row.conflicting_date, "medium", locale)
        when = fill(_("{date} or {other}"), date=when, other=other)
    lead = {"no later than": _("no later than {date}"), "planned": _("planned: {date}")}
    said = fill(lead.get(kind, "{date}"), date=when)
    event = {
        "council_adoption": _("{date} (council)"),
        "c40_approval": _("{date} (C40)"),
        "proposal": _("{date} (proposal)"),
    }
    return fill(event.get(row.event, "{date}"), date=said)


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
