"""What is read of run records and notebooks, all of which a person may have edited."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

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


class _Tags(BaseModel):
    tags: list[str] = []


class _Cell(BaseModel):
    cell_type: str
    source: str | list[str]
    metadata: _Tags
    outputs: list[_Output] = []


class Notebook(BaseModel):
    """What is read of a notebook."""

    nbformat: Literal[4]
    nbformat_minor: int
    metadata: dict[str, Any]
    cells: list[_Cell]


def read_record(path: Path) -> dict[str, Any]:
    """Run record of a year; empty when there is none that can be trusted."""
    return read_json(path, _Record)


def read_report(path: Path) -> dict[str, Any]:
    """Executed notebook; without cells where there is none, or none that can be shown."""
    return read_json(path, Notebook) or {"cells": []}


def read_json(path: Path, model: type[BaseModel]) -> dict[str, Any]:
    """Content of a JSON file that fits a model; empty where it does not."""
    try:
        content: dict[str, Any] = json.loads(read_bounded(path, _MOST_BYTES))
        model.model_validate(content)
    except (MidtjyllandError, ValidationError, ValueError, RecursionError):
        return {}
    return content
