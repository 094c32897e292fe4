"""What ECSMV pays and could cost, against hand calculation and statsmodels."""

from __future__ import annotations

import json
from datetime import date, datetime
from math import comb
from pathlib import Path

import pandas as pd
import pytest
import truthkit
from statsmodels.stats.proportion import proportion_confint

from midtjylland.analysis import ecsmv
from midtjylland.core.findings import MidtjyllandError
from midtjylland.rules import UnconfirmedRuleError, load_rules
from midtjylland.rules.grants import GrantRules

DATA = Path(__file__).parent.parent / "data"
NOW = GrantRules(32, 200_000, 57_375)
PAPERS_2022 = date(2022, 11, 1)
KEYS = ["investment_grant_rate_pct", "investment_grant_cap_dkk", "advice_grant_cap_dkk"]


@pytest.fixture(scope="module")
def book():
    return load_rules("ecsmv", DATA)


@pytest.fixture
def papers() -> pd.DataFrame:
    return truthkit.frame("ecsmv_rules", 2021)


def stated(dialogues: int | None, models: int | None) -> pd.DataFrame:
    """Totals of a year; None for what it does not state."""
    counts = {"firms_in_dialogue": dialogues, "firms_with_business_model": models}
    rows = [
        {"table": "ecsmv_rules", "quantity": name, "value": float(count), "unit": "count"}
        for name, count in counts.items()
        if count is not None
    ]
    other = {"table": "mea_modules", "quantity": "modules", "value": 53.0, "unit": "count"}
    return pd.DataFrame([other, *rows])


def changed(papers: pd.DataFrame, place: str, rate: float) -> pd.DataFrame:
    return papers.assign(
        investment_grant_rate_pct=papers["investment_grant_rate_pct"].where(
            papers["place"] != place, rate
        )
    )


# Schedules


def test_a_schedule_by_hand():
    rows = ecsmv.schedule([100_000, 625_000, 1_000_000], NOW)
    assert rows.to_dict("list") == {
        "investment_dkk": [100_000, 625_000, 1_000_000],
        "investment_grant_dkk": [32_000, 200_000, 200_000],
        "own_share_dkk": [68_000, 425_000, 800_000],
        "effective_rate_pct": [32, 32, 20],
        "marginal_rate_pct": [32, 0, 0],
        "total_with_full_advice_dkk": [89_375, 257_375, 257_375],
    }


def test_a_schedule_keeps_order_and_doubles_and_may_be_empty():
    assert ecsmv.schedule([5, 1, 5], NOW)["investment_dkk"].tolist() == [5, 1, 5]
    none = ecsmv.schedule([], NOW)
    assert none.empty and [*none] == [*ecsmv.schedule([1], NOW)]


def test_a_schedule_refuses_what_no_investment_can_be():
    with pytest.raises(MidtjyllandError, match=r"an investment of -1 \(row 1\) can't be"):
        ecsmv.schedule([1, -1], NOW)


def test_break_points_are_where_the_grant_pays_the_share():
    # 200,000 / 0.20 = 1,000,000; 200,000 / 0.05 = 4,000,000. It pays 32 % or more nowhere later.
    rows = ecsmv.break_points(NOW, [5, 20, 32, 50, 0])
    assert rows["investment_dkk"].tolist() == [625_000, 1_000_000, 4_000_000]
    assert rows["effective_rate_pct"].tolist() == [32, 20, 5]
    # Each share once, also where it is not above 1 %: 200,000 / 0.005 = 40,000,000.
    rows = ecsmv.break_points(NOW, [0.5, 1, 31.5, 0.5])
    assert rows["investment_dkk"].tolist() == pytest.approx(
        [625_000, 200_000 / 0.315, 20_000_000, 40_000_000]
    )


def test_the_curve_bends_at_one_of_its_points():
    curve = ecsmv.curve(NOW)
    assert curve["investment_dkk"].iloc[[0, -1]].tolist() == [0, 2_500_000]
    bend = curve[curve["investment_dkk"] == 625_000].iloc[0]
    assert bend["investment_grant_dkk"] == 200_000
    assert (curve["marginal_rate_pct"] == 32).sum() == 40
    assert len(curve) == 161
    assert ecsmv.curve(NOW, 4)["investment_dkk"].tolist() == [
        *(0, 625_000, 1_250_000, 1_875_000, 2_500_000)
    ]


# Which rules


@pytest.mark.parametrize("rules_from", ["status", "action_plan", "on_file"])
def test_the_rules_of_2021_are_the_same_wherever_they_stand(papers, book, rules_from):
    assert ecsmv.choose_rules(papers, book, rules_from, PAPERS_2022) == NOW


def test_a_choice_of_rules_that_is_none_is_refused(papers, book):
    sentence = r"^rules_from 'file' is unknown; use one of 'status', 'action_plan', 'on_file'\.$"
    with pytest.raises(MidtjyllandError, match=sentence):
        ecsmv.choose_rules(papers, book, "file", PAPERS_2022)
    for rows, count in ((papers.iloc[1:], 0), (pd.concat([papers, papers]), 2)):
        with pytest.raises(MidtjyllandError) as refused:
            ecsmv.rules_in_papers(rows, "status")
        assert str(refused.value) == (
            f"ecsmv_rules has {count} rows of 'status'; use rules_from 'on_file' or another place, "
            "or build the table again."
        )


def test_rules_on_file_past_their_check_are_refused_with_a_sentence_each(papers, book):
    with pytest.raises(MidtjyllandError) as refused:
        ecsmv.choose_rules(papers, book, "on_file", date(2022, 12, 31))
    assert [each.split()[0] for each in refused.value.problems] == KEYS


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (["2022-11"], PAPERS_2022),
        ([date(2022, 11, 16)], date(2022, 11, 16)),
        ([datetime(2022, 11, 16, 9)], date(2022, 11, 16)),
        (["2022-11-16", "2022-10", None], date(2022, 11, 16)),
        ([None], date(2021, 12, 31)),
        (["autumn 2022"], date(2021, 12, 31)),
        ([], date(2021, 12, 31)),
    ],
)
def test_the_day_of_the_papers(published, day):
    found, why = ecsmv.papers_date(published, 2021)
    assert found == day and type(found) is date
    assert why == (
        "last day of the contract year; the papers carry no date"
        if day.year == 2021
        else "date of the papers; the first day where they give only a month"
    )


def test_papers_of_2021_agree_with_the_file(papers, book):
    compared = ecsmv.compare_rules(papers, book, PAPERS_2022)
    # The papers and the public records, by hand.
    values = [32.0, 200_000.0, 57_375.0]
    wanted = {
        "rule": KEYS,
        "unit": ["pct", "dkk", "dkk"],
        **{name: values for name in ("status", "action_plan", "on_file")},
        "last_checked": pd.to_datetime(["2022-11-01"] * 3).astype("datetime64[s]"),
        "places": ["agree"] * 3,
        "file": ["agree"] * 3,
        "message": [""] * 3,
    }
    pd.testing.assert_frame_equal(compared, pd.DataFrame(wanted))


def test_two_places_that_differ_are_told(papers, book):
    row = ecsmv.compare_rules(changed(papers, "action_plan", 15.0), book, PAPERS_2022).iloc[0]
    assert (row["places"], row["file"]) == ("differ", "differ")
    assert (row["status"], row["action_plan"], row["on_file"]) == (32, 15, 32)
    assert row["message"] == (
        "investment_grant_rate_pct: the papers say 32 % in status and 15 % in action_plan. The "
        "papers say 15 % or 32 %; on file, investment_grant_rate_pct is 32 % on 2022-11-01; find "
        "out which holds."
    )


def test_another_value_on_file_is_told(papers, book):
    both = changed(changed(papers, "action_plan", 40.0), "status", 40.0)
    row = ecsmv.compare_rules(both, book, PAPERS_2022).iloc[0]
    assert (row["places"], row["file"]) == ("agree", "differ")
    assert row["message"] == (
        "The papers say 40 %; on file, investment_grant_rate_pct is 32 % on 2022-11-01; find out "
        "which holds."
    )


@pytest.mark.parametrize(("rate", "verdict"), [(32.0, "same"), (40.0, "other")])
def test_a_file_past_its_check_is_told_with_its_newest_value(papers, book, rate, verdict):
    both = changed(changed(papers, "action_plan", rate), "status", rate)
    row = ecsmv.compare_rules(both, book, date(2022, 12, 31)).iloc[0]
    assert row["file"] == f"unconfirmed_{verdict}"
    assert row["on_file"] == 32
    assert f"The papers say {rate:g} %; investment_grant_rate_pct was last" in row["message"]


def test_a_day_without_a_source_is_unknown(papers, book):
    row = ecsmv.compare_rules(papers, book, date(2020, 7, 6)).iloc[0]
    assert row["file"] == "unknown"
    assert pd.isna(row["on_file"])
    start = "The papers say 32 %; what investment_grant_rate_pct was on 2020-07-06 is not known ("
    assert row["message"].startswith(start)


def test_one_place_alone_is_told(papers, book):
    row = ecsmv.compare_rules(papers[papers["place"] == "status"], book, PAPERS_2022).iloc[0]
    assert (row["places"], row["status"]) == ("one_place", 32)
    assert pd.isna(row["action_plan"])
    assert (row["file"], row["message"]) == ("agree", "")
    sentence = r"^ecsmv_rules is empty; build it again from its source\.$"
    with pytest.raises(MidtjyllandError, match=sentence):
        ecsmv.compare_rules(papers.iloc[:0], book, PAPERS_2022)
    # One place with another value than the file has: the places can't differ.
    one = changed(papers, "status", 40.0).iloc[:1]
    row = ecsmv.compare_rules(one, book, PAPERS_2022).iloc[0]
    assert (row["places"], row["file"]) == ("one_place", "differ")


# History


def test_the_history_lists_every_value_with_its_days(book):
    history = ecsmv.history(book)
    rates = history[history["rule"] == KEYS[0]]
    assert rates["value"].tolist() == [10, 15, 32]
    assert rates["status"].tolist() == ["planned", "in_force", "in_force"]
    assert rates["valid_from"].dt.strftime("%F").tolist()[0::2] == ["2018-11-23", "2020-07-07"]
    assert [*history] == [
        *("rule", "value", "unit", "status", "valid_from", "valid_to", "last_checked"),
        *("reference", "note"),
    ]
    assert rates["unit"].tolist() == ["pct"] * 3
    assert rates["valid_to"].dt.strftime("%F").tolist()[1] == "2020-06-30"
    assert set(rates["last_checked"].dt.strftime("%F")) == {"2022-11-01"}
    assert rates["note"].iloc[2] == "raised from 15 % to 32 %"
    assert rates["reference"].iloc[0] == "Region Midtjylland news, 2018-11-23"
    days = history[["valid_from", "valid_to", "last_checked"]]
    assert {str(dtype) for dtype in days.dtypes} == {"datetime64[s]"}
    assert history["value"].dtype == "float64"
    unknown = history[history["rule"] == "advice_grant_rate_pct"].iloc[0]
    assert pd.isna(unknown["value"]) and pd.isna(unknown["last_checked"])


def test_earlier_rates_are_bounded_without_a_cap(book):
    rows = ecsmv.grants_by_rate([625_000, 2_000_000], book)
    wanted = {
        "rate_pct": [10, 10, 15, 15, 32, 32],
        "status": ["planned", "planned", *["in_force"] * 4],
        "cap_known": [False] * 4 + [True] * 2,
        "investment_dkk": [625_000, 2_000_000] * 3,
        "grant_at_most_dkk": [62_500, 200_000, 93_750, 300_000, 200_000, 200_000],
    }
    pd.testing.assert_frame_equal(rows, pd.DataFrame(wanted), check_dtype=False)


# Firms and cost


@pytest.mark.parametrize(("models", "firms"), [(200, 600), (260, 750), (0, 10), (10, 10), (1, 3)])
@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_the_interval_is_statsmodels(models, firms, alpha):
    found = ecsmv.share_of(firms, models, alpha)
    low, high = proportion_confint(models, firms, alpha, method="beta")
    assert found.share_pct == pytest.approx(100 * models / firms)
    assert (found.share_low_pct, found.share_high_pct) == pytest.approx((100 * low, 100 * high))


def test_the_interval_by_its_definition():
    # At the lower end 200 or more of 600 have a probability of 2.5 %, added up term by term.
    found = ecsmv.uptake(stated(600, 200), 0.05)
    p = found.share_low_pct / 100
    tail = sum(comb(600, k) * p**k * (1 - p) ** (600 - k) for k in range(200, 601))
    assert tail == pytest.approx(0.025, rel=1e-6)
    assert found[:2] == (600, 200)


@pytest.mark.parametrize("given", [(None, None), (600, None), (None, 200)])
def test_uptake_is_unknown_unless_both_figures_are_stated(given):
    assert ecsmv.uptake(stated(*given), 0.05) is None
    both = stated(600, 200)
    missing = both["value"].mask(both["quantity"] == "firms_in_dialogue")
    assert ecsmv.uptake(both.assign(value=missing), 0.05) is None


@pytest.mark.parametrize("wrong", [(200, 600), (0, 0), (5, -1)])
def test_counts_of_firms_that_can_not_be_are_refused(wrong):
    with pytest.raises(MidtjyllandError) as refused:
        ecsmv.share_of(*wrong, 0.05)
    firms, models = wrong
    assert str(refused.value) == (
        f"{models} of {firms} firms with a business model can't be; check stated_totals."
    )


@pytest.mark.parametrize("alpha", [0, 0.5, -1, float("nan")])
def test_a_level_without_meaning_is_refused(alpha):
    with pytest.raises(MidtjyllandError, match="level of significance"):
        ecsmv.share_of(600, 200, alpha)


def test_the_largest_cost_by_hand():
    # 200 x 57,375 = 11.475 million, 200 x 200,000 = 40 million; 42 million / 257,375 = 163.2.
    cost = ecsmv.cost_at_most(ecsmv.share_of(600, 200, 0.05), NOW, 42)
    assert cost["grants"].tolist() == ["advice", "investment", "both"]
    assert cost["cost_mdkk"].tolist() == pytest.approx([11.475, 40, 51.475])
    assert cost["budget_pct"].tolist() == pytest.approx([27.32143, 95.2381, 122.55952])
    assert cost["budget_covers_firms"].tolist() == [732, 210, 163]
    low, high = proportion_confint(200, 600, 0.05, method="beta")
    each = [0.057375, 0.2, 0.257375]
    assert cost["grant_each_dkk"].tolist() == [57_375, 200_000, 257_375]
    assert cost["cost_low_mdkk"].tolist() == pytest.approx([600 * low * cap for cap in each])
    assert cost["cost_high_mdkk"].tolist() == pytest.approx([600 * high * cap for cap in each])
    assert [*cost] == [
        *("grants", "grant_each_dkk", "cost_mdkk", "cost_low_mdkk", "cost_high_mdkk"),
        *("budget_pct", "budget_covers_firms"),
    ]
    assert cost["budget_covers_firms"].dtype == "Int64"


def test_without_a_budget_what_it_covers_is_unknown():
    cost = ecsmv.cost_at_most(ecsmv.share_of(600, 200, 0.05), NOW)
    assert cost["cost_mdkk"].notna().all()
    assert cost[["budget_pct", "budget_covers_firms"]].isna().all(axis=None)


# Years


def facts() -> dict[int, ecsmv.YearFacts]:
    # 2022 is synthetic.
    return {
        2022: ecsmv.YearFacts(GrantRules(40, 250_000, 62_500), ecsmv.share_of(750, 260, 0.05)),
        2021: ecsmv.YearFacts(NOW, ecsmv.share_of(600, 200, 0.05)),
    }


def test_changes_from_year_to_year_by_hand():
    changes = ecsmv.compare_years(facts())
    assert [*changes] == ["year_from", "year_to", "quantity", "value_from", "value_to", "change"]
    by_quantity = changes.set_index("quantity")[["value_from", "value_to"]]
    assert by_quantity.to_dict("split")["data"] == [
        [32, 40],
        [200_000, 250_000],
        [57_375, 62_500],
        [625_000, 625_000],
        [257_375, 312_500],
        [600, 750],
        [200, 260],
        pytest.approx([100 / 3, 104 / 3]),
    ]
    assert set(zip(changes["year_from"], changes["year_to"], strict=True)) == {(2021, 2022)}
    found = changes.set_index("quantity")["change"].to_dict()
    assert found == pytest.approx(
        {
            "investment_grant_rate_pct": 8,
            "investment_grant_cap_dkk": 50_000,
            "advice_grant_cap_dkk": 5_125,
            "investment_at_cap_dkk": 0,
            "max_total_grant_dkk": 55_125,
            "firms_in_dialogue": 150,
            "firms_with_business_model": 60,
            "business_model_share_pct": 4 / 3,
        }
    )


def test_a_figure_that_one_year_lacks_has_no_change():
    years = {**facts(), 2022: ecsmv.YearFacts(NOW, None)}
    changes = ecsmv.compare_years(years).set_index("quantity")
    missing = ["firms_in_dialogue", "firms_with_business_model", "business_model_share_pct"]
    assert changes.index[changes["value_to"].isna()].tolist() == missing
    assert changes.loc["firms_in_dialogue", "value_from"] == 600
    assert pd.isna(changes.loc["firms_in_dialogue", "change"])
    assert changes.loc["investment_grant_rate_pct", "change"] == 0


def test_one_year_is_no_comparison():
    sentence = (
        r"^a comparison needs the papers of at least two years; name others in compare_years\.$"
    )
    with pytest.raises(MidtjyllandError, match=sentence):
        ecsmv.compare_years({2021: facts()[2021]})


def fisher_by_hand(a: int, b: int, c: int, d: int) -> float:
    """Two-sided: all tables with these margins that are no likelier than the one seen."""
    total = comb(a + b + c + d, a + c)
    chances = [
        comb(a + b, k) * comb(c + d, a + c - k) / total
        for k in range(max(0, a - d), min(a + b, a + c) + 1)
    ]
    seen = comb(a + b, a) * comb(c + d, c) / total
    return sum(chance for chance in chances if chance <= seen * (1 + 1e-9))


def test_firms_that_joined_are_the_difference_of_two_cumulative_counts():
    before, after = facts()[2021].firms, facts()[2022].firms
    added, p_value = ecsmv.added_uptake(before, after, 0.05)
    assert added == ecsmv.share_of(150, 60, 0.05)
    assert p_value == pytest.approx(fisher_by_hand(200, 400, 60, 90))
    # One firm more, with a model or without, is enough.
    for models in (0, 1):
        after = ecsmv.share_of(601, 200 + models, 0.05)
        assert ecsmv.added_uptake(before, after, 0.01)[0] == ecsmv.share_of(1, models, 0.01)


@pytest.mark.parametrize("after", [(600, 200), (500, 200), (700, 150), (610, 250)])
def test_counts_that_can_not_be_cumulative_give_no_added_firms(after):
    before = ecsmv.share_of(600, 200, 0.05)
    assert ecsmv.added_uptake(before, ecsmv.share_of(*after, 0.05), 0.05) is None


def test_the_same_investment_under_the_rules_of_two_years():
    rows = ecsmv.grants_between([100_000, 625_000], NOW, GrantRules(40, 250_000, 62_500))
    assert rows.to_dict("list") == {
        "investment_dkk": [100_000, 625_000],
        "grant_from_dkk": [32_000, 200_000],
        "grant_to_dkk": [40_000, 250_000],
        "change_dkk": [8_000, 50_000],
    }


# Headline


def test_the_headline_of_2021(papers, book):
    headline = ecsmv.headline(papers, stated(600, 200), book, "status", PAPERS_2022, 0.05)
    assert json.loads(json.dumps(headline)) == headline
    assert headline["investment_at_cap_dkk"] == 625_000
    assert headline["key_figure"] == "max_total_grant_dkk"
    assert headline["max_total_grant_dkk"] == 257_375
    assert headline["max_cost_mdkk"] == pytest.approx(51.475)
    assert headline["sentence"] == (
        "ECSMV pays 32 % of an investment up to 625,000 DKK and nothing for what lies above; with "
        "the advice grant a firm gets at most 257,375 DKK."
    )


def test_the_headline_of_the_synthetic_year_tells_that_the_file_differs(book):
    papers = truthkit.frame("ecsmv_rules", 2022)
    headline = ecsmv.headline(papers, stated(750, 260), book, "status", date(2022, 12, 31), 0.05)
    assert headline["max_total_grant_dkk"] == 312_500
    assert headline["rules_differing_on_file"] == headline["rules_unconfirmed"] == 3
    assert headline["sentence"] == (
        "ECSMV pays 40 % of an investment up to 625,000 DKK and nothing for what lies above; with "
        "the advice grant a firm gets at most 312,500 DKK, but 3 of 3 rules on file differ."
    )


def test_the_headline_tells_rules_that_are_past_their_check(papers, book):
    headline = ecsmv.headline(papers, stated(None, None), book, "status", date(2023, 1, 1), 0.05)
    assert headline["sentence"].endswith(
        "at most 257,375 DKK, but 3 of 3 rules are past their check."
    )
    assert (headline["rules_differing_on_file"], headline["rules_unconfirmed"]) == (0, 3)
    assert {name for name, value in headline.items() if value is None} == {
        *("firms_in_dialogue", "firms_with_business_model", "business_model_share_pct"),
        *("business_model_share_low_pct", "business_model_share_high_pct"),
        *("max_cost_mdkk", "max_cost_budget_pct"),
    }


def test_the_headline_counts_the_rules_that_differ_on_the_day_of_the_check(papers, book):
    both = changed(changed(papers, "action_plan", 40.0), "status", 40.0)
    headline = ecsmv.headline(both, stated(600, 200), book, "status", PAPERS_2022, 0.05)
    assert (headline["rules_differing_on_file"], headline["rules_unconfirmed"]) == (1, 0)
    assert headline["sentence"].endswith("but 1 of 3 rules on file differ.")


def test_the_headline_tells_places_that_differ_before_all_else(papers, book):
    two = changed(papers, "action_plan", 15.0)
    headline = ecsmv.headline(two, stated(600, 200), book, "action_plan", PAPERS_2022, 0.05)
    assert headline["investment_at_cap_dkk"] == pytest.approx(200_000 / 0.15)
    assert headline["rules_stated_differently"] == 1
    assert headline["rules_from"] == "action_plan"
    assert headline["sentence"].endswith("DKK, but the two places of the papers do not agree.")


def test_the_file_is_never_used_silently_past_its_check(papers, book):
    with pytest.raises(UnconfirmedRuleError):
        book.rule(KEYS[0], date(2022, 11, 2))
    with pytest.raises(MidtjyllandError, match="last checked on 2022-11-01"):
        ecsmv.headline(papers, stated(600, 200), book, "on_file", date(2022, 11, 2), 0.05)


def test_grants_by_rate_are_numbered_through(book):
    grants = ecsmv.grants_by_rate([100_000, 300_000], book)
    assert grants.index.tolist() == [*range(len(grants))] and len(grants) > 2
