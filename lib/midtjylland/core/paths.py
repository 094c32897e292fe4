"""Where things stand in a data folder."""

from __future__ import annotations

from pathlib import Path

REFERENCE = "reference"


def find_data_dir(data_dir: Path | str) -> Path:
    """Data folder as seen from the repository root or from `notebooks/`."""
    path = Path(data_dir)
    above = Path("..") / path
    return above if not path.is_absolute() and not path.exists() and above.exists() else path


def year_dirs(data_dir: Path | str) -> dict[int, Path]:
    """Folders of the contract years that have raw documents."""
    return numbered(find_data_dir(data_dir) / "raw")


def numbered(folder: Path) -> dict[int, Path]:
    """Sub-folders that are named after a year."""
    names = sorted(path for path in folder.glob("[0-9][0-9][0-9][0-9]") if path.is_dir())
    return {int(path.name): path for path in names}


def corrections_path(data_dir: Path | str, year: int) -> Path:
    """Where the corrections of a year are declared, if there are any."""
    return find_data_dir(data_dir) / "corrections" / f"{year}.yaml"
