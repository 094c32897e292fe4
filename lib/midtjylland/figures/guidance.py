"""Figures of the guidance spread: each call draws, describes and captions.

Frames have a row for each municipality: `municipality`, `guided_firms`, `expected_firms`, `index`,
`index_low`, `index_high` (what rounding leaves open), `ci_low`, `ci_high`, `verdict`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator
from matplotlib.transforms import Bbox, blended_transform_factory

from midtjylland.analysis import guidance
from midtjylland.core.language import _, fill, language
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


class _Mark(NamedTuple):
    """How one meaning looks: colours close to Okabe and Ito's, and a marker of its own."""

    colour: str
    tint: str
    marker: str
    hatch: str
    label: str


def _marks() -> Mapping[str, _Mark]:
    return {
        "above": _Mark("#c85200", "#f9dcc6", "^", "", _("outside, more than its share")),
        "within": _Mark("#00795a", "#cfeade", "o", "", _("within the tolerance")),
        "undetermined": _Mark("#595959", "#f4f4f4", "s", "///", _("undetermined by rounding")),
        "below": _Mark("#0068a6", "#cbe3f3", "v", "", _("outside, less than its share")),
        "outside": _Mark("#c85200", "#f9dcc6", "D", "", _("outside")),
    }


@styled
def index(spread: pd.DataFrame, tolerance_pct: float, alpha: float) -> DescribedFigure:
    """Index of every municipality with its intervals and the tolerance, highest on top."""
    rows = spread.sort_values("index", kind="stable", ignore_index=True)
    number, marks, kinds = language().number, _marks(), _kinds(rows)
    ax = new_axes(8.0, 1.9 + 0.24 * len(rows))
    _draw_tolerance(ax.axvspan, ax.axvline, tolerance_pct)
    ax.hlines(rows.index, rows["ci_low"], rows["ci_high"], color=MUTED, linewidth=1)
    thick = {"color": [marks[kind].colour for kind in kinds], "linewidth": 6, "alpha": 0.35}
    ax.hlines(rows.index, rows["index_low"], rows["index_high"], **thick)
    _draw_points(ax, rows["index"], rows.index, kinds)
    ax.set_yticks(rows.index, _counted(rows, "guided_firms", "{name} ({count})"))
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: number(value, 1)))
    ax.set_ylim(-0.7, len(rows) + 0.2)
    beside = {"transform": blended_transform_factory(ax.transAxes, ax.transData), "va": "center"}
    ax.text(-0.01, len(rows) - 0.2, _("(guided firms)"), ha="right", color=MUTED, **beside)
    for place, value in rows["index"].items():
        ax.text(1.01, place, number(value, 2), **beside)
    ax.set_xlabel(_index_label(tolerance_pct))
    title = fill(
        _("{count} of {all} municipalities outside ±{tolerance} %"),
        count=(rows["verdict"] == "outside").sum(),
        all=len(rows),
        tolerance=tolerance_pct,
    )
    ax.set_title(title)
    entries, words = _entries(kinds), _("{level} % interval for chance")
    if (rows["index_low"] < rows["index_high"]).any():
        entries.append(_line(_("range left by rounding"), linewidth=6, alpha=0.35))
        words = _("{level} % interval for chance and rounding")
    legend(ax, [*entries, _line(fill(words, level=100 * (1 - alpha)))])
    size = tolerance_pct / 100
    text = fill(
        _(
            "Dot plot of the guidance index with intervals and a band for the tolerance. {title}; "
            "intervals that reach into the band: {reach}. From highest to lowest: {values}."
        ),
        title=title,
        reach=((rows["ci_low"] <= 1 + size) & (rows["ci_high"] >= 1 - size)).sum(),
        values=[
            f"{name} {number(value, 2)}"
            for name, value in zip(rows["municipality"][::-1], rows["index"][::-1], strict=True)
        ],
    )
    caption = _("Guidance index of each municipality against the tolerance")
    return DescribedFigure(ax.figure, text, caption)


@styled
def funnel(spread: pd.DataFrame, tolerance_pct: float, alpha: float) -> DescribedFigure:
    """Index against the expected count, with the limits of chance (also at a stricter level)."""
    kinds, ax = _kinds(spread), new_axes(8.0, 6.2)
    _draw_tolerance(ax.axhspan, ax.axhline, tolerance_pct)
    pairs = {
        level: guidance.funnel_limits(spread["expected_firms"], level)
        for level in (alpha, alpha / 25)
    }
    for dashes, (level, pair) in zip(("-", "--"), pairs.items(), strict=True):
        for end in ("low", "high"):
            ax.plot(pair["expected_firms"], pair[end], color=INK, linewidth=1, linestyle=dashes)
        at = pair["expected_firms"].iloc[0], pair["high"].iloc[0]
        name = fill(_("{level} %"), level=100 * (1 - level))
        ax.annotate(name, at, (6, 4), textcoords="offset points", fontsize=9)
    _draw_points(ax, spread["expected_firms"], spread["index"], kinds)
    wide = pairs[alpha / 25]
    _label_sizes(ax, wide["expected_firms"])
    ax.set_ylabel(_index_label(tolerance_pct))
    ends = [spread["index"].min(), spread["index"].max(), wide["low"].min(), wide["high"].max()]
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: language().number(value, 1)))
    ax.set_ylim(min(ends) - 0.05 * np.ptp(ends), max(ends) + 0.05 * np.ptp(ends))
    out = _beyond(spread, pairs[alpha])
    title = fill(
        _("{count} of {all} outside the {level} % limits of chance"),
        count=len(out),
        all=len(spread),
        level=100 * (1 - alpha),
    )
    ax.set_title(title)
    legend(ax, [*_entries(kinds), _line(_("exact limits of what chance explains"), color=INK)])
    by_size = spread.sort_values("expected_firms", kind="stable")
    _name_points(ax, spread, pd.concat([out, by_size.iloc[[0, -1]]]).drop_duplicates())
    smallest, largest = by_size.iloc[0], by_size.iloc[-1]
    text = fill(
        _(
            "Funnel plot of the guidance index against the number of firms expected by population, "
            "from {smallest} ({fewest:0}) to {largest} ({most:0}). {title}: {names}."
        ),
        smallest=smallest["municipality"],
        fewest=smallest["expected_firms"],
        largest=largest["municipality"],
        most=largest["expected_firms"],
        title=title,
        names=out["municipality"],
    )
    return DescribedFigure(ax.figure, text, _("What chance alone allows at each size"))


@styled
def lorenz(spread: pd.DataFrame) -> DescribedFigure:
    """Lorenz curve of guided firms over population with its widest gap, the Hoover index."""
    marks = _marks()
    people, firms = guidance.lorenz_curve(spread["guided_firms"], spread["expected_firms"])
    gini = guidance.gini(spread["guided_firms"], spread["expected_firms"])
    ax = new_axes(6.4, 5.8)
    ax.plot([0, 100], [0, 100], color=MUTED, linewidth=1)
    ax.plot(people, firms, color=marks["below"].colour, marker="o", markersize=4, clip_on=False)
    ax.fill_between(people, firms, people, color=marks["below"].tint)
    look = {"rotation": 45, "ha": "center", "color": MUTED, "rotation_mode": "anchor"}
    ax.text(24, 26, _("exact mirror"), **look)
    widest = int((people - firms).argmax())
    hoover = (people - firms)[widest]
    gap = marks["above"].colour
    ax.vlines(people[widest], firms[widest], people[widest], color=gap, linewidth=3)
    words = fill(_("widest gap, the Hoover index: {hoover:2} %"), hoover=hoover)
    at = people[widest], firms[widest]
    ax.annotate(words, at, (6, -14), textcoords="offset points", color=gap, fontsize=9.5)
    order = (spread["guided_firms"] / spread["expected_firms"]).sort_values(kind="stable").index
    names = spread.loc[order, "municipality"].to_list()
    for place in sorted({0, int(np.diff(people).argmax()), len(names) - 1}):
        middle = people[place : place + 2].mean(), firms[place : place + 2].mean()
        ax.annotate(names[place], middle, (14, -3), textcoords="offset points", va="center")
    ax.set(xlim=(0, 100), ylim=(0, 100), aspect="equal")
    ax.set_xlabel(_("Share of the population, from the lowest index on (cumulated, %)"))
    ax.set_ylabel(_("Share of the guided firms (cumulated, %)"))
    ax.set_title(fill(_("Gini coefficient {gini:3}"), gini=gini))
    text = fill(
        _(
            "Lorenz curve of guided firms over population, below the diagonal of an exact mirror. "
            "The gap is widest, {hoover:2} %, after the first {count} of {all} municipalities, "
            "with {people:1} % of the population and {firms:1} % of the guided firms. Gini "
            "coefficient: {gini:3}."
        ),
        hoover=hoover,
        count=widest,
        all=len(names),
        people=people[widest],
        firms=firms[widest],
        gini=gini,
    )
    return DescribedFigure(
        ax.figure, text, _("Lorenz curve of the guided firms over the population")
    )


@styled
def moves(spread: pd.DataFrame, fewest_moves: int | None) -> DescribedFigure:
    """Firms that each municipality has too many (`surplus` above 0) or too few to be within."""
    number, marks = language().number, _marks()
    rows = spread[spread["surplus"] != 0].sort_values("surplus", kind="stable", ignore_index=True)
    ax = new_axes(8.0, 1.5 + 0.28 * max(len(rows), 1))
    title = _("No whole numbers of firms bring all within the tolerance")
    if fewest_moves is not None:
        title = fill(
            _("At least {count} of {all} firms would have to move"),
            count=fewest_moves,
            all=spread["guided_firms"].sum(),
        )
    ax.set_title(title)
    for kind, sign in (("above", 1), ("below", -1)):
        part = rows[np.sign(rows["surplus"]) == sign]
        look = {"color": marks[kind].tint, "edgecolor": marks[kind].colour, "height": 0.72}
        bars = ax.barh(part.index, part["surplus"], **look)
        ax.bar_label(bars, [number(abs(count)) for count in part["surplus"]], padding=4)
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_yticks(rows.index, rows["municipality"])
    ax.tick_params(axis="y", length=0)
    reach = 1.15 * rows["surplus"].abs().max() if len(rows) else 1
    ax.set(xlim=(-reach, reach), ylim=(-0.7, max(len(rows), 1) - 0.3))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: number(abs(value))))
    ax.set_xlabel(_("Guided firms beyond the tolerance (left: too few, right: too many)"))
    ax.spines["left"].set_visible(False)
    many, few = rows[rows["surplus"] > 0][::-1], rows[rows["surplus"] < 0]
    text = fill(
        _("Bar chart. {title}. Too many: {many}; too few: {few}."),
        title=title,
        many=_counted(many, "surplus"),
        few=_counted(few, "surplus"),
    )
    caption = _("Guided firms to move so that all municipalities lie within the tolerance")
    return DescribedFigure(ax.figure, text, caption)


@styled
def tolerances(counts: pd.DataFrame, tolerance_pct: float) -> DescribedFigure:
    """Verdicts under other sizes of the tolerance.

    `tolerance_pct`, and municipalities `outside`, `undetermined`, `within`, by the printed shares;
    `outside_exact`, by the exact ones (missing without them).
    """
    number, marks = language().number, _marks()
    ax, places, bottom, entries = new_axes(8.0, 4.6), np.arange(len(counts)), 0, []
    for kind in ("outside", "undetermined", "within"):
        mark, heights = marks[kind], counts[kind].to_numpy(dtype=float)
        look = {"color": mark.tint, "edgecolor": mark.colour, "hatch": mark.hatch, "width": 0.84}
        entries.append(ax.bar(places, heights, bottom=bottom, label=mark.label, **look))
        numbers = [number(height) if height else "" for height in heights]
        paper = {"facecolor": mark.tint, "edgecolor": "none", "pad": 1.2}
        ax.bar_label(entries[-1], numbers, label_type="center", fontsize=9.5, bbox=paper)
        bottom = bottom + heights
    if counts["outside_exact"].notna().all():
        exact = counts["outside_exact"].to_numpy(dtype=float)
        words = _("outside, by the exact population")
        look = {"marker": "D", "color": INK, "edgecolor": "white", "s": 34, "zorder": 4}
        entries.append(ax.scatter(places + 0.28, exact, label=words, clip_on=False, **look))
    ax.set_xticks(places, [number(pct) for pct in counts["tolerance_pct"]])
    for label, pct in zip(ax.get_xticklabels(), counts["tolerance_pct"], strict=True):
        label.set_fontweight("bold" if pct == tolerance_pct else "normal")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(xlim=(-0.6, len(counts) - 0.4), ylim=(0, bottom.max() + 0.3))
    ax.set_xlabel(_("Tolerance, ± % of the population share (bold: the one used here)"))
    ax.set_ylabel(_("Municipalities"))
    ax.set_title(_("Verdicts under other sizes of the tolerance"))
    legend(ax, entries)
    each = [
        fill(_("{count} at ±{tolerance} %"), count=count, tolerance=pct)
        for count, pct in zip(counts["outside"], counts["tolerance_pct"], strict=True)
    ]
    words = _("Stacked bars of the verdicts from the printed shares. Outside: {counts}.")
    text = fill(words, counts=each)
    return DescribedFigure(ax.figure, text, _("Municipalities outside under other tolerances"))


def _kinds(rows: pd.DataFrame) -> pd.Series:
    """Key in `_marks` of each row: its verdict, with the side on which it is outside."""
    side = pd.Series(np.where(rows["index"] > 1, "above", "below"), rows.index)
    return rows["verdict"].mask(rows["verdict"] == "outside", side)


def _index_label(tolerance_pct: float) -> str:
    words = _("Share of guided firms ÷ share of population (grey: ±{tolerance} %)")
    return fill(words, tolerance=tolerance_pct)


def _draw_tolerance(span: Any, line: Any, tolerance_pct: float) -> None:
    span(1 - tolerance_pct / 100, 1 + tolerance_pct / 100, color=BAND, linewidth=0, zorder=0)
    line(1, color=MUTED, linewidth=1, zorder=1)


def _draw_points(ax: Axes, x: Any, y: Any, kinds: pd.Series) -> None:
    """One collection for each verdict, hollow where it is undetermined."""
    x, y = np.asarray(x), np.asarray(y)
    for kind in kinds.unique():
        mark, chosen = _marks()[kind], (kinds == kind).to_numpy()
        face = "white" if kind == "undetermined" else mark.colour
        look = {"marker": mark.marker, "s": 46, "facecolor": face, "edgecolor": mark.colour}
        ax.scatter(x[chosen], y[chosen], label=mark.label, linewidth=1.5, zorder=4, **look)


def _entries(kinds: pd.Series) -> list[Artist]:
    """Legend entries of the meanings that occur."""
    look = {"linestyle": "", "markersize": 7}
    return [
        Line2D(
            [],
            [],
            marker=mark.marker,
            markerfacecolor="white" if kind == "undetermined" else mark.colour,
            markeredgecolor=mark.colour,
            label=mark.label,
            **look,
        )
        for kind, mark in _marks().items()
        if (kinds == kind).any()
    ]


def _line(label: str, color: str = MUTED, linewidth: float = 1, alpha: float = 1) -> Line2D:
    return Line2D([], [], color=color, linewidth=linewidth, alpha=alpha, label=label)


def _counted(rows: pd.DataFrame, column: str, words: str = "{name} {count}") -> list[str]:
    pairs = zip(rows["municipality"], rows[column].abs(), strict=True)
    return [fill(words, name=name, count=count) for name, count in pairs]


def _beyond(spread: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """Rows outside these limits, highest index first."""
    at, grid = np.log(spread["expected_firms"]), np.log(limits["expected_firms"])
    low, high = (np.interp(at, grid, limits[end]) for end in ("low", "high"))
    out = spread[(spread["index"] < low) | (spread["index"] > high)]
    return out.sort_values("index", ascending=False, kind="stable")


def _label_sizes(ax: Axes, expected: pd.Series) -> None:
    """Scale of the expected counts: logarithmic, with round numbers."""
    number, ends = language().number, (expected.min(), expected.max())
    ticks = [step * 10**power for power in range(7) for step in (1, 2, 5)]
    ax.set_xscale("log")
    ax.set_xticks([tick for tick in ticks if ends[0] <= tick <= ends[1]])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: number(round(value))))
    ax.set_xlim(*ends)
    ax.set_xlabel(_("Firms expected by population (logarithmic scale)"))


# Offsets (points) and alignments of a name beside its point, the best first.
_BESIDE = [
    ((7, 0), "left", "center"),
    ((-7, 0), "right", "center"),
    ((0, 7), "center", "bottom"),
    ((0, -7), "center", "top"),
    ((4, -6), "left", "top"),
    ((-4, -6), "right", "top"),
    ((4, 6), "left", "bottom"),
    ((-4, 6), "right", "bottom"),
    ((8, -12), "left", "center"),
    ((-8, -12), "right", "center"),
    ((8, 12), "left", "center"),
    ((-8, 12), "right", "center"),
    ((0, -22), "center", "top"),
    ((0, 22), "center", "bottom"),
]


def _name_points(ax: Axes, spread: pd.DataFrame, named: pd.DataFrame) -> None:
    """Write names beside their points, on the first side where they cover nothing."""
    ax.figure.draw_without_rendering()
    place, half = ["expected_firms", "index"], 5 * ax.figure.dpi / 72
    points = ax.transData.transform(spread[place].to_numpy())
    taken = [Bbox.from_extents(*(point - half), *(point + half)) for point in points]
    look = {"textcoords": "offset points", "fontsize": 9, "path_effects": [HALO], "zorder": 5}
    for at, name in zip(named[place].to_numpy(), named["municipality"], strict=True):
        label = ax.annotate(name, at, (0, 0), **look)
        for offset, ha, va in _BESIDE:
            label.set(position=offset, ha=ha, va=va)
            if not label.get_window_extent().count_overlaps(taken):
                break
        taken.append(label.get_window_extent())
