"""Published tables as typed frames."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from midtjylland.core import schemas
from midtjylland.core.files import settle
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.paths import find_data_dir, numbered
from midtjylland.store.verify import DESCRIPTOR


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
        Columns and types as in `midtjylland.core.schemas`; codes are text, whole numbers `Int64`.

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
        settle(folder)
    path = folder / f"{table}.csv"
    if not path.exists():
        at_hand = ", ".join(map(str, years(data_dir))) or "none"
        raise MidtjyllandError(f"{table} of {year} is not published (years at hand: {at_hand}).")
    return read_table(table, path)


def read_table(table: str, path: Path) -> pd.DataFrame:
    """Typed frame of a table's CSV file."""
    types = schemas.dtypes(table)
    dates = {column: kind for column, kind in types.items() if kind.startswith("datetime")}
    plain = {column: kind for column, kind in types.items() if column not in dates}
    frame = pd.read_csv(
        path,
        dtype=plain,
        parse_dates=list(dates),
        keep_default_na=False,
        na_values=[""],
        encoding="utf-8",
    )
    return frame.astype(dates)


def years(data_dir: Path | str = "data") -> list[int]:
    """Contract years that have published tables."""
    folders = numbered(find_data_dir(data_dir) / "processed")
    return [year for year, folder in folders.items() if (folder / DESCRIPTOR).exists()]
