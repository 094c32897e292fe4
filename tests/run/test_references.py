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


def test_a_notebook_is_executed_in_place_and_a_second_run_changes_no_byte(tmp_path):
    for name in ("one", "two"):
        write(tmp_path / f"{name}.ipynb", "print('first line')", "20 + 1")
    untouched = (tmp_path / "two.ipynb").read_bytes()
    assert update_references(tmp_path, ["one"]) == [tmp_path / "one.ipynb"]
    after_first = (tmp_path / "one.ipynb").read_bytes()
    assert update_references(tmp_path, ["one"]) == []
    assert (tmp_path / "one.ipynb").read_bytes() == after_first
    assert (tmp_path / "two.ipynb").read_bytes() == untouched

    notebook = nbformat.read(tmp_path / "one.ipynb", 4)
    nbformat.validate(notebook)
    assert notebook.cells[0].outputs[0].text == "first line\n"
    assert notebook.cells[1].outputs[0].data == {"text/plain": "21"}
    assert [cell.execution_count for cell in notebook.cells] == [1, 2]
    # Nothing that differs by run or by machine.
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
