"""The committed notebooks are whole, and each guard notices what it is there for."""

from __future__ import annotations

import ast
from collections.abc import Callable
from copy import deepcopy

import nbformat
import notebookkit
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_output
from notebookkit import GUARDS, HEADLINES, NAMES, faults

from midtjylland.notebook import HEADLINE_MIME, PNG
from midtjylland.report.tables import TABLE_MIME

SOUND = "guidance_spread"


@pytest.fixture(scope="module")
def sound() -> NotebookNode:
    return notebookkit.read(SOUND)


@pytest.mark.parametrize("name", NAMES)
def test_a_committed_notebook_has_no_fault(name):
    notebook = notebookkit.read(name)
    nbformat.validate(notebook)
    assert faults(notebook, name) == []


def test_every_notebook_of_the_contract_is_there():
    assert set(NAMES) == set(HEADLINES)


# The test of the tests: one damage, one sentence, and no other guard that happens to notice


def cell_with(notebook: NotebookNode, mime: str) -> tuple[NotebookNode, NotebookNode]:
    """First cell that shows this, and that output of it."""
    return next(
        (cell, output)
        for cell in notebookkit.code(notebook)
        for output in cell.outputs
        if mime in output.get("data", {})
    )


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


def strip_one(notebook):
    cell(notebook, "who").update(outputs=[], execution_count=None)


def swap_counts(notebook):
    first, second, *_ = notebookkit.code(notebook)
    first.execution_count, second.execution_count = second.execution_count, first.execution_count


def lose_an_output(notebook):
    del cell(notebook, "sources").outputs[1:]


def fail(notebook):
    error = new_output("error", ename="ValueError", evalue="no", traceback=[])
    cell(notebook, "years").outputs.append(error)


def warn(notebook):
    text = "/lib/x.py:1: FutureWarning: soon"
    cell(notebook, "setup").outputs.append(new_output("stream", name="stderr", text=text))


def say(notebook, text: str):
    output = new_output("display_data", data={"text/plain": text})
    cell(notebook, "years").outputs.append(output)


def add_line(name: str, line: str) -> Callable[[NotebookNode], None]:
    def damage(notebook: NotebookNode) -> None:
        changed = cell(notebook, name)
        changed.source = f"{line}\n{changed.source}"

    return damage


def replace(name: str, old: str, new: str) -> Callable[[NotebookNode], None]:
    def damage(notebook: NotebookNode) -> None:
        changed = cell(notebook, name)
        assert old in changed.source
        changed.source = changed.source.replace(old, new)

    return damage


def no_caption(notebook):
    cell_with(notebook, PNG)[1].metadata[PNG].caption = ""


def other_alternative(notebook):
    cell_with(notebook, PNG)[1].metadata[PNG].alt = "A figure."


def untitled_table(notebook):
    cell_with(notebook, TABLE_MIME)[1].data[TABLE_MIME]["title"] = ""


def second_headline(notebook):
    _, output = cell_with(notebook, HEADLINE_MIME)
    cell(notebook, "years").outputs.append(deepcopy(output))


def headline_without(key: str) -> Callable[[NotebookNode], None]:
    def damage(notebook: NotebookNode) -> None:
        del cell_with(notebook, HEADLINE_MIME)[1].data[HEADLINE_MIME][key]

    return damage


DAMAGES: dict[str, tuple[Callable[[NotebookNode], None], str, str]] = {
    "one cell stripped": (strip_one, "was_run_in_order", "cell who has count None"),
    "run out of order": (swap_counts, "was_run_in_order", "cell setup has count 2, not 1"),
    "without one of two outputs": (
        *(lose_an_output, "has_its_outputs"),
        "cell sources has 1 outputs, and shows at least 2",
    ),
    "error output": (fail, "has_no_errors", "cell years ends in ValueError"),
    "warning": (warn, "warns_of_nothing", "cell setup writes to standard error"),
    "memory address": (
        *(lambda notebook: say(notebook, "<A object at 0x7f3bc0de>"), "keeps_nothing_of_the_run"),
        "cell years shows <A object at ",
    ),
    "timestamps of the run": (
        lambda notebook: cell(notebook, "years").metadata.update(execution={"busy": "2026-01-01"}),
        *("keeps_nothing_of_the_run", "the metadata of cell years has execution"),
    ),
    "comment that exempts a cell": (
        *(add_line("years", "# NBVAL_IGNORE_OUTPUT"), "is_compared_by_nbval"),
        "cell years is exempt",
    ),
    "widget": (
        lambda notebook: cell(notebook, "years").outputs.append(
            new_output("display_data", data={notebookkit.WIDGET: {"model_id": "a"}})
        ),
        *("is_compared_by_nbval", "cell years shows a widget"),
    ),
    "line magic": (
        add_line("who", "%matplotlib inline"),
        "is_plain_python",
        "cell who is no plain Python",
    ),
    "semicolon": (
        *(lambda notebook: cell(notebook, "who").update(source="axes;"), "hides_no_output"),
        "cell who ends in a semicolon",
    ),
    "long function": (
        add_line("who", "def area(x):\n    a = x\n    b = a\n    c = b\n    return c"),
        *("defines_nothing_long", "cell who defines something of 5 lines"),
    ),
    "no parameters cell": (
        *(lambda notebook: cell(notebook, "parameters").metadata.pop("tags"),),
        *("has_typed_parameters", "has 0 cells tagged `parameters`"),
    ),
    "parameter without a word": (
        *(replace("parameters", "# contract year to analyse", ""), "has_typed_parameters"),
        "the parameter year has no comment",
    ),
    "year as text": (
        *(replace("parameters", "year: int = 2021", 'year: str = "2021"'), "has_typed_parameters"),
        "there is no parameter `year: int`",
    ),
    "renamed parameter": (
        *(replace("parameters", "tolerance_pct:", "tolerance:"), "knows_what_the_batch_gives"),
        "batch.yaml gives it tolerance_pct",
    ),
    "no caption": (no_caption, "describes_its_figures", "shows a figure without a caption"),
    "another alternative": (
        *(other_alternative, "describes_its_figures"),
        "shows a figure without its words",
    ),
    "table without a caption": (untitled_table, "shows_tables_with_captions", "with a caption"),
    "no headline": (
        *(lambda notebook: cell(notebook, "publish").update(outputs=[]),),
        *("publishes_its_headline", "there are 0 headlines"),
    ),
    "two headlines": (second_headline, "publishes_its_headline", "there are 2 headlines"),
    "headline without a figure": (
        *(headline_without("chi2"), "publishes_its_headline"),
        "the headline lacks chi2",
    ),
    "headline without its key figure": (
        *(headline_without("outside_tolerance"), "publishes_its_headline"),
        "the key figure outside_tolerance is none of the headline's",
    ),
}
# Damages that are two faults at once: a cell without its headline also lacks an output.
ALSO = {
    "one cell stripped": {"has_its_outputs"},
    "no headline": {"has_its_outputs"},
    "no parameters cell": {"knows_what_the_batch_gives"},
}
READ = [
    "open('data/raw/2021/papers.txt')",
    "pd.read_csv('data/processed/2021/mea_modules.csv')",
    "from pathlib import Path",
    "from urllib.request import urlopen",
    "from numpy import loadtxt",
    "np.loadtxt('a.txt')",
    "from midtjylland.document import read_document",
    "from midtjylland.store.raw import read_stored",
    "midtjylland.store.raw.read_stored('a', 'b')",
    "get_ipython().system('ls')",
    "Path('a').read_text()",
]


def found_in(sound: NotebookNode, damage: Callable[[NotebookNode], None]) -> list[str]:
    damaged = deepcopy(sound)
    damage(damaged)
    return faults(damaged, SOUND)


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_copy_is_noticed_by_its_guard_alone(sound, name):
    damage, guard, sentence = DAMAGES[name]
    found = found_in(sound, damage)
    assert any(fault.startswith(f"{guard}: ") and sentence in fault for fault in found), found
    assert {fault.partition(":")[0] for fault in found} <= {guard} | ALSO.get(name, set())


@pytest.mark.parametrize("line", READ)
def test_code_that_reads_files_or_the_network_is_noticed(sound, line):
    found = found_in(sound, add_line("who", line))
    assert found and all(
        fault.startswith("reads_published_tables_only: cell who") for fault in found
    )


def test_every_guard_is_tested():
    assert {guard for _, guard, _ in DAMAGES.values()} | {"reads_published_tables_only"} == {
        *GUARDS
    }


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("a = 1", 0),
        ("a", 1),
        ("'words'", 0),
        ("pd.set_option('a', 1)", 0),
        ("show_table(a, 'b')\ndisplay(c)", 2),
        ("if a:\n    show_table(b, 'c')\nelse:\n    display(d)\n    display(e)", 1),
        ("if a:\n    show_table(b, 'c')", 0),
        ("for a in b:\n    display(a)", 0),
        ("if a:\n    b", 0),
        ("figures.DescribedFigure(a, b, c)", 1),
        ("figures.DescribedFigure(a, b, c)\nd = 1", 0),
    ],
)
def test_the_fewest_outputs_are_counted(source, count):
    assert notebookkit.fewest_outputs(ast.parse(source).body) == count
