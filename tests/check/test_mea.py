"""Checks of the list of modules, each against a list with one fault."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from midtjylland.check.mea import TABLE, check_mea
from midtjylland.core.schemas import frame_of


def found(days, stated=2, titles=("Teams", "Outlook"), lasts=0) -> list[tuple[str, str]]:
    rows = [
        {
            "module_no": number,
            "start_date": day,
            "end_date": day + timedelta(days=lasts),
            "title": title,
            "source_line": number,
        }
        for number, (day, title) in enumerate(zip(days, titles, strict=False), start=1)
    ]
    total = {"table": TABLE, "quantity": "modules", "value": stated, "unit": "count"}
    frames = {
        TABLE: frame_of(TABLE, rows),
        "stated_totals": frame_of("stated_totals", [total] if stated else []),
    }
    return [(f.severity, f.check) for f in check_mea(frames, 2023)]


MONDAY, TUESDAY = date(2023, 5, 1), date(2023, 5, 2)


def test_a_list_that_is_whole_has_no_finding() -> None:
    assert found([MONDAY, TUESDAY]) == []
    assert found([], None) == []


def test_a_module_that_ends_before_it_starts_withholds() -> None:
    assert found([MONDAY, TUESDAY], lasts=-1) == [("error", "dates-out-of-order")] * 2


@pytest.mark.parametrize(
    ("days", "stated", "titles", "expected"),
    [
        ([MONDAY, TUESDAY], 3, ("a", "b"), ("error", "modules-against-total")),
        ([MONDAY, TUESDAY], None, ("a", "b"), ("warning", "stated-total-missing")),
        ([TUESDAY, MONDAY], 2, ("a", "b"), ("warning", "dates-out-of-order")),
        ([MONDAY, date(2022, 5, 2)], 2, ("a", "b"), ("error", "date-outside-year")),
        ([MONDAY, date(2023, 5, 7)], 2, ("a", "b"), ("info", "on-weekend")),
        ([MONDAY, MONDAY], 2, ("a", "a"), ("info", "module-twice")),
        ([MONDAY, TUESDAY], 2, ("Kurser i salg og", "b"), ("warning", "text-doubtful")),
        (
            [MONDAY] * 4,
            4,
            ("Kort", "Regnskab", "Salg", "Nyt fra styrelsen Fora i regionen. Rådet vil nedsætte"),
            ("warning", "text-doubtful"),
        ),
    ],
)
def test_each_fault_is_told(days, stated, titles, expected) -> None:
    assert expected in found(days, stated, titles)
