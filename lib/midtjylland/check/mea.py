"""The modules of MEA against their stated number, their year and their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from midtjylland.check.common import doubtful_texts, error, finding, totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.schemas import rows_of

TABLE = "mea_modules"


def check_mea(frames: Mapping[str, pd.DataFrame], year: int) -> Iterator[Finding]:
    """Everything the list of modules must satisfy; an empty one has nothing to satisfy."""
    modules = frames[TABLE]
    if modules.empty:
        return
    yield from _against_totals(modules, totals_of(frames["stated_totals"], TABLE))
    rows = rows_of(modules)
    yield from doubtful_texts(TABLE, rows, "title")
    for row in rows:
        yield from _dates(row, year)
    for before, row in pairwise(rows):
        if row["start_date"] < before["start_date"]:
            message = (
                f"{row['title']!r} of {row['start_date']:%Y-%m-%d} stands behind a module of "
                f"{before['start_date']:%Y-%m-%d}"
            )
            yield finding(TABLE, "warning", "dates-out-of-order", message, row)
    for row in rows_of(modules[modules.duplicated(["start_date", "title"])]):
        message = f"{row['title']!r} stands twice on {row['start_date']:%Y-%m-%d}"
        yield finding(TABLE, "info", "module-twice", message, row)


def _against_totals(modules: pd.DataFrame, totals: Mapping[str, float]) -> Iterator[Finding]:
    stated = totals.get("modules")
    if stated is None:
        message = (
            f"no paper states how many modules were held, so nothing proves that the "
            f"{len(modules)} listed are all"
        )
        yield finding(TABLE, "warning", "stated-total-missing", message)
    elif stated != len(modules):
        message = f"{len(modules)} modules are listed, the document states {stated:.0f}"
        yield error(TABLE, "modules-against-total", message)
    people = modules["participants"].dropna() if "participants" in modules else []
    if len(people) and "participants" in totals and people.sum() != totals["participants"]:
        message = (
            f"the participants of the modules add to {people.sum()}, the document states "
            f"{totals['participants']:.0f}"
        )
        yield finding(TABLE, "warning", "participants-against-total", message)


def _dates(row: dict[str, Any], year: int) -> Iterator[Finding]:
    if row["start_date"].year != year or row["end_date"].year not in (year, year + 1):
        message = (
            f"{row['title']!r} is dated {row['start_date']:%Y-%m-%d}, the contract year is {year}"
        )
        yield error(TABLE, "date-outside-year", message, row)
    if row["start_date"].day_of_week >= 5:
        message = f"{row['title']!r} falls on a {row['start_date']:%A}"
        yield finding(TABLE, "info", "on-weekend", message, row)
