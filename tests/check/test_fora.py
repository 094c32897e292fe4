"""Checks of the fora."""

from __future__ import annotations

from midtjylland.check.fora import TABLE, check_fora
from midtjylland.core.schemas import frame_of


def test_a_half_year_far_from_the_contract_year_is_told() -> None:
    rows = [
        {"question": f"Hvad nu {year}?", "half": 1, "year": year, "source_line": year}
        for year in (2024, 2027, 2040)
    ]
    found = list(check_fora({TABLE: frame_of(TABLE, rows)}, 2023))
    assert [(f.severity, f.check, f.source_line) for f in found] == [
        ("warning", "half-year-far", 2040)
    ]
