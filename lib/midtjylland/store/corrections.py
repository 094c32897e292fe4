"""Declared corrections: what a publisher put right after the papers were out.

A document has errors of its own; they are reported, never quietly mended. Only what somebody
published as a correction may replace a figure, and only while the figure is the one expected.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import Field, field_validator

from midtjylland.core import schemas
from midtjylland.core.delimited import read_value
from midtjylland.core.findings import Finding, MidtjyllandError
from midtjylland.core.message import finding
from midtjylland.core.paths import corrections_path
from midtjylland.core.yaml import Declared, read_tree
from midtjylland.store.package import write_table


class Correction(Declared):
    """One value of one row: what it is, what it shall be, why, and who says so."""

    table: str
    row: dict[str, str] = Field(min_length=1, description="columns and values that tell the row")
    column: str
    expected: str | None = Field(description="value as read; empty for none")
    value: str | None = Field(description="value as corrected; empty for none")
    why: str = Field(min_length=1)
    published_by: str = Field(min_length=1)
    date: date
    where: str = Field(default="", description="file and line; filled in when it is read")

    @field_validator("table")
    @classmethod
    def _known(cls, table: str) -> str:
        if table not in schemas.PRIMARY_KEYS:
            known = ", ".join(schemas.PRIMARY_KEYS)
            raise ValueError(f"there is no table {table}; there are {known}")
        return table


def load_corrections(data_dir: Path | str, year: int) -> list[Correction]:
    """Corrections declared for a year in `corrections/<year>.yaml` of the data folder, if any."""
    path = corrections_path(data_dir, year)
    if not path.exists():
        return []
    tree = read_tree(path)
    found = tree.validated(list[Correction]) if tree.values is not None else []
    return [
        each.model_copy(update={"where": tree.where(number)}) for number, each in enumerate(found)
    ]


def correct(tables: dict[str, pd.DataFrame], corrections: Sequence[Correction]) -> list[Finding]:
    """Put corrected values into the tables; an info finding (`corrected`) for each.

    Refused is a correction that fits no row or several, that expects another value than was read,
    or whose value the table can't hold.
    """
    findings, problems = [], []
    for each in corrections:
        try:
            frame = tables[each.table]
            row = _row(frame, each)
            values = frame[each.column].mask(frame.index == row, _typed(each))
            corrected = frame.assign(**{each.column: values})
            whole = schemas.rows_of(corrected.loc[[row]])
            for wrong in schemas.violations(each.table, whole):
                raise ValueError(wrong.removeprefix("row 1, "))
        except ValueError as error:
            problems.append(f"{each.where}: {error}.")
            continue
        tables[each.table] = corrected
        told = each.model_dump(include={"column", "why", "published_by", "date"})
        told |= {"row": _told(each), "old": each.expected or "empty", "new": each.value or "empty"}
        findings.append(finding(each.table, "corrected", whole[0], **told))
    if problems:
        raise MidtjyllandError(*problems)
    return findings


def _row(frame: pd.DataFrame, each: Correction) -> Any:
    """Index of the one row that a correction means, if it has the value that is expected."""
    for column in (*each.row, each.column):
        if column not in frame:
            raise ValueError(f"{each.table} has no column {column}")
    if each.column.startswith("source_"):
        raise ValueError(f"{each.column} says where a row stands and can't be corrected")
    # A correction writes values as the table's CSV has them.
    texts = pd.read_csv(io.BytesIO(write_table(frame)), dtype=str, keep_default_na=False)
    fits = texts[[*each.row]].eq(pd.Series(each.row)).all(axis="columns")
    if fits.sum() != 1:
        found = "fits no row any more" if not fits.any() else f"fits {fits.sum()} rows"
        raise ValueError(
            f"{_told(each)} {found}; look at the table, then adapt or remove this correction"
        )
    old, expected = texts.at[fits.idxmax(), each.column], each.expected or ""
    if old != expected:
        raise ValueError(
            f"{each.column} is expected to be {expected or 'empty'}, it was read as "
            f"{old or 'empty'}; look at the papers again, then adapt or remove this correction"
        )
    if old == (each.value or ""):
        raise ValueError(f"{each.column} is {old or 'empty'} already; remove this correction")
    return fits.idxmax()


def _typed(each: Correction) -> Any:
    """The corrected value in the type of its column."""
    if each.value is None:
        return None
    try:
        value = read_value(schemas.dtypes(each.table)[each.column], each.value)
    except ValueError as error:
        raise ValueError(f"{each.column} {error}") from None
    return pd.Timestamp(value) if isinstance(value, date) else value


def _told(each: Correction) -> str:
    return ", ".join(f"{column} {text}" for column, text in each.row.items())
