"""The statistics of the guidance's spread, against hand calculation and other programs."""

from __future__ import annotations

import json
from itertools import pairwise, product
from math import comb
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import binom_test, binom_tost, proportion_confint

import midtjylland
from midtjylland.analysis import guidance
from midtjylland.analysis.guidance import Tolerance
from midtjylland.findings import MidtjyllandError

DATA = Path(__file__).parent.parent / "data"
TEN = Tolerance(10.0, "relative")
TEN_POINTS = Tolerance(10.0, "points")


def table(shares_pct: list[float], counts: list[int]) -> pd.DataFrame:
    """A guidance table of towns A, B, C, ..."""
    names = [chr(ord("A") + place) for place in range(len(counts))]
    return pd.DataFrame(
        {
            "municipality_code": [f"{place:04}" for place in range(len(counts))],
            "municipality": names,
            "population_share_pct": shares_pct,
            "guided_firms": pd.array(counts, dtype="Int64"),
            "guided_share_pct": [round(100 * count / max(sum(counts), 1), 1) for count in counts],
        }
    )


def people(counts: list[int], date: str = "2020-01-01") -> pd.DataFrame:
    """Population figures of towns A, B, C, ..."""
    codes = [f"{place:04}" for place in range(len(counts))]
    rows = {"municipality_code": codes, "reference_date": pd.Timestamp(date), "population": counts}
    return pd.DataFrame(rows)


def spread_of(shares_pct: list[float], counts: list[int], tolerance: Tolerance = TEN):
    """Statistics' starting point from shares that are taken as exact."""
    exact = pd.Series(shares_pct, dtype=float)
    measured = guidance.measure_spread(table(shares_pct, counts), tolerance, exact)
    return guidance.on_basis(measured, "exact")


def outside_by_hand(fewest: int, most: int, total: int, chance: float) -> float:
    """Probability outside [fewest, most], added up term by term."""
    terms = (comb(total, k) * chance**k * (1 - chance) ** (total - k) for k in range(total + 1))
    return sum(term for k, term in enumerate(terms) if not fewest <= k <= most)


@pytest.fixture(scope="module")
def firms() -> pd.DataFrame:
    return midtjylland.load("guidance_by_municipality", year=2021, data_dir=DATA)


@pytest.fixture(scope="module")
def population() -> pd.DataFrame:
    return midtjylland.load_population(DATA)


@pytest.fixture(scope="module")
def exact(firms, population) -> pd.Series:
    return guidance.exact_shares(firms, population, pd.Timestamp("2020-01-01"))


# Tolerance, readings and rounding


@pytest.mark.parametrize(
    ("tolerance", "guided", "population", "measure", "band"),
    [
        (TEN, 3.3, 3.0, 1.1, (0.9, 1.1)),
        (TEN_POINTS, 3.3, 3.0, 0.3, (-10, 10)),
        (Tolerance(2.5), 1.0, 4.0, 0.25, (0.975, 1.025)),
    ],
)
def test_a_tolerance_measures_in_its_own_reading(tolerance, guided, population, measure, band):
    assert tolerance.measure(guided, population) == pytest.approx(measure)
    assert tolerance.guided_share_at(measure, population) == pytest.approx(guided)
    assert (tolerance.low, tolerance.high) == pytest.approx(band)


def test_measures_and_tolerances_are_written_with_their_unit():
    assert (TEN.text, TEN_POINTS.text) == ("±10 %", "±10 percentage points")
    assert (TEN.show(0.9059), TEN_POINTS.show(-2.17), TEN_POINTS.show(2.37)) == (
        "0.91",
        "−2.2",
        "+2.4",
    )
    assert TEN.distance_pct(0.7) == pytest.approx(30)
    assert TEN_POINTS.distance_pct(-2.2) == pytest.approx(2.2)


@pytest.mark.parametrize("pct", [0, -1, 100, float("nan")])
def test_a_tolerance_without_meaning_is_refused(pct):
    with pytest.raises(MidtjyllandError, match="tolerance of"):
        Tolerance(pct)


def test_an_unknown_reading_or_basis_is_refused(firms):
    with pytest.raises(MidtjyllandError, match="'absolute' is unknown; use 'relative' or 'points'"):
        Tolerance(10, "absolute")
    with pytest.raises(MidtjyllandError, match="'census' is unknown; use 'printed' or 'exact'"):
        guidance.on_basis(guidance.measure_spread(firms, TEN), "census")


@pytest.mark.parametrize(
    ("printed", "half"), [([26.4, 3.0], 0.05), ([26.44, 3.0], 0.005), ([26.0, 3.0], 0.5)]
)
def test_rounding_is_read_off_the_printed_decimals(printed, half):
    assert guidance.rounding_pct(pd.Series(printed)) == pytest.approx(half)


# 10.0 % is printed for whatever lies from 9.95 % to 10.05 %. Index limits: 1.1 x 9.95 % = 10.945 %
# (2,189 of 20,000) is the highest share within for all of these, 1.1 x 10.05 % = 11.055 % (2,211)
# the highest within for any; below, 0.9 x 10.05 % = 9.045 % (1,809) and 0.9 x 9.95 % = 8.955 %
# (1,791). In points: 19.95 % (3,990) and 20.05 % (4,010).
@pytest.mark.parametrize(
    ("tolerance", "count", "verdict"),
    [
        (TEN, 2189, "within"),
        (TEN, 2190, "undetermined"),
        (TEN, 2211, "undetermined"),
        (TEN, 2212, "outside"),
        (TEN, 1809, "within"),
        (TEN, 1808, "undetermined"),
        (TEN, 1791, "undetermined"),
        (TEN, 1790, "outside"),
        (TEN_POINTS, 3990, "within"),
        (TEN_POINTS, 3991, "undetermined"),
        (TEN_POINTS, 4010, "undetermined"),
        (TEN_POINTS, 4011, "outside"),
    ],
)
def test_a_verdict_that_rounding_can_turn_is_undetermined(tolerance, count, verdict):
    rows = table([10.0, 89.9, 0.1], [count, 19_999 - count, 1])
    assert guidance.measure_spread(rows, tolerance)["verdict_printed"][0] == verdict


@pytest.mark.parametrize(
    ("count", "verdict"), [(110, "within"), (111, "outside"), (90, "within"), (89, "outside")]
)
def test_a_measure_exactly_on_the_limit_is_within(count, verdict):
    # 110 of 1,000 over 10 % is an index of exactly 1.1, which floats miss by 2e-16.
    measured = guidance.measure_spread(table([10.0, 90.0], [count, 1000 - count]), TEN)
    assert measured["verdict_face_value"][0] == verdict


def test_exact_shares_settle_only_what_they_round_to():
    rows = table([10.0, 89.9, 0.1], [1095, 8895, 10])
    measured = {
        share: guidance.measure_spread(rows, TEN, pd.Series([share, 99.9 - share, 0.1]))
        for share in (9.5, 9.951, 10.04)
    }
    verdicts = {share: frame["verdict_settled"][0] for share, frame in measured.items()}
    # 10.95 / 9.951 = 1.1004 and 10.95 / 10.04 = 1.0906; 9.5 is not printed as 10.0.
    assert verdicts == {9.5: "undetermined", 9.951: "outside", 10.04: "within"}
    assert measured[9.5]["verdict_exact"][0] == "outside"


def test_without_population_nothing_is_settled():
    measured = guidance.measure_spread(table([50.0, 50.0], [10, 10]), TEN)
    assert measured["verdict_exact"].isna().all()
    with pytest.raises(MidtjyllandError, match="no population figures for all municipalities"):
        guidance.on_basis(measured, "exact")


@pytest.mark.parametrize(
    ("shares", "counts", "codes", "message"),
    [
        ([100.0], [5], None, "lists 1 municipalities; a spread needs at least two"),
        ([50.0, 50.0], [5, 5], ["0001", "0001"], "lists a municipality twice"),
        ([50.0, 50.0], [0, 0], None, "no usable counts"),
        ([50.0, 50.0], [5, pd.NA], None, "no usable counts"),
        ([50.0, 50.0], [5, -1], None, "no usable counts"),
        ([100.0, 0.0], [5, 5], None, "prints no population share above 0 for B"),
        ([50.0, np.nan], [5, 5], None, "prints no population share above 0 for B"),
    ],
)
def test_a_table_that_cannot_be_judged_is_refused(shares, counts, codes, message):
    rows = table(shares, [5] * len(counts)).assign(guided_firms=pd.array(counts, dtype="Int64"))
    if codes:
        rows["municipality_code"] = codes
    with pytest.raises(MidtjyllandError, match=message):
        guidance.measure_spread(rows, TEN)


# Which population


def test_the_papers_shares_are_those_of_january_2020(firms, population):
    # Known facts of the data: all 19 fit 2020, 5 differ from 2021.
    fits = guidance.fit_reference_dates(firms, population)
    assert [f"{date:%Y-%m-%d}" for date in fits["reference_date"]] == ["2020-01-01", "2021-01-01"]
    assert fits["fitting"].tolist() == [19, 14]
    assert guidance.best_reference_date(fits) == pd.Timestamp("2020-01-01")
    assert len(fits["not_fitting"][1].split(", ")) == 5
    assert fits["largest_gap_pct_point"][0] <= 0.05 < fits["largest_gap_pct_point"][1]


def test_a_date_without_all_municipalities_is_never_chosen():
    rows = table([60.0, 40.0], [6, 4])
    partial = people([60, 40], "2019-01-01").iloc[:1]
    fits = guidance.fit_reference_dates(rows, pd.concat([partial, people([70, 30])]))
    # 70 and 30 per cent fit neither share, and a date that has no figure for B fits none either.
    assert fits["fitting"].tolist() == [0, 0]
    assert guidance.best_reference_date(fits) == pd.Timestamp("2020-01-01")
    assert guidance.best_reference_date(guidance.fit_reference_dates(rows, partial)) is None


def test_of_dates_that_fit_alike_the_closest_is_chosen():
    rows = table([60.0, 40.0], [6, 4])
    close, closest = people([6001, 3999], "2019-01-01"), people([600, 400], "2021-01-01")
    fits = guidance.fit_reference_dates(rows, pd.concat([close, closest]))
    assert fits["fitting"].tolist() == [2, 2]
    assert guidance.best_reference_date(fits) == pd.Timestamp("2021-01-01")


def test_exact_shares_leave_other_municipalities_out():
    elsewhere = people([60, 40, 900])
    shares = guidance.exact_shares(table([60.0, 40.0], [6, 4]), elsewhere, elsewhere.iloc[0, 1])
    assert shares.tolist() == pytest.approx([60, 40])


@pytest.mark.parametrize("bad", [people([60, 0]), pd.concat([people([60, 40]), people([60])])])
def test_population_figures_that_cannot_be_shared_out_are_refused(bad):
    with pytest.raises(
        MidtjyllandError, match="of 2020-01-01 have a municipality twice or without"
    ):
        guidance.exact_shares(table([60.0, 40.0], [6, 4]), bad, pd.Timestamp("2020-01-01"))


# The papers of 2021, as counted by hand from the table


def test_verdicts_of_2021(firms, exact):
    measured = guidance.measure_spread(firms, TEN, exact)
    counted = {name: measured[f"verdict_{name}"].value_counts() for name in ("printed", "exact")}
    assert counted["printed"].to_dict() == {"outside": 11, "within": 5, "undetermined": 3}
    assert counted["exact"].to_dict() == {"outside": 13, "within": 6}
    open_ones = measured[measured["verdict_printed"] == "undetermined"]
    settled = dict(zip(open_ones["municipality"], open_ones["verdict_settled"], strict=True))
    assert settled == {"Favrskov": "outside", "Hedensted": "within", "Ikast-Brande": "outside"}
    assert guidance.count(measured["verdict_face_value"], "outside") == 12
    in_points = guidance.measure_spread(firms, TEN_POINTS, exact)
    assert set(in_points["verdict_printed"]) == {"within"}


def test_headline_of_2021(firms, population):
    found = guidance.headline(firms, population, TEN, "printed", 0.05)
    assert found["chi2"] == pytest.approx(141.126, abs=5e-4)
    assert found["p_value"] == pytest.approx(3.885e-21, rel=1e-3)
    assert found["hoover_pct"] == pytest.approx(8.6045, abs=5e-5)
    whole = {
        "municipalities": 19,
        "guided_firms": 2729,
        "outside_tolerance_relative": 11,
        "outside_tolerance_points": 0,
        "undetermined_by_rounding": 3,
        "outside_tolerance_exact": 13,
        "outside_tolerance_face_value": 12,
        "degrees_of_freedom": 18,
        "population_date": "2020-01-01",
        "population_shares_fitting": 19,
        "outside_tolerance": 11,
    }
    assert {name: found[name] for name in whole} == whole
    assert json.loads(json.dumps(found)) == found
    assert found["key_figure"] in found


def test_the_headline_follows_reading_and_basis_where_it_says_so(firms, population):
    found = guidance.headline(firms, population, TEN_POINTS, "exact", 0.05)
    assert found["chi2"] == pytest.approx(142.119, abs=5e-4)
    assert found["hoover_pct"] == pytest.approx(8.6167, abs=5e-5)
    assert (found["outside_tolerance"], found["within_tolerance"]) == (0, 19)
    assert found["fewest_moves"] == 0
    # Each of these names its reading, which the parameter doesn't change.
    assert found["outside_tolerance_relative"] == 11
    assert found["outside_tolerance_exact"] == 13


def test_the_headline_does_without_population(firms, population):
    found = guidance.headline(firms, population.iloc[:0], TEN, "printed", 0.05)
    unknown = ("population_date", "population_shares_fitting", "outside_tolerance_exact")
    assert [found[name] for name in unknown] == [None, None, None]
    assert found["outside_tolerance_relative"] == 11


@pytest.mark.parametrize(
    ("counts", "start"),
    [
        ([50, 50], "Of 2 municipalities, 0 lie outside ±10 % of their share of the population, 2"),
        ([500, 50, 450], "Of 3 municipalities, 1 lies outside ±10 % of their share"),
    ],
)
def test_the_sentence_is_true_for_every_outcome(counts, start):
    shares = [50.0, 50.0] if len(counts) == 2 else [50.0, 2.0, 48.0]
    rows = table(shares, counts)
    found = guidance.headline(rows, people([1]).iloc[:0], TEN, "printed", 0.05)
    assert found["sentence"].startswith(start)


# Intervals, tests and power


@pytest.mark.parametrize("counts", [[12, 88], [0, 100], [100, 0], [785, 1944]])
def test_intervals_are_clopper_and_pearsons(counts):
    found = guidance.add_intervals(spread_of([40.0, 60.0], counts), TEN, 0.05)
    for name, level in (("ci", 0.05), ("equivalence", 0.10)):
        low, high = proportion_confint(np.array(counts), sum(counts), level, method="beta")
        assert found[f"{name}_low"].to_numpy() == pytest.approx(low / [0.4, 0.6])
        assert found[f"{name}_high"].to_numpy() == pytest.approx(high / [0.4, 0.6])


def test_intervals_from_printed_shares_cover_their_rounding():
    measured = guidance.measure_spread(table([0.3, 99.7], [12, 2717]), TEN)
    found = guidance.add_intervals(guidance.on_basis(measured, "printed"), TEN, 0.05)
    low, high = proportion_confint(12, 2729, 0.05, method="beta")
    assert found["ci_low"][0] == pytest.approx(low / 0.0035)
    assert found["ci_high"][0] == pytest.approx(high / 0.0025)


@pytest.mark.parametrize("count", [4800, 4650, 4570, 5200, 5430, 5480])
def test_shown_within_is_two_one_sided_exact_tests(count):
    # statsmodels' exact equivalence test of the share against 45 % and 55 %.
    p_value = binom_tost(count, 10_000, 0.45, 0.55)[0]
    spread = spread_of([50.0, 50.0], [count, 10_000 - count])
    shown = guidance.add_intervals(spread, TEN, 0.05)["shown"][0]
    assert (shown == "within") == (p_value <= 0.05)


def test_few_firms_show_nothing_and_many_show_outside():
    few = guidance.add_intervals(spread_of([50.0, 50.0], [5, 5]), TEN, 0.05)
    many = guidance.add_intervals(spread_of([50.0, 50.0], [700, 300]), TEN, 0.05)
    assert few["shown"].tolist() == ["neither", "neither"]
    assert many["shown"].tolist() == ["outside", "outside"]


@pytest.mark.parametrize("alpha", [0, 0.5, 1, -0.1, float("nan")])
def test_a_level_without_meaning_is_refused(alpha):
    with pytest.raises(MidtjyllandError, match="level of significance"):
        guidance.add_intervals(spread_of([50.0, 50.0], [5, 5]), TEN, alpha)


def test_chi_square_by_hand():
    # (30 - 50)^2 / 50 + (70 - 50)^2 / 50 = 16; p = 2 x (1 - Phi(4)) = 6.334e-5; w = sqrt(16 / 100).
    fit = guidance.goodness_of_fit(spread_of([50.0, 50.0], [30, 70]))
    assert fit == pytest.approx((16, 1, 6.334e-5, 50, 0.4), rel=1e-4)


def test_expected_counts_add_up_although_printed_shares_do_not():
    # 33.3 + 33.3 + 33.3 = 99.9: the expected counts are scaled, the measure is not.
    measured = guidance.measure_spread(table([33.3, 33.3, 33.3], [30, 30, 40]), TEN)
    spread = guidance.on_basis(measured, "printed")
    assert spread["expected_firms"].tolist() == pytest.approx([100 / 3] * 3)
    assert spread["measure"][0] == pytest.approx(30 / 33.3)


def test_p_and_q_values_are_those_of_statsmodels(firms, exact):
    spread = guidance.on_basis(guidance.measure_spread(firms, TEN, exact), "exact")
    found = guidance.stand_outs(spread, 0.05).set_index("municipality")
    names = spread["municipality"].tolist()
    total = 2729
    p_values = [
        binom_test(count, total, mean / total)
        for count, mean in zip(spread["guided_firms"], spread["expected_firms"], strict=True)
    ]
    stands_out, q_values, *_ = multipletests(p_values, 0.05, method="fdr_bh")
    assert found.loc[names, "p_value"].to_numpy() == pytest.approx(p_values)
    assert found.loc[names, "q_value"].to_numpy() == pytest.approx(q_values)
    assert found.loc[names, "stands_out"].tolist() == stands_out.tolist()
    assert found["standardised_residual"].is_monotonic_decreasing


def test_residuals_by_hand():
    # (30 - 50) / sqrt(100 x 0.5 x 0.5) = -4
    found = guidance.stand_outs(spread_of([50.0, 50.0], [30, 70]), 0.05)
    assert found["standardised_residual"].tolist() == pytest.approx([4, -4])
    assert found["municipality"].tolist() == ["B", "A"]


def test_false_alarms_and_power_by_adding_up_probabilities():
    # 20 firms, half of them expected: within 40 % are 6 to 14. Tails of at most 2.5 %: up to 5
    # (2.07 %) and from 15 on, so that the test rejects outside [6, 14] too.
    found = guidance.power(spread_of([50.0, 50.0], [8, 12]), Tolerance(40.0), 0.05)
    assert found["false_alarm_pct"][0] == pytest.approx(100 * outside_by_hand(6, 14, 20, 0.5))
    assert found["power_pct"][0] == pytest.approx(100 * outside_by_hand(6, 14, 20, 0.7))


def test_power_is_that_of_the_direction_that_is_harder_to_notice():
    # 20 firms, a fifth expected, off by half: shares of 0.3 or 0.1. Tails of at most 2.5 %: 0
    # (1.15 %) and from 9 on (1.00 %; from 8 on it is 3.21 %).
    found = guidance.power(spread_of([20.0, 80.0], [4, 16]), Tolerance(50.0), 0.05)
    either = [outside_by_hand(1, 8, 20, true) for true in (0.1, 0.3)]
    assert found["power_pct"][0] == pytest.approx(100 * min(either))
    assert min(either) < 0.95 * max(either)


def power_by_hand(total: int, chance: float, true: float, alpha: float = 0.05) -> float:
    """Probability of a count in a tail that has at most alpha / 2 when `chance` is true."""
    upper = [outside_by_hand(0, k, total, chance) for k in range(total + 1)]
    most = next(k for k, probability in enumerate(upper) if probability <= alpha / 2)
    lower = [outside_by_hand(k, total, total, chance) for k in range(total + 1)]
    fewest = max(k for k, probability in enumerate(lower) if probability <= alpha / 2)
    return outside_by_hand(fewest, most, total, true)


@pytest.mark.parametrize("tolerance", [Tolerance(40.0), Tolerance(20.0, "points")])
def test_firms_needed_have_the_power_that_is_wanted(tolerance):
    found = guidance.power(spread_of([50.0, 50.0], [8, 12], tolerance), tolerance, 0.05)
    total = 2 * int(found["expected_firms_needed"][0])
    # Half of an odd total is rounded up.
    assert max(power_by_hand(n, 0.5, 0.7) for n in (total - 1, total)) >= 0.8
    assert power_by_hand(round(0.85 * total), 0.5, 0.7) < 0.8
    assert found["power_at_needed_pct"][0] >= 80
    # Fleiss, Levin and Paik 2003: ((1.96 x sqrt(0.25) + 0.84 x sqrt(0.7 x 0.3)) / 0.2)^2 = 46.7.
    assert 46 <= total <= 1.15 * 46.7


def test_where_no_share_deviates_that_much_power_is_missing():
    tolerance = Tolerance(60.0, "points")
    found = guidance.power(spread_of([50.0, 50.0], [8, 12], tolerance), tolerance, 0.05)
    assert found[["power_pct", "expected_firms_needed"]].isna().all().all()
    assert found["false_alarm_pct"].tolist() == [0, 0]


def test_small_municipalities_need_many_more_firms_than_they_have(firms):
    spread = guidance.on_basis(guidance.measure_spread(firms, TEN), "printed")
    found = guidance.power(spread, TEN, 0.05).set_index("municipality")
    # Normal approximation for a rare event: (1.96 + 0.84 x sqrt(1.1))^2 / 0.1^2 is about 807.
    assert found.loc["Samsø", "expected_firms_needed"] == pytest.approx(807, rel=0.03)
    enough = found["expected_firms"] >= found["expected_firms_needed"]
    assert found.index[enough].tolist() == ["Aarhus"]


def test_funnel_limits_by_adding_up_probabilities():
    spread = spread_of([50.0, 50.0], [8, 12])
    found = guidance.funnel_limits(spread, TEN, [0.1], points=5)
    for row in found.itertuples():
        chance = row.expected_firms / 20
        below = [outside_by_hand(k + 1, 20, 20, chance) for k in range(20)] + [1.0]
        for q, limit in ((0.05, row.low), (0.95, row.high)):
            # Spiegelhalter 2005: the first count that reaches q, less the share of its own
            # probability by which it overshoots.
            r = next(k for k, probability in enumerate(below) if probability >= q)
            own = below[r] - (below[r - 1] if r else 0)
            expected = max(r - (below[r] - q) / own, 0) / row.expected_firms
            assert limit == pytest.approx(expected)


# Concentration


def test_hoover_lorenz_and_gini_by_hand():
    # Shares of population 50, 30, 20; of firms 40, 30, 30. Indices 0.8, 1, 1.5.
    spread = spread_of([50.0, 30.0, 20.0], [40, 30, 30])
    assert guidance.hoover_pct(spread) == pytest.approx(10)
    lorenz = guidance.lorenz_curve(spread)
    assert lorenz["municipality"].tolist() == ["", "A", "B", "C"]
    assert lorenz["cumulative_population_share_pct"].tolist() == pytest.approx([0, 50, 80, 100])
    assert lorenz["cumulative_guided_share_pct"].tolist() == pytest.approx([0, 40, 70, 100])
    # Area below: (50 x 40 + 30 x 110 + 20 x 170) / 2 = 4350 of 10000; Gini 1 - 2 x 0.435.
    assert guidance.gini(lorenz) == pytest.approx(0.13)


def test_an_exact_mirror_has_no_concentration():
    spread = spread_of([50.0, 30.0, 20.0], [50, 30, 20])
    assert guidance.hoover_pct(spread) == pytest.approx(0)
    assert guidance.gini(guidance.lorenz_curve(spread)) == pytest.approx(0)


def test_a_municipality_without_firms_is_measured_as_zero():
    spread = guidance.add_intervals(spread_of([50.0, 30.0, 20.0], [60, 40, 0]), TEN, 0.05)
    assert spread["measure"][2] == 0
    assert spread["verdict"][2] == "outside"
    assert spread["ci_low"][2] == 0
    assert guidance.lorenz_curve(spread)["municipality"][1] == "C"


# Moves


@pytest.mark.parametrize(
    ("counts", "gain", "lose", "fewest"),
    [
        # Limits 45 to 55, 27 to 33, 18 to 22.
        ([60, 25, 15], [0, 2, 3], [5, 0, 0], 5),
        ([56, 20, 24], [0, 7, 0], [1, 0, 2], 7),
        ([55, 27, 18], [0, 0, 0], [0, 0, 0], 0),
        ([0, 0, 100], [45, 27, 0], [0, 0, 78], 78),
    ],
)
def test_moves_by_hand(counts, gain, lose, fewest):
    moved = guidance.moves(spread_of([50.0, 30.0, 20.0], counts), TEN)
    assert moved[["fewest_firms", "most_firms"]].to_numpy().tolist() == [
        [45, 55],
        [27, 33],
        [18, 22],
    ]
    assert moved["must_gain"].tolist() == gain
    assert moved["must_lose"].tolist() == lose
    assert guidance.fewest_moves(moved) == fewest


@given(
    counts=st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(any),
    shares=st.sampled_from([[50.0, 30.0, 20.0], [60.0, 35.0, 5.0], [34.0, 33.0, 33.0]]),
    tolerance=st.builds(
        Tolerance, st.sampled_from([10.0, 25.0, 40.0]), st.sampled_from(["relative", "points"])
    ),
)
def test_fewest_moves_is_what_trying_all_plans_finds(counts, shares, tolerance):
    total = sum(counts)
    plans = (plan for plan in product(range(total + 1), repeat=3) if sum(plan) == total)
    possible = [
        sum(max(new - old, 0) for new, old in zip(plan, counts, strict=True))
        for plan in plans
        if all(
            tolerance.low - 1e-9 <= tolerance.measure(100 * n / total, p) <= tolerance.high + 1e-9
            for n, p in zip(plan, shares, strict=True)
        )
    ]
    found = guidance.fewest_moves(guidance.moves(spread_of(shares, counts, tolerance), tolerance))
    assert found == (min(possible) if possible else None)


def test_moves_say_when_no_whole_number_lies_within():
    # A tenth of a firm around 0.5 firms: no whole number.
    moved = guidance.moves(spread_of([95.0, 5.0], [9, 1]), TEN)
    assert moved["possible"].tolist() == [True, False]
    assert guidance.fewest_moves(moved) is None


def test_moves_say_when_the_limits_leave_out_the_total():
    # Shares that add to 80: at most 44 + 44 of 100 firms lie within.
    measured = guidance.measure_spread(table([40.0, 40.0], [50, 50]), TEN)
    moved = guidance.moves(guidance.on_basis(measured, "printed"), TEN)
    assert moved["possible"].all()
    assert guidance.fewest_moves(moved) is None


# Sensitivity and years


def test_sensitivity_counts_the_verdicts_of_each_tolerance(firms, exact):
    found = guidance.sensitivity(firms, "relative", [5, 10, 20], exact).set_index("tolerance_pct")
    assert found.loc[10].tolist() == [5, 3, 11, 6, 13]
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


def test_a_municipality_that_one_year_does_not_list_has_no_change():
    before = spread_of([50.0, 50.0], [3, 1])
    after = spread_of([50.0, 30.0, 20.0], [5, 3, 2])
    found = guidance.compare_years({2021: before, 2022: after}).set_index("municipality")
    assert found.loc["C", ["measure_from", "measure_change", "p_value", "q_value"]].isna().all()
    assert found.loc["A", "measure_change"] == pytest.approx(-0.5)


def test_one_year_is_nothing_to_compare():
    with pytest.raises(MidtjyllandError, match="at least two years"):
        guidance.compare_years({2021: spread_of([50.0, 50.0], [3, 1])})
