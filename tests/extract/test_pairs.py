"""Targets with their results, *synthetic*, by writers who never saw the code.

What a result says is read. Of the results in `synthetic_pairs_not_read.json` it is not, but a
warning says so.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from midtjylland.declared.region import load_region
from midtjylland.extract.common import Extract
from midtjylland.extract.contract.indicators import add_indicators
from midtjylland.extract.contract.items import Goal, Item
from midtjylland.read.document import from_text

FOLDER = Path(__file__).parent
PAIRS = json.loads((FOLDER / "synthetic_pairs.json").read_text("utf-8"))
NOT_READ = json.loads((FOLDER / "synthetic_pairs_not_read.json").read_text("utf-8"))
YEAR = 2026
COLUMNS = ("comparator", "target_value", "unit", "result_value", "coverage", "status")


def read(pair):
    """Whether a pair's rows are true, and whether a warning is told."""
    lines = [from_text(text, "p").lines for text in (pair["target"], pair["result"])]
    extract = Extract()
    item = Item(Goal(1, "Vejledning", "local"), *lines)
    add_indicators(extract, item, "1a", load_region(), YEAR)
    rows = [[row[c] for c in COLUMNS] for row in extract.rows.get("contract_indicators", [])]
    told = any(finding.severity == "warning" for finding in extract.findings)
    return in_order(rows) == in_order(pair["rows"]), told


def in_order(rows):
    return sorted(rows, key=lambda row: (row[2], row[1] or 0, row[3] or 0))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["result"][:40])
def test_what_a_result_says_is_read_or_told(pair):
    is_true, told = read(pair)

    assert is_true or told
    assert is_true == (pair["result"] not in NOT_READ)
