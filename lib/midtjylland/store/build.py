"""A year's documents to published tables: each table proven, withheld by name, or all refused."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from midtjylland.check import worst_first
from midtjylland.check.ecsmv import check_against_file
from midtjylland.core import schemas
from midtjylland.core.files import locked, staging, swap_in
from midtjylland.core.findings import Finding, MidtjyllandError, SourceError, WithheldError
from midtjylland.core.message import told
from midtjylland.core.paths import find_data_dir, processed_dir, raw_dir, year_dirs
from midtjylland.declared.region import Region, load_region
from midtjylland.declared.rules import load_rules
from midtjylland.store import raw
from midtjylland.store.corrections import load_corrections
from midtjylland.store.descriptor import package_files, source_entries
from midtjylland.store.population import load_population
from midtjylland.store.reading import (
    Document,
    read_document,
    read_documents,
    read_year,
    tables_of,
)
from midtjylland.store.transcriptions import Transcription, read_transcriptions

Tables = Mapping[str, pd.DataFrame]
# Tables whose proof rests on others: where one of these is withheld, so are they.
RESTS_ON: Mapping[str, Sequence[str]] = {"contract_indicators": ["contract_goals"]}


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
class Derived:
    """What a year's documents give: the files of its folder, and all findings."""

    files: Mapping[str, bytes]
    findings: Sequence[Finding]

    @property
    def tables(self) -> list[str]:
        """Tables that can be published."""
        return [name.removesuffix(".csv") for name in self.files if name.endswith(".csv")]


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
        derived = derive(data_dir, year, staged, region, documents)
        if not (derived.tables or known):
            raise WithheldError(derived.findings)
        _publish(data_dir, year, derived, allow_missing)
        swap_in(staged, target)
    return Outcome(year, derived.findings, bool(derived.files), sum(new))


def build(year: int, data_dir: Path | str = "data", allow_missing: Collection[str] = ()) -> Outcome:
    """Derive a year's tables again from its raw documents and publish those that are proven."""
    data_dir = find_data_dir(data_dir)
    with locked(data_dir):
        folder = _year_folder(data_dir, year)
        derived = derive(data_dir, year, folder, load_region(data_dir))
        _publish(data_dir, year, derived, allow_missing)
    return Outcome(year, derived.findings, bool(derived.files))


def derive(
    data_dir: Path,
    year: int,
    folder: Path,
    region: Region,
    at_hand: Mapping[str, Document] | None = None,
) -> Derived:
    """Files of a year's processed folder as its documents give them; nothing is written.

    `at_hand` are documents that are read already.
    """
    written = read_transcriptions(folder)
    tables, findings = _read_and_check(data_dir, year, folder, region, at_hand or {}, written)
    findings = [*findings, *_resting_on_withheld(findings)]
    withheld = set(withheld_tables(findings))
    if "findings" in withheld or all(
        frame.empty for table, frame in tables.items() if table not in withheld
    ):
        return Derived({}, list(_nothing_read(tables, findings)))
    kept = {table: frame for table, frame in tables.items() if table not in withheld}
    if "stated_totals" in kept:
        stated = kept["stated_totals"]
        kept["stated_totals"] = stated[~stated["table"].isin(withheld)]
    kept["findings"] = schemas.frame_of("findings", [each.row() for each in findings])
    sources = source_entries(data_dir, year, folder, written)
    return Derived(package_files(kept, year, region.publisher, sources), findings)


def read_year_folder(
    data_dir: Path, year: int, folder: Path, without: str
) -> tuple[Sequence[Document], Tables]:
    """Documents of a year, and its tables as read; a transcription of one table left out."""
    region, written = load_region(data_dir), read_transcriptions(folder)
    written = [each for each in written if each.table != without]
    documents = {each.name: each for each in read_documents(folder, {})}
    tables, _ = _read_and_check(data_dir, year, folder, region, documents, written)
    return list(documents.values()), tables


def _read_and_check(
    data_dir: Path,
    year: int,
    folder: Path,
    region: Region,
    at_hand: Mapping[str, Document],
    written: Sequence[Transcription],
) -> tuple[Tables, list[Finding]]:
    """Tables of the documents, in place of some of them what was transcribed by hand."""
    tables, findings = tables_of(
        read_documents(folder, at_hand),
        region,
        year,
        load_population(data_dir),
        load_corrections(data_dir, year),
        {each.table: each.frame for each in written},
    )
    findings += check_against_file(tables["ecsmv_rules"], load_rules("ecsmv", data_dir))
    findings = worst_first(findings)
    incomplete = {each.table for each in written if not each.complete}
    checked = [each for each in findings if each.table not in incomplete]
    own = [finding for each in written for finding in each.findings]
    errors = [each for each in own if each.severity == "error"]
    return tables, [*errors, *checked, *(each for each in own if each.severity != "error")]


def _read_sources(paths: Sequence[Path]) -> dict[str, bytes]:
    for path in paths:
        raw.refuse_name(path)
    given = {path.name: raw.read_source(path) for path in paths}
    if len(given) < len(paths):
        raise SourceError("two of the documents have the same name; rename one.")
    return given


def _year_folder(data_dir: Path, year: int) -> Path:
    folder = year_dirs(data_dir).get(year)
    if folder is None:
        raise MidtjyllandError(
            f"{raw_dir(data_dir, year)} does not exist; ingest the papers first."
        )
    if not raw.document_files(folder):
        raise MidtjyllandError(f"{folder} has no documents; ingest the papers again.")
    _refuse_changed(folder)
    return folder


def _refuse_changed(folder: Path) -> None:
    problems = list(raw.problems_of(folder)) if folder.is_dir() else []
    if problems:
        raise MidtjyllandError(*problems)


def _stage(staged: Path, name: str, content: bytes, publisher: str, year: int) -> bool:
    """Put a document into the folder; False where it is there already."""
    path = staged / name
    if path.exists() and path.read_bytes() != content:
        raise SourceError(
            f"another document named {name} is stored for {year}; rename the new one, or remove "
            "the stored one and its sidecar first."
        )
    new = not path.exists()
    digest = hashlib.sha256(content).digest()
    for stored in raw.document_files(staged):
        if new and hashlib.sha256(stored.read_bytes()).digest() == digest:
            raise SourceError(
                f"{name} is stored for {year} already, as {stored.name}; give it once."
            )
    path.write_bytes(content)
    if not raw.sidecar_path(path).exists():
        raw.sidecar_path(path).write_text(raw.describe(content, name, publisher, year), "utf-8")
    return new


def _publish(data_dir: Path, year: int, derived: Derived, allow_missing: Collection[str]) -> None:
    """Swap a year's files in, unless that would take away a table that is published today."""
    unknown = sorted(set(allow_missing) - set(schemas.TABLES))
    if unknown:
        raise MidtjyllandError(f"--allow-missing {unknown[0]}: there is no such table.")
    target = data_dir / "processed" / str(year)
    today = {path.stem for path in processed_dir(data_dir, year).glob("*.csv")}
    lost = [each for each in withheld_tables(derived.findings) if each in today]
    if set(lost) - set(allow_missing):
        raise WithheldError(
            finding for finding in derived.findings if finding.table not in allow_missing
        )
    if lost and not derived.files:
        raise MidtjyllandError(f"no table of {year} could be published; nothing was changed.")
    if derived.files:
        with staging(target, empty=True) as staged:
            for name, content in derived.files.items():
                (staged / name).write_bytes(content)
            swap_in(staged, target)


def _resting_on_withheld(findings: Sequence[Finding]) -> Iterator[Finding]:
    withheld = withheld_tables(findings)
    for table, others in RESTS_ON.items():
        missing = [other for other in others if other in withheld]
        if missing and table not in withheld:
            yield told(table, "rests-on-withheld", other=missing[0])


def _nothing_read(tables: Tables, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Errors alone, one at least for each table, where no table at all could be read."""
    yield from (each for each in findings if each.severity == "error")
    for table in tables:
        if table not in withheld_tables(findings):
            yield told(table, "nothing-read", unread=table)
