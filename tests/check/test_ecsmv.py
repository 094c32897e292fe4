"""The grant scheme: plausible, and the same in every part."""

import pandas as pd
import pytest

from midtjylland.check.ecsmv import check_against_file, check_ecsmv
from midtjylland.core.schemas import frame_of
from midtjylland.declared.rules import load_rules

NAMES = (
    "place",
    "advice_grant_cap_dkk",
    "investment_grant_rate_pct",
    "investment_grant_cap_dkk",
    "scheme",
)


def checks(*rules, **totals):
    rows = [
        {**dict(zip(NAMES, rule, strict=True)), "source_line": n} for n, rule in enumerate(rules)
    ]
    rules_frame = frame_of("ecsmv_rules", rows)
    rules_frame["scheme"] = [row["scheme"] for row in rows]
    stated = [
        {"table": "ecsmv_rules", "quantity": name, "value": value, "unit": "count"}
        for name, value in totals.items()
    ]
    frames = {"ecsmv_rules": rules_frame, "stated_totals": frame_of("stated_totals", stated)}
    return [(f.severity, f.check, f.message) for f in check_ecsmv(frames)]


def test_rules_that_agree():
    rows = [(p, 75000, rate, 300000, "X") for p in ("status", "action_plan") for rate in (45, 30)]
    assert checks(*rows, firms_in_dialogue=600, firms_with_business_model=200) == []
    assert checks() == []


def test_parts_that_differ_are_told_with_both_figures():
    [(severity, check, message)] = checks(
        ("status", 70000, 38, 220000, "X"), ("action_plan", 80000, 38, 220000, "X")
    )
    assert (severity, check) == ("warning", "places-differ")
    assert "70,000" in message
    assert "80,000" in message


def test_another_scheme_may_differ():
    assert checks(("status", 70000, 38, 220000, "X"), ("action_plan", 80000, 40, 1e5, "Y")) == []


def test_implausible_figures():
    found = checks(("status", 57, 99.5, 200000, "X"))
    assert [f[:2] for f in found] == [("warning", "implausible")] * 2
    assert checks(firms_in_dialogue=20, firms_with_business_model=30)[0][0] == "error"
    # "600 600" is one number in Danish.
    [told] = checks(firms_in_dialogue=600600)
    assert told[:2] == ("warning", "implausible") and "600,600" in told[2]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((57375, 32, 200000, "ecsmv"), []),
        ((57735, 32, 200000, "ecsmv"), ["advice_grant_cap_dkk"]),
        ((57375, 23, 20000, "ecsmv"), ["investment_grant_rate_pct", "investment_grant_cap_dkk"]),
        ((57735, 23, 20000, "another scheme"), []),
    ],
)
def test_rates_and_caps_are_held_against_the_rules_on_file(given, told, tmp_path):
    frame = pd.DataFrame([dict(zip(NAMES[1:], given, strict=True))])
    findings = check_against_file(frame, load_rules(tmp_path))
    said = [finding.message.data["values"]["message"]["values"] for finding in findings]
    named = [each["values"]["column"] for values in said for each in values["differing"]]
    # One warning for all that one place prints otherwise.
    assert named == told and len(said) == bool(told)
