"""The result contract: complete, plausible, and in agreement with the guidance table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from midtjylland.check.common import doubtful_texts, outside, totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.message import finding
from midtjylland.core.schemas import rows_of

GOALS, INDICATORS = "contract_goals", "contract_indicators"
# Lowest and highest number that makes sense: a score is a Net Promoter Score.
RANGES: Mapping[str, tuple[float, float]] = {
    "pct": (0, 100),
    "pct_point": (-100, 100),
    "count": (0, 100_000),
    "score": (-100, 100),
}
# A result that is so many times its target, or so small a part of it, was hardly read right.
FAR = 8.0


def check_contract(frames: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Everything that the contract's tables must satisfy."""
    goals, indicators = frames[GOALS], frames[INDICATORS]
    yield from _goals(goals)
    yield from doubtful_texts(GOALS, rows_of(goals), "target_text")
    for row in rows_of(indicators):
        yield from _plausible(row)
    totals = totals_of(frames["stated_totals"], "guidance_by_municipality")
    yield from _guided(indicators, totals)


def _goals(goals: pd.DataFrame) -> Iterator[Finding]:
    have = set(goals["goal_no"])
    missing = sorted(set(range(1, max(have, default=0) + 1)) - have)
    if missing:
        yield finding(GOALS, "goal-missing/within", goals=[*map(str, missing)])
    if 0 in have:
        yield finding(GOALS, "goal-missing/before")
    # Where many targets lack a result, the columns were not told apart.
    empty = int(goals["result_text"].isna().sum())
    if empty > 0.4 * len(goals):
        yield finding(GOALS, "columns-mixed/empty", empty=empty, targets=len(goals))


def _plausible(row: dict) -> Iterator[Finding]:
    for column in ("target_value", "result_value"):
        yield from outside(INDICATORS, "indicator", row, column, RANGES[row["unit"]])
    target, result = row["target_value"], row["result_value"]
    if row["unit"] in ("count", "score") and target and result and target > 0 and result > 0:
        times = max(target / result, result / target)
        if times >= FAR:
            yield finding(INDICATORS, "far-from-target", row, result=result, target=target)


def _guided(indicators: pd.DataFrame, totals: Mapping[str, float]) -> Iterator[Finding]:
    """The guided firms of the contract are those of the guidance table."""
    known = {totals[name] for name in ("guided_firms_all", "guided_firms_region") if name in totals}
    for row in rows_of(indicators[indicators["indicator"] == "firms_using_offers"]):
        firms = row["result_value"]
        if known and firms is not None and firms not in known:
            values = {"firms": firms, "totals": sorted(known, reverse=True)}
            yield finding(INDICATORS, "guided-against-total", row, **values)
