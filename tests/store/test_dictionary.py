"""The data dictionary is what the schemas give, the list of checks what the registry gives."""

from pathlib import Path

from midtjylland.core import schemas
from midtjylland.core.checks import all_checks
from midtjylland.store.dictionary import (
    CHECKS_PLACE,
    PLACE,
    check_list,
    data_dictionary,
    update_dictionary,
)

ROOT = Path(__file__).resolve().parents[2]


def rows(table: str) -> list[list[str]]:
    """Cells of a table's rows in the Markdown."""
    part = data_dictionary().split(f"\n## {table}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_the_committed_dictionary_is_the_one_of_the_schemas():
    committed = (ROOT / PLACE).read_text("utf-8")
    assert committed == data_dictionary(), "run: midtjylland update-references"


def test_the_committed_list_of_checks_is_the_one_of_the_registry():
    committed = (ROOT / CHECKS_PLACE).read_text("utf-8")
    assert committed == check_list(), "run: midtjylland update-references"
    lines = [line for line in committed.splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines] == list(all_checks())
    assert all(line.count(" | ") == 3 for line in lines)


def test_every_table_and_column_is_in_it_in_order():
    text = data_dictionary()
    heads = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    assert heads == list(schemas.TABLES)
    for table in schemas.TABLES:
        assert [row[0].strip("`") for row in rows(table)] == schemas.columns(table)
        assert all(len(row) == 5 and row[4] for row in rows(table)), table


def test_types_units_and_constraints_are_told():
    guidance = {row[0]: row for row in rows("guidance_by_municipality")}
    assert guidance["`municipality_code`"][1:4] == ["string", "", "required; like `^[0-9]{4}$`"]
    share = ["number", "pct", "required; at least 0; at most 100"]
    assert guidance["`population_share_pct`"][1:4] == share
    modules = {row[0]: row for row in rows("mea_modules")}
    assert modules["`delivery`"][3] == "required; one of `in_person`, `unstated`"
    assert modules["`title`"][3] == "required; not empty"
    assert {row[0]: row for row in rows("climate_projects")}["`budget_mdkk`"][1:4] == [
        "number",
        "MDKK",
        "required; more than 0",
    ]
    # A pattern with alternatives must not end its cell.
    cohort = next(line for line in data_dictionary().splitlines() if line.startswith("| `cohort`"))
    assert "`^(pilot\\|[0-9]{4})$`" in cohort


def test_each_is_written_only_when_it_differs(tmp_path):
    assert update_dictionary(tmp_path) == [tmp_path / PLACE, tmp_path / CHECKS_PLACE]
    assert (tmp_path / PLACE).read_text("utf-8") == data_dictionary()
    assert (tmp_path / CHECKS_PLACE).read_text("utf-8") == check_list()
    assert update_dictionary(tmp_path) == []
