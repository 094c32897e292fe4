"""Whether a data folder is what it says, and is what a build would make of it again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from midtjylland.core.files import read_bounded
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.paths import (
    DESCRIPTOR,
    REFERENCE,
    existing_data_dir,
    numbered,
    processed_dir,
    year_dirs,
    years,
)
from midtjylland.core.schemas import TABLES
from midtjylland.declared.rules import load_rules
from midtjylland.store import raw
from midtjylland.store.attendance import load_attendance
from midtjylland.store.descriptor import source_entries
from midtjylland.store.dk2020_records import load_dk2020_records
from midtjylland.store.package import load, read_sources
from midtjylland.store.transcriptions import (
    INCOMPLETE,
    problems_of_transcriptions,
    read_transcriptions,
)


def verify(data_dir: Path | str = "data") -> list[str]:
    """Problems of a data folder: raw files, and each file that a build would make otherwise."""
    data_dir = existing_data_dir(data_dir)
    problems = list(raw_problems(data_dir))
    if problems:
        return problems
    for year, folder in year_dirs(data_dir).items():
        problems += _year_problems(data_dir, year, folder)
    return problems or list(_unreadable(data_dir))


def _unreadable(data_dir: Path) -> Iterator[str]:
    """What no table is made from, but notebooks would refuse to read."""
    asks = [partial(load_rules, data_dir), partial(load_dk2020_records, data_dir)]
    for year in years(data_dir):
        modules = load("mea_modules", year, data_dir)
        if not modules.empty:
            asks.append(partial(load_attendance, modules, None, year, data_dir))
    for ask in asks:
        try:
            ask()
        except MidtjyllandError as error:
            yield from error.problems


def raw_problems(data_dir: Path) -> Iterator[str]:
    """What is missing among the raw files, beside them, or in them."""
    folders = year_dirs(data_dir)
    if not folders:
        yield f"{data_dir / 'raw'} has no documents; ingest the papers first."
    yield from _strangers(data_dir)
    reference = data_dir / "raw" / REFERENCE
    for folder in [*folders.values(), *([reference] if reference.is_dir() else [])]:
        yield from raw.problems_of(folder)
        yield from problems_of_transcriptions(folder)
    for folder in folders.values():
        if not raw.document_files(folder):
            yield f"{folder} has no documents; restore them from git, or ingest them again."
    for year in sorted(numbered(data_dir / "processed").keys() - folders.keys()):
        yield (
            f"{data_dir / 'processed' / str(year)} has tables of which {data_dir / 'raw'} has no "
            "documents; restore them from git, or remove the tables."
        )
    for path in sorted((data_dir / "corrections").glob("*.yaml")):
        if path.stem not in map(str, folders):
            yield f"{path} corrects a year without papers; ingest them, or remove the file."


def stored_problems(data_dir: Path) -> Iterator[str]:
    """What is wrong with the raw files, else what tables and sources are not those of a build."""
    problems = list(raw_problems(data_dir))
    yield from problems
    for year in [] if problems else years(data_dir):
        folder, again = year_dirs(data_dir)[year], f"run midtjylland build --year {year}"
        try:
            for table in TABLES:
                load(table, year, data_dir)
            sources = source_entries(data_dir, year, folder, read_transcriptions(folder))
            stored = {each["title"]: each["hash"] for each in sources}
            yield from _changed_sources(processed_dir(data_dir, year), stored, again)
        except MidtjyllandError as error:
            yield error.problems[0]


def _strangers(data_dir: Path) -> Iterator[str]:
    """Entries of `raw/` and `processed/` that are no year's folder of their own."""
    for home, others in (("raw", {REFERENCE}), ("processed", set())):
        for path in sorted((data_dir / home).glob("[!.]*")):
            year = path.name in others or re.fullmatch("[0-9]{4}", path.name)
            if path.is_symlink():
                yield f"{path} is a link; put the folder itself there, or remove it."
            elif not (year and path.is_dir()):
                yield f"{path} is no folder of a year; move it out of {path.parent}."


def _year_problems(data_dir: Path, year: int, folder: Path) -> Iterator[str]:
    # Whoever only compares checksums need not wait for the code that reads papers.
    from midtjylland.declared.region import load_region
    from midtjylland.store.build import read_papers

    try:
        papers = read_papers(data_dir, year, folder, load_region(data_dir))
    except MidtjyllandError as error:
        yield from error.problems
        return
    unfinished: dict[str, str] = {}
    for finding in papers.findings:
        if finding.check == INCOMPLETE:
            # Of each table the first thing that is left to do.
            unfinished.setdefault(finding.table, f"{folder}: {finding.message}")
    if unfinished:
        yield from unfinished.values()
        return
    again = f"run midtjylland build --year {year}"
    target = processed_dir(data_dir, year)
    if not papers.files:
        yield (
            f"no table of {year} can be published; {again} to see why, or move {folder} elsewhere."
        )
    elif not (target / DESCRIPTOR).is_file():
        yield f"{target} has no {DESCRIPTOR}; {again}."
    else:
        yield from _differences(target, papers.files, again)


def _differences(target: Path, files: Mapping[str, bytes], again: str) -> Iterator[str]:
    changed = list(_changed_sources(target, read_sources(files[DESCRIPTOR]), again))
    if changed:
        yield from changed
        return
    for name, content in files.items():
        path = target / name
        if not path.exists():
            yield f"{path} is missing; {again}."
        elif not path.is_file() or path.read_bytes() != content:
            what = "describes other tables than" if name == DESCRIPTOR else "is not what"
            yield f"{path} {what} the documents give; {again}."
    for path in sorted(target.iterdir()):
        if path.name not in files and not path.name.startswith("."):
            yield f"{path} is no table of {target.name}; move it elsewhere, or {again}."


def _changed_sources(target: Path, now: Mapping[str, str], again: str) -> Iterator[str]:
    """Say which sources the published package lacks, has otherwise, or should not have."""
    try:
        then = read_sources(read_bounded(target / DESCRIPTOR))
    except MidtjyllandError:
        return
    changed = sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name))
    if changed:
        yield f"{target} was not built from {', '.join(changed)} as it is now; {again}."
