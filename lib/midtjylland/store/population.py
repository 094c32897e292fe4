"""Official population of the municipalities: files at hand, and new ones from Statistics Denmark.

Source: table FOLK1A, population on the first day of a quarter, by municipality. A file is what the
API answered, stored unchanged, or a table with the columns of `COLUMNS`.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pandas as pd

from midtjylland.core.files import write_whole
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.paths import REFERENCE, find_data_dir
from midtjylland.region import load_region
from midtjylland.store.raw import Sidecar, read_source, sidecar_path, to_yaml

COLUMNS = ["municipality_code", "municipality", "reference_date", "population", "source"]
API = "https://api.statbank.dk/v1/data"
TABLE, FIRST_YEAR = "FOLK1A", 2008
_AREA, _TIME, _VALUE = "OMRÅDE", "TID", "INDHOLD"
_SECONDS, _MOST_BYTES = 60, 2**20


def load_population(data_dir: Path | str = "data") -> pd.DataFrame:
    """Official population of the municipalities on the reference dates at hand.

    Reads every `raw/reference/population*.csv` of the data folder.

    Returns
    -------
    DataFrame
        `municipality_code`, `municipality`, `reference_date`, `population` (persons), `source`;
        empty when there is no such file. Source: Statistics Denmark, FOLK1A.

    Raises
    ------
    MidtjyllandError
        A code is not four digits, a population is not a positive whole number, or two files
        contradict each other.
    """
    folder = find_data_dir(data_dir) / "raw" / REFERENCE
    paths = sorted(folder.glob("population*.csv"))
    frames = [read_population(path.read_bytes(), path).assign(file=path.name) for path in paths]
    if not frames:
        empty = pd.DataFrame(columns=COLUMNS)
        return empty.astype({"population": "int64", "reference_date": "datetime64[s]"})
    joined = pd.concat(frames, ignore_index=True)
    keys = ["municipality_code", "reference_date"]
    several = joined.groupby(keys)["population"].transform("nunique") > 1
    for row in joined[several].to_dict("records"):
        files = joined[several & (joined["municipality_code"] == row["municipality_code"])]["file"]
        raise MidtjyllandError(
            f"{' and '.join(dict.fromkeys(files))} give different populations of "
            f"{row['municipality']} on {row['reference_date']:%Y-%m-%d}; keep one of them."
        )
    return joined.drop_duplicates(keys)[COLUMNS].reset_index(drop=True)


def read_population(content: bytes, name: Path | str) -> pd.DataFrame:
    """Populations of a file: an answer of the API, or a table with the columns of `COLUMNS`.

    Raises
    ------
    MidtjyllandError
        It is neither, or holds a value that can't be; says where.
    """
    try:
        text = content.decode("utf-8-sig")
        answer = text.lstrip().upper().startswith(_AREA)
        frame = _of_answer(text) if answer else _of_table(text)
        if frame.empty:
            raise ValueError("it has no rows")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        why = " ".join(str(error).split())
        raise MidtjyllandError(f"{name} holds no populations of {TABLE}: {why}.") from None
    codes = frame["municipality_code"].astype("str")
    wrong = ~codes.str.fullmatch("[0-9]{4}") | (frame["population"] <= 0)
    if wrong.any():
        line = wrong.idxmax() + 2
        raise MidtjyllandError(f"{name}, line {line}: code or population is not valid.")
    return frame


def _of_table(text: str) -> pd.DataFrame:
    types = {"municipality_code": "str", "population": "int64"}
    frame = pd.read_csv(io.StringIO(text), dtype=types, parse_dates=["reference_date"])
    return frame[COLUMNS].astype({"reference_date": "datetime64[s]"})


def _of_answer(text: str) -> pd.DataFrame:
    frame = pd.read_csv(io.StringIO(text), sep=";", dtype="str")
    area = frame[_AREA].str.extract(r"^([0-9]{3})(?: (.+))?$")
    return pd.DataFrame(
        {
            "municipality_code": "0" + area[0].fillna("?"),
            "municipality": area[1],
            "reference_date": frame[_TIME].map(_first_day).astype("datetime64[s]"),
            "population": frame[_VALUE].astype("int64"),
            "source": f"Statistics Denmark, {TABLE} " + frame[_TIME],
        }
    )


def _first_day(quarter: str) -> pd.Timestamp:
    """First day of a quarter such as 2022K1, in English 2022Q1."""
    return pd.Period(quarter.replace("K", "Q"), freq="Q").start_time


def add_population(
    day: date, data_dir: Path | str = "data", given: Path | None = None
) -> tuple[Path, int]:
    """Store the population of the region's municipalities on a day, with a sidecar.

    Parameters
    ----------
    day
        First day of a quarter.
    data_dir
        Data folder; its region says which municipalities.
    given
        File with the populations; without it Statistics Denmark's public API is asked.

    Returns
    -------
    tuple
        The file in `raw/reference/`, and how many municipalities it holds.

    Raises
    ------
    MidtjyllandError
        There is no such day in the table, a municipality is missing, the file is there already,
        or nobody answers: then it says what to download and where to put it.
    """
    if day.day != 1 or day.month % 3 != 1 or day.year < FIRST_YEAR:
        raise MidtjyllandError(
            f"{TABLE} counts on the first day of each quarter since {FIRST_YEAR}-01-01, not on "
            f"{day}; use {max(day.year, FIRST_YEAR)}-01-01."
        )
    towns = load_region(data_dir).municipalities
    path = find_data_dir(data_dir) / "raw" / REFERENCE / f"population_{day}.csv"
    if path.exists():
        raise MidtjyllandError(f"{path} is there already; remove it and its sidecar first.")
    codes = [town.code for town in towns]
    content = read_source(given) if given else _fetch(codes, day)
    frame = read_population(content, given or API)
    have = set(frame[frame["reference_date"] == pd.Timestamp(day)]["municipality_code"])
    missing = [f"{town.code} {town.name}" for town in towns if town.code not in have]
    if missing:
        raise MidtjyllandError(
            f"{given or API} lacks the population on {day} of {', '.join(missing)}; get them all."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    write_whole(sidecar_path(path), to_yaml(_sidecar(content, codes, day)).encode())
    return path, len(have)


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


def _sidecar(content: bytes, codes: Iterable[str], day: date) -> Sidecar:
    return Sidecar(
        title=f"Population of the region's municipalities on {day:%Y-%m-%d}",
        publisher="Statistics Denmark",
        published=None,
        description=f"Table {TABLE}, quarter {_quarter(day)}. Stored unchanged by `midtjylland "
        "population`.",
        terms="Statistics Denmark's terms: free use, cite Statistics Denmark as the source.",
        url=_address(codes, day),
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
