"""climate_strategy with other years, parameters and tables than the committed one."""

from __future__ import annotations

from functools import partial
from math import comb

import pytest
from inprocess import Run
from statsmodels.stats.proportion import proportion_confint
from truthkit import edit, write_data

TABLES = ("green_guidance", "green_grants", "climate_projects", "regional_fora")


run = partial(Run, "climate_strategy")


def fisher(first: int, of_first: int, second: int, of_second: int) -> float:
    """Two-sided p by whole numbers: tables as likely as this one, or less, over all."""
    drawn, lowest = first + second, max(0, first + second - of_second)
    ways = [
        comb(of_first, each) * comb(of_second, drawn - each)
        for each in range(lowest, min(of_first, drawn) + 1)
    ]
    here = ways[first - lowest]
    return sum(each for each in ways if each <= here) / comb(of_first + of_second, drawn)


@pytest.fixture
def data_dir(tmp_path):
    return write_data(tmp_path / "data")


@pytest.fixture(scope="module")
def real():
    return run()


def test_the_share_of_2022_is_lower_whatever_godt_means_within_its_range(real):
    assert fisher(345, 2860, 175, 2000) == pytest.approx(real.headline["part_p_value_most"], 1e-9)
    assert fisher(345, 2860, 175, 2499) < 1e-9
    assert real.headline["part_verdict"] == "lower"
    assert "and 0.00023 (Fisher)" in real.text("intervals")
    # The smallest total that shows it.
    assert fisher(345, 2860, 175, 1722) > 0.05 > fisher(345, 2860, 175, 1723)
    assert real.headline["part_tipping_total"] == 1723


def test_the_interval_is_wilsons_over_the_range(real):
    low = 100 * proportion_confint(175, 2499, method="wilson")[0]
    high = 100 * proportion_confint(175, 2000, method="wilson")[1]
    found = (real.headline[f"part_green_guidance_share_{end}_pct"] for end in ("low", "high"))
    assert tuple(found) == pytest.approx((low, high), abs=1e-7)


def test_the_rest_of_the_year_by_hand(real):
    # 345 - 175 = 170; 2,860 - 2,499 = 361 to 2,860 - 2,000 = 860: 47 to 20 %.
    assert "170 of the 361 to 860" in real.text("change-told")
    assert "(20 to 47 %)" in real.text("change-told")


def test_around_2000_leaves_the_verdict_open(data_dir):
    words = {"just_over": "around"}
    edit(data_dir, 2021, "green_guidance", lambda frame: frame.replace({"total_is": words}))
    around = run(data_dir)
    assert "175 of about 2,000" in around.text("answer")
    assert around.headline["part_verdict"] == "undetermined"
    # 175 of 1,500 is 11.7 % against 12.1 %.
    assert around.headline["part_p_value_most"] == pytest.approx(fisher(345, 2860, 175, 1500), 1e-9)
    assert "1,500 to 2,499" in around.text("basis")
    assert "1,723 firms or more" in around.text("change-told")


def test_grants_by_hand(real):
    # 358 / 63; 60.5 / 6.5 and 61.5 / 5.5; 168,994 / 103,175 and 171,788 / 87,302.
    text = real.text("grants-told")
    assert (
        "Compared with 2021 (100 %), the part of 2022 that the papers cover has 568 % of the "
        "number of grants, 931 to 1,118 % of their sum, and a mean grant of 164 to 197 %."
    ) in text


def test_an_application_is_no_contradiction(real):
    budget, start = real.text("projects-compared").splitlines()[-2:]
    assert "about 138 was applied for; the status gives 125" in budget
    assert "1 November 2016 in the status, 1 January 2017" in start
    told = {(row["project"], row["quantity"]): row for row in real.rows("projects-table")}
    money = told[("Circular Economy Beyond Waste", "Paid by the EU (million DKK)")]
    assert (money["status"], money["action_plan"]) == ("75 (computed)", "about 83")


def test_the_fora_stand_at_the_end_in_the_order_of_their_half_years(real):
    when = [row["when"] for row in real.rows("fora")]
    assert len(when) == 8
    assert (when[0], when[-1]) == ("first half of 2023", "second half of 2024")


def test_papers_of_two_years_are_compared(data_dir):
    both = run(data_dir, compare_years=[2022])
    # 412 of 3,645, 198 of about 2,300 and 391 grants for 64.5 million in the synthetic papers.
    shares, means = (
        {row["year"]: (row["papers_2021"], row["papers_2022"]) for row in rows}
        for rows in both.tables("years")
    )
    assert shares[2021] == ("12.1 %", "–") and shares[2022] == ("7.0 to 8.8 %", "11.3 %")
    assert means[2022] == ("169,000 to 172,000 DKK", "165,000 DKK")
    assert "2022 (papers of 2022)" in both.text("years")
    [change], [growth] = both.tables("whole-years")
    assert (change["share"], change["before"]) == ("11.3 %", "12.1 %")
    assert change["verdict"] == "no difference shown"
    assert change["p_value"] == pytest.approx(fisher(345, 2860, 412, 3645), 1e-8)
    # 391 / 63; 64.45 / 6.5 and 64.55 / 5.5.
    found = [growth[name] for name in ("many", "sum_low", "sum_high")]
    assert found == pytest.approx([6.2063492, 9.9153846, 11.7363636])
    changed = {(row["project"], row["quantity"]) for row in both.rows("years-projects")}
    assert ("Coast to Coast Climate Challenge", "Start date") in changed


def test_years_that_do_not_follow_each_other_are_not_compared(data_dir):
    for table in ("green_guidance", "green_grants"):
        edit(data_dir, 2022, table, lambda frame: frame[frame["year"] != "2022"])
        edit(data_dir, 2021, table, lambda frame: frame[frame["year"] != "2022"])
        edit(data_dir, 2022, table, lambda frame: frame.assign(is_provisional="False"))
    # What is left are whole years of 2021 and 2023.
    assert run(data_dir, compare_years=[2022]).shown["whole-years"] == []


def test_the_headline_is_of_its_own_year_whatever_it_is_compared_with(data_dir):
    later = run(data_dir, year=2022, compare_years=[2021]).headline
    # 412 of 3,645 and 198 of about 2,300, as the papers of 2022 print them.
    assert later["green_guidance_share_pct"] == pytest.approx(11.303155, 1e-6)
    assert later["part_green_guidance_share_pct"] == pytest.approx(8.608696, 1e-6)


def test_a_year_whose_papers_tell_of_no_later_one(data_dir):
    for table in ("green_guidance", "green_grants"):
        edit(data_dir, 2021, table, lambda frame: frame[frame["year"] == "2021"])
    shown = run(data_dir)
    assert shown.headline["part_year"] is shown.headline["part_verdict"] is None
    assert "no two shares to compare" in shown.text("change-told")
    assert "Grants for green transition: 63 (on average" in shown.headline["sentence"]


def test_numbers_that_the_papers_do_not_give_are_left_out(data_dir):
    def lose(table):
        table.loc[table["year"] == "2022", table.columns[2]] = ""
        return table

    for table in ("green_guidance", "green_grants"):
        edit(data_dir, 2021, table, lose)
    shown = run(data_dir)
    assert shown.headline["grants"] == 63 and shown.headline["part_year"] is None


def test_a_year_without_a_grant(data_dir):
    edit(data_dir, 2021, "green_grants", lambda frame: frame.assign(grants="0", total_mdkk="0"))
    shown = run(data_dir)
    told = (
        "Grants for green transition: 0 in 2021, and 0 in the part of 2022 that the papers cover."
    )
    assert told in shown.headline["sentence"]
    assert shown.headline["grant_mean_dkk"] is None and shown.text("grants-told") == ""


@pytest.mark.parametrize("table", TABLES)
def test_a_withheld_table_is_named_and_the_rest_told(table):
    shown = run(withheld=table)
    assert "a made-up reason" in shown.headline["sentence"]
    assert shown.headline["green_guided_firms"] == (None if table == "green_guidance" else 345)
    assert shown.headline["grants"] == (None if table == "green_grants" else 63)
    assert shown.headline["projects"] == (0 if table == "climate_projects" else 2)


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_is_told_where_the_answer_needs_it(data_dir, table):
    edit(data_dir, 2021, table, lambda frame: frame.iloc[:0])
    told = "print nothing for the table" in run(data_dir, compare_years=[2022]).headline["sentence"]
    assert told == table.startswith("green")


def test_a_danish_page_has_danish_numbers():
    text = run(language="da").text("answer", "grants-figure", "projects-table")
    assert "2.860" in text and "12,1 %" in text and "31. december 2029" in text
    assert "2,860" not in text and "12.1" not in text
