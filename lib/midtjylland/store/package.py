"""Published tables as typed frames. Reading changes nothing on disk, and takes no lock."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from pydantic import AliasChoices, BaseModel, Field, ValidationError

from midtjylland.core import schemas
from midtjylland.core.files import checksum, read_bounded
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.language import language
from midtjylland.core.message import in_language
from midtjylland.core.paths import DESCRIPTOR, find_data_dir, processed_dir, years
from midtjylland.core.validation import say_what_is_wrong

# While a build swaps a folder in, a file may be gone or newer than its package for a moment.
_TRIES, _PAUSE_SECONDS = 20, 0.01


class Described(BaseModel):
    """A table of a data package, or a source that its tables come from."""

    name: str = Field(validation_alias=AliasChoices("name", "title"))
    hash: str


class Package(BaseModel):
    """What is read of a `datapackage.json`."""

    resources: tuple[Described, ...]
    sources: tuple[Described, ...]


def load(table: str, year: int | None = None, data_dir: Path | str = "data") -> pd.DataFrame:
    """Published table of a year, the newest unless given, typed as its schema says.

    A table that is withheld is empty, and its `attrs["withheld"]` says why.
    """
    if table not in schemas.TABLES:
        raise MidtjyllandError(
            f"there is no table {table!r}; there are {', '.join(schemas.TABLES)}."
        )
    at_hand = years(data_dir)
    if year is None:
        year = max(at_hand, default=None)
    if year not in at_hand:
        which = table if year is None else f"{table} of {year}"
        raise MidtjyllandError(
            f"{which} is not published in {find_data_dir(data_dir) / 'processed'} (years at hand: "
            f"{', '.join(map(str, at_hand)) or 'none'})."
        )
    content = _read_resource(table, year, data_dir)
    if content is None:
        return _withheld(table, year, data_dir)
    return in_language(table, parse_table(table, content), language())


def _withheld(table: str, year: int, data_dir: Path | str) -> pd.DataFrame:
    why = []
    if table != "findings":
        findings = load("findings", year, data_dir)
        errors = (findings["table"] == table) & (findings["severity"] == "error")
        why = findings.loc[errors, "message"].tolist()
    if not why:
        folder = processed_dir(data_dir, year)
        raise MidtjyllandError(
            f"{folder} lacks {table} and does not say why; run midtjylland build --year {year}."
        )
    frame = schemas.frame_of(table, [])
    # An answer has room for two; the page lists the others among its findings.
    frame.attrs["withheld"] = " ".join(why[:2]).rstrip(".")
    return frame


def _read_resource(table: str, year: int, data_dir: Path | str) -> bytes | None:
    """Content of a table that its package lists, None where it lists none.

    A content whose hash is not the package's is refused, unless a build is the reason: then a
    further look finds both new.
    """
    for _ in range(_TRIES):
        folder = processed_dir(data_dir, year)
        try:
            described = read_bounded(folder / DESCRIPTOR)
            resources = read_package(described, folder / DESCRIPTOR).resources
            hashes = {each.name: each.hash for each in resources}
            if table not in hashes:
                return None
            content = read_bounded(folder / f"{table}.csv")
            if sha256(content) == hashes[table]:
                return content
            problem = f"{folder / table}.csv is not the table its data package describes"
        except MidtjyllandError as error:
            problem = str(error).rstrip(".")
        time.sleep(_PAUSE_SECONDS)
    raise MidtjyllandError(f"{problem}; run midtjylland build --year {year}.")


def parse_table(table: str, content: bytes) -> pd.DataFrame:
    """Typed frame of a table's CSV."""
    types = schemas.dtypes(table)
    dates = {name: kind for name, kind in types.items() if kind.startswith("datetime")}
    others = {name: kind for name, kind in types.items() if name not in dates}
    empty = {"keep_default_na": False, "na_values": [""]}
    frame = pd.read_csv(io.BytesIO(content), dtype=others, parse_dates=list(dates), **empty)
    return frame.astype(dates)


def write_table(frame: pd.DataFrame) -> bytes:
    """CSV of a table: one kind of line end, ISO dates, `true` and `false`, digits as printed."""
    words = {True: "true", False: "false"}
    flags = frame.select_dtypes("boolean")
    told = frame.assign(**{name: flags[name].map(words) for name in flags})
    return told.to_csv(index=False, lineterminator="\n", float_format="%.15g").encode()


def tables() -> Mapping[str, str]:
    """Names of the tables, with a line on each."""
    return {name: str(model.__doc__) for name, model in schemas.TABLES.items()}


def sha256(content: bytes) -> str:
    """Checksum as a data package gives it."""
    return f"sha256:{checksum(content)}"


def read_package(content: bytes, name: Path | str = DESCRIPTOR) -> Package:
    """Data package of a JSON text, refused where it is none."""
    try:
        return Package.model_validate_json(content)
    except ValidationError as error:
        why = say_what_is_wrong(error.errors()[0]).rstrip(".")
        raise MidtjyllandError(f"{name} is not a data package ({why}).") from None


def read_sources(content: bytes) -> dict[str, str]:
    """Checksum of each source of a data package, by its name."""
    return {source.name: source.hash for source in read_package(content).sources}
