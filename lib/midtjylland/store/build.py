"""Publishing a year's tables as a data package, whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock

from midtjylland.assembly import tables_of
from midtjylland.clean.years import read_year
from midtjylland.core import schemas
from midtjylland.core.files import staging, swap_in
from midtjylland.core.findings import Finding, MidtjyllandError, SourceError, WithheldError
from midtjylland.core.paths import corrections_path, find_data_dir, year_dirs
from midtjylland.document import Document, read_document
from midtjylland.region import Region, load_region
from midtjylland.store import raw
from midtjylland.store.corrections import Correction, load_corrections
from midtjylland.store.population import load_population
from midtjylland.store.verify import DESCRIPTOR, sha256


def ingest(
    paths: Sequence[Path],
    data_dir: Path | str = "data",
    year: int | None = None,
    allow_missing: Collection[str] = (),
) -> tuple[int, list[Finding]]:
    """Store documents of one contract year unchanged and publish that year's tables.

    Parameters
    ----------
    paths
        Documents that together are the year's papers, in any order. They join those of the year
        that are stored already.
    data_dir
        Data folder; is made when missing.
    year
        Contract year, if the caller knows it: must agree with the documents.
    allow_missing
        Tables that may be withheld while the others are published.

    Returns
    -------
    tuple
        The contract year, and the findings published with its tables.

    Raises
    ------
    SourceError
        A document can't be read, or is of another year.
    WithheldError
        A table does not add up. Nothing is stored or published then.
    """
    data_dir = Path(data_dir)
    region = load_region(data_dir)
    given = {path.name: raw.read_source(path) for path in paths}
    if len(given) < len(paths):
        raise SourceError("two of the documents have the same name; rename one.")
    documents = {name: read_document(content, name) for name, content in given.items()}
    year = read_year([*documents.values()], region, year)
    with _locked(data_dir), staging(data_dir / "raw" / str(year)) as staged:
        for name, content in given.items():
            _stage(staged, name, content, region.publisher, year)
        findings = _publish(data_dir, year, staged, region, allow_missing, documents)
        swap_in(staged, data_dir / "raw" / str(year))
    return year, findings


def build(
    year: int, data_dir: Path | str = "data", allow_missing: Collection[str] = ()
) -> list[Finding]:
    """Derive a year's tables again from its raw documents and publish them; see `ingest`."""
    data_dir = find_data_dir(data_dir)
    folder = year_dirs(data_dir).get(year)
    if folder is None:
        raise MidtjyllandError(
            f"{data_dir / 'raw' / str(year)} does not exist; ingest the papers first."
        )
    with _locked(data_dir):
        problems = list(raw.changed(folder))
        if problems:
            raise MidtjyllandError(*problems)
        return _publish(data_dir, year, folder, load_region(data_dir), allow_missing, {})


def _stage(staged: Path, name: str, content: bytes, publisher: str, year: int) -> None:
    path = staged / name
    if path.exists() and path.read_bytes() != content:
        raise SourceError(
            f"another document named {name} is stored for {year}; rename the new one, or remove "
            "the stored one and its sidecar first."
        )
    path.write_bytes(content)
    if not raw.sidecar_path(path).exists():
        raw.sidecar_path(path).write_text(raw.describe(content, name, publisher, year), "utf-8")


def _publish(
    data_dir: Path,
    year: int,
    folder: Path,
    region: Region,
    allow_missing: Collection[str],
    at_hand: Mapping[str, Document],
) -> list[Finding]:
    """Publish the tables of the documents in a folder; those at hand are read already."""
    unknown = sorted(set(allow_missing) - set(schemas.TABLES))
    if unknown:
        raise MidtjyllandError(f"--allow-missing {unknown[0]}: there is no such table.")
    documents = [
        at_hand.get(path.name) or read_document(path.read_bytes(), path.name)
        for path in raw.document_files(folder)
    ]
    corrections = load_corrections(data_dir, year)
    tables, findings = tables_of(documents, region, year, load_population(data_dir), corrections)
    withheld = {finding.table for finding in findings if finding.severity == "error"}
    if withheld - set(allow_missing):
        raise WithheldError(finding for finding in findings if finding.table not in allow_missing)
    kept = {table: frame for table, frame in tables.items() if table not in withheld}
    kept["findings"] = schemas.frame_of("findings", [asdict(finding) for finding in findings])
    target = data_dir / "processed" / str(year)
    with staging(target, empty=True) as staged:
        origins = [_source(path) for path in raw.document_files(folder)]
        origins += _correction_source(corrections_path(data_dir, year), corrections)
        _write(staged, kept, year, region, origins)
        swap_in(staged, target)
    return findings


def _write(
    staged: Path,
    tables: Mapping[str, pd.DataFrame],
    year: int,
    region: Region,
    origins: Sequence[Mapping[str, Any]],
) -> None:
    resources = []
    for table in schemas.TABLES:
        if table in tables:
            content = _csv(tables[table])
            (staged / f"{table}.csv").write_bytes(content)
            resources.append(_resource(table, content))
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{_plain_name(region.publisher)}-{year}",
        "title": f"Tables of the meeting papers of {region.publisher}, contract year {year}",
        "licenses": [
            {
                # The Open Definition's name for terms of the publisher's own that ask to be cited.
                "name": "other-at",
                "title": "Facts from Danish public meeting papers; cite the publisher",
            }
        ],
        "sources": origins,
        "resources": resources,
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    (staged / DESCRIPTOR).write_bytes(text.encode())


def _csv(frame: pd.DataFrame) -> bytes:
    """Bytes of a table: one kind of line end, ISO dates, `true` and `false`, digits as printed."""
    words = {True: "true", False: "false"}
    flags = frame.select_dtypes("boolean")
    told = frame.assign(**{name: flags[name].map(words) for name in flags})
    return told.to_csv(index=False, lineterminator="\n", float_format="%.15g").encode()


def _resource(table: str, content: bytes) -> dict[str, Any]:
    return {
        "name": table,
        "type": "table",
        "path": f"{table}.csv",
        "description": (schemas.TABLES[table].__doc__ or "").strip(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": sha256(content),
        "schema": schemas.table_schema(table),
    }


def _source(path: Path) -> dict[str, Any]:
    sidecar = raw.read_sidecar(path)
    return {
        "title": path.name,
        "publisher": sidecar.publisher,
        "hash": f"sha256:{sidecar.sha256}",
    }


def _correction_source(path: Path, corrections: Sequence[Correction]) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    publishers = dict.fromkeys(each.published_by for each in corrections)
    return [
        {
            "title": f"{path.parent.name}/{path.name}",
            "publisher": ", ".join(publishers) or "no correction declared",
            "hash": sha256(path.read_bytes()),
        }
    ]


def _plain_name(text: str) -> str:
    """Name in the letters that a data package's name may have."""
    for letter, plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        text = text.lower().replace(letter, plain)
    return re.sub("[^a-z0-9]+", "-", text).strip("-")


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """One build at a time on a data folder; a second one waits."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with FileLock(data_dir / ".lock"):
        yield
