"""Synthetic papers by writers who never saw the code: what is read is true, the rest is told.

`unseen/not_read.json` names the tables that can't be read. When one can, it leaves the list.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from midtjylland.declared.region import load_region
from midtjylland.read.document import read_document
from midtjylland.store.assemble import tables_of
from midtjylland.store.population import load_population

UNSEEN = Path(__file__).parent / "unseen"
NOT_READ = json.loads((UNSEEN / "not_read.json").read_text("utf-8"))
COLUMNS = {
    "guidance_by_municipality": [
        *("municipality", "population_share_pct", "guided_firms", "guided_share_pct"),
    ],
    "stated_totals": ["table", "quantity", "value"],
    "mea_modules": ["start_date", "end_date", "title"],
    "dk2020_cohorts": ["cohort", "municipalities", "status", "approved_so_far"],
    "ecsmv_rules": [
        *("advice_grant_cap_dkk", "investment_grant_rate_pct", "investment_grant_cap_dkk"),
    ],
    "green_guidance": ["year", "guided_firms", "of_guided_firms"],
    "green_grants": ["year", "grants", "total_mdkk"],
    "contract_goals": ["item", "target_text"],
    "contract_indicators": ["item", "target_value", "result_value"],
    "regional_fora": ["question", "half", "year"],
}


def plain(value: object) -> str:
    """A value in one form: a number without needless decimals, a text without its typography."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, int | float):
        return f"{value:.10g}"
    text = f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)
    return re.sub(r"[\W_]+", "", text).casefold()


def fits(want: Any, got: str) -> bool:
    if isinstance(want, dict):
        return bool(want.get("any")) or any(fits(each, got) for each in want["one_of"])
    return plain(want) == got


def differs(table: str, want: list[list[Any]], frame: Any) -> bool:
    """Whether rows of a table are not those of the truth, in any order."""
    rows = [list(map(plain, row)) for row in frame[COLUMNS[table]].itertuples(index=False)]
    if table == "stated_totals":  # the truth names those that are judged
        keys = [[plain(each) for each in row[:2]] for row in want]
        rows = [row for row in rows if row[:2] in keys]
        want = [row for row in want if row[2] is not None]
    for row in want:
        same = next((r for r in rows if all(map(fits, row, r))), None)
        if same is None:
            return True
        rows.remove(same)
    return bool(rows)


@pytest.mark.parametrize("name", sorted(path.name for path in UNSEEN.glob("synthetic-*")))
@pytest.mark.usefixtures("unbounded")
def test_what_is_read_of_unseen_papers(name) -> None:
    truth = json.loads((UNSEEN / name / "truth.json").read_text("utf-8"))
    paper = read_document((UNSEEN / name / "papers.pdf").read_bytes(), "papers.pdf")
    population = load_population(Path(__file__).parents[2] / "data")
    tables, findings = tables_of([paper], load_region(), truth["year"], population)
    told = defaultdict(set)
    for finding in findings:
        told[finding.severity].add(finding.table)
    wrong = {
        table
        for table in COLUMNS
        if table in told["error"] or differs(table, truth[table], tables[table])
    }
    assert sorted(wrong) == NOT_READ.get(name, [])
    assert wrong - {"stated_totals"} <= told["error"] | told["warning"]
