"""Every notebook with each of its tables withheld, in its own year or in one it compares with."""

from __future__ import annotations

from pathlib import Path

import pytest
from inprocess import Run
from notebookkit import NAMES, code, read
from truthkit import write_data

from midtjylland.core.schemas import TABLES

LOADED = [
    (name, table)
    for name in NAMES
    for table in TABLES
    if any(f'"{table}"' in cell.source for cell in code(read(name)))
]
# Tables whose absence leaves nothing of a year to compare, and what is said then.
COMPARED = {
    "climate_strategy": ("green_guidance", "green_grants"),
    "dk2020_approvals": ("dk2020_cohorts",),
    "ecsmv_subsidy": ("ecsmv_rules",),
    "guidance_spread": ("guidance_by_municipality",),
    "mea_modules": ("mea_modules",),
    "result_contract": ("contract_indicators",),
}


@pytest.fixture(scope="module")
def years(tmp_path_factory) -> Path:
    return write_data(tmp_path_factory.mktemp("withheld") / "data", (2021, 2022))


@pytest.mark.parametrize("of", [2021, 2022, None], ids=["own", "compared", "both"])
@pytest.mark.parametrize(("name", "table"), LOADED)
def test_years_are_compared_though_a_table_is_withheld(years, name, table, of):
    shown = Run(name, years, table, withheld_of=of, year=2021, compare_years=[2022])
    assert ("not compared." in shown.text("years")) == (table in COMPARED[name])
