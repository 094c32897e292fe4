"""mea_modules, executed with a second year and with attendance figures, both synthetic."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from truthkit import write_data

from midtjylland.notebook import headline_of
from midtjylland.parameters import inject
from midtjylland.references import execute
from midtjylland.store.raw import describe, sidecar_path
from midtjylland.tables import TABLE_MIME

TESTS = Path(__file__).resolve().parent
NOTEBOOK = TESTS.parent / "notebooks" / "mea_modules.ipynb"
SYNTHETIC_ATTENDANCE = TESTS / "synthetic_mea_attendance_2021.csv"


def executed(**values):
    content = inject(nbformat.read(NOTEBOOK, 4), values)
    notebook = nbformat.from_dict(content)
    execute(notebook, NOTEBOOK.parent)
    return notebook


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """2021 with synthetic attendance, compared with the synthetic 2022; about five seconds."""
    data_dir = write_data(tmp_path_factory.mktemp("mea") / "data", (2021, 2022))
    path = data_dir / "raw" / "2021" / "mea_attendance.csv"
    content = SYNTHETIC_ATTENDANCE.read_bytes()
    path.write_bytes(content)
    sidecar_path(path).write_text(describe(content, path.name, "synthetic", 2021), "utf-8")
    return executed(year=2021, data_dir=str(data_dir), compare_years=[2022], draws=999)


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory):
    """The synthetic 2022 by itself, without attendance."""
    data_dir = write_data(tmp_path_factory.mktemp("mea") / "data", (2022,))
    return executed(year=2022, data_dir=str(data_dir), summer_month=8, draws=999)


def outputs(notebook, cell_id: str) -> list[dict]:
    [cell] = [cell for cell in notebook.cells if cell.get("id") == cell_id]
    return [output.get("data", {}) for output in cell.outputs]


def text(notebook, cell_id: str) -> str:
    data = outputs(notebook, cell_id)
    return "\n".join(each.get("text/markdown", each["text/plain"]) for each in data)


def tables(notebook, cell_id: str) -> list[list[dict]]:
    return [data[TABLE_MIME]["data"] for data in outputs(notebook, cell_id) if TABLE_MIME in data]


def test_nothing_goes_to_standard_error(whole, synthetic):
    for notebook in (whole, synthetic):
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        kinds = {output.output_type for cell in cells for output in cell.outputs}
        assert kinds == {"display_data", "execute_result"}


def test_the_headline_has_the_keys_of_the_contract(whole, synthetic):
    # 2021 counted in the papers, 2022 as typed beside its made-up pages.
    known = {2021: (53, 1646, 41), 2022: (37, 1214, 35)}
    for notebook, (modules, participants, titles) in zip(
        (whole, synthetic), known.values(), strict=True
    ):
        headline = headline_of(notebook)
        assert (headline["modules"], headline["participants"]) == (modules, participants)
        assert headline["participants_per_module"] == pytest.approx(participants / modules)
        assert headline["distinct_titles"] == titles


def test_each_key_figure_has_its_change(whole):
    [changes] = tables(whole, "years")
    by_figure = {row["figure"]: row for row in changes}
    modules = by_figure["modules"]
    wanted = {"year_from": 2021, "year_to": 2022, "value_from": 53, "value_to": 37, "change": -16}
    assert modules | wanted == modules
    assert by_figure["participants"]["change"] == 1214 - 1646
    assert by_figure["participants"]["p_value"] is None
    # Seven titles of the made-up year say (fysisk), two of 2021.
    assert by_figure["in_person"]["change"] == 5


def test_themes_and_titles_of_both_years_are_shown(whole):
    themes, common = tables(whole, "years-content")
    assert sum(row["modules_2021"] for row in themes) == 53
    assert sum(row["modules_2022"] for row in themes) == 37
    assert {"title": "Relationer i salg", "years": "2021, 2022", "modules": 2} in common
    assert "2022: half of the 37 modules by 14 June" in text(whole, "years-content")


def test_without_another_year_the_notebook_says_so(synthetic):
    assert "No other year was chosen to compare with" in text(synthetic, "years")


def test_attendance_switches_its_analysis_on(whole):
    [summary] = tables(whole, "attendance")
    mean = next(row for row in summary if row["figure"] == "mean")
    assert mean["value"] == pytest.approx(1646 / 53)
    tests, *groups = tables(whole, "attendance-groups")
    groupings = [row["grouping"] for row in tests]
    assert groupings == ["theme", "delivery", "half", "month", "repetition"]
    assert [sum(row["participants"] for row in table) for table in groups] == [1646] * 5
    [outliers] = tables(whole, "attendance-outliers")
    # Made up to be far out: the two days in September.
    assert outliers[0]["title"] == "Erhvervsudviklingsdøgn"
    assert "Attendance figures of 53 modules are at hand" in text(whole, "headline")


def test_without_attendance_the_notebook_says_what_it_would_change(synthetic):
    assert "There are no attendance figures for 2022" in text(synthetic, "attendance")
    assert "raw/2022/mea_attendance.csv" in text(synthetic, "attendance")
    assert outputs(synthetic, "attendance-groups") == []
    [bounds] = tables(synthetic, "bounds")
    # 1,214 participants in 37 modules: 37 x 32 is 1,184, so one had 33; one each elsewhere.
    assert bounds[0] | {"lowest": 33, "highest": 1214 - 36} == bounds[0]


def test_the_month_of_summer_can_be_chosen(synthetic):
    [halves] = tables(synthetic, "halves")
    assert {row["compared"] for row in halves} == {"whole year", "without August"}
