"""Checks of the guidance table, each against a table with one fault."""

from __future__ import annotations

import pandas as pd
import pytest

from midtjylland.check.guidance import TABLE, check_guidance
from midtjylland.core.schemas import frame_of
from midtjylland.declared.region import load_region

REGION = load_region()
# 19 municipalities with 10 firms each but the last: 5.0 % and 10.0 % of 200.
COUNTS = [10] * 18 + [20]
PEOPLE = [5_000] * 18 + [10_000]


def frames(counts=COUNTS, shares=None, people=None, **totals):
    stated = {"region": 200, "outside": 30, "all": 230, **totals}
    rows = [
        {
            "municipality_code": town.code,
            "municipality": town.name,
            "population_share_pct": (people or [5.0] * 18 + [10.0])[at],
            "guided_firms": counts[at],
            "guided_share_pct": (shares or [5.0] * 18 + [10.0])[at],
            "source_line": at + 1,
        }
        for at, town in enumerate(REGION.municipalities)
    ]
    lines = [
        {"table": TABLE, "quantity": f"guided_firms_{name}", "value": value, "unit": "count"}
        for name, value in stated.items()
        if value is not None
    ]
    return {TABLE: frame_of(TABLE, rows), "stated_totals": frame_of("stated_totals", lines)}


def population(year: int = 2023) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "municipality_code": [town.code for town in REGION.municipalities],
            "municipality": [town.name for town in REGION.municipalities],
            "reference_date": pd.Timestamp(year, 1, 1),
            "population": PEOPLE,
        }
    )


def found(tables, people=None) -> list[tuple[str, str]]:
    people = population() if people is None else people
    return [(f.severity, f.check) for f in check_guidance(tables, REGION, 2023, people)]


def test_a_table_that_adds_up_has_no_finding() -> None:
    assert found(frames()) == []


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (frames(region=201), ("error", "counts-against-total")),
        (frames(all=231), ("error", "totals-against-each-other")),
        (frames(region=None, outside=None, all=None), ("warning", "stated-total-missing")),
        (frames(shares=[5.2, 4.8, *[5.0] * 16, 10.0]), ("warning", "share-against-count")),
        (frames(shares=[8.0, 2.0, *[5.0] * 16, 10.0]), ("error", "share-against-count")),
        (frames(people=[6.0, *[5.0] * 17, 10.0]), ("error", "shares-against-100")),
        (frames(people=[5.1, 4.9, *[5.0] * 16, 10.0]), ("warning", "population-reference")),
    ],
)
def test_each_fault_is_told(tables, expected) -> None:
    assert expected in found(tables)


def test_without_total_and_with_a_wrong_share_the_counts_are_not_proven() -> None:
    tables = frames(region=None, outside=None, all=None, shares=[5.3, 4.7, *[5.0] * 16, 10.0])
    assert ("error", "stated-total-missing") in found(tables)


def test_without_outside_and_all_nothing_is_missing() -> None:
    assert found(frames(outside=None, all=None)) == []


def test_each_municipality_stands_once() -> None:
    tables = frames()
    tables[TABLE].loc[0, "municipality_code"] = tables[TABLE].loc[1, "municipality_code"]
    checks = [check for _, check in found(tables)]
    assert {"municipality-missing", "municipality-twice"} <= set(checks)


def test_a_population_of_another_year_is_not_compared() -> None:
    off = population(2019).assign(population=[9_000, 1_000, *PEOPLE[2:]])
    assert found(frames(), off) == [("info", "population-reference")]


def test_an_empty_table_has_nothing_to_satisfy() -> None:
    empty = {TABLE: frame_of(TABLE, []), "stated_totals": frame_of("stated_totals", [])}
    assert found(empty) == []
