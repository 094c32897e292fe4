"""Dated rules: every date of change by itself, refusals, the file against public records."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from midtjylland.core.findings import MidtjyllandError
from midtjylland.declared.rules import RuleBook, RuleError, UnconfirmedRuleError, load_rules
from midtjylland.declared.rules.grants import LARGEST_DKK, GrantRules

DATA = Path(__file__).parents[2] / "data"
HISTORY = DATA / "raw" / "reference" / "ecsmv_rule_history.csv"
RATE, CAP, ADVICE = (
    "investment_grant_rate_pct",
    "investment_grant_cap_dkk",
    "advice_grant_cap_dkk",
)
NOW = GrantRules(32, 200_000, 57_375)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rules(DATA)


def declared(**changes) -> dict:
    """A book with one rule: 32 % from 2020-07-07, 40 % from 2023-01-01, checked 2023-06-01."""
    rule = {
        "description": "share",
        "unit": "pct",
        "last_checked": date(2023, 6, 1),
        "confirm_at": "the project page",
        "values": [
            {"value": 32, "valid_from": date(2020, 7, 7), "reference": "A"},
            {"value": 40, "valid_from": date(2023, 1, 1), "reference": "B"},
        ],
    }
    return {"scheme": "ECSMV", "rules": {"rate_pct": {**rule, **changes}}}


# The file


def test_the_file_holds_every_public_record_and_nothing_else(book):
    # The unit of the records is a share, kroner or million kroner.
    names = {"share": ("_pct", 100), "DKK": ("_dkk", 1), "MDKK": ("_mdkk", 1)}
    wanted = set()
    for row in pd.read_csv(HISTORY).to_dict("records"):
        suffix, factor = names[row["unit"]]
        value = None if pd.isna(row["value"]) else round(row["value"] * factor, 9)
        start = None if pd.isna(row["valid_from"]) else date.fromisoformat(row["valid_from"])
        # The papers under analysis are no independent source of the rules they are compared with.
        source = None if pd.isna(row["source"]) else row["source"].removesuffix("; KKR papers 2022")
        wanted.add((row["rule"] + suffix, value, start, source))
    found = {
        (name, each.value, each.valid_from, each.reference)
        for name, rule in book.rules.items()
        for each in rule.values
    }
    assert found == wanted


# Every date of change, and the days before and after it


@pytest.mark.parametrize(("on", "pct"), [("2020-06-30", 15), ("2020-07-07", 32)])
def test_the_rate_on_days_that_a_source_covers(book, on, pct):
    assert book.rule(RATE, date.fromisoformat(on)).value == pct


@pytest.mark.parametrize(
    "on", ["2018-11-22", "2018-11-23", "2020-06-29", "2020-07-01", "2020-07-06"]
)
def test_the_rate_is_unknown_where_no_source_covers_the_day(book, on):
    # 10 % was a plan of 2018-11-23; 15 % ended in July 2020 and began on a day not found.
    with pytest.raises(RuleError, match=f"was on {on} is not known.*add it with its ref"):
        book.rule(RATE, date.fromisoformat(on))


@pytest.mark.parametrize(("name", "dkk"), [(CAP, 200_000), (ADVICE, 57_375)])
def test_the_caps_are_known_from_the_day_of_the_new_rate(book, name, dkk):
    assert book.rule(name, date(2020, 7, 7)).value == dkk
    with pytest.raises(RuleError):
        book.rule(name, date(2020, 7, 6))


@pytest.mark.parametrize("name", [RATE, CAP, ADVICE])
def test_a_rule_past_its_last_check_is_refused_with_what_to_confirm(book, name):
    sentence = f"{name} was last checked on 2020-07-07; confirm at ecsmv.dk project page that"
    with pytest.raises(UnconfirmedRuleError, match=sentence) as refused:
        book.rule(name, date(2022, 11, 1))
    assert "held on 2022-11-01" in str(refused.value)
    assert str(refused.value).endswith(
        "note the day under last_checked in rules/ecsmv.yaml, or the new value with its reference."
    )


def test_the_budget_was_only_ever_confirmed_on_one_day(book):
    name = "project_budget_mdkk"
    assert book.rule(name, date(2020, 7, 7)).value == 42
    with pytest.raises(UnconfirmedRuleError, match="42 MDKK"):
        book.rule(name, date(2020, 7, 8))
    assert book.last_known(name).value == 42


@pytest.mark.parametrize("on", [date(2018, 11, 23), date(2020, 7, 7), date(2030, 1, 1)])
def test_the_share_of_the_advisers_cost_stays_unknown(book, on):
    with pytest.raises(RuleError, match="no source gives a value"):
        book.rule("advice_grant_rate_pct", on)
    with pytest.raises(RuleError, match="in no source"):
        book.last_known("advice_grant_rate_pct")


def test_a_value_holds_until_the_next_one_begins():
    book = RuleBook.model_validate(declared())
    days = {date(2022, 12, 31): 32, date(2023, 1, 1): 40, date(2023, 6, 1): 40}
    assert {day: book.rule("rate_pct", day).value for day in days} == days
    assert book.last_known("rate_pct").value == 40


def test_the_end_of_a_rule_is_an_entry_too():
    values = [*declared()["rules"]["rate_pct"]["values"]]
    values.append({"status": "ended", "valid_from": date(2023, 5, 1)})
    book = RuleBook.model_validate(declared(values=values))
    assert book.rule("rate_pct", date(2023, 4, 30)).value == 40
    for day in (date(2023, 5, 1), date(2030, 1, 1)):
        with pytest.raises(RuleError, match="it ended on 2023-05-01"):
            book.rule("rate_pct", day)


def test_a_rule_that_does_not_exist_is_named(book):
    with pytest.raises(MidtjyllandError, match="ECSMV has no rule 'rate'; there are investment_"):
        book.rule("rate", date(2021, 1, 1))


# Where the rules come from


def test_the_rules_of_the_folder_data_override_the_librarys(tmp_path, monkeypatch):
    own = tmp_path / "data" / "rules" / "ecsmv.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(yaml.safe_dump(declared()), "utf-8")
    monkeypatch.chdir(tmp_path)
    book = load_rules()
    assert set(book.rules) == {"rate_pct"}
    assert book.file == "rules/ecsmv.yaml of the data folder"
    own.unlink()
    assert load_rules().file == "rules/ecsmv.yaml of the library"


def value(**changes) -> list[dict]:
    return [{"value": 32, "valid_from": date(2020, 7, 7), "reference": "A", **changes}]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"values": value(reference=None)}, "the value 32 has no reference"),
        ({"values": value(valid_from=None)}, "neither valid_from nor valid_to"),
        ({"values": value(valid_to=date(2020, 7, 6))}, "is after valid_to 2020-07-06"),
        ({"values": value(value=None)}, "is in_force and has None"),
        ({"values": value(status="unknown")}, "is unknown and has 32"),
        ({"values": value(value=-1)}, "must be at least 0"),
        ({"values": value(value=".nan")}, "must be a number"),
        ({"values": value(value=101)}, "101 is more than 100 %"),
        ({"values": [*value(), *value()]}, "overlap, lack a day, or are not in the order of time"),
        (
            {"values": [*value(valid_to=date(2023, 1, 2)), *value(valid_from=date(2023, 1, 1))]},
            "over",
        ),
        ({"values": [*value(), {"status": "unknown"}]}, "lack a day"),
        ({"last_checked": date(2020, 7, 6)}, "in force from a day after last_checked"),
        ({"last_checked": None}, "in force from a day after last_checked"),
    ],
)
def test_a_file_that_can_not_be_true_is_refused_in_one_sentence(tmp_path, changes, complaint):
    (tmp_path / "rules").mkdir()
    text = yaml.safe_dump(declared(**changes))
    (tmp_path / "rules" / "ecsmv.yaml").write_text(text, "utf-8")
    with pytest.raises(MidtjyllandError, match=r"ecsmv\.yaml, line [0-9]+: ") as refused:
        load_rules(tmp_path)
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


# What a grant is, by hand: 32 % of the investment, at most 200,000; for advice at most 57,375


def test_grants_by_hand():
    investments = [0, 1, 100_000, 624_999, 625_000, 625_001, LARGEST_DKK]
    grants = [0, 0.32, 32_000, 199_999.68, 200_000, 200_000, 200_000]
    assert NOW.investment_grant(investments).tolist() == pytest.approx(grants, abs=1e-9)
    assert NOW.investment_grant([]).empty
    assert NOW.investment_at_cap_dkk == 625_000
    assert NOW.max_total_grant_dkk == 257_375


WRONG = [-1, -0.01, float("nan"), float("inf"), None, LARGEST_DKK * 1.01]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_an_amount_that_can_not_be_is_refused(wrong):
    with pytest.raises(MidtjyllandError, match=r"investment of .* is impossible; give a n"):
        NOW.investment_grant([1, wrong])


@pytest.mark.parametrize(
    "wrong", [(0, 1, 1), (101, 1, 1), (32, 0, 1), (32, 1, -1), (None, 1, 1), (32, float("nan"), 1)]
)
def test_rules_that_can_not_be_are_refused(wrong):
    with pytest.raises(MidtjyllandError, match="must be above 0, at most"):
        GrantRules(*wrong)


rules = st.builds(GrantRules, st.floats(1, 100), st.floats(1_000, 1e6), st.floats(1, 1e5))
investments = st.floats(0, LARGEST_DKK)


@given(rules, investments, investments)
def test_more_investment_never_gets_less_nor_more_than_rate_and_cap_allow(rule, one, other):
    low, high = sorted([one, other])
    small, large = rule.investment_grant([low, high])
    assert 0 <= small <= large <= rule.investment_grant_cap_dkk
    share = rule.investment_grant_rate_pct / 100
    assert large - small <= share * (high - low) + 1e-6


def test_an_unknown_day_is_refused_with_what_the_sources_give(book):
    with pytest.raises(RuleError) as refused:
        book.rule(RATE, date(2020, 7, 1))
    assert str(refused.value) == (
        "what investment_grant_rate_pct was on 2020-07-01 is not known (sources give 15 % from a "
        "day not found to 2020-06-30; 32 % from 2020-07-07); add it with its reference to use it."
    )
    assert book.rules["advice_grant_rate_pct"].show(None) == "not known"
