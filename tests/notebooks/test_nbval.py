"""nbval as `make test` calls it: it notices a changed date, figure, table or picture."""

from __future__ import annotations

import io
import re
from base64 import b64decode, b64encode
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import notebookkit
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook
from nbval.plugin import get_sanitize_patterns
from PIL import Image

from midtjylland.report.tables import TABLE_MIME
from midtjylland.run.references import execute

ROOT = Path(__file__).resolve().parents[2]
SANITIZE = ROOT / "tests" / "nbval_sanitize.cfg"
PATTERNS = get_sanitize_patterns(SANITIZE.read_text("utf-8"))


def sanitized(text: str) -> str:
    for pattern, replacement in PATTERNS:
        text = re.sub(pattern, replacement, text)
    return text


# What is removed before the comparison


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<A object at 0x7f3bc0de12a0>", "<A object at 0x55d0a1b2c3d4>"),
        ("process with pid=4711", "process with pid=12"),
        ("PID: 4711", "PID: 12"),
        ('id="2f1c8b9e4d7a4f0c8b1e2d3c4b5a6978"', 'id="0123456789abcdef0123456789abcdef"'),
        ('"model_id": "2f1c8b9e4d7a4f0c8b1e2d3c4b5a6978"', '"model_id": "' + "0a" * 16 + '"'),
        ("9f1b7c1e-5d7d-4a39-9d05-3b1de7e0a111", "00000000-0000-4000-8000-000000000000"),
    ],
)
def test_what_differs_by_run_is_removed(one, other):
    assert sanitized(one) == sanitized(other) != one


@pytest.mark.parametrize(
    "text",
    [
        *("2022-11-30", "30 November 2022", "30.11.2022 14:05", "2,860", "0.05", "-3.884e-21"),
        *("1234567890123456", "0x10", "pid", "municipality 0710", "#0068a6", "12345678-1234"),
        "0" * 32,
        "9cbeef36f95c8e6ba6e6f6a3dcbd5c2c6db32eea7f4f6f8be0ef9e4d0ab01a2b",
    ],
)
def test_a_date_a_figure_or_a_checksum_stays(text):
    assert sanitized(text) == text


@given(st.dates() | st.integers() | st.floats(allow_nan=False) | st.decimals(allow_nan=False))
def test_no_date_and_no_number_is_ever_removed(value):
    for text in (f"{value}", f"On {value}, in all."):
        assert sanitized(text) == text


@pytest.mark.parametrize("name", notebookkit.NAMES)
def test_nothing_that_is_committed_is_removed(name):
    for _, output in notebookkit.shown(notebookkit.read(name)):
        texts = [value for value in output.get("data", {}).values() if isinstance(value, str)]
        for text in (*texts, output.get("text", "")):
            assert sanitized(text) == text


# The whole call, on a small notebook with one damage a cell

SETUP = """
import pandas as pd
from matplotlib.figure import Figure
from IPython.display import HTML, Markdown
from midtjylland import figures
from midtjylland.report.tables import show_table

def line(label="Line 8"):
    figure = Figure(figsize=(6, 4))
    figure.add_subplot(title=label).plot([1, 2])
    return figures.DescribedFigure(figure, "A line from 1 to 2.", "A line")
"""
CELLS = {
    "setup": SETUP,
    "sound": "Markdown('Of 19 municipalities, 11 on 2022-11-30')",
    "address": "object()",
    "digit": "Markdown('Of 19 municipalities, 11')",
    "date": "pd.Timestamp('2022-11-30')",
    "html": "HTML('<b>11</b>')",
    "table": "show_table(pd.DataFrame({'firms': [2729]}), 'Firms')",
    "lost": "show_table(pd.DataFrame({'firms': [2729]}), 'Firms')",
    "printed": "print('2,729 firms')",
    "picture": "line()",
    "label": "line()",
    "alternative": "line()",
    "caption": "line()",
}
NOTICED = {*CELLS} - {"setup", "sound", "address", "picture"}


def other_picture(output, label: str) -> None:
    """Picture of the same figure with another title."""
    space: dict = {}
    exec(SETUP, space)
    output.data["image/png"] = b64encode(space["line"](label).png()).decode()


def damage(notebook) -> None:
    cells = {cell.id: cell.outputs for cell in notebook.cells}
    [address], [digit], [day] = cells["address"], cells["digit"], cells["date"]
    address.data["text/plain"] = "<object at 0x7f0000000000>"
    digit.data["text/markdown"] = digit.data["text/markdown"].replace("11", "12")
    day.data["text/plain"] = day.data["text/plain"].replace("30", "29")
    cells["html"][0].data["text/html"] = "<b>12</b>"
    cells["table"][0].data[TABLE_MIME]["data"][0]["firms"] = 2730
    cells["lost"].clear()
    cells["printed"][0].text = "2,730 firms\n"
    other_picture(cells["label"][0], "Line 3")
    cells["alternative"][0].metadata["image/png"]["alt"] = "A line from 1 to 3."
    cells["caption"][0].metadata["image/png"]["caption"] = "A curve"
    png = Image.open(io.BytesIO(b64decode(cells["picture"][0].data["image/png"]))).convert("RGB")
    red, green, blue = png.getpixel((0, 0))
    png.putpixel((0, 0), (red - 1, green, blue))  # as another rounding of a colour would
    again = io.BytesIO()
    png.save(again, "PNG")
    cells["picture"][0].data["image/png"] = b64encode(again.getvalue()).decode()


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory) -> dict[str, bool]:
    """Whether nbval, called as the Makefile calls it, passes each cell; about six seconds."""
    folder = tmp_path_factory.mktemp("nbval")
    notebook = new_notebook(cells=[new_code_cell(text, id=name) for name, text in CELLS.items()])
    execute(notebook, folder)
    damage(notebook)
    nbformat.write(notebook, folder / "damaged.ipynb")
    result = folder / "result.xml"
    done = notebookkit.nbval("--junitxml", result, folder)
    assert result.exists(), done.stdout + done.stderr
    cases = ElementTree.parse(result).iter("testcase")
    return dict(zip(CELLS, (len(case) == 0 for case in cases), strict=True))


@pytest.mark.parametrize("name", CELLS)
def test_a_damaged_output_fails_and_no_other(outcomes, name):
    assert outcomes[name] == (name not in NOTICED)
