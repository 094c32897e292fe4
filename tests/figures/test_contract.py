"""What the contract's figures draw is what their frames hold, and a reader can read it."""

from __future__ import annotations

import pandas as pd
import pytest
from truthkit import frame

from midtjylland.analysis import contract
from midtjylland.core.language import language
from midtjylland.figures import contract as plots


def numbers_of(year: int) -> pd.DataFrame:
    table = frame("contract_indicators", year)
    margin = table["result_value"] - table["target_value"]
    targets = frame("contract_goals", year)
    return table.assign(
        margin=margin.where(table["status"].isin(contract.JUDGED)),
        name=plots.name_numbers(table, targets),
        target_text=table["item"].map(targets.set_index("item")["target_text"]),
    )


NUMBERS = {year: numbers_of(year) for year in (2021, 2022)}
CHANGED = contract.compare_numbers(NUMBERS[2021], NUMBERS[2022])


def marks_of(year: int) -> pd.DataFrame:
    verdicts = NUMBERS[year][["item", "indicator", "name", "status"]].rename(
        columns={"status": "mark"}
    )
    marks = frame("contract_goals", year).merge(verdicts, on="item", how="left")
    return marks.fillna(
        {"mark": "not_answered", "name": marks["target_text"].map(language().quote)}
    )


def scoreboard(year: int):
    marks = marks_of(year)
    return plots.scoreboard(marks, contract.judge_goals(marks), year)


DRAWN = {
    "scoreboard": lambda: scoreboard(2021),
    "scoreboard-2022": lambda: scoreboard(2022),
    "changes": lambda: plots.changes(CHANGED, 2021, 2022),
}


def test_verdicts_differ_in_more_than_colour():
    assert len({look.marker for look in plots.LOOKS.values()}) == len(plots.LOOKS)


def test_numbers_measured_otherwise_are_not_drawn():
    drawn = plots.changes(CHANGED.assign(change="redefined"), 2021, 2022)
    assert drawn.text.endswith("gained on their target: none.")


@pytest.mark.parametrize(
    ("comparator", "unit", "words"),
    [
        (">=", "pct", "at least 4.5 %"),
        (">", "pct_point", "more than 4.5 points"),
        ("<=", "count", "at most 4.5"),
        ("<", "score", "less than 4.5"),
    ],
)
def test_a_target_is_written_as_one_says_it(comparator, unit, words):
    assert plots.target_in_words(comparator, 4.5, unit) == words
