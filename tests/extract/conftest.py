"""The papers of 2021 as they came."""

from pathlib import Path

import pytest


@pytest.fixture
def raw_2021():
    return next(Path(__file__).parents[2].glob("data/raw/2021/*.txt"))
