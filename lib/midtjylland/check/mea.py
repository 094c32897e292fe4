"""The modules of MEA against their stated number, their year and their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from midtjylland.check.common import doubtful_texts, error, finding, totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.message import Message
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
            message = Message(
                "'{title}' of {start_date} stands behind a module of {before}",
                title=row["title"],
                start_date=row["start_date"],
                before=before["start_date"],
            )
            yield finding(TABLE, "warning", "dates-out-of-order", message, row)
    for row in rows_of(modules[modules.duplicated(["start_date", "title"])]):
        message = Message(
            "'{title}' stands twice on {start_date}",
            title=row["title"],
            start_date=row["start_date"],
        )
        yield finding(TABLE, "info", "module-twice", message, row)


def _against_totals(modules: pd.DataFrame, totals: Mapping[str, float]) -> Iterator[Finding]:
    stated = totals.get("modules")
    if stated is None:
        message = Message(
            "no paper states how many modules were held, so nothing proves that the {count} "
            "listed are all",
            count=len(modules),
        )
        yield finding(TABLE, "warning", "stated-total-missing", message)
    elif stated != len(modules):
        message = Message(
            "{count} modules are listed, the document states {stated}",
            count=len(modules),
            stated=stated,
        )
        yield error(TABLE, "modules-against-total", message)
    people = modules["participants"].dropna() if "participants" in modules else []
    if len(people) and "participants" in totals and people.sum() != totals["participants"]:
        message = Message(
            "the participants of the modules add to {sum}, the document states {participants}",
            sum=people.sum(),
            participants=totals["participants"],
        )
        yield finding(TABLE, "warning", "participants-against-total", message)


def _dates(row: dict[str, Any], year: int) -> Iterator[Finding]:
    if row["start_date"].year != year or row["end_date"].year not in (year, year + 1):
        message = Message(
            "'{title}' is dated {start_date}, the contract year is {year}",
            title=row["title"],
            start_date=row["start_date"],
            year=year,
        )
        yield error(TABLE, "date-outside-year", message, row)
    if row["start_date"].day_of_week >= 5:
        message = Message(
            "'{title}' falls on a weekend ({start_date})",
            title=row["title"],
            start_date=row["start_date"],
        )
        yield finding(TABLE, "info", "on-weekend", message, row)
