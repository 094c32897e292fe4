"""What the figures share: their style, what several draw alike, and how one shows itself."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import seaborn
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator, ScalarFormatter
from PIL import Image

from midtjylland.core.language import fill, language

INK, MUTED, BAND = "#1a1a1a", "#595959", "#e9e9e9"
STYLE: Mapping[str, Any] = {
    **seaborn.axes_style("ticks"),
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
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "hatch.linewidth": 0.6,
    "legend.fontsize": 9.5,
    "legend.frameon": False,
    "text.color": INK,
    "xtick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
}
DPI, COLOURS = 144, 192
_CSS_PX_PER_INCH = 100
HALO = withStroke(linewidth=2.5, foreground="white")
styled = rc_context(STYLE)


class Look(NamedTuple):
    """How one meaning looks: a colour that the colour-blind can tell, and a sign besides."""

    colour: str
    tint: str
    marker: str = "o"
    hatch: str = ""
    hollow: bool = False

    @property
    def area(self) -> dict[str, str]:
        """Look of a bar or a tile."""
        return {"facecolor": self.tint, "edgecolor": self.colour, "hatch": self.hatch}


# Close to the colours of Okabe and Ito.
BLUE, ORANGE = Look("#0068a6", "#cbe3f3"), Look("#c85200", "#f9dcc6")
GREEN, GREY = Look("#00795a", "#cfeade"), Look(MUTED, "#ececec")
# What readers see of each kind: its label and its look.
Looks = Mapping[Any, tuple[str, Look]]


def axes(width: float, height: float) -> Axes:
    """Axes on a figure of this size in inches; pyplot would show it a second time."""
    return Figure(figsize=(width, height), layout="constrained").add_subplot()


def legend(
    ax: Axes, handles: Sequence[Any] | None = None, title: str | None = None, columns: int = 2
) -> None:
    """Legend of what has a label, below the whole figure, where it can't cover anything."""
    if handles is None:
        # Bars stand before what is drawn over them.
        drawn = ax.get_legend_handles_labels()[0]
        handles = sorted(drawn, key=lambda each: not isinstance(each, BarContainer))
    look = {"ncols": columns, "title": title, "alignment": "left", "columnspacing": 1.6}
    ax.figure.legend(handles=handles, loc="outside lower left", scatteryoffsets=[0.5], **look)


def rows(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows of a chart, the first on top."""
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.4, -0.6)


def counted_rows(ax: Axes, names: Sequence[str], label: str, most: float) -> None:
    """Name the rows of a chart of whole numbers, label its other axis, and explain the looks."""
    rows(ax, names)
    numbers(ax.xaxis, integer=True)
    ax.set(xlim=(0, most), xlabel=label)
    legend(ax)


def numbers(axis: Axis, decimals: int | None = None, **ticks: Any) -> None:
    """Write the numbers of an axis in the language in use; `ticks` are those of `MaxNLocator`."""
    if ticks:
        axis.set_major_locator(MaxNLocator(**ticks))
    number = language().number
    axis.set_major_formatter(lambda value, _place: number(value, decimals))


def near(ax: Axes, words: str, at: tuple[Any, Any], by: tuple[float, float], **look: Any) -> None:
    """Write words near a point, legible over lines; `by` is how far away, in points."""
    ax.annotate(words, at, by, textcoords="offset points", path_effects=[HALO], **look)


def beside(ax: Axes, words: Iterable[str], first_row: int = 0, **look: Any) -> None:
    """Write words to the right of the rows, from the first on."""
    for row, each in enumerate(words, first_row):
        ax.text(1.01, row, each, transform=ax.get_yaxis_transform(), va="center", **look)


def stack(
    bars: Callable[..., Any],
    parts: Sequence[tuple[str, pd.Series, Mapping[str, Any]]],
    thickness: float,
    with_numbers: bool = False,
) -> None:
    """Draw parts of bars, each with its label and its look, behind each other; none that is 0.

    `bars` is `ax.bar` or `ax.barh`.
    """
    start = pd.Series(0, parts[0][1].index)
    for label, sizes, look in parts:
        shown = sizes > 0
        if shown.any():
            place = sizes.index[shown], sizes[shown], thickness, start[shown]
            drawn = bars(*place, label=label, **look)
            if with_numbers:
                drawn[0].axes.bar_label(drawn, label_type="center", path_effects=[HALO])
        start = start + sizes


def points(ax: Axes, x: Any, y: Any, kinds: pd.Series, looks: Looks) -> None:
    """Draw points, those of a kind with its look and its label."""
    x, y = np.asarray(x), np.asarray(y)
    for kind, (label, look) in looks.items():
        chosen = (kinds == kind).to_numpy()
        if chosen.any():
            face = "white" if look.hollow else look.colour
            sign = {"marker": look.marker, "facecolor": face, "edgecolor": look.colour}
            ax.scatter(x[chosen], y[chosen], 50, label=label, linewidth=1.5, zorder=4, **sign)


def estimates(
    ax: Axes, rows: pd.DataFrame, kinds: pd.Series, looks: Looks, labels: Sequence[str]
) -> None:
    """Draw the `middle` of each row over its range, `low` to `high`, and its interval for chance.

    `labels` are those of the ranges and of the intervals, `ci_low` to `ci_high`, if there are any.
    """
    places = range(len(rows))
    points(ax, rows["middle"], places, kinds, looks)
    if (rows["low"] < rows["high"]).any():
        colours = [looks[kind][1].colour for kind in kinds]
        look = {"linewidth": 6, "alpha": 0.35}
        ax.hlines(places, rows["low"], rows["high"], color=colours, **look)
        ax.plot([], [], color=MUTED, label=labels[0], **look)
    if "ci_low" in rows:
        ends = rows["ci_low"], rows["ci_high"]
        ax.hlines(places, *ends, color=MUTED, linewidth=1, label=labels[1])


class DescribedFigure:
    """A figure as a notebook displays it: a PNG with a text alternative and a caption.

    `text` says what the figure shows, with its numbers; it stays in the cell's output, as its plain
    text and as `alt` in the metadata, for HTML and for tests.
    """

    def __init__(self, figure: Figure, text: str, caption: str) -> None:
        self.figure, self.text, self.caption = figure, text, caption

    def png(self) -> bytes:
        """Picture with nothing in it that differs from run to run."""
        # What `savefig` gives, without drawing twice and without a PNG in between.
        canvas = FigureCanvasAgg(self.figure)
        self.figure.set_dpi(DPI)
        with rc_context(STYLE):
            canvas.draw()
        # Without metadata, at a third of the size that reports and commits carry.
        picture, small = Image.fromarray(np.asarray(canvas.buffer_rgba())), io.BytesIO()
        covering = {"method": Image.Quantize.MAXCOVERAGE, "dither": Image.Dither.NONE}
        picture.convert("RGB").quantize(COLOURS, **covering).save(small, "PNG")
        return small.getvalue()

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        width, height = (round(inch * _CSS_PX_PER_INCH) for inch in self.figure.get_size_inches())
        data = {"image/png": base64.b64encode(self.png()).decode(), "text/plain": self.text}
        about = {"alt": self.text, "caption": self.caption, "width": width, "height": height}
        return data, {"image/png": about}


def described(ax: Axes, title: str, text: str, caption: str, **values: Any) -> DescribedFigure:
    """Figure of these axes; values fill title, text (which may repeat the title) and caption."""
    title = fill(title, **values)
    ax.set_title(title)
    for axis in (axis for each in ax.figure.axes for axis in (each.xaxis, each.yaxis)):
        if isinstance(axis.get_major_formatter(), ScalarFormatter):
            numbers(axis)
    told = fill(text, title=title, **values)
    if told.endswith(".."):  # an abbreviation ends the sentence: "172.000 kr."
        told = told[:-1]
    return DescribedFigure(ax.figure, told, fill(caption, **values))
