"""result_contract with other years, parameters and tables than the committed one."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pytest
from inprocess import Run
from truthkit import ROOT, edit, write_data

import midtjylland

TABLES = ("contract_indicators", "contract_goals", "stated_totals", "guidance_by_municipality")


run = partial(Run, "result_contract")


@pytest.fixture
def data_dir(tmp_path):
    return write_data(tmp_path / "data")


@pytest.fixture(scope="module")
def real():
    return run()


def test_the_page_gives_the_published_value_and_verdict_of_every_number(real):
    published = midtjylland.load("contract_indicators", 2021, ROOT / "data")
    words = {"met": "met", "not_met": "not met", "not_comparable": "not comparable"}
    for shown, (_, row) in zip(real.rows("meeting"), published.iterrows(), strict=True):
        assert (shown["item"], shown["verdict"]) == (
            row["item"],
            words.get(row["status"], "no result"),
        )
        value = "–" if pd.isna(row["result_value"]) else f"{row['result_value']:,g}"
        assert shown["result"].split(" ")[0] == value
    assert shown["note"] == "–" and real.rows("meeting")[4]["note"] == "rounding could turn it"


def test_users_of_2021_are_certain_for_the_guided_alone(real):
    # 4,000 - 2,860 = 1,140, which are 29.3 % of 3,888.
    text = real.text("users")
    assert "**2,860**" in text and "1,140" in text and "(29 %)" in text


def test_the_spread_of_2021_depends_on_the_reading(real):
    text = real.text("spread-told")
    assert "(2a and 8a)" in text and "+/- 10 %" in text
    assert "at least 11 of 19" in text and "none are" in text and "depends on the reading" in text


def test_a_growth_in_per_cent_has_the_range_of_its_rounding(real):
    # 500 / 11.5 and 500 / 10.5 by hand.
    text = real.text("rounding")
    assert "43.5 to 47.6 %" in text and "the verdict is: met" in text


def test_what_can_turn_a_verdict_is_named(real):
    rounding, segments, season, _growth = real.text("rounding").splitlines()
    assert "4a" in rounding and "44.5 to 45.5" in rounding
    assert "**3a**" in segments and "**1a**" in season


def test_answers_needed_for_more_than_chance(real):
    # 1.959964² × variance ÷ distance², by hand: for 1a 3.841459 × 0.2475 ÷ 0.105² = 86.2 and
    # ÷ 0.095² = 105.3; for the score 3.841459 × 0.21 ÷ 0.025² = 1290.7, × 0.51 ÷ 0.015² = 8707.3.
    needed = {row["item"]: (row["fewest"], row["enough"]) for row in real.rows("chance")}
    assert needed == {
        "3b": (1291, 8708),
        "7a": (659, 1291),
        "3a": (204, 304),
        "6a": (144, 191),
        "8c": (110, 146),
        "1a": (87, 106),
    }


def test_a_mean_grade_has_no_answers_needed(data_dir):
    def grade(table):
        row = table["item"] == "3b"
        table.loc[row, ["target_value", "result_value", "status"]] = "4.3", "4.4", "met"
        return table

    edit(data_dir, 2021, "contract_indicators", grade)
    assert "3b" not in {row["item"] for row in run(data_dir).rows("chance")}


def test_the_answers_needed_are_close_to_the_exact_test(real):
    # statsmodels, exact two-sided binomial test of what a survey of that size would print.
    from statsmodels.stats.proportion import binom_test

    shares = {"7a": (67, 70), "3a": (75, 80), "6a": (63, 70), "8c": (73, 80), "1a": (35, 45)}
    needed = {row["item"]: row for row in real.rows("chance")}
    for item, (result, target) in shares.items():
        few, many = 0.8 * needed[item]["fewest"], 1.2 * needed[item]["enough"]
        for size, rejects in ((int(few), False), (int(many), True)):
            share = (result + (0.4999 if rejects else -0.4999)) / 100
            assert (binom_test(round(size * share), size, target / 100) < 0.05) == rejects, item


def test_another_level_needs_other_numbers_of_answers():
    strict = {row["item"]: row["fewest"] for row in run(alpha=0.01).rows("chance")}
    # 2.575829² × 0.2475 ÷ 0.105² = 148.9
    assert strict["1a"] == 149


def test_a_second_year_is_compared(data_dir):
    def other(table):
        table = table[table["indicator"] != "new_firms"]
        return table.assign(
            indicator=table["indicator"].replace("net_promoter_score", "service_score")
        )

    edit(data_dir, 2022, "contract_indicators", other)
    compared = run(data_dir, compare_years=[2022])
    changes = {row["indicator"]: row for row in compared.rows("years")}
    assert len(changes) == 16
    for name in ("New firms", "Net promoter score"):
        assert changes[name]["change"] == "no match after"
    # A number without a label is told by its target.
    [new] = (name for name in changes if name.startswith("“"))
    assert "Net Promotor Score" in new and changes[new]["change"] == "no match before"
    awareness = changes["Awareness of the business hub"]
    assert (awareness["target_from"], awareness["target_to"]) == (45, 48)
    assert (awareness["change"], awareness["result_change"]) == ("target raised", 6)
    # By hand: of 11 in 2021, eight have a result in both; 6b (employment) and 6c lost ground.
    assert "6 of 8 gained" in compared.text("years")
    wording = {
        (row["item_from"], row["item_to"]): row["change"] for row in compared.rows("wording")
    }
    assert wording[("3a", "3a")] == "reworded" and wording[("4b", "–")] == "no match after"


def test_the_synthetic_year(data_dir):
    edit(
        data_dir,
        2022,
        "stated_totals",
        lambda table: table[table["quantity"] != "collective_participants"],
    )
    alone = run(data_dir, year=2022)
    # Counted by hand in the synthetic truth of 2022.
    wanted = {"indicators": 15, "met": 7, "not_met": 6, "not_comparable": 1, "no_figure": 1}
    assert {name: alone.headline[name] for name in wanted} == wanted
    assert (alone.headline["users_low"], alone.headline["users_high"]) == (3645, None)
    assert "not published" in alone.text("users")
    assert alone.shown["years"] == []


def test_a_target_of_at_most_is_met_below_it(data_dir):
    def at_most(table):
        row = table["item"] == "1a"
        table.loc[row, ["comparator", "status"]] = "<=", "met"
        return table

    edit(data_dir, 2021, "contract_indicators", at_most)
    shown = run(data_dir)
    assert shown.rows("meeting")[0]["target"] == "at most 45 %"
    assert (shown.headline["met"], shown.headline["undetermined_by_rounding"]) == (6, 1)


def test_a_number_whose_status_contradicts_it_stops_the_notebook(data_dir):
    def contradict(table):
        return table.assign(status=table["status"].mask(table["item"] == "1a", "met"))

    edit(data_dir, 2021, "contract_indicators", contradict)
    with pytest.raises(AssertionError, match="Numbers met by the margin"):
        run(data_dir)


@pytest.mark.parametrize("table", TABLES)
def test_a_withheld_table_is_named_and_the_rest_told(table):
    shown = run(withheld=table)
    assert "a made-up reason" in shown.headline["sentence"]
    judged = table != "contract_indicators"
    assert shown.headline["met"] == (5 if judged else None)
    assert shown.headline["goals"] == (None if not judged else 0 if "goals" in table else 8)
    if table == "guidance_by_municipality":
        assert "can't be judged" in shown.text("spread-told")


def test_without_its_numbers_the_targets_are_shown_and_nothing_is_claimed_of_them():
    shown = run(withheld="contract_indicators")
    for cell in ("meeting", "users", "rounding", "chance", "checks"):
        assert shown.text(cell) == (
            "Not known: the numbers of the contract of 2021 can't be used."
        ), cell
    targets = shown.rows("in-words")
    assert len(targets) == 18 and "verdict" not in targets[0]
    # What the spread needs is no number of the contract.
    assert "depends on the reading" in shown.text("spread-told")


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_is_named(data_dir, table):
    edit(data_dir, 2021, table, lambda frame: frame.iloc[:0])
    assert "it has no rows" in run(data_dir).headline["sentence"]


def test_a_year_without_numbers_is_not_compared(data_dir):
    edit(data_dir, 2022, "contract_indicators", lambda frame: frame.iloc[:0])
    shown = run(data_dir, compare_years=[2022])
    assert "numbers of 2022 can't be used" in shown.text("years")


def test_a_danish_page_has_danish_numbers():
    text = run(language="da").text("users", "chance", "rounding", "meeting")
    assert "2.860" in text and "43,5" in text and "6,7" in text and "2,860" not in text
