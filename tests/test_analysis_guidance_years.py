"""Other tolerances, dates and years, against hand calculation."""

from __future__ import annotations

from itertools import pairwise

import guidancekit
import pandas as pd
import pytest
from guidancekit import TEN, people, spread_of, table

from midtjylland.analysis import guidance
from midtjylland.core.findings import MidtjyllandError

firms = pytest.fixture(guidancekit.firms, scope="module")
exact = pytest.fixture(guidancekit.exact, scope="module")


def test_sensitivity_counts_the_verdicts_of_each_tolerance(firms, exact):
    found = guidance.sensitivity(firms, "relative", [5, 10, 20], exact).set_index("tolerance_pct")
    assert found.loc[10].to_dict() == {
        "within": 5,
        "undetermined": 3,
        "outside": 11,
        "within_exact": 6,
        "outside_exact": 13,
    }
    assert {str(dtype) for dtype in found.dtypes} == {"Int64"}
    printed = found[["within", "undetermined", "outside"]].sum(axis=1)
    assert printed.tolist() == [19, 19, 19]
    assert all(wide <= narrow for narrow, wide in pairwise(found["outside_exact"]))


def test_sensitivity_without_population_leaves_the_exact_counts_missing(firms):
    found = guidance.sensitivity(firms, "points", [1, 10])
    assert found["outside_exact"].isna().all()
    assert found["outside"].tolist()[1] == 0


def test_years_are_compared_pair_by_pair():
    # Fisher's lady tasting tea: 3 and 1 against 1 and 3 of 4 has p = 34 / 70 (two-sided).
    before, after = spread_of([50.0, 50.0], [3, 1]), spread_of([50.0, 50.0], [1, 3])
    found = guidance.compare_years({2022: after, 2021: before, 2023: after})
    assert found[["year_from", "year_to"]].drop_duplicates().to_numpy().tolist() == [
        [2021, 2022],
        [2022, 2023],
    ]
    assert found["measure_change"].tolist() == pytest.approx([-1, 1, 0, 0])
    assert found["p_value"].tolist() == pytest.approx([34 / 70, 34 / 70, 1, 1])
    # Benjamini and Hochberg leave equal p values as they are; each pair of years by itself.
    assert found["q_value"].tolist() == pytest.approx([34 / 70, 34 / 70, 1, 1])
    assert [*found] == [
        *("municipality_code", "municipality", "year_from", "year_to"),
        *("measure_from", "measure_to", "measure_change", "p_value", "q_value"),
    ]
    assert found.loc[0, ["measure_from", "measure_to"]].tolist() == pytest.approx([1.5, 0.5])


def test_a_municipality_that_one_year_does_not_list_has_no_change():
    before = spread_of([50.0, 50.0], [3, 1])
    after = spread_of([50.0, 30.0, 20.0], [5, 3, 2])
    found = guidance.compare_years({2021: before, 2022: after}).set_index("municipality")
    assert found.loc["C", ["measure_from", "measure_change", "p_value", "q_value"]].isna().all()
    assert found.loc["A", "measure_change"] == pytest.approx(-0.5)
    # Fisher: 4 of 14 are chosen in 1,001 ways. With 8 firms of A, 0 to 4 are in 15, 160, 420, 336
    # and 70 of them; all but 420 are no likelier than the 3 seen. The 1 of B is the likeliest.
    assert found.loc[["A", "B"], "p_value"].tolist() == pytest.approx([581 / 1001, 1])
    assert found.loc[["A", "B"], "q_value"].tolist() == pytest.approx([1, 1])


def test_years_without_a_municipality_in_common_have_no_tests():
    before, after = spread_of([50.0, 50.0], [3, 1]), spread_of([50.0, 50.0], [1, 3])
    others = after.assign(municipality_code=["0101", "0102"])
    found = guidance.compare_years({2021: before, 2022: others})
    assert len(found) == 4 and found[["measure_change", "p_value", "q_value"]].isna().all(axis=None)


def test_years_are_summarised_in_order():
    # Shares of population 50, 30, 20. 2021 by hand: 60, 25, 15 are all outside 10 %, 10 of 100
    # firms too many; 2022: 52, 30, 18 are all within, 2 too many.
    before, after = (
        spread_of([50.0, 30.0, 20.0], counts) for counts in ([60, 25, 15], [52, 30, 18])
    )
    found = guidance.summarise_years({2022: after, 2021: before})
    wanted = ["year", "municipalities", "guided_firms", "within", "undetermined", "outside"]
    assert [*found] == [*wanted, "hoover_pct"]
    assert found[wanted].to_numpy().tolist() == [[2021, 3, 100, 0, 0, 3], [2022, 3, 100, 3, 0, 0]]
    assert found["hoover_pct"].tolist() == pytest.approx([10, 2])
    # Of printed whole shares, 50 stands for 49.5 to 50.5: 55 of 100 firms may be more or less than
    # 10 % off, 45 of 100 too.
    rows = guidance.measure_spread(table([50.0, 50.0], [55, 45]), TEN)
    [row] = guidance.summarise_years({2021: guidance.on_basis(rows, "printed")}).to_dict("records")
    assert (row["within"], row["undetermined"], row["outside"]) == (0, 2, 0)


def test_a_year_goes_all_steps_at_the_date_that_fits_best():
    rows = table([60.0, 40.0], [66, 34])
    population = pd.concat([people([700, 300], "2019-01-01"), people([6004, 3996], "2020-01-01")])
    printed = guidance.spread_of_year(rows, population, TEN, "printed")
    exact = guidance.spread_of_year(rows, population, TEN, "exact")
    assert printed["measure"].tolist() == pytest.approx([66 / 60, 34 / 40])
    assert exact["measure"].tolist() == pytest.approx([66 / 60.04, 34 / 39.96])


def test_verdicts_of_each_date_with_complete_figures():
    # 66 of 100 firms: index 1.1 over 60 %, exactly on the limit, and 66 / 70 = 0.94; 34 of 100:
    # 0.85 over 40 %, and 1.13 over 30 %.
    rows = table([60.0, 40.0], [66, 34])
    partial = people([60, 40], "2018-01-01").iloc[:1]
    population = pd.concat([people([6, 4], "2021-01-01"), people([7, 3], "2019-01-01"), partial])
    found = guidance.verdicts_by_date(rows, population, TEN)
    assert [f"{date:%Y}" for date in found["reference_date"]] == ["2019", "2021"]
    assert found[["within", "outside"]].to_numpy().tolist() == [[1, 1], [1, 1]]
    everyone = guidance.verdicts_by_date(rows, people([65, 35]), TEN)
    assert everyone[["within", "outside"]].to_numpy().tolist() == [[2, 0]]
    assert guidance.verdicts_by_date(rows, partial, TEN).empty


def test_one_year_is_nothing_to_compare():
    with pytest.raises(MidtjyllandError) as refused:
        guidance.compare_years({2021: spread_of([50.0, 50.0], [3, 1])})
    assert str(refused.value) == (
        "a comparison needs the papers of at least two years; name others in compare_years."
    )


def test_changes_are_numbered_through():
    years = {
        year: guidance.on_basis(
            guidance.measure_spread(table([50.0, 30.0, 20.0], counts), TEN), "printed"
        )
        for year, counts in {2021: [5, 3, 2], 2022: [4, 4, 2], 2023: [6, 2, 2]}.items()
    }
    assert guidance.compare_years(years).index.tolist() == [*range(6)]


def test_of_dates_that_fit_alike_the_earlier_one_comes_first():
    rows = table([60.0, 40.0], [6, 4])
    population = pd.concat([people([3, 2], "2021-01-01"), people([6, 4], "2020-01-01")])
    fits = guidance.fit_reference_dates(rows, population)
    assert [f"{day:%Y}" for day in fits["reference_date"]] == ["2020", "2021"]
