"""From the contract's texts to verdicts on its goals, against readings by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from truthkit import frame

from midtjylland.analysis import contract
from midtjylland.core import schemas
from midtjylland.core.findings import MidtjyllandError

TARGETS = {year: frame("contract_goals", year) for year in (2021, 2022)}
NUMBERS = {year: frame("contract_indicators", year) for year in (2021, 2022)}


def targets(*rows: tuple[int, str, str, str | None]) -> pd.DataFrame:
    """Targets from their goal, item, text and result."""
    columns = ["goal_no", "item", "target_text", "result_text"]
    named = pd.DataFrame(rows, columns=columns).assign(scope="local", goal="A goal")
    return schemas.frame_of("contract_goals", named.to_dict("records"))


def numbers(**given) -> pd.DataFrame:
    """One number that falls short by 5 per cent, except for what is given."""
    plain = {
        "indicator": "awareness",
        "comparator": ">=",
        "target_value": 80.0,
        "result_value": 75.0,
        "unit": "pct",
        "coverage": "business_hub",
        "status": "not_met",
    }
    text = given.pop("target_text", "80 % kender huset.")
    table = schemas.frame_of("contract_indicators", [plain | given])
    return table.assign(target_text=text)


# The tolerance of the spread


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("skal afspejle befolkningen +/- 10%", 10),
        ("fordelingen (+ / – 7,5 pct.)", 7.5),
        ("fordelingen +/-5 %", 5),
        ("mindst 10 % flere", None),
    ],
)
def test_the_tolerance_is_read_from_the_contract(text, size):
    assert contract.stated_tolerance_pct(targets((8, "8a", text, None))) == size


def test_two_tolerances_are_refused():
    with pytest.raises(MidtjyllandError, match="several tolerances"):
        contract.stated_tolerance_pct(
            targets((8, "8a", "+/- 10 %", None), (9, "9a", "+/- 5 %", None))
        )


@pytest.mark.parametrize("reference", ["Se pkt. 8", "Der henvises til mål 8.", "Se pkt 8"])
def test_a_target_that_refers_to_the_spread_follows_it(reference):
    assert contract.spread_items(TARGETS[2021]) == ["2a", "8a"]
    rows = (2, "2a", "Bred spredning", reference), (8, "8a", "+/- 10 %", None)
    assert contract.spread_items(targets(*rows)) == ["2a", "8a"]
    rows = (2, "2a", f"Bred spredning. {reference}", None), (8, "8a", "+/- 10 %", None)
    assert contract.spread_items(targets(*rows)) == ["2a", "8a"]


# Answers in words, each read by hand


def answer(target: str, result: str | None) -> str:
    [found] = contract.find_answers(targets((1, "1a", target, result)))["mark"]
    return found


@pytest.mark.parametrize(
    ("result", "mark"),
    [
        ("Værktøjet er taget i brug.", "answered_yes"),
        ("Værktøjet indgår nu fast i det første møde.", "answered_yes"),
        ("Det er drøftet i foråret. Værktøjet er taget i brug.", "answered_yes"),
        ("Det er sket: Alle bruger det.", "answered_yes"),
        ("Det er sket i få kommuner.", "not_answered"),
        ("Værktøjet er vist i bilag 2.", "not_answered"),
        ("Værktøjet er ikke taget i brug.", "answered_no"),
        ("Værktøjet er udskudt til 2023.", "answered_no"),
        ("Værktøjet er taget i brug, men ikke i alle kommuner.", "not_answered"),
        ("Værktøjet er under udvikling.", "not_answered"),
        ("Værktøjet vil styrke vejledningen.", "not_answered"),
        ("Der er holdt 12 møder.", "not_answered"),
        ("", "not_answered"),
        (None, "not_answered"),
    ],
)
def test_an_answer_takes_up_the_targets_word_and_says_that_it_is_done(result, mark):
    assert answer("Et fælles værktøj skal tages i brug.", result) == mark


def test_a_word_that_several_targets_use_answers_none_of_them():
    both = targets(
        (1, "1a", "Kommunerne inviteres til møder.", "Kommunerne er inviteret."),
        (1, "1b", "Kommunerne inviteres til kurser.", "Kommunerne er inviteret."),
    )
    assert contract.find_answers(both)["mark"].tolist() == ["not_answered"] * 2


def test_the_sentence_of_the_answer_is_kept():
    text = "Der var møder i 2021. Værktøjet er udviklet. Mere følger i 2022."
    found = contract.find_answers(targets((1, "1a", "Et værktøj udvikles.", text)))
    assert found["sentence"].tolist() == ["Værktøjet er udviklet."]


# Goals


@pytest.mark.parametrize(
    ("marks", "verdict"),
    [
        (["met", "met"], "met"),
        (["met", "answered_yes"], "met"),
        (["met", "not_met"], "partly_met"),
        (["answered_yes", "not_met", "no_figure"], "partly_met"),
        (["not_met", "not_comparable"], "not_met"),
        (["answered_no"], "not_met"),
        (["met", "not_answered"], "open"),
        (["depends_on_reading"], "open"),
    ],
)
def test_a_goal_is_what_its_targets_are(marks, verdict):
    table = pd.DataFrame({"goal_no": 3, "goal": "Kvalitet", "mark": marks})
    [judged] = contract.judge_goals(table).to_dict("records")
    assert judged == {"goal_no": 3, "goal": "Kvalitet", "verdict": verdict}


# Years


@pytest.mark.parametrize(
    ("later", "change", "result_change"),
    [
        ({"result_value": 81.0, "status": "met"}, "same_target", 6),
        ({"target_value": 85.0}, "target_raised", 0),
        ({"target_value": 70.0, "status": "met"}, "target_lowered", 0),
        ({"unit": "pct_point"}, "redefined", None),
        ({"comparator": ">"}, "redefined", None),
        ({"coverage": "national"}, "redefined", None),
        ({"target_text": "80 % kender huset i høj grad."}, "redefined", None),
        ({"target_text": "80 % af alle mindre virksomheder kender huset."}, "same_target", 0),
        ({"status": "no_figure", "result_value": None}, "same_target", None),
        ({"status": "not_comparable", "note": "reported in per cent"}, "same_target", None),
    ],
)
def test_a_number_is_followed_from_contract_to_contract(later, change, result_change):
    [row] = contract.compare_numbers(numbers(), numbers(**later)).to_dict("records")
    assert row["change"] == change
    found = row["result_change"]
    assert found == result_change if result_change is not None else pd.isna(found)


def test_results_in_the_same_other_unit_are_subtracted():
    odd = {"status": "not_comparable", "note": "reported in per cent"}
    [row] = contract.compare_numbers(numbers(**odd), numbers(**odd, result_value=70.0)).to_dict(
        "records"
    )
    assert row["result_change"] == -5


def test_new_and_dropped_numbers_stand_last():
    changed = contract.compare_numbers(numbers(), numbers(indicator="other"))
    assert changed["indicator"].tolist() == ["other", "awareness"]
    assert changed["change"].tolist() == ["new", "dropped"]


def named(year: int, lost: tuple[str, ...] = ()) -> pd.DataFrame:
    chosen = NUMBERS[year][~NUMBERS[year]["indicator"].isin(lost)]
    return TARGETS[year].merge(chosen[["item", "indicator"]], on="item", how="left")


def test_the_wordings_that_changed_between_the_papers():
    changed = contract.compare_wording(named(2021), named(2022))
    found = {(row.item_from, row.item_to): row.change for row in changed.itertuples()}
    # By hand: 3a drops "for both segments"; 4b (offers) and 8d go; 4c becomes 4b, word for word;
    # 5a asks for use instead of development. A target without a number is matched by its wording.
    assert found[("3a", "3a")] == "reworded"
    assert "dropped" in {change for (before, _), change in found.items() if before == "4b"}
    assert ("4c", "4b") not in found and ("1a", "1a") not in found
    assert {"new", "dropped"} <= set(found.values())


def test_a_target_that_loses_one_of_its_numbers_is_not_dropped():
    changed = contract.compare_wording(named(2021), named(2021, lost=("growth_programmes",)))
    assert changed.empty
