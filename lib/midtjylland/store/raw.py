"""The documents as they came: stored unchanged, each with a sidecar that says what it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from midtjylland.core.findings import MidtjyllandError, SourceError
from midtjylland.core.paths import REFERENCE, find_data_dir, year_dirs
from midtjylland.core.yaml import load

if TYPE_CHECKING:
    import pandas as pd

SIDECAR = ".source.yaml"


class Sidecar(BaseModel):
    """What a raw file is, who published it, under which terms, and which bytes it must have."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    publisher: str
    published: date | str | None = Field(description="date or month; null where not known")
    description: str
    terms: str = Field(description="licence or legal status")
    url: str | None = None
    bytes: int
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


def raw_files(folder: Path) -> list[Path]:
    """Raw files of a folder in name order, without sidecars and hidden files; none without it."""
    if not folder.exists():
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
    """Sidecar of a raw file.

    Raises
    ------
    MidtjyllandError
        There is none, or it is not valid; names the file.
    """
    sidecar = sidecar_path(path)
    try:
        return Sidecar.model_validate(load(sidecar.read_text("utf-8")))
    except FileNotFoundError:
        raise MidtjyllandError(f"{path} has no sidecar {sidecar.name}; write one.") from None
    except (yaml.YAMLError, ValidationError) as error:
        raise MidtjyllandError(f"{sidecar} is not valid: {' '.join(str(error).split())}") from None


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


def changed(folder: Path) -> Iterator[str]:
    """Problems of a raw folder: files whose bytes are not those that their sidecar names."""
    for path in raw_files(folder):
        try:
            sidecar = read_sidecar(path)
        except MidtjyllandError as error:
            yield from error.problems
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() != sidecar.sha256:
            yield f"{path} is not the file its sidecar describes; restore it from git."
    for sidecar in sorted(folder.glob(f"*{SIDECAR}")):
        path = sidecar.with_name(sidecar.name.removesuffix(SIDECAR))
        if not path.exists():
            yield f"{path} is missing, its sidecar is there; restore it from git."


def sources(year: int, data_dir: Path | str = "data") -> pd.DataFrame:
    """Documents of a year with what their sidecars say.

    Returns
    -------
    DataFrame
        `file`, `title`, `publisher`, `published`, `terms`, `bytes`, `sha256`; a row a document.
    """
    folder = year_dirs(data_dir).get(year)
    if folder is None:
        raise MidtjyllandError(f"there are no documents of {year}; ingest them first.")
    return _sidecars(raw_files(folder))


def references(data_dir: Path | str = "data") -> pd.DataFrame:
    """Reference files with what their sidecars say, columns as in `sources`."""
    return _sidecars(raw_files(find_data_dir(data_dir) / "raw" / REFERENCE))


def _sidecars(paths: Iterable[Path]) -> pd.DataFrame:
    # Whoever only compares checksums needs no frames.
    import pandas as pd

    rows = [{"file": path.name, **read_sidecar(path).model_dump()} for path in paths]
    names = ["file", "title", "publisher", "published", "terms", "bytes", "sha256"]
    return pd.DataFrame(rows, columns=names)


def read_source(path: Path) -> bytes:
    """Bytes of a document the user names."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} can't be read: {error.strerror}.") from None
