"""What the figures of the climate tracks draw is what their frames hold, and can be read."""

from __future__ import annotations

import pandas as pd
import pytest
from figurekit import assert_damage_is_seen, assert_legible, picture, texts
from matplotlib.dates import num2date
from matplotlib.figure import Figure
from truthkit import frame

from midtjylland.analysis import climate
from midtjylland.figures import climate as plots

NAMES = ["shares", "grants", "projects", "fora"]


class Case:
    """All frames of one year's papers, or of the papers of two years, and their figures."""

    def __init__(self, *years: int) -> None:
        by_papers = {
            year: climate.guidance_shares(frame("green_guidance", year), 0.05) for year in years
        }
        grants = {year: climate.grant_means(frame("green_grants", year)) for year in years}
        several = len(years) > 1
        self.shares = climate.of_papers(by_papers) if several else by_papers[years[0]]
        self.means = climate.of_papers(grants) if several else grants[years[0]]
        self.projects = climate.project_figures(frame("climate_projects", years[0]))
        self.compared = climate.compare_places(self.projects)
        self.timeline = climate.fora_timeline(frame("regional_fora", years[0]))

    def axes(self, name: str, ax=None):
        drawn = {
            "shares": lambda: plots.shares_plot(self.shares, 0.05, ax),
            "grants": lambda: plots.grants_plot(self.means, ax),
            "projects": lambda: plots.projects_plot(self.projects, self.compared, ax),
            "fora": lambda: plots.fora_plot(self.timeline, ax),
        }
        return drawn[name]()

    def text(self, name: str) -> str:
        written = {
            "shares": lambda: plots.shares_plot_text(self.shares),
            "grants": lambda: plots.grants_plot_text(self.means),
            "projects": lambda: plots.projects_plot_text(self.projects, self.compared),
            "fora": lambda: plots.fora_plot_text(self.timeline),
        }
        return written[name]()


@pytest.fixture(scope="module", params=[(2021,), (2022,), (2021, 2022)], ids=str)
def case(request) -> Case:
    return Case(*request.param)


@pytest.fixture(scope="module")
def plain() -> Case:
    return Case(2021)


def words(ax) -> list[str]:
    return [text.get_text() for text in texts(ax.figure)]


def legend_words(ax) -> list[str]:
    return [text.get_text() for text in ax.figure.legends[0].get_texts()]


# What every figure must have


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_small_cut_off_or_over_another(case, name):
    assert_legible(case.axes(name).figure)


@pytest.mark.parametrize(
    ("name", "unit"),
    [("shares", "%"), ("grants", "DKK"), ("projects", "year"), ("fora", "Half-year")],
)
def test_every_figure_has_a_title_and_a_unit_on_its_axis(case, name, unit):
    ax = case.axes(name)
    assert ax.get_title(loc="left") and unit in ax.get_xlabel()


@pytest.mark.parametrize("name", NAMES)
def test_figures_draw_on_the_axes_they_are_given(plain, name):
    given = Figure().add_subplot()
    assert plain.axes(name, given) is given


@pytest.mark.parametrize("name", NAMES)
def test_text_alternatives_are_sentences(case, name):
    said = case.text(name)
    assert said[0].isupper() and said.endswith(".")
    assert not {"nan", "<NA>", "NaT"} & set(said.replace(",", " ").split())


# What each shows


def points(ax) -> dict[str, list[tuple[float, float]]]:
    """Marked points by the words of their marker."""
    return {
        collection.get_label(): [tuple(map(float, at)) for at in collection.get_offsets()]
        for collection in ax.collections
        if hasattr(collection, "get_sizes") and len(collection.get_sizes())
    }


def lines(ax) -> set[tuple[float, float, float]]:
    """Horizontal lines: from, to and height."""
    found = set()
    for collection in ax.collections:
        if hasattr(collection, "get_segments"):
            for (left, y), (right, _) in collection.get_segments():
                found.add((round(float(left), 4), round(float(right), 4), float(y)))
    return found


def test_shares_stand_at_their_values_with_band_and_interval(plain):
    ax = plain.axes("shares")
    marked = points(ax)
    assert marked["whole year"] == [(pytest.approx(34500 / 2860), 0)]
    assert marked["year so far"] == [(8.75, 1)]
    assert (7.0, 11.6667, 1.0) in lines(ax)  # 175 of 2,500 and of 1,500
    ends = plain.shares.loc[0, ["ci_low_pct", "ci_high_pct"]].round(4)
    assert (*ends, 0.0) in lines(ax)
    assert {"12.1 %", "about 8.8 %"} <= set(words(ax))
    assert ax.get_xlim()[0] == 0


def test_a_year_so_far_differs_in_colour_shape_and_filling(plain):
    ax = plain.axes("shares")
    marks = {c.get_label(): c for c in ax.collections if c.get_label() in points(ax)}
    whole, part = marks["whole year"], marks["year so far"]
    assert tuple(whole.get_edgecolor()[0]) != tuple(part.get_edgecolor()[0])
    assert tuple(part.get_facecolor()[0][:3]) == (1, 1, 1) != tuple(whole.get_facecolor()[0][:3])
    assert whole.get_paths()[0].vertices.shape != part.get_paths()[0].vertices.shape


def test_the_legend_names_only_what_occurs(plain):
    assert legend_words(plain.axes("shares")) == [
        "whole year",
        "year so far",
        "band of a total given as about",
        "95 % interval for chance and band",
    ]
    exact = plain.shares.iloc[:1]
    assert legend_words(plots.shares_plot(exact, 0.1)) == [
        "whole year",
        "90 % interval for chance",
    ]


def test_means_stand_between_what_rounding_allows(plain):
    ax = plain.axes("grants")
    assert points(ax)["whole year"] == [(pytest.approx(6e6 / 63), 0)]
    assert (round(5.5e6 / 63, 4), round(6.5e6 / 63, 4), 0.0) in lines(ax)
    assert "87,300 to 103,000 DKK" in words(ax)


def test_a_year_without_grants_is_said_to_have_none():
    none = pd.DataFrame(
        {"year": [2021, 2022], "grants": [0, 5], "total_mdkk": [0.0, 1.0], "is_provisional": False}
    )
    assert "no grants" in words(plots.grants_plot(climate.grant_means(none)))


def test_bars_of_the_projects_are_their_periods_in_both_places(plain):
    ax = plain.axes("projects")
    periods = [
        tuple(f"{num2date(at):%Y-%m-%d}" for at in (bar.get_x(), bar.get_x() + bar.get_width()))
        for bar in ax.patches
    ]
    assert periods == [
        ("2022-01-01", "2029-12-31"),
        ("2016-11-01", "2022-12-31"),
        ("2017-01-01", "2022-12-31"),
    ]
    assert "no days given; about 138 MDKK ≠, EU 60.1 %" in words(ax)
    assert len({(bar.get_facecolor(), bar.get_hatch()) for bar in ax.patches}) == 2


def test_dates_on_which_the_places_disagree_have_a_mark(plain):
    ax = plain.axes("projects")
    marked = [f"{num2date(line.get_xdata()[0]):%Y-%m-%d}" for line in ax.lines]
    assert marked == ["2016-11-01", "2017-01-01"]
    assert ax.get_title(loc="left").endswith("the two places disagree on 2 printed figures")
    assert legend_words(ax)[2:] == ["dates that disagree", "budgets that disagree"]


def test_places_that_agree_have_no_mark():
    ax = Case(2022).axes("projects")
    assert not ax.lines and len(legend_words(ax)) == 2
    assert ax.get_title(loc="left").endswith("agree")


def test_each_forum_stands_in_its_half_year_with_its_danish_question(plain):
    ax = plain.axes("fora")
    found = [
        (label.get_text().replace("\n", " "), f"{num2date(bar.get_x()):%Y-%m}")
        for label, bar in zip(ax.get_yticklabels(), ax.patches, strict=True)
    ]
    starts = {1: "01", 2: "07"}
    expected = [
        (row.question, f"{row.year}-{starts[row.half]}")
        for row in frame("regional_fora", 2021).itertuples()
    ]
    assert found == expected
    assert ax.get_xticklabels()[0].get_text() == "2023\nfirst half"


def test_text_alternatives_say_what_the_figures_of_2021_show(plain):
    said = {name: plain.text(name) for name in NAMES}
    assert "2022 so far, 175 of about 2,000: about 8.8 %, interval 6.1 to 13.4 %" in said["shares"]
    assert "2021, 63 grants, 6 MDKK: mean 87,300 to 103,000 DKK" in said["grants"]
    assert (
        "1 November 2016 in the status against 1 January 2017 in the action plan"
        in said["projects"]
    )
    assert "8 regional fora in 4 half-years" in said["fora"]
    assert "2024, second half: “Hvordan understøtter vi" in said["fora"]


def test_the_papers_are_named_where_there_are_several():
    assert "2022 so far (papers of 2021)\n175 of about 2,000" in words(
        Case(2021, 2022).axes("shares")
    )


# The pictures


@pytest.mark.parametrize("name", NAMES)
@picture("climate")
def test_picture(plain, name):
    return plain.axes(name).figure


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_label_or_a_lost_series_is_another_picture(plain, name):
    assert_damage_is_seen(plain.axes(name).figure)
