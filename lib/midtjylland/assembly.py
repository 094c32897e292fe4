"""One year's documents to checked tables, in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from midtjylland import checks
from midtjylland.clean.climate import read_fora, read_green, read_projects
from midtjylland.clean.contract import read_contract
from midtjylland.clean.dk2020 import read_dk2020
from midtjylland.clean.ecsmv import read_ecsmv
from midtjylland.clean.guidance import read_guidance
from midtjylland.clean.mea import read_mea
from midtjylland.clean.reading import Reading
from midtjylland.clean.stated import read_stated
from midtjylland.clean.years import other_years, read_year
from midtjylland.core import schemas
from midtjylland.core.findings import Finding
from midtjylland.danish import phrase
from midtjylland.document import Document
from midtjylland.region import Region
from midtjylland.store.corrections import Correction, correct
from midtjylland.wording import with_candidates

RECIPES: Sequence[Callable[[Document, Region], Reading]] = (
    read_guidance,
    read_contract,
    read_stated,
    read_mea,
    read_dk2020,
    read_ecsmv,
    read_green,
    read_projects,
    read_fora,
)


def tables_of(
    documents: Sequence[Document],
    region: Region,
    year: int,
    population: pd.DataFrame,
    corrections: Sequence[Correction] = (),
    transcribed: Mapping[str, pd.DataFrame] = MappingProxyType({}),
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Read and check every table of one year's documents.

    Parameters
    ----------
    documents
        The year's documents.
    region
        Names and phrases to read them with.
    year
        Contract year that the documents must be of.
    population
        See `population.load_population`.
    corrections
        What the publisher put right since, see `corrections.load_corrections`.
    transcribed
        Tables that somebody wrote down by hand: they take the place of what is read.

    Returns
    -------
    tuple
        Frames by table name (`findings` not among them), and all findings, worst first.

    Raises
    ------
    SourceError
        The documents are of another year, or of several.
    MidtjyllandError
        A correction does not fit.
    """
    read_year(documents, region, year)
    findings = [*other_years(documents, region, year), *_pictures(documents)]
    parts: dict[str, list[pd.DataFrame]] = {table: [] for table in schemas.TABLES}
    del parts["findings"]
    for document in documents:
        for table, frame in _of_document(document, region, findings).items():
            parts[table].append(frame)
    tables = {table: _joined(table, frames) for table, frames in parts.items()}
    tables.update(transcribed)
    findings = [each for each in findings if each.table not in transcribed]
    findings += correct(tables, corrections)
    mentioned = _mentioned(documents, region)
    findings += checks.check_tables(tables, region, year, population, mentioned)
    stated = tables["stated_totals"]
    tables["stated_totals"] = stated.drop_duplicates(["table", "quantity"]).reset_index(drop=True)
    findings = with_candidates(_without_echo(findings), documents, region)
    if len(documents) > 1:
        findings = [_with_file(finding) for finding in findings]
    return tables, checks.worst_first(findings)


def _pictures(documents: Sequence[Document]) -> Iterator[Finding]:
    """A warning for each document of which some pages hold no text (check id `page-unread`)."""
    for document in documents:
        if document.unread_pages:
            pages = ", ".join(map(str, document.unread_pages))
            message = (
                f"{document.name} has no text on page {pages}: pictures are not read, recognise "
                "their text first (OCR) if they hold a table."
            )
            yield Finding("findings", "warning", "page-unread", message)


def _of_document(
    document: Document, region: Region, findings: list[Finding]
) -> dict[str, pd.DataFrame]:
    parts: dict[str, list[pd.DataFrame]] = {}
    for recipe in RECIPES:
        reading = recipe(document, region)
        findings += [replace(each, source_file=document.name) for each in reading.findings]
        for table, frame in reading.tables.items():
            frame["source_file"] = pd.array([document.name] * len(frame), dtype="str")
            parts.setdefault(table, []).append(frame)
    tables = {
        table: pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
        for table, frames in parts.items()
    }
    # Two recipes find totals: put them in the order of the text.
    order = ["source_page", "source_line"]
    tables["stated_totals"] = tables["stated_totals"].sort_values(order, kind="stable")
    return tables


def _without_echo(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out that a table has no rows where another error says why."""
    missing = "table-missing"
    explained = {f.table for f in findings if f.severity == "error" and f.check != missing}
    return [f for f in findings if f.check != missing or f.table not in explained]


def _with_file(finding: Finding) -> Finding:
    """Name the document in the message: a line alone says little where there are several."""
    if finding.source_file and finding.message.startswith(("line ", "page ")):
        return replace(finding, message=f"{finding.source_file}, {finding.message}")
    return finding


def _joined(table: str, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of all documents; one that repeats what an earlier document says is left out."""
    values = [column for column in schemas.columns(table) if not column.startswith("source_")]
    filled = [frame for frame in frames if len(frame)]
    joined, *others = filled or frames[:1] or [schemas.frame_of(table, [])]
    for frame in others:
        known = set(_rows(joined[values]))
        new = [row not in known for row in _rows(frame[values])]
        joined = pd.concat([joined, frame[new]])
    return joined.reset_index(drop=True)


def _rows(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    """Rows in which a missing value equals another."""
    return [tuple(row.values()) for row in schemas.rows_of(frame)]


def _mentioned(documents: Sequence[Document], region: Region) -> set[str]:
    return {
        table
        for table, words in region.mentions.items()
        for document in documents
        if any(phrase(word).search(document.text) for word in words)
    }
