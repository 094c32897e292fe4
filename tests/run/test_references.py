"""New references: executed in place, the same bytes every time."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from midtjylland.cli import main
from midtjylland.core.findings import MidtjyllandError
from midtjylland.run.references import update_references


def write(path: Path, *sources: str) -> Path:
    cells = [new_code_cell(source, id=f"c{place}") for place, source in enumerate(sources)]
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="module")
def renewed(tmp_path_factory):
    """Two notebooks, both stale, of which one is executed twice."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name in ("one", "two"):
        write(folder / f"{name}.ipynb", "print('first line')", "20 + 1")
    untouched = (folder / "two.ipynb").read_bytes()
    first = update_references(folder, ["one"])
    after_first = (folder / "one.ipynb").read_bytes()
    second = update_references(folder, ["one"])
    return folder, untouched, first, after_first, second


def test_a_notebook_is_executed_in_place(renewed):
    folder, _, [first], _, _ = renewed
    assert first == folder / "one.ipynb"
    notebook = nbformat.read(folder / "one.ipynb", 4)
    nbformat.validate(notebook)
    assert notebook.cells[0].outputs[0].text == "first line\n"
    assert notebook.cells[1].outputs[0].data == {"text/plain": "21"}
    assert [cell.execution_count for cell in notebook.cells] == [1, 2]


def test_a_second_run_changes_no_byte(renewed):
    folder, _, _, after_first, second = renewed
    assert second == []
    assert (folder / "one.ipynb").read_bytes() == after_first


def test_only_the_named_notebooks_are_executed(renewed):
    folder, untouched, *_ = renewed
    assert (folder / "two.ipynb").read_bytes() == untouched


def test_nothing_of_the_run_stays_in_the_file(renewed):
    notebook = nbformat.read(renewed[0] / "one.ipynb", 4)
    assert "version" not in notebook.metadata.language_info
    assert all(cell.metadata == {} for cell in notebook.cells)


def test_a_notebook_that_fails_stays_as_it_was(tmp_path):
    path = write(tmp_path / "bad.ipynb", "print('before')", "1 / 0")
    before = path.read_bytes()
    with pytest.raises(
        MidtjyllandError, match=r"bad.ipynb fails with ZeroDivisionError: .*left as it was"
    ):
        update_references(tmp_path)
    assert path.read_bytes() == before


def test_a_kernel_that_dies_or_hangs_is_told(tmp_path, monkeypatch):
    path = write(tmp_path / "bad.ipynb", "import os", "os._exit(1)")
    before = path.read_bytes()
    with pytest.raises(MidtjyllandError, match=r"bad.ipynb was stopped: DeadKernelError; it was"):
        update_references(tmp_path)
    assert path.read_bytes() == before
    monkeypatch.setattr("midtjylland.run.references.TIMEOUT_SECONDS", 1)
    write(path, "while True: pass")
    with pytest.raises(MidtjyllandError, match=r"bad.ipynb was stopped: CellTimeoutError; it was"):
        update_references(tmp_path)


def test_unknown_names_are_refused_before_anything_runs(tmp_path):
    write(tmp_path / "one.ipynb", "1 / 0")
    with pytest.raises(MidtjyllandError) as refused:
        update_references(tmp_path, ["one", "uno", "eins"])
    assert refused.value.problems == (
        "there is no notebook uno; there are one.",
        "there is no notebook eins; there are one.",
    )
    with pytest.raises(MidtjyllandError, match="has no notebooks; run from the repository root"):
        update_references(tmp_path / "elsewhere")


def test_the_command_names_what_changed(tmp_path, monkeypatch, capsys):
    (tmp_path / "notebooks").mkdir()
    write(tmp_path / "notebooks" / "one.ipynb", "20 + 1")
    monkeypatch.chdir(tmp_path)
    assert main(["update-references", "--notebook", "one"]) == 0
    said = capsys.readouterr().out
    assert "notebooks/one.ipynb: new reference" in said and "nbdiff" in said
    assert main(["update-references", "--notebook", "uno"]) == 1
    assert "there is no notebook uno" in capsys.readouterr().err
