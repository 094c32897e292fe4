"""Concentration and moves, against hand calculation and trying all plans."""

from __future__ import annotations

from itertools import product

import pytest
from guidancekit import TEN, TEN_POINTS, spread_of, table
from hypothesis import given, settings
from hypothesis import strategies as st

from midtjylland.analysis import guidance
from midtjylland.analysis.guidance import Tolerance

# Concentration


def test_hoover_lorenz_and_gini_by_hand():
    # Shares of population 50, 30, 20; of firms 40, 30, 30. Indices 0.8, 1, 1.5.
    spread = spread_of([50.0, 30.0, 20.0], [40, 30, 30])
    assert guidance.hoover_pct(spread) == pytest.approx(10)
    lorenz = guidance.lorenz_curve(spread)
    assert [*lorenz][1:] == ["cumulative_population_share_pct", "cumulative_guided_share_pct"]
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
    assert [*moved] == [
        *("municipality_code", "municipality", "guided_firms", "fewest_firms", "most_firms"),
        *("must_gain", "must_lose", "possible"),
    ]
    assert moved["must_lose"].tolist() == lose
    assert guidance.fewest_moves(moved) == fewest


@settings(deadline=None)
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


def test_limits_stay_between_no_firm_and_all():
    # 5 and 95 %, ten points either way, of 20 firms: -1 to 3, and 17 to 21.
    limits = guidance.count_limits(spread_of([5.0, 95.0], [1, 19], TEN_POINTS), TEN_POINTS)
    assert limits.to_dict("list") == {"fewest_firms": [0, 17], "most_firms": [3, 20]}


def test_a_single_whole_number_within_is_enough():
    # Of ten firms 4.5 to 5.5 are within: five and no other number.
    moved = guidance.moves(spread_of([50.0, 50.0], [3, 7]), TEN)
    assert moved["possible"].tolist() == [True, True]
    assert guidance.fewest_moves(moved) == 2


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
