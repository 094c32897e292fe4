"""Which ECSMV rules hold, and for whom, against hand calculation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import truthkit

from midtjylland.analysis import ecsmv
from midtjylland.core.findings import MidtjyllandError
from midtjylland.declared.rules import load_rules
from midtjylland.declared.rules.grants import RULES, GrantRules

DATA = Path(__file__).parents[2] / "data"
NOW = GrantRules(32, 200_000, 57_375)
PAPERS_2022, CONFIRMED = date(2022, 11, 1), date(2020, 7, 7)


@pytest.fixture(scope="module")
def book():
    return load_rules(DATA)


@pytest.fixture
def papers() -> pd.DataFrame:
    return truthkit.frame("ecsmv_rules", 2021)


def changed(papers: pd.DataFrame, rate: float, *places: str) -> pd.DataFrame:
    kept = papers["investment_grant_rate_pct"].where(~papers["place"].isin(places), rate)
    return papers.assign(investment_grant_rate_pct=kept)


def test_the_rules_of_2021_are_the_same_wherever_they_stand(papers, book):
    for place in ecsmv.PLACES:
        assert ecsmv.choose_rules(papers, book, place, PAPERS_2022) == NOW
    assert ecsmv.choose_rules(papers, book, "on_file", CONFIRMED) == NOW


def test_a_place_with_no_rules_or_with_two_gives_none(papers, book):
    for rows in (papers.iloc[1:], pd.concat([papers, papers]), papers.iloc[:0]):
        assert ecsmv.choose_rules(rows, book, "status", PAPERS_2022) is None


def test_rules_on_file_past_their_check_are_refused_with_a_sentence_each(papers, book):
    # The papers of 2022 are no independent source: the file is confirmed for one day in 2020.
    with pytest.raises(MidtjyllandError) as refused:
        ecsmv.choose_rules(papers, book, "on_file", PAPERS_2022)
    assert [each.split()[0] for each in refused.value.problems] == [*RULES]


def test_another_schemes_rates_are_never_those_of_this_one(papers, book):
    successor = papers.assign(scheme="Grøn Omstilling", investment_grant_rate_pct=50.0)
    both = pd.concat([papers.assign(scheme="ecsmv"), successor], ignore_index=True)
    own, others = ecsmv.own_rows(both, "ECSMV")
    assert ecsmv.choose_rules(own, book, "status", PAPERS_2022) == NOW
    assert set(others["investment_grant_rate_pct"]) == {50}
    own, _ = ecsmv.own_rows(successor, "ECSMV")
    assert ecsmv.choose_rules(own, book, "status", PAPERS_2022) is None


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (["2022-11"], PAPERS_2022),
        (["2022-11-16", "2022-10", None], date(2022, 11, 16)),
        ([], date(2021, 12, 31)),
    ],
)
def test_the_day_of_the_papers(published, day):
    found = ecsmv.papers_date(published, 2021)
    assert found == day and type(found) is date


@pytest.mark.parametrize(
    ("rates", "on", "file"),
    [
        ((32, 32), CONFIRMED, "agree"),
        ((40, 40), CONFIRMED, "differ"),
        ((32, 15), CONFIRMED, "differ"),
        ((32, 32), PAPERS_2022, "unconfirmed_same"),
        ((40, 40), PAPERS_2022, "unconfirmed_other"),
        ((32, 32), date(2020, 7, 6), "unknown"),
    ],
)
def test_the_papers_against_the_file(papers, book, rates, on, file):
    rows = changed(changed(papers, rates[0], "status"), rates[1], "action_plan")
    row = ecsmv.compare_rules(rows, book, on).iloc[0]
    assert (row["status"], row["action_plan"], row["file"]) == (*rates, file)
    assert row["places_differ"] == (rates[0] != rates[1])
    assert row["on_file"] == 32 or (file == "unknown" and pd.isna(row["on_file"]))
    assert row["last_checked"] == pd.Timestamp(CONFIRMED)


def test_one_place_alone_or_none_has_nothing_that_differs(papers, book):
    for rows, verdict in ((papers.iloc[:1], "agree"), (papers.iloc[:0], "unstated")):
        compared = ecsmv.compare_rules(rows, book, CONFIRMED)
        assert compared["action_plan"].isna().all()
        assert not compared["places_differ"].any()
        assert set(compared["file"]) == {verdict}


def test_the_history_lists_every_value_with_its_days(book):
    rates = ecsmv.history(book).query("rule == 'investment_grant_rate_pct'")
    assert rates["value"].tolist() == [10, 15, 32]
    assert rates["status"].tolist() == ["planned", "in_force", "in_force"]
    assert rates["valid_from"].dt.strftime("%F").tolist()[0::2] == ["2018-11-23", "2020-07-07"]
    assert rates["valid_to"].dt.strftime("%F").tolist()[1] == "2020-06-30"
    unknown = ecsmv.history(book).query("rule == 'advice_grant_rate_pct'").iloc[0]
    assert pd.isna(unknown["value"]) and pd.isna(unknown["last_checked"])


def test_earlier_rates_have_no_known_cap(book):
    assert ecsmv.rates_without_known_cap(book) == [10, 15]


@pytest.mark.parametrize(("count", "half"), [(600, 50), (200, 50), (750, 5), (263, 0), (1000, 500)])
def test_round_counts_may_be_rounded(count, half):
    assert ecsmv.rounding(count) == half
