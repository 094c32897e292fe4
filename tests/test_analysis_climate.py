"""The figures of the climate tracks, against hand calculation and other programs."""

from __future__ import annotations

import nbformat
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbclient import NotebookClient
from scipy.stats import fisher_exact
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from truthkit import ROOT, frame, write_data

from midtjylland.analysis import climate
from midtjylland.core.findings import MidtjyllandError
from midtjylland.notebook import headline_of
from midtjylland.parameters import inject

NOTEBOOK = ROOT / "notebooks" / "climate_strategy.ipynb"
TABLES = ("green_guidance", "green_grants", "climate_projects", "regional_fora")


def green(*rows: tuple[int, int, int, bool, bool]) -> pd.DataFrame:
    names = ["year", "guided_firms", "of_guided_firms", "is_approximate", "is_provisional"]
    return pd.DataFrame(rows, columns=names)


def shares_of(*rows: tuple[int, int, int, bool, bool], alpha: float = 0.05) -> list[pd.Series]:
    return [row for _, row in climate.guidance_shares(green(*rows), alpha).iterrows()]


def headline(year: int, **changed: pd.DataFrame) -> dict:
    tables = [changed.get(table, frame(table, year)) for table in TABLES]
    return climate.headline(*tables, year, 0.05)


@pytest.fixture
def shares() -> pd.DataFrame:
    return climate.guidance_shares(frame("green_guidance", 2021), 0.05)


@pytest.fixture
def means() -> pd.DataFrame:
    return climate.grant_means(frame("green_grants", 2021))


@pytest.fixture
def projects() -> pd.DataFrame:
    return climate.project_figures(frame("climate_projects", 2021))


# Rounding, and the band of a figure given as about


@pytest.mark.parametrize(
    ("printed", "is_approximate", "half"),
    [
        (6.0, False, 0.5),
        (60.0, False, 0.5),
        (64.5, False, 0.05),
        (0.0, False, 0.5),
        (2000, True, 500),
        (2300.0, True, 50),
        (138.0, True, 0.5),
        (64.5, True, 0.05),
    ],
)
def test_half_a_unit_is_read_off_the_printed_digits(printed, is_approximate, half):
    assert climate.half_unit(printed, is_approximate=is_approximate) == pytest.approx(half)


def test_bounds_keep_what_is_missing_and_never_go_below_zero():
    low, high = climate.bounds(pd.Series([0.0, None, 61.0]))
    assert low.dropna().tolist() == [0.0, 60.5] and high.dropna().tolist() == [0.5, 61.5]
    assert low.isna().tolist() == high.isna().tolist() == [False, True, False]


def test_an_assumed_band_is_for_figures_given_as_about_alone():
    printed, about = pd.Series([200.0, 200.0]), pd.Series([True, False])
    low, high = climate.bounds(printed, about, 10)
    assert (low.tolist(), high.tolist()) == ([180.0, 199.5], [220.0, 200.5])
    low, high = climate.bounds(printed, about, 0)
    assert (low.tolist(), high.tolist()) == ([200.0, 199.5], [200.0, 200.5])


@pytest.mark.parametrize("pct", [-1, 100, float("nan")])
def test_a_band_without_meaning_is_refused(pct):
    with pytest.raises(MidtjyllandError) as refused:
        climate.guidance_shares(frame("green_guidance", 2021), 0.05, pct)
    assert str(refused.value) == (
        f"a band of {pct} % around a figure given as about has no meaning; use 0 or more and less "
        "than 100, or none."
    )


# Shares


def test_shares_of_2021(shares):
    # 345 / 2860 = 12.0629 %; 175 / 2000 = 8.75 %, / 2500 = 7 %, / 1500 = 11.6667 %
    assert shares["share_pct"].tolist() == pytest.approx([12.062937, 8.75], abs=1e-6)
    assert shares[["of_low", "of_high"]].to_numpy().tolist() == [[2860, 2860], [1500, 2500]]
    assert shares.loc[1, ["share_low_pct", "share_high_pct"]].tolist() == pytest.approx(
        [7, 11.666667], abs=1e-6
    )
    assert shares["is_provisional"].tolist() == [False, True]
    assert shares.dtypes.astype(str).to_dict() == {
        **dict.fromkeys(["year", "guided_firms", "of_guided_firms"], "int64"),
        **dict.fromkeys(["is_approximate", "is_provisional"], "bool"),
        **dict.fromkeys(["of_low", "of_high"], "int64"),
        **dict.fromkeys(["share_pct", "share_low_pct", "share_high_pct"], "float64"),
        **dict.fromkeys(["ci_low_pct", "ci_high_pct"], "float64"),
        **dict.fromkeys(["exact_low_pct", "exact_high_pct"], "float64"),
    }


def test_one_firm_of_one_is_a_share_and_rows_are_numbered_anew():
    rows = green((2020, 0, 9, False, False), (2021, 1, 1, False, False)).iloc[1:]
    found = climate.guidance_shares(rows, 0.05)
    assert found[["year", "share_pct"]].to_dict() == {"year": {0: 2021}, "share_pct": {0: 100}}


@pytest.mark.parametrize(("name", "method"), [("ci", "wilson"), ("exact", "beta")])
@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_intervals_are_those_of_statsmodels_at_the_ends_of_the_band(name, method, alpha):
    found = climate.guidance_shares(frame("green_guidance", 2021), alpha)
    whole = proportion_confint(345, 2860, alpha, method)
    part = (
        proportion_confint(175, 2500, alpha, method)[0],
        proportion_confint(175, 1500, alpha, method)[1],
    )
    for place, ends in enumerate((whole, part)):
        columns = [f"{name}_low_pct", f"{name}_high_pct"]
        assert found.loc[place, columns].tolist() == pytest.approx([100 * end for end in ends])


def test_wilsons_interval_of_a_published_example():
    # Newcombe, Stat. Med. 17, 1998, 857-872, table I, method 3: 81 of 263 gives 0.2553 to 0.3662
    (row,) = shares_of((2021, 81, 263, False, False))
    assert (row["ci_low_pct"], row["ci_high_pct"]) == pytest.approx((25.53, 36.62), abs=0.005)


TOO_MANY = "has more firms guided on green transition than on everything, or none at all"


def test_the_band_never_holds_fewer_firms_than_were_guided():
    (row,) = shares_of((2021, 90, 100, True, True))  # about 100 is 50 to 150
    assert (row["of_low"], row["of_high"], row["share_high_pct"]) == (90, 150, 100)
    # A tenth of 2,001 either way is 1,800.9 to 2,201.1, in which whole firms are 1,801 to 2,201.
    table = green((2021, 90, 2001, True, True))
    assert climate.guidance_shares(table, 0.05, 10).loc[0, ["of_low", "of_high"]].tolist() == [
        *(1801, 2201)
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(2020, 4, 4, False, False), (2021, 5, 4, False, False)], f" of 2021 {TOO_MANY}"),
        ([(2021, 0, 0, False, False)], f" of 2021 {TOO_MANY}"),
        ([(2021, 1, 4, False, False)] * 2, " has 2021 twice"),
        ([], " has no rows"),
    ],
)
def test_counts_that_make_no_share_are_refused(rows, message):
    with pytest.raises(MidtjyllandError) as refused:
        climate.guidance_shares(green(*rows), 0.05)
    assert str(refused.value) == f"green_guidance{message}; build it again from its source."


@pytest.mark.parametrize("alpha", [0, 0.5])
def test_a_level_without_meaning_is_refused(alpha):
    with pytest.raises(MidtjyllandError, match="level of significance"):
        climate.guidance_shares(frame("green_guidance", 2021), alpha)


# Differences of shares


@pytest.mark.parametrize(
    ("before", "after", "published"),
    [
        # Newcombe, Stat. Med. 17, 1998, 873-890, table II, method 10, contrasts a and b
        ((48, 80), (56, 70), (0.2000, 0.0524, 0.3339)),
        ((3, 10), (9, 10), (0.6000, 0.1705, 0.8090)),
    ],
)
def test_the_difference_is_newcombes_published_one(before, after, published):
    found = climate.share_difference(before, after, 0.05)
    assert found == pytest.approx([100 * value for value in published], abs=0.005)


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_the_difference_is_that_of_statsmodels(data):
    totals = [data.draw(st.integers(1, 400)) for _ in range(2)]
    counts = [data.draw(st.integers(0, total)) for total in totals]
    before, after = zip(counts, totals, strict=True)
    found = climate.share_difference(before, after, 0.05)
    low, high = confint_proportions_2indep(
        counts[1], totals[1], counts[0], totals[0], method="newcomb", compare="diff"
    )
    assert found[1:] == pytest.approx((100 * low, 100 * high), abs=1e-6)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(-2, -1, "lower"), (1, 2, "higher"), (-1, 0, "not_shown"), (0, 1, "not_shown")],
)
def test_a_difference_is_shown_when_its_interval_leaves_out_0(low, high, verdict):
    assert climate.Difference((low + high) / 2, low, high).verdict == verdict


@pytest.mark.parametrize(
    ("about", "readings"),
    [
        # About 2,000 is 1,500 to 2,500, about 1,000 is 500 to 1,500.
        ((False, False), {"as_printed": (2000, 1000)}),
        (
            (True, False),
            {
                "as_printed": (2000, 1000),
                "smallest_share_after": (1500, 1000),
                "largest_share_after": (2500, 1000),
            },
        ),
        (
            (True, True),
            {
                "as_printed": (2000, 1000),
                "smallest_share_after": (1500, 1500),
                "largest_share_after": (2500, 500),
            },
        ),
    ],
)
def test_years_are_compared_in_every_reading_of_their_totals(about, readings):
    rows = shares_of((2021, 200, 2000, about[0], False), (2022, 150, 1000, about[1], True))
    compared = climate.compare_shares(*rows, 0.05)
    assert compared["reading"].tolist() == [*readings]
    for row, (before, after) in zip(compared.to_dict("records"), readings.values(), strict=True):
        low, high = confint_proportions_2indep(
            150, after, 200, before, method="newcomb", compare="diff"
        )
        p_value = fisher_exact([[200, before - 200], [150, after - 150]]).pvalue
        wanted = {
            "of_before": before,
            "of_after": after,
            "share_before_pct": 20_000 / before,
            "share_after_pct": 15_000 / after,
            "difference_pct_point": 15_000 / after - 20_000 / before,
            "difference_low_pct_point": 100 * low,
            "difference_high_pct_point": 100 * high,
            "p_value": p_value,
        }
        verdict = "higher" if low > 0 else "lower" if high < 0 else "not_shown"
        assert (row.pop("verdict"), row.pop("reading") in readings) == (verdict, True)
        assert row == pytest.approx(wanted)


def test_a_part_year_is_compared_at_both_ends_of_its_band(shares):
    compared = climate.compare_shares(*(row for _, row in shares.iterrows()), 0.05)
    assert compared["of_after"].tolist() == [2000, 2500, 1500]
    assert compared["verdict"].tolist() == ["lower", "lower", "not_shown"]
    assert climate.overall_verdict(compared) == "undetermined"
    assert compared.loc[0, "difference_pct_point"] == pytest.approx(8.75 - 34500 / 2860)
    low, high = confint_proportions_2indep(175, 2000, 345, 2860, method="newcomb", compare="diff")
    columns = ["difference_low_pct_point", "difference_high_pct_point"]
    assert compared.loc[0, columns].tolist() == pytest.approx([100 * low, 100 * high])


def test_fishers_test_is_that_of_the_lady_tasting_tea():
    # Fisher 1935: 3 of 4 against 1 of 4 cups; R: fisher.test(matrix(c(3, 1, 1, 3), 2)), p 0.4857
    before, after = shares_of((2021, 3, 4, False, False), (2022, 1, 4, False, False))
    compared = climate.compare_shares(before, after, 0.05)
    assert compared["p_value"].tolist() == pytest.approx([0.4857], abs=5e-5)
    assert climate.overall_verdict(compared) == "not_shown"


def test_the_tipping_total_is_the_last_that_shows_the_difference(shares):
    found = climate.tipping_total(shares.iloc[0], shares.iloc[1], 0.05)
    ends = [
        confint_proportions_2indep(175, total, 345, 2860, method="newcomb", compare="diff")[1]
        for total in (found - 1, found)
    ]
    assert ends[0] >= 0 > ends[1]


def test_the_tipping_total_of_a_higher_share_is_the_largest():
    before, after = shares_of((2021, 100, 1000, False, False), (2022, 100, 400, True, True))
    found = climate.tipping_total(before, after, 0.05)
    ends = [
        confint_proportions_2indep(100, total, 100, 1000, method="newcomb", compare="diff")[0]
        for total in (found, found + 1)
    ]
    assert ends[0] > 0 >= ends[1]
    # Fewer than the 100 guided can't be tried; 104 is the last with a limit above 0 (statsmodels).
    rows = shares_of((2021, 900, 1000, False, False), (2022, 100, 100, True, True))
    assert climate.tipping_total(*rows, 0.05) == 104


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((100, 1000), (100, 1000)),  # the same share: nothing is shown that could tip
        ((1, 1000), (1000, 1100)),  # 1,000 of ten times 1,100 is 9 %, still more than 0.1 %
    ],
)
def test_where_nothing_tips_there_is_no_total(before, after):
    rows = shares_of((2021, *before, False, False), (2022, *after, True, True))
    assert climate.tipping_total(*rows, 0.05) is None


def test_no_firm_at_all_tips_at_a_small_total():
    rows = shares_of((2021, 100, 1000, False, False), (2022, 0, 400, True, True))
    found = climate.tipping_total(*rows, 0.05)
    ends = [
        confint_proportions_2indep(0, total, 100, 1000, method="newcomb", compare="diff")[1]
        for total in (found - 1, found)
    ]
    assert ends[0] >= 0 > ends[1]


def test_what_the_rest_of_the_year_would_need(shares):
    # 345 - 175 = 170 of 2860 - 2000 = 860; of 1360 and 360 at the ends of the band
    found = climate.needed_in_the_rest(shares.iloc[0], shares.iloc[1])
    assert found[:2] == (170, 860)
    assert found[2:] == pytest.approx((100 * 170 / 860, 12.5, 100 * 170 / 360))
    longer = climate.guidance_shares(frame("green_guidance", 2021), 0.05, 50)  # 1,000 to 3,000
    assert climate.needed_in_the_rest(longer.iloc[0], longer.iloc[1]) is None
    # About 2,000 reaches 2,500: no firm would be left of as many.
    rows = shares_of((2021, 345, 2500, False, False), (2022, 175, 2000, True, True))
    assert climate.needed_in_the_rest(*rows) is None
    rows = shares_of((2021, 345, 2501, False, False), (2022, 175, 2000, True, True))
    assert climate.needed_in_the_rest(*rows).share_high_pct == 17_000


# Grants


def test_means_lie_between_what_the_rounded_sum_allows(means):
    # 5.5, 6 and 6.5 million over 63; 60.5, 61 and 61.5 million over 358
    found = means[["mean_low_dkk", "mean_dkk", "mean_high_dkk"]].round(1).to_numpy().tolist()
    assert found == [[87301.6, 95238.1, 103174.6], [168994.4, 170391.1, 171787.7]]
    totals = {
        "year": [2021, 2022],
        "grants": [63, 358],
        "total_mdkk": [6.0, 61.0],
        "total_low_mdkk": [5.5, 60.5],
        "total_high_mdkk": [6.5, 61.5],
    }
    pd.testing.assert_frame_equal(means[[*totals]], pd.DataFrame(totals))
    assert [*means][5:] == ["mean_dkk", "mean_low_dkk", "mean_high_dkk", "is_provisional"]
    assert means["is_provisional"].tolist() == [False, True]
    assert means["is_provisional"].dtype == bool
    again = climate.grant_means(frame("green_grants", 2021).iloc[1:])
    assert again.index.tolist() == [0] and again["is_provisional"].tolist() == [True]


def test_a_part_year_is_at_least_so_many_times_a_whole_one(means):
    compared = climate.compare_grants(means.iloc[0], means.iloc[1]).set_index("quantity")
    # 358 / 63; 61 / 6 between 60.5 / 6.5 and 61.5 / 5.5; the means' ratios are those over 358 / 63
    assert compared["ratio"].tolist() == pytest.approx([5.68254, 10.16667, 1.78911], abs=1e-5)
    assert compared["ratio_low"].tolist() == pytest.approx([5.68254, 9.30769, 1.63795], abs=1e-5)
    assert compared["ratio_high"].tolist() == pytest.approx([5.68254, 11.18182, 1.96775], abs=1e-5)
    assert compared["meaning"].tolist() == ["at_least", "at_least", "so_far"]
    assert compared.index.tolist() == ["grants", "total_mdkk", "mean_dkk"]
    assert compared[["before", "after"]].to_numpy().tolist() == [
        [63, 358],
        [6, 61],
        pytest.approx([6e6 / 63, 61e6 / 358]),
    ]
    assert [*compared] == ["before", "after", "ratio", "ratio_low", "ratio_high", "meaning"]
    backwards = climate.compare_grants(means.iloc[1], means.iloc[0])["meaning"]
    assert set(backwards) == {"part_years"}
    whole = climate.compare_grants(means.iloc[0], means.iloc[0])["meaning"]
    assert set(whole) == {"whole_years"}
    assert set(climate.compare_grants(means.iloc[1], means.iloc[1])["meaning"]) == {"part_years"}


def test_a_year_without_grants_has_no_mean_and_no_ratio():
    none = pd.DataFrame(
        {"year": [2021, 2022], "grants": [0, 5], "total_mdkk": [0.0, 1.0], "is_provisional": False}
    )
    means = climate.grant_means(none)
    assert means["mean_dkk"].isna().tolist() == [True, False]
    assert climate.compare_grants(means.iloc[0], means.iloc[1])["ratio"].isna().all()


@pytest.mark.parametrize(
    ("ends", "words"),
    [((87301.6, 103174.6), "87,300 to 103,000 DKK"), ((164833.8, 165089.5), "165,000 DKK")],
)
def test_a_mean_is_written_with_the_digits_it_has(ends, words):
    assert climate.mean_words(*ends) == words


# Projects


def test_eu_parts_durations_and_sizes_by_hand(projects):
    by_place = projects.set_index(["project", "place"])
    waste, plan = (
        by_place.loc["circular_economy", "status"],
        by_place.loc["circular_economy", "action_plan"],
    )
    coast = by_place.loc["coast_to_coast", "status"]
    # 60 % of 125; 59.5 % of 124.5 and 60.5 % of 125.5
    assert (waste["eu_mdkk"], waste["own_mdkk"], waste["computed"]) == (75, 50, "eu_mdkk")
    assert waste[["eu_low_mdkk", "eu_high_mdkk"]].tolist() == pytest.approx([74.0775, 75.9275])
    # 83 / 138, 82.5 / 138.5, 83.5 / 137.5; 52 / 90
    ends = ["eu_share_pct", "eu_share_low_pct", "eu_share_high_pct"]
    assert plan[ends].tolist() == pytest.approx([60.14493, 59.56679, 60.72727], abs=1e-5)
    assert coast["eu_share_pct"] == pytest.approx(57.77778, abs=1e-5)
    # eight years to the day; 2016-11-01 to 2022-12-31 is six years and 61 days, two of them leap
    assert waste["duration_years"] == pytest.approx(8)
    assert coast["duration_years"] == pytest.approx((6 * 365 + 1 + 61) / 365.25)
    assert pd.isna(plan["duration_years"])
    assert (waste["partners_per_subproject"], waste["budget_per_year_mdkk"]) == (1.5, 15.625)
    assert coast["budget_per_partner_mdkk"] == pytest.approx(90 / 31)
    printed = [*frame("climate_projects", 2021)]
    assert [*projects] == [
        *printed,
        *("budget_low_mdkk", "budget_high_mdkk", "eu_low_mdkk", "eu_high_mdkk"),
        *("eu_share_low_pct", "eu_share_high_pct", "computed", "duration_years", "own_mdkk"),
        *("partners_per_subproject", "budget_per_partner_mdkk", "budget_per_year_mdkk"),
    ]
    assert by_place["computed"].tolist() == ["eu_mdkk", *["eu_share_pct"] * 3]


def test_what_a_place_prints_is_not_computed():
    table = frame("climate_projects", 2021).iloc[[1]]
    found = climate.project_figures(table.assign(eu_share_pct=58.0))
    # 52 of 90 is 57.8 %, but the place says 58, which may be 57.5 to 58.5.
    columns = ["eu_mdkk", "eu_share_pct", "eu_share_low_pct", "eu_share_high_pct", "computed"]
    assert found[columns].to_dict("index") == {
        0: dict(zip(columns, [52.0, 58.0, 57.5, 58.5, ""], strict=True))
    }


def test_what_is_given_as_about_has_its_band(projects):
    about_90 = projects[(projects["place"] == "action_plan") & (projects["budget_mdkk"] == 90)]
    assert about_90[["budget_low_mdkk", "budget_high_mdkk"]].to_numpy().tolist() == [[85, 95]]
    tenth = climate.project_figures(frame("climate_projects", 2021), 10)
    # 125 is exact but for rounding, about 138 is 124.2 to 151.8; its 83, too, 74.7 to 91.3.
    assert tenth["budget_low_mdkk"].iloc[[0, 2]].tolist() == pytest.approx([124.5, 124.2])
    assert tenth["budget_high_mdkk"].iloc[[0, 2]].tolist() == pytest.approx([125.5, 151.8])
    assert tenth.loc[2, ["eu_low_mdkk", "eu_high_mdkk"]].tolist() == pytest.approx([74.7, 91.3])
    # A share is never given as about: 60 stays 59.5 to 60.5 where the amounts are.
    shares = frame("climate_projects", 2021).assign(is_approximate=True)
    found = climate.project_figures(shares, 10).loc[0, ["eu_share_low_pct", "eu_share_high_pct"]]
    assert found.tolist() == [59.5, 60.5]


def test_a_project_without_eu_money_stays_without():
    bare = frame("climate_projects", 2021).assign(eu_mdkk=None, eu_share_pct=None)
    found = climate.project_figures(bare.astype({"eu_mdkk": float, "eu_share_pct": float}))
    assert found[["eu_mdkk", "eu_share_pct", "own_mdkk"]].isna().all(axis=None)
    assert set(found["computed"]) == {""}
    assert "eu_mdkk" not in set(climate.compare_places(found)["quantity"])


def test_both_places_of_2021_side_by_side(projects):
    # Read in the papers: the action plan gives the circular project a budget and the EU's part
    # alone. 60 % of 125 is 75; 83 of 138 is 60.1 %; 52 of 90 is 57.8 %.
    circular = [
        ["start_date", "1 January 2022", None, None, "one_place_only", False],
        ["end_date", "31 December 2029", None, None, "one_place_only", False],
        ["budget_mdkk", "125", "about 138", "+13", "disagrees", False],
        ["eu_mdkk", "75.0 (computed)", "about 83", "+8", "disagrees", True],
        ["eu_share_pct", "60", "60.1 (computed)", "+0.1", "within_rounding", True],
        ["partners", "39", None, None, "one_place_only", False],
        ["subprojects", "26", None, None, "one_place_only", False],
    ]
    coast = [
        ["start_date", "1 November 2016", "1 January 2017", "61 days later", "disagrees", False],
        ["end_date", "31 December 2022", "31 December 2022", "none", "equal", False],
        ["budget_mdkk", "90", "about 90", "none", "equal", False],
        ["eu_mdkk", "52", "about 52", "none", "equal", False],
        ["eu_share_pct", "57.8 (computed)", "57.8 (computed)", "none", "equal", True],
        ["partners", "31", "31", "none", "equal", False],
        ["subprojects", "24", "24", "none", "equal", False],
    ]
    names = ["quantity", "first", "second", "difference", "verdict", "is_computed"]
    wanted = pd.DataFrame(
        [["circular_economy", *row] for row in circular]
        + [["coast_to_coast", *row] for row in coast],
        columns=["project", *names],
    ).assign(first_place="status", second_place="action_plan", first_at=None, second_at=None)
    found = climate.compare_places(projects)
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False)


def test_every_disagreement_of_the_2021_papers_is_found_and_no_other(projects):
    located = projects.assign(source_line=[966, 1016, 1522, 1581])
    compared = climate.compare_places(located)
    found = compared[compared["verdict"] == "disagrees"]
    columns = ["quantity", "first", "second", "difference", "first_at", "second_at"]
    assert found[columns].to_numpy().tolist() == [
        ["budget_mdkk", "125", "about 138", "+13", "line 966", "line 1522"],
        ["eu_mdkk", "75.0 (computed)", "about 83", "+8", "line 966", "line 1522"],
        [
            "start_date",
            "1 November 2016",
            "1 January 2017",
            "61 days later",
            "line 1016",
            "line 1581",
        ],
    ]
    assert found["is_computed"].tolist() == [False, True, False]
    rest = compared[compared["verdict"] != "disagrees"].set_index(["project", "quantity"])
    assert rest.loc[("circular_economy", "eu_share_pct"), "verdict"] == "within_rounding"
    assert rest.loc[("circular_economy", "partners"), "verdict"] == "one_place_only"
    coast = rest.loc["coast_to_coast", "verdict"]
    assert set(coast) == {"equal"} and len(coast) == 6


@pytest.mark.parametrize(
    ("changed", "verdict", "difference"),
    [
        ({"budget_mdkk": 91.0}, "within_rounding", "+1"),  # about 90 is 85 to 95
        ({"budget_mdkk": 96.0}, "disagrees", "+6"),  # 95.5 to 96.5
        ({"partners": 30}, "disagrees", "−1"),
        ({"end_date": pd.Timestamp("2022-12-30")}, "disagrees", "1 day earlier"),
    ],
)
def test_a_figure_disagrees_when_rounding_cannot_explain_it(changed, verdict, difference):
    table = frame("climate_projects", 2021).iloc[[3, 1]].reset_index(drop=True)
    for column, value in changed.items():
        table.loc[1, column] = value
    compared = climate.compare_places(climate.project_figures(table)).set_index("quantity")
    (column,) = changed
    assert compared.loc[column, ["verdict", "difference"]].tolist() == [verdict, difference]


def test_pages_are_named_where_the_source_has_them(projects):
    located = projects.assign(source_line=[1, 2, 3, 4], source_page=[9, 9, 12, 12])
    assert climate.compare_places(located)["first_at"].iloc[0] == "page 9, line 1"


def test_a_project_twice_in_one_place_is_refused(projects):
    with pytest.raises(MidtjyllandError) as refused:
        climate.compare_places(pd.concat([projects, projects.iloc[:1]]))
    assert str(refused.value) == (
        "climate_projects has a project twice in one place; build it again from its source."
    )


# Regional fora


def test_fora_stand_in_the_order_of_their_half_years():
    shuffled = frame("regional_fora", 2021).iloc[::-1]
    found = climate.fora_timeline(shuffled)
    days = found[["start_date", "end_date"]].map("{:%Y-%m-%d}".format).drop_duplicates()
    assert days.to_numpy().tolist() == [
        ["2023-01-01", "2023-06-30"],
        ["2023-07-01", "2023-12-31"],
        ["2024-01-01", "2024-06-30"],
        ["2024-07-01", "2024-12-31"],
    ]
    assert found["half_year"].iloc[[0, -1]].tolist() == ["2023, first half", "2024, second half"]
    # Backwards in the document, so that each half-year has its questions backwards too.
    asked = frame("regional_fora", 2021)["question"].tolist()
    assert found["question"].tolist() == [asked[place] for place in (1, 0, 3, 2, 5, 4, 7, 6)]
    assert [*found] == ["question", "half_year", "start_date", "end_date", "year", "half"]
    assert found["half"].tolist() == [1, 1, 2, 2] * 2
    assert found["year"].tolist() == [2023] * 4 + [2024] * 4
    assert found.index.tolist() == [*range(8)]


# The same year in the papers of several years (2022 and 2023 are synthetic)


def test_a_provisional_share_is_held_against_the_next_papers(shares):
    by_papers = {
        2022: climate.guidance_shares(frame("green_guidance", 2022), 0.05),
        2021: shares,
    }
    (row,) = climate.guidance_revisions(by_papers).to_dict("records")
    assert (row["year"], row["first_papers_year"], row["next_papers_year"]) == (2022, 2021, 2022)
    assert row["was_provisional"] and row["inside_interval"]
    # 412 / 3645 less 175 / 2000; (412 - 175) / (3645 - 2000); Wilson's interval by statsmodels
    low = proportion_confint(175, 2500, 0.05, "wilson")[0]
    high = proportion_confint(175, 1500, 0.05, "wilson")[1]
    wanted = {
        "year": 2022,
        "first_papers_year": 2021,
        "next_papers_year": 2022,
        "was_provisional": True,
        "guided_firms_first": 175,
        "guided_firms_next": 412,
        "of_guided_firms_first": 2000,
        "of_guided_firms_next": 3645,
        "share_first_pct": 8.75,
        "ci_low_first_pct": 100 * low,
        "ci_high_first_pct": 100 * high,
        "share_next_pct": 41200 / 3645,
        "revision_pct_point": 41200 / 3645 - 8.75,
        "rest_share_pct": 100 * 237 / 1645,
        "inside_interval": True,
    }
    assert [*row] == [*wanted] and row == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("later", "rest"),
    [((175, 2100), 0), ((200, 2000), None), ((174, 2100), None), ((180, 2010), 50)],
)
def test_what_came_after_the_first_papers_needs_more_firms_and_no_fewer_on_green(
    shares, later, rest
):
    after = climate.guidance_shares(green((2022, *later, False, False)), 0.05)
    [found] = climate.guidance_revisions({2021: shares, 2022: after})["rest_share_pct"]
    assert pd.isna(found) if rest is None else found == rest


def test_a_count_that_shrank_leaves_no_rest_and_may_leave_the_interval(shares):
    later = climate.guidance_shares(green((2022, 600, 1990, False, False)), 0.05)
    (row,) = climate.guidance_revisions({2021: shares, 2022: later}).to_dict("records")
    assert pd.isna(row["rest_share_pct"]) and not row["inside_interval"]


def test_grants_only_grew_or_did_not(means):
    later = climate.grant_means(frame("green_grants", 2022))
    (row,) = climate.grant_revisions({2021: means, 2022: later}).to_dict("records")
    assert (row["grants_first"], row["grants_next"], row["only_grew"]) == (358, 391, True)
    # 64.5 million over 391
    wanted = {
        "year": 2022,
        "first_papers_year": 2021,
        "next_papers_year": 2022,
        "was_provisional": True,
        "grants_first": 358,
        "total_first_mdkk": 61.0,
        "mean_first_dkk": 61e6 / 358,
        "grants_next": 391,
        "total_next_mdkk": 64.5,
        "mean_next_dkk": 64.5e6 / 391,
        "only_grew": True,
    }
    assert [*row] == [*wanted] and row == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("grants", "total_mdkk", "only_grew"),
    # 61 may be 60.5 to 61.5, 60 up to 60.5: still as much; 59 is less.
    [(300, 64.0, False), (358, 60.0, True), (391, 59.0, False), (357, 61.0, False)],
)
def test_neither_number_nor_sum_of_grants_may_shrink(means, grants, total_mdkk, only_grew):
    table = frame("green_grants", 2022).iloc[:1].assign(grants=grants, total_mdkk=total_mdkk)
    (row,) = climate.grant_revisions({2021: means, 2022: climate.grant_means(table)}).to_dict(
        "records"
    )
    assert row["only_grew"] == only_grew
    three = {2021: means, 2022: climate.grant_means(table), 2023: means}
    assert climate.grant_revisions(three).index.tolist() == [0, 1]


def test_whole_years_are_final_and_from_the_latest_papers(shares):
    later = climate.guidance_shares(
        green((2021, 350, 2860, False, False), (2022, 412, 3645, False, False)), 0.05
    )
    found = climate.whole_years({2021: shares, 2022: later})
    columns = ["papers_year", "year", "guided_firms"]
    assert found[columns].to_numpy().tolist() == [[2022, 2021, 350], [2022, 2022, 412]]
    assert [*found] == ["papers_year", *shares] and found.index.tolist() == [0, 1]
    every = climate.of_papers({2022: later, 2021: shares})
    assert every["papers_year"].to_dict() == {0: 2021, 1: 2021, 2: 2022, 3: 2022}
    assert "papers_year" not in shares
    # A year that only the earlier papers report on comes first, whichever papers it is from.
    older = climate.guidance_shares(green((2019, 1, 2, False, False)), 0.05)
    found = climate.whole_years({2021: shares, 2022: later, 2023: older})
    assert found["year"].to_dict() == {0: 2019, 1: 2021, 2: 2022}


def test_projects_are_compared_in_the_same_place_of_two_papers(projects):
    later = climate.project_figures(frame("climate_projects", 2022))
    found = climate.compare_papers({2021: projects, 2022: later})
    status = found[(found["place"] == "status") & (found["project"] == "circular_economy")]
    changed = status[(status["verdict"] == "disagrees") & ~status["is_computed"]]
    assert changed[["quantity", "first", "second", "difference"]].to_numpy().tolist() == [
        ["budget_mdkk", "125", "131", "+6"],
        ["partners", "39", "41", "+2"],
        ["subprojects", "26", "27", "+1"],
    ]
    assert [*found] == [
        *("first_papers_year", "next_papers_year", "project", "place"),
        *("quantity", "first", "second", "difference", "verdict", "is_computed"),
    ]
    assert (found["first_papers_year"] == 2021).all() and (found["next_papers_year"] == 2022).all()
    # 52 and 53 meet at 52.5; about 90 is 85 to 95 and holds about 92.
    coast = found[found["project"] == "coast_to_coast"].set_index(["place", "quantity"])["verdict"]
    assert coast["status"].to_dict() == {
        "start_date": "disagrees",
        "end_date": "equal",
        "budget_mdkk": "disagrees",
        "eu_mdkk": "within_rounding",
        "eu_share_pct": "within_rounding",
        "partners": "equal",
        "subprojects": "equal",
    }
    assert coast["action_plan", "budget_mdkk"] == "within_rounding"


def test_one_year_is_nothing_to_compare(shares, projects):
    with pytest.raises(MidtjyllandError, match="at least two years"):
        climate.guidance_revisions({2021: shares})
    empty = climate.compare_papers({2021: projects})
    assert empty.empty and [*empty][:2] == ["first_papers_year", "next_papers_year"]


# The answer


def test_headline_of_2021():
    found = headline(2021)
    expected = {
        "key_figure": "green_guidance_share_pct",
        "green_guidance_share_pct": 100 * 345 / 2860,
        "grant_mean_dkk": 6e6 / 63,
        "grant_mean_low_dkk": 5.5e6 / 63,
        "grant_mean_high_dkk": 6.5e6 / 63,
        "part_year": 2022,
        "part_green_guidance_share_pct": 8.75,
        "part_verdict": "undetermined",
        "part_grant_mean_dkk": 61e6 / 358,
        "projects": 2,
        "place_figures_compared": 7,
        "place_disagreements": 2,
        "regional_fora": 8,
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected)
    assert found["sentence"] == (
        "In 2021, 345 of 2,860 guided firms (12.1 %) were guided on green transition, and 63 "
        "grants were given, 87,300 to 103,000 DKK on average; in 2022 so far, 175 of about 2,000 "
        "guided firms (about 8.8 %), and 358 grants were given, 169,000 to 172,000 DKK on average."
    )


def test_the_headline_takes_the_band_it_is_given():
    found = climate.headline(*(frame(table, 2021) for table in TABLES), 2021, 0.1, 20)
    # About 2,000 is 1,600 to 2,400; about 138 is 110.4 to 165.6, which holds 125, so that the
    # places only disagree on a start date.
    low = proportion_confint(175, 2400, 0.1, "wilson")[0]
    high = proportion_confint(175, 1600, 0.1, "wilson")[1]
    assert found["part_green_guidance_share_low_pct"] == pytest.approx(100 * low)
    assert found["part_green_guidance_share_high_pct"] == pytest.approx(100 * high)
    assert (found["place_figures_compared"], found["place_disagreements"]) == (7, 1)
    assert found["alpha"] == 0.1


def test_headline_without_a_part_year():
    whole = {table: frame(table, 2021).iloc[:1] for table in ("green_guidance", "green_grants")}
    found = headline(2021, **whole)
    with_part = headline(2021)
    assert set(found) == set(with_part)
    assert {found[name] for name in found if name.startswith("part_")} == {None}
    own = [name for name in found if not name.startswith(("part_", "sentence"))]
    assert {name: found[name] for name in own} == {name: with_part[name] for name in own}
    assert found["sentence"].endswith("63 grants were given, 87,300 to 103,000 DKK on average.")
    assert climate.part_year_sentence(found) == "The papers give no later share to compare with."
    only_grants = headline(2021, green_guidance=whole["green_guidance"])
    assert only_grants["sentence"].endswith(
        "on average; in 2022 so far, 358 grants were given, 169,000 to 172,000 DKK on average."
    )
    assert (only_grants["part_year"], only_grants["part_guided_firms"]) == (2022, None)
    only_shares = headline(2021, green_grants=whole["green_grants"])
    assert only_shares["sentence"].endswith(
        "on average; in 2022 so far, 175 of about 2,000 guided firms (about 8.8 %)."
    )
    assert (only_shares["part_year"], only_shares["part_grants"]) == (2022, None)
    means = climate.grant_means(whole["green_grants"])
    assert climate.grants_sentence(means, 2021) == (
        "63 grants for 6 million DKK in 2021: a mean of 87,300 to 103,000 DKK."
    )


def test_a_contract_year_without_figures_is_refused():
    with pytest.raises(MidtjyllandError) as refused:
        headline(2021, green_guidance=frame("green_guidance", 2022))
    assert str(refused.value) == (
        "the papers of 2021 give no figures of 2021 on the climate tracks; build the year again "
        "from its source."
    )


def test_the_part_year_is_the_first_provisional_one_after_the_contract_year():
    rows = [(2023, 3, 9, True, True), (2021, 1, 9, True, True), (2022, 2, 9, True, True)]
    table = green(*rows, (2024, 4, 9, False, False))
    assert climate.part_year(table, 2021)["guided_firms"] == 2
    assert climate.part_year(table, 2023) is None


def test_one_grant_or_none_is_said_in_words():
    grants = frame("green_grants", 2021).iloc[:1]
    one = headline(2021, green_grants=grants.assign(grants=1))
    assert "1 grant was given, 5,500,000 to 6,500,000 DKK on average;" in one["sentence"]
    none = grants.assign(grants=0, total_mdkk=0.0)
    assert "0 grants were given;" in headline(2021, green_grants=none)["sentence"]
    said = climate.grants_sentence(climate.grant_means(none), 2021)
    assert said == "0 grants for 0 million DKK in 2021."
    later = frame("green_grants", 2021).assign(grants=[63, 0], total_mdkk=[6.0, 0.0])
    assert climate.grants_sentence(climate.grant_means(later), 2021) == (
        "63 grants for 6 million DKK in 2021: a mean of 87,300 to 103,000 DKK."
    )
    assert headline(2021, green_grants=later)["sentence"].endswith(", and 0 grants were given.")


@pytest.mark.parametrize(
    ("after", "said"),
    [
        # statsmodels' interval (newcomb) of each total: 1,722 is the first wholly below 0 for 175
        # firms, 2,152 the last wholly above it for 300 and 4,395 for 600.
        (
            (175, 2000),
            "As printed, the share so far in 2022 is lower than that of 2021. That holds for any "
            "total of 1,722 firms or more; the band of the printed total reaches beyond.",
        ),
        (
            (300, 2000),
            "As printed, the share so far in 2022 is higher than that of 2021. That holds for any "
            "total of 2,152 firms or fewer; the band of the printed total reaches beyond.",
        ),
        (
            (175, 2300),
            "The share so far in 2022 is lower than that of 2021, and would be with any total of "
            "1,722 or more.",
        ),
        (
            (600, 2100),
            "The share so far in 2022 is higher than that of 2021, and would be with any total of "
            "4,395 or fewer.",
        ),
        (
            (240, 2001),
            "No difference is shown between the share so far in 2022 and that of 2021.",
        ),
        (
            (240, 2000),
            "As printed, no difference from 2021 is shown; an end of the band would show one.",
        ),
    ],
)
def test_the_sentence_says_what_the_band_allows(after, said):
    table = green((2021, 345, 2860, False, False), (2022, *after, True, True))
    assert climate.part_year_sentence(headline(2021, green_guidance=table)) == said


def test_a_share_that_is_higher_whatever_the_total_is_said_without_a_limit():
    table = green((2021, 1, 1000, False, False), (2022, 1000, 1100, True, True))
    said = climate.part_year_sentence(headline(2021, green_guidance=table))
    assert said == "The share so far in 2022 is higher than that of 2021."


def test_the_sentence_on_grants_says_what_rounding_allows(means):
    assert climate.grants_sentence(means, 2021) == (
        "63 grants for 6 million DKK in 2021: a mean of 87,300 to 103,000 DKK. In 2022 so far 5.7 "
        "times as many (358) for 9.3 to 11.2 times the sum, so that the mean is 1.6 to 2.0 times "
        "as large; number and sum can only grow as long as no grant is taken back."
    )


# The notebook, on the hand-typed truth of 2021 and the synthetic one of 2022


@pytest.fixture(scope="module")
def two_years(tmp_path_factory):
    folder = write_data(tmp_path_factory.mktemp("climate") / "data")
    values = {"data_dir": str(folder), "compare_years": [2022]}
    notebook = nbformat.from_dict(inject(nbformat.read(NOTEBOOK, 4), values))
    resources = {"metadata": {"path": str(NOTEBOOK.parent)}}
    NotebookClient(notebook, resources=resources, timeout=120).execute()
    return notebook


def said_in(notebook, cell_id: str) -> str:
    (cell,) = (cell for cell in notebook.cells if cell.get("id") == cell_id)
    data = [output["data"] for output in cell["outputs"]]
    return "\n".join(each.get("text/markdown", each.get("text/plain", "")) for each in data)


def test_the_notebook_compares_two_years(two_years):
    assert headline_of(two_years)["green_guidance_share_pct"] == pytest.approx(34500 / 2860)
    assert "2022 so far (papers of 2021), 175 of about 2,000" in said_in(two_years, "years")
    revisions = said_in(two_years, "revisions")
    assert "a provisional share of 8.8 % in the papers of 2021 became 11.3 %" in revisions
    assert "Share in 2022 less that of 2021, whole years" in said_in(two_years, "whole-years")
    assert "39" in said_in(two_years, "projects-years")


def test_the_notebook_shows_no_warning_and_no_numpy_repr(two_years):
    outputs = [output for cell in two_years.cells for output in cell.get("outputs", [])]
    assert not [
        output
        for output in outputs
        if output["output_type"] != "display_data" and output["output_type"] != "execute_result"
    ]
    assert "np." not in str([output["data"].get("text/plain") for output in outputs])


def test_the_committed_notebook_says_that_no_other_year_was_chosen():
    committed = nbformat.read(NOTEBOOK, 4)
    assert "No other year was chosen to compare with" in said_in(committed, "years")


def test_a_difference_that_rounds_away_is_none():
    projects = frame("climate_projects", 2021)
    coast = projects["project"].eq("coast_to_coast") & projects["place"].eq("action_plan")
    budgets = projects["budget_mdkk"].astype("float64").mask(coast, 90.04)
    figures = climate.project_figures(projects.assign(budget_mdkk=budgets))
    compared = climate.compare_places(figures).set_index(["project", "quantity"])
    assert compared.loc[("coast_to_coast", "budget_mdkk"), "difference"] == "none"


def test_grants_of_a_year_twice_are_refused_by_the_name_of_their_table():
    twice = frame("green_grants", 2021).assign(year=2021)
    with pytest.raises(MidtjyllandError, match=r"^green_grants has 2021 twice; build it again"):
        climate.grant_means(twice)
