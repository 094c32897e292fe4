"""The modules of MEA against their stated number, their year and their order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from midtjylland.checks.common import at, error, finding, totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.schemas import rows_of

MEA = "mea_modules"


def check_mea(modules: pd.DataFrame, stated: pd.DataFrame, year: int) -> Iterator[Finding]:
    """Everything the table of modules must satisfy.

    Parameters
    ----------
    modules
        `mea_modules`, not empty.
    stated
        `stated_totals`.
    year
        Contract year.

    Yields
    ------
    Finding
        Check ids: `stated-total-missing`, `modules-against-total`, `date-outside-year`,
        `dates-out-of-order`, `module-twice`, `on-weekend`.
    """
    totals = totals_of(stated, MEA)
    if not {"modules", "participants"} <= set(totals):
        message = (
            "the sentence that states the number of modules and participants was not found, so "
            "the modules can't be proven; give the whole papers"
        )
        yield error(MEA, "stated-total-missing", message)
    elif totals["modules"] != len(modules):
        message = f"{len(modules)} modules are listed, the document states {totals['modules']:.0f}"
        yield error(MEA, "modules-against-total", message)
    yield from _dates(modules, year)
    for row in rows_of(modules[modules.duplicated(["start_date", "title"])]):
        message = f"{at(row)}: {row['title']!r} stands twice on {row['start_date']:%Y-%m-%d}"
        yield finding(MEA, "info", "module-twice", message, row)


def _dates(modules: pd.DataFrame, year: int) -> Iterator[Finding]:
    rows = rows_of(modules)
    for row in rows:
        if row["start_date"].year != year or row["end_date"].year not in (year, year + 1):
            message = (
                f"{at(row)}: {row['title']!r} is dated {row['start_date']:%Y-%m-%d}, the contract "
                f"year is {year}"
            )
            yield error(MEA, "date-outside-year", message, row)
        if row["start_date"].day_of_week >= 5:
            message = f"{at(row)}: {row['title']!r} falls on a {row['start_date']:%A}"
            yield finding(MEA, "info", "on-weekend", message, row)
    for before, row in pairwise(rows):
        if row["start_date"] < before["start_date"]:
            message = (
                f"{at(row)}: {row['title']!r} of {row['start_date']:%Y-%m-%d} stands behind a "
                f"module of {before['start_date']:%Y-%m-%d}"
            )
            yield finding(MEA, "warning", "dates-out-of-order", message, row)
