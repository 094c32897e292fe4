"""papermill itself, as somebody would use it who does not know our runner."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result
from papermill.cli import papermill

from midtjylland.notebook import headline_of

ROOT = Path(__file__).parents[2]
NOTEBOOK = "notebooks/ecsmv_subsidy.ipynb"


@pytest.fixture
def run(monkeypatch):
    """Call papermill's command in the top folder."""
    monkeypatch.chdir(ROOT)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(papermill, [NOTEBOOK, *arguments])

    return call


def test_papermill_runs_a_notebook_from_the_top_folder(run, tmp_path):
    output = tmp_path / "out.ipynb"
    done = run(
        str(output), "--no-progress-bar", "-p", "year", "2021", "-p", "rules_on", "2020-07-07"
    )
    assert done.exit_code == 0, done.output
    headline = headline_of(nbformat.read(output, as_version=4))
    # The caps in the papers: 200,000 for the investment and 57,375 for the advice.
    assert headline["max_total_grant_dkk"] == 257_375
    assert headline["rules_on"] == "2020-07-07"


def test_an_unknown_parameter_stops_it_with_one_sentence(run, tmp_path):
    output = tmp_path / "out.ipynb"
    assert run(str(output), "--no-progress-bar", "-p", "code", "0615").exit_code != 0
    cells = nbformat.read(output, as_version=4).cells
    [error] = [
        each for cell in cells for each in cell.get("outputs", []) if each.output_type == "error"
    ]
    [sentence] = error.traceback
    assert sentence.startswith("error: there is no parameter code; there are year, data_dir")
