"""How a figure shows itself: a picture with its text and its caption."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter
from PIL import Image

from midtjylland.core.language import fill
from midtjylland.figures.draw import numbers
from midtjylland.figures.style import STYLE

DPI, COLOURS = 144, 192
_CSS_PX_PER_INCH = 100


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
