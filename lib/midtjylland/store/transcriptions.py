"""Tables that an analyst wrote down by hand, because the papers could not be read.

A transcription is `raw/<year>/transcribed/<table>.csv` with the table's columns, beside it a
sidecar that says who wrote it and when. It goes through the same checks as a table that was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from pydantic import Field

from midtjylland.core import schemas
from midtjylland.core.delimited import decode, delimiter_of, read_records, read_value
from midtjylland.core.files import checksum, read_bounded, write_whole
from midtjylland.core.findings import Finding, MidtjyllandError
from midtjylland.core.message import Message, finding
from midtjylland.core.paths import TRANSCRIBED
from midtjylland.core.yaml import Declared, read
from midtjylland.store.raw import SIDECAR, sidecar_path

INCOMPLETE = "transcription-incomplete"
CANDIDATE = "candidate_text"
TABLES = tuple(schemas.PRIMARY_KEYS)
_HINT = """\
# Who wrote {table} down, and on which day. Complete the rows of the CSV and take out
# those that are none, then fill in both and run: midtjylland build --year {year}
"""


class Transcriber(Declared):
    """The sidecar of a transcription."""

    transcribed_by: str | None
    date: date | None
    note: str | None = None
    candidates_sha256: str | None = Field(
        default=None, description="the CSV as it was made, to see whether it was edited"
    )


@dataclass(frozen=True)
class Transcription:
    """A table as written down: its rows, or why it can't be taken yet."""

    table: str
    path: Path
    frame: pd.DataFrame
    findings: Sequence[Finding]
    by: str
    content: bytes

    @property
    def complete(self) -> bool:
        """Whether nothing is left to fill in."""
        return all(finding.severity != "error" for finding in self.findings)


def read_transcriptions(folder: Path) -> list[Transcription]:
    """Transcriptions of a year's raw folder, in the order of the tables; no untouched template."""
    return [_read(table, path) for table, path in _files(folder) if not _is_untouched(path)]


def untouched_templates(folder: Path) -> list[Path]:
    """Templates that nobody has begun to complete, which count for nothing."""
    return [path for _table, path in _files(folder) if _is_untouched(path)]


def _files(folder: Path) -> list[tuple[str, Path]]:
    paths = [(table, folder / TRANSCRIBED / f"{table}.csv") for table in TABLES]
    return [(table, path) for table, path in paths if path.exists()]


def _is_untouched(path: Path) -> bool:
    sidecar = read(sidecar_path(path), Transcriber)
    made = checksum(read_bounded(path)) == sidecar.candidates_sha256
    return made and not (sidecar.transcribed_by or sidecar.date)


def problems_of_transcriptions(folder: Path) -> Iterator[str]:
    """Files that are no transcription, and sidecars without one."""
    home = folder / TRANSCRIBED
    tables = {f"{table}.csv" for table in TABLES}
    for path in sorted(home.iterdir()) if home.is_dir() else []:
        name = path.name.removesuffix(SIDECAR)
        if path.name.startswith(".") or not path.is_file():
            yield f"{path} is no transcription; move it out of {home}."
        elif name not in tables:
            yield f"{path} is named after no table; there are {', '.join(sorted(tables))}."
        elif not (home / name).exists():
            yield f"{home / name} is missing, its sidecar is there; restore it, or remove both."


def write_template(folder: Path, table: str, year: int, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write the candidates of a table for an analyst to complete; never over an edited file."""
    path = folder / TRANSCRIBED / f"{table}.csv"
    if path.exists():
        made = read(sidecar_path(path), Transcriber).candidates_sha256
        if checksum(read_bounded(path)) != made:
            raise MidtjyllandError(
                f"{path} was edited and is kept; complete it, or remove it and its sidecar first."
            )
    frame = pd.DataFrame(rows, columns=[*schemas.columns(table), CANDIDATE])
    types = {name: kind for name, kind in schemas.dtypes(table).items() if kind == "Int64"}
    content = frame.astype(types).to_csv(index=False, lineterminator="\n").encode()
    sidecar = dict.fromkeys(["transcribed_by", "date", "note"])
    sidecar["candidates_sha256"] = checksum(content)
    text = yaml.safe_dump(sidecar, sort_keys=False).replace(" null", "")
    path.parent.mkdir(exist_ok=True)
    write_whole(sidecar_path(path), (_HINT.format(table=table, year=year) + text).encode())
    write_whole(path, content)
    return path


def _read(table: str, path: Path) -> Transcription:
    content = read_bounded(path)
    sidecar = read(sidecar_path(path), Transcriber)
    # Without the data folder: a finding says the same wherever that is.
    name = f"{TRANSCRIBED}/{path.name}"
    frame, problems = _read_frame(table, name, content)
    unsigned = [each for each in ("transcribed_by", "date") if not getattr(sidecar, each)]
    if unsigned:
        problems.append(f"{name}{SIDECAR}: fill in {' and '.join(unsigned)}")
    wrong = [finding(table, INCOMPLETE, text=problem) for problem in problems]
    by = Message(
        "transcribed by hand by {name} on {date}",
        name=sidecar.transcribed_by,
        date=str(sidecar.date),
    )
    if sidecar.note:
        by = Message("{message} ({note})", message=by, note=sidecar.note)
    info = finding(table, "transcribed", {"source_file": name}, text=by)
    return Transcription(table, path, frame, wrong or [info], by, content)


def _read_frame(table: str, name: str, content: bytes) -> tuple[pd.DataFrame, list[str]]:
    """Typed frame of a transcription, and a sentence for each cell that is not as it must be."""
    needed = [each for each in schemas.columns(table) if each != "source_file"]
    try:
        records = read_records(content, needed)
    except ValueError as error:
        return schemas.frame_of(table, []), [f"{name} can't be read ({error})"]
    comma = delimiter_of(decode(content)) == ";"
    rows, problems = [], []
    for line, cells in records:
        row = _typed_row(table, f"{name}, line {line}", cells, comma, problems)
        rows.append({**row, "source_file": name})
    if not rows:
        problems.append(f"{name} has no rows; fill them in, or remove the file and its sidecar")
    return schemas.frame_of(table, [] if problems else rows), problems[:20]


def _typed_row(
    table: str, where: str, cells: Mapping[str, str], comma: bool, problems: list[str]
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    own = [name for name in schemas.columns(table) if not name.startswith("source_")]
    if not any(cells[name] for name in own):
        problems.append(f"{where} holds only a candidate; fill it in, or take the line out")
        return row
    for name, kind in schemas.dtypes(table).items():
        text = cells.get(name, "")
        try:
            row[name] = read_value(kind, text, comma) if text else None
        except ValueError as error:
            problems.append(f"{where}, {name}: {error}")
        if not text and name in schemas.required(table):
            problems.append(f"{where}, {name} is empty; fill it in")
    return row
