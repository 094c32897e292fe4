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

# Columns that `extra.json` tells beside those of the truth, row by row.
FURTHER = {
    "contract_goals": ["scope"],
    "contract_indicators": ["comparator", "unit", "coverage", "status"],
    "dk2020_cohorts": ["programme"],
    "ecsmv_rules": ["scheme"],
    "mea_modules": ["participants", "place"],
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


def wrong_further(table: str, want: list[list[Any]], extra: list[Any], frame: Any) -> set[str]:
    """Further columns of a table that are not those of `extra.json`; an empty one is none."""
    wrong, rows = set(), frame.to_dict("records")
    for values, more in zip(want, extra, strict=True):
        keys = dict(zip(COLUMNS[table], values, strict=True))
        same = (row for row in rows if all(fits(keys[key], plain(row[key])) for key in keys))
        if row := next(same, None):
            rows.remove(row)
            said = [column for column in FURTHER[table] if column in more and plain(row[column])]
            wrong |= {f"{table}.{c}" for c in said if not fits(more[c], plain(row[c]))}
    return wrong


def read(name: str) -> tuple[set[str], dict[str, set[str]]]:
    """Tables, and further columns, of a paper that aren't true, and those told, by severity."""
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
    extra = UNSEEN / name / "extra.json"
    for table, rows in json.loads(extra.read_text("utf-8")).items() if extra.exists() else ():
        if rows and table in FURTHER and table not in told["error"]:
            wrong |= wrong_further(table, truth[table], rows, tables[table])
    return wrong, told


@pytest.mark.parametrize("name", sorted(path.name for path in UNSEEN.glob("synthetic-*")))
@pytest.mark.usefixtures("unbounded")
def test_what_is_read_of_unseen_papers(name) -> None:
    wrong, told = read(name)

    assert sorted(wrong) == NOT_READ.get(name, [])
    silent = {each.split(".")[0] for each in wrong} - told["error"] - told["warning"]
    assert silent <= {"stated_totals"}
