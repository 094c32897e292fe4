"""Pages of `docs/` that are made from the code: the data dictionary, and the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from midtjylland.core import schemas
from midtjylland.core.checks import Check, all_checks
from midtjylland.core.files import write_whole

PLACE, CHECKS_PLACE = "docs/data-dictionary.md", "docs/checks.md"
_INTRODUCTION = """\
# Data dictionary

Every table of `data/processed/<year>/<table>.csv`. This file is made from
`lib/midtjylland/core/schemas.py` by `midtjylland update-references`; the same schemas judge the
tables and stand in each year's `datapackage.json`.

CSV in UTF-8 with commas, dots as decimal signs, ISO dates and `\\n`. An empty cell is a figure that
the document does not give; a column that may be empty is not marked as required.
"""


_CHECKS_INTRODUCTION = """\
# Checks

Every `check` that a finding may name. This file is made from `lib/midtjylland/core/checks.yaml`
by `midtjylland update-references`. `midtjylland explain TABLE` lists those that found nothing.

An error withholds the table, a warning is published with it, an info is a notice and proves
nothing. The severity is the worst one that a check gives. A table that was written down by hand
goes through the checks of its rows; those made *while it is read* don't apply to it.
"""


def data_dictionary() -> str:
    """Every table with its columns, types, units, constraints and meanings, as Markdown."""
    return "\n".join([_INTRODUCTION, *(part for table in schemas.TABLES for part in _part(table))])


def check_list() -> str:
    """Every check with its severity, its sentence and its tables, as Markdown."""
    head = ["| check | severity | what it proves or tells | tables |", "|---|---|---|---|"]
    rows = (_check_row(name, check) for name, check in all_checks().items())
    return "\n".join([_CHECKS_INTRODUCTION, *head, *rows, ""])


def _check_row(name: str, check: Check) -> str:
    every = set(schemas.TABLES) - {"findings"}
    rows = "every table" if every == {*check.checked} else ", ".join(map(_code, check.checked))
    read = ", ".join(map(_code, check.read))
    tables = "; ".join(filter(None, [rows, read and f"while it is read: {read}"]))
    return (
        f"| {_code(name)} | {check.severity} | {_cell(check.sentence)} | {tables or 'the build'} |"
    )


def update_dictionary(root: Path) -> list[Path]:
    """Write the pages of a repository that differ; returns those."""
    made = {root / PLACE: data_dictionary(), root / CHECKS_PLACE: check_list()}
    changed = {
        path: text.encode()
        for path, text in made.items()
        if not path.exists() or path.read_bytes() != text.encode()
    }
    for path, content in changed.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    return list(changed)


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
