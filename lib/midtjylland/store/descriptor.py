"""The files of a year's folder: a CSV for each table, and the data package that describes them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from midtjylland.core import schemas
from midtjylland.core.message import Message
from midtjylland.core.paths import DESCRIPTOR, TRANSCRIBED, corrections_path
from midtjylland.store import raw
from midtjylland.store.corrections import load_corrections
from midtjylland.store.package import sha256, write_table
from midtjylland.store.transcriptions import Transcription


def package_files(
    tables: Mapping[str, pd.DataFrame], year: int, publisher: str, sources: Sequence[Any]
) -> dict[str, bytes]:
    """Content of each file, by its name."""
    files = {
        f"{table}.csv": write_table(tables[table]) for table in schemas.TABLES if table in tables
    }
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{_plain_name(publisher)}-{year}",
        "title": f"Tables of the meeting papers of {publisher}, contract year {year}",
        "licenses": [
            {
                # The Open Definition's name for terms of the publisher's own that ask to be cited.
                "name": "other-at",
                "title": Message("Facts from Danish public meeting papers; cite the publisher"),
            }
        ],
        "sources": sources,
        "resources": [_resource(name, content) for name, content in files.items()],
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    return files | {DESCRIPTOR: text.encode()}


def source_entries(
    data_dir: Path, year: int, folder: Path, written: Sequence[Transcription]
) -> list[dict[str, Any]]:
    """What the tables come from: documents, transcriptions, and corrections."""
    sidecars = {path.name: raw.read_sidecar(path) for path in raw.document_files(folder)}
    found = [(name, each.publisher, f"sha256:{each.sha256}") for name, each in sidecars.items()]
    found += [
        (f"{TRANSCRIBED}/{each.path.name}", each.by, sha256(each.content))
        for each in written
        if each.complete
    ]
    path = corrections_path(data_dir, year)
    if path.exists():
        told = dict.fromkeys(each.published_by for each in load_corrections(data_dir, year))
        publisher = ", ".join(told) or "no correction declared"
        found.append((f"{path.parent.name}/{path.name}", publisher, sha256(path.read_bytes())))
    return [dict(zip(("title", "publisher", "hash"), each, strict=True)) for each in found]


def _resource(name: str, content: bytes) -> dict[str, Any]:
    table = name.removesuffix(".csv")
    return {
        "name": table,
        "type": "table",
        "path": name,
        "description": schemas.TABLES[table].__doc__,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": sha256(content),
        "schema": schemas.table_schema(table),
    }


def _plain_name(text: str) -> str:
    """Name in the letters that a data package's name may have."""
    for letter, plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        text = text.lower().replace(letter, plain)
    return re.sub("[^a-z0-9]+", "-", text).strip("-")
