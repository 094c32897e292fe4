"""Approvals and times to them, against hand calculation, published examples and statsmodels."""

from __future__ import annotations

import json
from datetime import date
from math import comb, exp, inf, isnan, log, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import truthkit
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from midtjylland.analysis import dk2020
from midtjylland.analysis.dk2020 import censoring
from midtjylland.core.findings import MidtjyllandError
from midtjylland.notebook import headline_of
from midtjylland.records import load_dk2020_records

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "notebooks" / "dk2020_approvals.ipynb"
MONTH = 30.436875  # days: 365.2425 / 12

# Months to breast retraction of the 46 women with radiotherapy alone, after the first and up to
# the second number: Finkelstein and Wolfe, Biometrics 41, 1985, table 1.
RADIOTHERAPY = [
    *[(45, inf), (6, 10), (0, 7), (46, inf), (46, inf), (7, 16), (17, inf), (7, 14), (37, 44)],
    *[(0, 8), (4, 11), (15, inf), (11, 15), (22, inf), (46, inf), (46, inf), (25, 37), (46, inf)],
    *[(26, 40), (46, inf), (27, 34), (36, 44), (46, inf), (36, 48), (37, inf), (40, inf), (17, 25)],
    *[(46, inf), (11, 18), (38, inf), (5, 12), (37, inf), (0, 5), (18, inf), (24, inf), (36, inf)],
    *[(5, 11), (19, 35), (17, 25), (24, inf), (32, inf), (33, inf), (19, 26), (37, inf), (34, inf)],
    (36, inf),
]
# Weeks in remission under 6-MP, and whether it ended: Freireich et al., Blood 21, 1963.
REMISSION = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
ENDED = [True] * 9 + [False] * 12


def cohorts(*rows: tuple[str, int, str, int | None]) -> pd.DataFrame:
    names = ["cohort", "municipalities", "status", "approved_so_far"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype({"municipalities": "Int64", "approved_so_far": "Int64"})


def window(first: str, last: str | None = None) -> dk2020.Window:
    return dk2020.Window(pd.Timestamp(first), pd.Timestamp(last or first))


@pytest.fixture
def status() -> pd.DataFrame:
    return dk2020.cohort_status(truthkit.frame("dk2020_cohorts", 2021))


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    return load_dk2020_records(ROOT / "data")


NOVEMBER = window("2022-11-01", "2022-11-30")


# When the papers are of


@pytest.mark.parametrize(
    ("published", "first", "last", "text"),
    [
        (["2022-11"], "2022-11-01", "2022-11-30", "November 2022"),
        ([date(2022, 11, 7)], "2022-11-07", "2022-11-07", "7 November 2022"),
        (["2022"], "2022-01-01", "2022-12-31", "1 January 2022 to 31 December 2022"),
        (
            *(["2022-11", "2022-09-05"], "2022-09-05", "2022-11-30"),
            "5 September 2022 to 30 November 2022",
        ),
        (["2024-02"], "2024-02-01", "2024-02-29", "February 2024"),
    ],
)
def test_the_window_holds_every_day_the_papers_can_be_of(published, first, last, text):
    found = dk2020.papers_window(published)
    assert found == window(first, last)
    assert found.text == text


@pytest.mark.parametrize(
    "published", [[], [None], ["autumn 2022"], ["2022-11", None], ["2022-13"], ["22"], ["now"]]
)
def test_a_date_that_is_not_known_of_all_papers_stays_unknown(published):
    assert dk2020.papers_window(published) is None


def test_the_day_of_judgement_is_the_papers_unless_another_is_asked_for():
    assert dk2020.as_of_window(None, NOVEMBER) == NOVEMBER
    assert dk2020.as_of_window(None, None) is None
    assert dk2020.as_of_window(date(2023, 12, 31), NOVEMBER) == window("2023-12-31")
    assert dk2020.as_of_window("2023-12-31", None) == window("2023-12-31")
    sentence = "^'31/12/2023' is no date; write as_of as YYYY-MM-DD.$"
    with pytest.raises(MidtjyllandError, match=sentence):
        dk2020.as_of_window("31/12/2023", None)


# What the papers count


def test_the_cohorts_of_2021(status):
    # The papers: 4 approved; 8 expected in 2022, 5 of them approved; 7 expected in 2023.
    assert status["approved"].tolist() == [4, 5, pd.NA]
    assert status["expected"].tolist() == [0, 3, 7]
    assert status["deadline"].dt.strftime("%Y-%m-%d").tolist()[1:] == ["2022-12-31", "2023-12-31"]
    assert pd.isna(status["deadline"][0])
    assert [*status] == [
        *("cohort", "municipalities", "status", "approved", "expected", "deadline")
    ]
    assert status["deadline"].dtype == "datetime64[s]"
    later = dk2020.cohort_status(truthkit.frame("dk2020_cohorts", 2021).iloc[1:])
    assert later["approved"].to_dict() == {0: 5, 1: None}


def test_cohorts_that_make_no_sense_are_refused():
    sentence = r"^dk2020_cohorts has no rows; build it again from its source\.$"
    with pytest.raises(MidtjyllandError, match=sentence):
        dk2020.cohort_status(cohorts())
    sentence = (
        "^dk2020_cohorts has more plans approved than municipalities in cohort 2022; compare it "
        r"with its source\.$"
    )
    with pytest.raises(MidtjyllandError, match=sentence):
        dk2020.cohort_status(cohorts(("2021", 8, "expected", 8), ("2022", 8, "expected", 9)))


def test_the_plan_adds_up_cohort_by_cohort(status):
    # 4 + 8 = 12, 12 + 7 = 19; 9 are approved: 3 and 10 are missing.
    days = pd.to_datetime(["2022-12-31", "2023-12-31"]).astype("datetime64[s]")
    pd.testing.assert_frame_equal(
        dk2020.plan(status),
        pd.DataFrame({"deadline": days, "due": [12, 19], "approved": [9, 9], "needed": [3, 10]}),
    )
    assert dk2020.plan(status[:1]).empty


def test_the_pace_so_far_is_a_poisson_count_over_the_days_of_the_year(status):
    so_far = dk2020.pace_so_far(status, NOVEMBER)
    # 1 November is day 305 of 2022, 30 November day 334.
    assert (so_far.year, so_far.approved, so_far.days_low, so_far.days_high) == (2022, 5, 305, 334)
    assert so_far.per_month_low == pytest.approx(5 * MONTH / 334)
    assert so_far.per_month_high == pytest.approx(5 * MONTH / 305)
    # Garwood's limits of a count of 5, as tabled: 1.6235 and 11.6683.
    assert so_far.ci_low == pytest.approx(1.6235 * MONTH / 334, rel=1e-4)
    assert so_far.ci_high == pytest.approx(11.6683 * MONTH / 305, rel=1e-4)
    # The 90 % limits: half the chi-square quantiles 3.9403 (10 degrees) and 21.0261 (12).
    wider = dk2020.pace_so_far(status, NOVEMBER, 0.1)
    assert wider.ci_low == pytest.approx(3.9403 / 2 * MONTH / 334, rel=1e-4)
    assert wider.ci_high == pytest.approx(21.0261 / 2 * MONTH / 305, rel=1e-4)


def test_no_approval_yet_is_a_pace_with_an_upper_limit_alone():
    none = dk2020.cohort_status(cohorts(("2022", 8, "expected", 0)))
    so_far = dk2020.pace_so_far(none, window("2022-06-30"))
    # -ln(0.025) = 3.6889 for a count of 0, on day 181.
    assert (so_far.per_month_low, so_far.ci_low) == (0, 0)
    assert so_far.ci_high == pytest.approx(3.688879 * MONTH / 181)


@pytest.mark.parametrize("papers", [None, window("2021-06-01"), window("2022-01-01", "2023-01-01")])
def test_a_pace_that_can_t_be_known_is_none(status, papers):
    assert dk2020.pace_so_far(status, papers) is None


def test_a_cohort_without_a_count_gives_no_pace(status):
    assert dk2020.pace_so_far(status, window("2023-06-01")) is None


@pytest.mark.parametrize("alpha", [0, 0.5, -1])
def test_an_impossible_level_is_refused(status, alpha):
    with pytest.raises(MidtjyllandError, match="level of significance"):
        dk2020.pace_so_far(status, NOVEMBER, alpha)


def test_the_pace_needed_counts_from_the_last_and_the_first_possible_day(status):
    row = dk2020.pace_needed(status, NOVEMBER).iloc[0]
    assert (row["days_left_low"], row["days_left_high"]) == (31, 60)
    assert row["needed_per_month_low"] == pytest.approx(3 * MONTH / 60)
    assert row["needed_per_month_high"] == pytest.approx(3 * MONTH / 31)

    def by_hand(left: int, past: int) -> float:
        """At least 3 of 8 approvals in the time left, term by term."""
        share = left / (left + past)
        return sum(comb(8, k) * share**k * (1 - share) ** (8 - k) for k in range(3, 9))

    assert row["same_pace_low_pct"] == pytest.approx(100 * by_hand(31, 334))
    assert row["same_pace_high_pct"] == pytest.approx(100 * by_hand(60, 305))
    pace = dk2020.pace_needed(status, NOVEMBER)
    assert [*pace] == [
        *("deadline", "due", "approved", "needed", "days_left_low", "days_left_high"),
        *("needed_per_month_low", "needed_per_month_high"),
        *("same_pace_low_pct", "same_pace_high_pct"),
    ]
    # A year of 365 days more for ten plans.
    assert pace.loc[1, "days_left_low":"needed_per_month_high"].tolist() == pytest.approx(
        [396, 425, 10 * MONTH / 425, 10 * MONTH / 396]
    )


def test_without_a_pace_so_far_the_days_left_are_known_all_the_same(status):
    row = dk2020.pace_needed(status, window("2021-12-31")).iloc[0]
    assert (row["days_left_low"], row["days_left_high"]) == (365, 365)
    assert row["needed_per_month_low"] == pytest.approx(3 * MONTH / 365)
    assert isnan(row["same_pace_low_pct"]) and isnan(row["same_pace_high_pct"])


def test_a_deadline_that_has_passed_leaves_no_days_and_no_pace(status):
    pace = dk2020.pace_needed(status, window("2023-02-01"))
    assert pace["days_left_high"].tolist() == [0, 333]
    assert pace["days_left_low"].tolist() == [0, 333]
    assert isnan(pace["needed_per_month_low"][0]) and isnan(pace["needed_per_month_high"][0])


def test_without_a_date_the_plan_stands_and_the_times_are_missing(status):
    pace = dk2020.pace_needed(status, None)
    assert pace["needed"].tolist() == [3, 10]
    assert pace.filter(regex="days|month|pace").isna().all(axis=None)


def test_the_action_plan_is_read_from_the_stated_totals():
    rows = [
        ("dk2020_cohorts", "municipalities", 19.0),
        ("dk2020_cohorts", "pilot_municipalities_action_plan", 4.0),
        ("dk2020_cohorts", "joined_municipalities_action_plan", 9.0),
        ("mea_modules", "modules", 53.0),
    ]
    stated = pd.DataFrame(rows, columns=["table", "quantity", "value"])
    assert dk2020.action_plan(stated) == (4, 9)
    assert dk2020.action_plan(stated).municipalities == 13
    assert dk2020.action_plan(stated[stated["quantity"] == "municipalities"]) is None
    assert dk2020.action_plan(stated[:2]) is None
    elsewhere = stated.assign(table="mea_modules")
    assert dk2020.action_plan(pd.concat([elsewhere, stated[1:]])) == (4, 9)
    assert dk2020.action_plan(elsewhere) is None


def test_two_years_are_compared_cohort_by_cohort(status):
    synthetic = dk2020.cohort_status(truthkit.frame("dk2020_cohorts", 2022))
    changes = dk2020.compare_years({2022: synthetic, 2021: status}).set_index("cohort")
    # 2022 is synthetic: 8 of 8 and 2 of 7 are approved. 2021 gives no count for 2023.
    wanted = {
        "year_from": [2021] * 4,
        "year_to": [2022] * 4,
        "municipalities_from": [4, 8, 7, 19],
        "municipalities_to": [4, 8, 7, 19],
        "approved_from": [4, 5, None, 9],
        "approved_to": [4, 8, 2, 14],
        "approved_change": [0, 3, None, 5],
    }
    assert changes.to_dict("list") == wanted
    assert changes.index.tolist() == ["pilot", "2022", "2023", dk2020.ALL]
    assert {str(dtype) for dtype in changes.iloc[:, 2:].dtypes} == {"Int64"}


def test_a_cohort_that_only_one_year_has_is_left_open(status):
    later = dk2020.cohort_status(
        cohorts(
            ("pilot", 4, "approved", None),
            ("2022", 8, "approved", None),
            ("2024", 7, "expected", 1),
        )
    )
    changes = dk2020.compare_years({2021: status, 2023: later}).set_index("cohort")
    assert list(changes.index) == ["pilot", "2022", "2023", "2024", "all"]
    assert pd.isna(changes.loc["2023", "municipalities_to"])
    assert pd.isna(changes.loc["2024", "approved_change"])


def test_one_year_is_no_comparison(status):
    with pytest.raises(MidtjyllandError, match="at least two years"):
        dk2020.compare_years({2021: status})


# Censored times


def test_turnbull_s_estimate_is_the_published_one():
    fit = dk2020.turnbull(*zip(*RADIOTHERAPY, strict=True))
    # Fay and Shaw, J. Stat. Softw. 36 (2), 2010, section 4: icfit of R's package interval.
    assert fit[["low", "high"]].values.tolist() == [
        *[[4, 5], [6, 7], [7, 8], [11, 12], [24, 25], [33, 34], [38, 40], [46, 48]]
    ]
    published = [0.0463, 0.0334, 0.0887, 0.0708, 0.0926, 0.0818, 0.1209, 0.4656]
    assert fit["probability"].tolist() == pytest.approx(published, abs=6e-5)
    # Survival after month 34, the median's interval: 0.5864, and (38, 40] brings it to 0.4656.
    assert dk2020.share_by(fit, 34).low == pytest.approx(1 - 0.5864, abs=6e-5)
    assert dk2020.median(fit) == (38, 40)


def test_overlapping_ranges_leave_probability_only_where_they_meet():
    # (0, 2] and (1, 3] meet in (1, 2]; a range that touches it at 2 does not reach into it.
    fit = dk2020.turnbull([0, 1], [2, 3])
    assert fit.values.tolist() == [[1, 2, 1]]
    fit = dk2020.turnbull([0, 2], [2, 3])
    assert fit["low"].tolist() == [0, 2]
    assert fit["probability"].tolist() == pytest.approx([0.5, 0.5])


def test_an_exact_time_lies_in_a_range_that_ends_on_it_and_not_in_one_that_starts_on_it():
    assert dk2020.turnbull([2, 1], [2, 2]).values.tolist() == [[2, 2, 1]]
    assert dk2020.turnbull([2, 2], [2, 3])["high"].tolist() == [2, 3]


def test_inside_an_interval_the_share_is_not_known():
    fit = dk2020.turnbull([0, 2], [2, 3])
    assert dk2020.share_by(fit, 1) == pytest.approx((0, 0.5))
    assert dk2020.share_by(fit, 2) == pytest.approx((0.5, 0.5))
    # Exactly half by 2, the rest after: any time from the first interval to the second.
    assert dk2020.median(fit) == (0, 3)


@pytest.mark.parametrize(
    ("low", "high"), [([], []), ([1], []), ([2], [1]), ([float("nan")], [1]), ([1], [float("nan")])]
)
def test_limits_that_make_no_sense_are_refused(low, high):
    with pytest.raises(MidtjyllandError) as refused:
        dk2020.turnbull(low, high)
    assert str(refused.value) == (
        "times need as many low limits as high ones, at least one, none missing and none low limit "
        "above its high one; mend the records."
    )


def test_an_estimate_that_does_not_settle_is_refused(monkeypatch):
    # Steps are counted by `range`: here there is only one.
    monkeypatch.setattr(censoring, "range", lambda _: range(1), raising=False)
    sentence = r"^the estimate of the times does not settle; mend the records\.$"
    with pytest.raises(MidtjyllandError, match=sentence):
        dk2020.turnbull(*zip(*RADIOTHERAPY, strict=True))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=2, max_size=15))
def test_with_exact_and_right_censored_times_all_three_agree(sample):
    times = np.array([time for time, _ in sample], dtype=float)
    events = np.array([event for _, event in sample])
    if not events.any():
        return
    curve = dk2020.kaplan_meier(times, events, 0.05)
    fit = dk2020.turnbull(times, np.where(events, times, inf))
    other = SurvfuncRight(times, events.astype(int))
    for time, share in zip(curve["time"], curve["share"], strict=True):
        expected = 1 - other.surv_prob[np.searchsorted(other.surv_times, time)]
        assert share == pytest.approx(expected)
        assert dk2020.share_by(fit, time).low == pytest.approx(expected, abs=2e-3)


def test_kaplan_and_meier_s_curve_and_interval_are_the_published_ones():
    curve = dk2020.kaplan_meier(REMISSION, ENDED, 0.05)
    # Stata's `sts list` of these data: survivor function and 95 % interval (log-log).
    published = {
        6: (0.8571, 0.6197, 0.9516),
        7: (0.8067, 0.5631, 0.9228),
        10: (0.7529, 0.5032, 0.8894),
        13: (0.6902, 0.4316, 0.8491),
        16: (0.6275, 0.3675, 0.8049),
        22: (0.5378, 0.2678, 0.7468),
        23: (0.4482, 0.1881, 0.6801),
    }
    assert curve["time"].tolist() == list(published)
    as_numbers = dk2020.kaplan_meier(REMISSION, [*map(int, ENDED)], 0.05)
    pd.testing.assert_frame_equal(as_numbers, curve)
    survival = 1 - curve[["share", "ci_high", "ci_low"]].to_numpy()
    assert survival == pytest.approx(np.array(list(published.values())), abs=6e-5)


def test_no_event_is_an_empty_curve():
    none = dk2020.kaplan_meier([1, 2], [False, False], 0.05)
    assert none.empty and [*none] == ["time", "share", "ci_low", "ci_high"]
    assert [*dk2020.kaplan_meier([1, 2], [True, False], 0.05)] == [*none]


def test_bounds_count_what_is_sure_and_what_is_possible():
    # Exactly 2; between 1 and 3; not before 1; anything.
    limits = [2, 1, 1, 0], [2, 3, inf, inf]
    assert dk2020.share_bounds(*limits, 1) == (0, 1)
    assert dk2020.share_bounds(*limits, 2) == (1, 4)
    assert dk2020.share_bounds(*limits, 3) == (2, 4)


def test_the_exact_interval_spans_the_limits_of_both_bounds():
    # statsmodels: Clopper and Pearson.
    found = dk2020.interval_of_bounds((3, 12), 15, 0.05)
    assert found.low == pytest.approx(proportion_confint(3, 15, 0.05, "beta")[0])
    assert found.high == pytest.approx(proportion_confint(12, 15, 0.05, "beta")[1])
    assert dk2020.interval_of_bounds((0, 15), 15, 0.05) == (0, 1)


def test_the_bootstrap_draws_the_same_again_and_covers_what_can_be_drawn():
    # Of two exact times, half of all samples hold one alone: the 95 % limits are the times.
    assert dk2020.bootstrap([1, 2], [1, 2], dk2020.median, 0.05, seed=1) == (1, 2)
    assert dk2020.bootstrap([5, 5], [5, 5], dk2020.median, 0.05, seed=1) == (5, 5)
    pair = zip(*RADIOTHERAPY, strict=True)
    low, high = pair
    once, again = (
        dk2020.bootstrap(low, high, dk2020.median, 0.05, 7, replicates=50) for _ in range(2)
    )
    assert once == again
    assert once.low <= 38 and once.high >= 40


def test_half_of_nineteen_is_hard_to_pin_down():
    half, limits = dk2020.widest_interval_pct(19, 0.05)
    assert half == 9
    expected = 100 * np.array(proportion_confint(9, 19, 0.05, "beta"))
    assert limits == pytest.approx(tuple(expected))
    with pytest.raises(MidtjyllandError, match=r"^a level of significance of 0\.5 has no m"):
        dk2020.widest_interval_pct(19, 0.5)


# The municipalities


def placed_by_name(records: pd.DataFrame, event: str, **how) -> pd.DataFrame:
    return dk2020.place_events(records, event, **how).set_index("municipality")


def test_a_row_of_limits_for_each_municipality(records):
    placed = dk2020.place_events(records, "council_adoption", conflict="recorded")
    assert [*placed] == [
        *("municipality_code", "municipality", "round", "joined", "earliest", "latest", "known")
    ]
    assert placed["municipality"].tolist() == records["municipality"].tolist()
    # As the records have them; a dash for what is missing.
    text = placed[["joined", "earliest", "latest"]].map(
        lambda day: "-" if pd.isna(day) else f"{day:%Y-%m-%d}"
    )
    rows = text.assign(known=placed["known"]).set_axis(placed["municipality"]).T
    autumn = ["2020-11-01", "2022-09-01", "2022-11-30", "range"]
    year = ["2021-09-01", "2023-01-01", "2023-12-31", "range"]
    assert {name: rows[name].tolist() for name in rows} == {
        **{name: ["-", "-", "-", "unknown"] for name in ("Samsø", "Aarhus", "Lemvig")},
        "Randers": ["-", "2021-05-25", "2021-05-25", "day"],
        "Ringkøbing-Skjern": ["2020-11-01", "2022-09-13", "2022-09-13", "day"],
        "Horsens": ["2020-11-01", "2022-09-27", "2022-09-27", "day"],
        "Viborg": ["2020-11-01", "2022-10-12", "2022-10-12", "day"],
        "Hedensted": ["2020-11-01", "2022-10-26", "2022-10-26", "day"],
        "Herning": autumn,
        "Favrskov": ["2020-11-01", "2022-06-28", "-", "not before"],
        **{
            name: ["2020-11-01", "2020-11-01", "-", "unknown"]
            for name in ("Odder", "Skive", "Struer", "Syddjurs")
        },
        **{name: year for name in ("Holstebro", "Silkeborg")},
        **{
            name: ["2021-09-01", "2021-09-01", "-", "unknown"]
            for name in ("Ikast-Brande", "Norddjurs", "Skanderborg")
        },
    }


def test_each_kind_of_record_gives_its_own_limits(records):
    placed = placed_by_name(records, "council_adoption")
    known = placed["known"]
    assert known["Horsens"] == "day" and known["Herning"] == "range"
    assert known["Favrskov"] == "not before" and known["Odder"] == "unknown"
    assert placed.loc["Herning", "latest"] == pd.Timestamp("2022-11-30")
    # A proposal is no adoption; C40's approval says nothing of the council; a plan is no event.
    assert placed.loc[["Favrskov", "Samsø", "Struer", "Syddjurs"], "latest"].isna().all()
    assert placed.loc["Favrskov", "earliest"] == pd.Timestamp("2022-06-28")
    # Nobody finishes before joining; of two rounds the first counts; the pilots' is not known.
    assert placed.loc["Syddjurs", "earliest"] == pd.Timestamp("2020-11-01")
    assert pd.isna(placed.loc["Lemvig", "earliest"])


@pytest.mark.parametrize(
    ("conflict", "earliest", "latest", "known"),
    [
        ("recorded", "2022-10-12", "2022-10-12", "day"),
        ("conflicting", "2023-10-12", "2023-10-12", "day"),
        ("either", "2022-10-12", "2023-10-12", "range"),
    ],
)
def test_a_conflict_is_read_in_three_ways(records, conflict, earliest, latest, known):
    viborg = placed_by_name(records, "council_adoption", conflict=conflict).loc["Viborg"]
    assert (viborg["earliest"], viborg["latest"]) == (pd.Timestamp(earliest), pd.Timestamp(latest))
    assert viborg["known"] == known


def test_confidence_and_plans_change_what_is_believed(records):
    sure = placed_by_name(records, "council_adoption", confidences=("high",))
    assert set(sure.index[sure["known"] == "day"]) == {
        *("Randers", "Ringkøbing-Skjern", "Horsens", "Hedensted")
    }
    held = placed_by_name(records, "council_adoption", plans_hold=True)
    assert held.loc["Syddjurs", "latest"] == pd.Timestamp("2023-12-31")


def test_the_papers_bound_the_pilots_approval_by_c40_and_nothing_else(records, status):
    by = dk2020.pilots_approved_by(status, NOVEMBER, records)
    assert by == pd.Timestamp("2022-11-30")
    placed = placed_by_name(records, "c40_approval", pilots_approved_by=by)
    assert placed.loc["Lemvig", "known"] == "no later than"
    assert placed.loc["Samsø", "latest"] == pd.Timestamp("2020-07-01")
    assert placed.loc["Odder", "known"] == "unknown"
    assert placed.loc["Aarhus", "known"] == "range"
    assert placed.loc[["Randers", "Lemvig"], "latest"].tolist() == [by, by]
    # Approved by the papers before the records say so: the earlier day counts.
    early = pd.Timestamp("2020-06-30")
    placed = placed_by_name(records, "c40_approval", pilots_approved_by=early)
    assert placed.loc["Samsø", "latest"] == early
    assert placed.loc["Struer", "latest"] == pd.Timestamp("2023-12-08")
    council = placed_by_name(records, "council_adoption", pilots_approved_by=by)
    assert council.loc["Lemvig", "known"] == "unknown"


def test_pilots_are_only_meant_when_their_number_and_status_agree(records, status):
    assert dk2020.pilots_approved_by(status, None, records) is None
    assert dk2020.pilots_approved_by(status, NOVEMBER, records[1:]) is None
    expected = dk2020.cohort_status(cohorts(("2022", 4, "expected", 4)))
    assert dk2020.pilots_approved_by(expected, NOVEMBER, records) is None


def test_an_event_that_is_none_is_refused(records):
    sentence = r"^the event 'vote' is unknown; use 'council_adoption' or 'c40_approval'\.$"
    with pytest.raises(MidtjyllandError, match=sentence):
        dk2020.place_events(records, "vote")
    sentence = (
        "^the way with conflicts 'first' is unknown; use 'recorded' or 'conflicting' or "
        r"'either'\.$"
    )
    with pytest.raises(MidtjyllandError, match=sentence):
        dk2020.place_events(records, "council_adoption", conflict="first")


def test_status_holds_for_every_day_of_the_window(records):
    placed = dk2020.place_events(records, "council_adoption")
    by_name = dk2020.status_at(placed, NOVEMBER).set_axis(placed["municipality"])
    # By hand: Randers, Ringkøbing-Skjern, Horsens, Hedensted; Herning's range ends on the 30th.
    assert set(by_name.index[by_name == "yes"]) == {
        *("Randers", "Ringkøbing-Skjern", "Horsens", "Hedensted")
    }
    assert set(by_name.index[by_name == "no"]) == {"Holstebro", "Silkeborg"}
    assert (by_name == "not known").sum() == 13
    horsens = placed[placed["municipality"] == "Horsens"]  # on 2022-09-27
    days = ("2022-09-26", "2022-09-27")
    found = [dk2020.status_at(horsens, window(day)).to_dict() for day in days]
    [place] = horsens.index
    assert found == [{place: "no"}, {place: "yes"}]
    assert dk2020.status_at(horsens, window(*days)).tolist() == ["not known"]


def test_counts_over_time_are_those_of_the_records(records):
    days = pd.DatetimeIndex(["2021-05-24", "2021-05-25", "2022-11-30", "2023-12-31"])
    placed = dk2020.place_events(records, "council_adoption")
    counts = dk2020.recorded_by(placed, days)
    # By hand: Randers on 2021-05-25; with Herning 5 by 2022-11-30 (Viborg is contested); with
    # Viborg, Holstebro and Silkeborg 8 by the end of 2023.
    assert counts["at_least"].tolist() == [0, 1, 5, 8]
    assert [*counts] == ["date", "at_least", "at_most"] and counts["date"].tolist() == [*days]
    # At most: 3 silent pilots, Randers; 10 of the first round can't have finished before
    # 2020-11, but 5 of them have an earliest day in autumn 2022, Favrskov in June 2022.
    assert counts["at_most"].tolist() == [7, 8, 17, 19]


def test_months_count_from_the_first_of_the_month_of_joining(records):
    months = dk2020.durations(dk2020.place_events(records, "council_adoption", conflict="recorded"))
    by_name = months.set_index("municipality")
    assert len(by_name) == 15  # the 4 pilots' start is not known
    assert [*months] == [
        *("municipality_code", "municipality", "round", "known", "low_months", "high_months")
    ]
    assert by_name.loc["Herning", ["round", "known"]].tolist() == ["2020-11", "range"]
    # 2022-09-01 is 669 days after 2020-11-01 and in the range, which ends on day 759.
    assert by_name.loc["Herning", ["low_months", "high_months"]].tolist() == pytest.approx(
        [668 / MONTH, 759 / MONTH]
    )
    # 2020-11-01 to 2022-09-27: 695 days.
    assert by_name.loc["Horsens", ["low_months", "high_months"]].tolist() == pytest.approx(
        [695 / MONTH] * 2
    )
    # 2021-09-01: after 2022-12-31 (486 days), up to 2023-12-31 (851 days).
    assert by_name.loc["Holstebro", ["low_months", "high_months"]].tolist() == pytest.approx(
        [486 / MONTH, 851 / MONTH]
    )
    # A proposal on 2022-06-28 (604 days): after it.
    assert by_name.loc["Favrskov", ["low_months", "high_months"]].tolist() == pytest.approx(
        [604 / MONTH, inf]
    )
    assert by_name.loc["Odder", ["low_months", "high_months"]].tolist() == [0, inf]


def test_looking_back_from_a_day_nothing_later_is_known(records):
    placed = dk2020.place_events(records, "council_adoption", conflict="recorded")
    months = dk2020.durations(placed, pd.Timestamp("2022-11-30")).set_index("municipality")
    # 2020-11-01 and 2021-09-01 to 2022-11-30: 759 and 455 days.
    assert months.loc["Odder", "low_months"] == pytest.approx(759 / MONTH)
    assert months.loc["Holstebro", "low_months"] == pytest.approx(455 / MONTH)
    assert months.loc[["Odder", "Holstebro", "Favrskov"], "high_months"].tolist() == [inf] * 3
    assert months.loc["Horsens", "high_months"] == pytest.approx(695 / MONTH)
    # Before a municipality joined, nothing can be open for less than no time.
    early = dk2020.durations(placed, pd.Timestamp("2020-01-01"))
    assert (early["low_months"] == 0).all() and (early["high_months"] == inf).all()


def test_the_cautious_curve_of_november_2022(records):
    placed = dk2020.place_events(records, "council_adoption", conflict="recorded")
    curve = dk2020.cautious_shares(placed, pd.Timestamp("2022-11-30"), 0.05)
    # 10 joined in 2020-11 and are at risk throughout; the 5 of 2021-09 are censored before the
    # first event. Ringkøbing-Skjern, Horsens, Viborg, Hedensted, Herning: a tenth each.
    assert curve["share"].tolist() == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])
    assert curve["time"].iloc[-1] == pytest.approx(759 / MONTH)
    # One of ten: the variance of log(-log 0.9) is 1 / (10 * 9) / log(0.9)^2; 1.644854 for 90 %.
    curve = dk2020.cautious_shares(placed, pd.Timestamp("2022-11-30"), 0.1)
    off = 1.644854 * sqrt(1 / 90) / -log(0.9)
    assert curve.loc[0, ["ci_low", "ci_high"]].tolist() == pytest.approx(
        [1 - 0.9 ** exp(-off), 1 - 0.9 ** exp(off)]
    )


def test_shares_by_month_are_bounds(records):
    months = dk2020.durations(dk2020.place_events(records, "council_adoption"))
    shares = dk2020.share_by_month(months, [12, 24])
    # After 24 months (730.5 days): Ringkøbing-Skjern, Horsens, Hedensted surely (3 of 15).
    assert [*shares] == ["months", "low_pct", "high_pct"] and shares["months"].tolist() == [12, 24]
    assert shares["low_pct"].tolist() == pytest.approx([0, 20])
    # After 12: the 7 without any limit (Odder, Skive, Struer, Syddjurs and three of 2021-09).
    assert shares["high_pct"].tolist() == pytest.approx([100 * 7 / 15, 100])


def test_the_readings_differ_where_they_should(records):
    readings = dk2020.scenarios(records, "council_adoption", 24, NOVEMBER).set_index("reading")
    assert readings["limited"].tolist() == [7, 7, 7, 8, 3, 5]
    # Four exact times, one in each range of the others: all within 24 months. With Viborg on the
    # other date (1,075 days, 35.3 months) one of the 7 with a latest day comes after them.
    shares = readings["share_low_pct"]
    assert shares["as recorded"] == pytest.approx(100, abs=0.01)
    assert shares["the other date where sources conflict"] == pytest.approx(100 * 6 / 7, abs=0.01)
    # Half of four: from the second, Horsens, on.
    assert readings.loc["as recorded", "median_low_months"] == pytest.approx(695 / MONTH)
    assert readings["median_high_months"].iloc[-1] == inf
    # In days. Each exact time has as much as the others, with its part of the ranges that hold it:
    # 681, 695, 710 and 724 with a quarter each; 681, 695 and 724 with two sevenths; with the range
    # of Viborg, which holds but 724, a quarter, a quarter and a half; with a plan for 791 to 1,155,
    # five 24ths each and a sixth after 790; a third each; an eighth each and half after 759.
    ends = readings[["median_low_months", "median_high_months"]] * MONTH
    assert ends.to_numpy().tolist() == [
        pytest.approx(days)
        for days in [(695, 710), (695, 695), (695, 724), (710, 710), (695, 695), (724, inf)]
    ]
    wanted = [100, 600 / 7, 100, 500 / 6, 100, 50]
    for name in ("share_low_pct", "share_high_pct"):
        assert readings[name].tolist() == pytest.approx(wanted, abs=0.01)
    assert readings["municipalities"].tolist() == [15] * 6
    assert readings.index.tolist() == [
        "as recorded",
        "the other date where sources conflict",
        "either date where sources conflict",
        "plans held",
        "only records of high confidence",
        "as seen in November 2022: no date means not yet",
    ]
    assert [*readings] == [
        *("municipalities", "limited", "median_low_months", "median_high_months"),
        *("share_low_pct", "share_high_pct"),
    ]
    assert len(dk2020.scenarios(records, "council_adoption", 24, None)) == 5


def test_the_records_agree_with_the_papers_only_with_the_earlier_date(records, status):
    against = dk2020.against_papers(records, "council_adoption", status, NOVEMBER)
    # By hand, pilots aside: Ringkøbing-Skjern, Horsens, Hedensted surely, Herning possibly;
    # Viborg surely, not, or possibly. The papers count 5 approved of those expected in 2022.
    assert [*against] == ["conflict", "surely", "possibly", "stated"]
    assert against.values.tolist() == [
        ["recorded", 4, 5, 5],
        ["conflicting", 3, 4, 5],
        ["either", 3, 5, 5],
    ]


# The answer


def headline(status, papers, records, as_of=None):
    placed = dk2020.place_events(records, "council_adoption")
    return dk2020.headline(status, papers, placed, as_of or papers, "council_adoption", 0.05)


def test_the_headline_of_2021(status, records):
    found = headline(status, NOVEMBER, records)
    assert found["sentence"] == (
        "The papers of November 2022 count 9 of 19 climate plans as approved (47.4 %) and expect "
        "10 more, 3 of them by 31 December 2022, 31 to 60 days later."
    )
    keys = ("municipalities", "approved", "expected", "approved_at_most")
    assert [found[key] for key in keys] == [19, 9, 10, 16]
    assert found["approved_pct"] == pytest.approx(900 / 19)
    assert (found["recorded_at_least"], found["recorded_at_most"]) == (4, 17)
    assert found["key_figure"] == "approved"


def test_the_next_deadline_is_the_first_by_which_plans_are_missing(records):
    done = dk2020.cohort_status(
        cohorts(
            ("2021", 4, "expected", 4), ("2022", 8, "approved", None), ("2023", 7, "expected", 1)
        )
    )
    found = headline(done, NOVEMBER, records)
    # 396 and 425 days from the last and the first of November 2022; 6 plans.
    wanted = {
        "next_deadline": "2023-12-31",
        "due_by_next_deadline": 19,
        "needed_by_next_deadline": 6,
        "days_left_low": 396,
        "days_left_high": 425,
        "needed_per_month_low": 6 * MONTH / 425,
        "needed_per_month_high": 6 * MONTH / 396,
    }
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)
    assert found["sentence"].endswith(
        "and expect 6 more, 6 of them by 31 December 2023, 396 to 425 days later."
    )


@pytest.mark.parametrize(
    ("papers", "end"),
    [
        (None, "3 of them by 31 December 2022."),
        (
            window("2022-12-20", "2023-01-10"),
            "3 of them by 31 December 2022, 0 to 11 days later.",
        ),
        (window("2022-12-01"), "3 of them by 31 December 2022, 30 days later."),
        (window("2023-02-01"), "3 of them by 31 December 2022, a day that had passed."),
    ],
)
def test_the_sentence_is_true_whenever_the_papers_are_of(status, records, papers, end):
    assert headline(status, papers, records)["sentence"].endswith(end)


def test_without_date_or_records_the_counts_stand_and_the_rest_is_none(status, records):
    found = headline(status, None, records)
    assert found["approved"] == 9
    assert {name for name, value in found.items() if value is None} == {
        *("papers_from", "papers_to", "as_of_from", "as_of_to", "days_left_low", "days_left_high"),
        *("needed_per_month_low", "needed_per_month_high", "same_pace_low_pct"),
        *("same_pace_high_pct", "approved_per_month_low", "approved_per_month_high"),
        *("recorded_at_least", "recorded_at_most"),
    }
    assert found["sentence"] == (
        "The papers, whose date is not known, count 9 of 19 climate plans as approved (47.4 %) and "
        "expect 10 more, 3 of them by 31 December 2022."
    )
    silent = headline(status, NOVEMBER, records[:0])
    assert silent["recorded_at_least"] is silent["recorded_at_most"] is None
    assert set(silent) == set(found)


def test_when_all_are_approved_none_is_missing(records):
    done = dk2020.cohort_status(cohorts(("pilot", 4, "approved", None), ("2022", 8, "expected", 8)))
    found = headline(done, NOVEMBER, records)
    assert found["sentence"].endswith(
        "12 of 12 climate plans as approved (100.0 %): none is missing."
    )
    names = ["next_deadline", "due_by_next_deadline", "needed_by_next_deadline", "days_left_low"]
    assert [found[name] for name in names] == [None] * 4
    assert set(found) == set(headline(done, None, records))


# The notebook


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Execute the notebook on made tables: 2021 is real, 2022 synthetic."""
    import nbformat

    from midtjylland.parameters import inject, read_parameters
    from midtjylland.references import execute

    folder = tmp_path_factory.mktemp("dk2020")
    data_dir = truthkit.write_data(folder / "data")
    truthkit.write_data(folder / "unrecorded")
    (folder / "unrecorded" / "raw" / "reference" / "dk2020_public_records.csv").unlink()
    (folder / "unrecorded" / "raw" / "reference" / "dk2020_public_records.csv.source.yaml").unlink()
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    declared = read_parameters(notebook, NOTEBOOK.name)

    def executed(**values):
        parsed = {name: declared[name].parse(value) for name, value in values.items()}
        made = inject(notebook, {"data_dir": str(data_dir), **parsed})
        made = nbformat.from_dict(made)
        execute(made, folder)
        return made

    return executed


def outputs(notebook) -> dict[str, str]:
    """All that a cell's readers read, by the cell's id."""
    return {
        cell["id"]: "\n".join(
            output["data"].get("text/markdown", output["data"].get("text/plain", ""))
            for output in cell["outputs"]
        )
        for cell in notebook.cells
        if cell.cell_type == "code" and cell["outputs"]
    }


def test_the_notebook_compares_with_the_synthetic_year(run):
    made = run(compare_years=[2022], event="c40_approval", as_of="2023-12-31")
    said = outputs(made)
    assert "from 9 to **14** of 19" in said["years"]
    assert "papers on 2022, not drawn since their date is not known" in said["plan-figure"]
    assert headline_of(made)["as_of_to"] == "2023-12-31"
    # Samsø, Aarhus, Struer; Randers and Lemvig by the papers.
    assert headline_of(made)["recorded_at_least"] == 5


def test_the_notebook_runs_on_papers_without_a_date(run):
    made = run(year=2022)
    said = outputs(made)
    assert "14 of 19" in said["answer"]
    assert "**The date of the papers is not known**" in said["papers-date"]
    assert headline_of(made)["approved"] == 14


def test_the_notebook_runs_without_public_records(run):
    made = run(data_dir="unrecorded", compare_years=[2022])
    assert headline_of(made)["approved"] == 9
    assert headline_of(made)["recorded_at_least"] is None
    assert "no public records" in outputs(made)["timeline"]


def test_the_committed_notebook_holds_its_headline():
    found = headline_of(json.loads(NOTEBOOK.read_text("utf-8")))
    assert (found["municipalities"], found["approved"], found["expected"]) == (19, 9, 10)
    assert found["approved_pct"] == pytest.approx(47.36842105)


def test_the_bootstrap_takes_the_low_ends_low_and_the_high_ends_high():
    # Half of all samples of two hold one alone: [0, 1] or [5, 6].
    assert dk2020.bootstrap([0, 5], [1, 6], dk2020.median, 0.05, seed=1) == (0, 6)

    def last_and_first(frame: pd.DataFrame) -> dk2020.Bounds:
        drawn = frame["high"].to_numpy()[frame["probability"].to_numpy() > 0]
        return dk2020.Bounds(drawn.max(), drawn.min())

    # The larger of two draws from 1 and 2 is 1 with a probability of 1/4, the smaller 2 as often:
    # the 20 % quantile of the larger is 1 and the 30 % one 2, of the smaller the 80 % one is 2 and
    # the 70 % one 1. A thousand draws put the quarter within 0.04.
    assert dk2020.bootstrap([1, 2], [1, 2], last_and_first, 0.4, seed=1) == (1, 2)
    assert dk2020.bootstrap([1, 2], [1, 2], last_and_first, 0.6, seed=1) == (2, 1)


def test_years_stand_beside_the_cohort_they_are_about():
    statuses = {
        year: dk2020.cohort_status(truthkit.frame("dk2020_cohorts", year)) for year in (2021, 2022)
    }
    changes = dk2020.compare_years(statuses)
    assert [*changes][:3] == ["cohort", "year_from", "year_to"]
    assert changes.index.tolist() == [*range(len(changes))]
