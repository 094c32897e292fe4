"""What the figures draw is what their frames hold, and a reader can read it."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from figurekit import assert_damage_is_seen, assert_legible, picture, texts
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from PIL import Image

import midtjylland
from midtjylland import figures
from midtjylland.analysis import guidance
from midtjylland.analysis.guidance import Tolerance
from midtjylland.core.findings import MidtjyllandError
from midtjylland.figures import guidance as plots
from midtjylland.figures import style

DATA = Path(__file__).parent.parent / "data"
CASES = [
    ("relative", "printed", 10.0),
    ("relative", "exact", 0.2),
    ("points", "printed", 10.0),
    ("points", "exact", 1.5),
]


class Case:
    """All frames of one analysis of the 2021 papers, and their figures."""

    def __init__(self, reading: str, basis: str, pct: float) -> None:
        self.tolerance = tolerance = Tolerance(pct, reading)
        firms = midtjylland.load("guidance_by_municipality", year=2021, data_dir=DATA)
        population = midtjylland.load_population(DATA)
        exact = guidance.exact_shares(firms, population, pd.Timestamp("2020-01-01"))
        measured = guidance.measure_spread(firms, tolerance, exact)
        self.spread = guidance.add_intervals(guidance.on_basis(measured, basis), tolerance, 0.05)
        self.limits = guidance.funnel_limits(self.spread, tolerance, [0.05, 0.002])
        self.lorenz = guidance.lorenz_curve(self.spread)
        self.gini = guidance.gini(self.lorenz)
        self.moved = guidance.moves(self.spread, tolerance)
        self.counts = guidance.sensitivity(firms, reading, [pct / 2, pct, 1.5 * pct], exact)
        self.region = midtjylland.load_region(DATA)

    def axes(self, name: str):
        drawn = {
            "index": lambda: plots.index_plot(self.spread, self.tolerance, 0.05),
            "funnel": lambda: plots.funnel_plot(self.spread, self.limits, self.tolerance),
            "map": lambda: plots.tile_map(self.spread, self.region, self.tolerance),
            "lorenz": lambda: plots.lorenz_plot(self.lorenz, self.gini),
            "moves": lambda: plots.moves_plot(self.moved),
            "sensitivity": lambda: plots.sensitivity_plot(self.counts, self.tolerance),
        }
        return drawn[name]()

    def text(self, name: str) -> str:
        written = {
            "index": lambda: plots.index_plot_text(self.spread, self.tolerance),
            "funnel": lambda: plots.funnel_plot_text(self.spread, self.limits, self.tolerance),
            "map": lambda: plots.tile_map_text(self.spread, self.tolerance),
            "lorenz": lambda: plots.lorenz_plot_text(self.lorenz, self.gini),
            "moves": lambda: plots.moves_plot_text(self.moved),
            "sensitivity": lambda: plots.sensitivity_plot_text(self.counts, self.tolerance),
        }
        return written[name]()


NAMES = ["index", "funnel", "map", "lorenz", "moves", "sensitivity"]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: "-".join(map(str, case)))
def case(request) -> Case:
    return Case(*request.param)


@pytest.fixture(scope="module")
def plain() -> Case:
    return Case(*CASES[0])


def points(ax) -> dict[tuple[float, float], str]:
    """Every marked point with the words of its verdict."""
    return {
        tuple(np.round(at, 9)): collection.get_label()
        for collection in ax.collections
        if hasattr(collection, "get_sizes") and len(collection.get_sizes())
        for at in collection.get_offsets()
    }


def expected_labels(case: Case) -> list[str]:
    words = {"within": "within the tolerance", "undetermined": "undetermined by rounding"}
    side = case.spread["measure"] > case.tolerance.centre
    outside = {True: "outside, more than its share", False: "outside, less than its share"}
    return [
        words.get(verdict, outside[above])
        for verdict, above in zip(case.spread["verdict"], side, strict=True)
    ]


# What every figure must have


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_small_cut_off_or_over_another(case, name):
    assert_legible(case.axes(name).figure)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_a_title_and_units_on_its_axes(case, name):
    ax = case.axes(name)
    assert ax.get_title(loc="left")
    unit = {"relative": "÷", "points": "percentage points"}[case.tolerance.reading]
    if name in ("index", "funnel"):
        assert unit in (ax.get_xlabel() if name == "index" else ax.get_ylabel())
    if name == "lorenz":
        assert "%" in ax.get_xlabel() and "%" in ax.get_ylabel()
    if name == "sensitivity":
        assert ("%" if unit == "÷" else unit) in ax.get_xlabel()


@pytest.mark.parametrize("name", NAMES)
def test_figures_draw_on_the_axes_they_are_given(plain, name):
    given = Figure(layout="constrained").add_subplot()
    functions = {
        "index": lambda: plots.index_plot(plain.spread, plain.tolerance, 0.05, given),
        "funnel": lambda: plots.funnel_plot(plain.spread, plain.limits, plain.tolerance, given),
        "map": lambda: plots.tile_map(plain.spread, plain.region, plain.tolerance, given),
        "lorenz": lambda: plots.lorenz_plot(plain.lorenz, plain.gini, given),
        "moves": lambda: plots.moves_plot(plain.moved, given),
        "sensitivity": lambda: plots.sensitivity_plot(plain.counts, plain.tolerance, given),
    }
    assert functions[name]() is given


def test_a_described_figure_is_a_picture_with_its_text():
    figure = Figure(figsize=(4, 3))
    figure.add_subplot().plot([1, 2])
    shown = figures.describe(figure, "A line from 1 to 2.", "A line")
    data, metadata = shown._repr_mimebundle_(include=None, exclude=None)
    assert data["text/plain"] == "A line from 1 to 2."
    about = {"alt": "A line from 1 to 2.", "caption": "A line", "width": 400, "height": 300}
    assert metadata["image/png"] == about
    picture = Image.open(io.BytesIO(shown.png()))
    assert picture.size == (4 * style.DPI, 3 * style.DPI)
    assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_a_picture_is_the_same_each_time_and_names_no_software(plain):
    first = figures.describe(plain.axes("index").figure, "", "").png()
    again = figures.describe(plain.axes("index").figure, "", "").png()
    assert first == again
    assert Image.open(io.BytesIO(first)).info == {}


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "none"),
        (["Samsø"], "Samsø"),
        (["Lemvig", "Samsø"], "Lemvig and Samsø"),
        (["Lemvig", "Odder", "Samsø"], "Lemvig, Odder and Samsø"),
    ],
)
def test_names_are_listed_as_one_reads_them(names, words):
    assert figures.listed(iter(names)) == words


def test_each_meaning_has_its_own_colour_and_marker():
    verdicts = [plots.MARKS[kind] for kind in ("above", "within", "undetermined", "below")]
    assert len({mark.marker for mark in verdicts}) == len({mark.colour for mark in verdicts}) == 4


# Index plot


def test_index_plot_puts_every_municipality_at_its_measure(case):
    ax = case.axes("index")
    order = case.spread.sort_values("measure", kind="stable")
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == [f"{row.municipality} ({row.guided_firms})" for row in order.itertuples()]
    labels = dict(zip(case.spread["municipality"], expected_labels(case), strict=True))
    wanted = {
        (round(row.measure, 9), float(place)): labels[row.municipality]
        for place, row in enumerate(order.itertuples())
    }
    assert points(ax) == wanted


def test_index_plot_draws_band_and_intervals(case):
    ax = case.axes("index")
    band = ax.patches[0]
    edges = (band.get_x(), band.get_x() + band.get_width())
    assert edges == pytest.approx((case.tolerance.low, case.tolerance.high))
    order = case.spread.sort_values("measure", kind="stable")
    thin, thick = ax.collections[:2]
    for lines, name in ((thin, "ci"), (thick, "measure")):
        ends = np.array([segment[:, 0] for segment in lines.get_segments()])
        assert ends == pytest.approx(order[[f"{name}_low", f"{name}_high"]].to_numpy())


def test_index_plot_writes_every_measure(plain):
    ax = plain.axes("index")
    written = [text.get_text() for text in ax.texts]
    assert written[1:] == [f"{value:.2f}" for value in sorted(plain.spread["measure"])]
    assert ax.get_title(loc="left") == "11 of 19 municipalities outside ±10 %"


def test_index_plot_names_the_level_of_its_intervals(plain):
    ax = plots.index_plot(plain.spread, plain.tolerance, 0.01)
    assert "99 % interval for chance and rounding" in [text.get_text() for text in texts(ax.figure)]
    exact = Case("relative", "exact", 10.0).axes("index")
    labels = [text.get_text() for text in texts(exact.figure)]
    assert "95 % interval for chance" in labels
    assert "range left by rounding" not in labels


# Funnel plot


def test_funnel_plot_puts_every_municipality_at_its_size_and_measure(case):
    ax = case.axes("funnel")
    wanted = {
        (round(row.expected_firms, 9), round(row.measure, 9)): label
        for row, label in zip(case.spread.itertuples(), expected_labels(case), strict=True)
    }
    assert points(ax) == wanted


def test_funnel_plot_draws_the_limits_and_names_what_is_beyond(case):
    ax = case.axes("funnel")
    curves = [line for line in ax.lines if len(line.get_xdata()) > 2]
    pairs = [pair for _, pair in case.limits.groupby("alpha", sort=False)]
    wanted = [pair[end].to_numpy() for pair in pairs for end in ("low", "high")]
    for curve, limit in zip(curves, wanted, strict=True):
        assert curve.get_ydata() == pytest.approx(limit)
    names = {text.get_text() for text in ax.texts}
    out = set(plots.beyond(case.spread, case.limits)["municipality"])
    assert names == out | {"Samsø", "Aarhus", "95 %", "99.8 %"}


def test_beyond_are_those_outside_the_first_limits():
    limits = pd.DataFrame(
        {
            "alpha": [0.05, 0.05, 0.002, 0.002],
            "expected_firms": [10.0, 1000.0] * 2,
            "low": [0.5, 0.9, 0.1, 0.7],
            "high": [1.5, 1.1, 1.9, 1.3],
        }
    )
    # At 100 firms, halfway on the logarithmic scale, the limits are 0.7 and 1.3.
    rows = pd.DataFrame({"municipality": list("ABCD"), "expected_firms": [100.0] * 4})
    rows["measure"] = [0.69, 0.71, 1.29, 1.31]
    assert plots.beyond(rows, limits)["municipality"].tolist() == ["D", "A"]


# Map


def test_tile_map_gives_every_municipality_its_tile_name_and_measure(case):
    ax = case.axes("map")
    tiles = {town.name: town.tile for town in case.region.municipalities}
    centres = {
        tuple(np.round(np.add(patch.get_xy(), 0.47), 9)): to_hex(patch.get_edgecolor())
        for patch in ax.patches
    }
    kinds = plots.kinds(case.spread, case.tolerance).set_axis(case.spread["municipality"])
    wanted = {tiles[name][::-1]: plots.MARKS[kind].colour for name, kind in kinds.items()}
    assert centres == wanted
    written = [text.get_text().replace("-\n", "-") for text in ax.texts]
    shown = case.spread["measure"].map(case.tolerance.show)
    assert written == [
        text for pair in zip(case.spread["municipality"], shown, strict=True) for text in pair
    ]


def test_tiles_of_the_region_do_not_share_a_place(plain):
    tiles = [town.tile for town in plain.region.municipalities]
    assert len(set(tiles)) == len(tiles) == 19


def test_a_municipality_without_a_tile_is_refused(plain):
    stranger = plain.spread.assign(municipality_code="0101", municipality="København")
    with pytest.raises(MidtjyllandError, match="no tile for København"):
        plots.tile_map(stranger.iloc[:1], plain.region, plain.tolerance)


# Lorenz curve, moves, sensitivity


def test_lorenz_plot_draws_the_curve_and_its_widest_gap(plain):
    ax = plain.axes("lorenz")
    diagonal, curve = ax.lines
    assert diagonal.get_xydata().tolist() == [[0, 0], [100, 100]]
    assert curve.get_xydata() == pytest.approx(plain.lorenz.iloc[:, 1:].to_numpy())
    [gap] = ax.collections[-1].get_segments()
    # The Hoover index of the printed shares is 8.60 %.
    assert gap[1, 1] - gap[0, 1] == pytest.approx(8.6045, abs=5e-5)
    assert "Gini coefficient 0.116, Hoover index 8.60 %" in ax.get_title(loc="left")


def test_moves_plot_draws_what_each_has_too_many_or_too_few():
    moved = pd.DataFrame(
        {
            "municipality": ["Samsø", "Odder", "Skive"],
            "guided_firms": [60, 25, 15],
            "fewest_firms": [45, 27, 18],
            "most_firms": [55, 33, 22],
            "must_gain": [0, 2, 3],
            "must_lose": [5, 0, 0],
            "possible": [True] * 3,
        }
    )
    ax = plots.moves_plot(moved)
    names = [label.get_text() for label in ax.get_yticklabels()]
    widths = {
        names[round(bar.get_y() + bar.get_height() / 2)]: bar.get_width() for bar in ax.patches
    }
    assert widths == {"Samsø": 5, "Odder": -2, "Skive": -3}
    assert {text.get_text() for text in ax.texts} == {"5", "2", "3"}
    assert ax.get_title(loc="left") == "At least 5 of 100 firms would have to move"
    assert plots.moves_plot_text(moved) == (
        "Bar chart. At least 5 of 100 firms would have to move. "
        "Too many: Samsø 5; too few: Skive 3 and Odder 2."
    )


def test_moves_plot_says_so_when_nothing_or_no_plan_helps():
    within = pd.DataFrame(
        {
            "municipality": ["Samsø", "Odder"],
            "guided_firms": [50, 50],
            "fewest_firms": [45, 45],
            "most_firms": [55, 55],
            "must_gain": [0, 0],
            "must_lose": [0, 0],
            "possible": [True, True],
        }
    )
    calm = plots.moves_plot(within)
    assert calm.get_title(loc="left") == "No firm would have to move"
    assert [text.get_text() for text in calm.texts] == [
        "Every municipality is within the tolerance."
    ]
    hopeless = within.assign(most_firms=[44, 55], must_lose=[6, 0], possible=[False, True])
    assert "No whole numbers" in plots.moves_plot(hopeless).get_title(loc="left")


def test_sensitivity_plot_stacks_the_counts_and_marks_the_tolerance(plain):
    ax = plain.axes("sensitivity")
    heights = {bars.get_label(): [bar.get_height() for bar in bars] for bars in ax.containers}
    assert heights == {
        plots.MARKS[kind].label: plain.counts[kind].tolist()
        for kind in ("outside", "undetermined", "within")
    }
    tops = [bar.get_y() + bar.get_height() for bar in ax.containers[-1]]
    assert tops == [19, 19, 19]
    weights = [label.get_fontweight() for label in ax.get_xticklabels()]
    assert weights == ["normal", "bold", "normal"]
    assert ax.collections[0].get_offsets()[:, 1].tolist() == plain.counts["outside_exact"].tolist()


def test_sensitivity_plot_does_without_exact_counts(plain):
    counts = plain.counts.assign(outside_exact=pd.array([pd.NA] * 3, dtype="Int64"))
    ax = plots.sensitivity_plot(counts, plain.tolerance)
    assert "outside, by the exact population" not in [text.get_text() for text in texts(ax.figure)]


# Text alternatives


def test_text_alternatives_say_what_the_figures_of_2021_show(plain):
    said = {name: plain.text(name) for name in NAMES}
    assert "11 of 19 municipalities outside ±10 %" in said["index"]
    assert "From highest to lowest: Struer 2.08, Samsø 1.47," in said["index"]
    assert said["index"].endswith("Randers 0.74, Viborg 0.70.")
    assert "Undetermined by rounding: Favrskov, Hedensted and Ikast-Brande." in said["map"]
    assert "from Samsø (8) to Aarhus (720)" in said["funnel"]
    assert "8 of 19 outside the 95 % limits of chance: Struer, Skanderborg" in said["funnel"]
    assert "8.60 %" in said["lorenz"] and "Gini coefficient: 0.116" in said["lorenz"]
    assert said["sensitivity"].endswith("in %: 16 at ±5, 11 at ±10, 9 at ±15.")
    assert "Struer 43, Skanderborg 37" in said["moves"]


@pytest.mark.parametrize("name", NAMES)
def test_text_alternatives_are_sentences(case, name):
    said = case.text(name)
    assert said[0].isupper() and said.endswith(".")
    assert "nan" not in said and "<NA>" not in said


# The pictures


@pytest.mark.parametrize("name", NAMES)
@picture("guidance")
def test_picture(plain, name):
    return plain.axes(name).figure


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_label_or_a_lost_series_is_another_picture(plain, name):
    assert_damage_is_seen(plain.axes(name).figure)
