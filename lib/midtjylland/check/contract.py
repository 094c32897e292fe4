"""The result contract: complete, plausible, and in agreement with the guidance table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

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
    "count": (0, 10_000_000),
    "score": (-100, 100),
}
# A result that is so many times its target, or so small a part of it, was hardly read right.
FAR = 8.0


def check_contract(frames: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Everything that the contract's tables must satisfy."""
    goals, indicators = frames[GOALS], frames[INDICATORS]
    yield from _goals(goals)
    yield from doubtful_texts(GOALS, rows_of(goals), "target_text")
    totals = totals_of(frames["stated_totals"], "guidance_by_municipality")
    yield from _figures(rows_of(indicators), totals)


def _goals(goals: pd.DataFrame) -> Iterator[Finding]:
    have = set(goals["goal_no"])
    missing = sorted(set(range(1, max(have, default=0) + 1)) - have)
    if missing:
        yield finding(GOALS, "goal-missing/within", goals=[*map(str, missing)])
    # Where many targets lack a result, the columns were not told apart.
    empty = int(goals["result_text"].isna().sum())
    if empty > 0.4 * len(goals):
        yield finding(GOALS, "columns-mixed/empty", empty=empty, targets=len(goals))


def _figures(rows: list[dict[str, Any]], totals: Mapping[str, float]) -> Iterator[Finding]:
    """Plausible figures; the guided firms are those of the guidance table."""
    guided = {totals.get("guided_firms_all"), totals.get("guided_firms_region")} - {None}
    for row in rows:
        for column in ("target_value", "result_value"):
            yield from outside(INDICATORS, "indicator", row, column, RANGES[row["unit"]])
        target, result = row["target_value"] or 0, row["result_value"]
        both = row["unit"] in ("count", "score") and target > 0 and (result or 0) > 0
        if both and max(target / result, result / target) >= FAR:
            yield finding(INDICATORS, "far-from-target", row, result=result, target=target)
        is_guided = row["indicator"] == "firms_using_offers" and result is not None
        if is_guided and guided and result not in guided:
            values = {"firms": result, "totals": sorted(guided, reverse=True)}
            yield finding(INDICATORS, "guided-against-total", row, **values)
