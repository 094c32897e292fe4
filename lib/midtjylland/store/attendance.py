"""Attendance of each MEA module, when an analyst has it: the papers give only the total."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, NamedTuple

import pandas as pd
from pydantic import Field

from midtjylland.check.common import totals_of
from midtjylland.core.delimited import Blank, read_models
from midtjylland.core.files import read_bounded, write_whole
from midtjylland.core.findings import Finding, MidtjyllandError
from midtjylland.core.message import Message, finding
from midtjylland.core.paths import find_data_dir
from midtjylland.core.yaml import Declared
from midtjylland.store.package import load
from midtjylland.store.raw import write_described

FILE = "mea_attendance.csv"
_TABLE = "mea_modules"
Count = Annotated[int, Field(ge=0, lt=10**9)]


class Module(Declared):
    """A line of the list."""

    module_no: Count
    participants: Annotated[Count | None, Blank]


COLUMNS = list(Module.model_fields)


class Attendance(NamedTuple):
    """Participants of each module, None when they are not at hand, and findings about them."""

    table: pd.DataFrame | None
    findings: list[Finding]


def load_attendance(
    modules: pd.DataFrame, stated_participants: float | None, year: int, data_dir: Path | str
) -> Attendance:
    """Participants of each module: those of an analyst's file, else those of the papers' own list.

    `participants` is missing where a number is not known. A sum that is not the stated total, or
    modules that are missing, are warnings; a file that is no list of these modules is refused.
    """
    path = _stored(year, data_dir)
    if path.exists():
        return _read(read_bounded(path), path, modules, stated_participants)
    if modules["participants"].notna().any():
        return _judged(modules[COLUMNS].astype("Int64"), len(modules), stated_participants)
    return Attendance(None, [])


def write_template(path: Path, year: int, data_dir: Path | str) -> int:
    """Write a list of the year's modules to fill in, as Danish Excel opens it; return how many."""
    if path.exists():
        raise MidtjyllandError(f"{path} is there already; fill it in, or remove it first.")
    modules = _modules(year, data_dir)
    blank = modules.assign(participants="")[[*COLUMNS, "start_date", "title"]]
    text = blank.to_csv(index=False, sep=";", lineterminator="\r\n", date_format="%Y-%m-%d")
    write_whole(path, text.encode("utf-8-sig"))
    return len(modules)


def add_attendance(given: Path, year: int, data_dir: Path | str) -> Attendance:
    """Check a list of attendance and store it unchanged among the papers of the year."""
    modules, path = _modules(year, data_dir), _stored(year, data_dir)
    raw = read_bounded(given)
    if path.exists():
        raise MidtjyllandError(f"{path} is there already; remove it and its sidecar first.")
    totals = totals_of(load("stated_totals", year=year, data_dir=data_dir), _TABLE)
    attendance = _read(raw, given, modules, totals.get("participants"))
    write_described(
        path,
        raw,
        title=path.name,
        publisher=str(Message("Handed in by an analyst")),
        description=str(Message("Stored unchanged by `midtjylland attendance`.")),
        terms=str(Message("Not published; ask whoever handed it in before passing it on.")),
    )
    return attendance


def _stored(year: int, data_dir: Path | str) -> Path:
    return find_data_dir(data_dir) / "raw" / str(year) / FILE


def _modules(year: int, data_dir: Path | str) -> pd.DataFrame:
    modules = load(_TABLE, year=year, data_dir=data_dir)
    if modules.empty:
        raise MidtjyllandError(f"{_TABLE} of {year} lists no modules to give attendance for.")
    return modules


def _read(
    raw: bytes, path: Path, modules: pd.DataFrame, stated_participants: float | None
) -> Attendance:
    rows = read_models(raw, path, Module).values()
    known, problems = {*modules["module_no"]}, []
    for number, times in Counter(row.module_no for row in rows).items():
        if number not in known:
            problems.append(f"module {number}, which the papers do not list; remove or mend it.")
        if times > 1:
            problems.append(f"module {number} {times} times; keep one line.")
    problems = [f"{path} names {problem}" for problem in problems]
    if all(row.participants is None for row in rows):
        problems.append(f"{path} gives no participants at all; fill it in, or remove it.")
    if problems:
        raise MidtjyllandError(*problems)
    table = pd.DataFrame([row.model_dump() for row in rows], columns=COLUMNS).astype("Int64")
    table = table.sort_values("module_no", ignore_index=True)
    return _judged(table, len(known), stated_participants)


def _judged(table: pd.DataFrame, modules: int, stated_participants: float | None) -> Attendance:
    findings, given = [], table["participants"].dropna()
    if len(given) < modules:
        left = {"count": len(given), "modules": modules, "left": modules - len(given)}
        findings.append(finding(_TABLE, "attendance-covers-modules", **left))
    if stated_participants is not None and given.sum() != stated_participants:
        values = {"given": given.sum(), "stated": stated_participants}
        findings.append(finding(_TABLE, "attendance-against-total", **values))
    return Attendance(table, findings)
