"""What is read of a `run.json`, and of the notebooks it names; a person may have edited both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from midtjylland.core.files import read_bounded
from midtjylland.core.findings import MidtjyllandError

_MOST_BYTES = 2**28


class _Job(BaseModel):
    name: str = Field(pattern=r"^[^/\\]+$")
    notebook: str
    title: str | None = None
    fingerprint: str
    error: dict[str, Any] | None
    output_sha256: str | None
    seconds: float = Field(allow_inf_nan=False)
    headline: dict[str, Any]
    parameters: dict[str, Any] = {}
    inputs: dict[str, str | None] = {}


class _Record(BaseModel):
    jobs: list[_Job]
    language: str | None = None
    languages: list[str] = []
    published: str | None = None


class _Output(BaseModel):
    data: dict[str, Any] = {}
    metadata: dict[str, Any] = {}


class _Cell(BaseModel):
    cell_type: str
    source: str | list[str]
    outputs: list[_Output] = []


class _Notebook(BaseModel):
    cells: list[_Cell]


def read_record(path: Path) -> dict[str, Any]:
    """Run record of a year; empty when there is none that can be trusted."""
    return _read(path, _Record)


def read_report(path: Path) -> dict[str, Any]:
    """Executed notebook; without cells where there is none, or none that can be shown."""
    return _read(path, _Notebook) or {"cells": []}


def _read(path: Path, model: type[BaseModel]) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(read_bounded(path, _MOST_BYTES))
        model.model_validate(content)
    except (MidtjyllandError, ValidationError, ValueError, RecursionError):
        return {}
    return content
