"""Where things stand in a data folder."""

from __future__ import annotations

import os
from pathlib import Path

from midtjylland.core.findings import MidtjyllandError

REFERENCE = "reference"
DESCRIPTOR = "datapackage.json"
TRANSCRIBED = "transcribed"


def find_data_dir(data_dir: Path | str) -> Path:
    """Data folder as seen from the repository root or from `notebooks/`."""
    path = Path(data_dir)
    above = Path("..") / path
    return above if not path.is_absolute() and not path.exists() and above.exists() else path


def existing_data_dir(data_dir: Path | str) -> Path:
    """The same, refused when there is none, with the places that were looked at."""
    path = find_data_dir(data_dir)
    if path.is_dir():
        return path
    tried = [path] if path.is_absolute() else [path, Path("..") / path]
    places = " and ".join(os.path.normpath(each.absolute()) for each in tried)
    raise MidtjyllandError(
        f"there is no data folder: looked for {places}; run this in the repository's folder, or "
        "name the folder (--data DIR, data_dir=...)."
    )


def raw_dir(data_dir: Path | str, year: int) -> Path:
    """Where the documents of a year stand."""
    return published(find_data_dir(data_dir) / "raw" / str(year))


def processed_dir(data_dir: Path | str, year: int) -> Path:
    """Where the tables of a year stand."""
    return published(find_data_dir(data_dir) / "processed" / str(year))


def published(folder: Path) -> Path:
    """A folder that may be swapped for a new one at this moment: itself, else the old one.

    A build renames the old folder away and the new one in. Who reads between the two, or after a
    build was killed there, reads the old one.
    """
    old = before_swap(folder)
    return old if not folder.exists() and old.is_dir() else folder


def before_swap(folder: Path) -> Path:
    """Name of a folder while a new one takes its place."""
    return folder.with_name(f".{folder.name}.old")


def year_dirs(data_dir: Path | str) -> dict[int, Path]:
    """Folders of the contract years that have raw documents."""
    return numbered(find_data_dir(data_dir) / "raw")


def numbered(folder: Path) -> dict[int, Path]:
    """Sub-folders that are named after a year."""
    four, names = "[0-9]" * 4, set()
    # Twice: what is renamed while one list is made stands in the other.
    for _ in range(2):
        names |= {path.name for path in folder.glob(four)}
        names |= {path.name[1:5] for path in folder.glob(f".{four}.old")}
    found = {int(name): folder / name for name in sorted(names)}
    return {
        year: published(path)
        for year, path in found.items()
        if any(published(path).is_dir() for _ in range(3))
    }


def years(data_dir: Path | str = "data") -> list[int]:
    """Contract years that have published tables."""
    found = numbered(existing_data_dir(data_dir) / "processed")
    # A build may rename a folder between two questions, never between three.
    return [
        year
        for year in found
        if any((processed_dir(data_dir, year) / DESCRIPTOR).exists() for _ in range(3))
    ]


def corrections_path(data_dir: Path | str, year: int) -> Path:
    """Where the corrections of a year are declared, if there are any."""
    return find_data_dir(data_dir) / "corrections" / f"{year}.yaml"


def seen_from_here(path: Path) -> Path:
    """A path as people read it: from the current folder where it is within that."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
