"""Official population of the municipalities: figures at hand, and new ones of Statistics Denmark.

Source: table FOLK1A, population on the first day of a quarter, by municipality.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pandas as pd

from midtjylland.core.delimited import decode, read_rows
from midtjylland.core.files import locked, read_bounded, write_whole
from midtjylland.core.findings import MidtjyllandError, printable
from midtjylland.core.paths import REFERENCE, existing_data_dir
from midtjylland.declared.region import load_region
from midtjylland.store.raw import Sidecar, sidecar_path, to_yaml
from midtjylland.store.statbank import populations

COLUMNS = ["municipality_code", "municipality", "reference_date", "population", "source"]
API = "https://api.statbank.dk/v1/data"
TABLE, FIRST_YEAR = "FOLK1A", 2008
_AREA = "OMRÅDE"
_SECONDS, _MOST_BYTES = 60, 2**20
# A file of a whole country over many quarters, split by age, is not larger.
_MOST_FILE_BYTES = 32 * 2**20
# A municipality's population changes by 2 % a year at most; half of it has another cause.
_SUDDEN, _SUDDEN_A_YEAR = 0.1, 0.03


def load_population(data_dir: Path | str = "data") -> pd.DataFrame:
    """Official population of the municipalities on each reference date at hand.

    Reads every `raw/reference/population*.csv` of the data folder; empty when there is none. Two
    files that contradict each other are refused.
    """
    folder = existing_data_dir(data_dir) / "raw" / REFERENCE
    rows, read_from = {}, {}
    for path in sorted(folder.glob("population*.csv")):
        for row in read_population(read_bounded(path, _MOST_FILE_BYTES), path):
            key = row["municipality_code"], row["reference_date"]
            known = rows.setdefault(key, row)
            if known["population"] != row["population"]:
                raise MidtjyllandError(
                    f"{read_from[key]} and {path.name} give different populations of "
                    f"{row['municipality']} on {row['reference_date']}; keep one of them."
                )
            read_from.setdefault(key, path.name)
    frame = pd.DataFrame(list(rows.values()), columns=COLUMNS)
    return frame.astype({"population": "int64", "reference_date": "datetime64[s]"})


def read_population(content: bytes, name: Path | str) -> list[dict[str, object]]:
    """Rows of a file with the columns of `COLUMNS`; refused where a value can't be."""
    try:
        (_, head), *lines = read_rows(decode(content)) or [(1, [])]
        missing = [column for column in COLUMNS if column not in head]
        if missing:
            raise ValueError(f"there is no column {missing[0]}")
        return [_row(line, dict(zip(head, cells, strict=False))) for line, cells in lines if cells]
    except ValueError as error:
        raise MidtjyllandError(
            f"{name} holds no populations ({error}); remove it, and store the file of Statistics "
            "Denmark with: midtjylland population --date DATE --from FILE."
        ) from None


def _row(line: int, cells: Mapping[str, str]) -> dict[str, object]:
    code, count = cells.get("municipality_code", ""), cells.get("population", "")
    if not (code.isascii() and code.isdigit() and len(code) == 4):
        raise ValueError(f"line {line}: the code {code!r} is not four digits")
    if not (count.isascii() and count.isdigit() and 0 < int(count) < 10**8):
        raise ValueError(f"line {line}: {count!r} is no number of people")
    try:
        day = date.fromisoformat(cells.get("reference_date", ""))
    except ValueError:
        raise ValueError(f"line {line}: the reference_date is not a day like 2022-01-01") from None
    values = code, cells["municipality"], day, int(count), cells.get("source", "")
    return dict(zip(COLUMNS, values, strict=True))


def add_population(
    day: date, data_dir: Path | str = "data", given: Path | None = None
) -> tuple[Path, int]:
    """Store the population of the region's municipalities on the first day of a quarter.

    It comes from a file in any layout of Statistics Denmark, else from its public API. Returned
    are the file in `raw/reference/` and how many municipalities it holds.
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
    content = read_bounded(given, _MOST_FILE_BYTES) if given else _fetch(list(names), day)
    counts = _read_counts(content, day, names, printable(str(given or API)), known)
    rows = [(code, names[code][0], day, counts[code], _source(day)) for code in names]
    table = pd.DataFrame(rows, columns=COLUMNS).to_csv(index=False, lineterminator="\n").encode()
    with locked(data_dir):
        path.parent.mkdir(parents=True, exist_ok=True)
        sidecar = _sidecar(table, content, printable(given.name) if given else API, names, day)
        write_whole(sidecar_path(path), to_yaml(sidecar).encode())
        write_whole(path, table)
    return path, len(rows)


def _read_counts(
    content: bytes, day: date, names: Mapping[str, Sequence[str]], source: str, known: pd.DataFrame
) -> dict[str, int]:
    try:
        if _is_own(content):
            rows = read_population(content, source)
            counts = {
                str(row["municipality_code"]): int(str(row["population"]))
                for row in rows
                if row["reference_date"] == day
            }
        else:
            counts = populations(content, day, names)
        missing = [
            f"{code} {known_as[0]}" for code, known_as in names.items() if code not in counts
        ]
        if missing:
            raise ValueError(f"it lacks the population on {day} of {', '.join(missing)}")
        for problem in _sudden(counts, day, names, known):
            raise ValueError(problem)
    except ValueError as error:
        raise MidtjyllandError(
            f"{source}: {error}. In Statistics Denmark's table {TABLE} choose every municipality, "
            f"the total of sex, age and marital status, the quarter {_quarter(day)}, and save it "
            "as CSV with semicolons."
        ) from None
    return counts


def _is_own(content: bytes) -> bool:
    return COLUMNS[0].encode() in content[:200] and COLUMNS[3].encode() in content[:200]


def _sudden(
    counts: Mapping[str, int], day: date, names: Mapping[str, Sequence[str]], known: pd.DataFrame
) -> Iterator[str]:
    """Figures that no population can have changed to: a part of it, or another unit."""
    for code, rows in known.groupby("municipality_code"):
        apart = (rows["reference_date"] - pd.Timestamp(day)).abs()
        nearest = rows.loc[apart.idxmin()]
        limit = _SUDDEN + _SUDDEN_A_YEAR * apart.min().days / 365
        if code in names and abs(counts[code] / nearest["population"] - 1) > limit:
            yield (
                f"it gives {counts[code]:,} people in {names[code][0]}, which had "
                f"{nearest['population']:,} on {nearest['reference_date']:%Y-%m-%d}; it seems to "
                "count a part of them"
            )


def _fetch(codes: Sequence[str], day: date) -> bytes:
    """Ask the API; see https://www.dst.dk/en/Statistik/hjaelp-til-statistikbanken/api."""
    asked = {
        "table": TABLE,
        "format": "CSV",
        "lang": "da",
        "valuePresentation": "CodeAndValue",
        "delimiter": "Semicolon",
        "variables": [
            {"code": _AREA, "values": [code.removeprefix("0") for code in codes]},
            {"code": "Tid", "values": [_quarter(day)]},
        ],
    }
    request = Request(API, json.dumps(asked).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=_SECONDS) as answer:
            content: bytes = answer.read(_MOST_BYTES)
    except HTTPError as error:
        raise MidtjyllandError(_refusal(error, day)) from None
    except (OSError, HTTPException) as error:
        raise MidtjyllandError(
            f"Statistics Denmark can't be reached ({getattr(error, 'reason', error)}); open "
            f"{_address(codes, day)} in a browser that has network, save what it gives as a file, "
            f"and run: midtjylland population --date {day} --from FILE."
        ) from None
    return content


def _refusal(error: HTTPError, day: date) -> str:
    try:
        with error:
            why = json.loads(error.read(_MOST_BYTES))["message"]
    except (ValueError, KeyError, TypeError, OSError):
        why = error.reason
    return (
        f"Statistics Denmark refuses ({error.code}: {' '.join(str(why).split())}); see whether "
        f"{TABLE} has {_quarter(day)} yet, and the region's municipality codes."
    )


def _quarter(day: date) -> str:
    return f"{day.year}K{day.month // 3 + 1}"


def _address(codes: Iterable[str], day: date) -> str:
    """Address that gives the same answer in a browser."""
    asked = {
        "lang": "da",
        "valuePresentation": "CodeAndValue",
        "delimiter": "Semicolon",
        _AREA: ",".join(code.removeprefix("0") for code in codes),
        "Tid": _quarter(day),
    }
    return f"{API}/{TABLE}/CSV?{urlencode(asked, safe=',')}"


def _source(day: date) -> str:
    return f"Statistics Denmark, {TABLE} {_quarter(day)}"


def _sidecar(table: bytes, content: bytes, source: str, codes: Iterable[str], day: date) -> Sidecar:
    return Sidecar(
        title=f"Population of the region's municipalities on {day:%Y-%m-%d}",
        publisher="Statistics Denmark",
        published=None,
        description=f"Table {TABLE}, quarter {_quarter(day)}. Taken by `midtjylland population` "
        f"from {source} (SHA-256 {hashlib.sha256(content).hexdigest()}).",
        terms="Statistics Denmark's terms: free use, cite Statistics Denmark as the source.",
        url=_address(codes, day),
        bytes=len(table),
        sha256=hashlib.sha256(table).hexdigest(),
    )
