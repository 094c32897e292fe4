"""The README's index says what the executed notebooks say."""

import base64
import io
import shutil
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image, ImageColor

from midtjylland.core.findings import MidtjyllandError
from midtjylland.notebook import HEADLINE_MIME, headline_of
from midtjylland.run.readme import BEGIN, END, update_readme

ROOT = Path(__file__).resolve().parents[2]
README = f"# Title\n\nBefore.\n\n{BEGIN}\n| old |\n{END}\n\nAfter.\n"


def png(width: int, height: int, colour: str = "#0068a6") -> str:
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(drawn, "PNG")
    return base64.b64encode(drawn.getvalue()).decode()


def notebook(sentence: str | None, *colours: str, title: str = "Did they come?"):
    """Executed notebook with a headline and a figure of each colour."""
    parameters = new_code_cell("year: int = 2021  # year", metadata={"tags": ["parameters"]})
    figures = {HEADLINE_MIME: {"sentence": sentence}} if sentence else {"text/plain": "nothing"}
    outputs = [new_output("display_data", data=figures)]
    for colour in colours:
        about = {"image/png": {"caption": 'A "line" & more'}}
        data = {"image/png": png(960, 600, colour)}
        outputs.append(new_output("display_data", data=data, metadata=about))
    cells = [new_markdown_cell(f"# {title}\n\nText"), parameters]
    return new_notebook(cells=[*cells, new_code_cell("show()", outputs=outputs)])


@pytest.fixture
def root(tmp_path):
    (tmp_path / "README.md").write_text(README, "utf-8")
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "batch.yaml").write_text(
        "notebooks:\n  - notebook: two\n  - notebook: one\n  - {notebook: two, name: again}\n"
    )
    nbformat.write(
        notebook("Of 53 modules, 41 differ.", "#c85200", "#00795a"), folder / "one.ipynb"
    )
    nbformat.write(notebook("All 19 joined.", "#0068a6", title="Who joined?"), folder / "two.ipynb")
    return tmp_path


def test_every_notebook_has_a_line_in_the_order_of_the_batch(root):
    changed = update_readme(root)
    images = root / "docs" / "images"
    assert changed == [images / "two.png", images / "one.png", root / "README.md"]
    text = (root / "README.md").read_text("utf-8")
    alt = 'alt="A &quot;line&quot; &amp; more"'
    assert text == (
        f"# Title\n\nBefore.\n\n{BEGIN}\n\n"
        "| | notebook | what it finds |\n|---|---|---|\n"
        f'| <img src="docs/images/two.png" width="240" {alt}> '
        "| [two](notebooks/two.ipynb): Who joined? | 2021: All 19 joined. |\n"
        f'| <img src="docs/images/one.png" width="240" {alt}> '
        "| [one](notebooks/one.ipynb): Did they come? | 2021: Of 53 modules, 41 differ. |\n"
        f"\n{END}\n\nAfter.\n"
    )


def test_the_picture_is_the_first_figure_made_smaller(root):
    update_readme(root)
    picture = Image.open(root / "docs" / "images" / "one.png")
    assert picture.size == (480, 300)  # 960 x 600 at half its size
    # The first figure is all #c85200.
    assert np.unique(np.asarray(picture.convert("RGB")).reshape(-1, 3), axis=0).tolist() == [
        [0xC8, 0x52, 0x00]
    ]
    assert picture.info == {}


def test_small_marks_keep_their_colours_among_many_greys(root):
    greys = np.linspace(0, 255, 960 * 600).reshape(600, 960, 1).repeat(3, axis=2)
    drawn = Image.fromarray(greys.astype("uint8"))
    marks = {"#c85200": 100, "#00795a": 300, "#0068a6": 500}
    for colour, x in marks.items():
        drawn.paste(colour, (x, 300, x + 16, 316))
    content = io.BytesIO()
    drawn.save(content, "PNG")
    executed = notebook("All came.", "#ffffff")
    data = executed.cells[2].outputs[1].data
    data["image/png"] = base64.b64encode(content.getvalue()).decode()
    nbformat.write(executed, root / "notebooks" / "one.ipynb")
    update_readme(root)
    picture = Image.open(root / "docs" / "images" / "one.png").convert("RGB")
    for colour, x in marks.items():
        found = np.array(picture.getpixel((x // 2 + 4, 154)), dtype=int)
        assert np.abs(found - ImageColor.getrgb(colour)).max() <= 8


def test_a_second_time_changes_nothing(root):
    update_readme(root)
    assert update_readme(root) == []


def test_a_new_result_changes_its_line_alone(root):
    update_readme(root)
    nbformat.write(
        notebook("Of 19, 18 joined.", "#0068a6", title="Who joined?"),
        root / "notebooks" / "two.ipynb",
    )
    assert update_readme(root) == [root / "README.md"]
    assert "18 joined" in (root / "README.md").read_text("utf-8")


def test_text_of_a_notebook_stays_text(root):
    hostile = notebook("A | B <script> *c*\nd_e_", "#0068a6", title="[x](y)")
    nbformat.write(hostile, root / "notebooks" / "one.ipynb")
    update_readme(root)
    row = next(
        line for line in (root / "README.md").read_text("utf-8").splitlines() if "[one" in line
    )
    assert row.endswith(r"| 2021: A \| B &lt;script&gt; \*c\* d\_e\_ |")
    assert r"\[x\](y)" in row


@pytest.mark.parametrize("lacks", ["sentence", "figure", "notebook"])
def test_a_notebook_without_result_is_refused_and_nothing_is_written(root, lacks):
    path = root / "notebooks" / "one.ipynb"
    colours = [] if lacks == "figure" else ["#0068a6"]
    nbformat.write(notebook(None if lacks == "sentence" else "All came.", *colours), path)
    if lacks == "notebook":
        path.unlink()
    with pytest.raises(MidtjyllandError, match=r"one.ipynb has no headline sentence or no figure"):
        update_readme(root)
    assert (root / "README.md").read_text("utf-8") == README
    assert not (root / "docs").exists()


def test_a_missing_place_is_refused(root):
    (root / "README.md").write_text(f"# Title\n{END}\n{BEGIN}\n")
    with pytest.raises(MidtjyllandError, match="has no place for the index of the notebooks"):
        update_readme(root)


def test_our_own_readme_is_up_to_date(tmp_path):
    for part in ("notebooks", "docs"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "README.md", tmp_path)
    assert update_readme(tmp_path) == [], "run midtjylland update-references"
    spread = nbformat.read(ROOT / "notebooks" / "guidance_spread.ipynb", 4)
    assert headline_of(spread)["sentence"] in (ROOT / "README.md").read_text("utf-8")
