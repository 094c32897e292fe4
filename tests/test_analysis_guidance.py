"""The measure, its verdicts and the headline, against hand calculation."""

from __future__ import annotations

import json

import guidancekit
import numpy as np
import pandas as pd
import pytest
from guidancekit import TEN, TEN_POINTS, outside_by_hand, people, table
from statsmodels.stats.proportion import proportion_confint

from midtjylland.analysis import guidance
from midtjylland.analysis.guidance import Tolerance
from midtjylland.core.findings import MidtjyllandError

firms = pytest.fixture(guidancekit.firms, scope="module")
population = pytest.fixture(guidancekit.population, scope="module")
exact = pytest.fixture(guidancekit.exact, scope="module")


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
    with pytest.raises(MidtjyllandError) as refused:
        Tolerance(pct)
    wanted = f"a tolerance of {pct} % has no meaning; use one above 0 and below 100."
    assert str(refused.value) == wanted


def test_tolerances_close_to_nothing_and_to_everything_have_a_meaning():
    assert (Tolerance(0.5).low, Tolerance(99.5, "points").high) == (0.995, 99.5)


def test_an_unknown_reading_or_basis_is_refused(firms):
    sentence = r"^the reading 'absolute' is unknown; use 'relative' or 'points'\.$"
    with pytest.raises(MidtjyllandError, match=sentence):
        Tolerance(10, "absolute")
    sentence = r"^the population basis 'census' is unknown; use 'printed' or 'exact'\.$"
    with pytest.raises(MidtjyllandError, match=sentence):
        guidance.on_basis(guidance.measure_spread(firms, TEN), "census")


@pytest.mark.parametrize(
    ("printed", "half"),
    [
        ([26.4, 3.0], 0.05),
        ([26.44, 3.0], 0.005),
        ([26.0, 3.0], 0.5),
        ([26.12345, 3.0], 0.000005),
        ([26.123456, 3.0], 0),  # more decimals than any paper prints: taken as exact
    ],
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
        for share in (9.5, 9.951, 10.04, 10.05)
    }
    verdicts = {share: frame["verdict_settled"][0] for share, frame in measured.items()}
    # 10.95 / 9.951 = 1.1004 and 10.95 / 10.04 = 1.0906; 9.5 is not printed as 10.0.
    assert verdicts == {9.5: "undetermined", 9.951: "outside", 10.04: "within", 10.05: "within"}
    assert measured[9.5]["verdict_exact"][0] == "outside"


NO_COUNTS = "has no usable counts of guided firms; build it again from its source."


def test_without_population_nothing_is_settled():
    measured = guidance.measure_spread(table([50.0, 50.0], [10, 10]), TEN)
    assert measured["verdict_exact"].isna().all()
    with pytest.raises(MidtjyllandError) as refused:
        guidance.on_basis(measured, "exact")
    assert str(refused.value) == (
        "there are no population figures for all municipalities on one date; add them to the "
        "reference data or use the population basis 'printed'."
    )


def test_every_step_has_the_columns_it_promises():
    # 66 and 34 of 100 firms: over 60 and 40 %, which may be 59.5 to 60.5 and 39.5 to 40.5 %, and
    # over 60.04 and 39.96 %. 66 / 59.5 = 1.1092 and 66 / 60.5 = 1.0909; 34 / 39.5 = 0.8608.
    measured = guidance.measure_spread(
        table([60.0, 40.0], [66, 34]), TEN, pd.Series([60.04, 39.96])
    )
    wanted = {
        "municipality_code": ["0000", "0001"],
        "municipality": ["A", "B"],
        "guided_firms": [66, 34],
        "guided_share_pct": [66.0, 34.0],
        "population_share_pct": [60.0, 40.0],
        "guided_share_computed_pct": [66.0, 34.0],
        "population_share_exact_pct": [60.04, 39.96],
        "measure_printed": [1.1, 0.85],
        "measure_printed_low": [66 / 60.5, 34 / 40.5],
        "measure_printed_high": [66 / 59.5, 34 / 39.5],
        "measure_exact": [66 / 60.04, 34 / 39.96],
        "verdict_face_value": ["within", "outside"],
        "verdict_printed": ["undetermined", "outside"],
        "verdict_exact": ["within", "outside"],
        "verdict_settled": ["within", "outside"],
    }
    pd.testing.assert_frame_equal(measured, pd.DataFrame(wanted))
    shared = {name: wanted[name] for name in [*wanted][:3]} | {
        "guided_share_computed_pct": [66.0, 34.0]
    }
    printed = {
        "population_share_pct": [60.0, 40.0],
        "population_share_low_pct": [59.5, 39.5],
        "population_share_high_pct": [60.5, 40.5],
        "expected_firms": [60.0, 40.0],
        "measure": wanted["measure_printed"],
        "measure_low": wanted["measure_printed_low"],
        "measure_high": wanted["measure_printed_high"],
        "verdict": ["undetermined", "outside"],
    }
    found = guidance.on_basis(measured, "printed")
    pd.testing.assert_frame_equal(found, pd.DataFrame(shared | printed))
    exact = {name: [60.04, 39.96] for name in [*printed][:4]}
    exact |= {name: wanted["measure_exact"] for name in [*printed][4:7]}
    exact |= {"verdict": ["within", "outside"]}
    found = guidance.on_basis(measured, "exact")
    pd.testing.assert_frame_equal(found, pd.DataFrame(shared | exact))


@pytest.mark.parametrize(
    ("shares", "counts", "codes", "message"),
    [
        ([100.0], [5], None, "lists too few municipalities (1); a spread needs at least two."),
        (
            *([50.0, 50.0], [5, 5], ["0001", "0001"]),
            "lists a municipality twice; build it again from its source.",
        ),
        ([50.0, 50.0], [0, 0], None, NO_COUNTS),
        ([50.0, 50.0], [5, pd.NA], None, NO_COUNTS),
        ([50.0, 50.0], [5, -1], None, NO_COUNTS),
        (
            [100.0, 0.0],
            [5, 5],
            None,
            "prints no population share above 0 for B; a measure needs one.",
        ),
        (
            *([np.nan, -1.0, 0.5], [5, 5, 5], None),
            "prints no population share above 0 for A, B; a measure needs one.",
        ),
    ],
)
def test_a_table_that_cannot_be_judged_is_refused(shares, counts, codes, message):
    rows = table(shares, [5] * len(counts)).assign(guided_firms=pd.array(counts, dtype="Int64"))
    if codes:
        rows["municipality_code"] = codes
    with pytest.raises(MidtjyllandError) as refused:
        guidance.measure_spread(rows, TEN)
    assert str(refused.value) == f"guidance_by_municipality {message}"


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
    wanted = {
        "reference_date": pd.to_datetime(["2020-01-01", "2019-01-01"]),
        "fitting": [0, 0],
        "largest_gap_pct_point": [10.0, np.nan],
        "not_fitting": ["A, B", "A, B"],
    }
    pd.testing.assert_frame_equal(fits, pd.DataFrame(wanted), check_dtype=False)
    assert guidance.best_reference_date(fits) == pd.Timestamp("2020-01-01")
    assert guidance.best_reference_date(guidance.fit_reference_dates(rows, partial)) is None


def test_of_dates_that_fit_alike_the_closest_is_chosen():
    rows = table([60.0, 40.0], [6, 4])
    close, closest = people([6050, 3950], "2019-01-01"), people([600, 400], "2021-01-01")
    fits = guidance.fit_reference_dates(rows, pd.concat([close, closest]))
    # Whole numbers are printed: 60.5 and 39.5 per cent are just what still rounds to them.
    assert fits["fitting"].tolist() == [2, 2]
    assert fits["not_fitting"].tolist() == ["", ""]
    assert guidance.best_reference_date(fits) == pd.Timestamp("2021-01-01")


def test_exact_shares_leave_other_municipalities_out():
    elsewhere = people([60, 40, 900])
    shares = guidance.exact_shares(table([60.0, 40.0], [6, 4]), elsewhere, elsewhere.iloc[0, 1])
    assert shares.tolist() == pytest.approx([60, 40])
    one = people([1, 3])
    shares = guidance.exact_shares(table([25.0, 75.0], [1, 3]), one, one.iloc[0, 1])
    assert shares.tolist() == [25, 75]


@pytest.mark.parametrize("bad", [people([60, 0]), pd.concat([people([60, 40]), people([60])])])
def test_population_figures_that_cannot_be_shared_out_are_refused(bad):
    with pytest.raises(MidtjyllandError) as refused:
        guidance.exact_shares(table([60.0, 40.0], [6, 4]), bad, pd.Timestamp("2020-01-01"))
    assert str(refused.value) == (
        "the population figures of 2020-01-01 have a municipality twice or without people; mend "
        "the reference file."
    )


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
    assert found["key_figure"] == "outside_tolerance"
    # The probabilities of a count outside the limits add to 5.586 (headlines.yaml).
    assert found["sentence"] == (
        "Of 19 municipalities, 11 lie outside ±10 % of their share of the population, 5 within, "
        "3 undetermined by rounding; chance alone would put 5.6 outside on average."
    )


def test_the_headline_follows_reading_and_basis_where_it_says_so(firms, population):
    found = guidance.headline(firms, population, TEN_POINTS, "exact", 0.05)
    assert found["chi2"] == pytest.approx(142.119, abs=5e-4)
    assert found["hoover_pct"] == pytest.approx(8.6167, abs=5e-5)
    assert (found["outside_tolerance"], found["within_tolerance"]) == (0, 19)
    assert found["fewest_moves"] == 0
    assert (found["reading"], found["population_basis"]) == ("points", "exact")
    # statsmodels: each 90 % interval less the exact share lies between -10 and 10 points.
    shares = guidance.exact_shares(firms, population, pd.Timestamp("2020-01-01"))
    ends = proportion_confint(firms["guided_firms"].astype(int), 2729, 0.1, method="beta")
    assert all((abs(100 * end - shares) < 10).all() for end in ends)
    assert (found["shown_within"], found["shown_outside"]) == (19, 0)
    # Each of these names its reading, which the parameter doesn't change.
    assert found["outside_tolerance_relative"] == 11
    assert found["outside_tolerance_exact"] == 13


def test_the_headline_does_without_population(firms, population):
    found = guidance.headline(firms, population.iloc[:0], TEN, "printed", 0.05)
    unknown = ("population_date", "population_shares_fitting", "outside_tolerance_exact")
    assert [found[name] for name in unknown] == [None, None, None]
    assert found["outside_tolerance_relative"] == 11


@pytest.mark.parametrize(
    ("shares", "counts", "limits", "counted"),
    [
        ([50.0, 50.0], [50, 50], [(45, 55)] * 2, "2 municipalities, 0 lie outside ±10 %, 2 within"),
        (
            *([50.0, 2.0, 48.0], [500, 50, 450], [(450, 550), (18, 22), (432, 528)]),
            "3 municipalities, 1 lies outside ±10 %, 2 within",
        ),
    ],
)
def test_the_sentence_is_true_for_every_outcome(shares, counts, limits, counted):
    rows = table(shares, counts)
    found = guidance.headline(rows, people([1]).iloc[:0], TEN, "printed", 0.05)
    by_chance = sum(
        outside_by_hand(*ends, sum(counts), share / 100)
        for ends, share in zip(limits, shares, strict=True)
    )
    assert found["outside_by_chance"] == pytest.approx(by_chance)
    counted = counted.replace("%,", "% of their share of the population,")
    assert found["sentence"] == (
        f"Of {counted}; chance alone would put {by_chance:.1f} outside on average."
    )
