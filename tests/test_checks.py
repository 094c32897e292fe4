"""Each check by itself: what it says, word for word, and where its limit lies."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
import truthkit

from midtjylland.checks import check_tables, climate, common, contract, dk2020, guidance, mea
from midtjylland.core import schemas
from midtjylland.core.findings import Finding
from midtjylland.declared.region import load_region
from midtjylland.store.population import load_population

REGION = load_region(truthkit.ROOT / "data")


def table(name: str, **changes: object) -> pd.DataFrame:
    """Table of 2021 with its rows on lines 10, 11, ...; some columns wholly replaced."""
    rows = truthkit.frame(name, 2021)
    return rows.assign(source_line=pd.array(range(10, 10 + len(rows)), dtype="Int64"), **changes)


def set_at(frame: pd.DataFrame, row: int, **values: object) -> pd.DataFrame:
    changed = frame.copy()
    for column, value in values.items():
        changed.loc[row, column] = value
    return changed


def told(findings) -> list[tuple[str, str, str, int | None]]:
    findings = list(findings)
    assert {each.table for each in findings} <= set(schemas.TABLES)
    return [(each.severity, each.check, each.message, each.source_line) for each in findings]


STATED = table("stated_totals")


@pytest.mark.parametrize(
    "findings",
    [
        lambda: dk2020.check_dk2020(table("dk2020_cohorts"), STATED, REGION),
        lambda: climate.check_green(table("green_guidance"), STATED, 2021),
        lambda: climate.check_grants(table("green_grants"), 2021),
        lambda: climate.check_ecsmv(table("ecsmv_rules"), STATED),
        lambda: climate.check_complete(table("ecsmv_rules"), table("climate_projects")),
    ],
)
def test_the_tables_of_2021_pass(findings):
    assert told(findings()) == []


# DK2020: 4, 8 and 7 municipalities


def test_all_of_a_cohort_may_be_approved_and_not_one_more():
    cohorts = table("dk2020_cohorts")
    assert told(dk2020.check_dk2020(set_at(cohorts, 1, approved_so_far=8), STATED, REGION)) == []
    nine = set_at(cohorts, 1, approved_so_far=9)
    assert told(dk2020.check_dk2020(nine, STATED, REGION)) == [
        (
            *("error", "approved-beyond-cohort"),
            "line 11: 9 plans of the cohort 2022 are approved, it has 8 municipalities.",
            11,
        )
    ]


def test_cohorts_without_a_stated_number_are_not_proven():
    none = STATED[STATED["quantity"] != "municipalities"]
    assert told(dk2020.check_dk2020(table("dk2020_cohorts"), none, REGION)) == [
        (
            *("error", "stated-total-missing"),
            "the number of municipalities in DK2020 was not found, so the cohorts can't be proven.",
            None,
        )
    ]


def test_cohorts_that_add_to_another_number_are_told():
    eight = set_at(table("dk2020_cohorts"), 2, municipalities=8)
    assert told(dk2020.check_dk2020(eight, STATED, REGION)) == [
        (
            *("error", "cohorts-against-total"),
            "the cohorts add to 20 municipalities, the document states 19.",
            None,
        )
    ]


def test_pilots_that_the_action_plan_counts_otherwise_are_told():
    moved = set_at(set_at(table("dk2020_cohorts"), 0, municipalities=5), 2, municipalities=6)
    assert told(dk2020.check_dk2020(moved, STATED, REGION)) == [
        (
            *("warning", "places-differ"),
            "line 10: the status gives 5 pilot municipalities, the action plan 4.",
            10,
        )
    ]


# Green guidance, grants, rules, projects


def test_a_part_may_be_the_whole_and_no_more():
    green = table("green_guidance")
    assert told(climate.check_green(set_at(green, 0, guided_firms=2860), STATED, 2021)) == []
    assert told(climate.check_green(set_at(green, 0, guided_firms=2861), STATED, 2021)) == [
        ("error", "part-beyond-whole", "line 10: 2861 of 2860 firms is no part.", 10)
    ]


def test_another_total_of_the_contract_year_is_told_unless_it_is_approximate():
    green = table("green_guidance")
    other = set_at(green, 0, of_guided_firms=2870)
    assert told(climate.check_green(other, STATED, 2021)) == [
        (
            *("warning", "places-differ"),
            "line 10: of 2870 guided firms in 2021, the result contract states 2860.",
            10,
        )
    ]
    about = set_at(other, 0, is_approximate=True)
    assert told(climate.check_green(about, STATED, 2021)) == []


@pytest.mark.parametrize(
    ("check", "name"),
    [
        (lambda rows: climate.check_green(rows, STATED, 2021), "green_guidance"),
        (lambda rows: climate.check_grants(rows, 2021), "green_grants"),
    ],
)
def test_a_contract_year_without_final_figures_is_told(check, name):
    message = "there is no row of 2021, the contract year, that is not provisional."
    for rows in (table(name).iloc[1:], table(name, is_provisional=True)):
        assert told(check(rows)) == [("warning", "contract-year-missing", message, None)]


@pytest.mark.parametrize(("total", "grants"), [(5, 1), (0.005, 1), (10, 2), (5, 0)])
def test_a_mean_grant_from_5_000_to_5_million_is_plausible(total, grants):
    rows = set_at(table("green_grants", total_mdkk=6.0), 0, total_mdkk=total, grants=grants)
    assert told(climate.check_grants(rows, 2021)) == []
    beyond = set_at(rows, 0, total_mdkk=total * (1.02 if total >= 5 else 0.98))
    [(severity, check, message, line)] = told(climate.check_grants(beyond, 2021))
    assert (severity, check, line) == ("warning", "implausible", 10)
    assert message.startswith("line 10: mean_grant_mdkk ")
    assert message.endswith(" is not between 0.005 and 5.")


def test_more_firms_with_a_model_than_firms_are_told():
    def with_models(count: int) -> pd.DataFrame:
        is_models = STATED["quantity"] == "firms_with_business_model"
        return STATED.assign(value=STATED["value"].mask(is_models, count))

    assert told(climate.check_ecsmv(table("ecsmv_rules"), with_models(600))) == []
    assert told(climate.check_ecsmv(table("ecsmv_rules"), with_models(601))) == [
        (
            *("error", "implausible"),
            "601 firms have a business model, 600 were in dialogue.",
            None,
        )
    ]


@pytest.mark.parametrize(
    ("column", "limits", "beyond"),
    [
        ("investment_grant_rate_pct", (1, 99), (0.5, 99.5)),
        ("investment_grant_cap_dkk", (1_000, 5_000_000), (999, 5_000_001)),
        ("advice_grant_cap_dkk", (1_000, 5_000_000), (999, 5_000_001)),
    ],
)
def test_rules_beyond_what_is_plausible_are_told(column, limits, beyond):
    rules = table("ecsmv_rules").astype({column: "float64"})
    for value in limits:
        assert told(climate.check_ecsmv(rules.assign(**{column: value}), STATED)) == []
    for value in beyond:
        found = told(climate.check_ecsmv(rules.assign(**{column: value}), STATED))
        assert [each[:2] for each in found] == [("warning", "implausible")] * 2
        assert found[0][2].startswith(f"line 10: {column} ")


def test_a_project_may_be_paid_whole_and_end_on_its_first_day():
    projects = table("climate_projects")
    known = [each[2] for each in told(climate.check_projects(projects))]

    def new(row: int, **values: object) -> list[tuple]:
        changed = set_at(projects.astype({"eu_mdkk": "float64"}), row, **values)
        return [each for each in told(climate.check_projects(changed)) if each[2] not in known]

    start = projects.loc[0, "start_date"]
    assert [each[1] for each in new(2, eu_mdkk=138.0)] == []
    [beyond] = new(2, eu_mdkk=139.0)
    assert beyond[:2] == ("error", "part-beyond-whole")
    assert beyond[2] == "line 12: circular_economy gets 139 MDKK from the EU, its budget is 138."
    assert "dates-out-of-order" not in {each[1] for each in new(0, end_date=start)}
    early = new(0, end_date=start - pd.Timedelta(days=1))
    assert (
        "error",
        "dates-out-of-order",
        "line 10: circular_economy ends before it starts.",
        10,
    ) in (early)


def test_a_place_that_lacks_rules_or_a_project_is_told():
    rules, projects = table("ecsmv_rules"), table("climate_projects")
    assert told(climate.check_complete(rules[rules["place"] == "status"], projects)) == [
        (
            *("warning", "place-incomplete"),
            "the rules were not found in action_plan, though the papers have that part.",
            None,
        )
    ]
    assert told(climate.check_complete(rules, projects.iloc[:3])) == [
        (
            *("warning", "place-incomplete"),
            "coast_to_coast was not found in action_plan, though the papers have that part.",
            None,
        )
    ]


# Result contract


def test_a_sound_contract_passes():
    tables = table("contract_goals"), table("contract_indicators")
    assert contract.check_contract(*tables, 2860.0) == []
    assert contract.check_contract(*tables, None) == []


def test_a_goal_between_others_that_is_not_there_is_told():
    goals, figures = table("contract_goals"), table("contract_indicators")
    kept = goals[~goals["goal_no"].isin([4, 7])]
    missing = ("error", "goal-missing", "there is no target of goal 4, 7.", None)
    assert told(contract.check_contract(kept, figures.iloc[:0], None)) == [missing]
    found = told(contract.check_contract(kept, figures, None))
    assert found == [
        missing,
        (
            *("error", "item-unknown"),
            "line 14: referred_firms_used_adviser belongs to 4a, which is no target.",
            14,
        ),
        (
            *("error", "item-unknown"),
            "line 21: digital_positive_effect_expected belongs to 7a, which is no target.",
            21,
        ),
    ]
    assert contract.check_contract(goals.iloc[:0], figures, None) == []


def test_shares_from_0_to_100_are_plausible():
    goals, figures = table("contract_goals"), table("contract_indicators")
    for value in (0.0, 100.0):
        assert contract.check_contract(goals, set_at(figures, 0, result_value=value), None) == []
    assert told(contract.check_contract(goals, set_at(figures, 0, result_value=100.1), None)) == [
        (
            *("error", "implausible"),
            "line 10: result_value of hub_awareness is 100.1, a pct lies between 0 and 100.",
            10,
        )
    ]


def test_another_number_of_guided_firms_is_told():
    tables = table("contract_goals"), table("contract_indicators")
    assert told(contract.check_contract(*tables, 2861.0)) == [
        (
            *("error", "guided-against-total"),
            "line 22: 8b gives 2860 individually guided firms, the guidance table 2861.",
            22,
        )
    ]


# MEA: 53 modules, 1,646 participants


# The annex itself lists this module twice.
TWICE = (
    *("info", "module-twice"),
    "line 30: 'Brug af Breakout Rooms i Teams' stands twice on 2021-03-19.",
    30,
)


def test_modules_without_their_stated_numbers_are_not_proven():
    for quantity in ("modules", "participants"):
        stated = STATED[STATED["quantity"] != quantity]
        [found, known] = told(mea.check_mea(table("mea_modules"), stated, 2021))
        assert known == TWICE
        assert found == (
            *("error", "stated-total-missing"),
            "the sentence that states the number of modules and participants was not found, so the "
            "modules can't be proven; give the whole papers.",
            None,
        )


def test_a_lost_module_and_one_that_stands_twice_are_told():
    modules = table("mea_modules")
    message = "52 modules are listed, the document states 53."
    [found, known] = told(mea.check_mea(modules.iloc[1:], STATED, 2021))
    assert known == TWICE
    assert found == ("error", "modules-against-total", message, None)
    first = modules.loc[0]
    again = set_at(modules, 1, start_date=first["start_date"], title=first["title"])
    day = f"{first['start_date']:%Y-%m-%d}"
    assert told(mea.check_mea(again, STATED, 2021)) == [
        ("info", "module-twice", f"line 11: {first['title']!r} stands twice on {day}.", 11),
        TWICE,
    ]


def test_days_of_modules_are_told_when_they_are_odd():
    modules = table("mea_modules").iloc[:3]
    days = [pd.Timestamp(day) for day in ("2021-01-11", "2021-01-16", "2021-01-15")]
    modules = modules.assign(start_date=days, end_date=days, title=["A", "B", "C"])
    stated = STATED.assign(value=STATED["value"].mask(STATED["quantity"] == "modules", 3))
    # 16 January 2021 was a Saturday.
    assert told(mea.check_mea(modules, stated, 2021)) == [
        ("info", "on-weekend", "line 11: 'B' falls on a Saturday.", 11),
        (
            *("warning", "dates-out-of-order"),
            "line 12: 'C' of 2021-01-15 stands behind a module of 2021-01-16.",
            12,
        ),
    ]
    friday = modules.iloc[[0, 2]].assign(end_date=pd.Timestamp("2022-01-01"))
    two = stated.assign(value=stated["value"].mask(stated["quantity"] == "modules", 2))
    assert told(mea.check_mea(friday, two, 2021)) == []
    late = friday.assign(end_date=pd.Timestamp("2023-01-01"))
    assert [each[1] for each in told(mea.check_mea(late, two, 2021))] == ["date-outside-year"] * 2
    [first, _] = told(mea.check_mea(friday, two, 2020))
    message = "line 10: 'A' is dated 2021-01-11, the contract year is 2020."
    assert first == ("error", "date-outside-year", message, 10)


# Guidance: 2,729 firms in the region, 131 outside, 2,860 in all


def without_shares(findings) -> list[tuple]:
    return [each for each in told(findings) if each[1] != "share-against-count"]


def test_each_municipality_stands_once():
    rows = table("guidance_by_municipality")
    assert without_shares(guidance.check_guidance(rows, STATED, REGION)) == []
    twice = rows.assign(municipality_code=rows["municipality_code"].mask(rows.index == 1, "0710"))
    names = {town.code: town.name for town in REGION.municipalities}
    lost = names[rows.loc[1, "municipality_code"]]
    assert {*without_shares(guidance.check_guidance(twice, STATED, REGION))} == {
        ("error", "municipality-missing", f"{lost} has no row.", None),
        (
            *("error", "municipality-twice"),
            f"{names['0710']} stands 2 times (lines 10 and 11).",
            None,
        ),
    }


def test_totals_are_there_and_add_up():
    rows = table("guidance_by_municipality")

    def found(stated: pd.DataFrame) -> list[tuple]:
        return without_shares(guidance.check_guidance(rows, stated, REGION))

    for name in ("guided_firms_region", "guided_firms_outside", "guided_firms_all"):
        message = f"the printed total {name} was not found, so the counts can't be proven."
        missing = ("error", "stated-total-missing", message, None)
        assert found(STATED[STATED["quantity"] != name]) == [missing]
    more = STATED.assign(value=STATED["value"].mask(STATED["quantity"] == "guided_firms_all", 2861))
    message = "2729 in the region and 131 outside add to 2860, the document states 2861 in all."
    assert found(more) == [("error", "totals-against-each-other", message, None)]
    region = STATED["quantity"] == "guided_firms_region"
    other = found(STATED.assign(value=STATED["value"].mask(region, 2730)))
    assert other[0] == (
        *("error", "counts-against-total"),
        "the counts add to 2729, the document states 2730 for the region.",
        None,
    )


@pytest.mark.parametrize(
    ("share", "severity"),
    [(50.05, None), (50.06, "info"), (50.11, "warning"), (51.0, "warning"), (51.1, "error")],
)
def test_a_printed_share_is_told_by_how_far_it_is_from_its_count(share, severity):
    # Two municipalities with 10 of 20 firms each: 50 %.
    rows = table("guidance_by_municipality").iloc[:2].assign(guided_firms=10)
    rows = rows.assign(guided_share_pct=[share, 50.0])
    found = [each for each in told(guidance.check_guidance(rows, STATED, REGION)) if each[3]]
    assert [each[:2] for each in found] == [(severity, "share-against-count")] * bool(severity)
    if severity:
        name = rows.loc[0, "municipality"]
        assert found[0][2:] == (
            f"line 10: {name} prints {share:.1f} % of the guided firms, its 10 of 20 are 50.000 %.",
            10,
        )


def test_a_share_that_is_a_whole_digit_off_is_no_nudge():
    rows = table("guidance_by_municipality").iloc[:2].assign(guided_firms=[0, 10])
    for share, severity in ((0.06, "info"), (0.1, "warning")):
        found = told(
            guidance.check_guidance(rows.assign(guided_share_pct=[share, 100.0]), STATED, REGION)
        )
        shares_ = [each[0] for each in found if each[1] == "share-against-count"]
        assert shares_ == [severity]


@pytest.mark.parametrize(
    # 19 roundings of 0.05: three standard deviations are 0.377, all of them together 0.95.
    ("total", "severity"),
    [(100.3, None), (99.7, None), (100.4, "warning"), (99.6, "warning"), (101.0, "error")],
)
def test_shares_add_to_100_as_far_as_rounding_goes(total, severity):
    rows = table("guidance_by_municipality")
    shares = rows["population_share_pct"].mask(rows.index == 0, lambda column: column + total - 100)
    found = guidance.check_guidance(rows.assign(population_share_pct=shares), STATED, REGION)
    message = (
        f"population_share_pct adds to {total:.1f}, more than rounding explains away from 100."
    )
    wanted = [(severity, "shares-against-100", message, None)] if severity else []
    assert without_shares(found) == wanted


# Any table


def test_totals_that_two_places_state_otherwise_are_told_with_both():
    rows = STATED[STATED["quantity"] == "guided_firms_all"]
    both = pd.concat([rows, rows.assign(value=2870.0, source_line=99)], ignore_index=True)
    line = rows["source_line"].iloc[0]
    message = f"the total guided_firms_all is stated as 2860 (line {line}) and 2870 (line 99)."
    assert told(common.check_conflicts(both)) == [("error", "stated-total-conflict", message, 99)]
    assert told(common.check_conflicts(pd.concat([rows, rows]))) == []


def test_two_places_that_differ_are_told_with_both_figures():
    rows = table("ecsmv_rules")
    other = set_at(
        rows.astype({"investment_grant_rate_pct": "float64"}),
        1,
        **{"investment_grant_rate_pct": 33.0},
    )
    assert told(common.check_places("ecsmv_rules", other, None, ["investment_grant_rate_pct"])) == [
        (
            *("warning", "places-differ"),
            "two places of the papers give investment_grant_rate_pct as 32 (line 10) and 33 "
            "(line 11).",
            11,
        )
    ]


def test_three_places_that_differ_are_told_with_the_line_of_the_last():
    rules = pd.concat([table("ecsmv_rules"), table("ecsmv_rules").iloc[:1]], ignore_index=True)
    caps = pd.array([200000, 200000, 300000], "Int64")
    rules = rules.assign(investment_grant_cap_dkk=caps, source_line=[10, 11, 12])
    found = common.check_places("ecsmv_rules", rules, None, ["investment_grant_cap_dkk"])
    message = (
        "two places of the papers give investment_grant_cap_dkk as 200000 (line 10) and 200000 "
        "(line 11) and 300000 (line 12)."
    )
    assert told(found) == [("warning", "places-differ", message, 12)]


def test_large_counts_are_told_to_the_last_digit():
    rules = table("ecsmv_rules", investment_grant_cap_dkk=pd.array([1234567, 200000], "Int64"))
    message = (
        "two places of the papers give investment_grant_cap_dkk as 1234567 (line 10) and 200000 "
        "(line 11)."
    )
    found = common.check_places("ecsmv_rules", rules, None, ["investment_grant_cap_dkk"])
    assert told(found) == [("warning", "places-differ", message, 11)]


def test_findings_are_sorted_by_table_gravity_and_place_and_stand_once():
    def found(name: str, severity: str, **place: object) -> Finding:
        return common.finding(name, severity, "check", "text", place)

    first = found("guidance_by_municipality", "error", source_page=9, source_line=9)
    second = found("guidance_by_municipality", "warning", source_page=1, source_line=8)
    third = found("guidance_by_municipality", "warning", source_page=2, source_line=1)
    fourth = found("mea_modules", "error", source_line=1)
    ordered = [first, second, third, fourth]
    assert common.worst_first([*reversed(ordered), third]) == ordered


def test_a_row_is_found_by_page_and_line_or_by_its_line_alone():
    row = {"source_page": 4, "source_line": 12}
    assert common.at(row) == "page 4, line 12"
    found = common.error("mea_modules", "check", "text", row)
    assert (found.source_page, found.source_line, found.message) == (4, 12, "text.")
    assert common.at({**row, "source_page": None}) == "line 12"


# The population that the shares are of


def people(year: int, *counts: int) -> pd.DataFrame:
    codes = ["0101", "0147", "0151", "0153"]
    day = pd.Timestamp(year, 1, 1)
    return pd.DataFrame(
        {"municipality_code": codes, "municipality": codes, "reference_date": day}
    ).assign(population=counts)


def shares(*printed: float) -> pd.DataFrame:
    rows = table("guidance_by_municipality").iloc[: len(printed)]
    names = ["København", "Frederiksberg", "Ballerup", "Brøndby"]
    codes = people(2020, 1, 1, 1, 1)["municipality_code"]
    return rows.assign(
        population_share_pct=printed, municipality=names, municipality_code=codes.to_numpy()
    )


def test_printed_population_shares_within_rounding_of_the_official_ones_pass():
    printed = shares(40.0, 30.0, 20.0, 10.0)
    # 40.05 % and 29.95 % still round to what is printed.
    assert guidance.check_population(printed, people(2021, 4005, 2995, 2000, 1000), 2021) == []
    # Those of another year prove them just as well where all fit.
    assert guidance.check_population(printed, people(2019, 4000, 3000, 2000, 1000), 2021) == []


def test_a_printed_population_share_that_is_not_the_official_one_is_told():
    printed = shares(40.0, 30.0, 20.0, 10.0)
    both = pd.concat([people(2020, 1, 1, 1, 1), people(2021, 4006, 2996, 1999, 999)])
    assert told(guidance.check_population(printed, both, 2021)) == [
        (
            *("warning", "population-reference"),
            "line 10: København prints 40.0 % of the population, Statistics Denmark's figures of "
            "2021-01-01 give 40.06 %.",
            10,
        )
    ]


def test_a_year_whose_population_is_not_at_hand_is_told_with_the_command_that_gets_it():
    printed = shares(40.0, 30.0, 20.0, 10.0)
    message = (
        "the printed population shares could not be compared: the population on 2021-01-01 is not "
        "at hand; get it with midtjylland population --date 2021-01-01, then build again."
    )
    wanted = [("info", "population-reference", message, None)]
    assert told(guidance.check_population(printed, people(2019, 4, 3, 1, 2), 2021)) == wanted


def test_figures_that_fit_no_date_are_told_once():
    printed = shares(40.0, 30.0, 20.0, 10.0)
    message = "the printed population shares could not be compared: no reference date fits them."
    # None of the shares fits, and two of four: less than six tenths.
    for counts in ((1, 1, 1, 1), (40, 30, 15, 15)):
        found = told(guidance.check_population(printed, people(2021, *counts), 2021))
        assert found == [("info", "population-reference", message, None)]


def test_a_key_that_stands_twice_and_a_lost_letter_are_told():
    rounds = table("dk2020_cohorts")
    again = pd.concat([rounds, rounds.iloc[[1]].assign(source_line=99)], ignore_index=True)
    assert told(common.check_keys("dk2020_cohorts", rounds)) == []
    assert told(common.check_keys("dk2020_cohorts", again)) == [
        ("error", "key-twice", "line 99: 2022 stands a second time.", 99)
    ]
    modules = set_at(table("mea_modules").iloc[:2], 1, title="M\ufffdde")
    assert told(common.check_letters("mea_modules", modules)) == [
        (
            *("error", "letter-lost"),
            "line 11: title 'M\ufffdde' holds a letter that got lost in extraction; extract the "
            "text again as UTF-8.",
            11,
        )
    ]


def test_a_key_of_two_columns_is_named_whole():
    projects = table("climate_projects")
    again = pd.concat([projects, projects.iloc[[2]].assign(source_line=99)], ignore_index=True)
    message = "line 99: circular_economy, action_plan stands a second time."
    assert told(common.check_keys("climate_projects", projects)) == []
    assert told(common.check_keys("climate_projects", again)) == [
        ("error", "key-twice", message, 99)
    ]


def test_a_lost_letter_is_looked_for_in_texts_of_every_column_and_row():
    modules = table("mea_modules").iloc[:3]
    assert told(common.check_letters("mea_modules", modules)) == []
    lost = set_at(set_at(modules, 0, title="\ufffd"), 2, title="M\ufffd")
    assert [each[3] for each in told(common.check_letters("mea_modules", lost))] == [10, 12]
    goals = set_at(table("contract_goals"), 1, result_text="Gl\ufffdde")
    assert told(common.check_letters("contract_goals", goals)) == [
        (
            *("error", "letter-lost"),
            "line 11: result_text 'Gl\ufffdde' holds a letter that got lost in extraction; extract "
            "the text again as UTF-8.",
            11,
        )
    ]


def test_totals_that_no_paper_prints_are_told_in_the_order_of_their_names():
    tables = {name: table(name) for name in ("ecsmv_rules", "dk2020_cohorts")}
    stated = {"stated_totals": STATED.iloc[:0]}
    names = "firms_in_dialogue, firms_with_business_model"
    assert told(common.check_stated({**tables, **stated}, REGION)) == [
        # The number that proves the cohorts is an error of their own check.
        (
            *("info", "stated-total-absent"),
            "no paper prints joined_municipalities_action_plan, pilot_municipalities_action_plan, "
            "so nothing was compared with it.",
            None,
        ),
        (
            *("info", "stated-total-absent"),
            f"no paper prints {names}, so nothing was compared with it.",
            None,
        ),
    ]
    assert told(common.check_stated({**tables, "stated_totals": STATED}, REGION)) == []
    empty = {name: frame.iloc[:0] for name, frame in tables.items()}
    assert told(common.check_stated({**empty, **stated}, REGION)) == []


def test_the_first_of_several_stated_totals_of_a_table_counts():
    more = pd.concat([STATED, STATED.assign(value=7.0)], ignore_index=True)
    assert dict(common.totals_of(more, "mea_modules")) == {"modules": 53.0, "participants": 1646.0}
    assert dict(common.totals_of(STATED, "regional_fora")) == {}


def test_places_are_compared_group_by_group_where_both_give_a_figure():
    projects = table("climate_projects")
    columns = ["start_date", "eu_mdkk", "partners", "budget_mdkk"]
    assert told(common.check_places("climate_projects", projects, "project", columns)) == [
        (
            *("warning", "places-differ"),
            "circular_economy: two places of the papers give budget_mdkk as 125 (line 10) and 138 "
            "(line 12).",
            12,
        ),
        (
            *("warning", "places-differ"),
            "coast_to_coast: two places of the papers give start_date as 2016-11-01 (line 11) and "
            "2017-01-01 (line 13).",
            13,
        ),
    ]


def test_findings_are_sorted_to_the_last_word():
    def found(message: str = "b", check: str = "b", **place: object) -> Finding:
        return Finding("mea_modules", "info", check, message, **place)

    ordered = [
        found(check="z", message="z"),
        found(source_line=3, check="a", message="z"),
        found(source_line=3),
        found(source_line=3, message="c"),
        found(source_line=10, check="a", message="a"),
        found(source_page=2),
        found(source_page=2, source_line=1),
        found(source_page=10),
        found(source_file="A.txt", source_line=2),
        found(source_file="a.txt", source_line=1),
    ]
    assert common.worst_first(reversed(ordered)) == ordered


def test_a_finding_takes_its_place_from_the_row():
    row = {"source_page": 4, "source_line": 12, "source_file": "a.txt", "title": "x"}
    assert common.finding("mea_modules", "info", "check", "text", row) == Finding(
        "mea_modules", "info", "check", "text.", 4, 12, "a.txt"
    )
    assert common.error("mea_modules", "check", "text") == Finding(
        "mea_modules", "error", "check", "text."
    )


def test_other_parts_of_the_papers_that_lack_the_rules_are_named_together():
    rules, projects = table("ecsmv_rules"), table("climate_projects")
    # A third part, so that two lack the rules.
    other = pd.concat([projects, projects.iloc[:1].assign(place="annex")], ignore_index=True)
    found = told(climate.check_complete(rules[rules["place"] == "status"], other))
    assert [each[2] for each in found] == [
        "the rules were not found in action_plan and annex, though the papers have that part.",
        "coast_to_coast was not found in annex, though the papers have that part.",
    ]
    assert told(climate.check_complete(rules.iloc[:0], projects)) == []
    assert told(climate.check_complete(rules.iloc[:0], projects.iloc[:0])) == []


def test_all_municipalities_of_the_region_take_part_in_dk2020():
    seven = STATED.assign(value=STATED["value"].mask(STATED["quantity"] == "municipalities", 18.0))
    six = set_at(table("dk2020_cohorts"), 2, municipalities=6)
    assert told(dk2020.check_dk2020(six, seven, REGION)) == [
        (
            *("warning", "region-against-total"),
            "18 municipalities take part, the region has 19.",
            None,
        )
    ]


def test_papers_without_the_guidance_table_are_told_what_to_do():
    rows = table("guidance_by_municipality").iloc[:0]
    message = (
        "no row was found: the papers lack the table, or the extractor wrote its columns one after "
        "the other; extract the text with pdftotext -layout, or give the missing papers."
    )
    assert told(guidance.check_guidance(rows, STATED, REGION)) == [
        ("error", "table-missing", message, None)
    ]


def test_a_figure_without_a_range_is_implausible_beyond_that_of_its_unit():
    goals, figures = table("contract_goals"), table("contract_indicators")
    # On line 22 a count, on line 15 points, on line 13 a score.
    for row, column, limits, beyond in (
        (12, "target_value", (0, 100_000), (-1, 100_001)),
        (5, "result_value", (-100, 100), (-100.5, 100.5)),
        (3, "result_value", (-100, 100), (-101, 101)),
    ):
        for value in limits:
            changed = set_at(figures, row, **{column: float(value)})
            assert contract.check_contract(goals, changed, None) == []
        unit, name = figures.loc[row, ["unit", "indicator"]]
        for value in beyond:
            changed = set_at(figures, row, **{column: float(value)})
            assert told(contract.check_contract(goals, changed, None)) == [
                (
                    *("error", "implausible"),
                    f"line {10 + row}: {column} of {name} is {value:g}, a {unit} lies between "
                    f"{limits[0]:g} and {limits[1]:g}.",
                    10 + row,
                )
            ]


def test_the_first_goals_are_missed_too_and_an_unknown_result_is_no_other_number():
    goals, figures = table("contract_goals"), table("contract_indicators")
    late = goals[goals["goal_no"] > 2]
    assert told(contract.check_contract(late, figures.iloc[:0], None)) == [
        ("error", "goal-missing", "there is no target of goal 1, 2.", None)
    ]
    unknown = set_at(figures, 12, result_value=None)
    assert contract.check_contract(goals, unknown, 2860.0) == []


# All tables together


def all_tables(**changed: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {**{name: table(name) for name in schemas.TABLES if name != "findings"}, **changed}


def all_findings(
    year: int = 2021, mentioned: tuple[str, ...] = (), **changed: pd.DataFrame
) -> list[Finding]:
    population = load_population(truthkit.ROOT / "data")
    return check_tables(all_tables(**changed), REGION, year, population, mentioned)


@cache
def sound() -> list[Finding]:
    return all_findings()


def new(**changes) -> list[tuple[str, str, str, str]]:
    """What is found in changed tables and not in those of 2021."""
    found = [each for each in all_findings(**changes) if each not in sound()]
    return sorted((each.table, each.severity, each.check, each.message) for each in found)


def test_the_tables_of_2021_have_their_known_oddities_and_no_others():
    counted = pd.Series([(each.table, each.severity, each.check) for each in sound()])
    # Skanderborg, five nudged shares, a module twice, a budget and a start: see test_assembly.
    assert counted.value_counts().to_dict() == {
        ("guidance_by_municipality", "info", "share-against-count"): 5,
        ("guidance_by_municipality", "warning", "share-against-count"): 1,
        ("mea_modules", "info", "module-twice"): 1,
        ("climate_projects", "warning", "places-differ"): 2,
    }


def again(name: str, row: int) -> pd.DataFrame:
    rows = table(name)
    return pd.concat([rows, rows.iloc[[row]].assign(source_line=99)], ignore_index=True)


MISSING = (
    "no row was found: the papers lack it, word it otherwise, or the extractor mixed their "
    "columns; ingest the PDF itself, or give the missing papers."
)
ABSENT = "none of the documents holds this table; it is published without rows."


@pytest.mark.parametrize(
    "name",
    [
        *("mea_modules", "dk2020_cohorts", "ecsmv_rules", "contract_goals", "contract_indicators"),
        *("green_guidance", "green_grants", "climate_projects", "regional_fora"),
    ],
)
def test_a_table_without_rows_is_an_error_only_where_the_papers_must_have_it(name):
    nothing = {name: table(name).iloc[:0]}
    missing = (name, "error", "table-missing", MISSING)
    of_contract = name in ("mea_modules", "contract_goals", "contract_indicators")
    absent = missing if of_contract else (name, "warning", "table-absent", ABSENT)
    assert new(**nothing) == [absent]
    assert new(**nothing, mentioned=(name,)) == [missing]


def test_a_document_without_any_table_gets_one_finding_for_each():
    nothing = {name: frame.iloc[:0] for name, frame in all_tables().items()}
    found = new(**nothing)
    assert [each[0] for each in found] == sorted(set(nothing) - {"stated_totals"})
    assert {each[2] for each in found} == {"table-missing", "table-absent"}


def test_each_table_is_checked_for_what_every_table_needs():
    rounds = table("dk2020_cohorts")
    assert new(regional_fora=again("regional_fora", 3)) == [
        (
            *("regional_fora", "error", "key-twice"),
            "line 99: Hvor finder vi arbejdskraften? stands a second time.",
        )
    ]
    lost = set_at(table("regional_fora"), 0, question="Hvordan?\ufffd")
    assert [each[:3] for each in new(regional_fora=lost)] == [
        ("regional_fora", "error", "letter-lost")
    ]
    wrong = new(dk2020_cohorts=set_at(rounds, 0, status="perhaps"))
    assert [each[:3] for each in wrong] == [("dk2020_cohorts", "error", "schema")]
    assert wrong[0][3].startswith("row 1, status 'perhaps' must be")
    # A total in two places, or a municipality twice, is told by the check of its table alone.
    both = again("stated_totals", 0)
    assert new(stated_totals=both) == []
    found = {each[2] for each in new(guidance_by_municipality=again("guidance_by_municipality", 0))}
    assert "municipality-twice" in found and "key-twice" not in found


def test_each_table_is_checked_against_the_totals_of_the_papers():
    of_rows = {
        "modules": ("mea_modules", "53 modules are listed, the document states 99."),
        "municipalities": (
            "dk2020_cohorts",
            "the cohorts add to 19 municipalities, the document states 99.",
        ),
        "firms_in_dialogue": (
            "ecsmv_rules",
            "{models} firms have a business model, 99 were in dialogue.",
        ),
    }
    models = STATED.set_index("quantity")["value"]["firms_with_business_model"]
    for quantity, (name, message) in of_rows.items():
        stated = STATED.assign(value=STATED["value"].mask(STATED["quantity"] == quantity, 99.0))
        [found] = new(stated_totals=stated)
        assert found[0] == name
        assert found[3] == message.format(models=f"{models:.0f}")
    is_all = STATED["quantity"] == "guided_firms_all"
    assert new(stated_totals=STATED.assign(value=STATED["value"].mask(is_all, 2861.0))) == [
        (
            *("contract_indicators", "error", "guided-against-total"),
            "line 22: 8b gives 2860 individually guided firms, the guidance table 2861.",
        ),
        (
            *("green_guidance", "warning", "places-differ"),
            "line 10: of 2860 guided firms in 2021, the result contract states 2861.",
        ),
        (
            *("guidance_by_municipality", "error", "totals-against-each-other"),
            "2729 in the region and 131 outside add to 2860, the document states 2861 in all.",
        ),
    ]
    conflict = pd.concat([STATED, STATED[is_all].assign(value=2861.0, source_line=99)])
    line = STATED.loc[is_all, "source_line"].iloc[0]
    assert new(stated_totals=conflict) == [
        (
            *("guidance_by_municipality", "error", "stated-total-conflict"),
            f"the total guided_firms_all is stated as 2860 (line {line}) and 2861 (line 99).",
        )
    ]
    rest = STATED[STATED["quantity"] != "collective_participants"]
    assert new(stated_totals=rest) == [
        (
            *("contract_indicators", "info", "stated-total-absent"),
            "no paper prints collective_participants, so nothing was compared with it.",
        )
    ]


def test_each_table_is_checked_by_its_topic():
    indicators, green = table("contract_indicators"), table("green_guidance")
    assert [each[:3] for each in new(contract_goals=table("contract_goals").iloc[1:])] == [
        ("contract_indicators", "error", "item-unknown")
    ]
    far = set_at(indicators, 0, target_value=101.0)
    assert [each[:3] for each in new(contract_indicators=far)] == [
        ("contract_indicators", "error", "implausible")
    ]
    assert [each[:3] for each in new(green_guidance=set_at(green, 1, guided_firms=2001))] == [
        ("green_guidance", "error", "part-beyond-whole")
    ]
    assert new(green_grants=set_at(table("green_grants"), 1, total_mdkk=3580.0)) == [
        (
            *("green_grants", "warning", "implausible"),
            "line 11: mean_grant_mdkk 10 is not between 0.005 and 5.",
        )
    ]
    assert new(ecsmv_rules=table("ecsmv_rules", advice_grant_cap_dkk=999)) == [
        (
            *("ecsmv_rules", "warning", "implausible"),
            f"line {line}: advice_grant_cap_dkk 999 is not between 1,000 and 5,000,000.",
        )
        for line in (10, 11)
    ]
    assert new(climate_projects=table("climate_projects").iloc[:3]) == [
        (
            *("climate_projects", "warning", "place-incomplete"),
            "coast_to_coast was not found in action_plan, though the papers have that part.",
        )
    ]
    towns = table("guidance_by_municipality")
    off = set_at(towns, 0, population_share_pct=3.8)
    assert [each[:3] for each in new(guidance_by_municipality=off)] == [
        ("guidance_by_municipality", "warning", "population-reference")
    ]


def test_each_table_is_checked_against_the_contract_year():
    found = {(each[0], each[2]) for each in new(year=2020)}
    assert found == {
        ("mea_modules", "date-outside-year"),
        ("green_guidance", "contract-year-missing"),
        ("green_grants", "contract-year-missing"),
    }
