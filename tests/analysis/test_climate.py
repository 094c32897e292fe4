"""What the numbers of the climate tracks can stand for, against hand calculation."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from truthkit import frame

from midtjylland.analysis import climate


def of_place(place: str) -> pd.DataFrame:
    projects = frame("climate_projects", 2021)
    return climate.with_eu_part(projects[projects["place"] == place])


def project(**given) -> pd.DataFrame:
    """One project in one place, with a budget of 100 million, of which the EU pays 60."""
    plain = {
        "project": "harbour",
        "start_date": pd.Timestamp("2022-01-01"),
        "end_date": pd.Timestamp("2024-12-31"),
        "budget_mdkk": 100.0,
        "is_approximate": False,
        "eu_mdkk": 60.0,
        "eu_share_pct": 60.0,
        "partners": 5,
        "subprojects": 3,
    }
    return climate.with_eu_part(pd.DataFrame([plain | given]))


@pytest.mark.parametrize(
    ("printed", "reading", "low", "high"),
    [
        (2860.0, "exact", 2860, 2860),
        (6.0, "rounded", 5.5, 6.5),
        (64.5, "rounded", 64.45, 64.55),
        (60.0, "rounded", 59.5, 60.5),
        (2000.0, "around", 1500, 2500),
        (2300.0, "around", 2250, 2350),
        (138.0, "around", 137.5, 138.5),
        (90.0, "around", 85, 95),
        (2000.0, "just_over", 2000, 2500),
        (2000.0, "just_under", 1500, 2000),
        (0.3, "rounded", 0.25, 0.35),
        (0.0, "rounded", 0, 0.5),
        (math.nan, "rounded", math.nan, math.nan),
    ],
)
def test_a_number_stands_for_whatever_is_printed_like_it(printed, reading, low, high):
    assert climate.ends(printed, reading) == pytest.approx((low, high), nan_ok=True)


@pytest.mark.parametrize(
    ("printed", "reading", "low", "high"),
    [
        (2000, "just_over", 2000, 2499),
        (2000, "around", 1500, 2499),
        (2300, "just_over", 2300, 2349),
        (2001, "around", 2001, 2001),
        (2860, "exact", 2860, 2860),
    ],
)
def test_a_half_rounds_up_so_that_whole_numbers_end_below_it(printed, reading, low, high):
    assert climate.whole_ends(printed, reading) == (low, high)


@pytest.mark.parametrize(
    ("after", "p_values", "verdict"),
    [
        ((7, 9), (0.01, 0.02), "lower"),
        ((13, 14), (0.01, 0.02), "higher"),
        ((7, 9), (0.01, 0.06), "undetermined"),
        ((9, 13), (0.01, 0.02), "undetermined"),
        ((9, 13), (0.05, 0.9), "not_shown"),
    ],
)
def test_a_verdict_holds_over_the_whole_range(after, p_values, verdict):
    names = ("share_low_pct", "share_high_pct")
    before, after = (dict(zip(names, ends, strict=True)) for ends in ((12, 12), after))
    assert climate.share_verdict(before, after, p_values, 0.05) == verdict


def test_the_eus_part_of_2021_by_hand():
    # 60 % of 125; 52 of 90; 83 of 138.
    status, plans = (of_place(each).set_index("project") for each in ("status", "action_plan"))
    waste, plan = (rows.loc["circular_economy"] for rows in (status, plans))
    assert (waste["eu_mdkk"], waste["computed"]) == (75, "eu_mdkk")
    assert status.loc["coast_to_coast", "eu_share_pct"] == pytest.approx(57.7777778)
    assert (plan["eu_share_pct"], plan["computed"]) == (pytest.approx(60.1449275), "eu_share_pct")


def test_what_is_printed_is_not_computed():
    assert project()["computed"].tolist() == [""]
    assert project(eu_mdkk=math.nan, eu_share_pct=math.nan)["computed"].tolist() == [""]


def test_the_two_places_of_2021():
    compared = climate.compare_projects(of_place("status"), of_place("action_plan"))
    verdicts = compared.groupby("verdict", sort=False)[["project", "quantity"]]
    told = {name: rows.values.tolist() for name, rows in verdicts}
    # By hand: the plan of the one gives no dates and about 138 and 83, the other begins later.
    waste, water = "circular_economy", "coast_to_coast"
    assert told["applied_for"] == [[waste, "budget_mdkk"], [waste, "eu_mdkk"]]
    assert told["differs"] == [[water, "start_date"]]
    assert told["within_rounding"] == [[waste, "eu_share_pct"]]
    assert len(told["equal"]) == 6 and len(told["one_only"]) == 4
    row = compared.set_index(["project", "quantity"]).loc[(waste, "eu_mdkk")]
    assert row[["first", "second", "first_is", "second_is"]].tolist() == [
        75,
        83,
        "computed",
        "about",
    ]


@pytest.mark.parametrize(
    ("given", "quantity", "verdict"),
    [
        ({}, "budget_mdkk", "equal"),
        ({"budget_mdkk": 100.4}, "budget_mdkk", "within_rounding"),
        # 99.5 up to 100.5 and 100.5 up to 101.5 do not overlap: a half rounds up.
        ({"budget_mdkk": 101.0}, "budget_mdkk", "differs"),
        # 110 as about 110 is 105 up to 115; as about 100 it would reach to 150.
        ({"budget_mdkk": 110.0, "is_approximate": True}, "budget_mdkk", "differs"),
        ({"budget_mdkk": 101.0, "start_date": pd.NaT}, "budget_mdkk", "applied_for"),
        ({"start_date": pd.NaT}, "start_date", "one_only"),
        ({"end_date": pd.Timestamp("2025-01-01")}, "end_date", "differs"),
        ({"partners": 6, "start_date": pd.NaT}, "partners", "differs"),
    ],
)
def test_two_places_of_a_project(given, quantity, verdict):
    compared = climate.compare_projects(project(), project(**given)).set_index("quantity")
    assert compared.loc[quantity, "verdict"] == verdict


def test_a_computed_amount_has_the_rounding_of_both_its_parts():
    # 59.5 to 60.5 % of 124.5 to 125.5 is 74.1 to 75.9; 75 over 124 to 126 is 59.1 to 61.3 %.
    amount = project(budget_mdkk=125.0, eu_mdkk=math.nan).to_dict("records")[0]
    assert climate.money_ends(amount, "eu_mdkk") == pytest.approx((74.0775, 75.9275))
    share = project(budget_mdkk=125.0, eu_mdkk=75.0, eu_share_pct=math.nan).to_dict("records")[0]
    assert climate.money_ends(share, "eu_share_pct") == pytest.approx((59.3625498, 60.6425703))


def test_a_project_in_one_place_is_not_compared():
    compared = climate.compare_projects(project(), project(project="other"))
    assert compared.empty and "verdict" in compared
    assert climate.compare_projects(project().iloc[:0], project().iloc[:0]).empty
