"""What the contract's figures draw is what their frames hold, and a reader can read it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from truthkit import frame

from midtjylland.analysis import contract
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
    return marks.fillna({"mark": "not_answered"})


MARKS = {year: marks_of(year) for year in (2021, 2022)}
DRAWN = {
    "scoreboard-2021": lambda: plots.scoreboard(
        MARKS[2021], contract.judge_goals(MARKS[2021]), 2021
    ),
    "scoreboard-2022": lambda: plots.scoreboard(
        MARKS[2022], contract.judge_goals(MARKS[2022]), 2022
    ),
    "changes": lambda: plots.changes(CHANGED, 2021, 2022),
}
KEPT = ["scoreboard-2021", "changes"]


def dots(ax) -> set[tuple[float, float]]:
    return {
        tuple(np.round(at, 9).tolist())
        for collection in ax.collections
        if hasattr(collection, "get_sizes") and len(collection.get_sizes())
        for at in collection.get_offsets()
    }


def test_verdicts_differ_in_more_than_colour():
    assert len({look.marker for look in plots.LOOKS.values()}) == len(plots.LOOKS)


def test_the_scoreboard_has_a_tile_for_every_mark():
    drawn = DRAWN["scoreboard-2021"]()
    [ax] = drawn.figure.axes
    # 15 numbers, and 6 targets without one.
    assert len(ax.patches) == len(dots(ax)) == 21
    written = [text.get_text().replace("\n", " ") for text in ax.texts]
    assert written.count("8b") == 2 and written.count("not answered") == 6
    assert written.count("met in part") == 4 and "7. Digitalisering og nye teknologier" in written
    assert "Goal 7, not met (7a Expect a positive effect (digital): not met)." in drawn.text


def test_arrows_go_from_the_distance_before_to_the_one_after():
    [ax] = DRAWN["changes"]().figure.axes
    rows = [label.get_text() for label in ax.get_yticklabels()]
    # In points in both years: all but 5b, 7a and the counts of 8b.
    assert len(rows) == 10
    at = rows.index("1a  Awareness of the business hub")
    assert {(-10, at), (-7, at)} <= dots(ax)


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
