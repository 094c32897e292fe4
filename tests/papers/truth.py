"""The tables that each year's papers hold, as typed in by hand beside their pages."""

from __future__ import annotations

from typing import Any

import yaml

from papers.build import FOLDERS

Rows = list[dict[str, Any]]


def load_truth(year: int) -> dict[str, Rows]:
    """Rows of every table of a contract year, without `source_page` and `source_line`.

    Dates are ISO texts, as in the published CSV; what the papers do not give is None.
    """
    tables = yaml.safe_load((FOLDERS[year] / "truth.yaml").read_text("utf-8"))
    return {
        name: [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
        for name, table in tables.items()
    }


TRUTH = {year: load_truth(year) for year in FOLDERS}
