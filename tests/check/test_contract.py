"""Checks of the contract, each against tables with one fault."""

import pytest

from midtjylland.check.contract import GOALS, INDICATORS, check_contract
from midtjylland.core.schemas import frame_of


def goal(number, item, result="52 % er nået."):
    return {
        "goal_no": number,
        "item": item,
        "target_text": "45 % nås.",
        "result_text": result,
        "source_page": 3,
        "source_line": 10 * number,
    }


def indicator(**values):
    return {
        "indicator": "hub_awareness",
        "target_value": 45.0,
        "result_value": 52.0,
        "unit": "pct",
        "source_page": 3,
        "source_line": 10,
        **values,
    }


FINE = [goal(1, "1a"), goal(2, "2a"), goal(3, "3a"), goal(3, "3b")]


def found(goals=FINE, indicators=(), **totals):
    stated = [
        {"table": "guidance_by_municipality", "quantity": name, "value": value, "unit": "count"}
        for name, value in totals.items()
    ]
    frames = {
        GOALS: frame_of(GOALS, goals),
        INDICATORS: frame_of(INDICATORS, list(indicators)),
        "stated_totals": frame_of("stated_totals", stated),
    }
    return [(f.table, f.severity, f.check, f.message) for f in check_contract(frames)]


def test_a_sound_contract_is_silent():
    assert found(FINE, [indicator()], guided_firms_all=2860) == []


@pytest.mark.parametrize(
    ("goals", "check", "words"),
    [
        ([goal(1, "1a"), goal(3, "3a")], "goal-missing", "goal 2"),
        ([goal(1, "1a", None), goal(2, "2a", None), goal(3, "3a")], "columns-mixed", "2 of 3"),
    ],
)
def test_a_goal_or_results_that_are_missing_withhold(goals, check, words):
    [(table, severity, name, message)] = found(goals)
    assert (table, severity, name) == (GOALS, "error", check) and words in message


@pytest.mark.parametrize(
    "target", ["2021.", "En mervækst på procentpoint i omsætning.", "Mindst 80 % tilfredse og"]
)
def test_a_target_that_lost_a_line_is_doubted(target):
    [(table, severity, name, message)] = found([{**goal(1, "1a"), "target_text": target}])
    assert (table, severity, name) == (GOALS, "warning", "text-doubtful") and target in message


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"target_value": 450.0}, "450"),
        ({"result_value": 100.5}, "100.5"),
        ({"result_value": -1.0}, "-1"),
        ({"unit": "score", "result_value": 101.0}, "101"),
        ({"unit": "pct_point", "result_value": -100.5}, "-100.5"),
        (
            {"unit": "count", "result_value": 10_000_001.0, "target_value": 9_000_000.0},
            "10,000,001",
        ),
        ({"unit": "count", "result_value": 9_000_000.0, "target_value": -1.0}, "-1"),
    ],
)
def test_a_number_out_of_range_withholds_and_names_place_and_number(values, wrong):
    [(table, severity, check, message)] = found(indicators=[indicator(**values)])
    assert (table, severity, check) == (INDICATORS, "error", "implausible")
    assert message.startswith("page 3, line 10: ") and f" is {wrong};" in message


def test_a_count_up_to_ten_million_is_in_range():
    row = indicator(unit="count", result_value=10_000_000.0, target_value=10_000_000.0)
    assert found(indicators=[row]) == []


@pytest.mark.parametrize(
    ("target", "result", "warned"), [(30, 240, True), (30, 239, False), (240, 30, True)]
)
def test_a_result_far_from_its_target_warns(target, result, warned):
    row = indicator(unit="count", target_value=target, result_value=result)
    assert [each[2] for each in found(indicators=[row])] == ["far-from-target"] * warned


@pytest.mark.parametrize(
    ("result", "totals", "warned"),
    [
        (2860, {"guided_firms_all": 2860, "guided_firms_region": 2729}, False),
        (2729, {"guided_firms_all": 2860, "guided_firms_region": 2729}, False),
        (2680, {"guided_firms_all": 2860, "guided_firms_region": 2729}, True),
        (2680, {}, False),
    ],
)
def test_guided_firms_are_those_of_the_guidance_table(result, totals, warned):
    row = indicator(
        indicator="firms_using_offers", unit="count", target_value=3000, result_value=result
    )
    told = found(indicators=[row], **totals)
    assert [each[2] for each in told] == ["guided-against-total"] * warned
    assert not warned or all(number in told[0][3] for number in ("2,680", "2,860", "2,729"))


def test_a_number_that_is_unknown_is_not_checked():
    assert found(indicators=[indicator(target_value=None, result_value=None)]) == []
