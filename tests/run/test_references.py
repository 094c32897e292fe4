"""New references: executed in place, told what changed, the same bytes every time."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

from midtjylland.cli import main
from midtjylland.core.findings import MidtjyllandError
from midtjylland.run.references import changes, update_references

PICTURE = {"image/png": "iVBORw0KGgo=", "text/plain": "A line from 1 to 2."}


def write(path: Path, *sources: str) -> Path:
    cells = [new_code_cell(source, id=f"c{place}") for place, source in enumerate(sources)]
    nbformat.write(new_notebook(cells=cells), path)
    return path


def shown(data: dict, **more) -> nbformat.NotebookNode:
    """Notebook with one cell that displayed this."""
    output = new_output("display_data", data=data, metadata=more.pop("metadata", {}))
    return new_notebook(cells=[new_code_cell("show()", id="c0", outputs=[output], **more)])


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
    assert first.path == folder / "one.ipynb"
    notebook = nbformat.read(folder / "one.ipynb", 4)
    nbformat.validate(notebook)
    assert notebook.cells[0].outputs[0].text == "first line\n"
    assert notebook.cells[1].outputs[0].data == {"text/plain": "21"}
    assert [cell.execution_count for cell in notebook.cells] == [1, 2]


def test_what_changed_is_told(renewed):
    _, _, [first], _, _ = renewed
    assert "first line" in first.changes and "21" in first.changes
    assert "\x1b" not in first.changes and "execution_count" not in first.changes


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


# What changed, read by a person


def test_a_changed_line_stands_beside_the_old_one():
    rows = [f"line {place}" for place in range(30)]
    before = shown({"text/plain": "\n".join(rows)})
    after = shown({"text/plain": "\n".join([*rows[:20], "line twenty", *rows[21:]])})
    lines = changes(before, after).splitlines()
    assert "-  line 20" in lines and "+  line twenty" in lines
    assert not any("line 5" in line for line in lines)


def test_a_changed_source_is_told():
    before, after = (
        new_notebook(cells=[new_markdown_cell(text, id="m")]) for text in ("Of 18", "Of 19")
    )
    told = changes(before, after)
    assert "-  Of 18" in told and "+  Of 19" in told


@pytest.mark.parametrize("kind", ["image/png", "text/html", "application/vnd.x+json"])
def test_a_change_that_no_text_shows_is_told_by_its_checksum(kind):
    words = {"text/plain": "A line from 1 to 2, long enough to be known again."}
    told = changes(shown({**words, kind: "before"}), shown({**words, kind: "after"}))
    added = [line for line in told.splitlines() if line.startswith("+")]
    assert len(added) == 1 and added[0].startswith(f"+  {kind}: SHA-256 ")
    assert "before" not in told


def test_markdown_is_read_instead_of_its_repr():
    plain = "<IPython.core.display.Markdown object>"
    before, after = (
        shown({"text/markdown": f"Of 19 municipalities, {count} lie outside", "text/plain": plain})
        for count in (11, 12)
    )
    told = changes(before, after)
    assert "+  Of 19 municipalities, 12 lie outside" in told and plain not in told


def test_metadata_counts_and_order_of_keys_are_no_changes():
    before = shown(PICTURE, execution_count=1)
    again = shown(dict(reversed(PICTURE.items())), execution_count=7, metadata={"image/png": {}})
    again.metadata.language_info = {"name": "python", "version": "3.11.0"}
    assert changes(before, again) == ""


def test_the_command_names_the_changes_and_makes_the_readme(tmp_path, monkeypatch, capsys):
    (tmp_path / "notebooks").mkdir()
    write(tmp_path / "notebooks" / "one.ipynb", "20 + 1")
    made = []
    monkeypatch.setattr(
        "midtjylland.run.readme.update_readme", lambda root: made.append(root) or []
    )
    monkeypatch.chdir(tmp_path)
    assert main(["update-references", "--notebook", "one"]) == 0
    said = capsys.readouterr().out
    assert "notebooks/one.ipynb: new reference" in said and "21" in said
    assert made == [Path(".")]
    assert main(["update-references", "--notebook", "uno"]) == 1
    assert "there is no notebook uno" in capsys.readouterr().err
