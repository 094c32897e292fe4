"""Attendance of each MEA module, when an analyst has it: the papers give only the total."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from midtjylland.core.findings import Finding, MidtjyllandError
from midtjylland.core.paths import find_data_dir

FILE = "mea_attendance.csv"
COLUMNS = ("module_no", "participants")
_TABLE = "mea_modules"


class Attendance(NamedTuple):
    """What `load_attendance` read; `table` is None when there is no file."""

    table: pd.DataFrame | None
    findings: list[Finding]


def load_attendance(
    modules: pd.DataFrame, stated_participants: float | None, year: int, data_dir: Path | str
) -> Attendance:
    """Participants of each module from `raw/<year>/mea_attendance.csv`, if there is such a file.

    Parameters
    ----------
    modules
        `mea_modules` of the year; only `module_no` is used.
    stated_participants
        Total that the papers state; None where they state none.
    year
        Contract year.
    data_dir
        Data folder.

    Returns
    -------
    Attendance
        `table` with `module_no` and `participants` (both `Int64`), a row a module of the file in
        the order of the modules, participants missing where the cell is empty; and `findings`:
        warnings when modules are missing, or when the sum is not the stated total.

    Raises
    ------
    MidtjyllandError
        The file can't be read, lacks a column, names a module twice or one that does not exist, or
        has a figure that is not a whole number from 0: a sentence for each problem. Columns beside
        the two are the analyst's own and are not read.
    """
    path = find_data_dir(data_dir) / "raw" / str(year) / FILE
    if not path.exists():
        return Attendance(None, [])
    rows = _read(path)
    known = {int(number) for number in modules["module_no"]}
    problems = [*_cell_problems(rows), *_module_problems(rows, known)]
    if problems:
        raise MidtjyllandError(*(f"{path}{problem}" for problem in problems))
    figures = {int(row["module_no"]): row["participants"] for row in rows.values()}
    numbers = sorted(figures)
    people = [int(figures[number]) if figures[number] else None for number in numbers]
    table = pd.DataFrame({"module_no": numbers, "participants": people}).astype("Int64")
    return Attendance(table, list(_findings(table, known, stated_participants)))


def _read(path: Path) -> Mapping[int, dict[str, str]]:
    """Cells of each line, by line number; spreadsheets like to put a byte order mark first."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = set(COLUMNS) - set(reader.fieldnames or ())
            if missing:
                raise MidtjyllandError(
                    f"{path} has no column {sorted(missing)[0]!r}; its first line must name "
                    f"{' and '.join(COLUMNS)}, with a comma between."
                )
            lines = ((reader.line_num, row) for row in reader)
            return {line: {name: row[name].strip() for name in COLUMNS} for line, row in lines}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise MidtjyllandError(
            f"{path} can't be read as CSV in UTF-8 ({error}); save it again as that."
        ) from None


def _cell_problems(rows: Mapping[int, dict[str, str]]) -> Iterator[str]:
    for line, row in rows.items():
        for name, text in row.items():
            unknown = name == "participants" and not text
            if not (unknown or (text.isascii() and text.isdigit() and len(text) < 10)):
                yield f", line {line}: {name} is {text!r}; write a whole number from 0."


def _module_problems(rows: Mapping[int, dict[str, str]], known: Collection[int]) -> Iterator[str]:
    numbers = [int(row["module_no"]) for row in rows.values() if row["module_no"].isdecimal()]
    for number, times in Counter(numbers).items():
        if number not in known:
            yield f" names module {number}, which the papers do not list; remove or mend it."
        if times > 1:
            yield f" names module {number} {times} times; keep one line."
    if not any(row["participants"] for row in rows.values()):
        yield " gives no participants at all; fill it in, or remove it."


def _findings(
    table: pd.DataFrame, known: Collection[int], stated_participants: float | None
) -> Iterator[Finding]:
    given = table.dropna()
    absent = len(known) - len(given)
    if absent:
        yield Finding(
            _TABLE,
            "warning",
            "attendance-covers-modules",
            f"{FILE} gives participants for {len(given)} of {len(known)} modules; the other "
            f"{absent} are left out of the attendance figures.",
        )
    total = int(given["participants"].sum())
    if stated_participants is not None and total != stated_participants:
        yield Finding(
            _TABLE,
            "warning",
            "attendance-against-total",
            f"{FILE} adds to {total:,} participants, the papers state {stated_participants:,.0f}.",
        )
