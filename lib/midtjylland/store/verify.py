"""Whether a data folder is what it says: raw files, published tables, data packages.

Without pandas, which takes longer to import than all of this takes to read.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from midtjylland.core import schemas
from midtjylland.core.paths import REFERENCE, corrections_path, find_data_dir, year_dirs
from midtjylland.store import raw

DESCRIPTOR = "datapackage.json"


def verify(data_dir: Path | str = "data") -> list[str]:
    """Problems of a data folder: changed raw files, tables against schemas and descriptor."""
    data_dir = find_data_dir(data_dir)
    years = year_dirs(data_dir)
    folders = [*years.values(), data_dir / "raw" / REFERENCE]
    problems = [problem for folder in folders if folder.exists() for problem in raw.changed(folder)]
    for year, folder in years.items():
        published = data_dir / "processed" / str(year)
        if not (published / DESCRIPTOR).exists():
            problems.append(
                f"{published} has no {DESCRIPTOR}; run midtjylland build --year {year}."
            )
        else:
            declared = corrections_path(data_dir, year)
            problems += _package_problems(published, folder, declared)
    return problems


def read_rows(table: str, path: Path) -> list[dict[str, Any]]:
    """Rows of a table's CSV file as plain Python values; None where a cell is empty.

    Parameters
    ----------
    table
        Name of a table of the data contract.
    path
        Its file.

    Returns
    -------
    list of dict
        A row each, with the columns that the file has.

    Raises
    ------
    ValueError
        A cell is not of its column's type, or the file is not UTF-8; says which and where.
    """
    kinds = schemas.dtypes(table)
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, texts in enumerate(csv.DictReader(file, restkey="(beyond the head)"), start=1):
            row = {}
            for column, text in texts.items():
                try:
                    row[column] = _VALUES[kinds.get(column, "str")](text) if text else None
                except (ValueError, KeyError):
                    message = f"row {number}, {column} {text!r} can't be read as its schema says"
                    raise ValueError(message) from None
            rows.append(row)
    return rows


def sha256(content: bytes) -> str:
    """Checksum as a data package gives it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


_VALUES: Mapping[str, Callable[[str], Any]] = {
    "str": str,
    "float64": _number,
    "Int64": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "datetime64[s]": date.fromisoformat,
}


def _package_problems(published: Path, folder: Path, declared: Path) -> Iterator[str]:
    again = f"run midtjylland build --year {published.name}"
    try:
        descriptor = json.loads((published / DESCRIPTOR).read_text("utf-8"))
        resources = {entry["name"]: entry for entry in descriptor["resources"]}
        hashes = {entry["title"]: entry["hash"] for entry in descriptor["sources"]}
    except (ValueError, KeyError, TypeError):
        yield f"{published / DESCRIPTOR} is not a data package; {again}."
        return
    for table, entry in resources.items():
        path = published / f"{table}.csv"
        if not path.exists() or sha256(path.read_bytes()) != entry["hash"]:
            yield f"{path} is not the table its data package describes; {again}."
        elif table not in schemas.TABLES or entry["schema"] != schemas.table_schema(table):
            yield f"{path} was built under another schema; {again}."
        else:
            yield from (f"{path}: {problem}" for problem in _row_problems(table, path))
    for path in raw.document_files(folder):
        if hashes.get(path.name) != sha256(path.read_bytes()):
            yield f"{published} was not built from {path}; {again}."
    applied = hashes.get(f"{declared.parent.name}/{declared.name}")
    if applied != (sha256(declared.read_bytes()) if declared.exists() else None):
        yield f"{published} was not built with {declared} as it is now; {again}."


def _row_problems(table: str, path: Path) -> list[str]:
    try:
        return schemas.violations(table, read_rows(table, path))
    except (ValueError, csv.Error) as error:
        return [str(error)]
