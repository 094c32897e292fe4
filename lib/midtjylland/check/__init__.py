"""Do the tables add up? Every check of a year's tables, worst finding first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import pandas as pd

from midtjylland.check.climate import check_fora, check_green, check_projects
from midtjylland.check.contract import check_contract
from midtjylland.check.dk2020 import check_dk2020
from midtjylland.check.ecsmv import check_ecsmv
from midtjylland.check.guidance import check_guidance
from midtjylland.check.mea import check_mea
from midtjylland.core.findings import Finding
from midtjylland.core.message import finding
from midtjylland.core.schemas import PRIMARY_KEYS, TABLES, dtypes, rows_of, violations
from midtjylland.declared.region import Region

Tables = Mapping[str, pd.DataFrame]
# A result contract always holds these.
_ALWAYS = ("guidance_by_municipality", "contract_goals", "contract_indicators")
_WORST_FIRST = ["error", "warning", "info"]


def check_tables(
    tables: Tables, region: Region, year: int, population: pd.DataFrame, mentioned: Collection[str]
) -> list[Finding]:
    """Findings of every check; `mentioned` are the tables that the papers bring up."""
    return [
        *_missing(tables, mentioned),
        *(found for table, frame in tables.items() for found in _check_any(table, frame)),
        *check_guidance(tables, region, year, population),
        *check_contract(tables),
        *check_mea(tables, year),
        *check_green(tables, year),
        *check_projects(tables),
        *check_fora(tables, year),
        *check_dk2020(tables, region, year),
        *check_ecsmv(tables),
    ]


def _missing(tables: Tables, mentioned: Collection[str]) -> Iterator[Finding]:
    """Tables without rows: withheld where a contract must hold them, else told."""
    for table, frame in tables.items():
        if frame.empty and table in _ALWAYS:
            yield finding(table, "table-missing/rows")
        elif frame.empty and table != "stated_totals":
            case = "named" if table in mentioned else "nowhere"
            yield finding(table, f"table-absent/{case}")


def _check_any(table: str, frame: pd.DataFrame) -> Iterator[Finding]:
    """What every table must satisfy: its schema, whole letters, each key once."""
    rows, seen = rows_of(frame), {}
    for text in violations(table, rows):
        yield finding(table, "schema", text=text)
    texts = [column for column, kind in dtypes(table).items() if kind == "str"]
    for row in rows:
        lost = next((c for c in texts if "\ufffd" in str(row[c] or "")), None)
        if lost:
            yield finding(table, "letter-lost", row, column=lost, text=row[lost][:60])
        key = tuple(row[name] for name in PRIMARY_KEYS[table])
        first = seen.setdefault(key, row)
        # Several places may state a total, but the same one.
        if table == "stated_totals" and first["value"] != row["value"]:
            values = {"first": first["value"], "second": row["value"]}
            yield finding(row["table"], "stated-total-conflict", row, **values)
        elif table != "stated_totals" and first is not row:
            yield finding(table, "key-twice", row, key=[*map(str, key)])


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in the order of the tables, errors before warnings before infos, none twice."""
    tables = list(TABLES)
    return sorted(
        set(findings),
        key=lambda f: (
            tables.index(f.table),
            _WORST_FIRST.index(f.severity),
            f.source_file or "",
            f.source_page or 0,
            f.source_line or 0,
            f.check,
            f.message,
        ),
    )
