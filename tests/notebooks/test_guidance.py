"""guidance_spread with a second year, and with tables that are withheld."""

from __future__ import annotations

from pathlib import Path

import notebookkit
import pandas as pd
import pytest
from inprocess import Run
from truthkit import write_data

import midtjylland
from midtjylland.analysis import guidance
from midtjylland.core.findings import MidtjyllandError

WITHHELD = ["guidance_by_municipality", "stated_totals", "findings"]


@pytest.fixture(scope="module")
def years(tmp_path_factory) -> Path:
    return write_data(tmp_path_factory.mktemp("guidance") / "data", (2021, 2022))


def test_what_changed_from_year_to_year(years):
    run = Run("guidance_spread", years, year=2022, compare_years=[2021])
    by_year, changes = run.tables("years")[-2:]
    # 2021: counted by hand from the papers' table. 2022: the synthetic counts add to 3,508.
    before, after = by_year
    counted = {"year": 2021, "municipalities": 19, "guided_firms": 2729, "within": 7}
    assert before == counted | {"outside": 12}
    assert (after["year"], after["guided_firms"]) == (2022, 3508)
    struer = next(row for row in changes if row["municipality"] == "Struer")
    # 91 of 2,729 and 64 of 3,508 firms, both over 1.6 % of the population.
    assert struer["index_from"] == pytest.approx(91 / 2729 / 0.016)
    assert struer["index_to"] == pytest.approx(64 / 3508 / 0.016)
    # Normal approximation by hand: z = 0.01511 / 0.00397 = 3.80, p = 0.00014; 19 p = 0.003.
    assert struer["q_value"] < 0.05
    assert "changed by more than chance: Skanderborg, Struer and Viborg." in run.text("years")
    assert run.headline["guided_firms"] == 3508


@pytest.mark.parametrize("table", WITHHELD)
def test_a_withheld_table_is_told_and_nothing_fails(years, table):
    run = Run("guidance_spread", years, table, year=2021)
    missing = table == "guidance_by_municipality"
    told = "Nothing can be said about the guidance of 2021"
    assert (told in run.text("index") and "a made-up reason" in run.text("index")) == missing
    assert (run.headline["outside_tolerance"] is None) == missing
    assert "nan" not in run.headline["sentence"]


def test_without_population_the_printed_shares_decide(years, monkeypatch):
    none = midtjylland.load_population(years).iloc[:0]
    monkeypatch.setattr(midtjylland, "load_population", lambda _: none)
    headline = Run("guidance_spread", years, year=2021).headline
    assert headline["outside_tolerance_exact"] is None
    assert (headline["outside_tolerance"], headline["undetermined"]) == (11, 3)
    assert "Rounding of the printed shares leaves 3 open." in headline["sentence"]


def test_a_population_that_fits_no_printed_shares_settles_nothing(years, monkeypatch):
    every = midtjylland.load_population(years)
    # That of 2021 is more than half a decimal off for five of 19 shares, which are of 2020.
    other = every[every["reference_date"] == "2021-01-01"]
    monkeypatch.setattr(midtjylland, "load_population", lambda _: other)
    run = Run("guidance_spread", years, year=2021)
    assert run.headline["outside_tolerance_exact"] is None
    assert (run.headline["outside_tolerance"], run.headline["undetermined"]) == (11, 3)
    assert "fits 14 of 19" in run.text("rests")


def test_exact_shares_are_used_where_they_are_known_and_refused_where_not(years):
    run = Run("guidance_spread", years, year=2021, population_basis="exact", tolerance_pct=15.0)
    # Pearson's sum in a loop over the population of 1 January 2020.
    assert run.headline["chi2"] == pytest.approx(142.1194320)
    assert run.headline["outside_tolerance"] == run.headline["outside_tolerance_exact"]
    with pytest.raises(MidtjyllandError, match="no population figures for all municipalities"):
        guidance.choose_share(pd.Series([50.0, 50.0]), pd.Series([50.0, None]), "exact")


def test_each_way_of_counting_has_its_own_chance(years):
    table = pd.DataFrame(Run("guidance_spread", years, year=2021).rows("chance"))
    # Averages in exact binomial terms; quantiles of 40,000 years of numpy's RandomState.
    rows = table.round(2).drop(columns="way").to_numpy().tolist()
    assert rows == [[12, 5.59, 2, 9], [11, 4.53, 1, 8], [13, 5.80, 2, 10]]


def test_a_tolerance_that_no_target_states_is_called_the_pages_own(years):
    other = Run("guidance_spread", years, year=2021, tolerance_pct=12)
    told = "The contract of 2021 states ±10 %: ±12 % is this page's own choice."
    assert told in other.text("answer") and told in other.headline["sentence"]
    assert "outside ±12 % of" in other.headline["sentence"]
    assert "own choice" not in Run("guidance_spread", years, year=2021).text("answer")
    unread = Run("guidance_spread", years, "contract_goals", year=2021)
    told = "No contract of 2021 was read: ±10 % is this page's own choice."
    assert told in unread.text("answer")


def test_where_chance_explains_every_municipality_outside_it_says_so(years):
    # 91 firms in Struer, where 1.4 times its share would be 61: one-sided p = 0.0002 at best.
    wide = Run("guidance_spread", years, year=2021, tolerance_pct=40, alpha=0.00001)
    assert wide.headline["outside_tolerance"] > 0
    assert "explain any that are outside" in wide.text("answer")


def test_what_the_page_says_of_2021():
    text = notebookkit.said("guidance_spread")
    for said in (
        # 2.37 points in Aarhus, 785 / 2,729 against 26.4 %; the next largest share is Randers'.
        "largest difference is 2.4, in Aarhus",
        "at most 7.4 %",
        # 141.126 / 18 = 7.84; over the 5 % quantile of 18, 28.869 (R: qchisq(0.95, 18)): 4.89.
        "7.8 times what chance gives",
        "groups of 4.9",
        # The same sum without Struer, over 2,638 firms and 98.4 %, in a loop: 90.571.
        "it is 90.6 on 17 (p = 4.8 × 10⁻¹²)",
        # 91 of 20,808, 140 of 96,679 and 2,729 of 1,332,048 inhabitants on 1 January 2021.
        "20.5 firms were guided in the whole region",
        "most in Struer (43.7), fewest in Viborg (14.5)",
        # statsmodels multipletests of exact one-sided p-values, by "fdr_bh" and by "holm".
        "Where a few false alarms are accepted: Randers, Skanderborg, Struer and Viborg. Where no "
        "false alarm is accepted: Skanderborg, Struer and Viborg.",
        "for 18 of 19 the 90 % interval reaches beyond the tolerance",
        "Horsens 154 (printed: 155), Ikast-Brande 76 (printed: 75) and Skanderborg 188",
        # Half the mean absolute deviations of 19 binomial counts over all firms: 2.94 %. The mean
        # Gini of 300 years that Python's own generator draws: 0.042.
        "2.9 % on average, and at most 3.9 % in 95 % of years",
        "The Gini coefficient is 0.116, by chance 0.042",
        "lack 115 firms, those above it have 109 too many",
    ):
        assert said in text.replace("\u00a0", " ")
