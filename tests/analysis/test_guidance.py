"""The guidance analysis against hand calculation, exact fractions and statsmodels."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import binom_test, proportion_confint

import midtjylland
from midtjylland.analysis import guidance
from midtjylland.core.findings import MidtjyllandError

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def firms() -> pd.DataFrame:
    return midtjylland.load("guidance_by_municipality", year=2021, data_dir=DATA)


@pytest.fixture(scope="module")
def counts(firms) -> pd.Series:
    return firms["guided_firms"].astype("int64")


def table(shares_pct: list[float], counts: list[int]) -> pd.DataFrame:
    """A guidance table of towns A, B, C, ..."""
    names = [chr(ord("A") + place) for place in range(len(counts))]
    codes = [f"{place:04}" for place in range(len(counts))]
    shares = {"population_share_pct": shares_pct, "guided_firms": pd.array(counts, dtype="Int64")}
    return pd.DataFrame({"municipality_code": codes, "municipality": names, **shares})


def people(counts: list[int], date: str = "2020-01-01") -> pd.DataFrame:
    codes = [f"{place:04}" for place in range(len(counts))]
    rows = {"municipality_code": codes, "reference_date": pd.Timestamp(date), "population": counts}
    return pd.DataFrame(rows)


def outside_by_hand(fewest: int, most: int, total: int, chance: float) -> float:
    """Probability outside [fewest, most], added up term by term."""
    terms = (comb(total, k) * chance**k * (1 - chance) ** (total - k) for k in range(total + 1))
    return sum(term for k, term in enumerate(terms) if not fewest <= k <= most)


# Verdicts


def test_verdicts_of_2021_by_exact_fractions(firms, counts):
    share, half = (
        firms["population_share_pct"],
        guidance.rounding_pct(firms["population_share_pct"]),
    )
    guided = 100 * counts / counts.sum()
    found = guidance.verdicts(guided / (share + half), guided / (share - half), 10.0)
    wanted = []
    for count, printed in zip(counts, share, strict=True):
        tenths = Fraction(round(10 * printed), 10)
        ends = [
            Fraction(100 * count, int(counts.sum())) / (tenths + sign * Fraction(1, 20))
            for sign in (1, -1)
        ]
        inside = [Fraction(9, 10) <= end <= Fraction(11, 10) for end in ends]
        same_side = ends[1] < Fraction(9, 10) or ends[0] > Fraction(11, 10)
        wanted.append("within" if all(inside) else "outside" if same_side else "undetermined")
    assert found.tolist() == wanted
    assert [wanted.count(each) for each in ("outside", "within", "undetermined")] == [11, 5, 3]


def test_on_the_limit_is_within_and_a_missing_index_has_no_verdict():
    index = pd.Series([0.9, 1.1, 0.9 - 1e-6, 1.1 + 1e-6, np.nan])
    found = guidance.verdicts(index, index, 10.0)
    assert found[:4].tolist() == ["within", "within", "outside", "outside"]
    assert pd.isna(found[4])


@pytest.mark.parametrize(
    ("shares", "half"),
    [([26.4, 73.6], 0.05), ([26.0, 74.0], 0.5), ([26.42, 73.58], 0.005), ([100 / 3, 200 / 3], 0)],
)
def test_half_a_unit_of_the_last_printed_decimal(shares, half):
    assert guidance.rounding_pct(pd.Series(shares)) == pytest.approx(half)


def test_a_date_that_lacks_a_municipality_is_left_out_and_of_equals_the_earlier_comes_first():
    rows = table([60.0, 40.0], [6, 4])
    partial = people([60, 40], "2018-01-01").iloc[:1]
    both = [people([3, 2], "2021-01-01"), people([6, 4], "2020-01-01"), partial]
    fits = guidance.fit_dates(rows, pd.concat(both))
    assert [f"{date:%Y}" for date in fits["reference_date"]] == ["2020", "2021"]
    assert fits[["fitting", "largest_gap_pct_point"]].to_numpy().tolist() == [[2, 0]] * 2
    assert guidance.fit_dates(rows, partial).empty
    assert guidance.exact_shares(rows, partial, pd.Timestamp("2018-01-01")).isna().all()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (table([100.0], [5]), "lists one municipality"),
        (table([50.0, 50.0], [0, 0]), "counts no guided firms"),
        (table([50.0, 0.0], [5, 5]), "no population share above 0 for B"),
    ],
)
def test_a_table_that_can_not_be_judged_is_refused(rows, says):
    with pytest.raises(MidtjyllandError, match=says):
        guidance.check_table(rows)


def test_a_table_without_rows_is_no_error():
    guidance.check_table(table([], []))


# Chance


def test_outside_by_chance_is_added_up_term_by_term(firms):
    share = firms["population_share_pct"]
    # Samsø: 0.3 % of 2,729 firms is 8.187; 0.25 % and 0.35 % allow 7 (6.14) to 10 (10.51).
    samsoe = guidance.chance_of_outside(share, share - 0.05, share + 0.05, 2729, 10.0)[11]
    inside = (comb(2729, k) * 0.003**k * 0.997 ** (2729 - k) for k in range(7, 11))
    assert samsoe == pytest.approx(1 - sum(inside))


def test_beyond_the_tolerance_as_statsmodels_tests_it(firms, counts):
    share = firms["population_share_pct"]
    found = guidance.p_outside(counts, share - 0.05, share + 0.05, 10.0)
    wanted = [
        min(
            binom_test(count, 2729, 1.1 * (each + 0.05) / 100, alternative="larger"),
            binom_test(count, 2729, 0.9 * (each - 0.05) / 100, alternative="smaller"),
        )
        for count, each in zip(counts, share, strict=True)
    ]
    assert found.to_numpy() == pytest.approx(wanted)
    assert multipletests(wanted, 0.05, "fdr_bh")[0].sum() == 4
    reject, adjusted, *_ = multipletests(wanted, 0.05, "holm")
    assert guidance.holm(found).to_numpy() == pytest.approx(adjusted)
    named = set(firms.loc[reject, "municipality"])
    assert named == {"Struer", "Skanderborg", "Viborg"}


def test_only_the_largest_can_be_shown_to_be_within(firms, counts):
    share = firms["population_share_pct"]
    found = guidance.placing_power(share, share - 0.05, share + 0.05, 2729, 10.0, 0.05)
    # statsmodels' exact 90 % interval of every possible count, over both ends of the rounding.
    for place, each in enumerate(share):
        k = np.arange(2730)
        low, high = proportion_confint(k, 2729, 0.10, method="beta")
        inside = (100 * low / (each + 0.05) >= 0.9) & (100 * high / (each - 0.05) <= 1.1)
        assert found["can_be_within"][place] == inside.any()
        within = stats.binom.pmf(k[inside], 2729, each / 100).sum()
        assert found["within_pct"][place] == pytest.approx(100 * within)
    assert firms.loc[found["can_be_within"], "municipality"].tolist() == ["Aarhus"]


def test_placing_outside_is_judged_on_the_side_that_shows_less_often():
    # 20 firms, half of them expected, 40 %: outside are shares surely above 0.7 or below 0.3. With
    # 90 % limits (Clopper and Pearson) that takes 18 and more, or 2 and fewer.
    half = pd.Series([50.0, 50.0])
    found = guidance.placing_power(half, half, half, 20, 40.0, 0.05)
    wanted = min(outside_by_hand(3, 17, 20, true) for true in (0.1, 0.9))
    assert found["outside_pct"].tolist() == pytest.approx([100 * wanted] * 2)
    # Of all counts only 10 has its interval (0.302 to 0.698) between 0.3 and 0.7.
    assert found["within_pct"].tolist() == pytest.approx([100 * comb(20, 10) / 2**20] * 2)


def test_funnel_limits_by_adding_up_probabilities():
    found = guidance.funnel_limits(pd.Series([10.0, 10.0]), 0.1)
    least = 20 / 3
    wanted = [least * (19 / least) ** (step / 199) for step in range(200)]
    assert found["expected_firms"].tolist() == pytest.approx(wanted)
    for row in found.itertuples():
        below = [outside_by_hand(k + 1, 20, 20, row.expected_firms / 20) for k in range(20)] + [1.0]
        for q, limit in ((0.05, row.low), (0.95, row.high)):
            # Spiegelhalter 2005: the first count that reaches q, less the share of its own
            # probability by which it overshoots.
            r = next(k for k, probability in enumerate(below) if probability >= q)
            own = below[r] - (below[r - 1] if r else 0)
            expected = max(r - (below[r] - q) / own, 0) / row.expected_firms
            assert limit == pytest.approx(expected)


# Unevenness


def test_lorenz_curve_and_gini_by_hand():
    # Indices 1.6, 0.8 and 0.5: added up from the last to the first.
    people_line, firms_line = guidance.lorenz_curve([48, 24, 20], [30, 30, 40])
    assert people_line == pytest.approx([0, 40, 70, 100])
    assert firms_line == pytest.approx([0, 100 * 20 / 92, 100 * 44 / 92, 100])
    area = 40 * 20 / 92 / 2 + 30 * (20 + 44) / 92 / 2 + 30 * (44 + 92) / 92 / 2
    assert guidance.gini([48, 24, 20], [30, 30, 40]) == pytest.approx(1 - 2 * area / 100)
    assert guidance.gini([3, 4], [30, 40]) == pytest.approx(0)


def test_several_years_at_once_are_each_year_by_itself():
    years, mirror = [[5, 3, 2], [1, 4, 5]], [4, 4, 2]
    each = [guidance.gini(year, mirror) for year in years]
    assert guidance.gini(np.array(years), mirror) == pytest.approx(each)


def test_fewest_moves_by_hand(firms, counts):
    # Shares of population 50, 30, 20: within 10 % are 45-55, 27-33, 18-22 of 100.
    fewest, most = pd.Series([45, 27, 18]), pd.Series([55, 33, 22])
    assert guidance.fewest_moves(pd.Series([60, 25, 15]), fewest, most) == 5
    assert guidance.fewest_moves(pd.Series([50, 30, 20]), fewest, most) == 0
    assert (
        guidance.fewest_moves(pd.Series([60, 25, 15]), pd.Series([46, 27, 18]), most - 20) is None
    )
    assert guidance.fewest_moves(pd.Series([5, 5]), pd.Series([6, 5]), pd.Series([9, 9])) is None


def test_other_counts_give_every_printed_share(firms, counts):
    other = guidance.counts_behind_shares(counts, firms["guided_share_pct"])
    changed = {
        name: (old, new)
        for name, old, new in zip(firms["municipality"], counts, other, strict=True)
        if old != new
    }
    # Worked by hand: 2,729 + 10 - 1 + 1 = 2,739 firms.
    assert changed == {"Skanderborg": (178, 188), "Horsens": (155, 154), "Ikast-Brande": (75, 76)}
    for count, printed in zip(other, firms["guided_share_pct"], strict=True):
        assert f"{100 * count / 2739:.1f}" == f"{printed:.1f}"


def test_counts_that_agree_are_kept_and_shares_that_no_counts_give_are_told():
    assert guidance.counts_behind_shares(pd.Series([60, 40]), pd.Series([60.0, 40.0])).tolist() == [
        *(60, 40),
    ]
    assert guidance.counts_behind_shares(pd.Series([60, 40]), pd.Series([60.0, 80.0])) is None


# Years


def years(*rows: tuple[int, list[int]]) -> pd.DataFrame:
    frames = [
        pd.DataFrame(
            {"year": year, "municipality": list("ABC")[: len(counts)], "index": 1.0}
        ).assign(guided_firms=counts)
        for year, counts in rows
    ]
    return pd.concat(frames)


def test_years_are_compared_pair_by_pair():
    # Fisher's lady tasting tea: 3 and 1 against 1 and 3 of 4 has p = 34 / 70 (two-sided).
    found = guidance.compare_years(years((2021, [3, 1]), (2022, [1, 3]), (2023, [1, 3])))
    pairs = found[["year_from", "year_to"]].to_numpy().tolist()
    assert pairs == [[2021, 2022]] * 2 + [[2022, 2023]] * 2
    assert found["p_value"].tolist() == pytest.approx([34 / 70, 34 / 70, 1, 1])
    # Benjamini and Hochberg leave equal p-values as they are; each pair of years by itself.
    assert found["q_value"].tolist() == pytest.approx([34 / 70, 34 / 70, 1, 1])


def test_a_municipality_that_one_year_does_not_list_has_no_change():
    found = guidance.compare_years(years((2021, [3, 1]), (2022, [5, 3, 2]))).set_index(
        "municipality"
    )
    assert found.loc["C", ["index_from", "p_value", "q_value"]].isna().all()
    # Fisher: 4 of 14 are chosen in 1,001 ways. With 8 firms of A, 0 to 4 are in 15, 160, 420, 336
    # and 70 of them; all but 420 are no likelier than the 3 seen. The 1 of B is the likeliest.
    assert found.loc[["A", "B"], "p_value"].tolist() == pytest.approx([581 / 1001, 1])
