"""What the figures of MEA's modules draw is what their frames hold, and a reader can read it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from figurekit import assert_damage_is_seen, assert_legible, picture, texts
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from truthkit import frame

from midtjylland.analysis import mea
from midtjylland.figures import mea as plots
from midtjylland.theme import load_themes

# Made up: nobody knows how many came to each module of 2021.
SYNTHETIC_ATTENDANCE = Path(__file__).parent / "synthetic_mea_attendance_2021.csv"
BLUE = "#0068a6"


class Case:
    """All frames of one year and their figures; the attendance is synthetic."""

    def __init__(self, year: int) -> None:
        themes = load_themes()
        modules = frame("mea_modules", year)
        people = pd.read_csv(SYNTHETIC_ATTENDANCE)[["module_no", "participants"]].astype("Int64")
        self.programme = mea.programme(modules, themes)
        self.calendar = mea.year_calendar(modules, year)
        self.months = mea.compare_counts(self.calendar, "month")
        self.paces = {each: self.pace(each) for each in (2021, 2022)}
        self.themes = mea.theme_counts(self.programme, themes)
        known = people[people["module_no"] <= len(modules)]
        self.attended = mea.attended(self.programme, known)
        self.limits = mea.fence_limits(self.attended["participants"], 1.5)
        self.labels = themes.labels()

    @staticmethod
    def pace(year: int) -> pd.DataFrame:
        return mea.pace(mea.year_calendar(frame("mea_modules", year), year))

    def axes(self, name: str, ax=None):
        drawn = {
            "year": lambda: plots.year_view(self.calendar, self.programme, ax),
            "months": lambda: plots.counts_plot(self.months, 0.05, ax),
            "pace": lambda: plots.pace_plot(self.paces, ax),
            "themes": lambda: plots.themes_plot(self.themes, ax),
            "attendance": lambda: plots.attendance_plot(
                self.attended, "theme", self.limits, self.labels, ax
            ),
        }
        return drawn[name]()

    def text(self, name: str) -> str:
        written = {
            "year": lambda: plots.year_view_text(self.calendar, self.programme),
            "months": lambda: plots.counts_plot_text(self.months),
            "pace": lambda: plots.pace_plot_text(self.paces),
            "themes": lambda: plots.themes_plot_text(self.themes),
            "attendance": lambda: plots.attendance_plot_text(
                self.attended, "theme", self.limits, self.labels
            ),
        }
        return written[name]()


NAMES = ["year", "months", "pace", "themes", "attendance"]


@pytest.fixture(scope="module", params=[2021, 2022])
def case(request) -> Case:
    return Case(request.param)


@pytest.fixture(scope="module")
def papers() -> Case:
    return Case(2021)


# What every figure must have


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_small_cut_off_or_over_another(case, name):
    assert_legible(case.axes(name).figure)


@pytest.mark.parametrize("name", NAMES)
def test_figures_draw_on_the_axes_they_are_given_and_have_a_title(papers, name):
    given = Figure(layout="constrained").add_subplot()
    assert papers.axes(name, given) is given
    assert given.get_title(loc="left")


@pytest.mark.parametrize(
    ("name", "axis"), [("months", "x"), ("pace", "y"), ("themes", "x"), ("attendance", "x")]
)
def test_axes_that_count_say_what(papers, name, axis):
    assert "number" in getattr(papers.axes(name), f"get_{axis}label")()


# Year view


def tiles(ax, colour: str) -> set[tuple[int, int]]:
    """Column and row of the tiles of one colour."""
    return {
        (round(patch.get_x() + 0.46), round(patch.get_y() + 0.46))
        for patch in ax.patches
        if to_hex(patch.get_facecolor()) == colour
    }


def test_year_view_puts_each_day_at_its_month_and_weekday(papers):
    dark = tiles(papers.axes("year"), BLUE)
    # 53 modules fill 51 days: three pairs share a day, one module takes two.
    assert len(dark) == 51
    # 11 January 2021 was a Monday, the year's first Friday its first day: column 4 + 10. 23 and 24
    # September: the month began on a Wednesday, column 2 + 22 and the next.
    assert {(14, 0), (24, 8), (25, 8)} <= dark


def test_year_view_marks_several_modules_and_those_in_person(papers):
    marked = [
        (round(text.get_position()[0]), round(text.get_position()[1]), text.get_text())
        for text in papers.axes("year").texts
        if text.get_color() == "white"
    ]
    # Two modules on 26 February, 9 and 19 March; in person on 8 and 22 June. February and March
    # began on a Monday, June on a Tuesday.
    pairs = [(25, 1, "2"), (8, 2, "2"), (18, 2, "2")]
    assert sorted(marked) == sorted([*pairs, (8, 5, "★"), (22, 5, "★")])


def test_year_view_counts_each_month(papers):
    written = [text.get_text() for text in papers.axes("year").texts if text.get_color() != "white"]
    counts = [2, 5, 17, 6, 6, 5, 1, 5, 3, 1, 1, 1]
    assert written == [*map(str, counts), "modules"]


def test_year_view_hatches_public_holidays_and_leaves_weekends_blank(papers):
    ax = papers.axes("year")
    assert sum(bool(patch.get_hatch()) for patch in ax.patches) == 11
    # 365 days less 104 on weekends (52 Saturdays and Sundays), of which four are holidays.
    assert len(ax.patches) == 365 - 104 + 4


def test_year_view_text_names_the_days(papers):
    text = papers.text("year")
    assert "53 modules on 51 days; 17 of them began in March" in text
    assert "more than one began: 2021-02-26, 2021-03-09 and 2021-03-19" in text
    assert "in person: 2021-06-08 and 2021-06-22" in text


def test_a_year_without_modules_in_person_has_no_star(papers):
    none = papers.programme.assign(delivery="unstated")
    ax = plots.year_view(papers.calendar, none)
    assert not [
        text
        for text in texts(ax.figure)
        if "★" in text.get_text() or "in person" in text.get_text()
    ]


# Counts


def test_counts_plot_fills_what_is_outside_the_range_of_chance(papers):
    ax = papers.axes("months")
    bars = [patch for patch in ax.patches if patch.get_height() == 0.5]
    assert [bar.get_width() for bar in bars] == papers.months["modules"].tolist()
    filled = [to_hex(bar.get_facecolor()) == BLUE for bar in bars]
    assert filled == [month == "March" for month in papers.months["month"]]
    assert ax.get_title(loc="left") == "Outside the range of chance: March"


def test_counts_plot_draws_range_and_expectation(papers):
    ax = papers.axes("months")
    bands = [patch for patch in ax.patches if patch.get_height() == 0.9]
    ends = [(band.get_x(), band.get_x() + band.get_width()) for band in bands]
    assert ends == [*zip(papers.months["chance_low"], papers.months["chance_high"], strict=True)]
    lines = [segment[0][0] for segment in ax.collections[0].get_segments()]
    assert lines == pytest.approx(papers.months["expected_modules"].tolist())


def test_counts_plot_names_the_level_of_its_range(papers):
    ax = plots.counts_plot(papers.months, 0.01)
    assert "99 % range of chance at an even pace" in [text.get_text() for text in texts(ax.figure)]


def test_counts_text_has_every_count(papers):
    text = papers.text("months")
    assert "March 17 (4.8; 1 to 9)" in text and "December 1 (4.8; 1 to 9)" in text


# Pace


def test_pace_plot_steps_from_nothing_to_all_modules(papers):
    ax = papers.axes("pace")
    steps = [line for line in ax.lines if line.get_drawstyle() == "steps-post"]
    assert [line.get_ydata()[-1] for line in steps] == [53, 37]
    assert len({(line.get_color(), line.get_linestyle()) for line in steps}) == 2
    # The point stands at the 104th day, 14 April.
    [at] = steps[0].get_markevery()
    assert (steps[0].get_xdata()[at], steps[0].get_ydata()[at]) == (104, 27)


def test_pace_text_compares_the_quarters_with_an_even_pace(papers):
    text = plots.pace_plot_text({2021: papers.paces[2021]})
    # 24 modules in the annex by 31 March, after 63 of 254 working days.
    assert "2021: half of the 53 modules by 14 April" in text
    assert "24 (13.1) by 31 March, 41 (25.5) by 30 June and 50 (39.2) by 30 September" in text


# Themes


def test_themes_plot_stacks_both_halves_and_ends_with_unclassified(case):
    ax = case.axes("themes")
    total = sum(bar.get_width() for bar in ax.patches)
    assert total == case.themes["modules"].sum()
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names[-1] == "Unclassified" and len(names) == len(case.themes)
    sizes = [int(re.match(r"\d+", text.get_text())[0]) for text in ax.texts]
    assert sizes[:-1] == sorted(sizes[:-1], reverse=True)
    hatched = sum(bar.get_width() for bar in ax.patches if bar.get_hatch())
    assert hatched == case.themes["autumn"].sum()


def test_themes_text_has_every_theme(case):
    for row in case.themes.itertuples():
        assert f"{row.label} {row.modules} ({row.spring}, {row.autumn})" in case.text("themes")


# Attendance


def test_attendance_plot_has_a_point_for_every_module(case):
    near, far, medians = case.axes("attendance").lines
    drawn = sorted([*near.get_xdata(), *far.get_xdata()])
    assert drawn == sorted(case.attended["participants"])
    low, high = case.limits
    assert all(low <= people <= high for people in near.get_xdata())
    assert not any(low <= people <= high for people in far.get_xdata())
    assert list(medians.get_xdata()) == sorted(medians.get_xdata(), reverse=True)


def test_attendance_plot_numbers_the_outliers(papers):
    ax = papers.axes("attendance")
    out = mea.outliers(papers.attended, 1.5)
    assert {text.get_text() for text in ax.texts} == {str(number) for number in out["module_no"]}
    assert "number 50 with 95" in papers.text("attendance")


def test_attendance_plot_sets_twins_apart(papers):
    near, *_ = papers.axes("attendance").lines
    spots = [*zip(near.get_xdata(), near.get_ydata(), strict=True)]
    assert len(set(spots)) == len(spots)


def test_attendance_plot_groups_by_any_column(papers):
    ax = plots.attendance_plot(papers.attended, "repetition", papers.limits)
    names = {label.get_text() for label in ax.get_yticklabels()}
    # 36 titles held once, 5 held again, 12 repeats.
    assert names == {"held once (36)", "first of several (5)", "repeat (12)"}


# The pictures


@pytest.mark.parametrize("name", NAMES)
@picture("mea")
def test_picture(papers, name):
    return papers.axes(name).figure


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_label_or_a_lost_series_is_another_picture(papers, name):
    assert_damage_is_seen(papers.axes(name).figure)
