"""What every recipe returns."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from midtjylland.findings import Finding


@dataclass
class Reading:
    """Tables read from the sources of a year, and what was noticed while reading them."""

    tables: dict[str, pd.DataFrame]
    findings: list[Finding] = field(default_factory=list)
