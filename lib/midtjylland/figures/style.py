"""One style for the figures of all notebooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import seaborn
from matplotlib.patheffects import withStroke

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
HALO = withStroke(linewidth=2.5, foreground="white")


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
