"""Public records of the municipalities' climate plans: a reference file, read and judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
from pydantic import Field, model_validator

from midtjylland.core.delimited import Blank, Day, read_models
from midtjylland.core.files import read_bounded
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.language import language
from midtjylland.core.paths import REFERENCE, find_data_dir
from midtjylland.core.yaml import Declared

FILE = "dk2020_public_records.csv"
_MONTH = "[0-9]{4}-(0[1-9]|1[0-2])"
_CONFLICT = re.compile(r"conflict\b.*?(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})?$")
_BOTH_DATES = {"range", "season", "year", "planned"}
Date = Annotated[Day | None, Blank]
Event = Literal["council_adoption", "c40_approval", "proposal"]


class Record(Declared):
    """What one public source says about one municipality's plan."""

    municipality_code: str = Field(pattern="^[0-9]{4}$")
    municipality: str = Field(min_length=1)
    round: str = Field(pattern=f"^(pilot|{_MONTH}( and {_MONTH})*)$")
    event: Annotated[Event | None, Blank]
    date_from: Date
    date_to: Date
    precision: Literal["day", "range", "season", "year", "no later than", "planned", "unknown"]
    confidence: Literal["high", "medium", "low", "none"]
    source: Annotated[str | None, Blank]
    note: Annotated[str | None, Blank]

    @model_validator(mode="after")
    def _agrees(self) -> Record:
        first, last = self.date_from, self.date_to
        if self.precision == "unknown" and (first or last or self.event):
            raise ValueError("an unknown date has neither event nor dates; empty them")
        if self.precision == "no later than" and (first or not last):
            raise ValueError("'no later than' has date_to alone; fill it and empty date_from")
        if self.precision == "day" and not (first and first == last):
            raise ValueError("a day has the same date_from and date_to; write it in both")
        if self.precision in _BOTH_DATES and not (first and last and first <= last):
            raise ValueError(
                f"a {self.precision} needs date_from and a date_to that is not before it"
            )
        if self.precision not in ("unknown", "planned") and not (self.event and self.source):
            raise ValueError("a dated record names its event and its source; fill both")
        if (self.note or "").startswith("conflict") and not self.conflicting_date:
            raise ValueError("a note on a conflict ends in the other date as YYYY-MM-DD; add it")
        return self

    @property
    def conflicting_date(self) -> date | None:
        """Date of another source that contradicts this record, from its note."""
        found = _CONFLICT.match(self.note or "")
        return date.fromisoformat(found["date"]) if found and found["date"] else None


def load_dk2020_records(data_dir: Path | str = "data") -> pd.DataFrame:
    """Public records of the climate plans of the DK2020 municipalities, in the file's order.

    `round` is `pilot`, or the month of the press release that names the municipality (several
    joined by `and`); `conflicting_date` is another source's date, in which the note ends.
    """
    path = find_data_dir(data_dir) / "raw" / REFERENCE / FILE
    names = [*Record.model_fields, "conflicting_date"]
    types = {name: "str" for name in names} | {
        name: "datetime64[s]" for name in ("date_from", "date_to", "conflicting_date")
    }
    if not path.exists():
        return pd.DataFrame(columns=names).astype(types)
    records = read_models(read_bounded(path), path, Record)
    problems = list(_clashes(records))
    if problems:
        raise MidtjyllandError(*(f"{path}, {problem}" for problem in problems))
    rows = [
        {**each.model_dump(), "conflicting_date": each.conflicting_date}
        for each in records.values()
    ]
    frame = pd.DataFrame(rows, columns=names).astype(types)
    return language().frame(frame, "source", "note")


def _clashes(records: Mapping[int, Record]) -> Iterator[str]:
    for (before, other), (line, record) in combinations(records.items(), 2):
        if other.municipality_code != record.municipality_code:
            continue
        if other.event == record.event:
            yield f"line {line}: line {before} has the same event; keep one."
        if other.round != record.round:
            yield f"line {line}: line {before} has another round; mend one."
