"""The documents as they came: stored unchanged, each with a sidecar that says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import pandas as pd
import yaml
from pydantic import AfterValidator, Field

from midtjylland.core.files import checksum, read_bounded, write_whole
from midtjylland.core.findings import MidtjyllandError, SourceError, printable
from midtjylland.core.language import language
from midtjylland.core.paths import (
    REFERENCE,
    TRANSCRIBED,
    existing_data_dir,
    find_data_dir,
    year_dirs,
)
from midtjylland.core.yaml import Declared, read

SIDECAR = ".source.yaml"
# A file system's limit for a name is 255 bytes; that of the sidecar is longer by this ending.
_MOST_NAME_BYTES = 255 - len(SIDECAR)
_SPREADSHEETS = (".xlsx", ".xls", ".ods", ".xlsm")


def _day_or_month(text: str) -> str:
    """Check a date that may lack its day."""
    if not re.fullmatch("[0-9]{4}(-[0-9]{2}){0,2}", text):
        raise ValueError("must be a day like 2022-11-30, a month like 2022-11, or empty")
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        raise ValueError(f"there is no day {text}") from None
    return text


class Sidecar(Declared):
    """What a raw file is, who published it, under which terms, and which bytes it must have."""

    title: str
    publisher: str
    published: Annotated[str, AfterValidator(_day_or_month)] | None = Field(
        description="date or month; null where not known"
    )
    description: str
    terms: str = Field(description="licence or legal status")
    url: str | None = None
    bytes: int
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


def raw_files(folder: Path) -> list[Path]:
    """Raw files of a folder in name order, without sidecars and hidden files; none without it."""
    if not folder.is_dir():
        return []
    files = (path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")
    return sorted(path for path in files if not path.name.endswith(SIDECAR))


def document_files(folder: Path) -> list[Path]:
    """The papers among the raw files of a year; a CSV is data that an analyst added to them."""
    return [path for path in raw_files(folder) if path.suffix.lower() != ".csv"]


def sidecar_path(path: Path) -> Path:
    """Where the sidecar of a raw file stands."""
    return path.with_name(path.name + SIDECAR)


def read_sidecar(path: Path) -> Sidecar:
    """Sidecar of a raw file; refused where there is none or it is not valid."""
    sidecar = sidecar_path(path)
    if not sidecar.exists():
        raise MidtjyllandError(f"{path} has no sidecar {sidecar.name}; write one.")
    return read(sidecar, Sidecar)


def write_described(path: Path, content: bytes, **about: str) -> None:
    """Write a raw file and its sidecar; what nobody knows yet is left to the user."""
    sidecar = Sidecar(published=None, bytes=len(content), sha256=checksum(content), **about)
    text = yaml.safe_dump(sidecar.model_dump(), allow_unicode=True, sort_keys=False, width=100)
    write_whole(sidecar_path(path), text.encode())
    write_whole(path, content)


def problems_of(folder: Path) -> Iterator[str]:
    """What is wrong with a raw folder: a file and a sidecar for each other, and nothing else."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or (path.name == TRANSCRIBED and path.is_dir()):
            continue
        if not path.is_file():
            yield f"{path} is not an ordinary file; move it out of {folder}."
        elif path.name.endswith(SIDECAR):
            described = path.with_name(path.name.removesuffix(SIDECAR))
            if not described.exists():
                yield f"{described} is missing, its sidecar is there; restore it from git."
        else:
            try:
                _read_described(path)
            except MidtjyllandError as error:
                yield from error.problems


def _read_described(path: Path) -> bytes:
    """Content of a raw file, which must be that of its sidecar."""
    sidecar, content = read_sidecar(path), read_bounded(path)
    if checksum(content) != sidecar.sha256:
        raise MidtjyllandError(
            f"{path} is not the file its sidecar describes; restore it from git."
        )
    if len(content) != sidecar.bytes:
        raise MidtjyllandError(
            f"{sidecar_path(path)} says {sidecar.bytes} bytes; write {len(content)}."
        )
    return content


def read_stored(folder: Path, name: str) -> bytes:
    """Content of a stored document by its name, which must be one of the folder's own."""
    path = next((path for path in raw_files(folder) if path.name == name), None)
    if path is None:
        raise MidtjyllandError(
            f"{printable(name)} is no document of {folder}; run midtjylland build."
        )
    return _read_described(path)


def sources(year: int | None = None, data_dir: Path | str = "data") -> pd.DataFrame:
    """Documents of a year, the newest unless given, a row each with what its sidecar says."""
    return _sidecars(raw_files(papers_of(data_dir, year)[1]))


def papers_of(data_dir: Path | str, year: int | None) -> tuple[int, Path]:
    """The year, the newest unless given, and the folder of its documents."""
    folders = year_dirs(existing_data_dir(data_dir))
    chosen = max(folders, default=None) if year is None else year
    if chosen is None or chosen not in folders:
        at_hand = ", ".join(map(str, folders)) or "none"
        raise MidtjyllandError(
            f"{find_data_dir(data_dir)} has no documents of {chosen or 'any year'} (years at hand: "
            f"{at_hand}); ingest the papers first: midtjylland ingest SOURCE."
        )
    return chosen, folders[chosen]


def references(data_dir: Path | str = "data") -> pd.DataFrame:
    """Reference files with what their sidecars say, columns as in `sources`."""
    return _sidecars(raw_files(existing_data_dir(data_dir) / "raw" / REFERENCE))


def _sidecars(paths: Iterable[Path]) -> pd.DataFrame:
    rows = [{"file": path.name, **read_sidecar(path).model_dump()} for path in paths]
    names = ["file", "title", "publisher", "published", "terms", "bytes", "sha256"]
    return language().frame(pd.DataFrame(rows, columns=names), "title", "publisher", "terms")


def refuse_name(path: Path) -> None:
    """Refuse a paper whose name can't be stored, or would be taken for something else."""
    name, kind = path.name, path.suffix.lower()
    problem = None
    if not name.isprintable():
        problem = "has letters in its name that can't be shown; rename it"
    elif len(name.encode("utf-8", "surrogateescape")) > _MOST_NAME_BYTES:
        problem = "has a name that is too long; rename it"
    elif name.startswith(".") or name.endswith(SIDECAR):
        problem = "would be taken for a hidden file or a sidecar; rename it"
    elif kind == ".csv":
        problem = "is CSV, which is data and no paper; if it is a paper's text, let it end in .txt"
    elif kind in _SPREADSHEETS:
        problem = (
            "is a spreadsheet; give the paper itself as PDF or text, and figures that no paper can "
            "be read for with midtjylland transcribe"
        )
    if problem:
        raise SourceError(f"{printable(name)} {problem}.")
