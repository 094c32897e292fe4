"""One year's documents to checked tables, in memory."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from midtjylland.check import check_tables, worst_first
from midtjylland.core import schemas
from midtjylland.core.findings import Finding, MidtjyllandError
from midtjylland.core.message import Message
from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.contract.recipe import read_contract
from midtjylland.extract.dk2020.recipe import read_dk2020
from midtjylland.extract.ecsmv.recipe import read_ecsmv
from midtjylland.extract.fora.recipe import read_fora
from midtjylland.extract.green.recipe import read_green
from midtjylland.extract.guidance import read_guidance
from midtjylland.extract.mea.recipe import read_mea
from midtjylland.extract.projects import read_projects
from midtjylland.extract.years import other_years, read_year
from midtjylland.read.document import Document
from midtjylland.store.corrections import Correction, correct

# Findings behind which a page that is a picture may stand.
_NOT_FOUND = ("table-missing", "table-absent", "stated-total-missing", "modules-against-total")


def tables_of(
    documents: Sequence[Document],
    region: Region,
    year: int,
    population: pd.DataFrame,
    corrections: Sequence[Correction] = (),
    transcribed: Mapping[str, pd.DataFrame] | None = None,
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Frames by table name (`findings` not among them), and all findings, worst first.

    `transcribed` tables were written by hand and take the place of those that are read.
    """
    read_year(documents, region, year)
    region = region.in_year(year)
    findings = list(other_years(documents, region, year))
    rows: dict[str, list[dict[str, Any]]] = {t: [] for t in schemas.TABLES if t != "findings"}
    for document in documents:
        extract = _read(document, region, year)
        findings += [replace(each, source_file=document.name) for each in extract.findings]
        for table, found in extract.rows.items():
            _join(rows[table], [{**row, "source_file": document.name} for row in found], table)
    by_hand = transcribed or {}
    findings = [each for each in findings if each.table not in by_hand]
    tables = {t: by_hand[t] if t in by_hand else schemas.frame_of(t, rows[t]) for t in rows}
    findings += correct(tables, corrections)
    findings += check_tables(tables, region, year, population, mentioned(documents, region))
    tables["stated_totals"] = (
        tables["stated_totals"].drop_duplicates(["table", "quantity"]).reset_index(drop=True)
    )
    return tables, worst_first(_with_names(_without_echo(findings), documents))


def _read(document: Document, region: Region, year: int) -> Extract:
    contract = ("contract_goals", "contract_indicators")
    extract = _whole(contract, read_contract, document, region, year)
    goals = extract.rows.get("contract_goals", ())
    targets, results = (
        [row[f"{kind}_text"] or "" for row in goals] for kind in ("target", "result")
    )
    # The contract's own table may look like two columns.
    seen = document.in_columns, region
    green = ("green_guidance", "green_grants")
    extract.extend(
        [
            # These need the contract year, to tell this year's column and days without a year.
            _whole(["guidance_by_municipality"], read_guidance, *seen, year),
            _whole(["mea_modules"], read_mea, *seen, year),
            _whole(green, read_green, *seen, targets, results),
            _whole(["dk2020_cohorts"], read_dk2020, *seen),
            _whole(["ecsmv_rules"], read_ecsmv, *seen),
            _whole(["climate_projects"], read_projects, *seen),
            _whole(["regional_fora"], read_fora, *seen),
        ]
    )
    # Several recipes find totals, and projects stand in two parts: in the order of the text.
    for table in ("stated_totals", "climate_projects"):
        found = extract.rows.get(table, [])
        found.sort(key=lambda row: (row["source_page"] or 0, row["source_line"]))
    return extract


def _whole(tables: Sequence[str], recipe: Callable[..., Extract], *given: Any) -> Extract:
    """What a recipe gives; where it breaks its own tables are withheld, and no others."""
    try:
        return recipe(*given)
    except (MidtjyllandError, MemoryError):
        raise
    except Exception as fault:  # nobody foresees every paper
        at = traceback.extract_tb(fault.__traceback__)[-1]
        told = f"{type(fault).__name__}: {fault}, {Path(at.filename).name} line {at.lineno}"
        extract = Extract()
        for table in tables:
            extract.tell(table, "reading-broke", fault=told, unread=table)
        return extract


def _join(rows: list[dict[str, Any]], found: Sequence[dict[str, Any]], table: str) -> None:
    """Add the rows of another document; one that repeats what is there already is left out."""
    columns = [c for c in schemas.columns(table) if not c.startswith("source_")]
    known = {tuple(row.get(c) for c in columns) for row in rows}
    rows += [row for row in found if tuple(row.get(c) for c in columns) not in known]


def _without_echo(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Leave out that a table has no rows where another error says why."""
    explained = {f.table for f in findings if f.severity == "error" and f.check != "table-missing"}
    told = {f.table for f in findings if f.severity != "info" and f.check != "table-absent"}
    for each in findings:
        echo = each.check == "table-missing" and each.table in explained
        if not echo and not (each.check == "table-absent" and each.table in told):
            yield each


def _with_names(findings: Iterable[Finding], documents: Sequence[Document]) -> Iterator[Finding]:
    """Name the document where there are several, and pictures where a table was not found."""
    names = [document.name for document in documents]
    pages = [
        Message("page {page} of {document}", page=n, document=d.name)
        for d in documents
        for n in d.pictures
    ]
    for each in findings:
        if len(names) > 1 and each.source_file in names:
            values = {"document": each.source_file, "message": each.message}
            each = replace(each, message=Message("{document}, {message}", **values))
        if pages and each.check in _NOT_FOUND:
            hint = Message(
                "{message} {pages} is a picture: recognise its text (OCR) first.",
                message=each.message,
                pages=pages,
            )
            each = replace(each, message=hint)
        yield each


def mentioned(documents: Sequence[Document], region: Region) -> set[str]:
    """Tables whose subject the papers bring up."""
    words = region.words.get("mentions", {})
    return {
        table
        for table in words
        if any(region.pattern("mentions", table).search(document.text) for document in documents)
    }
