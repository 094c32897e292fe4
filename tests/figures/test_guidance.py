"""Figures of the guidance: what is drawn and said, and the pictures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

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
    "moves": lambda: plots.moves(SPREAD, 50),
    "tolerances": lambda: plots.tolerances(COUNTED, 10.0),
}
KEPT = ["index", "funnel", "lorenz"]
SAYS = {
    "index": "Eng 1.96, Cisby 1.07, Alby 1.04, Dal 0.92 and Berg 0.65.",
    "funnel": "Eng (50) to Alby (500). 2 of 5 outside the 95 % limits of chance: Eng and Berg.",
    # By hand: Berg and Dal have 30 % of the people and 22.2 % of the firms.
    "lorenz": "is widest, 7.80 %, after the first 2 of 5 municipalities, with 30.0 % of the",
    "moves": "At least 50 of 1,000 firms would have to move. Too many: Eng 43; too few: Berg 50.",
    "tolerances": "Outside: 3 at ±5 % and 2 at ±10 %.",
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_says_what_it_shows(name):
    assert SAYS[name] in DRAWN[name]().text


def test_every_municipality_stands_at_its_index_with_its_verdict():
    [ax] = DRAWN["index"]().figure.axes
    points = {
        (round(x, 6), y): collection.get_label()
        for collection in ax.collections
        if len(getattr(collection, "get_sizes", list)())
        for x, y in collection.get_offsets()
    }
    assert points == {
        (1.96, 0): "outside, more than its share",
        (1.066667, 1): "within the tolerance",
        (1.04, 2): "within the tolerance",
        (0.92, 3): "undetermined by rounding",
        (0.65, 4): "outside, less than its share",
    }
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["Eng (98)", "Cisby (160)", "Alby (520)", "Dal (92)", "Berg (130)"]
    assert ax.get_title(loc="left") == "2 of 5 municipalities outside ±10 %"
    thick, thin = ax.collections[-2:]
    assert thin.get_segments()[4][:, 0].tolist() == pytest.approx([0.55, 0.75])
    assert thick.get_segments()[4][:, 0].tolist() == pytest.approx([0.63, 0.67])


def test_without_rounding_the_legend_does_not_speak_of_it():
    exact = SPREAD.assign(index_low=SPREAD["index"], index_high=SPREAD["index"])
    [legend] = plots.index(exact, 10.0, 0.01).figure.legends
    words = [text.get_text() for text in legend.get_texts()]
    assert words[-1] == "99 % interval for chance" and "range left by rounding" not in words


def test_where_no_plan_helps_or_nothing_must_move_the_title_says_so():
    [ax] = plots.moves(SPREAD, None).figure.axes
    assert "No whole numbers" in ax.get_title(loc="left")
    calm = plots.moves(SPREAD.assign(surplus=0), 0)
    assert "At least 0 of 1,000" in calm.text and "Too many: none; too few: none." in calm.text


def test_without_exact_counts_no_diamonds_are_drawn():
    without = COUNTED.assign(outside_exact=pd.array([pd.NA] * 2, dtype="Int64"))
    [ax] = plots.tolerances(without, 10.0).figure.axes
    assert len(ax.collections) == 0
    assert [bar.get_height() for bars in ax.containers for bar in bars] == [3, 2, 1, 1, 1, 2]
    assert [label.get_fontweight() for label in ax.get_xticklabels()] == ["normal", "bold"]
