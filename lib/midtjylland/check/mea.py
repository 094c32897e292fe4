"""The modules of MEA against their stated number, their year and their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import pandas as pd

from midtjylland.check.common import doubtful_texts, totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.message import finding
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
        if row["start_date"].year != year or row["end_date"].year not in (year, year + 1):
            yield finding(TABLE, "date-outside-year", row, year=year)
        if row["end_date"] < row["start_date"]:
            yield finding(TABLE, "dates-out-of-order/end", row)
        if row["start_date"].day_of_week >= 5:
            yield finding(TABLE, "on-weekend", row)
    for before, row in pairwise(rows):
        if row["start_date"] < before["start_date"]:
            yield finding(TABLE, "dates-out-of-order/module", row, before=before["start_date"])
    for row in rows_of(modules[modules.duplicated(["start_date", "title"])]):
        yield finding(TABLE, "module-twice", row)


def _against_totals(modules: pd.DataFrame, totals: Mapping[str, float]) -> Iterator[Finding]:
    stated = totals.get("modules")
    if stated is None:
        yield finding(TABLE, "stated-total-missing/modules", count=len(modules))
    elif stated != len(modules):
        yield finding(TABLE, "modules-against-total", count=len(modules), stated=stated)
    people, told = modules["participants"].dropna(), totals.get("participants")
    if len(people) and told is not None and people.sum() != told:
        yield finding(TABLE, "participants-against-total", sum=people.sum(), participants=told)
