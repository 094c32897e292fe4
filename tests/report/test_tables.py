"""Numbers, dates and labels as readers see them, and the tables that notebooks show."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest
from reportkit import COURSES, TOWNS, shown

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.language import language, places
from midtjylland.report.tables import (
    TABLE_MIME,
    read_table_resource,
    show_table,
    table_of,
)

ENGLISH = language("en")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (2729, None, "2,729"),
        (8.604, 2, "8.60"),
        (57375.5, None, "57,375.5"),
        (-0.4, None, "-0.4"),
        (0, None, "0"),
        (0.0, 2, "0.00"),
        # 3.9e-21 is the p-value that the papers' shares give; it must not be shown as 0.00.
        (3.9e-21, None, "3.9\u00a0×\u00a010⁻²¹"),
        (-0.004, 2, "-0.004"),
        (0.006, 2, "0.01"),
    ],
)
def test_numbers_have_the_decimals_they_need(value, decimals, text):
    assert ENGLISH.number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "name", "text"),
    [
        (2021, "year", "2021"),
        (2021, "plan_year", "2021"),
        (2021, "guided_firms", "2,021"),
        (None, "guided_firms", "–"),
        (True, "is_approximate", "yes"),
        (False, "is_approximate", "no"),
        ("0615", "municipality_code", "0615"),
        ("6.9 % of 100", "", "6.9\u00a0% of 100"),
    ],
)
def test_any_value_is_shown_as_what_it_is(value, name, text):
    assert ENGLISH.value(value, name) == text


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("guided_share_pct", "Share of guided firms (%)"),
        ("rounded_share_pct", "Rounded share (%)"),
        ("gap_pct_point", "Gap (percentage points)"),
        ("total_mdkk", "Total (million DKK)"),
        ("p_value", "p-value"),
        ("Guided firms in 2021", "Guided firms in 2021"),
    ],
)
def test_names_are_read_aloud(name, label):
    assert ENGLISH.label(name) == label


@pytest.mark.parametrize(
    ("values", "decimals"), [([1.0, 2.0], 0), ([1.0, 2.5], 1), ([1 / 3, 1.0], 2), ([], 0)]
)
def test_a_column_shows_as_many_decimals_as_it_needs(values, decimals):
    assert places(values) == decimals


def test_figures_of_different_kinds_in_one_column_each_show_their_own_decimals():
    mixed = pd.DataFrame({"found": [2729.0, 141.126089, 0.5]})
    html = shown(mixed, "Checks", decimals={"found": None})["text/html"]
    assert re.findall(r"<data[^>]*>([^<]*)</data>", html) == ["2,729", "141.13", "0.5"]


def test_what_a_notebook_stores_comes_back_as_the_same_table():
    options = {"labels": {"fee_dkk": "Fee"}, "decimals": {"fee_dkk": 1}, "danish": ["course_title"]}
    direct = table_of(COURSES, "Courses", **options)
    stored = read_table_resource(shown(COURSES, "Courses", **options)[TABLE_MIME])
    assert stored.columns == direct.columns
    assert stored.rows == direct.rows
    assert [*stored.rows[0].values()][1:] == [date(2021, 5, 3), 1646, 57375.0]
    assert [*stored.rows[2].values()][1:] == [None, 9, None]


def test_a_notebook_shows_the_table_also_without_a_report():
    bundle = shown(TOWNS, "Firms of each town")
    assert "<caption><span>Firms of each town</span></caption>" in bundle["text/html"]
    assert bundle["text/plain"].splitlines()[0] == "Firms of each town"
    assert "1140" in bundle["text/plain"]


def test_figures_keep_ten_digits_so_that_machines_agree():
    frame = pd.DataFrame({"share": [0.1 + 0.2, 1 / 3]})
    assert table_of(frame, "Shares").rows == [{"share": 0.3}, {"share": 0.3333333333}]


def test_a_named_index_heads_the_rows_and_another_is_left_out():
    named = TOWNS.set_index("town")
    assert [column.name for column in table_of(named, "Towns").columns] == ["town", "firms"]
    unnamed = TOWNS[TOWNS["firms"] > 500]
    rows = table_of(unnamed, "Towns").rows
    assert [(row["town"], row["firms"]) for row in rows] == [("Aarhus", 785), ("Viborg", 1140)]


def test_csv_has_dots_iso_dates_and_empty_for_missing():
    lines = table_of(COURSES.drop(columns="course_title"), "Courses").csv().splitlines()
    assert lines == [
        "start_date,participants,fee_dkk",
        "2021-05-03,1646,57375.0",
        "2021-01-09,,0.5",
        ",9,",
        "2021-12-24,12,1e-21",
    ]


def test_ids_are_read_aloud_and_stay_ids_in_the_csv():
    frame = pd.DataFrame({"delivery": ["in_person", None], "unit": ["pct", "mdkk"]})
    table = table_of(frame, "Ids", ids=["delivery", "unit"])
    html = shown(frame, "Ids", ids=["delivery", "unit"])["text/html"]
    assert [text in html for text in ("In person", "–", ">%<", "million DKK")] == [True] * 4
    assert table.csv() == "delivery,unit\nin_person,pct\n,mdkk\n"
    assert read_table_resource(table.resource()).columns == table.columns


def test_an_empty_frame_is_an_empty_table():
    table = table_of(COURSES.head(0), "None")
    assert table.rows == []
    assert "<tbody>\n</tbody>" in shown(COURSES.head(0), "None")["text/html"]


@pytest.mark.parametrize(
    "option", [{"labels": {"no": "x"}}, {"decimals": {"no": 1}}, {"danish": ["no"]}]
)
def test_a_column_that_is_not_there_is_refused(option):
    with pytest.raises(MidtjyllandError, match="'Towns' has no column 'no'"):
        show_table(TOWNS, "Towns", **option)


def test_heads_in_several_levels_are_refused():
    frame = pd.DataFrame({("a", "x"): [1]})
    with pytest.raises(MidtjyllandError, match="flatten"):
        show_table(frame, "Levels")
