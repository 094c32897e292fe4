"""The documents as they came: stored unchanged, each with a sidecar that says what it is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from midtjylland.core.files import MOST_BYTES, read_bounded
from midtjylland.core.findings import MidtjyllandError, SourceError, printable
from midtjylland.core.language import language
from midtjylland.core.paths import (
    REFERENCE,
    TRANSCRIBED,
    existing_data_dir,
    find_data_dir,
    year_dirs,
)
from midtjylland.core.yaml import read

if TYPE_CHECKING:
    import pandas as pd

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


class Sidecar(BaseModel):
    """What a raw file is, who published it, under which terms, and which bytes it must have."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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


def describe(raw: bytes, name: str, publisher: str, year: int) -> str:
    """Text of the sidecar of a newly ingested document; what is not known is left to the user."""
    sidecar = Sidecar(
        title=f"{name}, papers on contract year {year}",
        publisher=publisher,
        published=None,
        description="Stored unchanged by `midtjylland ingest`.",
        terms="Danish public meeting papers; the publisher states no licence. Cite the publisher.",
        bytes=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    return to_yaml(sidecar)


def to_yaml(sidecar: Sidecar) -> str:
    """Text of a sidecar."""
    return yaml.safe_dump(sidecar.model_dump(), allow_unicode=True, sort_keys=False, width=100)


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
            yield from _problems_of_file(path)


def _problems_of_file(path: Path) -> Iterable[str]:
    try:
        _read_described(path)
    except MidtjyllandError as error:
        return error.problems
    return ()


def _read_described(path: Path) -> bytes:
    """Content of a raw file, which must be that of its sidecar."""
    sidecar, content = read_sidecar(path), read_bounded(path, MOST_BYTES)
    if hashlib.sha256(content).hexdigest() != sidecar.sha256:
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
    """Documents of a year, the newest unless given, a row each with what its sidecar says.

    Known titles are in the language in use.
    """
    folders = year_dirs(existing_data_dir(data_dir))
    if year is None:
        year = max(folders, default=None)
    if year not in folders:
        at_hand = ", ".join(map(str, folders)) or "none"
        which = "any year" if year is None else str(year)
        raise MidtjyllandError(
            f"{find_data_dir(data_dir)} has no documents of {which} (years at hand: {at_hand}); "
            "ingest them first."
        )
    return _sidecars(raw_files(folders[year]))


def references(data_dir: Path | str = "data") -> pd.DataFrame:
    """Reference files with what their sidecars say, columns as in `sources`."""
    return _sidecars(raw_files(existing_data_dir(data_dir) / "raw" / REFERENCE))


def _sidecars(paths: Iterable[Path]) -> pd.DataFrame:
    # Whoever only compares checksums needs no frames.
    import pandas as pd

    rows = [{"file": path.name, **read_sidecar(path).model_dump()} for path in paths]
    names = ["file", "title", "publisher", "published", "terms", "bytes", "sha256"]
    return language().frame(pd.DataFrame(rows, columns=names), "title", "publisher", "terms")


def read_source(path: Path) -> bytes:
    """Bytes of a document that the user names."""
    try:
        return read_bounded(path, MOST_BYTES)
    except MidtjyllandError as error:
        raise SourceError(*error.problems) from None


def refuse_name(path: Path) -> None:
    """Refuse a paper whose name can't be stored, or would be taken for something else."""
    name = path.name
    shown = printable(name)
    if not name.isprintable():
        raise SourceError(f"{shown} has letters in its name that can't be shown; rename it.")
    if len(name.encode("utf-8", "surrogateescape")) > _MOST_NAME_BYTES:
        raise SourceError(f"the name {shown[:40]}… is too long; rename it.")
    if name.startswith(".") or name.endswith(SIDECAR):
        raise SourceError(f"{shown} would be taken for a hidden file or a sidecar; rename it.")
    if path.suffix.lower() == ".csv":
        raise SourceError(
            f"{shown} is CSV, which is data and not a paper; if it is a paper's text, give it the "
            "ending .txt."
        )
    if path.suffix.lower() in _SPREADSHEETS:
        raise SourceError(
            f"{shown} is a spreadsheet; give the paper itself as PDF or text, and figures that no "
            "paper can be read for with midtjylland transcribe."
        )
