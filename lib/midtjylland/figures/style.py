"""One style for the figures of all notebooks, and how a figure shows itself with its text."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import seaborn
from babel.lists import format_list
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from PIL import Image

from midtjylland.core.language import _, language

DPI, COLOURS = 144, 192
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
styled = rc_context(STYLE)
HALO = withStroke(linewidth=2.5, foreground="white")


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
        canvas, dpi = FigureCanvasAgg(self.figure), self.figure.dpi
        with rc_context(STYLE):
            self.figure.set_dpi(DPI)
            canvas.draw()
            self.figure.set_dpi(dpi)
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


def listed(names: Iterable[str], nothing: str | None = None) -> str:
    """Write names as one reads them, in the language in use: `Lemvig, Odder and Samsø`."""
    return format_list([*names] or [nothing or _("none")], locale=language().locale)


def new_axes(width: float, height: float) -> Axes:
    """Axes on a figure of this size in inches; pyplot would show it a second time."""
    return Figure(figsize=(width, height), layout="constrained").add_subplot()


def legend(ax: Axes, handles: Sequence[Artist], title: str | None = None, columns: int = 2) -> None:
    """Legend below the whole figure, where it can't cover anything."""
    look = {"ncols": columns, "title": title, "alignment": "left", "columnspacing": 1.6}
    ax.figure.legend(handles=handles, loc="outside lower left", **look)
