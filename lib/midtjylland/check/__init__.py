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
ALWAYS = ("guidance_by_municipality", "contract_goals", "contract_indicators")
_WORST_FIRST = ["error", "warning", "info"]


def check_tables(
    tables: Tables, region: Region, year: int, population: pd.DataFrame, mentioned: Collection[str]
) -> list[Finding]:
    """Findings of every check; `mentioned` are the tables that the papers bring up."""
    findings = [*_missing(tables, mentioned)]
    for table, frame in tables.items():
        findings += _check_any(table, frame)
    findings += check_guidance(tables, region, year, population)
    findings += check_contract(tables)
    findings += check_mea(tables, year)
    findings += check_green(tables, year)
    findings += check_projects(tables)
    findings += check_fora(tables, year)
    findings += check_dk2020(tables, region, year)
    findings += check_ecsmv(tables)
    return findings


def _missing(tables: Tables, mentioned: Collection[str]) -> Iterator[Finding]:
    """Tables without rows: withheld where a contract must hold them, else told."""
    for table, frame in tables.items():
        if not frame.empty or table == "stated_totals":
            continue
        case = "named" if table in mentioned else "nowhere"
        yield finding(table, "table-missing/rows" if table in ALWAYS else f"table-absent/{case}")


def _check_any(table: str, frame: pd.DataFrame) -> Iterator[Finding]:
    """What every table must satisfy: its schema, whole letters, each key once."""
    for text in violations(table, rows_of(frame)):
        yield finding(table, "schema", text=text.rstrip("."))
    texts = [column for column, kind in dtypes(table).items() if kind == "str"]
    for row in rows_of(frame):
        lost = next((c for c in texts if "\ufffd" in str(row[c] or "")), None)
        if lost:
            yield finding(table, "letter-lost", row, column=lost, text=row[lost][:60])
    if table in PRIMARY_KEYS:
        yield from _once(table, frame)


def _once(table: str, frame: pd.DataFrame) -> Iterator[Finding]:
    """Each key once; totals that several places state must be the same."""
    keys = PRIMARY_KEYS[table]
    seen: dict[tuple, dict] = {}
    for row in rows_of(frame):
        key = tuple(row[name] for name in keys)
        first = seen.setdefault(key, row)
        if first is not row and table != "stated_totals":
            yield finding(table, "key-twice", row, key=[*map(str, key)])
        elif first is not row and first["value"] != row["value"]:
            values = {"first": first["value"], "second": row["value"]}
            yield finding(row["table"], "stated-total-conflict", row, **values)


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
