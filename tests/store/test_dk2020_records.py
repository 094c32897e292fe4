"""The reader of the public records: what the file says, and every way it can be wrong."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.paths import REFERENCE
from midtjylland.store.dk2020_records import FILE, load_dk2020_records

DATA = Path(__file__).parents[2] / "data"
HEAD = (
    "municipality_code,municipality,round,event,date_from,date_to,precision,confidence,source,note"
)
GOOD = "0730,Randers,pilot,council_adoption,2021-05-25,2021-05-25,day,high,a page,"


def write(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "raw" / REFERENCE / FILE
    path.parent.mkdir(parents=True)
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return folder


def test_the_real_records_are_read_as_they_stand():
    records = load_dk2020_records(DATA)
    assert records["municipality_code"].nunique() == len(records) == 19
    # Counted by hand in the file.
    assert records["precision"].value_counts().to_dict() == {
        "unknown": 6,
        "day": 6,
        "no later than": 2,
        "year": 2,
        "range": 1,
        "season": 1,
        "planned": 1,
    }
    viborg = records.set_index("municipality").loc["Viborg"]
    assert viborg["date_from"] == pd.Timestamp("2022-10-12")
    assert viborg["conflicting_date"] == pd.Timestamp("2023-10-12")
    assert records["conflicting_date"].notna().sum() == 1
    assert records.set_index("municipality").loc["Samsø", "date_from"] is pd.NaT


def test_no_file_is_an_empty_frame_of_the_same_types(tmp_path):
    empty = load_dk2020_records(tmp_path)
    assert empty.empty
    assert empty.dtypes.to_dict() == load_dk2020_records(DATA).dtypes.to_dict()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (GOOD.replace("0730", "730"), "municipality_code '730'"),
        (GOOD.replace("council_adoption", "adoption"), "event 'adoption'"),
        (GOOD.replace("2021-05-25", "25.05.2021"), "date_from: '25.05.2021'"),
        (GOOD.replace("pilot", "2020-13"), "round '2020-13'"),
        (GOOD.replace(",day,", ",about,"), "precision 'about'"),
        (GOOD.replace("2021-05-25,2021-05-25", "2021-05-25,2021-05-26"), "a day has the same"),
        (GOOD.replace(",day,", ",unknown,"), "an unknown date has neither"),
        (GOOD.replace(",day,", ",no later than,"), "'no later than' has date_to alone"),
        (
            GOOD.replace("2021-05-25,2021-05-25,day", "2021-06-01,2021-05-01,range"),
            "a range needs date_from and a date_to that is not before it",
        ),
        (GOOD.replace("a page", ""), "names its event and its source"),
        (GOOD.replace("council_adoption", ""), "names its event and its source"),
        (GOOD + "conflict: another page differs", "ends in the other date"),
    ],
)
def test_a_record_that_makes_no_sense_is_refused_with_its_line(tmp_path, row, said):
    with pytest.raises(MidtjyllandError) as refused:
        load_dk2020_records(write(tmp_path, GOOD.replace("0730,Randers", "0741,Samsø"), row))
    assert f"{FILE}, line 3" in str(refused.value)
    assert said in str(refused.value)


def test_all_problems_are_named_at_once(tmp_path):
    wrong = GOOD.replace(",day,", ",about,").replace(",high,", ",sure,")
    with pytest.raises(MidtjyllandError) as refused:
        load_dk2020_records(write(tmp_path / "cells", GOOD, wrong, wrong))
    assert [problem.split(", ", 1)[1][:17] for problem in refused.value.problems] == [
        *("line 3: confidenc", "line 3: precision", "line 4: confidenc", "line 4: precision"),
    ]
    with pytest.raises(MidtjyllandError, match="line 3: line 2 has the same event") as refused:
        load_dk2020_records(write(tmp_path / "rows", GOOD, GOOD, GOOD))
    assert len(refused.value.problems) == 3


def test_one_municipality_can_have_two_events_but_only_one_round(tmp_path):
    other = GOOD.replace("council_adoption", "c40_approval")
    assert len(load_dk2020_records(write(tmp_path / "one", GOOD, other))) == 2
    with pytest.raises(MidtjyllandError, match="line 3: line 2 has another round"):
        load_dk2020_records(write(tmp_path / "two", GOOD, other.replace("pilot", "2020-11")))


def test_a_file_that_is_no_such_table_is_refused(tmp_path):
    with pytest.raises(MidtjyllandError, match="there is no column note"):
        load_dk2020_records(write(tmp_path, GOOD[:-1], head=HEAD.removesuffix(",note")))
