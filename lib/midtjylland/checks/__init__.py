"""Do the tables add up? Against printed totals, other places and official figures.

Each check takes frames and returns findings. `error` withholds a table, because a figure in it must
be wrong; `warning` is published with the table, because the document itself prints it so; `info`
says what a careful reader should know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from midtjylland.checks.climate import (
    check_complete,
    check_ecsmv,
    check_grants,
    check_green,
    check_projects,
)
from midtjylland.checks.common import (
    check_conflicts,
    check_keys,
    check_letters,
    check_schema,
    check_stated,
    error,
    finding,
    totals_of,
    worst_first,
)
from midtjylland.checks.contract import check_contract
from midtjylland.checks.dk2020 import check_dk2020
from midtjylland.checks.guidance import check_guidance, check_population
from midtjylland.checks.mea import check_mea
from midtjylland.core.findings import Finding
from midtjylland.core.schemas import PRIMARY_KEYS
from midtjylland.region import Region

__all__ = ["check_schema", "check_tables", "worst_first"]

Tables = Mapping[str, pd.DataFrame]
# A result contract holds these; the others stand in papers that may be given or not.
CONTRACT = ("guidance_by_municipality", "mea_modules", "contract_goals", "contract_indicators")


def check_tables(
    tables: Tables, region: Region, year: int, population: pd.DataFrame, mentioned: Collection[str]
) -> list[Finding]:
    """Every check of a year's tables.

    Parameters
    ----------
    tables
        All tables of `schemas` but `findings`, typed; `stated_totals` with a row for every place.
    region
        Municipalities.
    year
        Contract year.
    population
        See `population.load_population`.
    mentioned
        Tables whose subject the documents bring up.

    Returns
    -------
    list of Finding
        See the functions of this package for the check ids.
    """
    findings = [*_missing(tables, mentioned), *check_conflicts(tables["stated_totals"])]
    findings += check_stated(tables, region)
    for table, frame in tables.items():
        findings += check_schema(table, frame)
        findings += check_letters(table, frame)
        if table in PRIMARY_KEYS and table not in ("stated_totals", "guidance_by_municipality"):
            findings += check_keys(table, frame)
    return findings + list(_by_topic(tables, region, year, population))


def _missing(tables: Tables, mentioned: Collection[str]) -> Iterator[Finding]:
    for table, frame in tables.items():
        if not frame.empty or table in ("stated_totals", "guidance_by_municipality"):
            continue
        if table in mentioned or table in CONTRACT:
            message = (
                "no row was found: the papers lack it, word it otherwise, or the extractor mixed "
                "their columns; ingest the PDF itself, or give the missing papers"
            )
            yield error(table, "table-missing", message)
        else:
            message = "none of the documents holds this table; it is published without rows"
            yield finding(table, "warning", "table-absent", message)


def _by_topic(
    tables: Tables, region: Region, year: int, population: pd.DataFrame
) -> Iterator[Finding]:
    guidance, stated = tables["guidance_by_municipality"], tables["stated_totals"]
    yield from check_guidance(guidance, stated, region)
    if not guidance.empty:
        yield from check_population(guidance, population, year)
    guided = totals_of(stated, "guidance_by_municipality").get("guided_firms_all")
    yield from check_contract(tables["contract_goals"], tables["contract_indicators"], guided)
    if not tables["mea_modules"].empty:
        yield from check_mea(tables["mea_modules"], stated, year)
    if not tables["dk2020_cohorts"].empty:
        yield from check_dk2020(tables["dk2020_cohorts"], stated, region)
    if not tables["ecsmv_rules"].empty:
        yield from check_ecsmv(tables["ecsmv_rules"], stated)
    if not tables["green_guidance"].empty:
        yield from check_green(tables["green_guidance"], stated, year)
    if not tables["green_grants"].empty:
        yield from check_grants(tables["green_grants"], year)
    yield from check_projects(tables["climate_projects"])
    yield from check_complete(tables["ecsmv_rules"], tables["climate_projects"])
