"""`make translations`: collect what is written in English, and keep the Danish catalogue true.

Strings in `_()`, `ngettext()`, `say()` and `Message()` come from the library, its
templates and the notebooks' code cells; the notebooks' Markdown comes paragraph by paragraph; and
labels, findings, schemas, rules, themes and the reference data come from their files. What is new
or fuzzy is listed; exit status 1 says that there is some.
"""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from midtjylland.core import schemas
from midtjylland.core.language import paragraphs

ROOT = Path(__file__).resolve().parents[1]
LIBRARY, NOTEBOOKS = ROOT / "lib" / "midtjylland", ROOT / "notebooks"
PO = LIBRARY / "core" / "locale" / "da" / "LC_MESSAGES" / "midtjylland.po"
KEYWORDS = {"_": None, "ngettext": (1, 2), "say": None, "Message": None}
# YAML entries that readers see all texts of.
SAID = ("labels", "units", "tells")
# Names of YAML entries, and columns of the reference data, whose texts readers see.
SAID_IN_DATA = (
    "title",
    "description",
    "note",
    "source",
    "reference",
    "publisher",
    "terms",
    "confirm_at",
)
Message = str | tuple[str, ...]


def messages() -> Iterator[tuple[Message, str]]:
    """Every message with the file that it stands in."""
    written = (*LIBRARY.rglob("*.py"), *LIBRARY.rglob("*.j2"), *NOTEBOOKS.glob("*.ipynb"))
    declared = (*LIBRARY.glob("core/*.yaml"), *LIBRARY.glob("declared/[rt]*/*.yaml"))
    for path in sorted([*written, *declared, NOTEBOOKS / "batch.yaml", *_data_files()]):
        for message in _of_file(path):
            yield message, path.relative_to(ROOT).as_posix()
    for model in schemas.TABLES.values():
        described = [field.description or "" for field in model.model_fields.values()]
        for message in filter(None, [*paragraphs(inspect.getdoc(model) or ""), *described]):
            yield message, "lib/midtjylland/core/schemas.py"


def _data_files() -> Iterator[Path]:
    """What is known beside the papers, and what all documents are called."""
    for folder in ("2021", "reference"):  # a user's own papers of other years are not ours
        yield from (ROOT / "data" / "raw" / folder).rglob("*.source.yaml")
    yield from (ROOT / "data" / "raw" / "reference").glob("*.csv")


def _of_file(path: Path) -> Iterator[Message]:
    if path.suffix == ".py":
        yield from _of_code(path.read_bytes())
    elif path.suffix == ".j2":
        yield from _extracted(babel_extract, path.read_bytes())
    elif path.suffix == ".yaml":
        yield from _of_tree(yaml.safe_load(path.read_text("utf-8")))
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (row[name] for name in SAID_IN_DATA if row.get(name))
    else:
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            yield from _of_cell(cell["cell_type"], "".join(cell["source"]))


def _of_tree(tree: Any, name: str = "") -> Iterator[Message]:
    """Texts of a YAML file that readers see."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "words":
                continue  # a region's words are read, not shown
            yield from _of_tree(value, name if name in SAID else str(key))
    elif isinstance(tree, list):
        for each in tree:
            yield from _of_tree(each, name)
    elif isinstance(tree, str) and name in (*SAID, "label", *SAID_IN_DATA):
        yield tree


def _of_cell(kind: str, source: str) -> Iterator[Message]:
    if kind == "markdown":
        yield from paragraphs(source)
    elif kind == "code":
        yield from _of_code(source.encode())


def _of_code(source: bytes) -> Iterator[Message]:
    yield from _extracted("python", source)


def _extracted(method: Any, source: bytes) -> Iterator[Message]:
    for _, message, _, _ in extract(method, io.BytesIO(source), KEYWORDS):
        if "".join(message).strip():
            yield message


def collected() -> Catalog:
    """Catalogue of what is written, without translations."""
    catalog = Catalog()
    for message, place in messages():
        catalog.add(message, locations=[(place, None)])
    return catalog


def read() -> Catalog:
    """Danish catalogue as it is kept."""
    with PO.open("rb") as file:
        return read_po(file, locale="da")


def missing(catalog: Catalog) -> list[Message]:
    """Messages without a translation, or with one that nobody has looked at."""
    return [
        each.id
        for each in catalog
        if each.id
        and (each.fuzzy or not all(each.string if isinstance(each.id, tuple) else [each.string]))
    ]


def text_of(catalog: Catalog) -> bytes:
    """The catalogue as its file holds it: sorted, and no day in it."""
    text = io.BytesIO()
    write_po(text, catalog, width=100, sort_output=True, omit_header=False, ignore_obsolete=True)
    head, _, rest = text.getvalue().partition(b"\n\n")
    kept = rb'(?m)^"(?!Language:|Plural-Forms|MIME-Version|Content-T).*\n'
    return re.sub(kept, b"", head + b"\n") + b"\n" + rest


def main() -> int:
    """Update the catalogue; list what has no translation."""
    catalog = read() if PO.exists() else Catalog(locale="da")
    catalog.header_comment, catalog.project, catalog.version = "# Danish.", "midtjylland", ""
    catalog.update(collected())
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(text_of(catalog))
    kept = read()
    lacking = missing(kept)
    for message in lacking:
        print(f"no translation: {message!r}")
    print(f"{len(kept)} messages, {len(lacking)} without a translation in {PO.relative_to(ROOT)}")
    return int(bool(lacking))


if __name__ == "__main__":
    raise SystemExit(main())
