"""The papers of 2021 as they came; PDFs are read in the tests' own process."""

from pathlib import Path

import pytest


@pytest.fixture
def raw_2021():
    return next(Path(__file__).parents[2].glob("data/raw/2021/*.txt"))


@pytest.fixture(autouse=True)
def in_this_process(unbounded):
    """All PDFs here are read without limits."""
