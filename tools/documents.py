"""`make documents`: what README and `docs/` say of the notebooks, the tables and the checks."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image

from midtjylland.core import schemas
from midtjylland.core.checks import Check, all_checks
from midtjylland.notebook import SENTENCE, first_figure, headline_of, title_of
from midtjylland.report.record import read_report
from midtjylland.run.batchfile import read_batch
from midtjylland.run.parameters import read_parameters

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- notebooks: made by make documents -->", "<!-- end of notebooks -->"
IMAGES = "docs/images"
# Twice the width at which the README shows it, for sharp displays.
PICTURE_WIDTH_PX, SHOWN_WIDTH_PX = 480, 240
DICTIONARY = """\
# Data dictionary

Every table of `data/processed/<year>/<table>.csv`. This file is made from
`lib/midtjylland/core/schemas.py` by `make documents`; the same schemas judge the tables and stand
in each year's `datapackage.json`.

CSV in UTF-8 with commas, dots as decimal signs, ISO dates and `\\n`. An empty cell is a figure that
the document does not give; a column that may be empty is not marked as required.
"""
CHECKS = """\
# Checks

Every `check` that a finding may name. This file is made from `lib/midtjylland/core/checks.yaml`
by `make documents`. `midtjylland explain TABLE` lists those that found nothing.

An error withholds the table, a warning is published with it, an info is a notice and proves
nothing. The severity is the worst one that a check gives. A table that was written down by hand
goes through the checks of its rows; those made *while it is read* don't apply to it.
"""


def main() -> None:
    """Write what is not as it should be."""
    for name, content in documents(ROOT).items():
        path = ROOT / name
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
            print(name)


def documents(root: Path) -> dict[str, bytes]:
    """Content of each file by its place in the repository."""
    pages = {"docs/data-dictionary.md": data_dictionary(), "docs/checks.md": check_list()}
    return {name: text.encode() for name, text in pages.items()} | readme(root)


def readme(root: Path) -> dict[str, bytes]:
    """README with the index of the notebooks that `batch.yaml` names, and its pictures."""
    before, _, rest = (root / "README.md").read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    rows, pictures = ["| | notebook | what it finds |", "|---|---|---|"], {}
    entries = read_batch(root / "notebooks" / "batch.yaml")[0].notebooks
    for name in dict.fromkeys(entry.notebook for entry in entries):
        row, picture = _notebook_row(root / "notebooks" / f"{name}.ipynb")
        rows.append(row)
        pictures[f"{IMAGES}/{name}.png"] = picture
    text = "\n".join([f"{before}{BEGIN}\n", *rows, f"\n{END}{after}"])
    return pictures | {"README.md": text.encode()}


def _notebook_row(path: Path) -> tuple[str, bytes]:
    """Line of an executed notebook in the index, and its picture."""
    notebook, name = read_report(path), path.stem
    sentence, figure = headline_of(notebook).get(SENTENCE), first_figure(notebook)
    if not (sentence and figure):
        raise SystemExit(f"{path} shows no headline or no figure; show both and execute it.")
    (png, about), year = figure, read_parameters(notebook, name)["year"].default
    alt = escape(about.get("caption", ""))
    cells = (
        f'<img src="{IMAGES}/{name}.png" width="{SHOWN_WIDTH_PX}" alt="{alt}">',
        f"[{name}](notebooks/{path.name}): {_plain(title_of(notebook) or name)}",
        f"{year}: {_plain(sentence)}",
    )
    return f"| {' | '.join(cells)} |", _scaled(png)


def _plain(text: str) -> str:
    """Text that stays text in a cell of a Markdown table."""
    kept = escape(" ".join(text.split()), quote=False)
    return kept.translate({ord(sign): f"\\{sign}" for sign in "\\`*_[]|~"})


def _scaled(png: bytes) -> bytes:
    """The same bytes for the same picture: no metadata, no dithering."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    size = PICTURE_WIDTH_PX, round(picture.height * PICTURE_WIDTH_PX / picture.width)
    small = picture.resize(size, Image.Resampling.LANCZOS)
    scaled = io.BytesIO()
    # The default method gives the many greys of texts a colour each, and small marks none.
    method, dither = Image.Quantize.FASTOCTREE, Image.Dither.NONE
    small.quantize(128, method, dither=dither).save(scaled, "PNG", optimize=True)
    return scaled.getvalue()


def check_list() -> str:
    """Every check with its severity, its sentence and its tables, as Markdown."""
    head = ["| check | severity | what it proves or tells | tables |", "|---|---|---|---|"]
    rows = (_check_row(name, check) for name, check in all_checks().items())
    return "\n".join([CHECKS, *head, *rows, ""])


def _check_row(name: str, check: Check) -> str:
    every = set(schemas.TABLES) - {"findings"}
    rows = "every table" if every == {*check.checked} else ", ".join(map(_code, check.checked))
    read = ", ".join(map(_code, check.read))
    tables = "; ".join(filter(None, [rows, read and f"while it is read: {read}"]))
    return (
        f"| {_code(name)} | {check.severity} | {_cell(check.sentence)} | {tables or 'the build'} |"
    )


def data_dictionary() -> str:
    """Every table with its columns, types, units, constraints and meanings, as Markdown."""
    return "\n".join([DICTIONARY, *(part for table in schemas.TABLES for part in _part(table))])


def _part(table: str) -> Iterator[str]:
    schema = schemas.table_schema(table)
    yield f"## {table}\n"
    yield f"{(schemas.TABLES[table].__doc__ or '').strip()}\n"
    if "primaryKey" in schema:
        yield f"A row is identified by {' and '.join(map(_code, schema['primaryKey']))}.\n"
    yield "| column | type | unit | constraints | meaning |"
    yield "|---|---|---|---|---|"
    yield from map(_field_row, schema["fields"])
    yield ""


def _field_row(field: Mapping[str, Any]) -> str:
    constraints = "; ".join(_constraints(field["constraints"]))
    cells = (_code(field["name"]), field["type"], field.get("unit", ""), constraints)
    return f"| {' | '.join(cells)} | {_cell(field['description'])} |"


def _constraints(declared: Mapping[str, Any]) -> Iterator[str]:
    if declared["required"]:
        yield "required"
    if "enum" in declared:
        yield f"one of {', '.join(map(_code, declared['enum']))}"
    if "pattern" in declared:
        yield f"like {_code(declared['pattern'])}"
    if "minLength" in declared:
        yield "not empty"
    limits = {"minimum": "at least", "exclusiveMinimum": "more than", "maximum": "at most"}
    yield from (f"{words} {declared[name]:g}" for name, words in limits.items() if name in declared)


def _code(text: str) -> str:
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    """Text that ends no cell of a Markdown table."""
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main()
