"""The data dictionary in `docs/`, made from the schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from midtjylland.core import schemas
from midtjylland.core.files import write_whole

PLACE = "docs/data-dictionary.md"
_INTRODUCTION = """\
# Data dictionary

Every table of `data/processed/<year>/<table>.csv`. This file is made from
`lib/midtjylland/core/schemas.py` by `midtjylland update-references`; the same schemas judge the
tables and stand in each year's `datapackage.json`.

CSV in UTF-8 with commas, dots as decimal signs, ISO dates and `\\n`. An empty cell is a figure that
the document does not give; a column that may be empty is not marked as required.
"""


def data_dictionary() -> str:
    """Every table with its columns, types, units, constraints and meanings, as Markdown."""
    return "\n".join([_INTRODUCTION, *(part for table in schemas.TABLES for part in _part(table))])


def update_dictionary(root: Path) -> list[Path]:
    """Write the data dictionary of a repository if it differs; returns the file if it did."""
    path, content = root / PLACE, data_dictionary().encode()
    if path.exists() and path.read_bytes() == content:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return [path]


def _part(table: str) -> Iterator[str]:
    schema = schemas.table_schema(table)
    yield f"## {table}\n"
    yield f"{(schemas.TABLES[table].__doc__ or '').strip()}\n"
    if "primaryKey" in schema:
        yield f"A row is identified by {' and '.join(map(_code, schema['primaryKey']))}.\n"
    yield "| column | type | unit | constraints | meaning |"
    yield "|---|---|---|---|---|"
    yield from map(_row, schema["fields"])
    yield ""


def _row(field: Mapping[str, Any]) -> str:
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
