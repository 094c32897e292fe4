"""What is known of each municipality's date, each kind of knowledge with its own mark."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import blended_transform_factory

from midtjylland.analysis.dk2020 import Window
from midtjylland.figures.dk2020.marks import EVENTS, show_years
from midtjylland.figures.style import BAND, HALO, INK, MUTED, legend, new_axes, styled

_RANGES = ("range", "season", "year")
# A word on each kind of date, in the order of how much it says.
_KINDS = {
    "day": "the day is known",
    "range": "a range of days",
    "no later than": "no later than",
    "planned": "planned, not known whether held",
    "unknown": "no dated record",
}


@styled
def timeline_plot(records: pd.DataFrame, as_of: Window | None, ax: Axes | None = None) -> Axes:
    """Draw what is known of each municipality's date, each kind of knowledge with its own mark.

    Parameters
    ----------
    records
        From `midtjylland.records.load_dk2020_records`, at least one with a date.
    as_of
        Drawn as a band; None for none.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        A row a municipality, by round, in the order of the records. A filled mark: the day is
        known; a bar: the event lies in it; an arrow to the left: it came no later; a dashed hollow
        bar: planned; a question mark: no dated record. A cross joined by a dotted line is the date
        of a source that contradicts.
    """
    rows = ordered(records)
    places = _places(rows)
    ax = ax or new_axes(9.0, 1.9 + 0.33 * rows["municipality_code"].nunique())
    dates = pd.concat([rows[name] for name in ("date_from", "date_to", "conflicting_date")])
    first = pd.Timestamp(dates.min().year, 1, 1)
    last = pd.Timestamp(dates.max().year + 1, 1, 31)
    if as_of is not None:
        ax.axvspan(*_widened(as_of), color=BAND, linewidth=0, zorder=0)
    for place, row in zip(places, rows.itertuples(index=False), strict=True):
        _draw_record(ax, place, row, (first, last))
        ax.text(
            1.01,
            place,
            _words(row),
            va="center",
            fontsize=9,
            transform=blended_transform_factory(ax.transAxes, ax.transData),
        )
    names = rows["municipality"] + " (" + rows["round"].map(_round_name) + ")"
    ax.set_yticks(places, names)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(max(places) + 0.6, -0.6)
    show_years(ax, first, last)
    ax.set_title(_timeline_title(rows))
    title = f"Grey: {as_of.text}" if as_of is not None else None
    legend(ax, _timeline_handles(rows), title)
    return ax


def timeline_plot_text(records: pd.DataFrame, as_of: Window | None) -> str:
    """Say what `timeline_plot` shows."""
    rows = ordered(records)
    said = [f"{row.municipality}: {_words(row)}" for row in rows.itertuples(index=False)]
    band = f" A band marks {as_of.text}." if as_of is not None else ""
    return f"Timeline. {_timeline_title(rows)}.{band} {'; '.join(said)}."


def ordered(records: pd.DataFrame) -> pd.DataFrame:
    """Records by round, pilots first, in their own order within it."""
    key = records["round"].map(lambda text: "" if text == "pilot" else text)
    return records.assign(key=key).sort_values("key", kind="stable").drop(columns="key")


def _places(rows: pd.DataFrame) -> list[int]:
    return list(pd.factorize(rows["municipality_code"])[0])


def _round_name(text: str) -> str:
    return text.split(" and ")[0]


def _kind(row: object) -> str:
    return "range" if row.precision in _RANGES else row.precision


def _draw_record(ax: Axes, place: int, row: object, ends: tuple[Any, Any]) -> None:
    look, kind = EVENTS[row.event if isinstance(row.event, str) else ""], _kind(row)
    if kind == "day":
        ax.plot([row.date_from], [place], marker=look.marker, color=look.colour, markersize=8)
    elif kind == "unknown":
        ax.plot(ends, [place, place], color=MUTED, linestyle=(0, (1, 5)), linewidth=0.8)
        middle = ends[0] + (ends[1] - ends[0]) / 2
        look_of_text = {"color": MUTED, "fontweight": "bold", "fontsize": 12}
        ax.text(middle, place, "?", ha="center", va="center", path_effects=[HALO], **look_of_text)
    elif kind == "no later than":
        dashes = {"color": look.colour, "linestyle": (0, (4, 3))}
        ax.plot([ends[0], row.date_to], [place, place], **dashes)
        ax.plot([row.date_to], [place], marker="<", color=look.colour, markersize=9)
    else:
        face = "white" if kind == "planned" else look.tint
        dashes = "--" if kind == "planned" else "-"
        ax.barh(
            place,
            row.date_to - row.date_from,
            left=row.date_from,
            height=0.5,
            color=face,
            edgecolor=look.colour,
            linestyle=dashes,
            linewidth=1.3,
        )
    if pd.notna(row.conflicting_date):
        ax.plot(
            [row.date_from, row.conflicting_date],
            [place, place],
            color=look.colour,
            linestyle=":",
            linewidth=1.3,
        )
        ax.plot(
            [row.conflicting_date],
            [place],
            marker="x",
            color=look.colour,
            markersize=8,
            markeredgewidth=2,
        )


def _words(row: object) -> str:
    """A record's date in words, as brief as the margin of the timeline allows."""
    kind = _kind(row)
    if kind == "unknown":
        return _KINDS["unknown"]
    lead = {"no later than": "no later than ", "planned": "planned: "}.get(kind, "")
    when = lead + (_span(row) if kind in ("range", "planned") else _short(row.date_to))
    if pd.notna(row.conflicting_date):
        when = f"{when} or {_short(row.conflicting_date)}"
    event = {"council_adoption": "council", "c40_approval": "C40", "proposal": "proposal"}
    return f"{when} ({event[row.event]})" if isinstance(row.event, str) else when


def _short(day: pd.Timestamp) -> str:
    return f"{day.day} {day.month_name()[:3]} {day.year}"


def _span(row: object) -> str:
    first, last = row.date_from, row.date_to
    ends = (first.month, first.day, last.month, last.day)
    if ends == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    start = _short(first).removesuffix(f" {last.year}")
    return f"{start} to {_short(last)}"


def _timeline_title(rows: pd.DataFrame) -> str:
    towns = rows["municipality_code"].nunique()
    known = rows.loc[rows["precision"] == "day", ["municipality_code", "event"]]
    days = known.loc[known["event"] != "proposal", "municipality_code"].nunique()
    return f"{days} of {towns} municipalities have an event dated to the day"


def _timeline_handles(rows: pd.DataFrame) -> list[Artist]:
    """What the marks mean: events by colour and marker, kinds of date by shape."""
    point = {"linestyle": "", "markersize": 8}
    events = [
        Line2D([], [], marker=look.marker, color=look.colour, label=look.label, **point)
        for event, look in EVENTS.items()
        if event and (rows["event"] == event).any()
    ]
    shapes = {
        "range": Patch(facecolor="white", edgecolor=INK, label=_KINDS["range"]),
        "no later than": Line2D(
            [],
            [],
            marker="<",
            color=INK,
            linestyle="--",
            markersize=8,
            label=_KINDS["no later than"],
        ),
        "planned": Patch(facecolor="white", edgecolor=INK, linestyle="--", label=_KINDS["planned"]),
        "unknown": Line2D([], [], marker="$?$", color=MUTED, label=_KINDS["unknown"], **point),
    }
    kinds = {_kind(row) for row in rows.itertuples(index=False)}
    handles = events + [shape for kind, shape in shapes.items() if kind in kinds]
    if rows["conflicting_date"].notna().any():
        handles.append(
            Line2D(
                [],
                [],
                marker="x",
                color=INK,
                linestyle=":",
                markeredgewidth=2,
                label="another source's date",
            )
        )
    return handles


def _widened(window: Window) -> tuple[pd.Timestamp, pd.Timestamp]:
    """A day would be too narrow to see."""
    return window.first, window.last + pd.Timedelta(days=1)
