"""Intervals, tests, power and funnel limits, against hand calculation and statsmodels."""

from __future__ import annotations

from math import ceil, erfc, sqrt

import guidancekit
import numpy as np
import pandas as pd
import pytest
from guidancekit import TEN, outside_by_hand, spread_of, table
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import binom_test, binom_tost, proportion_confint

from midtjylland.analysis import guidance
from midtjylland.analysis.guidance import Tolerance
from midtjylland.core.findings import MidtjyllandError

firms = pytest.fixture(guidancekit.firms, scope="module")
exact = pytest.fixture(guidancekit.exact, scope="module")


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
    assert [*few][-5:] == ["ci_low", "ci_high", "equivalence_low", "equivalence_high", "shown"]
    assert few["shown"].tolist() == ["neither", "neither"]
    assert many["shown"].tolist() == ["outside", "outside"]


@pytest.mark.parametrize("alpha", [0, 0.5, 1, -0.1, float("nan")])
def test_a_level_without_meaning_is_refused(alpha):
    with pytest.raises(MidtjyllandError) as refused:
        guidance.add_intervals(spread_of([50.0, 50.0], [5, 5]), TEN, alpha)
    assert str(refused.value) == (
        f"a level of significance of {alpha} has no meaning; use one above 0 and below 0.5."
    )


def test_chi_square_by_hand():
    # (30 - 50)^2 / 50 + (70 - 50)^2 / 50 = 16; p = 2 x (1 - Phi(4)) = 6.334e-5; w = sqrt(16 / 100).
    fit = guidance.goodness_of_fit(spread_of([50.0, 50.0], [30, 70]))
    assert fit == pytest.approx((16, 1, 6.334e-5, 50, 0.4), rel=1e-4)
    # 100 / 40 + 100 / 60 = 25 / 6; p = erfc(sqrt(25 / 12)); w = sqrt(1 / 24).
    fit = guidance.goodness_of_fit(spread_of([40.0, 60.0], [30, 70]))
    assert fit == pytest.approx((25 / 6, 1, erfc(sqrt(25 / 12)), 40, sqrt(1 / 24)))


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
    # The largest first, numbered anew. All of 5 heads or none has a p value of 2 / 2**5.
    pd.testing.assert_frame_equal(
        guidance.stand_outs(spread_of([50.0, 50.0], [0, 5]), 0.0625),
        pd.DataFrame(
            {
                "municipality_code": ["0001", "0000"],
                "municipality": ["B", "A"],
                "guided_firms": [5, 0],
                "expected_firms": [2.5, 2.5],
                "standardised_residual": [sqrt(5), -sqrt(5)],
                "p_value": [0.0625, 0.0625],
                "q_value": [0.0625, 0.0625],
                "stands_out": [True, True],
            }
        ),
    )


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
    # Half as much again of four fifths is more than all: B can only deviate to two fifths, and
    # rejects with less than 12 (1.00 %; less than 13 has 3.21 %) or 20 (1.15 %).
    assert found["power_pct"][1] == pytest.approx(100 * outside_by_hand(12, 19, 20, 0.4))


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


@pytest.mark.parametrize(
    ("share", "tolerance_pct", "start", "wanted"),
    # The approximation, rounded up: 46.6 as above for the usual power of 0.8; for one of 0.5, which
    # takes no second term, (1.96 x 0.4 / 0.1)^2 = 61.5.
    [(0.5, 40.0, 47, {}), (0.2, 50.0, 62, {"wanted_power": 0.5})],
)
def test_the_firms_needed_are_the_first_that_have_the_power(share, tolerance_pct, start, wanted):
    spread = spread_of([100 * share, 100 - 100 * share], [4, 16])
    found = guidance.power(spread, Tolerance(tolerance_pct), 0.05, **wanted)
    ends = [share * (1 + sign * tolerance_pct / 100) for sign in (-1, 1)]

    def power(total: int) -> float:
        return min(power_by_hand(total, share, true) for true in ends)

    total = start
    while power(total) < wanted.get("wanted_power", 0.8):
        total += 1  # 1 % of less than 100, rounded up
    assert found["expected_firms_needed"][0] == ceil(total * share)
    assert found["power_at_needed_pct"][0] == pytest.approx(100 * power(total))
    assert [*found] == [
        *("municipality_code", "municipality", "guided_firms", "expected_firms"),
        *("false_alarm_pct", "power_pct", "expected_firms_needed", "power_at_needed_pct"),
    ]


@pytest.mark.parametrize("points", [50.0, 60.0])
def test_where_no_share_deviates_that_much_power_is_missing(points):
    tolerance = Tolerance(points, "points")
    found = guidance.power(spread_of([50.0, 50.0], [8, 12], tolerance), tolerance, 0.05)
    missing = ["power_pct", "expected_firms_needed", "power_at_needed_pct"]
    assert found[missing].isna().all(axis=None)
    assert found["false_alarm_pct"].tolist() == [0, 0]


def test_small_municipalities_need_many_more_firms_than_they_have(firms):
    spread = guidance.on_basis(guidance.measure_spread(firms, TEN), "printed")
    found = guidance.power(spread, TEN, 0.05).set_index("municipality")
    # Normal approximation for a rare event: (1.96 + 0.84 x sqrt(1.1))^2 / 0.1^2 is about 807.
    assert found.loc["Samsø", "expected_firms_needed"] == pytest.approx(807, rel=0.03)
    enough = found["expected_firms"] >= found["expected_firms_needed"]
    assert found.index[enough].tolist() == ["Aarhus"]


@pytest.mark.parametrize(("share", "least"), [(50.0, 20 / 3), (5.0, 2 / 3)])
def test_funnel_limits_by_adding_up_probabilities(share, least):
    spread = spread_of([share, 100 - share], [8, 12])
    found = guidance.funnel_limits(spread, TEN, [0.1], points=5)
    # From the least expected over 1.5 to 95 % of the 20 firms, each so many times the one before.
    wanted = [least * (19 / least) ** (step / 4) for step in range(5)]
    assert found["expected_firms"].tolist() == pytest.approx(wanted)
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


def test_funnel_limits_reach_beyond_the_smallest_and_the_largest():
    # Expected are 3, 6 and 21 of 30: from 3 / 1.5 to 95 % of all, since twice 21 is more.
    wide = guidance.funnel_limits(spread_of([10.0, 20.0, 70.0], [3, 6, 21]), TEN, [0.05])
    assert (wide["expected_firms"].min(), wide["expected_firms"].max()) == pytest.approx((2, 28.5))
    assert len(wide) == 200
    two = guidance.funnel_limits(spread_of([50.0, 50.0], [8, 12]), TEN, [0.05, 0.002], points=2)
    assert [*two] == ["alpha", "expected_firms", "low", "high"]
    assert two["alpha"].to_dict() == {0: 0.05, 1: 0.05, 2: 0.002, 3: 0.002}
    # Expected are 6, 7 and 7 of 20: to twice the largest.
    even = guidance.funnel_limits(spread_of([30.0, 35.0, 35.0], [6, 7, 7]), TEN, [0.05])
    assert (even["expected_firms"].min(), even["expected_firms"].max()) == pytest.approx((4, 14))
