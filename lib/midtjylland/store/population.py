"""Official population of the municipalities: figures at hand, and new ones of Statistics Denmark.

Source: table FOLK1A, population on the first day of a quarter, by municipality.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pandas as pd
from pydantic import Field

from midtjylland.core.delimited import Day, read_models
from midtjylland.core.files import checksum, locked, read_bounded
from midtjylland.core.findings import MidtjyllandError, printable
from midtjylland.core.paths import REFERENCE, existing_data_dir
from midtjylland.core.yaml import Declared
from midtjylland.declared.region import load_region
from midtjylland.store.raw import write_described
from midtjylland.store.statbank import populations

API = "https://api.statbank.dk/v1/data"
TABLE, FIRST_YEAR = "FOLK1A", 2008
_SECONDS, _MOST_BYTES = 60, 2**20

# A municipality's population changes by 2 % a year at most; half of it has another cause.
_SUDDEN, _SUDDEN_A_YEAR = 0.1, 0.03


class Population(Declared):
    """A line of a file of ours."""

    municipality_code: str = Field(pattern="^[0-9]{4}$")
    municipality: str
    reference_date: Day
    population: int = Field(gt=0, lt=10**8)
    source: str


COLUMNS = list(Population.model_fields)


def load_population(data_dir: Path | str = "data") -> pd.DataFrame:
    """Official population of the municipalities on each reference date at hand.

    From every `raw/reference/population*.csv`; two that contradict each other are refused.
    """
    folder = existing_data_dir(data_dir) / "raw" / REFERENCE
    rows: dict[tuple[str, date], Population] = {}
    for path in sorted(folder.glob("population*.csv")):
        content = read_bounded(path)
        for row in read_models(content, path, Population).values():
            known = rows.setdefault((row.municipality_code, row.reference_date), row)
            if known.population != row.population:
                raise MidtjyllandError(
                    f"{path} and a file before it give different populations of "
                    f"{row.municipality} on {row.reference_date}; keep one of them."
                )
    frame = pd.DataFrame([row.model_dump() for row in rows.values()], columns=COLUMNS)
    return frame.astype({"population": "int64", "reference_date": "datetime64[s]"})


def add_population(
    day: date, data_dir: Path | str = "data", given: Path | None = None
) -> tuple[Path, int]:
    """Store the population of the region's municipalities on the first day of a quarter.

    It comes from a file of Statistics Denmark, else from its public API. Returned are the file that
    was written and how many municipalities it holds.
    """
    if day.day != 1 or day.month % 3 != 1 or day.year < FIRST_YEAR:
        raise MidtjyllandError(
            f"{TABLE} counts on the first day of each quarter since {FIRST_YEAR}-01-01, not on "
            f"{day}; use {max(day.year, FIRST_YEAR)}-01-01."
        )
    names = {town.code: (town.name, *town.also) for town in load_region(data_dir).municipalities}
    data_dir = existing_data_dir(data_dir)
    path = data_dir / "raw" / REFERENCE / f"population_{day}.csv"
    if path.exists():
        raise MidtjyllandError(f"{path} is there already; remove it and its sidecar first.")
    known = load_population(data_dir)
    content = read_bounded(given) if given else _fetch(list(names), day)
    counts = _read_counts(content, day, names, printable(str(given or API)), known)
    source = f"Statistics Denmark, {TABLE} {_quarter(day)}"
    origin = printable(given.name) if given else API
    rows = [(code, names[code][0], day, counts[code], source) for code in names]
    table = pd.DataFrame(rows, columns=COLUMNS).to_csv(index=False, lineterminator="\n").encode()
    with locked(data_dir):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_described(
            path,
            table,
            title=f"Population of the region's municipalities on {day}",
            publisher="Statistics Denmark",
            description=f"Table {TABLE}, quarter {_quarter(day)}. Taken by `midtjylland "
            f"population` from {origin} (SHA-256 {checksum(content)}).",
            terms="Statistics Denmark's terms: free use, cite Statistics Denmark as the source.",
            url=_address(names, day),
        )
    return path, len(rows)


def _read_counts(
    content: bytes, day: date, names: Mapping[str, Sequence[str]], source: str, known: pd.DataFrame
) -> dict[str, int]:
    try:
        counts = populations(content, day, names)
        missing = [f"{code} {each[0]}" for code, each in names.items() if code not in counts]
        if missing:
            raise ValueError(f"it lacks the population on {day} of {', '.join(missing)}")
        _refuse_sudden(counts, day, names, known)
    except ValueError as error:
        raise MidtjyllandError(
            f"{source}: {error}. In Statistics Denmark's table {TABLE} choose every municipality, "
            f"the total of sex, age and marital status, the quarter {_quarter(day)}, and save it "
            "as CSV with semicolons."
        ) from None
    return counts


def _refuse_sudden(
    counts: Mapping[str, int], day: date, names: Mapping[str, Sequence[str]], known: pd.DataFrame
) -> None:
    """Refuse figures that no population can have changed to: a part of it, or another unit."""
    for code, rows in known.groupby("municipality_code"):
        apart = (rows["reference_date"] - pd.Timestamp(day)).abs()
        nearest = rows.loc[apart.idxmin()]
        limit = _SUDDEN + _SUDDEN_A_YEAR * apart.min().days / 365
        if code in names and abs(counts[code] / nearest["population"] - 1) > limit:
            raise ValueError(
                f"it gives {counts[code]:,} people in {names[code][0]}, which had "
                f"{nearest['population']:,} on {nearest['reference_date']:%Y-%m-%d}; it seems to "
                "count a part of them"
            )


def _fetch(codes: Iterable[str], day: date) -> bytes:
    """Ask the API; see https://www.dst.dk/en/Statistik/hjaelp-til-statistikbanken/api."""
    address = _address(codes, day)
    try:
        with urlopen(address, timeout=_SECONDS) as answer:
            return bytes(answer.read(_MOST_BYTES))
    except HTTPError as error:
        raise MidtjyllandError(
            f"Statistics Denmark refuses ({error.code} {error.reason}); see whether {TABLE} has "
            f"{_quarter(day)} yet, and the region's municipality codes."
        ) from None
    except (OSError, HTTPException) as error:
        raise MidtjyllandError(
            f"Statistics Denmark can't be reached ({getattr(error, 'reason', error)}); open "
            f"{address} in a browser that has network, save what it gives as a file, and run: "
            f"midtjylland population --date {day} --from FILE."
        ) from None


def _quarter(day: date) -> str:
    return f"{day.year}K{day.month // 3 + 1}"


def _address(codes: Iterable[str], day: date) -> str:
    """Address at which the API, and a browser, gives the figures."""
    asked = {
        "lang": "da",
        "valuePresentation": "CodeAndValue",
        "delimiter": "Semicolon",
        "OMRÅDE": ",".join(code.removeprefix("0") for code in codes),
        "Tid": _quarter(day),
    }
    return f"{API}/{TABLE}/CSV?{urlencode(asked, safe=',')}"
