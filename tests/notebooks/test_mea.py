"""mea_modules with a second year and attendance, both synthetic, and with tables withheld."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
import truthkit
from inprocess import WITHHELD, Run
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import binom_test

from midtjylland.store.attendance import add_attendance

NAME = "mea_modules"
SYNTHETIC_ATTENDANCE = Path(__file__).parents[1] / "synthetic_mea_attendance_2021.csv"


@pytest.fixture(scope="module")
def papers():
    return Run(NAME)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """2021 with synthetic attendance, compared with the synthetic 2022."""
    data = truthkit.write_data(tmp_path_factory.mktemp("mea") / "data")
    given = Path(shutil.copy(SYNTHETIC_ATTENDANCE, data / "given.csv"))
    add_attendance(given, 2021, data)
    return Run(NAME, data, compare_years=[2022], draws=999)


def test_the_answer_is_about_titles(papers):
    assert papers.headline["sentence"] == (
        "MEA held 53 modules under 41 titles. The largest theme is “Digital tools and meetings” "
        "(23 modules). 30 of the 41 titles were first held before July; at an even pace "
        "through the year it would have been about 20. The papers count 1,646 participants, 31.1 "
        "a module."
    )
    # 41 x 122 / 254 and 53 x 122 / 254 working days of the first half.
    assert papers.headline["spring_expected"] == pytest.approx(53 * 122 / 254)


def test_the_story_is_the_repeated_courses_of_march(papers):
    # In the annex: Teams on 5, 8, 9 and 16 March, five Breakout Rooms, three films.
    said = papers.text("months-words")
    assert "**17** modules; **12** of them were showings of 3 courses" in said
    assert "By module, the months differ by more than chance explains." in said
    assert "By title, the months are not shown to differ by more than chance." in said
    assert "**30 of 41** titles were first held before July" in said and "give 19.7." in said
    assert "Half of the modules had begun by 14 April" in papers.text("calendar")


def test_what_is_more_even_than_chance_is_said(papers):
    assert "*more evenly* than chance would spread it" in papers.text("summer")
    [clusters] = papers.tables("dispersion")
    assert [row["p_value"] for row in clusters] == ["≤ 0.0001", "0.059", "0.015", "0.92", "0.99"]
    assert clusters[-1]["even_p_value"] == "0.012"


def test_months_and_halves_are_tested_exactly(papers):
    months, halves = papers.tables("months-table")
    # Modules and working days counted in the annex and on a wall calendar.
    counts = [2, 5, 17, 6, 6, 5, 1, 5, 3, 1, 1, 1]
    days = [20, 20, 23, 18, 19, 22, 22, 22, 22, 21, 22, 23]
    exact = [binom_test(k, 53, n / 254) for k, n in zip(counts, days, strict=True)]
    assert [row["p_value"] for row in months] == pytest.approx(exact)
    adjusted = multipletests(exact, method="fdr_bh")[1]
    assert [row["q_value"] for row in months] == pytest.approx(adjusted)
    # By module and by title, with July and without.
    wanted = [(41, 53, 254), (41, 52, 232), (30, 41, 254), (30, 40, 232)]
    exact = [binom_test(k, n, 122 / of) for k, n, of in wanted]
    assert [row["p_value"] for row in halves] == pytest.approx(exact)


def test_the_total_bounds_what_it_can(papers):
    [bounds] = papers.tables("bounds")
    # 53 x 31 is 1,643, so one had 32; one each elsewhere leaves 1,594.
    assert (bounds[0]["lowest"], bounds[0]["highest"]) == (32, 1594)
    assert "The participants of each module are not in the papers" in papers.text("attendance")
    assert papers.shown["attended"] == papers.shown["attendance-tables"] == []


def test_another_month_of_summer_and_another_language():
    made = Run(NAME, summer_month=8, draws=999, language="da")
    [_, halves] = made.tables("months-table")
    assert {row["compared"] for row in halves} == {"helt år", "uden august"}
    assert "marts" in made.text("months-words")


def test_attendance_switches_its_analysis_on(whole):
    assert "at hand for 53 of 53 modules" in whole.text("attended")
    summary, tests, *groups = whole.tables("attendance-tables")
    mean = next(row for row in summary if row["figure"] == "mean")
    assert mean["value"] == pytest.approx(1646 / 53)
    groupings = [row["grouping"] for row in tests]
    assert groupings == ["theme", "delivery", "half", "month", "repetition"]
    assert [sum(row["participants"] for row in table) for table in groups] == [1646] * 5
    # Made up to be far out: the two days in September.
    [outliers] = whole.tables("attended")
    assert outliers[0]["title"] == "Erhvervsudviklingsdøgn"


def test_each_key_number_themes_and_titles_have_their_change(whole):
    changes, themes, common = whole.tables("years")
    by_figure = {row["figure"]: row for row in changes}
    wanted = {"year_from": 2021, "year_to": 2022, "value_from": 53, "value_to": 37, "change": -16}
    assert wanted.items() <= by_figure["modules"].items()
    assert by_figure["participants"]["change"] == 1214 - 1646
    assert sum(row["modules_2021"] for row in themes) == 53
    assert sum(row["modules_2022"] for row in themes) == 37
    assert {"title": "Relationer i salg", "years": "2021, 2022", "modules": 2} in common


@pytest.mark.parametrize("withheld", ["mea_modules", "stated_totals", "findings"])
def test_it_runs_without_any_of_its_tables(withheld):
    made = Run(NAME, withheld=withheld, draws=999)
    if withheld == "mea_modules":
        assert made.headline["sentence"].startswith("This can't be answered")
        assert WITHHELD in made.text("answer")
        assert made.headline["modules"] is None
    else:
        assert made.headline["modules"] == 53
    if withheld == "stated_totals":
        assert made.headline["participants"] is None
        assert "state no total" in made.text("attendance")


def test_modules_that_are_all_different_and_with_places_are_shown():
    rows = truthkit.frame("mea_modules", 2021).iloc[[0, 1, 2]]
    made = Run(
        NAME,
        tables={
            "mea_modules": rows.assign(place="Viborg", participants=pd.array([9, 8, 7], "Int64"))
        },
        draws=999,
    )
    assert "none of a course that was held several times" in made.text("months-words")
    [table] = made.tables("table")
    assert [row["participants"] for row in table] == [9, 8, 7]
    assert "at hand for 3 of 3 modules" in made.text("attended")
