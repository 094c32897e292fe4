"""README and `docs/` say what the executed notebooks, the schemas and the list of checks say."""

import base64
import io
import re

import documents
import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image, ImageColor

from midtjylland.core import schemas
from midtjylland.core.checks import all_checks
from midtjylland.notebook import HEADLINE_MIME

ROOT = documents.ROOT
README = f"# Title\n\nBefore.\n\n{documents.BEGIN}\n| old |\n{documents.END}\n\nAfter.\n"
# Many greys, and a small mark of each of three colours.
MARKS = {"#c85200": 100, "#00795a": 300, "#0068a6": 500}


@pytest.mark.parametrize("name", documents.documents(ROOT))
def test_the_committed_one_is_as_make_documents_writes_it(name):
    assert (ROOT / name).read_bytes() == documents.documents(ROOT)[name], "run make documents"


@pytest.mark.parametrize("name", ["README.md", *sorted(p.name for p in ROOT.glob("docs/*.md"))])
def test_every_file_of_ours_that_a_document_names_is_there(name):
    text = (ROOT / name if name == "README.md" else ROOT / "docs" / name).read_text("utf-8")
    named = re.findall(r"`((?:tests|lib|tools|notebooks|docs|benchmarks)/[\w./*-]*)`", text)
    assert [each for each in named if not [*ROOT.glob(each)]] == []


def greys_with_marks() -> str:
    greys = np.linspace(0, 255, 960 * 600).reshape(600, 960, 1).repeat(3, axis=2)
    drawn = Image.fromarray(greys.astype("uint8"))
    for colour, x in MARKS.items():
        drawn.paste(colour, (x, 300, x + 16, 316))
    content = io.BytesIO()
    drawn.save(content, "PNG")
    return base64.b64encode(content.getvalue()).decode()


def write_notebook(path, *, sentence="A | B <script> *c*\nd_e_", pictures=()) -> None:
    parameters = new_code_cell("year: int = 2021  # year", metadata={"tags": ["parameters"]})
    outputs = [new_output("display_data", data={HEADLINE_MIME: {"sentence": sentence}})]
    about = {"image/png": {"caption": 'A "line" & more'}}
    outputs += [
        new_output("display_data", data={"image/png": picture}, metadata=about)
        for picture in pictures
    ]
    cells = [new_markdown_cell("# [x](y)\n\nText"), parameters]
    nbformat.write(new_notebook(cells=[*cells, new_code_cell("show()", outputs=outputs)]), path)


@pytest.fixture
def root(tmp_path):
    (tmp_path / "README.md").write_text(README, "utf-8")
    (tmp_path / "notebooks").mkdir()
    entries = "notebooks:\n  - notebook: two\n  - notebook: one\n  - {notebook: two, name: again}\n"
    (tmp_path / "notebooks" / "batch.yaml").write_text(entries)
    for name in ("one", "two"):
        write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", pictures=[greys_with_marks(), ""])
    return tmp_path


def test_every_notebook_has_a_line_in_the_order_of_the_batch_and_its_text_stays_text(root):
    made = documents.readme(root)
    assert list(made) == ["docs/images/two.png", "docs/images/one.png", "README.md"]
    alt = 'alt="A &quot;line&quot; &amp; more"'
    rows = [
        f'| <img src="docs/images/{name}.png" width="240" {alt}> '
        rf"| [{name}](notebooks/{name}.ipynb): \[x\](y) "
        r"| 2021: A \| B &lt;script&gt; \*c\* d\_e\_ |"
        for name in ("two", "one")
    ]
    index = ["| | notebook | what it finds |", "|---|---|---|", *rows]
    expected = "\n".join([documents.BEGIN, "", *index, "", documents.END])
    assert made["README.md"].decode() == f"# Title\n\nBefore.\n\n{expected}\n\nAfter.\n"


def test_the_picture_is_the_first_figure_made_smaller_and_small_marks_keep_their_colours(root):
    picture = Image.open(io.BytesIO(documents.readme(root)["docs/images/one.png"]))
    assert picture.size == (480, 300)  # 960 x 600 at half its size
    assert picture.info == {}
    for colour, x in MARKS.items():
        found = np.array(picture.convert("RGB").getpixel((x // 2 + 4, 154)), dtype=int)
        assert np.abs(found - ImageColor.getrgb(colour)).max() <= 8


@pytest.mark.parametrize("given", [{"sentence": None, "pictures": [""]}, {}])
def test_a_notebook_without_headline_or_figure_is_refused(root, given):
    write_notebook(root / "notebooks" / "one.ipynb", **given)
    with pytest.raises(SystemExit, match=r"one.ipynb shows no headline or no figure"):
        documents.readme(root)


def test_every_check_has_a_row_of_four_cells():
    lines = [line for line in documents.check_list().splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines] == list(all_checks())
    assert all(line.count(" | ") == 3 for line in lines)


def rows(table: str) -> dict[str, list[str]]:
    """Cells of a table's rows in the data dictionary, by their column."""
    part = documents.data_dictionary().split(f"\n## {table}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return {first.strip("`"): rest for first, *rest in cells}


@pytest.mark.parametrize("table", schemas.TABLES)
def test_every_column_is_in_the_dictionary_in_order(table):
    assert list(rows(table)) == schemas.columns(table)
    assert all(len(cells) == 4 and cells[3] for cells in rows(table).values())


# A pattern with alternatives must not end its cell.
COHORT = r"required; like `^(pilot\|[0-9]{4}\|[^0-9]+( [1-6])?\|[1-6]\. [^0-9]+)$`"


@pytest.mark.parametrize(
    ("table", "column", "cells"),
    [
        (
            "guidance_by_municipality",
            "population_share_pct",
            ["number", "pct", "required; at least 0; at most 100"],
        ),
        ("mea_modules", "delivery", ["string", "", "required; one of `in_person`, `unstated`"]),
        ("climate_projects", "budget_mdkk", ["number", "MDKK", "required; more than 0"]),
        ("dk2020_cohorts", "cohort", ["string", "", COHORT]),
    ],
)
def test_types_units_and_constraints_are_told(table, column, cells):
    assert rows(table)[column][:3] == cells
