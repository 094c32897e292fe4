"""What several checks need: stated totals, limits, texts that break off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from midtjylland.core.findings import Finding
from midtjylland.core.message import Message, finding, place_message

# A text that ends with one of these goes on; one without a word, or with a unit without its
# number, has lost a line.
_BREAKS_OFF = re.compile(
    r"(?:^|\s)(?:og|eller|samt|at|som|en|et|mindst|højst|ca\.|cirka|knap)$|-$|^[\W\d]*$"
    r"|\b(?:på|mindst|min\.|over|med) (?:procent|pct|%)",
    re.I,
)


def at(row: Mapping[str, Any]) -> Message:
    """Where a row stands, in words."""
    return place_message(row["source_page"], row["source_line"])


def totals_of(stated: pd.DataFrame, table: str) -> dict[str, float]:
    """Stated totals of a table by quantity; the first where several places state one."""
    rows = zip(stated["table"], stated["quantity"], stated["value"], strict=True)
    return dict(reversed([(quantity, value) for of, quantity, value in rows if of == table]))


def outside(
    table: str, case: str, row: Mapping[str, Any], column: str, limits: tuple[float, float]
) -> Iterator[Finding]:
    """Tell of a value outside its limits; one that is missing is fine."""
    (low, high), value = limits, row[column]
    if value is not None and not low <= value <= high:
        values = {"column": column, "value": value, "low": low, "high": high}
        yield finding(table, f"implausible/{case}", row, **values)


def doubtful_texts(table: str, rows: Iterable[Mapping[str, Any]], column: str) -> Iterator[Finding]:
    """Warn of texts that break off, and of one that holds far more than the others."""
    rows = [row for row in rows if row[column]]
    longest = sorted(len(row[column]) for row in rows)[-2:]
    for row in rows:
        text = row[column]
        if _BREAKS_OFF.search(text):
            yield finding(table, "text-doubtful/short", row, text=text)
        elif len(rows) > 3 and len(text) > 2 * longest[0] and ". " in text:
            yield finding(table, "text-doubtful/long", row, text=text)
