"""How the meanings of this topic look, alike in all its figures.

Colours are close to those of Okabe and Ito, which colour-blind readers can tell apart; each
meaning has a marker, a hatch or a line of its own besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import ConciseDateFormatter, MonthLocator, YearLocator


class Look(NamedTuple):
    """Colour, a light tint of it, marker, hatch, and the words for it."""

    colour: str
    tint: str
    marker: str
    hatch: str
    label: str


PAPERS = Look("#00795a", "#8fd1bb", "s", "", "approved")
EXPECTED = Look("#c85200", "#ffffff", "", "///", "still expected")
UNCOUNTED = Look("#595959", "#ffffff", "", "...", "expected, approvals not counted")

EVENTS: Mapping[str, Look] = {
    "council_adoption": Look("#0068a6", "#cbe3f3", "o", "", "adopted by the council"),
    "c40_approval": Look("#c85200", "#f9dcc6", "D", "", "approved by C40"),
    "proposal": Look("#595959", "#e9e9e9", "P", "", "proposed to the council"),
    "": Look("#595959", "#e9e9e9", "", "", "event not named"),
}


def show_years(ax: Axes, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """A time axis with its years, and with quarters between them."""
    ax.set_xlim(first, last)
    ax.xaxis.set_major_locator(YearLocator())
    ax.xaxis.set_minor_locator(MonthLocator((4, 7, 10)))
    ax.xaxis.set_major_formatter(
        ConciseDateFormatter(ax.xaxis.get_major_locator(), show_offset=False)
    )
