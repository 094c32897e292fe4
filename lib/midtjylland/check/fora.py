"""The regional political fora: half-years that can be, each question once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from midtjylland.check.common import finding
from midtjylland.core.findings import Finding
from midtjylland.core.schemas import rows_of

TABLE = "regional_fora"
# Papers of a contract year plan the fora of the years after it.
AHEAD = 5


def check_fora(frames: Mapping[str, pd.DataFrame], year: int) -> Iterator[Finding]:
    """Fora are worked on in the years right after the contract year."""
    for row in rows_of(frames[TABLE]):
        if not year <= row["year"] <= year + AHEAD:
            yield finding(TABLE, "half-year-far", row, contract_year=year)
