"""The statistics of MEA's modules, against hand calculation and other programs."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import comb, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import test_poisson_2indep as poisson_2indep
from statsmodels.stats.weightstats import DescrStatsW
from truthkit import frame

from midtjylland.analysis import mea
from midtjylland.attendance import load_attendance
from midtjylland.core.findings import MidtjyllandError
from midtjylland.theme import UNCLASSIFIED, load_themes

# Made up: nobody knows how many came to each module of 2021. It adds to the stated 1,646.
SYNTHETIC_ATTENDANCE = Path(__file__).parent / "synthetic_mea_attendance_2021.csv"
DRAWS = 9_999


def held(*dates: str) -> pd.DataFrame:
    """Modules on these days; `2021-09-23/2021-09-24` runs for two."""
    starts, ends = zip(*((day.split("/")[0], day.split("/")[-1]) for day in dates), strict=True)
    return pd.DataFrame(
        {
            "module_no": pd.array(range(1, len(dates) + 1), dtype="Int64"),
            "start_date": pd.to_datetime(list(starts)),
            "end_date": pd.to_datetime(list(ends)),
            "title": [f"Modul {number}" for number in range(1, len(dates) + 1)],
            "delivery": "unstated",
        }
    )


def titled(*titles: str) -> pd.DataFrame:
    """Modules with these titles, one a week from Monday 4 January 2021."""
    days = pd.date_range("2021-01-04", periods=len(titles), freq="7D").strftime("%Y-%m-%d")
    return held(*days).assign(title=list(titles))


def days(*started: int, months: str | None = None) -> pd.DataFrame:
    """A year of so many working days, with the modules begun on each."""
    dates = pd.date_range("2021-03-01", periods=len(started))
    month = list(months or "M" * len(started))
    return pd.DataFrame(
        {
            "date": dates,
            "month": month,
            "is_working_day": True,
            "started": started,
            "running": started,
        }
    )


def near(p_value: float, exact: float) -> bool:
    """A Monte Carlo p value is within four standard errors of the exact one."""
    return abs(p_value - exact) <= 4 * sqrt(exact * (1 - exact) / DRAWS) + 1 / DRAWS


@pytest.fixture(scope="module")
def modules() -> pd.DataFrame:
    return frame("mea_modules", 2021)


@pytest.fixture(scope="module")
def calendar(modules) -> pd.DataFrame:
    return mea.year_calendar(modules, 2021)


@pytest.fixture(scope="module")
def themes():
    return load_themes()


@pytest.fixture(scope="module")
def programme(modules, themes) -> pd.DataFrame:
    return mea.programme(modules, themes)


# The calendar


@pytest.mark.parametrize(
    ("year", "working_days"),
    [
        # Weekdays less public holidays on weekdays, counted on a wall calendar. 2021: 261 - 7
        # (1 Jan, 1, 2 and 5 Apr, 30 Apr, 13 and 24 May); 2022: 260 - 7; 2024: 262 - 8, the first
        # year without store bededag.
        (2021, 254),
        (2022, 253),
        (2024, 254),
    ],
)
def test_working_days_are_weekdays_that_are_no_public_holiday(year, working_days):
    calendar = mea.year_calendar(held(f"{year}-02-01"), year)
    assert len(calendar) == (366 if year == 2024 else 365)
    assert calendar["is_working_day"].sum() == working_days


def test_holidays_have_their_danish_names(calendar):
    named = calendar.set_index("date")["holiday"]
    assert named["2021-04-30"] == "Store bededag"
    assert named["2021-05-13"] == "Kristi himmelfartsdag"
    assert [*calendar] == [
        *("date", "week", "month", "weekday", "half", "holiday", "is_working_day", "started"),
        "running",
    ]
    # Worked out for a module that begins on the second Monday of July and ends on the Tuesday.
    days = mea.year_calendar(held("2021-07-12/2021-07-13"), 2021).set_index("date")
    columns = ["week", "month", "weekday", "half", "is_working_day", "started", "running"]
    week = pd.Timestamp("2021-07-12")
    assert days.loc["2021-07-13", columns].tolist() == [
        week,
        "July",
        "Tuesday",
        "autumn",
        True,
        0,
        1,
    ]
    assert days.loc["2021-06-30", ["month", "half"]].tolist() == ["June", "spring"]
    for name, categories in (("month", 12), ("weekday", 7), ("half", 2)):
        assert days[name].cat.ordered and len(days[name].cat.categories) == categories
    # No public holidays by law, though many are off.
    assert (named[["2021-06-05", "2021-12-24", "2021-12-31"]] == "").all()


def test_a_module_of_two_days_begins_once_and_runs_twice(calendar):
    september = calendar.set_index("date").loc["2021-09-23":"2021-09-24"]
    assert september["started"].tolist() == [1, 0]
    assert september["running"].tolist() == [1, 1]
    # 53 modules, of which three pairs share a day (26 Feb, 9 Mar, 19 Mar) and one fills two.
    assert (calendar["started"].sum(), (calendar["running"] > 0).sum()) == (53, 51)


def test_a_module_on_a_saturday_counts_as_off_day_and_in_no_test():
    calendar = mea.year_calendar(held("2021-03-01", "2021-03-06"), 2021)
    assert mea.off_days(calendar) == 1
    assert mea.compare_counts(calendar, "month")["modules"].sum() == 1


@pytest.mark.parametrize("day", ["2020-12-31", "2022-01-01", "2021-03-02/2021-03-01"])
def test_a_module_that_cannot_be_in_the_year_is_refused(day):
    with pytest.raises(MidtjyllandError) as refused:
        mea.year_calendar(held("2021-03-01", day), 2021)
    first, last = day.split("/")[0], day.split("/")[-1]
    assert str(refused.value) == (
        f"module 2 runs from {first} to {last}, which can't be in 2021; mend the table first."
    )


# Counts against working days


def test_months_expect_modules_by_their_working_days(calendar):
    months = mea.compare_counts(calendar, "month").set_index("month")
    # Counted on a wall calendar, and in the annex of the papers.
    assert months["working_days"].tolist() == [20, 20, 23, 18, 19, 22, 22, 22, 22, 21, 22, 23]
    assert months["modules"].tolist() == [2, 5, 17, 6, 6, 5, 1, 5, 3, 1, 1, 1]
    assert months.loc["March", "expected_modules"] == pytest.approx(53 * 23 / 254)
    assert months.loc["March", "ratio"] == pytest.approx(17 / (53 * 23 / 254))


def test_tests_of_the_months_are_exact_binomial_ones(calendar):
    months = mea.compare_counts(calendar, "month", alpha=0.1)
    shares = [Fraction(int(days), 254) for days in months["working_days"]]
    for row, share in zip(months.itertuples(), shares, strict=True):
        chances = [comb(53, k) * share**k * (1 - share) ** (53 - k) for k in range(54)]
        # As R's binom.test: all counts that are no more probable than the one observed.
        exact = sum(chance for chance in chances if chance <= chances[row.modules])
        assert row.p_value == pytest.approx(float(exact))
        low, high = proportion_confint(row.modules, 53, alpha=0.1, method="beta")
        assert (row.ratio_low, row.ratio_high) == pytest.approx((low / share, high / share))
        assert sum(chances[: row.chance_low]) < 0.05 <= sum(chances[: row.chance_low + 1])
        assert sum(chances[row.chance_high + 1 :]) <= 0.05 < sum(chances[row.chance_high :])
    adjusted = multipletests(months["p_value"], method="fdr_bh")[1]
    assert months["q_value"].to_numpy() == pytest.approx(adjusted)


def test_spring_against_autumn_follows_the_working_days(calendar):
    halves = mea.compare_counts(calendar, "half")
    assert halves["working_days"].tolist() == [122, 132]
    assert halves["modules"].tolist() == [41, 12]
    # Both halves share one test: R's binom.test(41, 53, 122/254), added up term by term.
    share = Fraction(122, 254)
    chances = [comb(53, k) * share**k * (1 - share) ** (53 - k) for k in range(54)]
    exact = float(sum(chance for chance in chances if chance <= chances[41]))
    assert halves["p_value"].tolist() == pytest.approx([exact, exact])
    assert halves["half"].tolist() == ["spring", "autumn"]
    assert halves["q_value"].tolist() == pytest.approx([exact, exact])
    # By default 2.5 % on either side, and limits of 95 %.
    low, high = halves.loc[0, ["chance_low", "chance_high"]]
    assert sum(chances[:low]) < 0.025 <= sum(chances[: low + 1])
    assert sum(chances[high + 1 :]) <= 0.025 < sum(chances[high:])
    ends = np.array(proportion_confint(41, 53, 0.05, "beta")) / float(share)
    assert halves.loc[0, ["ratio_low", "ratio_high"]].tolist() == pytest.approx(ends.tolist())
    assert [*halves] == [
        *("half", "working_days", "modules", "expected_modules", "chance_low", "chance_high"),
        *("ratio", "ratio_low", "ratio_high", "p_value", "q_value"),
    ]
    without_july = mea.compare_counts(calendar[calendar["month"] != "July"], "half")
    assert without_july["working_days"].tolist() == [122, 110]
    assert without_july["modules"].tolist() == [41, 11]


def test_only_working_weekdays_are_compared(calendar):
    weekdays = mea.compare_counts(calendar, "weekday")
    assert weekdays["weekday"].tolist() == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    # 52 of each in 2021, Friday 53; less the public holidays.
    assert weekdays["working_days"].tolist() == [50, 52, 52, 50, 50]
    assert weekdays["modules"].tolist() == [7, 13, 11, 11, 11]


def test_without_modules_on_working_days_there_is_nothing_to_compare():
    calendar = mea.year_calendar(held("2021-03-06"), 2021)
    sentence = r"^no module began on a working day; there is no pace to work out\.$"
    with pytest.raises(MidtjyllandError, match=sentence):
        mea.compare_counts(calendar, "month")
    with pytest.raises(MidtjyllandError, match="no module began on a working day"):
        mea.dispersion(calendar, "month", draws=99, seed=1)


# Dispersion


@pytest.mark.parametrize(
    ("started", "chi2", "p_value"),
    [
        # Three modules on three days have 27 outcomes: 3 like 3-0-0, 18 like 2-1-0, 6 like 1-1-1.
        ((3, 0, 0), 6, Fraction(3, 27)),
        ((0, 2, 1), 2, Fraction(21, 27)),
        ((1, 1, 1), 0, Fraction(1)),
    ],
)
def test_dispersion_of_three_modules_worked_by_hand(started, chi2, p_value):
    found = mea.dispersion(days(*started), "date", draws=DRAWS, seed=1)
    assert found[:3] == ("date", None, 3) and found.degrees_of_freedom == 2
    assert (found.chi2, found.index) == pytest.approx((chi2, chi2 / 2))
    assert near(found.p_value, float(p_value))


def test_dispersion_within_months_takes_their_totals_as_given():
    # A: both of two modules on one of two days: chi2 2, probability 1/2. B: one module, which is
    # on one of two days whatever happens: chi2 1. C has none and says nothing.
    calendar = days(2, 0, 0, 1, 0, 0, months="AABBCC")
    found = mea.dispersion(calendar, "date", within="month", draws=DRAWS, seed=1)
    assert found[:3] == ("date", "month", 4) and found.degrees_of_freedom == 2
    assert (found.chi2, found.index) == pytest.approx((3, 1.5))
    assert near(found.p_value, 0.5)
    # On a single day there is nothing that could be uneven.
    alone = mea.dispersion(days(3), "date", draws=9, seed=1)
    assert (alone.degrees_of_freedom, alone.chi2, alone.p_value) == (0, 0, 1)
    assert np.isnan(alone.index)


def test_dispersion_of_weekdays_against_every_possible_year(calendar):
    share = np.array([50, 52, 52, 50, 50]) / 254
    observed, total = np.array([7, 13, 11, 11, 11]), 53
    expected = total * share
    # All 395,010 ways to put 53 modules on 5 weekdays: bars between stars.
    bars = np.array(list(combinations_with_replacement(range(total + 1), 4)))
    ways = np.diff(bars, axis=1, prepend=0, append=total)
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, total + 1)))])
    chances = np.exp(logs[total] - logs[ways].sum(axis=1) + (ways * np.log(share)).sum(axis=1))
    assert chances.sum() == pytest.approx(1)
    chi2 = ((ways - expected) ** 2 / expected).sum(axis=1)
    found = mea.dispersion(calendar, "weekday", draws=DRAWS, seed=3)
    assert found.chi2 == pytest.approx(((observed - expected) ** 2 / expected).sum())
    assert near(found.p_value, chances[chi2 >= found.chi2 - 1e-9].sum())


def test_index_of_dispersion_of_days_is_variance_over_mean(calendar):
    counts = calendar.loc[calendar["is_working_day"], "started"]
    found = mea.dispersion(calendar, "date", draws=99, seed=1)
    assert found.index == pytest.approx(counts.var() / counts.mean())


def test_a_simulated_p_value_is_the_same_each_time_and_never_zero(calendar):
    first = mea.dispersion(calendar, "month", draws=999, seed=5)
    assert first == mea.dispersion(calendar, "month", draws=999, seed=5)
    assert first.p_value == pytest.approx(1 / 1000)


# Gaps and pace


def test_gaps_are_counted_in_working_days(calendar):
    gaps = mea.gaps(calendar)
    # 5 to 30 July has 20 weekdays, 2 to 10 August 7; 11 November to 15 December 25, 8 October to
    # 9 November 23.
    assert gaps["working_days"].head(3).tolist() == [27, 25, 23]
    longest = [f"{day:%m-%d}" for day in gaps.iloc[0].drop("working_days")]
    assert longest == ["07-02", "08-11", "07-05", "08-10"]
    assert gaps["working_days"].sum() == 254 - 51
    assert [*gaps] == ["last_module", "next_module", "free_from", "free_to", "working_days"]
    assert gaps.index.tolist() == [*range(len(gaps))]


def test_gaps_at_the_ends_of_the_year_have_one_neighbour():
    gaps = mea.gaps(mea.year_calendar(held("2021-01-05"), 2021)).sort_values("free_from")
    first, last = gaps.to_dict("records")
    assert pd.isna(first["last_module"]) and pd.isna(last["next_module"])
    # 4 January is the one working day before the fifth.
    assert (first["working_days"], last["working_days"]) == (1, 252)


def test_a_module_on_a_weekend_ends_a_gap():
    gaps = mea.gaps(mea.year_calendar(held("2021-03-01", "2021-03-06", "2021-03-09"), 2021))
    inner = gaps.dropna().sort_values("free_from")
    assert inner["working_days"].tolist() == [4, 1]
    assert inner["next_module"].dt.day.tolist() == [6, 9]


def test_longest_gap_of_two_modules_worked_by_hand():
    # Two modules on three days: of nine outcomes, only both on the first or both on the last day
    # leave two free days in a row.
    assert near(mea.longest_gap_p_value(days(2, 0, 0), DRAWS, seed=1), 2 / 9)
    # A gap of at least one day: every outcome but none has it.
    assert mea.longest_gap_p_value(days(0, 2, 0), DRAWS, seed=1) == pytest.approx(1)
    # Nine simulated years and the one observed: tenths.
    few = [10 * mea.longest_gap_p_value(days(2, 0, 0), 9, seed=seed) for seed in range(3)]
    assert few == pytest.approx([round(each) for each in few])


def test_pace_compares_with_an_even_year():
    calendar = mea.year_calendar(held("2021-01-04", "2021-01-05", "2021-12-31"), 2021)
    pace = mea.pace(calendar).set_index("date")
    assert pace.loc["2021-01-05"].tolist() == pytest.approx([2, 3 * 2 / 254])
    assert pace.loc["2021-12-31"].tolist() == pytest.approx([3, 3])
    assert mea.date_of(pace.reset_index(), 50) == pd.Timestamp("2021-01-05")
    # Exactly half is reached with the second of four, all with the last.
    four = mea.pace(days(1, 1, 1, 1))
    assert [mea.date_of(four, share).day for share in (25, 50, 51, 100)] == [1, 2, 3, 4]


def test_half_of_the_modules_of_2021_had_begun_by_14_april(calendar):
    # Half of 53 is reached with the 27th module of the annex.
    assert mea.date_of(mea.pace(calendar), 50) == pd.Timestamp("2021-04-14")


# Titles and themes


def test_titles_of_2021_are_41_of_which_5_were_held_again(programme):
    # Counted in the annex of the papers.
    assert (programme["showing"] == 1).sum() == 41
    repeated = mea.repeated_titles(programme)
    assert dict(zip(repeated["title"], repeated["modules"], strict=True)) == {
        "Grundlæggende brug af Teams": 5,
        "Brug af Breakout Rooms i Teams": 5,
        "Lav din egen film eller video": 3,
        "Mindmap - skab større overblik": 2,
        "Tips og tricks til effektiv brug af Outlook": 2,
    }
    assert [*repeated] == ["title", "modules", "first_date", "last_date"]
    assert repeated.index.tolist() == [0, 1, 2, 3, 4]
    mindmap = repeated.iloc[3]
    assert f"{mindmap['first_date']:%m-%d} {mindmap['last_date']:%m-%d}" == "02-10 04-07"


def test_capitals_and_blanks_make_no_other_title(themes):
    rows = mea.programme(titled("Brug af Teams", "Outlook", "brug  af TEAMS", "Outlook 2"), themes)
    assert [*rows] == [
        *("module_no", "start_date", "end_date", "title", "delivery", "month", "half", "weekday"),
        *("theme", "also", "showing", "showings", "repetition"),
    ]
    assert [rows.loc[0, name] for name in ("month", "half", "weekday")] == [
        *("January", "spring", "Monday")
    ]
    days = mea.programme(held("2021-06-30", "2021-07-01"), themes)
    assert days["half"].tolist() == ["spring", "autumn"]
    assert days["weekday"].tolist() == ["Wednesday", "Thursday"]
    assert days["month"].tolist() == ["June", "July"]
    for name in ("month", "half", "weekday"):
        assert days[name].cat.ordered
    assert rows["showing"].tolist() == [1, 1, 2, 1]
    assert rows["showings"].tolist() == [2, 1, 2, 1]
    kinds = ["first of several", "held once", "repeat", "held once"]
    assert rows["repetition"].tolist() == kinds


@pytest.mark.parametrize(
    ("title", "theme", "also"),
    [
        # Sorted by hand from the words of each title.
        ("Klimakrise, klimapartnerskaber og danske kommuner", "green_transition", ""),
        ("CIRKULÆRE DIGITALE KOMPETENCER", "green_transition", ""),
        ("De grønne Outlook piller", "digital_tools", "green_transition"),
        ("Gejst og kreativitet i detailhandlen under Corona", "wellbeing", "trade"),
        ("Introduktion til socialøkonomiske virksomheder", "social_economy", ""),
        # A team, not the program Teams; and `salg` only where a word begins with it.
        ("Psykologisk tryghed i små teams", "wellbeing", ""),
        ("Gensalg", UNCLASSIFIED, ""),
        ("Offentlige udbud uden tårer", UNCLASSIFIED, ""),
    ],
)
def test_a_title_has_the_theme_that_matches_first(themes, title, theme, also):
    row = mea.programme(titled(title), themes).iloc[0]
    assert (row["theme"], row["also"]) == (theme, also)


def test_themes_add_up_and_show_what_is_unclassified(themes):
    titles = ["Outlook", "Klima", "Outlook og klima", "Noget andet", "outlook"]
    counts = mea.theme_counts(mea.programme(titled(*titles), themes), themes).set_index("theme")
    assert counts.index[-1] == UNCLASSIFIED
    assert counts["modules"].sum() == 5
    digital = counts.loc["digital_tools"]
    assert (digital["modules"], digital["distinct_titles"], digital["share_pct"]) == (3, 2, 60)
    assert counts.loc["green_transition", ["modules", "also_matching"]].tolist() == [1, 1]
    assert counts.loc[UNCLASSIFIED, ["modules", "spring", "autumn"]].tolist() == [1, 1, 0]
    assert counts.loc["trade", "modules"] == 0
    assert [*counts] == [
        *("label", "modules", "share_pct", "spring", "autumn", "distinct_titles", "also_matching")
    ]
    assert counts.loc[UNCLASSIFIED, "label"] == "Unclassified"
    assert counts.loc["digital_tools", "label"] == "Digital tools and meetings"
    # Two in March and one in August, all with the same title.
    rows = held("2021-03-01", "2021-03-08", "2021-08-02").assign(title="Klima")
    later = mea.theme_counts(mea.programme(rows, themes), themes)
    green = later.set_index("theme").loc["green_transition"]
    assert green[["modules", "spring", "autumn", "distinct_titles"]].tolist() == [3, 2, 1, 1]
    assert green["share_pct"] == 100


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"themes": []}, "themes must not be empty"),
        ({"checked": 1066}, "checked '1066' must be at least 2000"),
        ({"themes": [{"theme": "a", "label": "A"}]}, "themes.0.keywords is missing; add it"),
        (
            {"themes": [{"theme": "a", "label": "A", "keywords": ["Salg"]}]},
            "write the keyword 'Salg' in small letters",
        ),
        (
            {"themes": [{"theme": name, "label": "A", "keywords": ["salg"]} for name in "ab"]},
            "'salg' stands twice",
        ),
        (
            {"themes": [{"theme": "unclassified", "label": "A", "keywords": ["salg"]}]},
            "'unclassified' stands twice, or is reserved",
        ),
    ],
)
def test_wrong_themes_are_refused_in_one_sentence(tmp_path, change, sentence):
    good = {"theme": "a", "label": "A", "keywords": ["salg"]}
    path = tmp_path / "themes.yaml"
    path.write_text(yaml.safe_dump({"checked": 2021, "themes": [good]} | change), "utf-8")
    with pytest.raises(MidtjyllandError) as refused:
        load_themes(path=path)
    assert sentence in str(refused.value) and "\n" not in str(refused.value)


def test_themes_that_are_missing_or_no_yaml_are_refused(tmp_path):
    with pytest.raises(MidtjyllandError, match="can't be read"):
        load_themes("no_such_topic")
    path = tmp_path / "themes.yaml"
    path.write_text("themes: [", "utf-8")
    with pytest.raises(MidtjyllandError, match="is not YAML"):
        load_themes(path=path)


def test_share_in_person_has_an_exact_interval(modules):
    share = mea.share_of(modules["delivery"] == "in_person", alpha=0.05)
    assert (share.count, share.total) == (2, 53)
    low, high = proportion_confint(2, 53, alpha=0.05, method="beta")
    assert (share.pct, share.low_pct, share.high_pct) == pytest.approx(
        (100 * 2 / 53, 100 * low, 100 * high)
    )


# The answer, and year to year


@pytest.fixture(scope="module")
def headlines(themes) -> dict[int, dict]:
    return {
        year: mea.headline(
            frame("mea_modules", year),
            frame("stated_totals", year),
            themes,
            year,
            draws=999,
            seed=1,
        )
        for year in (2021, 2022)
    }


def test_headline_of_2021_is_what_the_papers_say(headlines):
    found = headlines[2021]
    wanted = {
        "modules": 53,
        "modules_stated": 53,
        "participants": 1646,
        "distinct_titles": 41,
        "modules_of_repeated_titles": 17,
        "repeats": 12,
        "in_person": 2,
        "spring_modules": 41,
        "busiest_month": "March",
        "longest_gap_working_days": 27,
    }
    assert found | wanted == found
    assert found["participants_per_module"] == pytest.approx(1646 / 53)
    assert found["sentence"] == (
        "MEA held 53 modules with 1,646 participants, 31.1 a module on average; 41 titles were "
        "different, and 41 modules were held from January to June, where an even pace would have "
        "put 25.5."
    )
    assert found["key_figure"] == "modules"
    json.dumps(found, allow_nan=False)


def test_headline_without_stated_totals_leaves_them_unknown(modules, themes):
    none = frame("stated_totals", 2021).query("table != 'mea_modules'")
    found = mea.headline(modules, none, themes, 2021, draws=99, seed=1)
    unknown = {name for name, value in found.items() if value is None}
    assert unknown == {"modules_stated", "participants", "participants_per_module"}
    assert found["sentence"] == (
        "MEA held 53 modules with a number of participants that is not stated; 41 titles were "
        "different, and 41 modules were held from January to June, where an even pace would have "
        "put 25.5."
    )


def test_headline_of_four_modules_worked_by_hand(themes):
    titles = "Outlook", "Noget andet", "outlook", "Klima"  # on the four Mondays of January
    rows = titled(*titles).assign(delivery=["in_person", "unstated", "unstated", "unstated"])
    totals = pd.DataFrame(
        [("mea_modules", "participants", 90.0), ("ecsmv_rules", "modules", 5.0)],
        columns=["table", "quantity", "value"],
    )
    found = mea.headline(rows, totals, themes, 2021, draws=9, seed=1)
    wanted = {
        "modules": 4,
        "modules_stated": None,
        "participants": 90,
        "participants_per_module": 22.5,  # over those listed
        "distinct_titles": 3,
        "modules_of_repeated_titles": 2,
        "repeats": 1,
        "in_person": 1,
        "unclassified": 1,
        "working_days": 254,
        "days_with_modules": 4,
        "spring_modules": 4,
        "busiest_month": "January",
        "busiest_month_modules": 4,
        "months_p_value": 0.1,  # none of nine simulated years is as uneven
        # Of the 254 working days, 16 go from 4 to 25 January.
        "longest_gap_working_days": 254 - 16,
        "longest_gap_from": "2021-01-26",
        "longest_gap_to": "2021-12-31",
    }
    assert {name: found[name] for name in wanted} == wanted
    assert 10 * found["days_in_month_p_value"] == pytest.approx(
        round(10 * found["days_in_month_p_value"])
    )
    five = pd.concat([totals, totals.assign(quantity="modules", value=5.0)])
    found = mea.headline(rows, five, themes, 2021, draws=9, seed=1)
    assert (found["modules_stated"], found["participants_per_module"]) == (5, 18)


def test_years_are_compared_figure_by_figure(headlines):
    changes = mea.compare_years(headlines).set_index("figure")
    assert [*changes] == [
        *("year_from", "year_to", "value_from", "value_to", "change", "change_pct"),
        *("p_value", "q_value"),
    ]
    assert (changes["year_from"] == 2021).all() and (changes["year_to"] == 2022).all()
    # As in the headline of 2021.
    assert changes["value_from"].to_dict() == {
        "modules": 53,
        "participants": 1646,
        "participants_per_module": pytest.approx(1646 / 53),
        "distinct_titles": 41,
        "spring_modules": 41,
        "modules_of_repeated_titles": 17,
        "in_person": 2,
        "unclassified": 0,
        "longest_gap_working_days": 27,
    }
    assert changes.index[changes["p_value"].notna()].tolist() == [
        *("modules", "spring_modules", "modules_of_repeated_titles", "in_person")
    ]
    modules = changes.loc["modules"]
    assert (modules["value_from"], modules["value_to"], modules["change"]) == (53, 37, -16)
    assert modules["change_pct"] == pytest.approx(-100 * 16 / 53)
    # The conditional test doubles nothing: two-sided by the sum of small probabilities, as R's.
    exact = poisson_2indep(53, 254, 37, 253, method="exact-cond").pvalue
    assert modules["p_value"] == pytest.approx(exact)
    # Fisher's exact test of 41 of 53 against 20 of 37 (61 of all 90), added up term by term.
    chances = {k: comb(61, k) * comb(29, 53 - k) for k in range(24, 54)}
    small = sum(chance for chance in chances.values() if chance <= chances[41])
    assert changes.loc["spring_modules", "p_value"] == pytest.approx(small / comb(90, 53))
    untested = ["participants", "participants_per_module", "distinct_titles", "unclassified"]
    assert changes.loc[untested, "p_value"].isna().all()
    tested = changes["p_value"].dropna()
    adjusted = multipletests(tested, method="fdr_bh")[1]
    assert changes.loc[tested.index, "q_value"].to_numpy() == pytest.approx(adjusted)


def test_two_rates_are_compared_as_in_the_help_of_r():
    # example(poisson.test) in R: poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)), p = 0.07967.
    zeros = dict.fromkeys(
        [
            "participants",
            "participants_per_module",
            "distinct_titles",
            "spring_modules",
            "modules_of_repeated_titles",
            "in_person",
            "unclassified",
            "longest_gap_working_days",
        ],
        0,
    )
    years = {
        2021: {**zeros, "modules": 11, "working_days": 800, "distinct_titles": 1},
        2022: {**zeros, "modules": 21, "working_days": 3011},
    }
    changes = mea.compare_years(years).set_index("figure")
    assert changes.loc["modules", "p_value"] == pytest.approx(0.07967, abs=5e-6)
    assert np.isnan(changes.loc["in_person", "change_pct"])
    assert changes.loc["distinct_titles", ["change", "change_pct"]].tolist() == [-1, -100]


def test_one_year_cannot_be_compared(headlines):
    with pytest.raises(MidtjyllandError, match="at least two years"):
        mea.compare_years({2021: headlines[2021]})


def test_themes_and_titles_of_two_years_stand_side_by_side(themes):
    years = {2022: titled("Outlook", "Klima"), 2021: titled("outlook", "Moms", "Outlook")}
    programmes = {year: mea.programme(rows, themes) for year, rows in years.items()}
    counts = {year: mea.theme_counts(rows, themes) for year, rows in programmes.items()}
    by_theme = mea.themes_by_year(counts).set_index("label")
    assert by_theme.loc["Digital tools and meetings", "modules_2021"] == 2
    assert by_theme.loc["Green transition", ["modules_2021", "modules_2022"]].tolist() == [0, 1]
    assert set(by_theme) == {"modules_2021", "modules_2022"}
    common = mea.titles_in_common(programmes)
    assert common.to_dict("records") == [{"title": "outlook", "years": "2021, 2022", "modules": 3}]
    # In the order in which they were first held.
    again = mea.programme(titled("Salg", "Moms", "Klima", "Moms"), themes)
    common = mea.titles_in_common({2021: again, 2022: again})
    assert common["title"].to_dict() == {0: "Salg", 1: "Moms", 2: "Klima"}
    twice = mea.repeated_titles(mea.programme(titled(*["Salg", "Moms"] * 2, "Klima"), themes))
    assert twice["title"].tolist() == ["Salg", "Moms"]


# What the total allows


@pytest.mark.parametrize(
    ("modules", "participants", "fewest"),
    [(3, 9, 1), (4, 9, 1), (4, 11, 2), (5, 8, 0), (3, 3, 1), (2, 5, 1)],
)
def test_bounds_are_those_of_every_possible_attendance(modules, participants, fewest):
    each = range(fewest, participants + 1)
    ways = [way for way in product(each, repeat=modules) if sum(way) == participants]
    sizes = [size for size in (1, 3, 4) if size > fewest]
    found = mea.bounds(
        modules,
        participants,
        groups={"of two": 2, "of all": modules},
        sizes=sizes,
        fewest=fewest,
    )
    figures = {
        "participants of the best attended module": max,
        "participants of the least attended module": min,
        "participants of the median module": lambda way: sorted(way)[(modules - 1) // 2],
        "participants of the 2 modules of two": lambda way: sum(way[:2]),
        f"participants of the {modules} modules of all": sum,
    } | {
        f"modules with {size} or more": lambda way, size=size: sum(k >= size for k in way)
        for size in sizes
    }
    rows = found.set_index("quantity")
    for quantity, figure in figures.items():
        values = [figure(way) for way in ways]
        assert rows.loc[quantity].tolist() == [min(values), max(values)], quantity
    # Nobody counts twice in one module, so that the best attended one bounds the people.
    people = [min(max(way) for way in ways), participants]
    assert rows.loc["different people"].tolist() == people
    assert len(rows) == len(figures) + 1


def test_bounds_of_one_module_are_its_participants():
    rows = mea.bounds(1, 7, groups={}, sizes=[5, 8]).set_index("quantity")
    assert rows.iloc[:4].to_numpy().tolist() == [[7, 7]] * 4
    assert rows.iloc[4:].to_numpy().tolist() == [[1, 1], [0, 0]]


def test_bounds_of_2021_worked_by_hand():
    bounds = mea.bounds(53, 1646, groups={}, sizes=[50])
    assert [*bounds] == ["quantity", "lowest", "highest"]
    rows = bounds.set_index("quantity")
    # One in each of 52 modules leaves 1,594; 53 x 31 is 1,643 and so one had 32; 27 modules at
    # most (1,646 - 26) / 27 = 60; (1,646 - 53) / 49 = 32.5 modules can have had 50.
    assert rows.loc["participants of the best attended module"].tolist() == [32, 1594]
    assert rows.loc["participants of the least attended module"].tolist() == [1, 31]
    assert rows.loc["participants of the median module"].tolist() == [1, 60]
    assert rows.loc["modules with 50 or more"].tolist() == [0, 32]


@pytest.mark.parametrize(
    ("modules", "participants", "fewest"), [(53, 52, 1), (0, 5, 1), (5, 5, -1)]
)
def test_bounds_of_what_cannot_be_are_refused(modules, participants, fewest):
    with pytest.raises(MidtjyllandError) as refused:
        mea.bounds(modules, participants, groups={}, sizes=[], fewest=fewest)
    assert str(refused.value) == (
        f"{participants} participants can't be at least {fewest} in each of {modules} modules; "
        "choose a lower fewest_participants."
    )


# Reading attendance


@pytest.fixture
def attendance_file(tmp_path) -> Path:
    path = tmp_path / "raw" / "2021" / "mea_attendance.csv"
    path.parent.mkdir(parents=True)
    return path


def read(modules, path: Path, stated: float | None = 1646):
    return load_attendance(modules, stated, 2021, path.parents[2])


def test_without_a_file_attendance_is_unknown(modules, attendance_file):
    assert read(modules, attendance_file) == (None, [])


def test_the_synthetic_attendance_adds_to_the_stated_total(modules, attendance_file):
    shutil.copy(SYNTHETIC_ATTENDANCE, attendance_file)
    attendance = read(modules, attendance_file)
    assert (len(attendance.table), attendance.table["participants"].sum()) == (53, 1646)
    assert attendance.findings == []


def test_a_file_from_a_spreadsheet_is_read(attendance_file):
    text = "\ufeffmodule_no,titel,participants\r\n3,Sidst, 7 \r\n1,Først,0\r\n2,Ukendt,\r\n"
    attendance_file.write_bytes(text.encode())
    three = held("2021-03-01", "2021-03-02", "2021-03-03")
    table, findings = read(three, attendance_file, stated=9)
    assert table["module_no"].tolist() == [1, 2, 3]
    assert table["participants"].tolist() == [0, pd.NA, 7]
    assert [finding.message for finding in findings] == [
        "mea_attendance.csv gives participants for 2 of 3 modules; the other 1 are left out of the "
        "attendance figures.",
        "mea_attendance.csv adds to 7 participants, the papers state 9.",
    ]
    assert {finding.severity for finding in findings} == {"warning"}
    assert read(three, attendance_file, stated=None).findings == findings[:1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("module_no;participants\n1;5\n", "has no column 'module_no'; its first line must name"),
        ("module_no\n1\n", "has no column 'participants'"),
        ("", "has no column 'module_no'"),
        ("module_no,participants\n", "gives no participants at all"),
        ("module_no,participants\n1,\n", "gives no participants at all"),
        ("module_no,participants\n1,12.5\n", ", line 2: participants is '12.5'; write a whole"),
        ("module_no,participants\n1,-3\n", ", line 2: participants is '-3'"),
        ("module_no,participants\n1,1e3\n", "participants is '1e3'"),
        ("module_no,participants\n1,٣\n", "participants is '٣'"),
        ("module_no,participants\n1,99999999999\n", "participants is '99999999999'"),
        ("module_no,participants\n,3\n", ", line 2: module_no is ''"),
        ("module_no,participants\n4,3\n", "names module 4, which the papers do not list"),
        ("module_no,participants\n1,3\n2,4\n1,3\n", "names module 1 2 times; keep one line"),
    ],
)
def test_wrong_attendance_is_refused_in_one_sentence(attendance_file, text, sentence):
    attendance_file.write_text(text, "utf-8")
    with pytest.raises(MidtjyllandError) as refused:
        read(held("2021-03-01", "2021-03-02"), attendance_file)
    [problem] = refused.value.problems
    assert problem.startswith(str(attendance_file)) and sentence in problem


def test_attendance_that_is_not_utf8_is_refused(attendance_file):
    attendance_file.write_bytes("module_no,participants,titel\n1,3,Først\n".encode("latin-1"))
    with pytest.raises(MidtjyllandError, match="can't be read as CSV in UTF-8"):
        read(held("2021-03-01"), attendance_file)


# Analysing attendance


def with_people(*people: int, **columns) -> pd.DataFrame:
    """Attended modules with so many participants."""
    rows = titled(*(f"Modul {number}" for number in range(len(people))))
    return rows.assign(participants=people, **columns)


def test_modules_without_a_figure_are_left_out(programme):
    table = pd.DataFrame({"module_no": [1, 2, 3], "participants": [4, None, 6]}).astype("Int64")
    found = mea.attended(programme, table)
    assert found["module_no"].tolist() == [1, 3]
    assert found["participants"].tolist() == [4, 6]
    assert [*found] == [*programme, "participants"] and found["participants"].dtype == "int64"


def test_summary_of_attendance_has_its_intervals():
    people = [12, 7, 30, 41, 19, 25, 8, 16, 22, 90]
    found = mea.summary(with_people(*people), alpha=0.05).set_index("figure")
    low, high = DescrStatsW(people).tconfint_mean(alpha=0.05)
    assert found.loc["mean"].tolist() == pytest.approx([27, low, high])
    # Ten values: from the second to the ninth, with a coverage of 1002/1024 (tables of the sign
    # test); the median lies between the fifth and the sixth.
    assert found.loc["median"].tolist() == [20.5, 8, 41]
    assert found.loc["standard_deviation", "value"] == pytest.approx(np.std(people, ddof=1))
    # Type 7, as R's quantile: 12 + 0.25 x 4 and 25 + 0.75 x 5.
    assert found.loc[["lower_quartile", "upper_quartile"], "value"].tolist() == [13, 28.75]
    # 90 + 41 of 270 is short of half, with 30 it is more.
    assert found.loc["modules_with_half", "value"] == 3
    assert found["value"].drop(["standard_deviation", "mean"]).to_dict() == {
        "modules": 10,
        "participants": 270,
        "median": 20.5,
        "lowest": 7,
        "lower_quartile": 13,
        "upper_quartile": 28.75,
        "highest": 90,
        "modules_with_half": 3,
    }
    assert [*found] == ["value", "low", "high"]
    assert found.index[found["low"].notna()].tolist() == ["mean", "median"]
    # From the third to the eighth: 912/1024; from the fourth to the seventh is 672/1024.
    wider = mea.summary(with_people(*people), alpha=0.2).set_index("figure")
    low, high = DescrStatsW(people).tconfint_mean(alpha=0.2)
    assert wider.loc["mean", ["low", "high"]].tolist() == pytest.approx([low, high])
    assert wider.loc["median", ["low", "high"]].tolist() == [12, 30]
    # Two modules with half each: one of them has half.
    even = mea.summary(with_people(5, 5), alpha=0.05).set_index("figure")["value"]
    assert even["modules_with_half"] == 1


def test_a_summary_of_one_module_has_no_intervals():
    found = mea.summary(with_people(5), alpha=0.05).set_index("figure")
    assert found.loc[["mean", "median"], ["low", "high"]].isna().all(axis=None)


def test_groups_have_shares_medians_and_intervals():
    attended = with_people(
        10, 30, 50, 10, delivery=["in_person", "unstated", "unstated", "unstated"]
    )
    found = mea.by_group(attended, "delivery", alpha=0.05).set_index("delivery")
    assert found.index.tolist() == ["unstated", "in_person"]
    unstated = found.loc["unstated"]
    assert (unstated["modules"], unstated["participants"], unstated["share_pct"]) == (3, 90, 90)
    # Mean 30, standard deviation 20, t 4.3027 (two degrees of freedom): 30 - 49.7 is cut at 0.
    assert (unstated["median"], unstated["mean_low"]) == (30, 0)
    assert unstated["mean_high"] == pytest.approx(30 + 4.302653 * 20 / sqrt(3))
    assert found.loc["in_person", ["mean_low", "mean_high"]].isna().all()
    assert [*found] == [
        *("modules", "participants", "share_pct", "median", "mean", "mean_low", "mean_high")
    ]
    # Ordered categories stay in their order, although autumn drew more; with t 12.7062 for 95 %
    # and 6.3138 for 90 % at one degree of freedom, the mean 20 goes from 20 - t x 5 on.
    halves = pd.Categorical(["autumn", "spring", "spring"], mea.HALVES, ordered=True)
    found = mea.by_group(with_people(90, 15, 25, half=halves), "half", alpha=0.1)
    assert found["half"].tolist() == ["spring", "autumn"]
    spring = with_people(15, 25, half=halves[1:])
    assert mea.by_group(spring, "half", alpha=0.1)["half"].tolist() == ["spring"]
    assert found.loc[0, ["mean_low", "mean_high"]].tolist() == pytest.approx([0, 20 + 6.313752 * 5])


def test_rank_test_is_the_one_of_the_help_of_r():
    # example(kruskal.test) in R (Hollander and Wolfe 1973, p. 116), times ten: 0.77143 on 2
    # degrees of freedom.
    x, y, z = [29, 30, 25, 26, 32], [38, 27, 40, 24], [28, 34, 37, 22, 20]
    attended = with_people(*x, *y, *z, theme=["x"] * 5 + ["y"] * 4 + ["z"] * 5)
    found = mea.rank_tests(attended, ["theme"], draws=99, seed=1).iloc[0]
    assert (found["groups"], found["modules"]) == (3, 14)
    assert found["h"] == pytest.approx(0.77143, abs=5e-6)
    assert found["epsilon2"] == pytest.approx(found["h"] / 13)
    assert [*found.index] == [
        *("grouping", "groups", "modules", "h", "epsilon2", "p_value", "q_value")
    ]
    assert found["grouping"] == "theme"


def test_permutation_p_value_worked_by_hand():
    # Of the 6 ways to choose two of four modules, two separate them as far as {1, 2} and {3, 4};
    # of the 4 ways to choose one, two choose an end.
    four = with_people(1, 2, 3, 4, theme=list("aabb"), delivery=list("abbb"))
    found = mea.rank_tests(four, ["theme", "delivery"], draws=DRAWS, seed=1)
    assert near(found["p_value"][0], 2 / 6)
    assert near(found["p_value"][1], 2 / 4)
    few = mea.rank_tests(four, ["theme"], draws=9, seed=1)["p_value"][0]
    assert 10 * few == pytest.approx(round(10 * few))
    adjusted = multipletests(found["p_value"], method="fdr_bh")[1]
    assert found["q_value"].to_numpy() == pytest.approx(adjusted)


def test_rank_tests_of_nothing_to_compare_are_missing():
    same = with_people(5, 5, 5, theme=list("aab"), delivery=list("aaa"))
    found = mea.rank_tests(same, ["theme", "delivery"], draws=99, seed=1)
    assert found[["h", "epsilon2", "p_value", "q_value"]].isna().all(axis=None)
    assert found[["groups", "modules"]].to_numpy().tolist() == [[2, 3], [1, 3]]
    assert {str(found[name].dtype) for name in ("h", "p_value", "q_value")} == {"float64"}
    # A grouping that can't be tested leaves the others as they are.
    four = with_people(1, 2, 3, 4, theme=list("aaaa"), delivery=list("abbb"))
    found = mea.rank_tests(four, ["theme", "delivery"], draws=99, seed=1)
    assert found["q_value"].isna().tolist() == [True, False]
    assert found.loc[1, "q_value"] == found.loc[1, "p_value"]


def test_outliers_are_beyond_the_declared_fences():
    # Quartiles 3.25 and 7.75: fences at -3.5 and 14.5.
    attended = with_people(1, 2, 3, 4, 5, 6, 7, 8, 9, 30)
    assert mea.fence_limits(attended["participants"], 1.5) == pytest.approx((-3.5, 14.5))
    assert mea.outliers(attended, 1.5)[["module_no", "side"]].to_numpy().tolist() == [[10, "above"]]
    assert mea.outliers(attended, 6).empty
    narrow = mea.outliers(attended, 0.5)
    assert narrow["side"].tolist() == ["above"]
    assert mea.outliers(with_people(0, 20, 20, 21, 21), 1.5)["side"].tolist() == ["below"]
    # Quartiles 2 and 4, fences at 0 and 6: who stands on a fence is not beyond it.
    assert mea.outliers(with_people(0, 2, 3, 4, 6), 1).empty
    # Quartiles 50 and 51.
    several = mea.outliers(with_people(0, 99, *[50, 51] * 4, 100), 1.5)
    assert several[["participants", "side"]].to_numpy().tolist() == [
        [100, "above"],
        [99, "above"],
        [0, "below"],
    ]
    assert [*several] == ["module_no", "start_date", "title", "participants", "side"]


@pytest.mark.parametrize("fences", [0, -1, float("nan")])
def test_fences_without_meaning_are_refused(fences):
    with pytest.raises(MidtjyllandError) as refused:
        mea.outliers(with_people(1, 2), fences)
    wanted = f"fences of {fences:g} quartile distances; use a number above 0."
    assert str(refused.value) == wanted


def test_weeks_begin_on_their_monday_and_paces_end_with_all_modules():
    calendar = mea.year_calendar(held("2021-01-04", "2021-12-30"), 2021)
    first = calendar.set_index("date")["week"]
    # 1 January 2021 was a Friday.
    assert f"{first['2021-01-01']:%Y-%m-%d}" == "2020-12-28"
    assert f"{first['2021-01-04']:%Y-%m-%d}" == f"{first['2021-01-10']:%Y-%m-%d}" == "2021-01-04"
    pace = mea.pace(calendar)
    assert [*pace] == ["date", "modules", "even_pace"]
    assert pace.iloc[-1][["modules", "even_pace"]].tolist() == [2, 2]


def test_a_first_of_several_comes_between_held_once_and_a_repeat():
    programme = mea.programme(titled("A", "B", "B"), load_themes())
    assert programme["repetition"].tolist() == ["held once", "first of several", "repeat"]
    assert programme["repetition"].sort_values().tolist() == programme["repetition"].tolist()
    assert programme["repetition"].cat.ordered


def test_the_figures_of_the_attendance_are_named():
    programme = mea.programme(titled("A", "B", "C"), load_themes())
    people = pd.DataFrame({"module_no": [1, 2, 3], "participants": [10, 20, 60]}).astype("Int64")
    figures = mea.summary(mea.attended(programme, people), 0.05).set_index("figure")["value"]
    # 60 of the 90 participants came to one module.
    wanted = {"modules": 3, "participants": 90, "mean": 30, "median": 20, "modules_with_half": 1}
    assert {name: figures[name] for name in wanted} == wanted


def test_the_simulated_years_of_the_headline_follow_the_seed():
    tables = frame("mea_modules", 2021), frame("stated_totals", 2021)
    seen = [
        mea.headline(*tables, load_themes(), 2021, draws=999, seed=seed)["days_in_month_p_value"]
        for seed in (1, 1, 2, 3)
    ]
    assert seen[0] == seen[1] and len(set(seen)) > 1
