"""A year's documents to published tables: each table proven, withheld by name, or all refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pandas as pd

from midtjylland.check import worst_first
from midtjylland.check.ecsmv import check_against_file
from midtjylland.core import schemas
from midtjylland.core.files import MOST_BYTES, locked, read_bounded, staging, swap_in
from midtjylland.core.findings import Finding, MidtjyllandError, SourceError, sentences_of
from midtjylland.core.message import Message, finding
from midtjylland.core.paths import existing_data_dir, find_data_dir, processed_dir
from midtjylland.declared.region import Region, load_region
from midtjylland.declared.rules import load_rules
from midtjylland.extract.years import read_year
from midtjylland.read.document import Document, read_document
from midtjylland.store import raw
from midtjylland.store.assemble import tables_of
from midtjylland.store.corrections import load_corrections
from midtjylland.store.descriptor import package_files, source_entries
from midtjylland.store.population import load_population
from midtjylland.store.transcriptions import Transcription, read_transcriptions

Tables = Mapping[str, pd.DataFrame]
# Tables whose proof rests on another: where that is withheld, so are they.
RESTS_ON: Mapping[str, str] = {"contract_indicators": "contract_goals"}


@dataclass(frozen=True)
class Outcome:
    """What came of a build: its findings, whether tables are published, new documents."""

    year: int
    findings: Sequence[Finding]
    published: bool
    stored: int = 0

    @property
    def withheld(self) -> list[str]:
        """Tables that are not published, in the order of the findings."""
        return withheld_tables(self.findings)


@dataclass(frozen=True)
class Papers:
    """A year's documents as read, their tables and findings, and the files to publish."""

    documents: Sequence[Document]
    tables: Tables
    findings: Sequence[Finding]
    files: Mapping[str, bytes]


def withheld_tables(findings: Iterable[Finding]) -> list[str]:
    """Tables with an error."""
    return list(dict.fromkeys(each.table for each in findings if each.severity == "error"))


def ingest(
    paths: Sequence[Path],
    data_dir: Path | str = "data",
    year: int | None = None,
    allow_missing: Collection[str] = (),
) -> Outcome:
    """Store documents of one contract year unchanged, and publish the tables they prove.

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
        _refuse_changed(target)
        new = [_stage(staged, name, each, region.publisher, year) for name, each in given.items()]
        papers = read_papers(data_dir, year, staged, region, documents)
        if not (papers.files or known):
            _refuse(papers.findings)
        _publish(data_dir, year, papers, allow_missing)
        swap_in(staged, target)
    return Outcome(year, papers.findings, bool(papers.files), sum(new))


def build(year: int, data_dir: Path | str = "data", allow_missing: Collection[str] = ()) -> Outcome:
    """Derive a year's tables again from its raw documents and publish those that are proven."""
    data_dir = existing_data_dir(data_dir)
    with locked(data_dir):
        _year, folder = raw.papers_of(data_dir, year)
        if not raw.document_files(folder):
            raise MidtjyllandError(f"{folder} has no documents; ingest the papers again.")
        _refuse_changed(folder)
        papers = read_papers(data_dir, year, folder, load_region(data_dir))
        _publish(data_dir, year, papers, allow_missing)
    return Outcome(year, papers.findings, bool(papers.files))


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
        (at_hand or {}).get(path.name) or read_document(read_bounded(path, MOST_BYTES), path.name)
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
    return Papers(documents, tables, findings, files)


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
    """Tables to publish, none where nothing was read, and all findings."""
    findings = [*findings, *_resting_on_withheld(findings)]
    withheld = set(withheld_tables(findings))
    kept = {table: frame for table, frame in tables.items() if table not in withheld}
    if "findings" in withheld or all(frame.empty for frame in kept.values()):
        return {}, list(_nothing_read(tables, findings))
    if "stated_totals" in kept:
        stated = kept["stated_totals"]
        kept["stated_totals"] = stated[~stated["table"].isin(withheld)]
    kept["findings"] = schemas.frame_of("findings", [each.row() for each in findings])
    return kept, findings


def _read_sources(paths: Sequence[Path]) -> dict[str, bytes]:
    for path in paths:
        raw.refuse_name(path)
    given = {path.name: read_bounded(path, MOST_BYTES) for path in paths}
    if len(given) < len(paths):
        raise SourceError("two of the documents have the same name; rename one.")
    return given


def _refuse_changed(folder: Path) -> None:
    problems = list(raw.problems_of(folder)) if folder.is_dir() else []
    if problems:
        raise MidtjyllandError(*problems)


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
    for stored in raw.document_files(staged):
        if stored.read_bytes() == content:
            raise SourceError(
                f"{name} is stored for {year} already, as {stored.name}; give it once."
            )
    raw.write_described(
        path,
        content,
        title=name,
        publisher=publisher,
        description=str(Message("Stored unchanged by `midtjylland ingest`.")),
        terms="Danish public meeting papers; the publisher states no licence. Cite the publisher.",
    )
    return True


def _publish(data_dir: Path, year: int, papers: Papers, allow_missing: Collection[str]) -> None:
    """Swap a year's files in, unless that would take away a table that is published today."""
    unknown = sorted(set(allow_missing) - set(schemas.TABLES))
    if unknown:
        raise MidtjyllandError(f"--allow-missing {unknown[0]}: there is no such table.")
    target = data_dir / "processed" / str(year)
    today = {path.stem for path in processed_dir(data_dir, year).glob("*.csv")}
    lost = [each for each in withheld_tables(papers.findings) if each in today]
    if set(lost) - set(allow_missing):
        _refuse(each for each in papers.findings if each.table not in allow_missing)
    if lost and not papers.files:
        raise MidtjyllandError(f"no table of {year} could be published; nothing was changed.")
    _refuse_emptied(processed_dir(data_dir, year), papers, allow_missing)
    if papers.files:
        with staging(target, empty=True) as staged:
            for name, content in papers.files.items():
                (staged / name).write_bytes(content)
            swap_in(staged, target)


def _refuse_emptied(published: Path, papers: Papers, allow_missing: Collection[str]) -> None:
    """Refuse to put a table without rows in the place of one with rows."""
    for path in published.glob("*.csv"):
        new = papers.files.get(path.name)
        if new is None or path.stem in {"findings", *allow_missing}:
            continue
        if _has_rows(path.read_bytes()) and not _has_rows(new):
            raise MidtjyllandError(
                f"{path.stem}: no row of it is found any more, though rows are published; see that "
                f"it is read (`midtjylland region`), or let it go by --allow-missing {path.stem}."
            )


def _has_rows(table: bytes) -> bool:
    """Whether a CSV has more than its head."""
    return table.count(b"\n") > 1


def _refuse(findings: Iterable[Finding]) -> NoReturn:
    raise MidtjyllandError(
        *(told for severity, told in sentences_of(findings) if severity == "error")
    )


def _resting_on_withheld(findings: Sequence[Finding]) -> Iterator[Finding]:
    withheld = withheld_tables(findings)
    for table, other in RESTS_ON.items():
        if other in withheld and table not in withheld:
            yield finding(table, "rests-on-withheld", other=other)


def _nothing_read(tables: Tables, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Errors alone, one at least for each table, where no table at all could be read."""
    yield from (each for each in findings if each.severity == "error")
    for table in tables:
        if table not in withheld_tables(findings):
            yield finding(table, "nothing-read", unread=table)
