"""guidance_spread, executed with a second year: it says what changed."""

from pathlib import Path

import nbformat
import pytest
from truthkit import write_data

from midtjylland.language import language
from midtjylland.notebook import headline_of
from midtjylland.parameters import inject
from midtjylland.references import execute
from midtjylland.tables import TABLE_MIME

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks" / "guidance_spread.ipynb"


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """Outputs by cell of the synthetic 2022 compared with 2021; one run, about five seconds."""
    data_dir = write_data(tmp_path_factory.mktemp("guidance") / "data", (2021, 2022))
    values = {"year": 2022, "data_dir": str(data_dir), "compare_years": [2021]}
    injected = inject(nbformat.read(NOTEBOOK, 4), values)
    notebook = nbformat.from_dict(injected)
    execute(notebook, NOTEBOOK.parent)
    return notebook


def outputs(notebook, cell_id: str) -> list:
    [cell] = [cell for cell in notebook.cells if cell.get("id") == cell_id]
    return cell.outputs


def texts(notebook, cell_id: str) -> str:
    data = [output.data for output in outputs(notebook, cell_id)]
    return "\n".join(each.get("text/markdown", each["text/plain"]) for each in data)


def tables(notebook, cell_id: str) -> list[list[dict]]:
    data = [output.get("data", {}) for output in outputs(notebook, cell_id)]
    return [each[TABLE_MIME]["data"] for each in data if TABLE_MIME in each]


def test_each_year_has_its_verdicts(compared):
    by_year, _ = tables(compared, "years")
    before, after = by_year
    # 2021: counted by hand from the papers' table. 2022: the synthetic counts add to 3,508.
    wanted = {"year": 2021, "municipalities": 19, "guided_firms": 2729}
    assert before | wanted | {"within": 5, "undetermined": 3, "outside": 11} == before
    assert before["hoover_pct"] == pytest.approx(8.6045, abs=5e-5)
    assert (after["year"], after["guided_firms"]) == (2022, 3508)
    assert after["outside"] == headline_of(compared)["outside_tolerance"]


def test_each_municipality_has_its_change(compared):
    _, changes = tables(compared, "years")
    assert len(changes) == 19
    [struer] = [row for row in changes if row["municipality"] == "Struer"]
    assert (struer["year_from"], struer["year_to"]) == (2021, 2022)
    # 91 of 2,729 and 64 of 3,508 firms, both over 1.6 % of the population.
    assert struer["measure_from"] == pytest.approx(91 / 2729 / 0.016)
    assert struer["measure_to"] == pytest.approx(64 / 3508 / 0.016)
    assert struer["measure_change"] == pytest.approx((64 / 3508 - 91 / 2729) / 0.016)
    # Normal approximation by hand: z = 0.01511 / 0.00397 = 3.80, p = 0.00014; 19 p = 0.003.
    assert struer["q_value"] < 0.05
    assert "Struer" in texts(compared, "years")


def test_the_analysis_is_that_of_the_chosen_year(compared):
    assert headline_of(compared)["guided_firms"] == 3508
    assert "Findings that concern this table: 0." in texts(compared, "findings")
    assert tables(compared, "findings") == []


def test_without_another_year_the_notebook_says_so():
    reference = nbformat.read(NOTEBOOK, 4)
    assert "Nothing to compare with: no other contract year was chosen" in texts(reference, "years")
    assert tables(reference, "years") == []


def test_every_table_is_shown_with_a_caption_and_readable_heads():
    reference = nbformat.read(NOTEBOOK, 4)
    data = [
        output.get("data", {}) for cell in reference.cells for output in cell.get("outputs", [])
    ]
    shown = [each for each in data if "text/html" in each]
    assert shown and all(each[TABLE_MIME]["title"] for each in shown)
    fields = [field for each in shown for field in each[TABLE_MIME]["schema"]["fields"]]
    heads = {language().label(field["title"]) for field in fields}
    assert not [head for head in heads if "_" in head]
    unnamed = {field["name"] for field in fields if field["name"] == field["title"]}
    assert not unnamed & {"q_value", "measure", "measure_printed", "ci_low", "fitting"}
