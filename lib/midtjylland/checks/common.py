"""What every check needs: findings with their place, totals, and checks that fit any table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from midtjylland.clean.stated import CONTEXT
from midtjylland.core.findings import Finding, Severity
from midtjylland.core.schemas import PRIMARY_KEYS, TABLES, dtypes, rows_of, violations
from midtjylland.region import Region

PROVING = {
    "guidance_by_municipality": {"guided_firms_all"},
    "mea_modules": {"modules", "participants"},
    "dk2020_cohorts": {"municipalities"},
}
_WORST = {"error": 0, "warning": 1, "info": 2}


def error(table: str, check: str, message: str, row: Mapping[str, Any] | None = None) -> Finding:
    """A finding that withholds the table."""
    return finding(table, "error", check, message, row)


def finding(
    table: str, severity: Severity, check: str, message: str, row: Mapping[str, Any] | None = None
) -> Finding:
    """A finding with the place of the row it concerns."""
    place = row or {}
    where = (place.get(name) for name in ("source_page", "source_line", "source_file"))
    return Finding(table, severity, check, f"{message}.", *where)


def at(row: Mapping[str, Any]) -> str:
    """Where a row stands, in words."""
    page, line = row["source_page"], row["source_line"]
    return f"line {line}" if page is None else f"page {page}, line {line}"


def totals_of(stated: pd.DataFrame, table: str) -> dict[str, float]:
    """Printed totals of a table by quantity; the first where several are printed."""
    rows = zip(stated["table"], stated["quantity"], stated["value"], strict=True)
    own = [(quantity, value) for of, quantity, value in rows if of == table]
    return dict(reversed(own))


def check_schema(table: str, frame: pd.DataFrame) -> list[Finding]:
    """Types, ranges and patterns of `schemas` for every row (check id `schema`)."""
    return [Finding(table, "error", "schema", text) for text in violations(table, rows_of(frame))]


def check_keys(table: str, frame: pd.DataFrame) -> Iterator[Finding]:
    """Each key once (check id `key-twice`)."""
    seen = set()
    for row in rows_of(frame):
        key = tuple(row[name] for name in PRIMARY_KEYS[table])
        if key in seen:
            named = ", ".join(map(str, key))
            yield error(table, "key-twice", f"{at(row)}: {named} stands a second time", row)
        seen.add(key)


def check_letters(table: str, frame: pd.DataFrame) -> Iterator[Finding]:
    """No text holds the mark of a letter that got lost (check id `letter-lost`)."""
    for column, kind in dtypes(table).items():
        texts = frame[column] if kind == "str" else ()
        lost = [place for place, text in enumerate(texts) if "\ufffd" in str(text)]
        for row in rows_of(frame.iloc[lost]) if lost else ():
            message = (
                f"{at(row)}: {column} {row[column]!r} holds a letter that got lost in extraction; "
                "extract the text again as UTF-8"
            )
            yield error(table, "letter-lost", message, row)


def check_conflicts(stated: pd.DataFrame) -> Iterator[Finding]:
    """Totals that several places print are the same (check id `stated-total-conflict`)."""
    if stated.empty:
        return
    for (table, quantity), rows in stated.groupby(["table", "quantity"], sort=False):
        if rows["value"].nunique() > 1:
            places = rows_of(rows)
            values = " and ".join(f"{row['value']:.0f} ({at(row)})" for row in places)
            message = f"the total {quantity} is stated as {values}"
            yield error(str(table), "stated-total-conflict", message, places[1])


def check_stated(tables: Mapping[str, pd.DataFrame], region: Region) -> Iterator[Finding]:
    """Totals that the region declares and no paper prints (check id `stated-total-absent`).

    Those that prove a table are errors of that table's own check, see `PROVING`.
    """
    for table, sentences in region.stated_totals.items():
        printed = set(totals_of(tables["stated_totals"], table))
        named = {name for text in sentences for name in re.findall(r"\{(\w+)\}", text)}
        absent = sorted(named - printed - CONTEXT - PROVING.get(table, set()))
        if absent and table in tables and not tables[table].empty:
            message = f"no paper prints {', '.join(absent)}, so nothing was compared with it"
            yield finding(table, "info", "stated-total-absent", message)


def check_places(
    table: str, frame: pd.DataFrame, by: str | None, columns: Iterable[str]
) -> Iterator[Finding]:
    """Figures that two parts of the papers give agree (check id `places-differ`).

    Parameters
    ----------
    table, frame
        A table with a column `place`.
    by
        Column that says which rows belong together; None where all do.
    columns
        Figures to compare, where both parts give them.
    """
    groups = [(table, frame)] if by is None else frame.groupby(by, sort=False)
    for name, group in groups:
        rows = rows_of(group)
        for column in columns:
            given = [row for row in rows if row[column] is not None]
            if len({row[column] for row in given}) > 1:
                said = " and ".join(f"{_plain(row[column])} ({at(row)})" for row in given)
                subject = "" if by is None else f"{name}: "
                message = f"{subject}two places of the papers give {column} as {said}"
                yield finding(table, "warning", "places-differ", message, given[-1])


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in the order of the tables, errors before warnings before infos, none twice."""
    tables = list(TABLES)
    return sorted(
        set(findings),
        key=lambda f: (
            tables.index(f.table),
            _WORST[f.severity],
            f.source_file or "",
            f.source_page or 0,
            f.source_line or 0,
            f.check,
            f.message,
        ),
    )


def _plain(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return f"{value:g}" if isinstance(value, float) else str(value)
