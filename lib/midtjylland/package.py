"""Documents to checked, published tables, and published tables to typed frames."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock

from midtjylland import checks, raw, schemas
from midtjylland.clean.guidance import read_guidance
from midtjylland.clean.years import read_year
from midtjylland.document import Document, read_document
from midtjylland.findings import Finding, MidtjyllandError, SourceError, WithheldError
from midtjylland.raw import find_data_dir, numbered
from midtjylland.region import Region, load_region

DESCRIPTOR = "datapackage.json"
RECIPES = (read_guidance,)


def load(table: str, year: int, data_dir: Path | str = "data") -> pd.DataFrame:
    """Published table of a year.

    Parameters
    ----------
    table
        Name of a table of the data contract.
    year
        Contract year.
    data_dir
        Data folder.

    Returns
    -------
    DataFrame
        Columns and types as in `midtjylland.schemas`; codes are text, whole numbers `Int64`.

    Raises
    ------
    MidtjyllandError
        No such table or year; names those at hand.
    """
    if table not in schemas.TABLES:
        raise MidtjyllandError(
            f"there is no table {table!r}; there are {', '.join(schemas.TABLES)}."
        )
    folder = find_data_dir(data_dir) / "processed" / str(year)
    if not folder.exists():
        _settle(folder)
    path = folder / f"{table}.csv"
    if not path.exists():
        at_hand = ", ".join(map(str, years(data_dir))) or "none"
        raise MidtjyllandError(f"{table} of {year} is not published (years at hand: {at_hand}).")
    return read_table(table, path)


def read_table(table: str, path: Path) -> pd.DataFrame:
    """Typed frame of a table's CSV file."""
    types = schemas.dtypes(table)
    return pd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""], encoding="utf-8")


def years(data_dir: Path | str = "data") -> list[int]:
    """Contract years that have published tables."""
    folders = numbered(find_data_dir(data_dir) / "processed")
    return [year for year, folder in folders.items() if (folder / DESCRIPTOR).exists()]


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
    documents = [read_document(content, name) for name, content in given.items()]
    year = read_year(documents, region, year)
    with _locked(data_dir), _staging(data_dir / "raw" / str(year)) as staged:
        for name, content in given.items():
            _stage(staged, name, content, region.publisher, year)
        findings = _publish(data_dir, year, staged, region, allow_missing)
        _replace(staged, data_dir / "raw" / str(year))
    return year, findings


def build(
    year: int, data_dir: Path | str = "data", allow_missing: Collection[str] = ()
) -> list[Finding]:
    """Derive a year's tables again from its raw documents and publish them; see `ingest`."""
    data_dir = find_data_dir(data_dir)
    folder = raw.year_dirs(data_dir).get(year)
    if folder is None:
        raise MidtjyllandError(
            f"{data_dir / 'raw' / str(year)} does not exist; ingest the papers first."
        )
    with _locked(data_dir):
        problems = list(raw.changed(folder))
        if problems:
            raise MidtjyllandError(*problems)
        return _publish(data_dir, year, folder, load_region(data_dir), allow_missing)


def tables_of(
    documents: Sequence[Document], region: Region, year: int, population: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Read and check every table of one year's documents, in memory.

    Parameters
    ----------
    documents
        The year's documents.
    region
        Names and phrases to read them with.
    year
        Contract year that the documents must be of.
    population
        See `raw.load_population`.

    Returns
    -------
    tuple
        Frames by table name (`findings` not among them), and all findings, worst first.
    """
    read_year(documents, region, year)
    findings: list[Finding] = []
    parts: dict[str, list[pd.DataFrame]] = {}
    for recipe in RECIPES:
        for document in documents:
            reading = recipe(document, region)
            findings += reading.findings
            for table, frame in reading.tables.items():
                parts.setdefault(table, []).append(frame)
    tables = {
        table: schemas.typed(table, pd.concat(frames, ignore_index=True))
        for table, frames in parts.items()
    }
    guidance, stated = tables["guidance_by_municipality"], tables["stated_totals"]
    findings += checks.check_columns(tables)
    findings += checks.check_guidance(guidance, stated, region)
    findings += checks.check_population(guidance, population)
    tables["stated_totals"] = stated.drop_duplicates(["table", "quantity"])
    return tables, checks.worst_first(findings)


def verify(data_dir: Path | str = "data") -> list[str]:
    """Problems of a data folder: changed raw files, tables against schemas and descriptor."""
    data_dir = find_data_dir(data_dir)
    folders = [*raw.year_dirs(data_dir).values(), data_dir / "raw" / raw.REFERENCE]
    problems = [problem for folder in folders if folder.exists() for problem in raw.changed(folder)]
    for year, folder in raw.year_dirs(data_dir).items():
        published = data_dir / "processed" / str(year)
        if not (published / DESCRIPTOR).exists():
            problems.append(
                f"{published} has no {DESCRIPTOR}; run midtjylland build --year {year}."
            )
        else:
            problems += _verify_package(published, folder)
    return problems


def _verify_package(published: Path, folder: Path) -> Iterator[str]:
    again = f"run midtjylland build --year {published.name}"
    try:
        descriptor = json.loads((published / DESCRIPTOR).read_text("utf-8"))
        resources = {entry["name"]: entry for entry in descriptor["resources"]}
        hashes = {entry["title"]: entry["hash"] for entry in descriptor["sources"]}
    except (ValueError, KeyError, TypeError):
        yield f"{published / DESCRIPTOR} is not a data package; {again}."
        return
    for table, entry in resources.items():
        path = published / f"{table}.csv"
        if not path.exists() or _sha256(path.read_bytes()) != entry["hash"]:
            yield f"{path} is not the table its data package describes; {again}."
        elif entry["schema"] != schemas.table_schema(table):
            yield f"{path} was built under another schema; {again}."
        else:
            rows = read_table(table, path)
            yield from (f"{path}: {f.message}" for f in checks.check_schema(table, rows))
    for path in raw.raw_files(folder):
        if hashes.get(path.name) != _sha256(path.read_bytes()):
            yield f"{published} was not built from {path}; {again}."


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
    data_dir: Path, year: int, folder: Path, region: Region, allow_missing: Collection[str]
) -> list[Finding]:
    unknown = sorted(set(allow_missing) - set(schemas.TABLES))
    if unknown:
        raise MidtjyllandError(f"--allow-missing {unknown[0]}: there is no such table.")
    documents = [read_document(path.read_bytes(), path.name) for path in raw.raw_files(folder)]
    population = raw.load_population(data_dir)
    tables, findings = tables_of(documents, region, year, population)
    withheld = {finding.table for finding in findings if finding.severity == "error"}
    if withheld - set(allow_missing):
        raise WithheldError(finding for finding in findings if finding.table not in allow_missing)
    kept = {table: frame for table, frame in tables.items() if table not in withheld}
    found = pd.DataFrame(
        [asdict(finding) for finding in findings], columns=schemas.columns("findings")
    )
    kept["findings"] = schemas.typed("findings", found)
    target = data_dir / "processed" / str(year)
    with _staging(target, empty=True) as staged:
        _write(staged, kept, year, region, folder)
        _replace(staged, target)
    return findings


def _write(
    staged: Path, tables: Mapping[str, pd.DataFrame], year: int, region: Region, folder: Path
) -> None:
    resources = []
    for table in schemas.TABLES:
        if table in tables:
            text = tables[table].to_csv(index=False, lineterminator="\n", float_format="%.15g")
            (staged / f"{table}.csv").write_bytes(text.encode())
            resources.append(_resource(table, text.encode()))
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"kkr-{region.name.lower()}-{year}",
        "title": f"Tables of the meeting papers of {region.publisher}, contract year {year}",
        "licenses": [
            {
                "name": "facts-from-public-papers",
                "title": "Facts from Danish public meeting papers; cite the publisher",
            }
        ],
        "sources": [_source(path) for path in raw.raw_files(folder)],
        "resources": resources,
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    (staged / DESCRIPTOR).write_bytes(text.encode())


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
        "hash": _sha256(content),
        "schema": schemas.table_schema(table),
    }


def _source(path: Path) -> dict[str, Any]:
    sidecar = raw.read_sidecar(path)
    return {
        "title": path.name,
        "path": f"../../raw/{path.parent.name}/{path.name}",
        "publisher": sidecar.publisher,
        "hash": f"sha256:{sidecar.sha256}",
    }


def _sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """One build at a time on a data folder; a second one waits."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with FileLock(data_dir / ".lock"):
        yield


@contextmanager
def _staging(target: Path, *, empty: bool = False) -> Iterator[Path]:
    """A folder beside the target, with its content unless empty, to be swapped in when complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _settle(target)
    staged = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent))
    try:
        staged.chmod(0o755)
        if target.exists() and not empty:
            shutil.copytree(target, staged, dirs_exist_ok=True)
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _replace(staged: Path, target: Path) -> None:
    """Swap a complete folder in; killed in between, `_settle` brings the old one back."""
    old = target.with_name(f".{target.name}.old")
    if target.exists():
        target.rename(old)
    staged.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _settle(target: Path) -> None:
    """Finish or undo a swap that was killed half-way."""
    old = target.with_name(f".{target.name}.old")
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    for left in target.parent.glob(f".{target.name}.*.new"):
        shutil.rmtree(left, ignore_errors=True)
