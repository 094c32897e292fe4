"""The statistics of MEA's modules, against hand calculation and other programs."""

from __future__ import annotations

from itertools import product
from math import comb, sqrt

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.rates import test_poisson_2indep as poisson_2indep
from truthkit import frame

from midtjylland.analysis import mea
from midtjylland.core.findings import MidtjyllandError
from midtjylland.declared.theme import UNCLASSIFIED, load_themes

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


def test_days_have_their_names_and_places(calendar):
    named = calendar.set_index("date")["holiday"]
    assert named["2021-04-30"] == "Store bededag"
    # No public holidays by law, though many are off.
    assert (named[["2021-06-05", "2021-12-24", "2021-12-31"]] == "").all()
    # A module that begins on the second Monday of July and ends on the Tuesday.
    rows = mea.year_calendar(held("2021-07-12/2021-07-13"), 2021).set_index("date")
    columns = ["week", "month", "half", "is_working_day", "started", "running"]
    week = pd.Timestamp("2021-07-12")
    assert rows.loc["2021-07-13", columns].tolist() == [week, 7, "autumn", True, 0, 1]
    assert rows.loc["2021-06-30", ["month", "half"]].tolist() == [6, "spring"]
    # 1 January 2021 was a Friday.
    assert rows.loc["2021-01-01", "week"] == pd.Timestamp("2020-12-28")


def test_groups_count_working_days_and_what_began_on_them(calendar):
    months = mea.on_working_days(calendar, "month")
    # Counted on a wall calendar, and in the annex of the papers.
    assert months["working_days"].tolist() == [20, 20, 23, 18, 19, 22, 22, 22, 22, 21, 22, 23]
    assert months["modules"].tolist() == [2, 5, 17, 6, 6, 5, 1, 5, 3, 1, 1, 1]
    saturday = mea.year_calendar(held("2021-03-01", "2021-03-06"), 2021)
    assert mea.on_working_days(saturday, "month")["modules"].sum() == 1


# Dispersion


@pytest.mark.parametrize(
    ("started", "chi2", "p_value", "even"),
    [
        # Three modules on three days have 27 outcomes: 3 like 3-0-0, 18 like 2-1-0, 6 like 1-1-1.
        ((3, 0, 0), 6, 3 / 27, 1),
        ((0, 2, 1), 2, 21 / 27, 24 / 27),
        ((1, 1, 1), 0, 1, 6 / 27),
    ],
)
def test_dispersion_of_three_modules_worked_by_hand(started, chi2, p_value, even):
    found = mea.dispersion(days(*started), "date", draws=DRAWS, seed=1)
    assert found.degrees_of_freedom == 2
    assert (found.chi2, found.index) == pytest.approx((chi2, chi2 / 2))
    assert near(found.p_value, p_value) and near(found.even_p_value, even)


def test_dispersion_within_months_takes_their_totals_as_given():
    # A: both of two modules on one of two days: chi2 2, probability 1/2. B: one module, which is
    # on one of two days whatever happens: chi2 1. C has none and says nothing.
    calendar = days(2, 0, 0, 1, 0, 0, months="AABBCC")
    found = mea.dispersion(calendar, "date", within="month", draws=DRAWS, seed=1)
    assert found.degrees_of_freedom == 2
    assert (found.chi2, found.index) == pytest.approx((3, 1.5))
    assert near(found.p_value, 0.5)
    # On a single day there is nothing that could be uneven.
    alone = mea.dispersion(days(3), "date", draws=9, seed=1)
    assert (alone.degrees_of_freedom, alone.chi2, alone.p_value) == (0, 0, 1)
    assert np.isnan(alone.index)


def test_a_simulated_p_value_is_the_same_each_time_and_never_zero(calendar):
    first = mea.dispersion(calendar, "month", draws=999, seed=5)
    assert first == mea.dispersion(calendar, "month", draws=999, seed=5)
    assert first.p_value == pytest.approx(1 / 1000)


# Gaps


def test_gaps_at_the_ends_of_the_year_have_one_neighbour():
    # The longest first. 4 January is the one working day before the fifth.
    gaps = mea.gaps(mea.year_calendar(held("2021-01-05"), 2021))
    last, first = gaps.to_dict("records")
    assert pd.isna(first["last_module"]) and pd.isna(last["next_module"])
    assert (first["working_days"], last["working_days"]) == (1, 252)
    ends = [f"{gap[end]:%m-%d}" for gap in (first, last) for end in ("free_from", "free_to")]
    assert ends == ["01-04", "01-04", "01-06", "12-31"] and gaps.index.tolist() == [0, 1]


def test_a_module_on_a_weekend_ends_a_gap():
    gaps = mea.gaps(mea.year_calendar(held("2021-03-01", "2021-03-06", "2021-03-09"), 2021))
    inner = gaps.dropna().sort_values("free_from")
    assert inner["working_days"].tolist() == [4, 1]
    assert inner["next_module"].dt.day.tolist() == [6, 9]


# Titles and themes


def test_titles_of_2021_are_41_of_which_5_were_held_again(modules, themes):
    # Counted in the annex of the papers.
    programme = mea.programme(modules, themes)
    assert (programme["showing"] == 1).sum() == 41
    repeated = mea.repeated_titles(programme)
    assert dict(zip(repeated["title"], repeated["modules"], strict=True)) == {
        "Grundlæggende brug af Teams": 5,
        "Brug af Breakout Rooms i Teams": 5,
        "Lav din egen film eller video": 3,
        "Mindmap - skab større overblik": 2,
        "Tips og tricks til effektiv brug af Outlook": 2,
    }
    mindmap = repeated.iloc[3]
    assert f"{mindmap['first_date']:%m-%d} {mindmap['last_date']:%m-%d}" == "02-10 04-07"


def test_capitals_and_blanks_make_no_other_title(themes):
    rows = mea.programme(titled("Brug af Teams", "Outlook", "brug  af TEAMS", "Outlook 2"), themes)
    assert rows["showing"].tolist() == [1, 1, 2, 1]
    assert rows["showings"].tolist() == [2, 1, 2, 1]
    kinds = ["first of several", "held once", "repeat", "held once"]
    assert rows["repetition"].tolist() == kinds
    # In their order, not in that of the alphabet.
    assert rows["repetition"].sort_values().tolist() == sorted(kinds, key=mea.REPETITIONS.index)
    days = mea.programme(held("2021-06-30", "2021-07-01"), themes)
    assert days["half"].tolist() == ["spring", "autumn"] and days["month"].tolist() == [6, 7]
    assert days["half"].cat.ordered


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
    assert counts.index[-1] == UNCLASSIFIED and counts["modules"].sum() == 5
    digital = counts.loc["digital_tools"]
    assert (digital["modules"], digital["distinct_titles"], digital["share_pct"]) == (3, 2, 60)
    assert counts.loc["green_transition", ["modules", "also_matching"]].tolist() == [1, 1]
    assert counts.loc[UNCLASSIFIED, ["modules", "spring", "autumn"]].tolist() == [1, 1, 0]
    assert counts.loc["trade", "modules"] == 0
    # Two in March and one in August, all with the same title.
    rows = held("2021-03-01", "2021-03-08", "2021-08-02").assign(title="Klima")
    later = mea.theme_counts(mea.programme(rows, themes), themes)
    green = later.set_index("theme").loc["green_transition"]
    assert green[["modules", "spring", "autumn", "distinct_titles"]].tolist() == [3, 2, 1, 1]


def test_no_theme_and_no_keyword_stands_twice_and_all_are_in_small_letters(themes):
    ids = [UNCLASSIFIED, *(each.theme for each in themes.themes)]
    words = [word for each in themes.themes for word in each.keywords]
    assert len({*ids}) == len(ids) and len({*words}) == len(words)
    assert words == [word.lower() for word in words]


# The key numbers, and year to year


def numbers(rows, themes, year, **totals):
    return mea.key_numbers(mea.programme(rows, themes), mea.year_calendar(rows, year), totals)


def test_key_numbers_of_four_modules_worked_by_hand(themes):
    titles = "Outlook", "Noget andet", "outlook", "Klima"  # on the four Mondays of January
    rows = titled(*titles).assign(delivery=["in_person", "unstated", "unstated", "unstated"])
    assert numbers(rows, themes, 2021, participants=90.0) == {
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
        "spring_titles": 3,
        # Of the 254 working days, 16 go from 4 to 25 January.
        "longest_gap_working_days": 254 - 16,
        "longest_gap_from": "2021-01-26",
        "longest_gap_to": "2021-12-31",
    }
    five = numbers(rows, themes, 2021, participants=90.0, modules=5.0)
    assert (five["modules_stated"], five["participants_per_module"]) == (5, 18)
    assert numbers(rows, themes, 2021)["participants_per_module"] is None


def test_years_are_compared_number_by_number(themes):
    by_year = {y: numbers(frame("mea_modules", y), themes, y) for y in (2021, 2022)}
    changes = mea.compare_years(by_year).set_index("figure")
    assert (changes["year_from"] == 2021).all() and (changes["year_to"] == 2022).all()
    modules = changes.loc["modules"]
    assert (modules["value_from"], modules["value_to"], modules["change"]) == (53, 37, -16)
    # The conditional test doubles nothing: two-sided by the sum of small probabilities, as R's.
    exact = poisson_2indep(53, 254, 37, 253, method="exact-cond").pvalue
    assert modules["p_value"] == pytest.approx(exact)
    # Fisher's exact test of 41 of 53 against 20 of 37 (61 of all 90), added up term by term.
    chances = {k: comb(61, k) * comb(29, 53 - k) for k in range(24, 54)}
    small = sum(chance for chance in chances.values() if chance <= chances[41])
    assert changes.loc["spring_modules", "p_value"] == pytest.approx(small / comb(90, 53))
    tested = changes["p_value"].dropna()
    # How many titles say that they were held in person tells how titles are written.
    assert [*tested.index] == ["modules", "spring_modules", "modules_of_repeated_titles"]
    adjusted = multipletests(tested, method="fdr_bh")[1]
    assert changes.loc[tested.index, "q_value"].to_numpy() == pytest.approx(adjusted)


def test_titles_of_two_years_stand_in_the_order_in_which_they_were_held(themes):
    years = {2022: titled("Outlook", "Klima"), 2021: titled("outlook", "Moms", "Outlook")}
    programmes = {year: mea.programme(rows, themes) for year, rows in years.items()}
    common = mea.titles_in_common(programmes)
    assert common.to_dict("records") == [{"title": "outlook", "years": "2021, 2022", "modules": 3}]
    again = mea.programme(titled("Salg", "Moms", "Klima", "Moms"), themes)
    assert mea.titles_in_common({2021: again, 2022: again})["title"].tolist() == [
        *("Salg", "Moms", "Klima")
    ]


# What the total allows


@pytest.mark.parametrize(
    ("modules", "participants", "fewest"),
    [(3, 9, 1), (4, 9, 1), (4, 11, 2), (5, 8, 0), (3, 3, 1), (2, 5, 1), (1, 7, 1)],
)
def test_bounds_are_those_of_every_possible_attendance(modules, participants, fewest):
    each = range(fewest, participants + 1)
    ways = [way for way in product(each, repeat=modules) if sum(way) == participants]
    sizes = [size for size in (1, 3, 4, 8) if size > fewest]
    found = mea.bounds(
        modules,
        participants,
        groups={"of two": min(2, modules), "of all": modules},
        sizes=sizes,
        fewest=fewest,
    )
    figures = {
        "best": max,
        "least": min,
        "median": lambda way: sorted(way)[(modules - 1) // 2],
        "of two": lambda way: sum(way[:2]),
        "of all": sum,
    } | {size: lambda way, size=size: sum(k >= size for k in way) for size in sizes}
    rows = found.set_index("quantity")
    for quantity, figure in figures.items():
        values = [figure(way) for way in ways]
        assert rows.loc[quantity].tolist() == [min(values), max(values)], quantity
    # Nobody counts twice in one module, so that the best attended one bounds the people.
    people = [min(max(way) for way in ways), participants]
    assert rows.loc["people"].tolist() == people
    assert len(rows) == len(figures) + 1 and [*rows] == ["lowest", "highest"]


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


# Analysing attendance


def with_people(*people: int, **columns) -> pd.DataFrame:
    """Attended modules with so many participants."""
    rows = titled(*(f"Modul {number}" for number in range(len(people))))
    return rows.assign(participants=people, **columns)


def test_summary_of_attendance():
    people = [12, 7, 30, 41, 19, 25, 8, 16, 22, 90]
    found = mea.summary(pd.Series(people)).set_index("figure")["value"]
    assert found.pop("standard_deviation") == pytest.approx(np.std(people, ddof=1))
    # Type 7, as R's quantile: 12 + 0.25 x 4 and 25 + 0.75 x 5. 90 + 41 of 270 is short of half,
    # with 30 it is more.
    assert found.to_dict() == {
        "modules": 10,
        "participants": 270,
        "mean": 27,
        "median": 20.5,
        "lowest": 7,
        "lower_quartile": 13,
        "upper_quartile": 28.75,
        "highest": 90,
        "modules_with_half": 3,
    }
    # Two modules with half each: one of them has half.
    even = mea.summary(pd.Series([5, 5])).set_index("figure")["value"]
    assert even["modules_with_half"] == 1


def test_groups_have_shares_medians_and_means():
    attended = with_people(
        10, 30, 50, 10, delivery=["in_person", "unstated", "unstated", "unstated"]
    )
    found = mea.by_group(attended, "delivery").set_index("delivery")
    assert found.index.tolist() == ["unstated", "in_person"]
    names = ["modules", "participants", "share_pct", "median", "mean"]
    assert found.loc["unstated", names].tolist() == [3, 90, 90, 30, 30]
    # Ordered categories stay in their order, although autumn drew more.
    halves = pd.Categorical(["autumn", "spring", "spring"], mea.HALVES, ordered=True)
    found = mea.by_group(with_people(90, 15, 25, half=halves), "half")
    assert found["half"].tolist() == ["spring", "autumn"]


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
    assert few == mea.rank_tests(four, ["theme"], draws=9, seed=1)["p_value"][0]
    adjusted = multipletests(found["p_value"], method="fdr_bh")[1]
    assert found["q_value"].to_numpy() == pytest.approx(adjusted)


def test_rank_tests_of_nothing_to_compare_are_missing():
    same = with_people(5, 5, 5, theme=list("aab"), delivery=list("aaa"))
    found = mea.rank_tests(same, ["theme", "delivery"], draws=99, seed=1)
    assert found[["h", "epsilon2", "p_value", "q_value"]].isna().all(axis=None)
    assert found[["groups", "modules"]].to_numpy().tolist() == [[2, 3], [1, 3]]
    assert {str(found[name].dtype) for name in ("h", "p_value", "q_value")} == {"float64"}
    assert mea.rank_tests(same[:1], ["theme"], draws=9, seed=1)["p_value"].isna().all()
    # A grouping that can't be tested leaves the others as they are.
    four = with_people(1, 2, 3, 4, theme=list("aaaa"), delivery=list("abbb"))
    found = mea.rank_tests(four, ["theme", "delivery"], draws=99, seed=1)
    assert found["q_value"].isna().tolist() == [True, False]
    assert found.loc[1, "q_value"] == found.loc[1, "p_value"]
