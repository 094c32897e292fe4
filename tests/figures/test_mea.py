"""What the figures of MEA's modules draw is what their frames hold, and a reader can read it."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from figurekit import assert_legible, texts
from matplotlib.colors import to_hex
from truthkit import frame

from midtjylland.analysis import mea
from midtjylland.core.language import use_language
from midtjylland.declared.theme import load_themes
from midtjylland.figures import mea as plots

# Made up: nobody knows how many came to each module of 2021.
SYNTHETIC_ATTENDANCE = Path(__file__).parents[1] / "synthetic_mea_attendance_2021.csv"
BLUE = "#0068a6"
NAMES = ["months", "calendar", "themes", "attendance"]
KEPT = ["months", "calendar", "attendance"]
# By hand for 2021: 53 x 23 / 254 and the 2.5 % tails of the binomial distribution (scipy).
MONTHS = pd.DataFrame(
    [(2, 5, 5, 4.17, 1, 8), (3, 17, 7, 4.80, 1, 9), (10, 1, 0, 4.38, 1, 9)],
    columns=["month", "modules", "titles", "expected_modules", "chance_low", "chance_high"],
)


class Case:
    """The frames of one year and their figures; the attendance is synthetic."""

    def __init__(self, year: int) -> None:
        themes, modules = load_themes(), frame("mea_modules", year)
        people = pd.read_csv(SYNTHETIC_ATTENDANCE)[["module_no", "participants"]]
        self.programme = mea.programme(modules, themes)
        self.days = mea.year_calendar(modules, year)
        self.counts = mea.theme_counts(self.programme, themes)
        self.attended = (
            self.programme.drop(columns="participants")
            .merge(people.astype("Int64"), on="module_no")
            .astype({"participants": "int64"})
        )
        self.labels = themes.labels()

    def shown(self, name: str):
        drawn = {
            "months": lambda: plots.months(MONTHS, 95.0),
            "calendar": lambda: plots.calendar(self.days, self.programme),
            "themes": lambda: plots.themes(self.counts, self.labels),
            "attendance": lambda: plots.attendance(self.attended, "theme", (5, 70), self.labels),
        }
        return drawn[name]()

    def axes(self, name: str):
        return self.shown(name).figure.axes[0]


@pytest.fixture(scope="module", params=[2021, 2022])
def case(request) -> Case:
    return Case(request.param)


PAPERS = Case(2021)
DRAWN = {name: partial(PAPERS.shown, name) for name in NAMES}


@pytest.fixture
def papers() -> Case:
    return PAPERS


@pytest.mark.parametrize("name", NAMES)
def test_figures_of_another_year_are_legible(name):
    assert_legible(Case(2022).shown(name).figure)


def test_months_stack_repeats_on_first_showings_against_the_range_of_chance(papers):
    ax = papers.axes("months")
    bars = [patch for patch in ax.patches if patch.get_height() == 0.5]
    assert [bar.get_width() for bar in bars] == [5, 7, 10, 1]
    assert [bar.get_hatch() for bar in bars] == [None] * 2 + ["///"] * 2
    bands = [patch for patch in ax.patches if patch.get_height() == 0.9]
    assert [(band.get_x(), band.get_x() + band.get_width()) for band in bands] == [
        *((1, 8), (1, 9), (1, 9))
    ]
    assert [segment[0][0] for segment in ax.collections[0].get_segments()] == [4.17, 4.80, 4.38]
    assert ax.get_title(loc="left") == "More or fewer than chance explains: March"
    assert "March 17 (10; 4.8; 1 to 9)" in papers.shown("months").text


def test_the_calendar_puts_each_day_at_its_month_and_weekday(papers):
    ax = papers.axes("calendar")
    dark = {
        (round(patch.get_x() + 0.46), round(patch.get_y() + 0.46))
        for patch in ax.patches
        if to_hex(patch.get_facecolor()) == BLUE
    }
    # 53 modules fill 51 days: three pairs share a day, one module takes two.
    assert len(dark) == 51
    # 11 January 2021 was a Monday, the year's first Friday its first day: column 4 + 10. 23 and 24
    # September: the month began on a Wednesday, column 2 + 22 and the next.
    assert {(14, 0), (24, 8), (25, 8)} <= dark
    # 365 days less 104 on weekends (52 Saturdays and Sundays), of which four are holidays.
    assert len(ax.patches) == 365 - 104 + 4
    assert sum(bool(patch.get_hatch()) for patch in ax.patches) == 11


def test_the_calendar_marks_several_modules_those_in_person_and_counts_the_months(papers):
    written = papers.axes("calendar").texts
    marked = [
        (round(text.get_position()[0]), round(text.get_position()[1]), text.get_text())
        for text in written
        if text.get_color() == "white"
    ]
    # Two modules on 26 February, 9 and 19 March; in person on 8 and 22 June. February and March
    # began on a Monday, June on a Tuesday.
    pairs = [(25, 1, "2"), (8, 2, "2"), (18, 2, "2")]
    assert sorted(marked) == sorted([*pairs, (8, 5, "★"), (22, 5, "★")])
    counts = [text.get_text() for text in written if text.get_color() != "white"]
    assert counts == [*map(str, [2, 5, 17, 6, 6, 5, 1, 5, 3, 1, 1, 1]), "modules"]
    text = papers.shown("calendar").text
    assert "53 modules on 51 days" in text
    assert "more than one began: 26 February, 9 March and 19 March" in text
    assert "in person: 8 June and 22 June" in text


def test_a_year_without_modules_in_person_has_no_star(papers):
    none = papers.programme.assign(delivery="unstated")
    written = [text.get_text() for text in texts(plots.calendar(papers.days, none).figure)]
    assert not [text for text in written if "★" in text or "in person" in text]


def test_months_and_weekdays_are_in_the_language_in_use(papers):
    use_language("da")
    danish = papers.shown("calendar")
    use_language("en")
    assert "marts 17" in danish.text
    assert danish.figure.axes[0].get_yticklabels()[4].get_text() == "maj"


def test_themes_stack_both_halves_and_end_with_unclassified(case):
    ax = case.axes("themes")
    assert sum(bar.get_width() for bar in ax.patches) == case.counts["modules"].sum()
    hatched = sum(bar.get_width() for bar in ax.patches if bar.get_hatch())
    assert hatched == case.counts["autumn"].sum()
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names[-1] == "Unclassified" and len(names) == len(case.counts)
    sizes = [int(re.match(r"\d+", text.get_text())[0]) for text in ax.texts]
    assert sizes[:-1] == sorted(sizes[:-1], reverse=True)
    text = case.shown("themes").text
    for row in case.counts.itertuples():
        assert f"{case.labels[row.theme]} {row.modules} ({row.spring}, {row.autumn})" in text


def test_attendance_has_a_point_for_every_module_and_numbers_the_unusual(case):
    shown = case.shown("attendance")
    ax = shown.figure.axes[0]
    near, far, medians = ax.lines
    drawn = sorted([*near.get_xdata(), *far.get_xdata()])
    assert drawn == sorted(case.attended["participants"])
    assert all(5 <= people <= 70 for people in near.get_xdata())
    assert not any(5 <= people <= 70 for people in far.get_xdata())
    assert list(medians.get_xdata()) == sorted(medians.get_xdata(), reverse=True)
    spots = [*zip(near.get_xdata(), near.get_ydata(), strict=True)]
    assert len(set(spots)) == len(spots)
    out = case.attended.loc[~case.attended["participants"].between(5, 70), "module_no"]
    assert {text.get_text() for text in ax.texts} == {str(number) for number in out}
