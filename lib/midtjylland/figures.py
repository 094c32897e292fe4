"""Frames to axes, in one style for all notebooks.

Every figure function takes a frame and an optional Axes and returns the Axes; its `..._text` says
in words what the figure shows, computed from the same frame. Colours are close to those of Okabe
and Ito, which colour-blind readers can tell apart; each meaning has a marker of its own besides.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import seaborn
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator, NullLocator, StrMethodFormatter
from matplotlib.transforms import Bbox, blended_transform_factory
from PIL import Image

from midtjylland.analysis.guidance import Tolerance, fewest_moves
from midtjylland.findings import MidtjyllandError
from midtjylland.region import Region

DPI, COLOURS = 144, 128
_CSS_PX_PER_INCH = 100
INK, MUTED, BAND = "#1a1a1a", "#595959", "#e9e9e9"
STYLE: Mapping[str, Any] = {
    **seaborn.axes_style("ticks"),
    "axes.axisbelow": True,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "figure.constrained_layout.h_pad": 0.1,
    "figure.constrained_layout.w_pad": 0.1,
    "figure.facecolor": "white",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "hatch.linewidth": 0.6,
    "legend.fontsize": 9.5,
    "legend.frameon": False,
    "savefig.facecolor": "white",
    "text.color": INK,
    "xtick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
}
_styled = rc_context(STYLE)
_HALO = withStroke(linewidth=2.5, foreground="white")


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
]


class Mark(NamedTuple):
    """How one meaning looks: colour, a light tint of it, marker, hatch, and its words."""

    colour: str
    tint: str
    marker: str
    hatch: str
    label: str


MARKS: Mapping[str, Mark] = {
    "above": Mark("#c85200", "#f9dcc6", "^", "", "outside, more than its share"),
    "within": Mark("#00795a", "#cfeade", "o", "", "within the tolerance"),
    "undetermined": Mark("#595959", "#f4f4f4", "s", "///", "undetermined by rounding"),
    "below": Mark("#0068a6", "#cbe3f3", "v", "", "outside, less than its share"),
    "outside": Mark("#c85200", "#f9dcc6", "D", "", "outside"),
}


class DescribedFigure:
    """A figure with its text alternative, as a notebook displays it."""

    def __init__(self, figure: Figure, text: str, caption: str) -> None:
        self.figure, self.text, self.caption = figure, text, caption

    def png(self) -> bytes:
        """Picture with nothing in it that differs from run to run."""
        drawn, small = io.BytesIO(), io.BytesIO()
        with rc_context(STYLE):
            self.figure.savefig(drawn, format="png", dpi=DPI)
        # Written anew without metadata, at a third of the size that reports and commits carry.
        picture = Image.open(drawn).convert("RGB")
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG")
        return small.getvalue()

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        width, height = (round(inch * _CSS_PX_PER_INCH) for inch in self.figure.get_size_inches())
        data = {"image/png": base64.b64encode(self.png()).decode(), "text/plain": self.text}
        about = {"alt": self.text, "caption": self.caption, "width": width, "height": height}
        return data, {"image/png": about}


def describe(figure: Figure, text: str, caption: str) -> DescribedFigure:
    """Attach a text alternative and a caption to a figure.

    Parameters
    ----------
    figure
        What a figure function drew: `axes.figure`.
    text
        What the figure shows, in words and with its numbers.
    caption
        What is drawn, for everybody; the report numbers it.

    Returns
    -------
    DescribedFigure
        Displays as a PNG; the text stays in the cell's output, as its plain text and as `alt` in
        the metadata, for HTML and for tests.
    """
    return DescribedFigure(figure, text, caption)


def listed(names: Iterable[str], nothing: str = "none") -> str:
    """Write names as one reads them: `Lemvig, Odder and Samsø`."""
    *first, last = [*names] or [nothing]
    return f"{', '.join(first)} and {last}" if first else last


def kinds(frame: pd.DataFrame, tolerance: Tolerance) -> pd.Series:
    """Key in `MARKS` of each row: its verdict, with the side on which it is outside."""
    side = np.where(frame["measure"] > tolerance.centre, "above", "below")
    return frame["verdict"].mask(frame["verdict"] == "outside", pd.Series(side, frame.index))


@_styled
def index_plot(
    frame: pd.DataFrame, tolerance: Tolerance, alpha: float, ax: Axes | None = None
) -> Axes:
    """Draw the measure of every municipality with its intervals and the tolerance band.

    Parameters
    ----------
    frame
        From `analysis.guidance.add_intervals`.
    tolerance
        For the band and the words.
    alpha
        Level of significance of the intervals, for the legend.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Highest measure on top; thin line: `ci_low` to `ci_high`, thick line: `measure_low` to
        `measure_high`.
    """
    rows = frame.sort_values("measure", kind="stable", ignore_index=True)
    ax = ax or _axes(8.0, 2.1 + 0.29 * len(rows))
    looks = kinds(rows, tolerance)
    _band(ax, tolerance, "x")
    ax.hlines(rows.index, rows["ci_low"], rows["ci_high"], color=MUTED, linewidth=1)
    rounding = {"color": [MARKS[kind].colour for kind in looks], "linewidth": 6, "alpha": 0.35}
    ax.hlines(rows.index, rows["measure_low"], rows["measure_high"], **rounding)
    _points(ax, rows["measure"], rows.index, looks)
    ax.set_yticks(
        rows.index, rows["municipality"] + " (" + rows["guided_firms"].astype("str") + ")"
    )
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(-0.7, len(rows) + 0.2)
    beside = {"transform": blended_transform_factory(ax.transAxes, ax.transData), "va": "center"}
    ax.text(-0.01, len(rows) - 0.2, "(guided firms)", ha="right", color=MUTED, **beside)
    for place, measure in rows["measure"].items():
        ax.text(1.01, place, tolerance.show(measure), **beside)
    _measure_axis(ax, tolerance, "x")
    ax.set_title(_outside_title(frame, tolerance))
    exact = (rows["measure_low"] == rows["measure_high"]).all()
    thick = Line2D([], [], color=MUTED, linewidth=6, alpha=0.35, label="range left by rounding")
    words = f"{100 * (1 - alpha):g} % interval for chance" + ("" if exact else " and rounding")
    thin = Line2D([], [], color=MUTED, linewidth=1, label=words)
    _legend(ax, [*_handles(looks), *([] if exact else [thick]), thin])
    return ax


def index_plot_text(frame: pd.DataFrame, tolerance: Tolerance) -> str:
    """Say what `index_plot` shows."""
    rows = frame.sort_values("measure", ascending=False, kind="stable")
    values = rows["municipality"] + " " + rows["measure"].map(tolerance.show)
    inside = (rows["ci_low"] <= tolerance.high) & (rows["ci_high"] >= tolerance.low)
    return (
        f"Dot plot of {len(rows)} municipalities by {_noun(tolerance)}, with intervals and the "
        f"band of {tolerance.text}. {_outside_title(frame, tolerance)}; intervals that reach into "
        f"the band: {inside.sum()}. From highest to lowest: {', '.join(values)}."
    )


@_styled
def funnel_plot(
    frame: pd.DataFrame, limits: pd.DataFrame, tolerance: Tolerance, ax: Axes | None = None
) -> Axes:
    """Draw the measure against the expected count, with the limits of chance.

    Parameters
    ----------
    frame
        From `analysis.guidance.on_basis`.
    limits
        From `analysis.guidance.funnel_limits`; the first pair is the one of the title.
    tolerance
        For the band and the words.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Expected firms on a logarithmic scale; names stand beside the points outside the first
        limits, and those of the smallest and the largest municipality.
    """
    ax = ax or _axes(8.0, 6.6)
    _band(ax, tolerance, "y")
    pairs = limits.groupby("alpha", sort=False)
    for dashes, (alpha, pair) in zip(("-", "--", ":"), pairs, strict=False):
        for end in ("low", "high"):
            ax.plot(pair["expected_firms"], pair[end], color=INK, linewidth=1, linestyle=dashes)
        _name_limits(ax, pair, f"{100 * (1 - alpha):g} %")
    looks = kinds(frame, tolerance)
    _points(ax, frame["expected_firms"], frame["measure"], looks)
    _firms_axis(ax, limits["expected_firms"])
    _measure_axis(ax, tolerance, "y")
    ends = [
        frame["measure"].min(),
        frame["measure"].max(),
        limits["low"].min(),
        limits["high"].max(),
    ]
    ax.set_ylim(min(ends) - 0.05 * np.ptp(ends), max(ends) + 0.05 * np.ptp(ends))
    ax.set_title(_funnel_title(frame, limits))
    funnel = Line2D([], [], color=INK, linewidth=1, label="exact limits of what chance explains")
    _legend(ax, [*_handles(looks), funnel])
    extremes = frame.loc[[frame["expected_firms"].idxmin(), frame["expected_firms"].idxmax()]]
    _name_points(ax, frame, pd.concat([beyond(frame, limits), extremes]).drop_duplicates())
    return ax


def funnel_plot_text(frame: pd.DataFrame, limits: pd.DataFrame, tolerance: Tolerance) -> str:
    """Say what `funnel_plot` shows."""
    by_size = frame.sort_values("expected_firms", kind="stable")
    sizes = by_size["municipality"] + " (" + by_size["expected_firms"].map("{:,.0f}".format) + ")"
    return (
        f"Funnel plot of the {_noun(tolerance)} against the number of firms expected by "
        f"population, from {sizes.iloc[0]} to {sizes.iloc[-1]}. "
        f"{_funnel_title(frame, limits)}: {listed(beyond(frame, limits)['municipality'])}."
    )


def beyond(frame: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """Rows outside the first pair of `funnel_limits`, highest measure first."""
    pair = limits[limits["alpha"] == limits["alpha"].iloc[0]]
    at, grid = np.log(frame["expected_firms"]), np.log(pair["expected_firms"])
    low, high = (np.interp(at, grid, pair[end]) for end in ("low", "high"))
    out = frame[(frame["measure"] < low) | (frame["measure"] > high)]
    return out.sort_values("measure", ascending=False, kind="stable")


@_styled
def tile_map(
    frame: pd.DataFrame, region: Region, tolerance: Tolerance, ax: Axes | None = None
) -> Axes:
    """Draw every municipality as a tile at its place in the region's own layout.

    Parameters
    ----------
    frame
        From `analysis.guidance.on_basis`.
    region
        For the places of the tiles.
    tolerance
        For the words.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Name, measure and marker on each tile; one unit a tile, rows downwards.

    Raises
    ------
    MidtjyllandError
        A municipality has no tile.
    """
    tiles = {town.code: town.tile for town in region.municipalities}
    missing = frame.loc[~frame["municipality_code"].isin(list(tiles)), "municipality"]
    if not missing.empty:
        raise MidtjyllandError(f"{region.name} has no tile for {listed(missing)}; add it there.")
    rows, columns = (max(tile[side] for tile in tiles.values()) + 1 for side in (0, 1))
    ax = ax or _axes(7.4, 1.65 + 7.0 * rows / columns)
    looks = kinds(frame, tolerance)
    towns = (frame["municipality_code"], frame["municipality"], frame["measure"], looks)
    for code, name, measure, kind in zip(*towns, strict=True):
        _tile(ax, tiles[code], name, tolerance.show(measure), MARKS[kind])
    ax.set(xlim=(-0.52, columns - 0.48), ylim=(rows - 0.48, -0.52), aspect="equal")
    ax.set_axis_off()
    ax.set_title(_outside_title(frame, tolerance))
    _legend(ax, _handles(looks), f"Number on each tile: {_noun(tolerance)}")
    return ax


def tile_map_text(frame: pd.DataFrame, tolerance: Tolerance) -> str:
    """Say what `tile_map` shows."""
    looks = kinds(frame, tolerance)
    groups = [
        f"{mark.label.capitalize()}: {listed(frame.loc[looks == kind, 'municipality'])}."
        for kind, mark in MARKS.items()
        if (looks == kind).any()
    ]
    return (
        f"Map of {len(frame)} equal tiles, placed roughly as the municipalities lie; the number on "
        f"each is its {_noun(tolerance)}. {' '.join(groups)}"
    )


@_styled
def lorenz_plot(lorenz: pd.DataFrame, gini: float, ax: Axes | None = None) -> Axes:
    """Draw the Lorenz curve of guided firms over population.

    Parameters
    ----------
    lorenz
        From `analysis.guidance.lorenz_curve`.
    gini
        Gini coefficient, for the title.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Curve and diagonal; the widest gap between them, the Hoover index, is drawn and named.
    """
    ax = ax or _axes(7.4, 6.8)
    people, firms = lorenz["cumulative_population_share_pct"], lorenz["cumulative_guided_share_pct"]
    curve, gap = MARKS["below"], MARKS["above"].colour
    ax.plot([0, 100], [0, 100], color=MUTED, linewidth=1)
    ax.plot(people, firms, color=curve.colour, marker="o", markersize=4, clip_on=False)
    _name_segments(ax, lorenz)
    ax.fill_between(people, firms, people, color=curve.tint)
    ax.text(24, 26, "exact mirror", rotation=45, ha="center", color=MUTED, rotation_mode="anchor")
    widest, hoover = _widest(lorenz)
    ax.vlines(people[widest], firms[widest], people[widest], color=gap, linewidth=3)
    at, words = (people[widest], firms[widest]), f"widest gap, the Hoover index: {hoover:.2f} %"
    ax.annotate(words, at, (6, -14), textcoords="offset points", color=gap)
    ax.set(xlim=(0, 100), ylim=(0, 100), aspect="equal")
    ax.set_xlabel("Share of the population, from the lowest index to the highest (cumulated, %)")
    ax.set_ylabel("Share of the guided firms (cumulated, %)")
    ax.set_title(f"Gini coefficient {gini:.3f}, Hoover index {hoover:.2f} %")
    return ax


def lorenz_plot_text(lorenz: pd.DataFrame, gini: float) -> str:
    """Say what `lorenz_plot` shows."""
    widest, hoover = _widest(lorenz)
    people, firms = (lorenz.loc[widest, column] for column in lorenz.columns[1:])
    return (
        f"Lorenz curve of guided firms over population below the diagonal of an exact mirror. The "
        f"gap is widest, {hoover:.2f} %, where the {widest} municipalities with the lowest index "
        f"have {people:.1f} % of the population and {firms:.1f} % of the guided firms. "
        f"Gini coefficient: {gini:.3f}."
    )


@_styled
def moves_plot(moved: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how many firms each municipality outside the tolerance is short of, or has too many.

    Parameters
    ----------
    moved
        From `analysis.guidance.moves`.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        A bar for each municipality with something to move, to the right when it has too many.
    """
    rows = _to_move(moved)
    ax = ax or _axes(8.0, 1.7 + 0.3 * max(len(rows), 1))
    ax.set_title(_moves_title(moved))
    if rows.empty:
        ax.text(0, 0.5, "Every municipality is within the tolerance.", va="center")
        ax.set_axis_off()
        return ax
    for kind, sign in (("above", 1), ("below", -1)):
        part = rows[np.sign(rows["surplus"]) == sign]
        look = {"color": MARKS[kind].tint, "edgecolor": MARKS[kind].colour, "height": 0.72}
        bars = ax.barh(part.index, part["surplus"], **look)
        ax.bar_label(bars, [f"{abs(count):,}" for count in part["surplus"]], padding=4)
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_yticks(rows.index, rows["municipality"])
    ax.tick_params(axis="y", length=0)
    reach = 1.15 * rows["surplus"].abs().max()
    ax.set(xlim=(-reach, reach), ylim=(-0.7, len(rows) - 0.3))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.xaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
    ax.set_xlabel("Guided firms beyond the tolerance (left: too few, right: too many)")
    ax.spines["left"].set_visible(False)
    return ax


def moves_plot_text(moved: pd.DataFrame) -> str:
    """Say what `moves_plot` shows."""
    rows = _to_move(moved).iloc[::-1]
    many, few = rows[rows["surplus"] > 0], rows[rows["surplus"] < 0].iloc[::-1]
    parts = (
        listed(part["municipality"] + " " + part["surplus"].abs().astype("str"))
        for part in (many, few)
    )
    return f"Bar chart. {_moves_title(moved)}. Too many: {'; too few: '.join(parts)}."


@_styled
def sensitivity_plot(counts: pd.DataFrame, tolerance: Tolerance, ax: Axes | None = None) -> Axes:
    """Draw how many municipalities get which verdict under other sizes of the tolerance.

    Parameters
    ----------
    counts
        From `analysis.guidance.sensitivity`.
    tolerance
        The one that the notebook uses; its bar is marked.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        One stacked bar for each tolerance with its counts; diamonds: outside by exact figures.
    """
    ax = ax or _axes(8.0, 5.2)
    places, bottom, handles = np.arange(len(counts)), np.zeros(len(counts)), []
    for kind in ("outside", "undetermined", "within"):
        mark, heights = MARKS[kind], counts[kind].to_numpy(dtype=float)
        look = {"color": mark.tint, "edgecolor": mark.colour, "hatch": mark.hatch, "width": 0.84}
        bars = ax.bar(places, heights, bottom=bottom, label=mark.label, **look)
        handles.append(bars)
        numbers = [f"{height:.0f}" if height else "" for height in heights]
        paper = {"facecolor": mark.tint, "edgecolor": "none", "pad": 1.2}
        ax.bar_label(bars, numbers, label_type="center", fontsize=9.5, bbox=paper)
        bottom += heights
    if counts["outside_exact"].notna().all():
        look = {"marker": "D", "color": INK, "edgecolor": "white", "s": 34, "zorder": 4}
        exact = counts["outside_exact"].to_numpy(dtype=float)
        words = "outside, by the exact population"
        handles.append(ax.scatter(places + 0.28, exact, label=words, clip_on=False, **look))
    ax.set_xticks(places, [f"{pct:g}" for pct in counts["tolerance_pct"]])
    for label, pct in zip(ax.get_xticklabels(), counts["tolerance_pct"], strict=True):
        label.set_fontweight("bold" if pct == tolerance.pct else "normal")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(xlim=(-0.6, len(counts) - 0.4), ylim=(0, bottom.max() + 0.3))
    ax.set_xlabel(f"Tolerance, ± {_unit(tolerance)} (bold: the one used here)")
    ax.set_ylabel("Municipalities")
    ax.set_title("Verdicts under other sizes of the tolerance")
    _legend(ax, handles)
    return ax


def sensitivity_plot_text(counts: pd.DataFrame, tolerance: Tolerance) -> str:
    """Say what `sensitivity_plot` shows."""
    outside = [f"{row.outside} at ±{row.tolerance_pct:g}" for row in counts.itertuples(index=False)]
    return (
        "Stacked bars of the verdicts from the printed shares. Municipalities outside, by size of "
        f"the tolerance in {_unit(tolerance)}: {', '.join(outside)}."
    )


def _axes(width: float, height: float) -> Axes:
    """Axes on a figure of this size in inches; pyplot would show it a second time."""
    return Figure(figsize=(width, height), layout="constrained").add_subplot()


def _noun(tolerance: Tolerance) -> str:
    if tolerance.reading == "relative":
        return "guidance index"
    return "share of guided firms minus share of population (percentage points)"


def _unit(tolerance: Tolerance) -> str:
    return "%" if tolerance.reading == "relative" else "percentage points"


def _outside_title(frame: pd.DataFrame, tolerance: Tolerance) -> str:
    outside = (frame["verdict"] == "outside").sum()
    return f"{outside} of {len(frame)} municipalities outside {tolerance.text}"


def _funnel_title(frame: pd.DataFrame, limits: pd.DataFrame) -> str:
    level = f"{100 * (1 - limits['alpha'].iloc[0]):g} %"
    return f"{len(beyond(frame, limits))} of {len(frame)} outside the {level} limits of chance"


def _moves_title(moved: pd.DataFrame) -> str:
    fewest = fewest_moves(moved)
    if fewest == 0:
        return "No firm would have to move"
    if fewest is None:
        return "No whole numbers of firms bring all within the tolerance"
    total = moved["guided_firms"].sum()
    return f"At least {fewest:,} of {total:,} firms would have to move"


def _to_move(moved: pd.DataFrame) -> pd.DataFrame:
    """Rows with firms to move, from the largest lack to the largest surplus."""
    rows = moved.assign(surplus=moved["must_lose"] - moved["must_gain"])
    return rows[rows["surplus"] != 0].sort_values("surplus", kind="stable", ignore_index=True)


def _widest(lorenz: pd.DataFrame) -> tuple[int, float]:
    gaps = lorenz["cumulative_population_share_pct"] - lorenz["cumulative_guided_share_pct"]
    return int(gaps.idxmax()), float(gaps.max())


def _name_segments(ax: Axes, lorenz: pd.DataFrame) -> None:
    """Name the lowest index, the highest, and the municipality with the most people."""
    corners = lorenz[lorenz.columns[1:]].to_numpy()
    largest = int(np.diff(corners[:, 0]).argmax()) + 1
    for end in sorted({1, largest, len(corners) - 1}):
        middle = corners[end - 1 : end + 1].mean(axis=0)
        name = lorenz["municipality"].iloc[end]
        ax.annotate(name, middle, (14, -3), textcoords="offset points", va="center", fontsize=9.5)


def _band(ax: Axes, tolerance: Tolerance, axis: str) -> None:
    """Tolerance as a grey band, its centre as a line."""
    span, line = (ax.axvspan, ax.axvline) if axis == "x" else (ax.axhspan, ax.axhline)
    span(tolerance.low, tolerance.high, color=BAND, linewidth=0, zorder=0)
    line(tolerance.centre, color=MUTED, linewidth=1, zorder=1)


def _measure_axis(ax: Axes, tolerance: Tolerance, axis: str) -> None:
    label = "Share of guided firms ÷ share of population (grey: " + tolerance.text + ")"
    if tolerance.reading == "points":
        label = (
            "Share of guided firms − share of population, percentage points\n(grey: "
            f"±{tolerance.pct:g})"
        )
    ax.set(**{f"{axis}label": label})


def _firms_axis(ax: Axes, expected: pd.Series) -> None:
    ends = expected.min(), expected.max()
    ax.set_xscale("log")
    ticks = [step * 10**power for power in range(7) for step in (1, 2, 5)]
    ax.set_xticks([tick for tick in ticks if ends[0] <= tick <= ends[1]])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.set_xlim(*ends)
    ax.set_xlabel("Firms expected by population (logarithmic scale)")


def _points(ax: Axes, x: Any, y: Any, looks: pd.Series) -> None:
    """One collection for each verdict, hollow where it is undetermined."""
    x, y = np.asarray(x), np.asarray(y)
    for kind in looks.unique():
        mark, chosen = MARKS[kind], (looks == kind).to_numpy()
        face = "white" if kind == "undetermined" else mark.colour
        look = {"marker": mark.marker, "s": 52, "facecolor": face, "edgecolor": mark.colour}
        ax.scatter(x[chosen], y[chosen], label=mark.label, linewidth=1.5, zorder=4, **look)


def _handles(looks: pd.Series) -> list[Artist]:
    return [
        Line2D(
            [],
            [],
            linestyle="",
            marker=mark.marker,
            markersize=7.5,
            markerfacecolor="white" if kind == "undetermined" else mark.colour,
            markeredgecolor=mark.colour,
            label=mark.label,
        )
        for kind, mark in MARKS.items()
        if (looks == kind).any()
    ]


def _legend(ax: Axes, handles: Sequence[Artist], title: str | None = None) -> None:
    """Legend below the whole figure, where it can't cover anything."""
    look = {"ncols": 2, "title": title, "alignment": "left", "columnspacing": 1.6}
    ax.figure.legend(handles=handles, loc="outside lower left", **look)


def _tile(ax: Axes, tile: tuple[int, int], name: str, measure: str, mark: Mark) -> None:
    row, column = tile
    look = {"facecolor": mark.tint, "edgecolor": mark.colour, "linewidth": 1}
    ax.add_patch(Rectangle((column - 0.47, row - 0.47), 0.94, 0.94, **look))
    ax.text(column, row - 0.17, name.replace("-", "-\n"), ha="center", va="center", fontsize=9.5)
    ax.text(column + 0.08, row + 0.25, measure, ha="center", va="center", fontsize=12)
    face = "white" if mark is MARKS["undetermined"] else mark.colour
    look = {"marker": mark.marker, "s": 60, "facecolor": face, "edgecolor": mark.colour}
    ax.scatter(column - 0.3, row + 0.25, label=name, **look)


def _name_limits(ax: Axes, pair: pd.DataFrame, name: str) -> None:
    """Write the level on the upper limit, at the end where the limits are wide."""
    width = (pair["high"] - pair["low"]).to_numpy()
    end, side, offset = (0, "left", 6) if width[0] > width[-1] else (-1, "right", -6)
    at = pair["expected_firms"].iloc[end], pair["high"].iloc[end]
    ax.annotate(name, at, (offset, 4), textcoords="offset points", ha=side, fontsize=9)


def _name_points(ax: Axes, frame: pd.DataFrame, named: pd.DataFrame) -> None:
    """Write names beside their points, on the first side where they cover nothing."""
    ax.figure.draw_without_rendering()
    place, half = ["expected_firms", "measure"], 5 * ax.figure.dpi / 72
    points = ax.transData.transform(frame[place].to_numpy())
    taken = [Bbox.from_extents(*(point - half), *(point + half)) for point in points]
    look = {"textcoords": "offset points", "fontsize": 9, "path_effects": [_HALO], "zorder": 5}
    for at, name in zip(named[place].to_numpy(), named["municipality"], strict=True):
        label = ax.annotate(name, at, (0, 0), **look)
        for offset, ha, va in _BESIDE:
            label.set(position=offset, ha=ha, va=va)
            if not label.get_window_extent().count_overlaps(taken):
                break
        taken.append(label.get_window_extent())
