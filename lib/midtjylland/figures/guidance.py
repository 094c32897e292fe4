"""Figures of the guidance spread: each call draws, describes and captions.

Frames have a row for each municipality: `municipality`, `guided_firms`, `expected_firms`, `index`,
`index_low`, `index_high` (what rounding leaves open), `ci_low`, `ci_high`, `verdict`.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator
from matplotlib.transforms import Bbox

from midtjylland.analysis import guidance
from midtjylland.core.language import _, fill, language
from midtjylland.figures import draw
from midtjylland.figures.draw import BAND, BLUE, GREEN, GREY, INK, MUTED, ORANGE, DescribedFigure


def _looks() -> dict[str, tuple[str, draw.Look]]:
    return {
        "above": (_("outside, more than its share"), ORANGE._replace(marker="^")),
        "within": (_("within the tolerance"), GREEN),
        "undetermined": (
            _("undetermined by rounding"),
            GREY._replace(marker="s", hatch="///", hollow=True),
        ),
        "below": (_("outside, less than its share"), BLUE._replace(marker="v")),
    }


@draw.styled
def index(spread: pd.DataFrame, tolerance_pct: float, alpha: float) -> DescribedFigure:
    """Index of every municipality with its intervals and the tolerance, highest on top."""
    rows = spread.sort_values("index", ascending=False, kind="stable", ignore_index=True)
    number = language().number
    ax = draw.axes(8.0, 1.9 + 0.24 * len(rows))
    _draw_tolerance(ax.axvspan, ax.axvline, tolerance_pct)
    words = _("{level} % interval for chance")
    if (rows["index_low"] < rows["index_high"]).any():
        words = _("{level} % interval for chance and rounding")
    labels = _("range left by rounding"), fill(words, level=100 * (1 - alpha))
    ends = {"index": "middle", "index_low": "low", "index_high": "high"}
    draw.estimates(ax, rows.rename(columns=ends), _kinds(rows), _looks(), labels)
    draw.rows(ax, _counted(rows, "guided_firms", "{name} ({count})"))
    ax.set_ylim(len(rows) - 0.3, -1.2)
    over = {"transform": ax.get_yaxis_transform(), "va": "center", "ha": "right", "color": MUTED}
    ax.text(-0.01, -0.8, _("(guided firms)"), **over)
    draw.beside(ax, [number(value, 2) for value in rows["index"]])
    draw.numbers(ax.xaxis, 1, steps=[1, 2, 5, 10])
    ax.set_xlabel(_index_label(tolerance_pct))
    draw.legend(ax)
    size = tolerance_pct / 100
    return draw.described(
        ax,
        _("{count} of {all} municipalities outside ±{tolerance} %"),
        _(
            "Dot plot of the guidance index with intervals and a band for the tolerance. {title}; "
            "intervals that reach into the band: {reach}. From highest to lowest: {values}."
        ),
        _("Guidance index of each municipality against the tolerance"),
        count=(rows["verdict"] == "outside").sum(),
        all=len(rows),
        tolerance=tolerance_pct,
        reach=((rows["ci_low"] <= 1 + size) & (rows["ci_high"] >= 1 - size)).sum(),
        values=_counted(rows, "index", "{name} {count:2}"),
    )


@draw.styled
def funnel(spread: pd.DataFrame, tolerance_pct: float, alpha: float) -> DescribedFigure:
    """Index against the expected count, with the limits of chance (also at a stricter level)."""
    ax, expected = draw.axes(8.0, 6.2), spread["expected_firms"]
    _draw_tolerance(ax.axhspan, ax.axhline, tolerance_pct)
    draw.points(ax, expected, spread["index"], _kinds(spread), _looks())
    near, wide = (guidance.funnel_limits(expected, level) for level in (alpha, alpha / 25))
    for limits, level, dashes in ((near, alpha, "-"), (wide, alpha / 25, "--")):
        ends = limits.set_index("expected_firms")
        ax.plot(ends, color=INK, linewidth=1, linestyle=dashes)
        name = fill(_("{level} %"), level=100 * (1 - level))
        draw.near(ax, name, (ends.index[0], ends["high"].iloc[0]), (6, 4), fontsize=9)
    ax.lines[1].set_label(_("exact limits of what chance explains"))
    _label_sizes(ax, wide["expected_firms"])
    draw.numbers(ax.yaxis, 1, steps=[1, 2, 5, 10])
    reach = [*spread["index"], wide["low"].min(), wide["high"].max()]
    ax.set_ylim(min(reach) - 0.05 * np.ptp(reach), max(reach) + 0.05 * np.ptp(reach))
    ax.set_ylabel(_index_label(tolerance_pct))
    draw.legend(ax)
    out, by_size = _beyond(spread, near), spread.sort_values("expected_firms", kind="stable")
    smallest, largest = by_size.iloc[0], by_size.iloc[-1]
    _name_points(ax, spread, pd.concat([out, by_size.iloc[[0, -1]]]).drop_duplicates())
    return draw.described(
        ax,
        _("{count} of {all} outside the {level} % limits of chance"),
        _(
            "Funnel plot of the guidance index against the number of firms expected by population, "
            "from {smallest} ({fewest:0}) to {largest} ({most:0}). {title}: {names}."
        ),
        _("What chance alone allows at each size, for one municipality at a time"),
        count=len(out),
        all=len(spread),
        level=100 * (1 - alpha),
        smallest=smallest["municipality"],
        fewest=smallest["expected_firms"],
        largest=largest["municipality"],
        most=largest["expected_firms"],
        names=out["municipality"],
    )


@draw.styled
def lorenz(spread: pd.DataFrame) -> DescribedFigure:
    """Lorenz curve of guided firms over population with its widest gap, the Hoover index."""
    counts = spread["guided_firms"], spread["expected_firms"]
    people, firms = guidance.lorenz_curve(*counts)
    widest = int((people - firms).argmax())
    values = {
        "gini": guidance.gini(*counts),
        "hoover": (people - firms)[widest],
        "count": widest,
        "all": len(spread),
        "people": people[widest],
        "firms": firms[widest],
    }
    ax = draw.axes(6.4, 5.8)
    ax.plot([0, 100], [0, 100], color=MUTED, linewidth=1)
    ax.plot(people, firms, color=BLUE.colour, marker="o", markersize=4, clip_on=False)
    ax.fill_between(people, firms, people, color=BLUE.tint)
    look = {"rotation": 45, "ha": "center", "color": MUTED, "rotation_mode": "anchor"}
    ax.text(24, 26, _("exact mirror"), **look)
    ax.vlines(people[widest], firms[widest], people[widest], color=ORANGE.colour, linewidth=3)
    words = fill(_("widest gap, the Hoover index: {hoover:2} %"), **values)
    draw.near(ax, words, (people[widest], firms[widest]), (6, -14), color=ORANGE.colour)
    names = spread["municipality"].iloc[np.argsort(counts[0] / counts[1], kind="stable")]
    for place in sorted({0, int(np.diff(people).argmax()), len(names) - 1}):
        middle = people[place : place + 2].mean(), firms[place : place + 2].mean()
        draw.near(ax, names.iloc[place], middle, (14, -3), va="center")
    ax.set(xlim=(0, 100), ylim=(0, 100), aspect="equal")
    ax.set_xlabel(_("Share of the population, from the lowest index on (cumulated, %)"))
    ax.set_ylabel(_("Share of the guided firms (cumulated, %)"))
    return draw.described(
        ax,
        _("Gini coefficient {gini:3}"),
        _(
            "Lorenz curve of guided firms over population, below the diagonal of an exact mirror. "
            "The gap is widest, {hoover:2} %, after the first {count} of {all} municipalities, "
            "with {people:1} % of the population and {firms:1} % of the guided firms. Gini "
            "coefficient: {gini:3}."
        ),
        _("Lorenz curve of the guided firms over the population"),
        **values,
    )


@draw.styled
def moves(spread: pd.DataFrame, fewest_moves: int | None, basis: str) -> DescribedFigure:
    """Firms that each municipality has too many (`surplus` above 0) or too few to be within.

    `basis` are the population shares: `printed` or `exact`.
    """
    rows = spread[spread["surplus"] != 0].sort_values("surplus", ascending=False, kind="stable")
    rows = rows.reset_index(drop=True)
    ax = draw.axes(8.0, 1.5 + 0.28 * max(len(rows), 1))
    many, few = rows[rows["surplus"] > 0], rows[rows["surplus"] < 0]
    for part, look in ((many, ORANGE), (few, BLUE)):
        bars = ax.barh(part.index, part["surplus"], 0.72, **look.area)
        ax.bar_label(bars, _counted(part, "surplus", "{count}"), padding=4)
    ax.axvline(0, color=INK, linewidth=1)
    draw.rows(ax, rows["municipality"])
    reach = 1.15 * rows["surplus"].abs().max() if len(rows) else 1
    ax.set(xlim=(-reach, reach), ylim=(max(len(rows), 1) - 0.3, -0.7))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.xaxis.set_major_formatter(lambda value, _place: language().number(abs(value)))
    ax.set_xlabel(_("Guided firms beyond the tolerance (left: too few, right: too many)"))
    ax.spines["left"].set_visible(False)
    title = _("No whole numbers of firms bring all within the tolerance")
    return draw.described(
        ax,
        title if fewest_moves is None else _("At least {count} of {all} firms would have to move"),
        _("Bar chart. {title}. Too many: {many}; too few: {few}."),
        _("Guided firms to move so that all lie within the tolerance, by the printed shares")
        if basis == "printed"
        else _(
            "Guided firms to move so that all lie within the tolerance, by the official population"
        ),
        count=fewest_moves,
        all=spread["guided_firms"].sum(),
        many=_counted(many, "surplus"),
        few=_counted(few[::-1], "surplus"),
    )


@draw.styled
def tolerances(counts: pd.DataFrame, tolerance_pct: float) -> DescribedFigure:
    """Verdicts under other sizes of the tolerance.

    `tolerance_pct`, and municipalities `outside`, `undetermined`, `within`, by the printed shares;
    `outside_exact`, by the exact ones (missing without them).
    """
    looks = {**_looks(), "outside": (_("outside, whatever the rounding"), ORANGE)}
    ax, counts = draw.axes(8.0, 4.6), counts.reset_index(drop=True)
    kinds = ["outside", "undetermined", "within"]
    parts = [(looks[kind][0], counts[kind].astype(int), looks[kind][1].area) for kind in kinds]
    draw.stack(ax.bar, parts, 0.84, with_numbers=True)
    if counts["outside_exact"].notna().all():
        words = _("outside, by the official population")
        look = {"marker": "D", "color": INK, "edgecolor": "white", "s": 34, "zorder": 4}
        exact = counts["outside_exact"].astype(int)
        ax.scatter(counts.index + 0.28, exact, label=words, clip_on=False, **look)
    ax.set_xticks(counts.index, [language().number(pct) for pct in counts["tolerance_pct"]])
    for label, pct in zip(ax.get_xticklabels(), counts["tolerance_pct"], strict=True):
        label.set_fontweight("bold" if pct == tolerance_pct else "normal")
    draw.numbers(ax.yaxis, integer=True)
    ax.set(xlim=(-0.6, len(counts) - 0.4), ylim=(0, counts[kinds].sum(axis=1).max() + 0.3))
    ax.set_xlabel(_("Tolerance, ± % of the population share (bold: the one used here)"))
    ax.set_ylabel(_("Municipalities"))
    draw.legend(ax)
    rows, words = counts[["outside", "tolerance_pct"]], _("{count} at ±{tolerance} %")
    return draw.described(
        ax,
        _("Verdicts under other sizes of the tolerance"),
        _("Stacked bars of the verdicts from the printed shares. Outside: {counts}."),
        _("Municipalities outside under other tolerances, by the printed shares (bars)"),
        counts=[fill(words, count=count, tolerance=size) for count, size in rows.to_numpy()],
    )


def _kinds(rows: pd.DataFrame) -> pd.Series:
    """Key in `_looks` of each row: its verdict, with the side on which it is outside."""
    side = pd.Series(np.where(rows["index"] > 1, "above", "below"), rows.index)
    return rows["verdict"].mask(rows["verdict"] == "outside", side)


def _index_label(tolerance_pct: float) -> str:
    words = _("Share of guided firms ÷ share of population (grey: ±{tolerance} %)")
    return fill(words, tolerance=tolerance_pct)


def _draw_tolerance(span: Any, line: Any, tolerance_pct: float) -> None:
    span(1 - tolerance_pct / 100, 1 + tolerance_pct / 100, color=BAND, linewidth=0, zorder=0)
    line(1, color=MUTED, linewidth=1, zorder=1)


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
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.xaxis.set_minor_locator(NullLocator())
    draw.numbers(ax.xaxis)
    ax.set_xlim(expected.min(), expected.max())
    ax.set_xlabel(_("Firms expected by population (logarithmic scale)"))


# Sides of a point on which its name may stand, the best first, and how far away (points).
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, -1), (1, 1), (-1, 1))
_AWAY = (7, 13, 22)


def _name_points(ax: Axes, spread: pd.DataFrame, named: pd.DataFrame) -> None:
    """Write names beside their points, on the first side where they cover nothing."""
    ax.figure.draw_without_rendering()
    place, half = ["expected_firms", "index"], 5 * ax.figure.dpi / 72
    points = ax.transData.transform(spread[place].to_numpy())
    taken = [Bbox.from_extents(*(point - half), *(point + half)) for point in points]
    look = {"textcoords": "offset points", "fontsize": 9, "path_effects": [draw.HALO], "zorder": 5}
    for at, name in zip(named[place].to_numpy(), named["municipality"], strict=True):
        label = ax.annotate(name, at, (0, 0), **look)
        for away, (x, y) in product(_AWAY, _SIDES):
            across, along = ("right", "center", "left")[x + 1], ("top", "center", "bottom")[y + 1]
            label.set(position=(away * x, away * y), ha=across, va=along)
            if not label.get_window_extent().count_overlaps(taken):
                break
        taken.append(label.get_window_extent())
