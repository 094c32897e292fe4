"""result_contract, executed with a second year: new, dropped and changed targets are told."""

from pathlib import Path

import nbformat
import pandas as pd
import pytest
from truthkit import write_data

from midtjylland.language import language
from midtjylland.notebook import headline_of
from midtjylland.parameters import inject
from midtjylland.references import execute
from midtjylland.tables import TABLE_MIME

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks" / "result_contract.ipynb"


def run(data_dir: Path, **values):
    injected = inject(nbformat.read(NOTEBOOK, 4), {"data_dir": str(data_dir), **values})
    notebook = nbformat.from_dict(injected)
    execute(notebook, NOTEBOOK.parent)
    return notebook


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """2021 with the synthetic 2022, in which one figure is dropped and one is another."""
    data_dir = write_data(tmp_path_factory.mktemp("contract") / "data")
    path = data_dir / "processed" / "2022" / "contract_indicators.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table = table[table["indicator"] != "new_firms"]
    table["indicator"] = table["indicator"].replace("net_promoter_score", "service_score")
    table.to_csv(path, index=False)
    return run(data_dir, compare_years=[2022])


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The synthetic 2022, whose papers do not print the participants of collective offers."""
    data_dir = write_data(tmp_path_factory.mktemp("contract") / "data", (2022,))
    path = data_dir / "processed" / "2022" / "stated_totals.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table[table["quantity"] != "collective_participants"].to_csv(path, index=False)
    return run(data_dir, year=2022)


def outputs(notebook, cell_id: str) -> list:
    [cell] = [cell for cell in notebook.cells if cell.get("id") == cell_id]
    return [output["data"] for output in cell.outputs]


def texts(notebook, cell_id: str) -> str:
    data = outputs(notebook, cell_id)
    return "\n".join(each.get("text/markdown", each["text/plain"]) for each in data)


def tables(notebook, cell_id: str) -> list[list[dict]]:
    return [each[TABLE_MIME]["data"] for each in outputs(notebook, cell_id) if TABLE_MIME in each]


def test_new_dropped_and_changed_targets_are_told(compared):
    said = texts(compared, "years")
    for line in ("new: **1**", "dropped: **2**", "target raised: **4**", "target lowered: **6**"):
        assert f"2021 to 2022, {line}" in said
    [rows] = tables(compared, "years")
    changes = {row["indicator"]: row for row in rows}
    assert len(changes) == 16
    assert changes["service_score"]["change"] == "new"
    assert changes["service_score"]["result_from"] is None
    assert changes["net_promoter_score"]["change"] == "dropped"
    assert changes["new_firms"]["change"] == "dropped"
    awareness = changes["hub_awareness"]
    assert (awareness["target_from"], awareness["target_to"]) == (45, 48)
    assert (awareness["change"], awareness["result_change"]) == ("target raised", 6)
    assert changes["positive_effect_expected"]["change"] == "same target"


def test_changed_wording_is_told(compared):
    [rows] = tables(compared, "wording")
    changes = {(row["item_from"], row["item_to"]): row["change"] for row in rows}
    # 3a: both segments in 2021, all firms in 2022. 4b: offers to municipalities, 2021 only.
    assert changes[("3a", "3a")] == "reworded"
    assert changes[("4b", "–")] == "dropped"


def test_the_change_of_each_share_is_drawn(compared):
    # Without new_firms, eight shares have a gap in both years.
    assert "of 8 shares gained on their target" in texts(compared, "years-figure")


def test_the_analysis_is_that_of_the_chosen_year(alone):
    headline = headline_of(alone)
    # Counted by hand in the synthetic truth of 2022.
    wanted = {"indicators": 15, "met": 7, "not_met": 6, "not_comparable": 1, "no_figure": 1}
    assert {name: headline[name] for name in wanted} == wanted
    assert headline["targets"] == 16


def test_without_the_participants_no_bounds_are_given(alone):
    assert headline_of(alone)["users_low"] is None
    assert "so that no bounds can be given" in texts(alone, "users")
    assert "Users of guidance" not in texts(alone, "headline")


def test_without_another_year_the_notebook_says_so(alone):
    assert "Nothing to compare with: no other contract year was chosen" in texts(alone, "years")
    assert outputs(alone, "years-figure") == outputs(alone, "wording") == []


def test_every_output_is_readable(compared):
    data = [output for cell in compared.cells for output in cell.get("outputs", [])]
    assert {output["output_type"] for output in data} <= {"display_data", "execute_result"}
    shown = [output["data"] for output in data if "text/html" in output["data"]]
    assert shown and all(each[TABLE_MIME]["title"] for each in shown)
    fields = [field for each in shown for field in each[TABLE_MIME]["schema"]["fields"]]
    assert not [field for field in fields if "_" in language().label(field["title"])]
    assert "np." not in str([output["data"].get("text/plain") for output in data])
