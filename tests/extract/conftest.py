"""The papers of 2021 as they came; PDFs are read in the tests' own process."""

from pathlib import Path

import pytest

from midtjylland.read import document


@pytest.fixture
def raw_2021():
    return next(Path(__file__).parents[2].glob("data/raw/2021/*.txt"))


@pytest.fixture(autouse=True)
def unbounded(monkeypatch):
    """No process of its own for each of a hundred small PDFs; tests/read has the limits."""
    monkeypatch.setattr(document, "run_bounded", lambda function, args, *_: function(*args))
