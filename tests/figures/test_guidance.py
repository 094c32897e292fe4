"""Figures of the guidance: what is drawn and said, and the pictures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from midtjylland.figures import guidance as plots

# Five towns: shares of population 50, 20, 15, 10 and 5 % of 1,000 firms.
COUNTS, EXPECTED = [520, 130, 160, 92, 98], [500, 200, 150, 100, 50]
VERDICTS = ["within", "outside", "within", "undetermined", "outside"]
NAMES = ["Alby", "Berg", "Cisby", "Dal", "Eng"]


def _spread() -> pd.DataFrame:
    index = np.divide(COUNTS, EXPECTED)
    ends = {"index_low": index - 0.02, "index_high": index + 0.02}
    intervals = {"ci_low": index - 0.1, "ci_high": index + 0.1}
    rows = {"municipality": NAMES, "guided_firms": COUNTS, "expected_firms": EXPECTED}
    surplus = {"surplus": [0, -50, 0, 0, 43]}
    frame = pd.DataFrame({**rows, "index": index, **ends, **intervals, **surplus})
    return frame.assign(verdict=pd.Series(VERDICTS, dtype="str"))


SPREAD = _spread()
COUNTED = pd.DataFrame(
    {
        "tolerance_pct": [5.0, 10.0],
        "outside": [3, 2],
        "undetermined": [1, 1],
        "within": [1, 2],
        "outside_exact": pd.array([4, 3], dtype="Int64"),
    }
)
DRAWN = {
    "index": lambda: plots.index(SPREAD, 10.0, 0.05),
    "funnel": lambda: plots.funnel(SPREAD, 10.0, 0.05),
    "lorenz": lambda: plots.lorenz(SPREAD),
    "moves": lambda: plots.moves(SPREAD, 50, "printed"),
    "tolerances": lambda: plots.tolerances(COUNTED, 10.0),
}


def test_without_rounding_the_legend_does_not_speak_of_it():
    exact = SPREAD.assign(index_low=SPREAD["index"], index_high=SPREAD["index"])
    [legend] = plots.index(exact, 10.0, 0.01).figure.legends
    words = [text.get_text() for text in legend.get_texts()]
    assert words[-1] == "99 % interval for chance" and "range left by rounding" not in words


def test_where_no_plan_helps_or_nothing_must_move_the_title_says_so():
    [ax] = plots.moves(SPREAD, None, "printed").figure.axes
    assert "No whole numbers" in ax.get_title(loc="left")
    calm = plots.moves(SPREAD.assign(surplus=0), 0, "exact")
    assert "At least 0 of 1,000" in calm.text and "Too many: none; too few: none." in calm.text


def test_without_exact_counts_no_diamonds_are_drawn():
    without = COUNTED.assign(outside_exact=pd.array([pd.NA] * 2, dtype="Int64"))
    [ax] = plots.tolerances(without, 10.0).figure.axes
    assert len(ax.collections) == 0
    assert [bar.get_height() for bars in ax.containers for bar in bars] == [3, 2, 1, 1, 1, 2]
    assert [label.get_fontweight() for label in ax.get_xticklabels()] == ["normal", "bold"]
