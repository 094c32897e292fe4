"""When the status is of, what it counts and what records leave open, by hand from the sources."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import truthkit

from midtjylland.analysis import dk2020
from midtjylland.core.findings import MidtjyllandError
from midtjylland.store.dk2020_records import load_dk2020_records

DATA = Path(__file__).parents[2] / "data"


def window(first: str, last: str | None = None) -> dk2020.Window:
    return dk2020.Window(pd.Timestamp(first), pd.Timestamp(last or first))


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    return load_dk2020_records(DATA)


def placed_by_name(records, event, **how) -> pd.DataFrame:
    return dk2020.place_events(records, event, **how).set_index("municipality")


# When the status is of


@pytest.mark.parametrize(
    ("published", "first", "last"),
    [
        (["2022-11"], "2022-11-01", "2022-11-30"),
        (["2022-11-07"], "2022-11-07", "2022-11-07"),
        (["2022"], "2022-01-01", "2022-12-31"),
        (["2022-11", "2022-09-05"], "2022-09-05", "2022-11-30"),
        (["2024-02"], "2024-02-01", "2024-02-29"),
    ],
)
def test_the_window_holds_every_day_of_publication(published, first, last):
    assert dk2020.published_window(published) == window(first, last)


@pytest.mark.parametrize("published", [[], [None], ["2022-11", None]])
def test_a_date_that_is_not_known_of_all_papers_stays_unknown(published):
    assert dk2020.published_window(published) is None


def test_two_given_days_are_a_window_as_dates_or_as_text():
    assert dk2020.as_of_window(None, None) is None
    two = window("2022-09-30", "2022-11-15")
    assert dk2020.as_of_window(date(2022, 9, 30), "2022-11-15") == two
    assert dk2020.as_of_window("2022-11-15", "2022-11-15") == window("2022-11-15")


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (("2022-09-30", None), "give both as_of_from and as_of_to, or neither."),
        (
            ("2022-11-15", "2022-09-30"),
            "as_of_from (2022-11-15) is after as_of_to (2022-09-30); exchange them.",
        ),
    ],
)
def test_days_that_are_no_window_are_refused(days, sentence):
    with pytest.raises(MidtjyllandError) as refused:
        dk2020.as_of_window(*days)
    assert str(refused.value) == sentence


# What the papers count


def test_the_cohorts_of_2021():
    status = dk2020.cohort_status(truthkit.frame("dk2020_cohorts", 2021))
    # The papers: 4 approved; 8 expected in 2022, 5 of them approved; 7 expected in 2023.
    assert status["approved"].tolist() == [4, 5, pd.NA]
    assert status["expected"].tolist() == [0, 3, 7]
    assert status["deadline"].dt.strftime("%Y-%m-%d").tolist()[1:] == ["2022-12-31", "2023-12-31"]
    assert pd.isna(status["deadline"][0])


# What records leave open


def test_a_row_of_limits_for_each_municipality(records):
    placed = placed_by_name(records, "council_adoption", conflict="recorded")
    # As the records have them; a dash for what is missing. A proposal is no adoption, C40's
    # approval says nothing of the council, a plan is no event; of two rounds the first counts.
    text = placed[["joined", "earliest", "latest"]].map(
        lambda day: "-" if pd.isna(day) else f"{day:%Y-%m-%d}"
    )
    rows = text.T
    year = ["2021-09-01", "2023-01-01", "2023-12-31"]
    early = ["2020-11-01", "2020-11-01", "-"]
    silent = ["-", "-", "-"]
    late = ["2021-09-01", "2021-09-01", "-"]
    assert {name: rows[name].tolist() for name in rows} == {
        **dict.fromkeys(("Samsø", "Aarhus", "Lemvig"), silent),
        "Randers": ["-", "2021-05-25", "2021-05-25"],
        "Ringkøbing-Skjern": ["2020-11-01", "2022-09-13", "2022-09-13"],
        "Horsens": ["2020-11-01", "2022-09-27", "2022-09-27"],
        "Viborg": ["2020-11-01", "2022-10-12", "2022-10-12"],
        "Hedensted": ["2020-11-01", "2022-10-26", "2022-10-26"],
        "Herning": ["2020-11-01", "2022-09-01", "2022-11-30"],
        "Favrskov": ["2020-11-01", "2022-06-28", "-"],
        **dict.fromkeys(("Odder", "Skive", "Struer", "Syddjurs"), early),
        **dict.fromkeys(("Holstebro", "Silkeborg"), year),
        **dict.fromkeys(("Ikast-Brande", "Norddjurs", "Skanderborg"), late),
    }


@pytest.mark.parametrize(
    ("conflict", "earliest", "latest"),
    [("conflicting", "2023-10-12", "2023-10-12"), ("either", "2022-10-12", "2023-10-12")],
)
def test_a_conflict_is_read_in_other_ways(records, conflict, earliest, latest):
    viborg = placed_by_name(records, "council_adoption", conflict=conflict).loc["Viborg"]
    assert (viborg["earliest"], viborg["latest"]) == (pd.Timestamp(earliest), pd.Timestamp(latest))


def test_the_papers_bound_the_pilots_approval_by_c40_and_nothing_else(records):
    by = pd.Timestamp("2022-11-15")
    placed = placed_by_name(records, "c40_approval", pilots_approved_by=by)
    assert placed.loc[["Randers", "Lemvig"], "latest"].tolist() == [by, by]
    assert placed.loc[["Lemvig", "Aarhus", "Odder"], "earliest"].isna().tolist() == [
        *(True, False, False)
    ]
    assert pd.isna(placed.loc["Odder", "latest"])
    # Where the records say more, they count; an earlier day of the papers counts before them.
    assert placed.loc["Samsø", "latest"] == pd.Timestamp("2020-07-01")
    early = pd.Timestamp("2020-06-30")
    placed = placed_by_name(records, "c40_approval", pilots_approved_by=early)
    assert placed.loc["Samsø", "latest"] == early
    assert placed.loc["Struer", "latest"] == pd.Timestamp("2023-12-08")
    council = placed_by_name(records, "council_adoption", pilots_approved_by=by)
    assert pd.isna(council.loc["Lemvig", "latest"])
