"""papermill itself, as somebody would use it who does not know our runner."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat
from click.testing import CliRunner
from papermill.cli import papermill

from midtjylland.notebook import headline_of
from midtjylland.run.parameters import read_parameters

ROOT = Path(__file__).parents[2]
NOTEBOOK = "notebooks/ecsmv_subsidy.ipynb"


def run_papermill(output: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "papermill", NOTEBOOK, str(output), "--no-progress-bar"]
    return subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, text=True)


def test_papermill_runs_a_notebook_from_the_top_folder(tmp_path):
    output = tmp_path / "out.ipynb"
    done = run_papermill(output, "-p", "year", "2021", "-p", "rules_on", "2020-07-07")
    assert done.returncode == 0, done.stderr
    headline = headline_of(nbformat.read(output, as_version=4))
    # The caps in the papers: 200,000 for the investment and 57,375 for the advice.
    assert headline["max_total_grant_dkk"] == 257_375
    assert headline["rules_on"] == "2020-07-07"


def test_an_unknown_parameter_stops_it_with_one_sentence(tmp_path):
    output = tmp_path / "out.ipynb"
    done = run_papermill(output, "-p", "code", "0615")
    assert done.returncode != 0
    cells = nbformat.read(output, as_version=4).cells
    [error] = [
        each for cell in cells for each in cell.get("outputs", []) if each.output_type == "error"
    ]
    [sentence] = error.traceback
    assert sentence.startswith("error: there is no parameter code; there are year, data_dir")


def test_papermill_explains_every_parameter():
    told = CliRunner().invoke(papermill, [str(ROOT / NOTEBOOK), "--help-notebook"])
    assert told.exit_code == 0, told.output
    help_text = told.stdout
    content = json.loads((ROOT / NOTEBOOK).read_text("utf-8"))
    for parameter in read_parameters(content, NOTEBOOK).values():
        assert f"  {parameter.name}: " in help_text
        assert parameter.help in help_text
