"""A year's documents to published tables: each table proven, withheld by name, or all refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pandas as pd

from midtjylland.check import worst_first
from midtjylland.check.ecsmv import check_against_file
from midtjylland.core import schemas
from midtjylland.core.files import locked, read_bounded, staging, swap_in
from midtjylland.core.findings import Finding, MidtjyllandError, SourceError, sentences_of
from midtjylland.core.message import Message, finding
from midtjylland.core.paths import existing_data_dir, find_data_dir, processed_dir, year_dirs
from midtjylland.declared.region import Region, load_region
from midtjylland.declared.rules import load_rules
from midtjylland.extract.years import read_year
from midtjylland.read.document import Document, read_document
from midtjylland.store import raw
from midtjylland.store.assemble import mentioned, tables_of
from midtjylland.store.corrections import load_corrections
from midtjylland.store.descriptor import package_files, source_entries
from midtjylland.store.population import load_population
from midtjylland.store.transcriptions import Transcription, read_transcriptions

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Papers:
    """A year's documents as read, their tables and findings, and the files to publish, if any."""

    year: int
    documents: Sequence[Document]
    tables: Tables
    findings: Sequence[Finding]
    files: Mapping[str, bytes]

    @property
    def withheld(self) -> list[str]:
        """Tables that are not published, in the order of the findings."""
        return withheld_tables(self.findings)

    def refuse(self, but: Collection[str] = ()) -> None:
        """Refuse to publish, with the errors of all tables but some."""
        told = sentences_of(each for each in self.findings if each.table not in but)
        raise MidtjyllandError(*(text for severity, text in told if severity == "error"))


def withheld_tables(findings: Iterable[Finding]) -> list[str]:
    """Tables with an error."""
    return list(dict.fromkeys(each.table for each in findings if each.severity == "error"))


def ingest(
    paths: Sequence[Path],
    data_dir: Path | str = "data",
    year: int | None = None,
    allow_missing: Collection[str] = (),
) -> tuple[Papers, int]:
    """Store documents of one contract year unchanged, publish what they prove; says how many.

    They join the documents of that year that are stored already. Where nothing can be read, they
    are stored only if the caller names the year: then its tables can be transcribed.
    """
    data_dir = find_data_dir(data_dir)
    region = load_region(data_dir)
    given = _read_sources(paths)
    documents = {name: read_document(content, name) for name, content in given.items()}
    known = year is not None
    year = read_year([*documents.values()], region, year)
    target = data_dir / "raw" / str(year)
    with locked(data_dir), staging(target) as staged:
        _refuse_other_year(data_dir, year, given)
        _refuse_changed(target)
        new = [_stage(staged, name, each, region.publisher, year) for name, each in given.items()]
        papers = read_papers(data_dir, year, staged, region, documents)
        if not (papers.files or known):
            papers.refuse()
        stored = [path.name for path in raw.document_files(target)]
        if not (papers.files or stored):
            _refuse_foreign(papers, region)
        _refuse_second(papers, [name for name in stored if name not in given], allow_missing)
        _publish(data_dir, papers, allow_missing)
        swap_in(staged, target)
    return papers, sum(new)


def build(year: int, data_dir: Path | str = "data", allow_missing: Collection[str] = ()) -> Papers:
    """Derive a year's tables again from its raw documents and publish those that are proven."""
    data_dir = existing_data_dir(data_dir)
    with locked(data_dir):
        _year, folder = raw.papers_of(data_dir, year)
        if not raw.document_files(folder):
            raise MidtjyllandError(f"{folder} has no documents; ingest the papers again.")
        _refuse_changed(folder)
        papers = read_papers(data_dir, year, folder, load_region(data_dir))
        _publish(data_dir, papers, allow_missing)
    return papers


def read_papers(
    data_dir: Path,
    year: int,
    folder: Path,
    region: Region,
    at_hand: Mapping[str, Document] | None = None,
    without: str | None = None,
) -> Papers:
    """What a year's folder gives; nothing is written.

    `at_hand` are documents that are read already; a transcription of the table `without` is left
    out.
    """
    documents = [
        (at_hand or {}).get(path.name) or read_document(read_bounded(path), path.name)
        for path in raw.document_files(folder)
    ]
    written = [each for each in read_transcriptions(folder) if each.table != without]
    tables, findings = tables_of(
        documents,
        region,
        year,
        load_population(data_dir),
        load_corrections(data_dir, year),
        {each.table: each.frame for each in written},
    )
    findings += check_against_file(tables["ecsmv_rules"], load_rules(data_dir))
    kept, findings = _proven(tables, _with_transcribers(worst_first(findings), written))
    files = {}
    if kept:
        sources = source_entries(data_dir, year, folder, written)
        files = package_files(kept, year, region.publisher, sources)
    return Papers(year, documents, tables, findings, files)


def _with_transcribers(
    findings: Iterable[Finding], written: Iterable[Transcription]
) -> list[Finding]:
    """Findings with those on what was transcribed; of what is not complete nothing else is told."""
    incomplete = {each.table for each in written if not each.complete}
    own = [finding for each in written for finding in each.findings]
    errors = [each for each in own if each.severity == "error"]
    rest = [each for each in findings if each.table not in incomplete]
    return [*errors, *rest, *(each for each in own if each.severity != "error")]


def _proven(tables: Tables, findings: list[Finding]) -> tuple[Tables, list[Finding]]:
    """Tables to publish, and all findings; where nothing was read, no table and the errors alone.

    The contract's figures rest on its goals: where these are withheld, so are they.
    """
    goals, figures = "contract_goals", "contract_indicators"
    withheld = withheld_tables(findings)
    if goals in withheld and figures not in withheld:
        findings = [*findings, finding(figures, "rests-on-withheld", other=goals)]
        withheld.append(figures)
    kept = {table: frame for table, frame in tables.items() if table not in withheld}
    if all(frame.empty for frame in kept.values()):
        errors = [each for each in findings if each.severity == "error"]
        return {}, errors + [finding(table, "nothing-read", unread=table) for table in kept]
    if "stated_totals" in kept:
        stated = kept["stated_totals"]
        kept["stated_totals"] = stated[~stated["table"].isin(withheld)]
    kept["findings"] = schemas.frame_of("findings", [each.row() for each in findings])
    return kept, findings


def _read_sources(paths: Sequence[Path]) -> dict[str, bytes]:
    for path in paths:
        raw.refuse_name(path)
    given = {path.name: read_bounded(path) for path in paths}
    if len(given) < len(paths):
        raise SourceError("two of the documents have the same name; rename one.")
    return given


def _refuse_changed(folder: Path) -> None:
    if folder.is_dir() and (problems := list(raw.problems_of(folder))):
        raise MidtjyllandError(*problems)


def _refuse_other_year(data_dir: Path, year: int, given: Mapping[str, bytes]) -> None:
    """Refuse a document whose bytes are stored for another year."""
    others = {other: folder for other, folder in year_dirs(data_dir).items() if other != year}
    for (other, folder), (name, content) in product(others.items(), given.items()):
        if _stored_as(folder, content):
            raise SourceError(
                f"{name} is stored for {other} already, and can't be the papers of {year} too; "
                f"correct --year, or withdraw {other} first (docs/annual-rerun.md)."
            )


def _stored_as(folder: Path, content: bytes) -> str | None:
    """Name under which a document of the same bytes is stored."""
    paths = (p for p in raw.document_files(folder) if p.stat().st_size == len(content))
    return next((path.name for path in paths if path.read_bytes() == content), None)


def _refuse_foreign(papers: Papers, region: Region) -> None:
    """Refuse documents of which nothing was read and that speak of nothing known; a picture may."""
    names = region.publisher, region.business_hub
    ours = any(
        document.pictures or any(name in document.text for name in names)
        for document in papers.documents
    )
    if not (ours or mentioned(papers.documents, region)):
        names = ", ".join(document.name for document in papers.documents)
        raise SourceError(
            f"no table can be read from {names}, and it speaks of none; nothing was stored. See "
            "that it is the right paper."
        )


def _refuse_second(papers: Papers, stored: Collection[str], allowed: Collection[str]) -> None:
    """Refuse new documents that hold a table which the stored ones hold otherwise."""
    new = [document.name for document in papers.documents if document.name not in stored]
    both = [
        table
        for table in papers.withheld
        if {*stored} & (files := {*papers.tables[table]["source_file"]}) and {*new} & files
    ]
    if both and not {*both} <= {*allowed}:
        raise SourceError(
            f"{papers.year} has {', '.join(stored)} already, and {', '.join(new)} holds other rows "
            f"of {', '.join(both)}; which counts? If the new one, replace the old one "
            "(docs/annual-rerun.md); if the old one, leave the new one out."
        )


def _stage(staged: Path, name: str, content: bytes, publisher: str, year: int) -> bool:
    """Put a document into the folder; False where it is there already."""
    path = staged / name
    if path.exists():
        if path.read_bytes() == content:
            return False
        raise SourceError(
            f"another document named {name} is stored for {year}; rename the new one, or remove "
            "the stored one and its sidecar first."
        )
    if stored := _stored_as(staged, content):
        raise SourceError(f"{name} is stored for {year} already, as {stored}; give it once.")
    raw.write_described(
        path,
        content,
        title=name,
        publisher=publisher,
        description=str(Message("Stored unchanged by `midtjylland ingest`.")),
        terms="Danish public meeting papers; the publisher states no licence. Cite the publisher.",
    )
    return True


def _publish(data_dir: Path, papers: Papers, allow_missing: Collection[str]) -> None:
    """Swap a year's files in, unless that would take away a table or rows published today."""
    for table in sorted(set(allow_missing) - set(schemas.TABLES)):
        raise MidtjyllandError(f"--allow-missing {table}: there is no such table.")
    today = {path.stem: path for path in processed_dir(data_dir, papers.year).glob("*.csv")}
    lost = today.keys() & set(papers.withheld)
    if lost - set(allow_missing):
        papers.refuse(but=allow_missing)
    if lost and not papers.files:
        raise MidtjyllandError(
            f"no table of {papers.year} could be published; nothing was changed."
        )
    kept = today.keys() - {*lost, *allow_missing}
    for table in (each for each in papers.tables if each in kept):
        # The first line of a table is its head.
        new, old = papers.files[f"{table}.csv"], today[table].read_bytes()
        if new.count(b"\n") < 2 <= old.count(b"\n"):
            raise MidtjyllandError(
                f"{table}: no row of it is found any more, though rows are published; see that "
                f"it is read (`midtjylland region`), or let it go by --allow-missing {table}."
            )
    if papers.files:
        target = data_dir / "processed" / str(papers.year)
        with staging(target, empty=True) as staged:
            for name, content in papers.files.items():
                (staged / name).write_bytes(content)
            swap_in(staged, target)
