"""The real papers, read once for all tests that are not about reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import midtjylland
from midtjylland.store.assemble import tables_of
from midtjylland.store.corrections import correct

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def found(papers, region):
    """Tables and findings of the papers of 2021."""
    return tables_of([papers], region, 2021, midtjylland.load_population(DATA))


@pytest.fixture
def read_before(found, monkeypatch) -> Callable:
    """Builds take what was found in the papers before, and these findings besides."""
    more = []

    def tables_of(documents, region, year, population, corrections=(), transcribed=None):
        tables = dict(found[0])
        return tables, [*more, *found[1], *correct(tables, corrections)]

    monkeypatch.setattr("midtjylland.store.build.tables_of", tables_of)
    return more.append
